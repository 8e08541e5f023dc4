"""The search against every simple path of small networks, tried one by one."""

import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.world.corridor import Corridors
from orepath.world.search import few, joined

STOPS = "ABCDE"
RATES = pl.DataFrame(
    [
        ("rail", "", "cost", 0.08, "USD/t/km"),
        ("rail", "", "speed", 500.0, "km/d"),
        ("road", "", "cost", 0.1, "USD/t/km"),
        ("road", "", "speed", 900.0, "km/d"),
        ("sea", "", "cost", 0.01, "USD/t/km"),
        ("sea", "", "speed", 300.0, "km/d"),
        ("port", "", "handling", 8.0, "USD/t"),
        ("port", "", "handling_time", 3.0, "d"),
        ("yard", "", "handling", 4.0, "USD/t"),
        ("yard", "", "handling_time", 1.0, "d"),
        ("passage", "X", "closures", 0.1, "1/a"),
        ("passage", "Y", "closures", 0.25, "1/a"),
    ],
    schema=["mode", "region", "figure", "value", "unit"],
    orient="row",
).with_columns(value_low=pl.col("value"), value_high=pl.col("value"), grade=pl.lit("B"))


@st.composite
def networks(draw):
    pairs = list(itertools.combinations(STOPS, 2))
    keys = [(*pair, mode) for pair in pairs for mode in ("rail", "road", "sea")]
    chosen = draw(st.lists(st.sampled_from(keys), unique=True, min_size=1, max_size=9))
    rows = [
        (*key, float(draw(st.integers(1, 20)) * 100), draw(st.sampled_from(PASSES)))
        for key in chosen
    ]
    names = ["from", "to", "mode", "km", "passes"]
    legs = pl.DataFrame(rows, schema=names, orient="row")
    added = {"borders": pl.lit(0), "gauge": pl.lit(0), "grade": pl.lit("B")}
    return Corridors(legs.with_columns(**added), RATES)


PASSES = ["", "X", "Y", "X Y"]


def simple_paths(network, at, end, ridden=(), seen=()):
    """Yield the legs of every path that passes no stop twice."""
    if at == end:
        yield ridden
        return
    for leg in network.legs:
        if at in leg.ends:
            other = leg.ends[1 - leg.ends.index(at)]
            if other not in (*seen, at):
                yield from simple_paths(
                    network, other, end, (*ridden, leg), (*seen, at)
                )


def priced(ridden):
    """Return cost, days and closures of some legs, by plain sums."""
    cost, days, mode = 0.0, 0.0, ""
    for leg in ridden:
        cost += leg.amount("USD/t")
        days += leg.amount("d")
        if mode and (mode != leg.mode or mode == "sea"):
            port = "sea" in {mode, leg.mode}
            cost += 8.0 if port else 4.0
            days += 3.0 if port else 1.0
        mode = leg.mode
    causes = {one.key: one.amount for leg in ridden for one in leg.closures}
    return round(cost, 6), round(days, 6), round(sum(causes.values()), 6)


@settings(max_examples=40, deadline=None)
@given(networks())
def test_the_frontier_is_that_of_all_simple_paths(network):
    if not {"A", "E"} <= set(network.stops):
        return
    every = {priced(path) for path in simple_paths(network, "A", "E")}
    best = {
        one
        for one in every
        if not any(
            other != one and all(x <= y for x, y in zip(other, one, strict=True))
            for other in every
        )
    }
    if not every:
        assert "E" not in joined(network.legs, "A")
        return
    found = [
        (path.cost.value, path.days.value, path.closures.value)
        for path in network.frontier("A", "E")
    ]
    assert {tuple(round(x, 6) for x in one) for one in found} == best
    assert network.cheapest("A", "E").cost.value == pytest.approx(min(best)[0])
    fastest = min(days for _, days, _ in every)
    assert network.fastest("A", "E").days.value == pytest.approx(fastest, abs=1e-5)
    rarest = min(often for _, _, often in every)
    assert network.most_reliable("A", "E").closures.value == pytest.approx(rarest)


def test_long_lists_are_cut_and_counted():
    assert few(["a"]) == "a"
    assert few([]) == ""
    assert few(list("abcdefgh"), most=6) == "a, b, c, d, e, f and 2 more"
