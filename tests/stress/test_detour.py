"""Going round: at what extra cost, by hand and by the chart; and legs by their ends."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from orepath.stress import detour
from orepath.stress.detour import around, legs_of, passes
from orepath.stress.kind import closure
from orepath.world.case import Case
from orepath.world.voyage import voyages

Edit = Callable[..., Case]


def pairs(*rows: tuple[str, str, str]) -> pl.DataFrame:
    names = ["commodity", "origin", "destination"]
    return pl.DataFrame(list(rows), schema=names, orient="row")


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the chart know a few ways alone, USD/t."""
    way = detour._Way
    usual = {
        ("IND", "CHN"): way(30.0, 15.0, ("Malacca",)),
        ("IND", "KAZ"): way(400.0, 40.0, ("CHN",)),
        ("CHN", "KAZ"): way(100.0, 12.0, ()),
        ("FRA", "IND"): way(50.0, 20.0, ("Suez",)),
        ("ITA", "IND"): way(40.0, 17.0, ("Suez",)),
    }
    closed = {
        "Malacca": usual | {("IND", "CHN"): way(42.0, 17.5, ("Sunda",))},
        "Suez": {
            ("FRA", "IND"): way(66.0, 31.0, ("Cape-of-Good-Hope",)),
            ("ITA", "IND"): way(68.0, 33.0, ("Cape-of-Good-Hope",)),
        },
        "Hormuz": usual,
    }

    def sailed(_: object, cargo: str, bar: str) -> dict[tuple[str, str], object]:
        dear = {"bulk": 1.0, "parcel": 3.0, "container": 5.0}[cargo]
        ways = closed.get(bar, {}) if bar else usual
        return {
            ends: way(dear * one.cost, one.days, one.via) for ends, one in ways.items()
        }

    monkeypatch.setattr(detour, "_sailed", sailed)


@pytest.mark.usefixtures("by_hand")
def test_going_round_costs_the_difference_of_two_voyages(small: Case) -> None:
    found = around(small, pairs(("ore", "IND", "CHN")), "Malacca")
    assert found.cost.tolist() == [12.0]
    assert found.days.tolist() == [2.5]


@pytest.mark.usefixtures("by_hand")
def test_goods_that_are_longer_under_way_cost_interest(small: Case) -> None:
    found = closure(small, {"stop": "Malacca"})
    # 8 % a year of their price, for two and a half days.
    at = (
        small.table("trade")
        .select("origin", "destination")
        .rows()
        .index(("IND", "CHN"))
    )
    assert found.pair_rate[at] == pytest.approx(0.08 * 2.5 / 365.0)
    assert found.pair_cost[at] == 12.0


@pytest.mark.usefixtures("by_hand")
def test_the_cargo_is_the_one_whose_freight_comes_nearest(
    small: Case, edited: Edit
) -> None:
    # At 95 USD/t ore goes in parcels, three times as dear as in shiploads.
    case = edited(small, "routes", {"origin": "IND", "destination": "CHN"}, cost=95.0)
    assert around(case, pairs(("ore", "IND", "CHN")), "Malacca").cost.tolist() == [36.0]


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize(("cost", "extra"), [(450.0, 0.0), (330.0, 70.0)])
def test_where_the_usual_way_is_open_its_cost_less_the_routes_is_paid(
    small: Case, edited: Edit, cost: float, extra: float
) -> None:
    case = edited(small, "routes", {"origin": "IND", "destination": "KAZ"}, cost=cost)
    assert around(case, pairs(("slag", "IND", "KAZ")), "Hormuz").cost.tolist() == [
        extra
    ]


@pytest.mark.usefixtures("by_hand")
def test_a_place_of_many_countries_ships_by_its_cheapest_member(
    small: Case, added: Edit
) -> None:
    case = added(small, "places", {"place": "REU", "members": "FRA ITA", "lat": 45.0,
                                   "lon": 8.0, "name": "Others"})  # fmt: skip
    route = {"origin": "REU", "destination": "IND", "commodity": "*", "mode": "sea",
             "km": 8e3, "cost": 41.0, "via": "Suez", "unit": "USD/t"}  # fmt: skip
    case = added(case, "routes", route)
    # From Italy at 40 before, from France at 66 then.
    assert around(case, pairs(("ore", "REU", "IND")), "Suez").cost.tolist() == [26.0]


@pytest.mark.usefixtures("by_hand")
def test_there_is_no_way_round_what_the_chart_does_not_know(small: Case) -> None:
    some = pairs(("ore", "IND", "CHN"), ("ore", "CHN", "IND"))
    assert np.isinf(around(small, some, "Black-Hole").cost).all()
    assert around(small, some, "Malacca").cost.tolist() == [12.0, np.inf]


def test_on_the_chart_malacca_is_gone_round_by_sunda(small: Case) -> None:
    usual, other = (
        voyages(["IND"], ["CHN"], closed=closed) for closed in ([], ["Malacca"])
    )
    assert other["via"].to_list() == ["Sunda"]
    found = around(small, pairs(("ore", "IND", "CHN")), "Malacca").cost
    assert found[0] == pytest.approx(other["cost"][0] - usual["cost"][0])
    # Some 850 km more at less than a cent a tonne and km.
    longer = other["km"][0] - usual["km"][0]
    assert 0.0 < found[0] < 0.01 * longer < 20.0


def test_what_lies_behind_a_closed_strait_pays_the_road_or_is_lost(
    small: Case, added: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = added(small, "places", {"place": "KWT", "name": "Kuwait", "lat": 29.0,
                                   "lon": 48.0})  # fmt: skip
    route = {"origin": "KWT", "destination": "IND", "commodity": "*", "mode": "sea",
             "km": 3e3, "cost": 25.0, "via": "Hormuz", "unit": "USD/t"}  # fmt: skip
    case = added(case, "routes", route)
    trade = {"commodity": "slag", "origin": "KWT", "destination": "IND",
             "quantity": 1e3, "unit": "t/a", "basis": "gross"}  # fmt: skip
    case = added(case, "trade", trade)
    # On the chart there is a road to the sea before the strait; not if that closes too.
    assert 30.0 < closure(case, {"stop": "Hormuz"}).pair_cost[-1] < 60.0
    monkeypatch.setattr(detour, "_sailed", lambda *_: {})
    found = closure(case, {"stop": "Hormuz"})
    assert found.pair[-1] == 1.0
    assert found.pair_cost[-1] == 0.0


def test_ways_asked_for_little_by_little_are_those_asked_for_at_once(
    small: Case,
) -> None:
    some = pairs(("ore", "IND", "CHN"), ("ore", "KAZ", "IND"), ("slag", "CHN", "KAZ"))
    detour._logbook.cache_clear()
    once = around(small, some, "Malacca")
    detour._logbook.cache_clear()
    each = [around(small, some[i], "Malacca") for i in range(some.height)]
    assert np.concatenate([one.cost for one in each]).tolist() == once.cost.tolist()
    assert np.concatenate([one.days for one in each]).tolist() == once.days.tolist()


def test_a_contract_is_stuck_where_its_own_way_is(small: Case, edited: Edit) -> None:
    """No tonne is traded yet between the two ends of the contract."""
    found = closure(small, {"stop": "Hormuz", "around": False})
    names = small.table("projects")["project"].to_list()
    assert found.project[names.index("contract")] == 1.0
    assert found.project.sum() == 1.0
    open_ = edited(small, "routes", {"origin": "KAZ", "destination": "IND"}, via="CHN")
    assert not closure(open_, {"stop": "Hormuz"}).project.any()


def test_a_route_that_names_stops_has_its_legs_between_them(small: Case) -> None:
    trade = small.table("trade")
    found = dict(zip(trade.select("origin", "destination").rows(),
                     legs_of(small, trade), strict=True))  # fmt: skip
    assert found["IND", "CHN"] == frozenset(), "by sea alone"
    assert found["IND", "KAZ"] == {"Hormuz - IND", "Hormuz - KAZ"}


def test_a_route_of_the_chart_has_the_charts_legs(small: Case, edited: Edit) -> None:
    way = voyages(["CHN"], ["KAZ"], cargo="bulk")
    case = edited(small, "routes", {"origin": "CHN", "destination": "KAZ"},
                  cost=way["cost"][0], via=way["via"][0])  # fmt: skip
    one = pairs(("ore", "CHN", "KAZ"))
    (legs,) = legs_of(case, one)
    assert legs
    assert all(leg.count(" - ") == 1 for leg in legs)
    leg = min(legs)
    assert passes(case, one, leg).all()
    assert passes(case, one, " - ".join(reversed(leg.split(" - ")))).all()
    # Without one of its legs the cheapest way costs more, or there is none.
    assert around(case, one, leg).cost[0] > 0.0
