"""Fixes: measures lived through, the cheapest known by hand."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from orepath.errors import InfeasiblePlan, InputError
from orepath.stress.chain import chain_of
from orepath.stress.fix import BILLS, HARMS, TRIED, Found, fixes_of
from orepath.stress.hurt import NOISE, SHOCK, UNSEEN, struck_of
from orepath.stress.market import Market
from orepath.stress.removal import removals, removed
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]

PLAN = {"smelter": 2025}


@pytest.fixture(scope="module")
def found(small: Case, calibration: Calibration) -> Found:
    return fixes_of(small, calibration, PLAN, ("suppliers", "stages"))


@pytest.fixture(scope="module")
def market(small: Case, calibration: Calibration) -> Market:
    return Market(small, calibration, PLAN)


def test_tables_have_the_columns_they_promise(found: Found) -> None:
    assert dict(found.harms.schema) == dict(HARMS)
    assert dict(found.tried.schema) == dict(TRIED)
    assert dict(found.bills.schema) == dict(BILLS)


def test_only_what_still_hurts_is_told(found: Found) -> None:
    harms = found.harms
    missed = harms["vital"] + harms["firm"]
    assert ((harms["country"] > NOISE) | (missed > UNSEEN)).all()
    assert set(harms["what"]) <= {SHOCK, "suppliers", "stages"}
    assert harms.filter(what=SHOCK)["chance"].is_not_null().all()
    assert harms.filter(what="suppliers")["chance"].is_null().all()


def test_the_harm_with_the_plan_is_that_of_a_removal(
    found: Found, small: Case, calibration: Calibration
) -> None:
    chain = chain_of(small, calibration, PLAN)
    table = removed(chain, removals(small, calibration, ["suppliers"]))
    both = found.harms.join(table, on=["what", "name"])
    assert both.height > 0
    assert both["country"].to_list() == pytest.approx(both["country_with"].to_list())
    assert both["users"].to_list() == pytest.approx(both["users_with"].to_list())


def test_every_measure_meets_every_disruption(found: Found) -> None:
    projects = found.tried.filter(pl.col("kind") != "reserve")
    assert projects.height == 2 * found.harms.height
    assert projects["size"].is_null().all()
    assert not projects["fitted"].any()


def test_a_larger_reserve_never_leaves_more_short(market: Market) -> None:
    case, calibration = market.case, market.network.calibration
    struck = struck_of(case, calibration, ())
    rows = [0] * 6
    size = np.array([0.0, 1e3, 5e3, 1e4, 2e4, 4e4])
    hurt = market.relieved(struck.left(rows), np.zeros(6, dtype=np.int64), size)
    assert (np.diff(hurt.whole[:, 0]) <= 1e-6).all()
    assert (np.diff(hurt.country) <= 1e-6).all()
    assert hurt.country[-1] < hurt.country[0]


def test_an_empty_reserve_changes_nothing(market: Market) -> None:
    struck = struck_of(market.case, market.network.calibration, ())
    left = struck.left(range(len(struck.names)))
    now = market.lived(market.side, left)
    none = np.zeros(len(left))
    same = market.relieved(left, np.zeros(len(left), dtype=np.int64), none)
    assert same.country == pytest.approx(now.country, abs=1e-9)
    assert same.short == pytest.approx(now.short, abs=1e-6)


def test_a_reserve_does_what_a_stock_of_the_case_as_large_does(found: Found) -> None:
    # 10 kt in both: the stock was bought before, which moves trade of that year alone.
    stop = found.tried.filter(what=SHOCK, name="China stops slag exports")
    stock = stop.filter(fix="stock").row(0, named=True)
    now = found.harms.filter(what=SHOCK, name="China stops slag exports")
    lost = now["country"][0]
    reserve = stop.filter(kind="reserve", fitted=True).sort("size").row(0, named=True)
    # By the tonne the two take away about as much.
    by_stock = (lost - stock["country"]) / 10e3
    by_reserve = (lost - reserve["country"]) / reserve["size"]
    assert by_stock == pytest.approx(by_reserve, rel=0.35)
    assert stock["cost"] / 10e3 == pytest.approx(reserve["cost"] / reserve["size"])


def test_of_two_projects_alike_the_dearer_costs_its_instalments_more(
    small: Case, added: Edit
) -> None:
    row = small.table("projects").filter(project="smelter").row(0, named=True)
    dear = {"project": "dear", "capex": 2 * row["capex"]}
    case = added(small, "projects", row | dear)
    tried = fixes_of(case, calibrate(case), {}, ()).tried
    cost = dict(tried.select("fix", "cost").unique().rows())
    instalment = 0.5 * 40.0 * 1.08 * 0.08 / (1.0 - 1.08**-20)
    assert cost["dear"] - cost["smelter"] == pytest.approx(instalment, rel=1e-6)
    one, two = (tried.filter(fix=fix)["country"] for fix in ("smelter", "dear"))
    assert one.to_list() == pytest.approx(two.to_list(), abs=1e-6)


def test_measures_beyond_a_budget_are_billed(
    small: Case, calibration: Calibration
) -> None:
    bills = fixes_of(small, calibration, PLAN, ()).bills
    plan = bills.filter(pl.col("fix").is_null()).row(0, named=True)
    # Half of 50 kt at 800 USD/(t/a).
    assert plan["taken"] == pytest.approx(0.5 * 40.0)
    stock = bills.filter(fix="stock").row(0, named=True)
    # 10 kt at 970 USD/t, and 10 USD/t of store.
    assert stock["more"] == pytest.approx(9.8)


def test_where_nothing_hurts_nothing_is_tried(
    small: Case, calibration: Calibration
) -> None:
    calm = small.replace(shocks=small.table("shocks").clear())
    found = fixes_of(calm, calibration, PLAN, ())
    assert found.harms.is_empty()
    assert found.tried.is_empty()
    assert found.bills["fix"].is_null().all()


def test_a_case_without_projects_has_reserves_alone(
    small: Case,
) -> None:
    bare = small.replace(projects=small.table("projects").clear())
    found = fixes_of(bare, calibrate(bare), {}, ())
    assert set(found.tried["kind"]) == {"reserve"}


def test_an_unknown_word_is_refused(small: Case, calibration: Calibration) -> None:
    with pytest.raises(InputError, match="suppliers"):
        fixes_of(small, calibration, PLAN, ("supplier",))


def test_where_goods_only_become_dearer_a_months_use_is_tried(
    small: Case, edited: Edit
) -> None:
    one = small.replace(shocks=small.table("shocks").head(1))
    cells = {"kind": "price", "commodity": None, "process": "smelt", "rate": 0.02}
    case = edited(one, "shocks", {}, **cells)
    found = fixes_of(case, calibrate(case), {}, ())
    assert found.harms["good"].to_list() == [None]
    assert found.harms["country"][0] > NOISE
    market = Market(case, calibrate(case), {})
    month = found.tried.filter(kind="reserve")["size"].to_list()
    assert month == pytest.approx([float(market.used[0]) / 12.0] * len(month))
    assert 62e3 < market.used[0] < 100e3
    assert found.tried["short"].to_list() == [0.0] * found.tried.height


def test_what_no_flows_keep_the_rules_beside_is_no_measure(
    small: Case, calibration: Calibration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise InfeasiblePlan("none", ())

    monkeypatch.setattr(Market, "built", refused)
    tried = fixes_of(small, calibration, PLAN, ()).tried
    assert set(tried["kind"]) == {"reserve"}
