"""Margins: each line by hand on the small case, and what the draws keep to."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.appraise.margin import (
    DRAWS,
    Figure,
    Line,
    break_even,
    delivered,
    margin_table,
    price,
    project_lines,
)
from orepath.errors import InputError
from orepath.world.load import load_case

SMALL = Path(__file__).parents[1] / "cases" / "small"

# 8 % over 20 years, two years of building: interest on half of them.
ANNUITY = 0.08 / (1 - 1.08**-20) * 1.08

BY_HAND = {
    "Slag": 970.0,
    "Ore": -1.8 * 330,
    "Pig iron": 0.6 * 400,
    "Power": -2.4 * 60,
    "Operating cost": -150.0,
    "Capital charge": -800 * ANNUITY,
}


@pytest.fixture(scope="module")
def case():
    return load_case(SMALL)


@pytest.fixture(scope="module")
def lines(case):
    return project_lines(case, "smelter")


def sure(value, grade="A"):
    return Figure(value, value, value, grade)


def test_the_lines_of_a_smelter_are_as_by_hand(lines):
    assert {line.name: line.value for line in lines} == pytest.approx(BY_HAND)


def test_the_margin_is_the_sum_of_its_lines(case, lines):
    table = margin_table(case, lines)
    assert table["line"].to_list() == [*BY_HAND, "Margin"]
    assert table["value"][-1] == pytest.approx(sum(BY_HAND.values()))
    assert table["value"][-1] == pytest.approx(table["value"][:-1].sum())


def test_a_line_is_as_good_as_its_worst_figure():
    line = Line("Ore", -1, (sure(1.8, "A"), sure(330.0, "B")))
    assert line.grade == "B"
    assert line.value == pytest.approx(-594.0)


def test_sure_figures_leave_no_doubt_in_the_margin(case):
    table = margin_table(
        case, [Line("Slag", 1, (sure(900.0),)), Line("Cost", -1, (sure(2), sure(300)))]
    )
    assert table["low"].to_list() == pytest.approx([900, -600, 300])
    assert table["high"].to_list() == pytest.approx([900, -600, 300])
    assert table["grade"].to_list() == ["A", "A", "A"]


def test_percentiles_stand_in_order_and_the_margin_is_narrower_than_its_ends(
    case, lines
):
    table = margin_table(case, lines)
    assert (table["low"] <= table["high"]).all()
    parts, margin = table.head(len(lines)), table.row(-1, named=True)
    assert parts["low"].sum() < margin["low"] < margin["high"] < parts["high"].sum()


def test_the_percentiles_of_one_triangle_are_as_by_formula(case):
    # Density 2x on (0, 1) after scaling: the q-quantile is the root of q.
    table = margin_table(case, [Line("Slag", 1, (Figure(1000, 0, 1000, "C"),))])
    row = table.row(0, named=True)
    assert row["low"] == pytest.approx(1000 * np.sqrt(0.1), rel=0.03)
    assert row["high"] == pytest.approx(1000 * np.sqrt(0.9), rel=0.01)


def test_the_same_seed_draws_the_same_and_another_seed_another(case, lines):
    assert margin_table(case, lines).equals(margin_table(case, lines))
    assert lines[0].drawn(7).shape == (DRAWS,)
    assert (lines[0].drawn(7) == lines[0].drawn(7)).all()
    assert (lines[0].drawn(7) != lines[0].drawn(8)).any()


def test_a_line_draws_the_same_whatever_stands_beside_it(case, lines):
    alone = margin_table(case, lines[1:2]).row(0)
    assert margin_table(case, lines).row(1) == alone


def test_a_place_with_a_price_of_its_own_is_paid_that_price(case):
    prices = case.table("prices")
    own = prices.filter(commodity="slag").with_columns(
        place=pl.lit("IND"), price=pl.lit(800.0), price_low=pl.lit(700.0)
    )
    other = case.replace(prices=pl.concat([prices, own]))
    assert price(other, "slag", "IND").value == 800.0
    assert price(other, "slag", "KAZ").value == 970.0
    assert project_lines(other, "smelter")[0].value == 800.0


def test_figures_of_the_place_go_before_those_for_everywhere(case):
    power = case.table("power")
    figures = case.table("coefficients")
    other = case.replace(
        power=pl.concat(
            [
                power,
                power.with_columns(place=pl.lit("IND"), price=pl.lit(75.0)),
            ]
        ),
        coefficients=pl.concat(
            [
                figures,
                figures.filter(figure="power").with_columns(
                    place=pl.lit("IND"), value=pl.lit(2.3)
                ),
            ]
        ),
    )
    line = next(x for x in project_lines(other, "smelter") if x.name == "Power")
    assert line.value == pytest.approx(-2.3 * 75)


def test_a_process_without_power_has_no_line_for_it(case):
    rows = case.table("coefficients").filter(pl.col("figure") != "power")
    names = [x.name for x in project_lines(case.replace(coefficients=rows), "smelter")]
    assert names == [name for name in BY_HAND if name != "Power"]


def test_without_interest_capital_is_spread_evenly_over_its_life(case):
    still = type(case)(
        case.settings.model_copy(update={"discount_rate": 0.0}), case.tables
    )
    assert project_lines(still, "smelter")[-1].value == pytest.approx(-800 / 20)


def test_delivered_is_fob_less_freight(case, lines):
    freight = {"sea": Figure(40, 30, 60, "B"), "rail": Figure(450, 350, 600, "C")}
    table = delivered(case, lines, freight)
    fob = sum(BY_HAND.values())
    assert table["route"].to_list() == ["fob", "sea", "rail"]
    assert table["freight"].to_list() == [0.0, 40.0, 450.0]
    assert table["value"].to_list() == pytest.approx([fob, fob - 40, fob - 450])
    for end in ("low", "value", "high", "positive"):
        assert table[end].is_sorted(descending=True)
    assert (table["low"] < table["value"]).all()
    assert table["positive"].is_between(0, 1).all()


def test_sure_freight_shifts_every_percentile_by_itself(case, lines):
    table = delivered(case, lines, {"pipe": sure(25.0)})
    for end in ("low", "value", "high"):
        assert table[end][1] == pytest.approx(table[end][0] - 25)


@pytest.mark.parametrize("name", ["Slag", "Ore", "Pig iron", "Power", "Operating cost"])
def test_at_the_break_even_figure_the_margin_is_nil(lines, name):
    figure = break_even(lines, name)
    moved = [
        Line(x.name, x.sign, (*x.factors[:-1], sure(figure))) if x.name == name else x
        for x in lines
    ]
    assert sum(line.value for line in moved) == pytest.approx(0, abs=1e-9)


def test_the_break_even_price_of_slag_is_as_by_hand(lines):
    costs = sum(value for name, value in BY_HAND.items() if name != "Slag")
    assert break_even(lines, "Slag") == pytest.approx(-costs)


def test_a_product_partly_taken_back_breaks_even_on_what_is_left():
    lines = [
        Line("Slag", 1, (sure(900.0),)),
        Line("Slag", -1, (sure(0.1), sure(900.0))),
        Line("Cost", -1, (sure(450.0),)),
    ]
    assert break_even(lines, "Slag") == pytest.approx(500.0)


@given(st.floats(1, 1e4), st.lists(st.tuples(st.floats(0.01, 5), st.floats(1, 1e3))))
def test_the_break_even_price_is_the_cost_of_the_rest(start, rest):
    lines = [Line("Slag", 1, (sure(start),))]
    lines += [
        Line(f"cost {i}", -1, (sure(quantity), sure(rate)))
        for i, (quantity, rate) in enumerate(rest)
    ]
    costs = sum(quantity * rate for quantity, rate in rest)
    assert break_even(lines, "Slag") == pytest.approx(costs)


def test_an_unknown_line_and_one_that_weighs_nothing_are_refused(lines):
    with pytest.raises(InputError, match="did you mean 'Slag'"):
        break_even(lines, "Slagg")
    with pytest.raises(InputError, match="weighs nothing"):
        break_even([Line("Ore", -1, (sure(0.0), sure(330.0)))], "Ore")


@pytest.mark.parametrize("name", ["smeltery", "contract"])
def test_a_project_that_makes_nothing_has_no_margin(case, name):
    with pytest.raises(InputError) as caught:
        project_lines(case, name)
    (problem,) = caught.value.problems
    assert problem.where == name
    assert "smelter" in problem.fix


def test_a_place_without_a_price_of_power_is_refused(case):
    power = case.table("power").with_columns(place=pl.lit("CHN"))
    with pytest.raises(InputError, match="no power price for IND"):
        project_lines(case.replace(power=power), "smelter")
