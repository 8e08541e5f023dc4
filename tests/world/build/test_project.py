"""Projects: sized by use, for what was asked, with partners that sell."""

import polars as pl

from orepath.world.build.case import built
from orepath.world.build.order import ordered
from orepath.world.build.project import MOST


def test_plants_contracts_and_stores_are_offered(made):
    assert set(made.case.table("projects")["kind"]) == {
        "plant", "recycling", "contract", "stock",
    }  # fmt: skip


def test_no_plant_is_larger_than_a_usual_one(made):
    rows = made.case.table("projects").filter(project="new_pigment_chloride")
    assert rows["size"].item() == 60000.0


def test_a_plant_whose_output_feeds_another_is_sized_with_it(made):
    rows = made.case.table("projects")
    assert rows.filter(pl.col("process").str.starts_with("chlorinate")).height


def test_contracts_are_with_partners_that_sell(made):
    rows = made.case.table("projects").filter(kind="contract")
    # Kazakhstan sells sponge alone, of which Japan sells six times what it buys.
    assert set(rows["place"]) == {"AUS"}
    assert set(rows["destination"]) == {"JPN"}
    sold = made.case.table("trade").select("commodity", "origin").unique().rows()
    assert set(rows.select("commodity", "place").rows()) <= set(sold)


def test_a_country_without_ore_gets_no_mine_and_one_with_reserves_does():
    india = built(ordered("IND", "titanium", most=6)).case.table("projects")
    japan = built(ordered("JPN", "titanium", most=6)).case.table("projects")
    assert "mine" in set(india["kind"])
    assert "mine" not in set(japan["kind"])


def test_hosts_of_by_products_get_no_plants_of_their_own():
    found = built(ordered("IND", "cadmium", ["KAZ"], most=8)).case
    outputs = dict(found.table("processes").select("process", "output").iter_rows())
    plants = found.table("projects")["process"].drop_nulls()
    assert {outputs[p] for p in plants} <= {"cadmium"}


def test_projects_start_after_the_plan_and_are_not_too_many():
    rows = built(ordered("IND", ["copper", "nickel", "aluminium", "titanium"],
                         ["AUS", "CHL", "KAZ"])).case.table("projects")  # fmt: skip
    assert rows.height <= MOST
    assert (rows["earliest"] == 2027).all()
    assert (rows["latest"] <= 2040).all()


def test_nobody_ties_himself_to_goods_that_he_sells():
    """South Africa sells chromite and manganese ore to the world."""
    order = ordered("ZAF", ["chromium", "manganese"], ["CHN", "IND"], most=10)
    offered = built(order).case.table("projects")
    tied = offered.filter(pl.col("kind").is_in(["contract", "stock"]))
    assert not {"chromite", "manganese ore"} & set(tied["commodity"])


def test_a_country_without_ore_works_up_no_ore():
    offered = built(ordered("DEU", ["cobalt", "nickel"], most=12)).case
    stages = dict(offered.table("processes").select("process", "stage").iter_rows())
    plants = offered.table("projects")["process"].drop_nulls()
    assert {stages[p] for p in plants} & {"mine", "concentrate"} == set()
    assert "make_cobalt_hydroxide" not in set(plants)
