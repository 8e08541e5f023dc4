"""Pictures that stand alone."""

import altair as alt
import pytest

from orepath.report.figures.picture import (
    Picture,
    pictured,
    tidied,
    to_html_fragment,
    to_png,
    to_svg,
)


@pytest.fixture
def picture() -> Picture:
    values = [{"x": "ilmenite", "y": 3}, {"x": "rutile", "y": 1}]
    chart = alt.Chart(alt.InlineData(values=values)).mark_bar()
    return pictured(chart.encode(x="x:N", y="y:Q"), "T", 'Say "so"', "Mind <it>")


def test_a_picture_serves_report_notebook_and_file(picture):
    assert picture.svg.startswith('<svg role="img" aria-label="Say &quot;so&quot;"')
    assert picture._repr_svg_() == picture.svg
    assert to_svg(picture).strip() == picture.svg
    assert to_png(picture, 1.0).startswith(b"\x89PNG")
    fragment = to_html_fragment(picture)
    assert picture.svg in fragment
    assert "<figcaption>Mind &lt;it&gt;</figcaption>" in fragment
    assert '"mark"' in picture.spec


def test_no_caption_leaves_no_empty_element():
    assert "figcaption" not in to_html_fragment(Picture("<svg></svg>", "T", "A"))


def test_identifiers_do_not_depend_on_what_was_drawn_before():
    one = '<svg><clipPath id="clip7"/><g clip-path="url(#clip7)"/></svg>'
    two = one.replace("clip7", "clip19")
    assert tidied(one, "a") == tidied(two, "a")
    assert "url(#p" in tidied(one, "a")


def test_two_drawings_share_no_identifier():
    one = tidied('<svg><clipPath id="clip1"/><path d="M0,0"/></svg>', "a")
    two = tidied('<svg><clipPath id="clip1"/><path d="M1,0"/></svg>', "a")
    assert one.split('id="')[1].split('"')[0] not in two


def test_paths_keep_a_tenth_of_a_point():
    svg = tidied('<svg><path d="M1.2345,-6.0001L2,3.14"/></svg>', "a")
    assert 'd="M1.2,-6L2,3.1"' in svg
