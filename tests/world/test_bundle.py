"""Several chains joined into the goods of a case."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.world import recipe
from orepath.world.bundle import joined, with_hosts
from orepath.world.chain import check_mass
from orepath.world.entry import CHAIN, FIGURES
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


PLANT = [
    "power",
    "opex",
    "capex",
    "scale",
    "lead",
    "life",
    "ramp_up",
    "elasticity",
    "expansion",
]
MARKET = ["traded", "demand_elasticity", "growth", "choke", "switch", "ramp", "opening"]


@pytest.fixture
def shelf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str, str, list[str]], None]]:
    """Let a test write chains of its own, each of one mine without inputs."""

    def write(mineral: str, output: str, more: list[str]) -> None:
        units = {word: figure.unit for word, figure in FIGURES.items()}
        head = f"mine_{mineral},Mine,mine,{output}"
        rows = [f"{head},{w},,*,1,1,1,{units[w]},usgs-2026,B," for w in PLANT]
        ones = {word: 0.1 if units[word] == "fraction/a" else 1 for word in MARKET}
        rows += [
            f",,,*,{w},,*,{v},{v},{v},{units[w]},usgs-2026,B," for w, v in ones.items()
        ]
        heads = ",".join(column.name for column in CHAIN.columns)
        text = "\n".join([heads, *rows, *more])
        (tmp_path / f"{mineral}.csv").write_text(text + "\n", encoding="utf8")

    monkeypatch.setattr(recipe, "folder", lambda: tmp_path)
    recipe.chain_table.cache_clear()
    yield write
    recipe.chain_table.cache_clear()


def test_a_form_of_several_contents_needs_a_row_that_chooses(shelf):
    shelf("nickel", "nickel ore", [])
    with pytest.raises(InputError, match="has codes of several contents"):
        joined(["nickel"])


def test_a_row_of_the_chain_chooses_among_several_contents(shelf):
    row = ",,,nickel ore,content,,*,0.1,0.04,0.15,t/t,usgs-2026,B,a sulphide"
    shelf("nickel", "nickel ore", [row])
    head = joined(["nickel"]).commodities.row(0, named=True)
    assert (head["content_of"], head["content"], head["note"]) == (
        "Ni",
        0.1,
        "a sulphide",
    )
    assert (head["content_low"], head["content_high"]) == (0.04, 0.15)


def test_a_gross_form_without_a_content_is_told(shelf):
    shelf("talc", "talc", [])
    with pytest.raises(InputError, match=r"has no content.*form_contents\.csv"):
        joined(["talc"])


def test_one_figure_of_a_form_stated_in_two_chains_is_refused(shelf):
    row = ",,,zinc ore,price,,*,9,9,9,USD/t,usgs-2026,B,"
    shelf("zinc", "zinc ore", [row])
    shelf("lead", "lead ore", [row])
    with pytest.raises(InputError, match="zinc ore: price is stated in two chains"):
        joined(["lead", "zinc"])


def test_a_row_that_names_a_form_goes_before_one_for_all(shelf):
    row = ",,,zinc ore,choke,,*,7,7,7,-,usgs-2026,B,"
    shelf("zinc", "zinc ore", [row])
    rows = joined(["zinc"]).markets.filter(figure="choke")
    assert rows["value"].to_list() == [7.0]


def test_an_input_that_no_chain_makes_is_told(shelf):
    row = "mine_zinc,Mine,mine,zinc ore,input,lead ore,*,1,1,1,t/t,usgs-2026,B,"
    shelf("zinc", "zinc ore", [row])
    with pytest.raises(InputError, match="add a process that does"):
        joined(["zinc"])
