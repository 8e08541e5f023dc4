"""Paths over legs, on a hand-made network and on the study's own tables."""

import math
from pathlib import Path as File

import polars as pl
import pytest

from orepath.errors import InputError, UnitError
from orepath.world.corridor import Corridors, compare
from orepath.world.freight import Rates

STUDY = File(__file__).parents[2] / "studies" / "india-titanium"


def legs(*rows):
    names = ["from", "to", "mode", "km", "region", "borders", "gauge"]
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return frame.with_columns(grade=pl.lit("B"))


def rates(*rows):
    """Write rates; a value alone is a range without width."""
    full = []
    for *head, amount, unit in rows:
        low, value, high = amount if isinstance(amount, tuple) else [amount] * 3
        full.append((*head, float(value), float(low), float(high), unit, "B"))
    names = ["mode", "region", "figure", "value", "value_low", "value_high", "unit"]
    return pl.DataFrame(full, schema=[*names, "grade"], orient="row")


# A slow cheap sea way from A to D, a fast dear road, and rail over a border at C.
LEGS = legs(
    ("A", "B", "sea", 1000.0, "strait", 0, 0),
    ("B", "D", "rail", 500.0, "", 0, 0),
    ("A", "D", "road", 1200.0, "", 0, 0),
    ("B", "C", "rail", 300.0, "narrow", 1, 1),
    ("C", "D", "rail", 100.0, "narrow", 0, 0),
)
RATES = rates(
    ("sea", "", "cost", 0.002, "USD/t-km"),
    ("sea", "", "fee", 5.0, "USD/t"),
    ("sea", "", "speed", 500.0, "km/d"),
    ("sea", "strait", "closures", 0.3, "1/a"),
    ("rail", "", "cost", (0.05, 0.08, 0.09), "USD/t-km"),
    ("rail", "", "speed", (250.0, 500.0, 1000.0), "km/d"),
    ("rail", "", "border_fee", 240.0, "USD"),
    ("rail", "", "border_time", 48.0, "h"),
    ("rail", "", "gauge_fee", 300.0, "USD"),
    ("rail", "", "gauge_time", 12.0, "h"),
    ("rail", "", "load", 60.0, "t"),
    ("rail", "narrow", "capacity", 40.0, "kt/a"),
    ("road", "", "cost", 0.1, "USD/t-km"),
    ("road", "", "speed", 600.0, "km/d"),
    ("yard", "", "handling", 4.0, "USD/t"),
    ("yard", "", "handling_time", 1.0, "d"),
    ("port", "", "handling", 8.0, "USD/t"),
    ("port", "", "handling_time", 3.0, "d"),
)


@pytest.fixture
def network():
    return Corridors(LEGS, RATES)


def test_cost_and_time_are_the_sum_of_their_lines(network):
    path = network.cheapest("A", "D")
    assert path.stops == ("A", "B", "D")
    assert path.km == 1500
    assert path.cost.value == pytest.approx(2 + 5 + 8 + 40)
    assert path.days.value == pytest.approx(2 + 3 + 1)
    assert path.legs["usd_t"].to_list() == pytest.approx([7.0, 40.0])
    assert path.grade == "B"


def test_a_border_and_a_gauge_are_paid_per_load(network):
    path = network.through("B", "D", ["C"])
    assert path.stops == ("B", "C", "D")
    assert path.cost.value == pytest.approx(400 * 0.08 + 240 / 60 + 300 / 60)
    assert path.days.value == pytest.approx(0.8 + 2 + 0.5)
    assert (path.borders, path.gauge) == (1, 1)
    assert path.capacity.value == 40_000
    assert path.weakest == "B > C (rail)"


def test_the_range_comes_from_the_rates(network):
    path = network.cheapest("B", "D")
    assert (path.cost.low, path.cost.high) == pytest.approx((25.0, 45.0))
    assert (path.days.low, path.days.high) == pytest.approx((0.5, 2.0))


def test_legs_on_one_rate_move_together(network):
    whole = network.through("B", "D", ["C"]).cost
    assert whole.value - whole.low == pytest.approx(400 * 0.03)


def test_the_fastest_and_the_most_reliable_are_other_paths(network):
    assert network.fastest("A", "D").stops == ("A", "D")
    assert network.most_reliable("A", "D").stops == ("A", "D")
    assert network.most_reliable("A", "B").closures.value == 0
    assert network.cheapest("A", "D").closures.value == pytest.approx(0.3)


def test_a_cause_shared_by_legs_counts_once():
    shared = rates(("rail", "", "closures", 0.2, "1/a"))
    path = Corridors(LEGS, pl.concat([RATES, shared])).through("A", "D", ["B", "C"])
    assert path.closures.value == pytest.approx(0.5)


def test_the_frontier_holds_what_nothing_beats(network):
    found = network.frontier("A", "D")
    assert [path.stops for path in found] == [("A", "B", "D"), ("A", "D")]
    costs = [path.cost.value for path in found]
    days = [path.days.value for path in found]
    assert costs == sorted(costs)
    assert days == sorted(days, reverse=True)


def test_there_and_back_cost_the_same(network):
    assert network.cheapest("D", "A").cost.value == pytest.approx(
        network.cheapest("A", "D").cost.value
    )


def test_a_stay_costs_nothing(network):
    path = network.cheapest("A", "A")
    assert (path.stops, path.km, path.cost.value) == (("A",), 0, 0)


@pytest.mark.parametrize(
    "closed", [["B"], ["A > B"], ["B > A"], ["B > A (sea)"], ["A > B (sea)", "C"]]
)
def test_a_closed_stop_or_leg_is_gone_round(network, closed):
    assert network.cheapest("A", "D", closed=closed).stops == ("A", "D")


def test_a_leg_too_narrow_is_gone_round(network):
    assert network.cheapest("C", "D", tonnes=40_000).stops == ("C", "D")
    with pytest.raises(InputError, match=r"too narrow: B > C \(rail\), C > D \(rail\)"):
        network.cheapest("C", "D", tonnes=40_001)


def test_what_cannot_be_reached_says_what_is_closed(network):
    with pytest.raises(InputError) as caught:
        network.cheapest("A", "D", closed=["B", "A > D"])
    assert "closed or too narrow: A > B (sea), B > D (rail), A > D (road)" in str(
        caught.value
    )
    with pytest.raises(InputError, match="cannot be reached"):
        network.frontier("A", "D", closed=["B", "A > D"])


def test_unknown_words_are_answered_with_near_ones():
    network = Corridors(
        LEGS.with_columns(pl.col("from", "to").replace("D", "Dostyk")), RATES
    )
    with pytest.raises(
        InputError, match="unknown stop 'Dostik' — did you mean 'Dostyk'"
    ):
        network.cheapest("A", "Dostik")
    with pytest.raises(InputError, match=r"closed — no stop, leg, .* 'Dostik'"):
        network.fastest("A", "B", closed=["Dostik"])


def test_faults_of_legs_are_told_together():
    bad = pl.concat([LEGS, LEGS.head(1), LEGS.head(1).with_columns(km=pl.lit(0.0))])
    odd = pl.concat([bad, LEGS.head(1).with_columns(mode=pl.lit("pipe"))])
    with pytest.raises(InputError) as caught:
        Corridors(odd, RATES)
    told = str(caught.value)
    assert "legs:7 — A > B (sea) stands twice" in told
    assert "legs:8:km — 0.0" in told
    assert "legs:9 — rates pipe strait cost: no such rate" in told
    with pytest.raises(InputError, match="legs:1:km"):
        Corridors(LEGS.drop("km"), RATES)


def test_a_change_of_mode_without_a_rate_is_told_before_any_search():
    with pytest.raises(InputError) as caught:
        Corridors(LEGS, RATES.filter(pl.col("mode") != "port"))
    assert [problem.where for problem in caught.value.problems] == [
        "rates port handling"
    ]


def test_faults_of_rates_are_told_together():
    bad = rates(
        ("rail", "", "cost", (3.0, 2.0, 1.0), "USD/t-km"),
        ("rail", "", "speeed", 1.0, "km/d"),
        ("rail", "", "speed", 0.0, "km/d"),
        ("rail", "", "speed", 1.0, "km/d"),
    )
    with pytest.raises(InputError) as caught:
        Rates(bad)
    places = [problem.where for problem in caught.value.problems]
    assert places == ["rates:2:value", "rates:3:figure", "rates:4:value"]
    with pytest.raises(InputError, match="stands twice"):
        Rates(pl.concat([RATES, RATES.head(1)]))
    with pytest.raises(InputError, match="rates:1:region"):
        Rates(RATES.drop("region"))


def test_a_unit_that_does_not_convert_is_refused_with_its_row():
    with pytest.raises(InputError, match="rates:2:unit"):
        Rates(rates(("rail", "", "cost", 1.0, "km/d")))
    assert issubclass(UnitError, InputError)


def test_a_region_falls_back_to_the_wider_one_and_then_to_anywhere():
    table = Rates(
        rates(
            ("rail", "", "cost", 1.0, "USD/t-km"),
            ("rail", "iran", "cost", 2.0, "USD/t-km"),
        )
    )
    assert table.need("rail", "iran/kti", "cost")[1].value == 2.0
    assert table.need("rail", "china", "cost")[1].value == 1.0
    assert table.find("rail", "iran", "wait") is None


def test_named_corridors_stand_side_by_side_or_are_refused_together():
    names = ["corridor", "from", "to", "via"]
    named = pl.DataFrame(
        [("one", "A", "D", "B"), ("two", "A", "D", None)], names, orient="row"
    )
    found = compare(named, LEGS, RATES)
    assert found["corridor"].to_list() == ["one", "two"]
    assert found["usd_t"].to_list() == pytest.approx([55.0, 55.0])
    assert found["capacity"].null_count() == 2
    with pytest.raises(InputError) as caught:
        compare(named.with_columns(via=pl.lit("X")), LEGS, RATES)
    assert len(caught.value.problems) == 2


@pytest.fixture(scope="module")
def study():
    return {
        name: pl.read_csv(STUDY / f"{name}.csv")
        for name in ("legs", "rates", "corridors", "stops")
    }


def test_mundra_to_astana_meets_the_published_trial(study):
    # A trial of 1,585 km by sea and 4,300 km by rail in 25 to 30 days was published.
    network = Corridors(study["legs"], study["rates"])
    path = network.through("Mundra", "Astana", ["Bandar Abbas", "Sarakhs"])
    sea, rail = path.legs["km"][0], path.legs["km"][1:].sum()
    assert sea == pytest.approx(1585, rel=0.06)
    assert rail == pytest.approx(4300, rel=0.06)
    assert 25 <= path.days.value <= 30


def test_every_corridor_of_the_study_is_travelled(study):
    found = compare(study["corridors"], study["legs"], study["rates"])
    assert found.height == study["corridors"].height
    assert found.filter(
        ~pl.col("usd_t").is_between(pl.col("usd_t_low"), pl.col("usd_t_high"))
    ).is_empty()
    # Slag sells near 1,000 USD/t: freight is a large part of it on every corridor,
    # least through China, whose rail is the cheapest.
    assert found["usd_t"].is_between(300, 600).all()
    assert found.sort("usd_t")["corridor"][0] == "lianyungang"


def test_stops_and_legs_of_the_study_name_the_same_places(study):
    named = {*study["legs"]["from"], *study["legs"]["to"]}
    assert named == set(study["stops"]["stop"])


def test_reliability_is_not_asked_of_stops_that_do_not_exist_or_are_cut_off(network):
    with pytest.raises(InputError, match="unknown stop 'Z'"):
        network.most_reliable("A", "Z")
    with pytest.raises(InputError, match="cannot be reached"):
        network.most_reliable("A", "D", closed=["A"])


PASSING = LEGS.with_columns(passes=pl.Series(["Strait", "", "", "NAR", "NAR Strait"]))
CLOSING = pl.concat(
    [
        RATES,
        rates(
            ("passage", "Strait", "closures", (0.1, 0.2, 0.4), "1/a"),
            ("passage", "NAR", "closures", (0.0, 0.1, 0.3), "1/a"),
        ),
    ]
)


def test_what_legs_pass_closes_them_once_each():
    path = Corridors(PASSING, CLOSING).through("A", "D", ["B", "C"])
    # The strait's region, the strait itself (twice passed) and the country.
    assert path.closures.value == pytest.approx(0.3 + 0.2 + 0.1)
    assert path.closures.low == pytest.approx(0.6 - math.hypot(0.1, 0.1))
    assert path.closures.high == pytest.approx(0.6 + math.hypot(0.2, 0.2))
    assert path.reliability.value == pytest.approx(math.exp(-0.6))
    assert path.reliability.low == pytest.approx(math.exp(-path.closures.high))


def test_a_strait_or_country_closes_every_leg_that_passes_it():
    network = Corridors(PASSING, CLOSING)
    assert network.cheapest("A", "D", closed=["Strait"]).stops == ("A", "D")
    assert network.cheapest("B", "D", closed=["NAR"]).stops == ("B", "D")
    with pytest.raises(InputError, match="cannot be reached"):
        network.cheapest("B", "C", closed=["NAR"])


@pytest.mark.parametrize("word", ["A - B", "B – A", "A > B (sea)", "B - A (sea)"])
def test_a_leg_is_closed_by_its_ends_however_written(network, word):
    assert network.cheapest("A", "D", closed=[word]).stops == ("A", "D")


def test_along_a_corridor_runs_both_ways_and_passes_no_stop_twice(network):
    there = network.along("A", "D", ["B", "C"])
    assert there.stops == ("A", "B", "C", "D")
    assert network.along("D", "A", ["B", "C"]).stops == there.stops[::-1]
    # By A the cheapest comes back to B; the other way goes on by road.
    assert network.through("C", "D", ["A"]).stops.count("B") == 2
    assert network.along("C", "D", ["A"]).stops == ("C", "B", "A", "D")
    with pytest.raises(InputError, match="does not lie between"):
        network.along("A", "B", ["D"], closed=["A > D", "C"])


def test_no_capacity_means_the_leg_closed_most_often_is_named(network):
    path = network.through("A", "D", ["B"])
    assert path.capacity is None
    assert path.weakest == "A > B (sea)"
    told = compare(
        pl.DataFrame({"corridor": ["x"], "from": ["A"], "to": ["D"], "via": ["B"]}),
        LEGS,
        RATES,
    ).row(0, named=True)
    assert (told["capacity"], told["capacity_grade"]) == (None, None)
    assert told["reliability"] == pytest.approx(math.exp(-0.3))
