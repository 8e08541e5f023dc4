"""Tables in the terminal and on the page."""

import io

import polars as pl
import pytest
from rich.console import Console

from orepath.errors import InputError
from orepath.report.tables import badge, html_table, source_link, terminal

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


def test_the_page_table_links_sources_and_shows_badges(projects):
    html = html_table(projects, "Projects", UNITS, known_sources=["own", "usgs"])
    assert '<a class="cite" href="#source-usgs" title="usgs">[2]</a>' in html
    assert '<sup><a class="cite" href="#source-usgs"' in html
    assert "Capacity (kt/a)" in html
    assert 'class="grade grade-c"' in html
    assert "Sponge &lt;b&gt;" in html
    assert "not known" in html


def test_without_a_list_a_link_shows_the_identifier():
    assert source_link("usgs").endswith("[usgs]</a>")


def test_an_unlisted_source_is_refused_with_its_cell(projects):
    with pytest.raises(InputError) as caught:
        html_table(projects, "Projects", UNITS, known_sources=["own", "usg"])
    wheres = {problem.where for problem in caught.value.problems}
    assert wheres == {"Projects:2:capacity_source", "Projects:2:source"}


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


def test_formats_and_lists_are_kept():
    frame = pl.DataFrame({"x": [1.234, None], "y": [["a", "b"], None], "z": [1, 2]})
    html = html_table(frame, "T", {"x": "USD/t"}, {"x": ".2f"})
    for word in ("X (USD/t)", "1.23", "a, b", "not known"):
        assert word in html
    assert "1.234" in html_table(frame, "T", formats={"x": "plain"})


def test_no_grade_shows_no_badge_and_an_odd_grade_a_plain_one():
    assert badge(None) == ""
    assert "grade-other" in badge("D")


def test_sources_given_as_lists_are_linked():
    frame = pl.DataFrame({"x": [1], "source": [["usgs", "baci"]]})
    assert html_table(frame, "T").count('class="cite"') == 2
