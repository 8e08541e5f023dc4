"""The table that joins the indicators."""

import numpy as np
import polars as pl
import polars.selectors as cs
import pytest
from polars.testing import assert_frame_equal

from orepath.assess.exposure import bottleneck, exposure
from orepath.assess.indicator import INDICATORS, Indicator
from orepath.assess.note import NO_TRADE, NO_USE
from orepath.errors import InputError

ENDS = ["value", "low", "high"]


def table(names, rows):
    """Write rows whose last cell is a value or a (low, value, high)."""
    full = []
    for *head, amount in rows:
        low, value, high = amount if isinstance(amount, tuple) else [amount] * 3
        full.append((*head, value, low, high))
    kinds = dict.fromkeys(names, pl.String) | dict.fromkeys(ENDS, pl.Float64)
    return pl.DataFrame(full, schema=kinds | {"year": pl.Int64}, orient="row")


def supply(*rows):
    return table(["commodity", "stage", "place", "year", *ENDS], rows)


def demand(*rows):
    return table(["commodity", "place", "year", *ENDS], rows)


def trade(*rows):
    return table(["commodity", "origin", "destination", "year", *ENDS], rows)


SUPPLY = supply(
    ("ore", "mine", "AUS", 2024, 60.0),
    ("ore", "mine", "IND", 2024, 20.0),
    ("ore", "mine", "OTH", 2024, 20.0),
    ("metal", "refine", "CHN", 2024, 70.0),
    ("metal", "refine", "JPN", 2024, 30.0),
)
DEMAND = demand(
    ("ore", "AUS", 2024, 10.0), ("ore", "IND", 2024, 40.0), ("ore", "OTH", 2024, 50.0)
)
TRADE = trade(
    ("ore", "AUS", "IND", 2024, 25.0),
    ("ore", "OTH", "IND", 2024, 5.0),
    ("ore", "IND", "JPN", 2024, 10.0),
)
RATING = pl.DataFrame(
    {"place": ["AUS", "IND", "CHN", "JPN"], "value": [1.0, -0.5, -0.4, 1.0]}
)


def india(made=SUPPLY, used=DEMAND, traded=TRADE, **options):
    return exposure(made, used, traded, RATING, "IND", remainder=("OTH",), **options)


def row(found, commodity):
    return found.filter(pl.col("commodity") == commodity).row(0, named=True)


def test_hand_values_of_one_commodity():
    ore = row(india(), "ore")
    expected = {
        "supply": 100.0,
        "hhi": 0.36 + 0.04,
        "hhi_as_one": 0.36 + 0.04 + 0.04,
        "top_share": 0.6,
        "top3_share": 0.8,
        "focus_share": 0.2,
        "governance_hhi": 0.36 * 3 + 0.04 * 6,
        "imports": 30.0,
        "reliance": 20 / 40,
        "import_hhi": (25 / 30) ** 2,
        "import_top_share": 25 / 30,
        "import_risk": (25 * 0.3 + 5 * 0.5) / 50,
        "geopolrisk": 0.4 * (25 * 0.3 + 5 * 0.5) / 50,
        "n1": (100 - 60 - 10) / 90,
        "n1_embargo": 40 / 90,
        "n2": (100 - 80 - 50) / 50,
    }
    assert {name: ore[name] for name in expected} == pytest.approx(expected)
    assert (ore["top_supplier"], ore["top_origin"]) == ("AUS", "AUS")
    assert ore["note"] == ""


def test_every_indicator_has_its_three_columns_and_says_what_it_means():
    found = india(draws=3)
    for indicator in (one for one in INDICATORS if not one.extra):
        ends = [indicator.name + end for end in ("", "_low", "_high")]
        assert set(ends) <= set(found.columns)
        assert indicator.unit
        assert indicator.meaning.endswith(".")


def test_what_is_not_known_is_null_and_said():
    metal = row(india(), "metal")
    assert metal["hhi"] == pytest.approx(0.58)
    unknown = [
        one.name
        for one in INDICATORS
        if {"trade", "use"} & {*one.needs} and not one.extra
    ]
    for name in unknown:
        assert metal[name] is None
        assert metal[name + "_low"] is None
    assert metal["note"] == f"{NO_TRADE}; {NO_USE}"


def test_exports_to_every_destination_count():
    more = pl.concat([TRADE, trade(("ore", "IND", "CHN", 2024, 4.0))])
    ore = row(india(traded=more), "ore")
    assert ore["reliance"] == pytest.approx((30 - 14) / (20 + 30 - 14))


def test_exports_beyond_production_leave_reliance_unknown():
    more = trade(("ore", "IND", "JPN", 2024, 50.0), ("ore", "AUS", "IND", 2024, 1.0))
    ore = row(india(traded=more), "ore")
    assert ore["reliance"] is None
    assert "exports exceed production" in ore["note"]


def test_exact_numbers_have_no_spread_and_no_draws_give_no_ends():
    ore = row(india(draws=20), "ore")
    assert ore["hhi_low"] == pytest.approx(ore["hhi"])
    assert ore["hhi_high"] == pytest.approx(ore["hhi"])
    assert row(india(draws=0), "ore")["hhi_low"] is None


def test_the_spread_of_one_observation_is_the_spread_of_the_result():
    one = supply(("ore", "mine", "IND", 2024, (50.0, 100.0, 130.0)))
    ore = row(india(made=one, draws=20_000), "ore")
    assert ore["supply_low"] == pytest.approx(50.0, rel=0.03)
    assert ore["supply_high"] == pytest.approx(130.0, rel=0.03)


def test_the_seed_decides_and_the_order_of_rows_does_not():
    wide = SUPPLY.with_columns(low=pl.col("value") / 2, high=pl.col("value") * 2)
    first = india(made=wide, seed=5)
    assert first.equals(india(made=wide.reverse(), seed=5))
    assert not first.equals(india(made=wide, seed=6))
    ore = row(first, "ore")
    assert ore["hhi_low"] < ore["hhi"] < ore["hhi_high"]


def test_names_of_places_do_not_matter():
    names = {"AUS": "ZZZ", "OTH": "QQQ"}

    def renamed(frame):
        return frame.with_columns(
            pl.col(name).replace(names)
            for name in ("place", "origin", "destination")
            if name in frame.columns
        )

    other = exposure(
        *(renamed(one) for one in (SUPPLY, DEMAND, TRADE, RATING)),
        "IND",
        remainder=("QQQ",),
    )
    numbers = cs.numeric()
    assert_frame_equal(
        other.select(numbers), india().select(numbers), check_exact=False
    )


def test_a_barrier_raises_the_weighted_concentration():
    found = row(india(barrier={"AUS": 1.1}), "ore")
    assert found["governance_hhi"] == pytest.approx(0.36 * 3 * 1.1 + 0.04 * 6)


def test_an_indicator_of_ones_own_becomes_a_column():
    def half(flows):
        return np.full((*flows.supply.shape[:2], 1), 0.5)

    own = Indicator("half", "-", "One half.", half)
    found = row(india(indicators=(*INDICATORS, own)), "ore")
    assert (found["half"], found["half_high"]) == (0.5, 0.5)


def test_an_indicator_of_another_shape_is_refused_by_name():
    own = Indicator("flat", "-", "No axis.", lambda flows: flows.world)
    with pytest.raises(InputError, match=r"indicator flat — gives \(201, 2\)"):
        india(indicators=(own,))


def test_years_and_stages_stay_apart():
    later = SUPPLY.with_columns(year=pl.lit(2025, dtype=pl.Int64))
    found = india(made=pl.concat([SUPPLY, later]))
    assert found.filter(pl.col("year") == 2025)["imports"].null_count() == 2
    assert found.height == 4


def test_trade_without_stage_is_refused_where_a_commodity_has_several():
    two = pl.concat([SUPPLY, supply(("ore", "concentrate", "AUS", 2024, 5.0))])
    with pytest.raises(InputError) as caught:
        india(made=two)
    assert "ore has the stages concentrate, mine" in str(caught.value)
    staged = [frame.with_columns(stage=pl.lit("mine")) for frame in (DEMAND, TRADE)]
    found = india(two, *staged)
    mined = found.filter(pl.col("stage") == "mine")
    assert mined["imports"].to_list() == [30.0]


def test_faults_of_all_tables_are_told_together():
    bad = pl.concat([SUPPLY, supply(("ore", "mine", "AUS", 2024, (5.0, 1.0, 2.0)))])
    loop = pl.concat([TRADE, trade(("ore", "IND", "IND", 2024, 1.0))])
    with pytest.raises(InputError) as caught:
        india(made=bad, traded=loop)
    told = str(caught.value)
    assert "range 5.0 – 1.0 – 2.0" in told
    assert "supply ore mine 2024 AUS — stands 2 times" in told
    assert "goes nowhere" in told


def test_missing_columns_and_an_unknown_focus_are_told():
    with pytest.raises(InputError, match="supply:1:low"):
        india(made=SUPPLY.drop("low"))
    with pytest.raises(InputError, match="focus — no row names 'INDD'"):
        exposure(SUPPLY, DEMAND, TRADE, RATING, "INDD")


def test_the_bottleneck_is_the_stage_of_highest_risk():
    both = {"ore": "titanium", "metal": "titanium"}
    assert bottleneck(india(), both, by="hhi").row(0)[:5] == (
        "titanium",
        2024,
        "refine",
        "metal",
        pytest.approx(0.58),
    )
    by_risk = bottleneck(india(), both).row(0, named=True)
    assert (by_risk["stage"], by_risk["known"], by_risk["stages"]) == ("mine", 1, 2)
    several = exposure(SUPPLY, DEMAND, TRADE, RATING, ["IND", "JPN"], draws=0)
    each = bottleneck(several, both).select("focus", "stage").rows()
    assert each == [("IND", "mine"), ("JPN", "mine")]
    none = bottleneck(india(traded=TRADE.clear()), both).row(0, named=True)
    assert (none["stage"], none["known"]) == (None, 0)
    with pytest.raises(InputError, match="mineral of ore — not given"):
        bottleneck(india(), {"metal": "titanium"})
    with pytest.raises(InputError, match="no column 'rik'"):
        bottleneck(india(), both, by="rik")


def test_no_row_of_supply_gives_a_table_without_rows():
    found = exposure(SUPPLY.clear(), DEMAND, TRADE, RATING, ["IND", "JPN"])
    assert found.height == 0
    assert found.columns == exposure(SUPPLY, DEMAND, TRADE, RATING, ["IND"]).columns


def test_a_bloc_is_looked_at_from_every_side():
    ore = row(india(against=["AUS", "OTH"]), "ore")
    expected = {
        "against_share": 0.8,
        "against_imports": 1.0,
        "bloc_out": (100 - 80) / (100 - 60),
    }
    assert {name: ore[name] for name in expected} == pytest.approx(expected)
    assert "against_share" not in india().columns
