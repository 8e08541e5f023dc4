"""The chain as links: what enters a good is never less than what leaves it."""

import polars as pl
import pytest

from orepath.study.drawing.chain import (
    chain_links,
    exposed_minerals,
    weighty_minerals,
)

TITANIUM = 0.5993  # of TiO2


@pytest.fixture(scope="module")
def links(plan):
    return chain_links(plan, "titanium")


def value(links, source, target):
    row = links.filter(
        (pl.col("source_label") == source) & (pl.col("target_label") == target)
    )
    return row["value"].sum()


def test_bands_are_tonnes_of_the_element_by_hand(links, plan):
    now = pl.col("moment") == "2030-2034"
    made = plan.output.filter(now & (pl.col("place") == "IND"))
    ore = made.filter(pl.col("process") == "mine")["tonnes"].sum()
    slag = made.filter(pl.col("process") == "smelt")["tonnes"].sum()
    assert value(links, "Mined or collected", "Ore") == pytest.approx(
        ore * 0.5 * TITANIUM, rel=1e-3
    )
    assert value(links, "Ore", "Slag") == pytest.approx(
        1.8 * slag * 0.5 * TITANIUM, rel=1e-3
    )


def test_what_enters_a_good_is_not_less_than_what_leaves_it(links):
    for good in ("Ore", "Slag"):
        enters = links.filter(pl.col("target_label") == good)["value"].sum()
        leaves = links.filter(pl.col("source_label") == good)["value"].sum()
        assert enters >= leaves * (1 - 1e-6), good


def test_only_losses_of_processing_leave_the_picture(links):
    enters = links.filter(pl.col("source_stage") == 0)["value"].sum()
    leaves = links.filter(pl.col("target_label").is_in(["Used", "Exported"]))
    smelted = value(links, "Ore", "Slag") * (1 - 0.85 / (1.8 * 0.5))
    assert enters - leaves["value"].sum() == pytest.approx(smelted, rel=1e-4)


def test_links_run_to_the_right(links):
    assert (links["target_stage"] > links["source_stage"]).all()


def test_a_good_without_the_element_is_not_drawn(links):
    assert "Pig iron" not in {*links["source_label"], *links["target_label"]}


def test_a_plan_that_builds_nothing_draws_what_is_there(dear):
    links = chain_links(dear.plan, "titanium")
    assert value(links, "Ore", "Slag") == 0.0
    assert value(links, "Imported", "Slag") > 0.0


def test_minerals_are_told_by_the_money_on_them(plan):
    assert weighty_minerals(plan, 5) == ["titanium"]
    assert weighty_minerals(plan, 0) == []


def test_the_ventures_mineral_is_drawn_and_then_the_riskiest_worked_at_home(plan):
    told = pl.DataFrame({"commodity": ["sponge", "gold"], "geopolrisk": [0.1, 0.9]})
    assert exposed_minerals(told, plan, 5) == ["titanium"]
    assert exposed_minerals(told, plan, 0) == []
