"""What is told by hand: resellers, uses that lie alike, single outputs."""

import numpy as np
import polars as pl
import pytest

from orepath.core.gazetteer import gazetteer
from orepath.evidence.form import forms
from orepath.evidence.library import library
from orepath.world.build.case import built
from orepath.world.build.ledger import TOLD
from orepath.world.build.leftover import spread_by
from orepath.world.build.order import ordered
from orepath.world.build.told import resellers, told_output, used_like


def test_what_is_told_names_known_places_and_forms():
    assert set(resellers()) <= set(gazetteer())
    known = set(forms()["commodity"])
    assert {*used_like(), *used_like().values()} <= known
    rows = told_output()
    assert set(rows["commodity"]) <= known
    assert all(library().row(name) for name in rows["source"])
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["value"] <= rows["high"]).all()


def test_resellers_get_no_unlisted_mines():
    sites = built(ordered("DEU", "tungsten", most=20)).case.table("sites")
    mined = sites.filter(process="mine_tungsten")["place"].to_list()
    assert not set(mined) & set(resellers())


def test_kazakh_ferrochromium_is_what_its_maker_tells():
    made = built(ordered("KAZ", "chromium", ["CHN"], most=10))
    row = made.case.table("sites").filter(site="smelt_ferrochromium_KAZ")
    assert row["output"].item() == 1_700_000
    assert row["source"].item() == "policy/P068"
    # Who makes steel uses it: China most, a miner of cobalt hardly any.
    used = made.case.table("demand").filter(commodity="ferrochromium")
    assert used.sort("quantity")["place"].to_list()[-1] == "CHN"


def test_uzbek_copper_is_taken_out_of_other_countries():
    few = built(ordered("IND", "copper", ["KAZ"], most=6)).case.table("sites")
    many = built(ordered("IND", "copper", ["KAZ", "UZB"], most=6)).case.table("sites")
    row = many.filter(pl.col("site") == "smelt_copper_UZB")
    assert row["output"].item() > 100_000
    world = [t.filter(pl.col("process").str.contains("smelt_copper$"))["output"].sum()
             for t in (few, many)]  # fmt: skip
    assert world[0] == pytest.approx(world[1], rel=0.02)


@pytest.mark.parametrize("year", [2023, 2024])
def test_germanium_is_made_sent_and_used_as_the_world_total_tells(year):
    made = built(ordered("USA", "germanium", base_year=year, most=12))
    assert made.year.how["germanium"] == TOLD
    sites = made.case.table("sites").filter(
        pl.col("process").str.starts_with("recover_germanium")
    )
    assert sites["output"].sum() == pytest.approx(120, rel=1e-3)
    assert made.case.table("trade").filter(commodity="germanium").height > 5
    used = made.case.table("demand").filter(commodity="germanium")
    assert used["quantity"].sum() == pytest.approx(120, rel=1e-2)
    assert used.filter(place="USA")["quantity"].item() == 30.0


def test_nobody_uses_more_of_a_by_product_than_he_makes_and_buys():
    made = built(ordered("IND", "gallium", ["KAZ"], most=16))
    used = made.case.table("demand").filter(commodity="primary gallium", place="IND")
    # India bought 21 t of all metals of that code in 2024.
    assert used["quantity"].sum() < 22


def test_a_use_is_spread_by_its_key_up_to_the_room():
    key, room = np.array([0.5, 0.3, 0.2]), np.array([1.0, 100.0, 100.0])
    used = spread_by(10.0, key, room)
    assert used == pytest.approx([1.0, 5.4, 3.6])
    assert spread_by(10.0, key, None) == pytest.approx([5.0, 3.0, 2.0])
    # Where nobody has room the key alone tells.
    assert spread_by(10.0, key, np.zeros(3)) == pytest.approx([5.0, 3.0, 2.0])
