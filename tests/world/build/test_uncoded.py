"""Trade under no code of the library: told by a source, shared out, never doubled."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.evidence.form import forms
from orepath.evidence.library import library
from orepath.world.build import uncoded as room
from orepath.world.build.case import built
from orepath.world.build.flow import known
from orepath.world.build.grid import gridded
from orepath.world.build.industry import industry
from orepath.world.build.ledger import Ground
from orepath.world.build.order import ordered
from orepath.world.build.told import told_trade, unseen
from orepath.world.build.uncoded import uncoded
from orepath.world.bundle import joined


@pytest.fixture(scope="module")
def antimony():
    return built(ordered("USA", "antimony", most=14))


@pytest.fixture(scope="module")
def ground(antimony):
    bundle = joined(["antimony"])
    grid = gridded(bundle, antimony.places)
    flows = known(antimony.order, antimony.survey, antimony.places)
    key = industry(grid, antimony.places, 2024)
    return Ground(grid, bundle, antimony.survey, flows, antimony.places, key)


def test_what_is_told_names_known_forms_and_rows():
    rows = told_trade()
    assert set(rows["commodity"]) <= set(forms()["commodity"])
    assert all(library().row(name) for name in rows["source"])
    assert ((rows["low"] < rows["value"]) & (rows["value"] < rows["high"])).all()
    # A row of all to all would be no trade of anybody.
    assert not ((rows["origin"] == "*") & (rows["destination"] == "*")).any()
    told = unseen()
    assert set(told["commodity"]) <= set(forms()["commodity"])
    assert all(library().row(name) for name in told["source"])


@pytest.mark.parametrize("end", ["", "_low", "_high"])
def test_every_told_tonne_goes_somewhere_once(ground, end):
    flows = uncoded(ground, 2024)
    rows = told_trade().filter(year=2024)
    total = rows[end.removeprefix("_") or "value"].sum()
    assert flows[f"quantity{end}"].sum() == pytest.approx(total)
    assert (flows["origin"] != flows["destination"]).all()
    assert (flows["grade"] == "C").all()


def test_pairs_named_apart_get_no_part_of_the_rest(ground):
    flows = uncoded(ground, 2024)
    pair = flows.filter(origin="CHN", destination="USA")
    assert pair["quantity"].to_list() == [14_400.0]


def test_what_a_place_sells_to_all_follows_industry(ground):
    sold = uncoded(ground, 2024).filter(origin="CHN")
    places, key = ground.grid.places, ground.key.of("antimony metal")
    parts = dict(sold.select("destination", "quantity").iter_rows())
    ratio = key[places.index("IND")] / key[places.index("JPN")]
    assert parts["IND"] / parts["JPN"] == pytest.approx(ratio)


def test_what_a_place_buys_of_all_follows_what_others_make(ground):
    bought = uncoded(ground, 2024).filter(destination="USA")
    parts = dict(bought.select("origin", "quantity").iter_rows())
    # The EU's study gives Belgium 8.6 % and Vietnam 6.4 % of the world's antimony.
    assert parts["BEL"] / parts["VNM"] == pytest.approx(0.086 / 0.064)


def test_a_pair_within_one_place_is_no_trade(ground, monkeypatch):
    rows = told_trade().filter(year=2024).with_columns(origin=pl.lit("USA")).head(1)
    monkeypatch.setattr(room, "told_trade", lambda: rows)
    assert uncoded(ground, 2024).is_empty()


def test_another_year_or_mineral_has_none(ground):
    assert uncoded(ground, 2022).is_empty()
    fewer = replace(ground.grid, commodities=("tin ore",))
    assert uncoded(replace(ground, grid=fewer), 2024).is_empty()


def test_china_sells_what_was_recorded_in_all_forms(antimony):
    sold = antimony.case.table("trade").filter(
        commodity="antimony metal", origin="CHN"
    )["quantity"]
    # 5,030 t of metal and 33,600 t of trioxide (F0468); small pairs are folded away.
    assert sold.sum() == pytest.approx(5_030 + 33_600 * 0.8353, rel=0.05)


def test_a_case_says_which_trade_it_does_not_see(antimony):
    assert "antimony metal" in antimony.case.settings.notes
    tin = built(ordered("JPN", "tin", most=6))
    assert "not all trade" not in tin.case.settings.notes.lower()
