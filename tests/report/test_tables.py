"""Tables in the terminal, and what they share with the page."""

import io

import polars as pl
import pytest
from rich.console import Console

from orepath.errors import InputError
from orepath.report.tables import Table, columns_of, ends_of, terminal

UNITS = {"start": "year", "capacity": "t/a", "capex": "USD"}


@pytest.fixture
def projects() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "project": ["Slag plant with a long name in Odisha", "Sponge <b>"],
            "start": [2029, 2030],
            "capacity": [85_000.0, 3_400.0],
            "capacity_source": ["usgs", None],
            "capex": [1.8e8, None],
            "built": [True, False],
            "source": ["usgs; own", "own"],
            "grade": ["C", "A"],
        }
    )


def told(table) -> str:
    stream = io.StringIO()
    Console(file=stream, width=80).print(table)
    return stream.getvalue()


def test_the_terminal_table_fits_80_columns_and_breaks_no_number(projects):
    text = told(terminal(projects, "Projects", UNITS))
    assert max(len(line) for line in text.splitlines()) <= 80
    for word in ("85.0", "3.4", "(kt/a)", "(USD", "180", "2029", "not known", "yes"):
        assert word in text
    assert "capacity_source" not in text


def test_one_mapping_of_units_serves_an_excerpt_too(projects):
    excerpt = told(terminal(projects.select("project", "capacity"), "T", UNITS))
    assert "(kt/a)" in excerpt
    assert "USD" not in excerpt


def test_nan_is_refused_with_its_row():
    frame = pl.DataFrame({"x": [1.0, float("nan")]})
    with pytest.raises(InputError, match="T:3:x"):
        terminal(frame, "T")


def test_each_cell_may_have_a_unit_of_its_own():
    frame = pl.DataFrame({"value": [0.92, 12_000.0], "unit": ["fraction", "t"]})
    text = told(terminal(frame, "T", formats={"value": "each"}))
    assert "92 %" in text
    assert "12 kt" in text


def test_the_ends_of_a_range_are_written_like_their_middle():
    frame = pl.DataFrame({"Cost": [4e6, 8e6], "Low": [2e4, 1e6], "High": [9e8, 9e6]})
    text = told(terminal(frame, "T", dict.fromkeys(frame.columns, "USD")))
    assert text.count("(USD m)") == 3
    assert "900.00" in text


def test_ends_are_known_by_their_names_only_right_behind_the_number():
    frame = pl.DataFrame({"A": [1.0], "A low": [0.5], "A high": ["no number"]})
    assert ends_of("A", frame) is None
    assert ends_of("A", frame.with_columns(pl.lit(2).alias("A high"))) is not None
    assert ends_of("A", frame.select("A", "A high", "A low")) is None


def headings(columns: dict[str, list[float]], units: dict[str, str]) -> dict[str, str]:
    found = columns_of(Table(pl.DataFrame(columns), "T", units))
    return {column.name: column.heading for column in found}


def test_columns_of_one_unit_side_by_side_share_one_scale():
    """Alone the second would choose thousands, and 300 look more than 2."""
    columns = {"Loss without": [2.1e6, 9.4e6], "Loss with": [3.1e5, 4.5e5]}
    units = dict.fromkeys(columns, "USD")
    assert headings(columns, units) == {
        "Loss without": "Loss without (USD m)",
        "Loss with": "Loss with (USD m)",
    }
    told_apart = {"Loss without": [2.1e6, 9.4e6], "Chance": [0.1, 0.2]}
    apart = headings({**told_apart, "Loss with": [3.1e5, 4.5e5]}, units)
    assert apart["Loss with"] == "Loss with (USD k)"
    other = headings(columns, {"Loss without": "USD", "Loss with": "t"})
    assert other["Loss with"] == "Loss with (kt)"


def test_the_ends_of_a_range_have_no_say_in_the_scale():
    columns = {"Cost": [4e3, 6e3], "Cost low": [3e6, 4e6], "Cost high": [5e6, 7e6]}
    units = dict.fromkeys(columns, "USD")
    assert set(headings(columns, units).values()) == {
        "Cost (USD k)",
        "Cost low (USD k)",
        "Cost high (USD k)",
    }
