"""The flagship holds what its page promises; numbers that evidence moves stay free."""

import polars as pl
import pytest

from orepath.appraise.margin import margin_table, project_lines
from orepath.world.calibrate import calibrate
from orepath.world.cluster import clusters
from orepath.world.load import load_case

CENTRAL_ASIA = {"KAZ", "UZB", "KGZ", "TJK", "TKM"}


@pytest.fixture(scope="module")
def case():
    return load_case("india-central-asia")


@pytest.fixture(scope="module")
def base(case):
    return calibrate(case)


def test_it_spans_the_mission_the_region_and_twenty_minerals(case):
    settings = case.settings
    assert (settings.focus, settings.periods[0], settings.end) == ("IND", 2025, 2040)
    assert set(case.table("places")["place"]) >= CENTRAL_ASIA | {"IND"}
    assert case.table("places").height >= 40
    made = case.table("commodities").filter(~pl.col("outside"))
    assert made["mineral"].n_unique() >= 20


def test_every_chain_keeps_nine_tenths_of_its_trade(case, base):
    kept = {
        part.table("commodities")["mineral"][0]: year.overlap
        for part, year in zip(clusters(case), base.each, strict=True)
    }
    assert {name for name, share in kept.items() if share < 0.9} == set()


def test_few_prices_leave_their_band(base):
    out = base.prices.filter(~pl.col("inside"))
    assert out.height < 0.01 * base.prices.height


def test_every_project_fits_the_time_of_the_mission_and_is_reasoned(case):
    projects = case.table("projects")
    assert set(projects["kind"]) == {
        *("plant", "mine", "recycling", "contract", "stock"),
        *("exploration", "upgrade", "training", "credit"),
    }
    assert projects["earliest"].min() > case.settings.base_year
    # What waits for a search may begin later than the mission ends.
    waits = pl.col("requires").fill_null("") != ""
    assert projects.filter(~waits)["latest"].max() <= 2031
    assert projects.filter(waits)["latest"].max() <= 2034
    assert projects.filter(pl.col("note").str.len_chars() < 10).is_empty()


def test_a_mine_pays_royalty_and_says_so(case):
    mines = case.table("projects").filter(kind="mine")
    assert mines["note"].str.contains("royalty").all()


def test_uzbekistan_has_the_hosts_of_its_by_products(case, base):
    kept = base.adjustments.filter(pl.col("column") == "refine_tellurium · UZB")
    assert kept.filter(pl.col("settled") < 1.0).is_empty()
    made = case.table("sites").filter(site="smelt_copper_UZB")
    assert made["output"].item() > 100_000


def test_the_venture_earns_about_what_the_study_of_titanium_says(case):
    small = load_case("india-titanium")
    mine, other = (
        margin_table(c, project_lines(c, c.settings.venture)).filter(line="Margin")
        for c in (case, small)
    )
    assert other["low"].item() < mine["value"].item() < other["high"].item()
    assert mine["low"].item() < other["value"].item() < mine["high"].item()


def test_no_by_product_is_recovered_where_no_host_stands(case):
    recipes = case.table("recipes")
    residues = case.table("commodities").filter(
        pl.col("outside"), pl.col("commodity") != "pig iron"
    )["commodity"]
    mine = pl.col("commodity").is_in(residues.to_list())
    given = recipes.filter(mine, pl.col("direction") == "out")
    taken = recipes.filter(mine, pl.col("direction") == "in")
    sites, projects = case.table("sites"), case.table("projects")
    at = ["commodity", "place"]
    hosts = pl.concat(
        t.select("process", "place").join(given.select("process", "commodity"),
                                          on="process").select(at)
        for t in (sites, projects)
    )  # fmt: skip
    asked = projects.select("process", "place").join(
        taken.select("process", "commodity"), on="process"
    )
    assert asked.join(hosts, on=at, how="anti").is_empty()


def test_it_is_what_runs_when_nothing_is_named():
    from orepath.cli.study import DEFAULT_STUDY, SAMPLE

    assert DEFAULT_STUDY == "india-central-asia"
    assert SAMPLE == "india-titanium"
