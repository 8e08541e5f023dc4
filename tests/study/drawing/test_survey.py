"""Figures of a survey: the worst form of a cell, blanks that speak, trends."""

import polars as pl
import pytest

from orepath.study.drawing.survey import (
    _cells,
    leaning_map,
    maker_map,
    origin_trend,
    reliance_map,
)


def told(*rows):
    names = (
        "mineral", "commodity", "stage", "year", "top_supplier", "top_share",
        "reliance", "top_origin", "import_top_share", "note",
    )  # fmt: skip
    table = pl.DataFrame(
        [dict(zip(names, row, strict=True)) for row in rows],
        schema_overrides={"reliance": pl.Float64, "import_top_share": pl.Float64},
    )
    return table.with_columns(
        import_top_share_low="import_top_share",
        import_top_share_high="import_top_share",
    )


@pytest.fixture
def table():
    return told(
        ("tin", "tin ore", "mine", 2024, "CHN", 0.3, 0.5, "KAZ", 0.6, ""),
        ("tin", "tin sand", "mine", 2024, "IDN", 0.5, 0.2, "IDN", 0.9, ""),
        ("tin", "refined tin", "refine", 2024, None, None, None, None, None, "shut"),
        ("gold", "gold ore", "mine", 2024, "CHN", 0.1, -0.4, "KAZ", 0.2, ""),
    )  # fmt: skip


def test_a_cell_shows_the_worst_form_of_its_stage(table):
    cells = _cells(table, pl.col("top_share"), pl.col("top_supplier"))
    tin = cells.filter(mineral="tin", stage="mine").row(0, named=True)
    assert (tin["value"], tin["shown"]) == (0.5, "IDN")
    assert tin["told"] == "tin sand: IDN"


def test_a_blank_cell_says_whether_no_form_stands_there_or_nothing_is_known(table):
    cells = _cells(table, pl.col("top_share"), pl.col("top_supplier"))
    lacking = {(m, s): (shown, said) for m, s, _, shown, said in cells.rows()}
    assert lacking["tin", "refine"] == ("–", "refined tin: shut")
    assert lacking["gold", "refine"][0] == " "
    assert "no form of this mineral" in lacking["gold", "refine"][1]


@pytest.mark.parametrize("draw", [maker_map, reliance_map])
def test_a_map_of_stages_is_drawn_and_described(draw, table):
    picture = draw("India 2024", table)
    assert "India 2024" in picture.title
    assert picture.caption


def test_a_country_leans_on_its_largest_origins(table):
    picture = leaning_map("IND", "India 2024", table)
    assert picture is not None
    assert "India" in picture.caption


def test_a_group_has_no_spot_on_the_map(table):
    assert leaning_map("EU27", "EU27 2024", table) is None


def test_a_country_that_buys_nothing_leans_on_nobody(table):
    nothing = table.with_columns(top_origin=pl.lit(None, dtype=pl.String))
    assert leaning_map("IND", "India 2024", nothing) is None


def test_a_trend_needs_two_years(table):
    assert origin_trend("India", table) is None
    before = table.with_columns(year=pl.lit(2023, dtype=pl.Int64))
    picture = origin_trend("India", pl.concat([before, table]))
    assert picture is not None
    assert "India" in picture.title
