"""Exposures as a heat map."""

import polars as pl

from orepath.report.figures.heatmap import exposure_map, stage_map

EXPOSURE = pl.DataFrame(
    {
        "stage": ["Sponge", "Sponge", "Scrap", "Scrap"],
        "indicator": ["HHI"] * 4,
        "state": ["before", "after"] * 2,
        "value": [0.92, 0.55, None, None],
    }
)


def test_cells_show_numbers_and_the_unknown_stays_empty():
    picture = exposure_map(EXPOSURE, "Exposure")
    for word in ("0.92", "0.55", "–", "HHI", "before", "after", "Scrap"):
        assert word in picture.svg
    assert "Most exposed: Sponge HHI before: 0.92" in picture.alt


def test_another_text_may_stand_in_a_cell():
    shown = EXPOSURE.with_columns(shown=pl.Series(["9,200", "5,500", None, None]))
    svg = exposure_map(shown, "Exposure").svg
    assert "9,200" in svg
    assert "0.92" not in svg


def test_a_table_of_unknowns_says_so():
    unknown = EXPOSURE.with_columns(value=pl.lit(None, pl.Float64))
    assert "No value is known" in exposure_map(unknown, "Exposure").alt


def test_minerals_stand_beside_stages_and_the_unknown_is_a_dash():
    table = pl.DataFrame(
        {
            "mineral": ["copper", "copper", "hafnium", "hafnium"],
            "stage": ["mine", "refine"] * 2,
            "value": [0.2, 0.9, None, 0.5],
            "shown": ["0.20", "0.90", "–", "0.50"],
            "told": ["low", "high", "no open data", "middling"],
        }
    )
    picture = stage_map(table, "India 2024", measure="Herfindahl index")
    for word in ("copper", "hafnium", "mine", "refine", "0.90", "–", "Herfindahl"):
        assert word in picture.svg
    assert "Most exposed: copper refine: 0.90; hafnium refine: 0.50" in picture.alt
