"""Several chains joined into the goods of a case."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.world.bundle import joined, with_hosts
from orepath.world.chain import check_mass
from orepath.world.recipe import chains
from orepath.world.tables.goods import COEFFICIENTS, COMMODITIES, PROCESSES, RECIPES


@pytest.fixture(scope="module")
def every():
    return joined(chains())


def test_all_chains_together_have_the_columns_of_a_case(every):
    assert every.commodities.schema == COMMODITIES.schema()
    assert every.processes.schema == PROCESSES.schema()
    assert every.recipes.schema == RECIPES.schema()
    assert every.coefficients.schema == COEFFICIENTS.schema()


def test_all_chains_together_keep_the_case_s_own_mass_balance(every):
    problems = []
    known = every.commodities.filter(
        pl.col("content_of").str.contains(r"^[A-Z][A-Za-z0-9.]*$")
        & (pl.col("content_of") != "REO")
    )
    check_mass(known, every.recipes, every.processes, problems)
    assert problems == []


@pytest.mark.parametrize(
    "table", ["commodities", "processes", "recipes", "coefficients"]
)
def test_no_key_stands_twice(every, table):
    keys = {
        spec.name: list(spec.key)
        for spec in (COMMODITIES, PROCESSES, RECIPES, COEFFICIENTS)
    }
    frame = getattr(every, table)
    assert not frame.select(keys[table]).is_duplicated().any()


def test_every_commodity_of_a_bundle_has_a_content_and_a_market(every):
    heads = every.commodities
    assert heads["content"].null_count() == 0
    open_ones = heads.filter(~pl.col("outside"))["commodity"]
    for figure in ("switch", "ramp", "opening", "growth", "choke", "demand_elasticity"):
        told = every.markets.filter(figure=figure, place="*")["commodity"]
        assert set(open_ones) <= set(told), figure


def test_a_by_product_brings_its_host():
    assert with_hosts(["indium"]) == ("indium", "zinc")
    assert with_hosts(["tellurium", "zinc"]) == ("copper", "tellurium", "zinc")


def test_a_by_product_without_its_host_is_told_with_the_chain_to_add():
    with pytest.raises(InputError, match="add zinc") as caught:
        joined(["cadmium", "indium"])
    assert len(caught.value.problems) == 2


def test_residues_that_nobody_takes_are_left_out():
    alone = joined(["zinc"])
    assert not alone.commodities["outside"].any()
    assert alone.recipes.filter(direction="out").is_empty()
    beside = joined(["zinc", "cadmium"])
    given = beside.recipes.filter(direction="out")["commodity"].to_list()
    assert given == ["zinc leach residue cadmium"]


def test_a_residue_counts_as_its_content_and_sells_outside_the_chain():
    row = joined(["zinc", "cadmium"]).commodities.row(
        by_predicate=pl.col("commodity") == "zinc leach residue cadmium", named=True
    )
    assert (row["content_of"], row["content"]) == ("Cd", 1.0)
    assert (row["traded"], row["outside"], row["mineral"]) == (False, True, "cadmium")


def test_contents_and_codes_come_from_the_catalogue_of_forms():
    heads = joined(["zinc"]).commodities
    ore = heads.row(by_predicate=pl.col("commodity") == "zinc ore", named=True)
    assert (ore["content"], ore["hs"]) == (0.51, "260800")
    metal = heads.row(by_predicate=pl.col("commodity") == "refined zinc", named=True)
    assert (metal["content_of"], metal["content"]) == ("Zn", 0.99995)
    assert metal["hs"] == "790111 790112"


def test_the_same_chains_in_any_order_are_the_same_tables():
    one, other = joined(["zinc", "cadmium"]), joined(["cadmium", "zinc", "zinc"])
    assert one.recipes.equals(other.recipes)
    assert one.markets.equals(other.markets)
