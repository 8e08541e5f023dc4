"""Tables on the page: links, badges, ranges, groups, folds."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.markup import badge, html_table, slug, source_link
from orepath.report.tables import Link, Table

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


def test_the_page_table_links_sources_and_shows_badges(projects):
    html = html_table(Table(projects, "Projects", UNITS), ["own", "usgs"])
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
        html_table(Table(projects, "Projects", UNITS), ["own", "usg"])
    wheres = {problem.where for problem in caught.value.problems}
    assert wheres == {"Projects:2:capacity_source", "Projects:2:source"}


def test_formats_and_lists_are_kept():
    frame = pl.DataFrame({"x": [1.234, None], "y": [["a", "b"], None], "z": [1, 2]})
    html = html_table(Table(frame, "T", {"x": "USD/t"}, {"x": ".2f"}))
    for word in ("X (USD/t)", "1.23", "a, b", "not known"):
        assert word in html
    assert "1.234" in html_table(Table(frame, "T", formats={"x": "plain"}))


def test_no_grade_shows_no_badge_and_an_odd_grade_a_plain_one():
    assert badge(None) == ""
    assert "grade-other" in badge("D")


def test_sources_given_as_lists_are_linked():
    frame = pl.DataFrame({"x": [1], "source": [["usgs", "baci"]]})
    assert html_table(Table(frame, "T")).count('class="cite"') == 2


def test_a_range_stands_beside_its_number_in_one_column():
    frame = pl.DataFrame({"Cost": [2.0, 5.0], "Low": [1.0, 5.0], "High": [3.0, 5.0]})
    html = html_table(Table(frame, "T", dict.fromkeys(frame.columns, "USD/t")))
    assert html.count("<th ") == 1
    assert "low to high" in html
    assert '2.00 <span class="range">1.00 to 3.00</span>' in html
    assert html.count("5.00") == 1


def test_a_range_half_known_is_not_shown():
    frame = pl.DataFrame({"Cost": [2.0], "Low": [None], "High": [3.0]})
    html = html_table(Table(frame.cast(pl.Float64), "T"))
    assert "3.00" not in html


def test_rows_of_a_group_stand_under_its_anchor_and_others_bear_marks():
    frame = pl.DataFrame({"Commodity": ["Slag", "Slag", "Ore"], "x": [1, 2, 3]})
    html = html_table(Table(frame, "T", anchor="in-trade", group="Commodity"))
    assert html.count('class="group"') == 2
    assert 'id="in-trade-slag"' in html
    assert html.count("Slag") == 1
    marked = html_table(Table(frame, "T", marks=("a", "b", "c")))
    assert '<tr id="b"><td>Slag</td>' in marked


def test_rows_lead_to_what_they_rest_on():
    frame = pl.DataFrame({"x": [1]})
    ways = ((Link("in-trade", "trade"), Link("in-use", "use")),)
    html = html_table(Table(frame, "T", rests=ways))
    assert '<a href="#in-trade">trade</a> · <a href="#in-use">use</a>' in html


def test_a_folded_table_shows_title_and_size_only_once():
    html = html_table(Table(pl.DataFrame({"x": [1]}), "Duties", folded=True))
    assert html.startswith("<details><summary>Duties")
    assert "1 row<" in html
    assert "<caption>" not in html


def test_a_note_that_repeats_is_written_once():
    frame = pl.DataFrame({"x": [1, 2], "Note": ["as supposed", "as supposed"]})
    assert html_table(Table(frame, "T")).count("as supposed") == 1


def test_marks_and_links_must_fit_the_rows():
    frame = pl.DataFrame({"x": [1, 2]})
    with pytest.raises(InputError) as caught:
        html_table(Table(frame, "T", marks=("a",), rests=((),)))
    assert [p.where for p in caught.value.problems] == ["T:marks", "T:rests"]


def test_words_become_anchors():
    assert slug("  Ti (sponge) & more ") == "ti-sponge-more"
