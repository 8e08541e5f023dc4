"""Losses by how rare the year is, without and with the plan."""

import polars as pl

from orepath.report.figures.exceedance import exceedance_curve

CURVE = pl.DataFrame(
    {
        "whose": ["Users"] * 3 + ["Country"] * 3,
        "chance": [1.0, 0.1, 0.01] * 2,
        "without": [0.0, 5e6, 300e6, 0.0, 4e6, 200e6],
        "with": [0.0, 4e6, 100e6, -1e6, 1e6, 50e6],
    }
)


def test_both_lines_are_drawn_for_everybody():
    picture = exceedance_curve(CURVE, "How bad a year gets")
    for word in ("Users", "Country", "without the plan", "with the plan", "USD m"):
        assert word in picture.svg
    assert (
        "Users: one year in 100 loses USD 300 m or more, with the plan USD 100 m"
        in picture.alt
    )


def test_a_small_gain_does_not_lift_the_lines_off_the_axis():
    assert "−" not in exceedance_curve(CURVE, "Losses").svg
    gain = CURVE.with_columns(pl.col("with") - 90e6)
    assert "−" in exceedance_curve(gain, "Losses").svg


def test_years_without_any_loss_are_drawn_too():
    calm = CURVE.with_columns(pl.lit(0.0).alias("without"), pl.lit(0.0).alias("with"))
    assert "loses USD 0 or more" in exceedance_curve(calm, "Losses").alt


def test_the_last_tick_stands_clear_of_the_one_before():
    rare = CURVE.with_columns(pl.col("chance").replace(0.01, 0.001))
    svg = exceedance_curve(rare, "Losses").svg
    assert ">1,000<" in svg
    assert ">200<" in svg
    assert ">500<" not in svg
