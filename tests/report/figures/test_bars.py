"""Comparisons as bars."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.bars import range_bars, stress_bars, tornado

STRESS = pl.DataFrame(
    {
        "event": ["Leak", "Leak", "Stop", "Stop"],
        "state": ["before", "after"] * 2,
        "shortfall": [400.0, 100.0, 0.0, 0.0],
        "cost": [9e6, 3e6, 5e6, 4e6],
    }
)


def test_each_event_has_its_numbers_before_and_after():
    picture = stress_bars(STRESS, "Stress")
    for word in ("Leak", "Stop", "before", "after", "Shortfall, t", "Cost, USD m"):
        assert word in picture.svg
    assert "Costliest: Leak before the plan, USD 9 m, shortfall 400 t" in picture.alt


def test_events_without_any_shortfall_are_drawn_all_the_same():
    calm = STRESS.with_columns(shortfall=pl.lit(0.0), cost=pl.lit(0.0))
    assert "Leak" in stress_bars(calm, "Stress").svg


def test_a_state_that_is_neither_before_nor_after_is_refused():
    odd = STRESS.with_columns(state=pl.lit("during"))
    with pytest.raises(InputError, match="results:2:state"):
        stress_bars(odd, "Stress")


def test_ranges_are_drawn_only_where_known():
    frame = pl.DataFrame(
        {
            "label": ["INSTC", "INSTC", "Chabahar"],
            "measure": ["fob", "delivered", "fob"],
            "value": [241.0, -222.0, 241.0],
            "low": [91.0, None, 91.0],
            "high": [411.0, None, 411.0],
        }
    )
    ranged = range_bars(frame, "Margin").svg
    plain = range_bars(frame.drop("low", "high"), "Margin").svg
    whisker = 'stroke-width="1.3"'
    assert (ranged.count(whisker), plain.count(whisker)) == (2, 0)
    assert "USD/t" in plain


def test_three_measures_take_colours_of_the_palette():
    frame = pl.DataFrame(
        {"label": ["a"] * 3, "measure": ["x", "y", "z"], "value": [1.0, 2.0, 3.0]}
    )
    assert "#332288" in range_bars(frame, "T").svg


def test_the_widest_swing_comes_first():
    frame = pl.DataFrame(
        {"assumption": ["Duty", "Price"], "low": [4e6, -5e6], "high": [6e6, 30e6]}
    )
    picture = tornado(frame, "Swing", base=5e6, unit="USD")
    assert picture.svg.index(">Price<") < picture.svg.index(">Duty<")
    assert "Base: USD 5 m" in picture.svg
    assert "Widest: Price, from USD −5 m to USD 30 m" in picture.alt
