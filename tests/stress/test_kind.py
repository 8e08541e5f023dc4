"""Whom each kind of shock means, and what it does to them."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from orepath.stress.effect import Effect
from orepath.stress.kind import (
    SHOCKS,
    closure,
    demand,
    export_ban,
    outage,
    price,
    quota,
    tariff,
)
from orepath.world.balance import uses_of
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME

Edit = Callable[..., Case]
CHN_IND, IND_KAZ, KAZ_IND = (
    ("slag", "CHN", "IND"),
    ("slag", "IND", "KAZ"),
    ("slag", "KAZ", "IND"),
)


def hit(case: Case, part: np.ndarray, table: str = "trade") -> list[object]:
    """Return the names of what is hit, each once."""
    keys = {"trade": ["commodity", "origin", "destination"]}
    names = keys.get(table, [table.removesuffix("s")])
    rows = case.table(table).select(names).filter(pl.Series(part != 0.0)).rows()
    return [row if len(row) > 1 else row[0] for row in rows]


def only(effect: Effect, *names: str) -> bool:
    """Tell whether an effect touches nothing but what is named."""
    return all(
        (name in names) == bool(part.any()) for name, part in vars(effect).items()
    )


def test_an_outage_hits_sites_of_the_process_and_no_trade(small: Case) -> None:
    found = outage(small, {"place": "CHN", "process": "smelt"})
    assert hit(small, found.site, "sites") == ["chn_smelt"]
    assert only(found, "site")


def test_an_outage_hits_a_project_of_the_same_kind_at_the_place(small: Case) -> None:
    found = outage(small, {"place": "IND", "process": "smelt"})
    assert hit(small, found.project, "projects") == ["smelter"]
    assert only(found, "project")


@pytest.mark.parametrize(
    ("row", "sites"),
    [
        ({"place": "CHN"}, ["chn_mine", "chn_smelt"]),
        ({"stage": "mine"}, ["ind_mine", "chn_mine"]),
        ({"bloc": "East", "stage": "smelt"}, ["chn_smelt", "kaz_smelt"]),
        ({"commodity": "slag", "place": "KAZ"}, ["kaz_smelt"]),
        ({"site": "ind_mine"}, ["ind_mine"]),
        ({"place": "KAZ", "process": "mine"}, []),
    ],
)
def test_an_outage_means_what_all_its_words_hold_of(
    small: Case, edited: Edit, row: dict[str, str], sites: list[str]
) -> None:
    case = edited(small, "places", {"place": "CHN"}, bloc="East")
    case = edited(case, "places", {"place": "KAZ"}, bloc="East")
    assert hit(case, outage(case, row).site, "sites") == sites


def test_an_owner_takes_its_parts_of_sites_and_no_project(
    small: Case, added: Edit
) -> None:
    rows = [
        {"site": "kaz_smelt", "owner": "REU", "share": 0.4},
        {"site": "chn_smelt", "owner": "REU", "share": 0.1},
        {"site": "kaz_smelt", "owner": "KAZ", "share": 0.6},
    ]
    case = added(small, "owners", *rows)
    found = outage(case, {"owner": "REU"})
    assert found.site.tolist() == [0.0, 0.0, 0.1, 0.4]
    assert only(found, "site")
    assert outage(case, {"owner": "REU", "place": "KAZ"}).site.tolist()[2] == 0.0


def test_an_export_ban_hits_one_good_or_all(small: Case) -> None:
    one = export_ban(small, {"place": "CHN", "commodity": "slag"})
    assert hit(small, one.pair) == [CHN_IND]
    every = export_ban(small, {"place": "CHN"})
    assert hit(small, every.pair) == [("ore", "CHN", "KAZ"), CHN_IND]
    assert only(every, "pair")


def test_an_export_ban_may_bar_one_buyer_alone(small: Case) -> None:
    found = export_ban(small, {"place": "CHN", "destination": "KAZ"})
    assert hit(small, found.pair) == [("ore", "CHN", "KAZ")]


def test_an_export_ban_hits_contracts_with_the_place_too(small: Case) -> None:
    found = export_ban(small, {"place": "KAZ", "commodity": "slag"})
    assert hit(small, found.project, "projects") == ["contract"]
    other = export_ban(small, {"place": "KAZ", "commodity": "ore"})
    assert not other.any


def test_a_quota_caps_what_a_ban_would_bar(small: Case) -> None:
    row = {"place": "CHN"}
    found = quota(small, row)
    assert found.capped.tolist() == (export_ban(small, row).pair > 0.0).tolist()
    assert only(found, "capped")


def test_a_closure_without_a_way_around_bars_every_route_through_the_stop(
    small: Case,
) -> None:
    found = closure(small, {"stop": "Hormuz", "around": False})
    assert hit(small, found.pair) == [IND_KAZ, KAZ_IND]
    assert hit(small, found.project, "projects") == ["contract"]
    assert only(found, "pair", "project")
    found = closure(small, {"stop": "Malacca", "around": False})
    assert hit(small, found.pair) == [("ore", "IND", "CHN"), CHN_IND]
    assert not found.project.any()
    half = closure(small, {"stop": "Horm", "around": False})
    assert not half.any, "a part of a name is no stop"


def test_a_closure_with_a_way_around_makes_it_dearer_and_bars_nothing(
    small: Case,
) -> None:
    found = closure(small, {"stop": "Malacca"})
    assert hit(small, found.pair_cost) == [("ore", "IND", "CHN"), CHN_IND]
    assert only(found, "pair_cost", "pair_rate")


def test_a_closed_leg_is_told_by_its_two_ends_either_way(small: Case) -> None:
    one, other = (
        closure(small, {"leg": leg, "around": False})
        for leg in ("Hormuz - KAZ", "KAZ - Hormuz")
    )
    assert hit(small, one.pair) == hit(small, other.pair) == [IND_KAZ, KAZ_IND]
    assert not closure(small, {"leg": "IND - KAZ", "around": False}).any


def test_a_tariff_is_a_rate_on_trade_from_here_to_there(small: Case) -> None:
    found = tariff(small, {"place": "CHN", "destination": "IND", "rate": 0.6})
    assert hit(small, found.duty_rate) == [CHN_IND]
    assert found.duty_rate.max() == 0.6
    assert only(found, "duty_rate")
    every = tariff(small, {"destination": "IND", "rate": 0.6})
    assert hit(small, every.duty_rate) == [CHN_IND, KAZ_IND]


def test_the_price_of_a_good_rises_abroad_and_that_of_a_process_everywhere(
    small: Case,
) -> None:
    world = price(small, {"commodity": "ore", "rate": 0.5})
    assert hit(small, world.site_rate, "sites") == ["chn_mine"]
    assert not world.project_rate.any()
    every = price(small, {"process": "smelt", "rate": 0.5})
    assert hit(small, every.site_rate, "sites") == ["chn_smelt", "kaz_smelt"]
    assert hit(small, every.project_rate, "projects") == ["smelter"]
    assert only(every, "site_rate", "project_rate")


def test_demand_moves_what_users_want_at_a_place_or_everywhere(small: Case) -> None:
    uses = uses_of(small).select("outside", "place").rows()
    here = demand(small, {"place": "CHN", "rate": -0.3})
    users = [-0.3 * (place == "CHN" and not outside) for outside, place in uses]
    assert here.wants.tolist() == users
    everywhere = demand(small, {"commodity": "slag", "rate": 0.2})
    assert everywhere.wants.tolist() == [0.2 * (not outside) for outside, _ in uses]
    assert only(everywhere, "wants")


def test_every_kind_of_the_catalogue_has_its_shock() -> None:
    kinds = next(c for c in BY_NAME["shocks"].columns if c.name == "kind").choices
    assert set(SHOCKS) == set(kinds)
