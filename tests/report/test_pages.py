"""The one page that opens offline."""

import re

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.flowmap import flow_map
from orepath.report.figures.sankey import sankey
from orepath.report.pages import (
    Drawn,
    KeyFigure,
    Page,
    Point,
    Section,
    rendered,
    write_page,
)
from orepath.report.tables import Link, Table


@pytest.fixture
def sources() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": ["usgs 2026", "own"],
            "citation": ["A survey <2026>", "Our assumption"],
            "licence": ["public domain", None],
            "url": ["https://example.org/s", "javascript:alert(1)"],
            "grade": ["A", "C"],
        }
    )


@pytest.fixture
def page(flows, links, sources) -> Page:
    projects = pl.DataFrame({"project": ["Slag"], "source": ["own"]})
    return Page(
        "Titanium (invented)",
        "India imports pigment [[usgs 2026]].\n\nIt need not & should not.",
        (
            Section(
                "exposure",
                "Exposure",
                "A text [[own]].",
                (Drawn(flow_map(flows, "Flows", caption="Mind <this>.")),),
            ),
            Section(
                "plan",
                "Plan",
                "",
                (
                    Drawn(sankey(links, "Chain"), (Link("projects", "projects"),)),
                    Drawn(sankey(links, "Chain")),
                ),
                (
                    Table(
                        projects, "Projects", note="Ranges [[own]].", anchor="projects"
                    ),
                ),
                "A last word.",
                (Point("Build", "slag & sponge", (Link("projects", "here"),)),),
            ),
        ),
        sources,
        (KeyFigure("Reliance", 0.92, "fraction", "from abroad", "A", ("usgs 2026",)),),
        "seed 7",
    )


def test_the_page_loads_nothing(page):
    html = rendered(page)
    assert "<script" not in html
    assert "@import" not in html
    assert "<link" not in html
    assert not re.search(r'\bsrc\s*=|url\(\s*["\']?(?!#|["\']?#)', html)
    loaded = re.findall(r'<(?!a\b)\w+[^>]*\bhref="(?!#)', html)
    assert loaded == []


def test_every_section_figure_and_source_has_its_place(page):
    html = rendered(page)
    for name in ("exposure", "plan", "sources", "key-figures"):
        assert f'id="{name}"' in html
        assert f'href="#{name}"' in html
    cited = set(re.findall(r'href="#(source-[^"]+)"', html))
    listed = set(re.findall(r'<li id="(source-[^"]+)"', html))
    assert cited == listed == {"source-usgs-2026", "source-own"}
    assert html.count("<svg") == 3
    assert "Borders on all maps are indicative only" in html
    assert "92 %" in html


def test_words_are_escaped_and_only_web_addresses_are_links(page):
    html = rendered(page)
    assert "should not" in html
    assert "need not &amp; should" in html
    assert "A survey &lt;2026&gt;" in html
    assert "Mind &lt;this&gt;." in html
    assert "javascript:" not in html
    assert 'href="https://example.org/s"' in html


def test_the_same_page_has_the_same_bytes_and_a_small_size(page, tmp_path):
    write_page(tmp_path / "a.html", page)
    write_page(tmp_path / "b.html", page)
    first = (tmp_path / "a.html").read_bytes()
    assert first == (tmp_path / "b.html").read_bytes()
    assert len(first) < 3_000_000


def test_all_anchors_point_somewhere(page):
    html = rendered(page)
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


def test_unknown_sources_and_bad_anchors_are_told_at_once(sources):
    page = Page(
        "T",
        "Lead [[usgs]].",
        (Section("Plan B", "B"), Section("a", "A"), Section("a", "A again")),
        sources,
        (KeyFigure("K", None, "t", "m", sources=("nobody",)),),
    )
    with pytest.raises(InputError) as caught:
        rendered(page)
    wheres = [problem.where for problem in caught.value.problems]
    assert wheres == [
        "page:section:Plan B",
        "page:section:a",
        "page:lead",
        "page:key figure:K",
    ]


def test_two_sources_never_share_an_anchor():
    twice = pl.DataFrame({"id": ["usgs 2026", "USGS-2026"], "citation": ["x", "y"]})
    with pytest.raises(InputError, match="listed twice"):
        rendered(Page("T", "", (), twice))


def test_a_page_without_sources_has_no_list_of_them():
    assert 'id="sources"' not in rendered(Page("T", "Lead", ()))


def test_points_and_figures_lead_to_tables(page):
    html = rendered(page)
    assert "<b>Build:</b> slag &amp; sponge" in html
    assert 'Drawn from <a href="#projects">projects</a></p></figure>' in html


def test_a_link_that_leads_nowhere_is_refused():
    lost = Section("a", "A", points=(Point("", "x", (Link("nowhere", "x"),)),))
    with pytest.raises(InputError, match="no such spot") as caught:
        rendered(Page("T", "", (lost,)))
    assert [problem.where for problem in caught.value.problems] == ["page:#nowhere"]


def test_what_is_cited_from_one_source_is_gathered_under_it():
    cited = pl.DataFrame({"id": ["b/1", "own", "b/2"], "citation": ["B", "Own", "B"]})
    html = rendered(Page("T", "", (), cited))
    assert html.count('class="source"') == 2
    assert html.index("[1] b/1") < html.index("[3] b/2") < html.index("[2] own")
