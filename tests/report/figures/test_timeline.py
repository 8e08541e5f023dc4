"""What changes over the years."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.timeline import (
    capacity_over_time,
    cost_over_time,
    demand_met,
)

YEARS = (2026, 2027, 2028)


def test_each_project_and_year_is_one_bar_with_its_unit_on_the_axis():
    frame = pl.DataFrame(
        [
            {"project": p, "year": y, "capacity": 1000.0 * (y - 2025)}
            for p in ("Slag plant", "Sponge plant")
            for y in YEARS
        ]
    )
    picture = capacity_over_time(frame, "Capacity built")
    assert picture.svg.count('stroke="white" stroke-width="0.4"') == 6
    for word in ("Capacity, kt/a", "2027", "Slag plant", "Capacity built"):
        assert word in picture.svg
    assert "Slag plant: 1 kt/a in 2026, 3 kt/a in 2028" in picture.alt


def test_past_eight_projects_the_smallest_are_joined_and_summed():
    frame = pl.DataFrame(
        {
            "project": [f"P{i}" for i in range(10)],
            "year": [2026] * 10,
            "capacity": [float(100 - i) for i in range(10)],
        }
    )
    picture = capacity_over_time(frame, "T")
    assert "Other (3)" in picture.svg
    assert "Other (3): 276 t/a" in picture.alt


def test_revenue_hangs_below_zero():
    frame = pl.DataFrame(
        {"cost_line": ["build", "revenue"], "year": [2026] * 2, "cost": [9e6, -4e6]}
    )
    picture = cost_over_time(frame, "Cost")
    assert "Cost a year, USD m" in picture.svg
    assert "−4" in picture.svg or "-4" in picture.svg


def test_shortfall_stands_apart_for_each_commodity():
    frame = pl.DataFrame(
        {
            "commodity": ["sponge", "pigment"],
            "year": [2026, 2026],
            "met": [900.0, 2e5],
            "shortfall": [100.0, 0.0],
        }
    )
    picture = demand_met(frame, "Demand")
    assert picture.svg.count("#b3261e") >= 2
    assert "sponge: largest yearly shortfall 100 t/a" in picture.alt


def test_a_missing_year_is_refused_with_its_row():
    frame = pl.DataFrame(
        {"cost_line": ["build"] * 2, "year": [2026, None], "cost": [1.0, 2.0]}
    )
    with pytest.raises(InputError, match="costs:3:year"):
        cost_over_time(frame, "Cost")
