"""Fixes of a case: the cheapest of each disruption, and what is worth most."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.study.fixes import ENOUGH, HELPS, NOTHING, SOME, Fixes, cheapest
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]

PLAN = {"smelter": 2025}


@pytest.fixture(scope="module")
def told(small: Case, calibration: Calibration) -> Fixes:
    return cheapest(small, calibration, PLAN, ("suppliers",))


def tried_at(told: Fixes, row: dict[str, Any]) -> pl.DataFrame:
    """Return all that was tried against one disruption."""
    return told.tried.filter(
        pl.col("name") == row["name"],
        pl.col("what") == row["what"],
        (pl.col("kind") != "reserve") | pl.col("fitted"),
    )


def test_the_worst_stands_first_and_each_once(told: Fixes) -> None:
    assert told.best["country"].is_sorted(descending=True)
    assert not told.best.select("market", "what", "name").is_duplicated().any()
    assert set(told.best["verdict"]) <= {ENOUGH, SOME, NOTHING}


def test_a_fix_is_the_cheapest_that_takes_away_enough(told: Fixes) -> None:
    for row in told.best.filter(verdict=ENOUGH).iter_rows(named=True):
        enough = tried_at(told, row).filter(pl.col("part") >= told.least)
        assert row["cost"] == enough["cost"].min()
        assert row["part"] >= told.least


def test_a_fix_never_leaves_more_than_there_was(told: Fixes) -> None:
    helped = told.best.filter(pl.col("fix").is_not_null())
    assert (helped["country_left"] < helped["country"]).all()
    assert (helped["part"] >= HELPS).all()


def test_the_cheapest_fix_is_the_one_known_by_hand(small: Case, added: Edit) -> None:
    # Two yards alike make all slag at home; one costs ten times the other to build.
    row = small.table("projects").filter(project="smelter").row(0, named=True)
    cheap = {"size": 200e3, "capex": 10.0, "opex": 1.0, "share": 1.0, "lead": 0.0}
    case = added(
        small,
        "projects",
        row | cheap | {"project": "dear", "capex": 100.0},
        row | cheap | {"project": "cheap"},
    )
    told = cheapest(case, calibrate(case), {}, ())
    stop = told.best.filter(name="China stops slag exports").row(0, named=True)
    assert (stop["verdict"], stop["fix"]) == (ENOUGH, "cheap")
    first = told.ranking.row(0, named=True)
    assert first["fix"] == "cheap"
    assert first["per_usd"] is None


def test_where_nothing_takes_away_enough_what_helps_most_is_told(
    small: Case, calibration: Calibration
) -> None:
    told = cheapest(small, calibration, PLAN, (), least=0.99)
    some = told.best.filter(verdict=SOME)
    assert some.height > 0
    for row in some.iter_rows(named=True):
        rest = tried_at(told, row).filter(~pl.col("dear"))
        assert row["part"] == rest["part"].max()


def test_where_nothing_helps_the_cells_are_empty(small: Case, edited: Edit) -> None:
    # A place that only sells: its mines become dearer, and there is nothing to build.
    seller = small.replace(
        shocks=small.table("shocks").head(1),
        projects=small.table("projects").clear(),
        demand=small.table("demand").filter(pl.col("place") != "IND"),
    )
    cells = {"kind": "price", "commodity": None, "process": "mine", "rate": 0.2}
    case = edited(seller, "shocks", {}, **cells, place="IND")
    told = cheapest(case, calibrate(case), {}, ())
    assert told.best["verdict"].to_list() == [NOTHING]
    assert told.best.row(0, named=True)["fix"] is None
    assert told.tried.is_empty()
    assert told.ranking.is_empty()


def test_measures_are_ranked_by_what_a_usd_avoids(told: Fixes) -> None:
    rows = told.ranking
    assert rows["fix"].is_unique().all() or rows["kind"].n_unique() > 1
    for row in rows.iter_rows(named=True):
        if row["per_usd"] is None:
            assert row["cost"] <= 0.0
        else:
            assert row["per_usd"] == pytest.approx(row["avoided"] / row["cost"])
    paid = rows["per_usd"].drop_nulls()
    assert paid.is_sorted(descending=True)
    assert rows["per_usd"].head(rows.height - paid.len()).is_null().all()


def test_what_is_avoided_counts_by_chance(told: Fixes) -> None:
    row = told.ranking.filter(fix="stock").row(0, named=True)
    mine = told.tried.filter(fix="stock").filter(pl.col("chance").is_not_null())
    by_hand = (mine["chance"] * (mine["now"] - mine["country"])).sum()
    assert row["avoided"] == pytest.approx(by_hand)


def test_what_costs_more_than_it_saves_is_called_dear(told: Fixes) -> None:
    for row in told.tried.iter_rows(named=True):
        saved = row["now"] - row["country"]
        assert row["dear"] == (row["now"] > 0.5 and row["cost"] > saved)


def test_what_would_break_a_budget_is_told(small: Case, edited: Edit) -> None:
    case = edited(small, "policies", {"policy": "budget"}, value=15e6)
    told = cheapest(case, calibrate(case), {}, ())
    over = dict(told.tried.select("fix", "over").unique().rows())
    assert over["smelter"] == "Budget"
    assert over["stock"] is None


def test_clusters_are_asked_by_themselves_and_named_apart(pair: Case) -> None:
    told = cheapest(pair, calibrate(pair), {}, ("suppliers",))
    assert set(told.best["market"]) == {"titanium", "titanium (2)"}
    assert not told.best.select("market", "what", "name").is_duplicated().any()
    twin = told.tried.filter(market="titanium (2)")
    assert all(fix.endswith("_twin") for fix in twin["fix"])


def test_every_step_is_told(small: Case, calibration: Calibration) -> None:
    heard: list[str] = []
    cheapest(small, calibration, PLAN, (), means=(heard.append, 1))
    assert heard == ["Looking for the cheapest fixes"]


def test_progress_is_told_by_chains(pair: Case) -> None:
    heard: list[str] = []
    cheapest(pair, calibrate(pair), {}, (), means=(heard.append, 1))
    assert heard[-1] == "Looking for fixes: 2 of 2 chains done"


@pytest.mark.parametrize("least", [0.0, -1.0, 1.01, float("nan")])
def test_a_part_that_is_none_is_refused(
    small: Case, calibration: Calibration, least: float
) -> None:
    with pytest.raises(InputError, match="no part of a harm"):
        cheapest(small, calibration, PLAN, (), least=least)


def test_a_shock_that_hits_nothing_is_refused(small: Case, edited: Edit) -> None:
    case = edited(small, "shocks", {"shock": "hormuz"}, stop="Bosporus")
    with pytest.raises(InputError, match="hits no site"):
        cheapest(case, calibrate(case), PLAN)


def test_all_is_told_as_rows(told: Fixes) -> None:
    document = told.document()
    assert document["least"] == 0.5
    assert len(document["fixes"]) == told.best.height
    assert {"fix_ranking", "fixes_tried"} < set(document)
