"""Tables of losses without and with the plan, as the figures of trials are given."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.exceedance import exceedance_curve
from orepath.report.figures.lossmap import supplier_loss_map
from orepath.report.figures.sides import on_both_sides

LOSSES = pl.DataFrame({"whose": ["Users"], "without": [3], "with": [1]})


def test_losses_are_numbers_and_what_is_not_needed_is_left_out():
    wide = LOSSES.with_columns(pl.lit(1).alias("more"))
    found = on_both_sides(wide, "losses", {"whose": "text"})
    assert found.rows() == [("Users", 3.0, 1.0)]


def test_every_fault_is_told_at_once():
    with pytest.raises(InputError) as fault:
        on_both_sides(LOSSES.drop("with", "whose"), "losses", {"whose": "text"})
    assert [problem.where for problem in fault.value.problems] == [
        "losses::whose",
        "losses::with",
    ]


@pytest.mark.parametrize("draw", [exceedance_curve, supplier_loss_map])
def test_figures_of_losses_refuse_a_table_that_lacks_a_side(draw):
    rows = pl.DataFrame(
        {"whose": ["Users"], "chance": [1.0], "supplier": ["A"], "good": ["B"],
         "without": [3.0]}
    )  # fmt: skip
    with pytest.raises(InputError, match="with"):
        draw(rows, "Losses")
