"""How a number moved over the years."""

import polars as pl

from orepath.report.figures.trend import indicator_over_time, price_over_time

YEARS = (2026, 2027, 2028)


def test_a_price_without_a_range_still_has_its_line():
    frame = pl.DataFrame(
        {
            "commodity": ["sponge"] * 3 + ["slag"] * 3,
            "year": [*YEARS] * 2,
            "price": [13e3, 12e3, 14e3, 900.0, 950.0, 970.0],
            "low": [11e3, 11e3, 11e3, None, None, None],
            "high": [15e3, 15e3, 15e3, None, None, None],
        }
    )
    picture = price_over_time(frame, "Prices")
    assert "sponge: USD 13,000/t in 2026, USD 14,000/t in 2028" in picture.alt
    assert price_over_time(frame.drop("low", "high"), "Prices").svg != picture.svg


def test_an_indicator_has_a_panel_a_series_and_gaps_where_not_known():
    frame = pl.DataFrame(
        {
            "series": ["copper"] * 3 + ["hafnium"],
            "year": [2022, 2023, 2024, 2024],
            "value": [0.5, None, 0.7, None],
            "low": [0.4, None, 0.6, None],
            "high": [0.6, None, 0.8, None],
        }
    )
    picture = indicator_over_time(frame, "Reliance")
    assert "copper: 0.5 in 2022, 0.7 in 2024" in picture.alt
    assert "hafnium: not known" in picture.alt
    for word in ("copper", "hafnium", "2022", "Reliance"):
        assert word in picture.svg
