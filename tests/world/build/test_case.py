"""Built cases: complete, coherent, calibrated, the same again, and refused in words."""

import numpy as np
import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.assemble import program_of
from orepath.stress.shocks import branches_of
from orepath.world.balance import balance_of
from orepath.world.build.case import build_case
from orepath.world.calibrate import calibrate
from orepath.world.recipe import chains


def test_a_built_case_balances_with_most_of_its_trade_kept(base):
    assert base.overlap >= 0.95
    assert base.year.residual < 1.0
    inside = base.prices["inside"].mean()
    assert inside >= 0.95


def test_little_has_to_move_by_more_than_two_deviations(base):
    moved = base.adjustments.filter(pl.col("deviations").abs() > 2)
    assert moved.height <= 0.02 * base.balance.observed.size


def test_the_plans_program_can_be_laid_out(made, base):
    program = program_of(made.case, base, branches_of(made.case, base))
    assert np.isfinite(program.cost).all()
    assert program.cost.size > 1000


def test_every_row_says_what_it_rests_on(made):
    for table in made.case.tables.values():
        if table.height and "source" in table.columns:
            assert table["source"].is_not_null().all()
            guessed = table.filter(source="assumption")
            assert (guessed["grade"] == "C").all()
            assert (guessed["note"] != "").all()


def test_no_range_leaves_its_value_out(made):
    for name, table in made.case.tables.items():
        for column in table.columns:
            if f"{column}_low" in table.columns and table.height:
                low, high = table[f"{column}_low"], table[f"{column}_high"]
                value = table[column]
                assert (low <= value * (1 + 1e-9)).all(), (name, column)
                assert (value <= high * (1 + 1e-9)).all(), (name, column)


def test_the_same_order_gives_the_same_case(made):
    again = build_case("JPN", "titanium", ["AUS", "KAZ"], most=10)
    assert again.settings == made.case.settings
    for name, table in made.case.tables.items():
        assert again.table(name).equals(table), name


def test_partners_in_another_order_change_no_quantity(made):
    again = build_case("JPN", "titanium", ["KAZ", "AUS"], most=10)
    key = ["commodity", "place"]
    one = made.case.table("demand").sort(key).select(*key, "quantity")
    other = again.table("demand").sort(key).select(*key, "quantity")
    assert one.select(key).equals(other.select(key))
    assert one["quantity"].to_list() == pytest.approx(other["quantity"].to_list())


def test_a_country_that_no_source_names_gets_a_case_too():
    case = build_case("BTN", "titanium", most=5)
    assert "BTN" in case.table("places")["place"].to_list()
    assert balance_of(case).observed.size


def test_all_chains_together_give_a_case_that_calibrates():
    case = build_case("KOR", chains(), most=8)
    assert calibrate(case).overlap > 0.95


@pytest.mark.parametrize("mineral", ["rare earths", "tin", "gallium"])
def test_a_chain_by_itself_gives_a_case_that_calibrates(mineral):
    case = build_case("KOR", mineral, most=6)
    assert calibrate(case).overlap > 0.85


def test_a_focus_without_a_point_on_the_map_is_refused():
    with pytest.raises(InputError) as caught:
        build_case("TUV", "titanium")
    assert caught.value.problems[0].where == "focus"


def test_faults_are_told_at_once():
    with pytest.raises(InputError) as caught:
        build_case("Japn", "titanum", start=2024)
    assert len(caught.value.problems) == 3
