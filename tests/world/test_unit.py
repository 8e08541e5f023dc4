"""Units and bases of a case's cells: hand conversions, and what never joins."""

import pytest

from orepath.core.money import to_usd
from orepath.errors import InputError
from orepath.world.unit import inner_factor

RUPEE = to_usd(1.0, "INR")
# The small case counts money of 2024.
RUPEE_OF_2024 = to_usd(1.0, "INR", year=2024)


@pytest.mark.parametrize(
    ("unit", "target", "expected"),
    [
        ("kt/a", "t/a", 1e3),
        ("t/a", "t/a", 1.0),
        ("Mt", "t", 1e6),
        ("kWh/t", "MWh/t", 1e-3),
        ("percent", "fraction", 0.01),
        ("USD/(t/a)", "USD/(t/a)", 1.0),
        ("INR", "USD", RUPEE),
        ("INR crore", "USD", 1e7 * RUPEE),
        ("INR lakh", "USD", 1e5 * RUPEE),
        ("INR/t", "USD/t", RUPEE),
        ("INR/kg", "USD/t", 1e3 * RUPEE),
        ("INR/(t/a)", "USD/(t/a)", RUPEE),
        ("INR crore/(kt/a)", "USD/(t/a)", 1e4 * RUPEE),
        ("INR/kWh", "USD/MWh", 1e3 * RUPEE),
        ("EUR million", "USD", 1e6 * to_usd(1.0, "EUR")),
        ("USD million", "USD", 1e6),
        ("million USD/(kt/a)", "USD/(t/a)", 1e3),
        ("dollars per kilogram", "USD/t", 1e3),
        ("INR billion", "USD", 1e9 * RUPEE),
    ],
)
def test_a_unit_converts_as_by_hand(unit, target, expected):
    assert inner_factor(unit, target) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("unit", "target", "what"),
    [
        ("USD/t", "USD/(t/a)", "does not convert"),
        ("USD/(t/a)", "USD/t", "does not convert"),
        ("INR/(t/a)", "USD/t", "does not convert"),
        ("t", "t/a", "does not convert"),
        ("INR dozen", "USD", "unknown count 'dozen'"),
        ("XYZ/t", "USD/t", "no exchange rate for 'XYZ'"),
        ("t/a", "USD/t", "does not convert"),
        ("", "USD/t", "no unit was given"),
    ],
)
def test_units_of_different_things_do_not_convert(unit, target, what):
    with pytest.raises(InputError) as caught:
        inner_factor(unit, target)
    assert what in caught.value.problems[0].what


def test_a_budget_in_crore_and_a_share_stand_in_one_column(small):
    budget, cap = small.table("policies").iter_rows(named=True)
    assert budget["value"] == pytest.approx(300 * 1e7 * RUPEE_OF_2024)
    assert (budget["unit"], cap["unit"]) == ("USD", "fraction")
    assert cap["value"] == 0.8


def test_a_stock_counts_tonnes_and_a_plant_tonnes_a_year(small):
    plant, contract, stock = small.table("projects").iter_rows(named=True)
    assert (plant["size"], plant["unit"]) == (50e3, "t/a")
    assert (plant["capex"], plant["capex_unit"]) == (800, "USD/(t/a)")
    assert (contract["size"], contract["unit"]) == (5e3, "t/a")
    assert (stock["size"], stock["unit"]) == (10e3, "t")
    assert (stock["size_low"], stock["size_high"]) == (5e3, 20e3)
    assert (stock["capex"], stock["capex_unit"]) == (10, "USD/t")


def test_a_stock_in_tonnes_a_year_and_a_plant_in_tonnes_are_refused(folder):
    folder.swap("projects.csv", "10,5,20,kt,", "10,5,20,kt/a,")
    folder.swap("projects.csv", "50,30,100,kt/a,", "50,30,100,kt,")
    assert [(p.where, p.what.split(":")[0]) for p in folder.problems()] == [
        ("projects.csv:2:unit", "unit 'kt' does not convert to t/a"),
        ("projects.csv:4:unit", "unit 'kt/a' does not convert to t"),
    ]


def test_capital_in_rupees_a_yearly_tonne_becomes_dollars(folder):
    folder.swap(
        "projects.csv", "800,423,2500,USD/(t/a)", "67000,40000,200000,INR/(t/a)"
    )
    plant = folder.load().table("projects").row(0, named=True)
    assert plant["capex"] == pytest.approx(67_000 * RUPEE_OF_2024)
    assert plant["capex_high"] == pytest.approx(200_000 * RUPEE_OF_2024)
    assert plant["capex_unit"] == "USD/(t/a)"


def test_a_coefficient_is_kept_in_the_unit_of_its_figure(folder):
    folder.swap("coefficients.csv", "2.4,2.2,2.5,MWh/t", "2400,2200,2500,kWh/t")
    folder.swap("coefficients.csv", "ramp_up,2,,,a", "ramp_up,24,,,month")
    rows = folder.load().table("coefficients")
    figures = {r["figure"]: r for r in rows.iter_rows(named=True)}
    assert figures["power"]["value"] == pytest.approx(2.4)
    assert figures["power"]["value_low"] == pytest.approx(2.2)
    assert figures["ramp_up"]["value"] == pytest.approx(2.0)
    assert figures["ramp_up"]["unit"] == "a"


def test_a_unit_that_does_not_convert_is_told_once_a_row_and_not_once_a_cell(folder):
    folder.swap("demand.csv", "slag,IND,62,45,80,kt/a", "slag,IND,62,45,80,kt")
    (problem,) = folder.problems()
    assert problem.where == "demand.csv:2:unit"
    assert "unit 'kt' does not convert to t/a" in problem.what


@pytest.mark.parametrize(
    ("commodity", "basis", "share"),
    [("ore", "TiO2", 0.5), ("slag", "TiO2", 0.85), ("slag", "gross", 1.0)],
)
def test_contained_tonnes_become_gross_by_the_declared_content(
    folder, commodity, basis, share
):
    folder.write(
        "trade.csv",
        "commodity,origin,destination,quantity,quantity_low,quantity_high,unit,basis,"
        "source,grade,note",
        "ore,CHN,KAZ,30,20,60,kt/a,gross,me,C,",
        "slag,CHN,IND,60,40,80,kt/a,gross,me,C,",
        f"{commodity},IND,CHN,15,12,18,kt/a,{basis},me,C,",
    )
    row = folder.load().table("trade").row(2, named=True)
    wanted = [amount * 1e3 / share for amount in (15, 12, 18)]
    assert [row["quantity"], row["quantity_low"], row["quantity_high"]] == (
        pytest.approx(wanted)
    )
    assert row["basis"] == "gross"


def test_the_capacity_of_a_site_shares_its_unit_and_basis(folder):
    folder.swap("sites.csv", "700,600,800,kt/a,gross,900", "595,510,680,kt/a,TiO2,765")
    site = folder.load().table("sites").row(2, named=True)
    assert site["output"] == pytest.approx(700e3)
    assert site["capacity"] == pytest.approx(900e3)


@pytest.mark.parametrize("basis", ["Ti", "Fe", "content", "Gross"])
def test_a_basis_the_commodity_does_not_declare_never_joins(folder, basis):
    folder.swap("trade.csv", "60,40,80,kt/a,gross", f"60,40,80,kt/a,{basis}")
    (problem,) = folder.problems()
    assert problem.where == "trade.csv:4:basis"
    assert problem.what == (
        f"tonnes of {basis!r} cannot be joined with gross tonnes of slag"
    )
    assert "'TiO2'" in problem.fix


def test_a_commodity_without_content_has_only_gross_tonnes(folder):
    folder.swap("commodities.csv", "TiO2,0.85", "TiO2,0")
    folder.swap("trade.csv", "60,40,80,kt/a,gross", "60,40,80,kt/a,TiO2")
    assert "trade.csv:4:basis" in [p.where for p in folder.problems()]
