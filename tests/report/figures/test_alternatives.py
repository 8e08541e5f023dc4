"""How firm each project is, as strips."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.alternatives import VERDICTS, verdict_strips

ROWS = pl.DataFrame(
    {
        "project": ["Smelter", "Contract", "Mine", "Line"],
        "verdict": ["always", "sometimes", "never", "always"],
        "built": ["yes", "no", "no", "yes"],
        "loss": [87.8e6, 0.0, 12e6, None],
    }
)


def test_every_project_says_what_deciding_otherwise_costs():
    picture = verdict_strips(ROWS, "How firm", within=5e6)
    for words in (
        "Smelter",
        "USD 87.8 m if forced out",
        "USD 12 m if forced in",
        "cannot be otherwise",
        "Within USD 5 m of the best",
    ):
        assert words in picture.svg
    assert picture.alt == "How firm. 2 always, 1 sometimes, 1 never."


def test_each_verdict_has_its_colour():
    svg = verdict_strips(ROWS, "How firm", within=5e6).svg
    for words, colour in VERDICTS.values():
        assert colour in svg
        assert words in svg


def test_plans_that_all_lose_nothing_are_drawn_all_the_same():
    calm = ROWS.with_columns(loss=pl.lit(0.0))
    assert "Mine" in verdict_strips(calm, "How firm", within=0.0).svg


def test_a_verdict_of_another_kind_is_refused():
    odd = ROWS.with_columns(verdict=pl.lit("perhaps"))
    with pytest.raises(InputError, match="projects:2:verdict"):
        verdict_strips(odd, "How firm", within=5e6)
