"""Projects of a case as ventures: by hand on the small case, and against margins."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from orepath.appraise.cash import cash
from orepath.appraise.margin import project_lines
from orepath.appraise.project import venture_of
from orepath.appraise.worth import worth
from orepath.errors import InputError
from orepath.world.load import load_case

SMALL = Path(__file__).parents[1] / "cases" / "small"


@pytest.fixture(scope="module")
def case():
    return load_case(SMALL)


@pytest.fixture(scope="module")
def venture(case):
    return venture_of(case, "smelter")


def changed(case, name, frame):
    return replace(case, tables={**case.tables, name: frame})


def test_a_project_is_built_over_its_lead_and_runs_its_life(venture):
    assert venture.years == tuple(range(2025, 2048))
    assert venture.capital.profile == (0.5, 0.5)
    assert venture.capital.total.value == pytest.approx(50_000 * 800)
    assert venture.capital.total.high == pytest.approx(50_000 * 2500)
    assert venture.operation.ramp == (0.5, 0.5)
    assert venture.operation.capacity.sure


def test_a_full_year_earns_the_margin_of_every_tonne(case, venture):
    found = cash(venture)
    by_line = {line.name: line.value for line in project_lines(case, "smelter")}
    capital = by_line.pop("Capital charge")
    assert capital < 0
    assert found.pretax[0, 10] == pytest.approx(50_000 * sum(by_line.values()))


def test_figures_keep_their_sources_and_ranges(venture):
    ore = next(each for each in venture.input if each.name == "ore")
    assert (ore.price.low, ore.price.high, ore.price.source) == (250, 400, "invented")
    assert ore.quantity.low == 1.7
    power = next(each for each in venture.input if each.name == "power")
    assert (power.measure, power.quantity.value, power.price.value) == ("MWh", 2.4, 60)


def test_the_focus_place_owns_its_share_and_others_the_rest(venture):
    assert {each.name: each.share.value for each in venture.partner} == {
        "IND": 0.5,
        "others": 0.5,
    }
    assert venture.fiscal.regime == "india"
    assert worth(cash(venture), "IND").discount == pytest.approx([0.08])


def test_a_project_owned_whole_has_no_others(case):
    projects = case.table("projects").with_columns(share=pl.lit(1.0))
    whole = venture_of(changed(case, "projects", projects), "smelter")
    assert [each.name for each in whole.partner] == ["IND"]


def test_an_offtake_of_the_project_goes_to_its_destination(case):
    projects = case.table("projects").with_columns(
        destination=pl.lit("KAZ"),
        offtake=pl.lit(0.4),
        offtake_low=pl.lit(0.3),
        offtake_high=pl.lit(0.5),
    )
    found = venture_of(changed(case, "projects", projects), "smelter")
    (deal,) = found.offtake
    assert (deal.place, deal.product, deal.share.value) == ("KAZ", "slag", 0.4)
    assert cash(found).foreign["KAZ"][0, 10] < 0


def test_a_project_elsewhere_is_others_there(case):
    projects = case.table("projects").with_columns(place=pl.lit("KAZ"))
    found = venture_of(changed(case, "projects", projects), "smelter")
    assert found.fiscal.regime == "kazakhstan"
    assert {each.place for each in found.partner} == {"IND", "KAZ"}


def test_a_process_without_ramp_or_power_runs_at_once(case):
    bare = case.table("coefficients").filter(
        ~pl.col("figure").is_in(["ramp_up", "power"])
    )
    found = venture_of(changed(case, "coefficients", bare), "smelter")
    assert found.operation.ramp == ()
    assert [each.name for each in found.input] == ["ore", "running"]


def test_a_project_that_makes_nothing_is_refused(case):
    with pytest.raises(InputError, match="did you mean 'smelter'"):
        venture_of(case, "smeltr")
    with pytest.raises(InputError, match="no project of this name makes"):
        venture_of(case, "contract")


@pytest.mark.parametrize(
    ("table", "told"),
    [("prices", "no price of slag"), ("power", "no price at IND")],
)
def test_a_price_that_is_missing_is_told(case, table, told):
    with pytest.raises(InputError, match=told):
        venture_of(changed(case, table, case.table(table).clear()), "smelter")
