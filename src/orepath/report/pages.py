"""Bind figures, tables and words into one page that opens offline and loads nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orepath.errors import InputError, Problem, suggest
from orepath.report.columns import checked
from orepath.report.figures.picture import Picture, to_html_fragment
from orepath.report.file import write_whole
from orepath.report.markup import anchor, badge, html_table, links, source_link
from orepath.report.number import human
from orepath.report.tables import Link, Table

_CITED = re.compile(r"\[\[([^\]]+)\]\]")
_WAYS = re.compile(r'\bhref="#([^"]+)"')
_SPOTS = re.compile(r'\bid="([^"]+)"')
_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_Source = dict[str, str | Markup]
_NO_SOURCES = pl.DataFrame(
    schema={"id": pl.String, "citation": pl.String, "licence": pl.String}
)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """Hold one number that the reader shall take home.

    Parameters
    ----------
    label : str
        What is counted.
    value : float, str or None
        The number in ``unit``; None shows as not known.
    unit : str
        The unit computed with, as ``t/a``, ``USD`` or ``fraction``.
    meaning : str
        What the number means for the reader.
    grade : str
        The grade of the evidence it rests on: A, B or C.
    sources : tuple of str
        Identifiers of its sources.
    rests : tuple of Link
        Where on the page the number stands, and what it rests on.
    """

    label: str
    value: float | str | None
    unit: str
    meaning: str
    grade: str = ""
    sources: tuple[str, ...] = ()
    rests: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold a figure of a page and the tables it draws.

    Parameters
    ----------
    picture : Picture
        The drawing and its words.
    rests : tuple of Link
        The tables.
    """

    picture: Picture
    rests: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """Hold one finding of a section.

    Parameters
    ----------
    head : str
        What it is about, in a word or two; may be empty.
    text : str
        The finding.
    rests : tuple of Link
        The rows it sums up.
    """

    head: str
    text: str
    rests: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Hold one section of a page.

    Parameters
    ----------
    id : str
        Its anchor: small letters, digits and hyphens.
    title : str
        Its heading.
    text : str
        Paragraphs parted by empty lines; ``[[id]]`` cites a source.
    figures : tuple of Drawn
        Drawn in this order, before the tables.
    tables : tuple of Table
        Shown in this order.
    note : str
        What to mind; stands at the end.
    points : tuple of Point
        Findings, listed after the text.
    """

    id: str
    title: str
    text: str = ""
    figures: tuple[Drawn, ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a whole report.

    Parameters
    ----------
    title : str
        The report's title.
    lead : str
        The answer in two or three sentences; ``[[id]]`` cites a source.
    sections : tuple of Section
        In reading order.
    sources : polars.DataFrame
        Columns ``id``, ``citation``, ``licence`` and, if wished, ``url``, ``grade``.
    key_figures : tuple of KeyFigure
        Shown as cards under the lead.
    footer : str
        Version, seed, time: whatever tells this run from another.
    """

    title: str
    lead: str
    sections: tuple[Section, ...]
    sources: pl.DataFrame = field(default_factory=lambda: _NO_SOURCES)
    key_figures: tuple[KeyFigure, ...] = ()
    footer: str = ""


def rendered(page: Page) -> str:
    """Return the page as HTML with everything inside.

    Raises
    ------
    InputError
        If two sections share an anchor, an anchor is no plain word, a source is cited
        that is not listed, the table of sources lacks a column, or a link within the
        page leads nowhere.
    """
    sources = _sources(page.sources)
    known = [str(source["id"]) for source in sources]
    problems = [*_anchor_problems(page), *_cited_problems(page, known)]
    if problems:
        raise InputError(problems)
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "paragraphs": _paragraphs(section.text, known),
            "points": [
                {"head": p.head, "text": p.text, "rests": Markup(links(p.rests))}
                for p in section.points
            ],
            "figures": [_figure(drawn) for drawn in section.figures],
            "tables": [_table(table, known) for table in section.tables],
            "note": _cited(section.note, known),
        }
        for section in page.sections
    ]
    html = (
        _environment()
        .get_template("report.html.j2")
        .render(
            title=page.title,
            lead=_paragraphs(page.lead, known),
            cards=[_card(figure, known) for figure in page.key_figures],
            sections=sections,
            sources=_by_citation(sources),
            footer=page.footer,
        )
    )
    lost = _lost(html)
    if lost:
        raise InputError(lost)
    return html


def write_page(path: Path, page: Page) -> None:
    """Write the page to a file, whole or not at all.

    Raises
    ------
    InputError
        As :func:`rendered`.
    OSError
        If the file cannot be written.
    """
    write_whole(path, rendered(page).encode())


@cache
def _environment() -> Environment:
    """Return the templates, with escaping on and gaps refused."""
    return Environment(
        loader=PackageLoader("orepath.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _sources(table: pl.DataFrame) -> list[_Source]:
    """Return the sources as the template shows them, links only to the web."""
    if table.is_empty():
        return []
    optional = {"licence": "text", "url": "text", "grade": "text"}
    kinds = {"id": "text", "citation": "text"}
    rows = checked(table, "sources", kinds, optional).to_dicts()  # type: ignore[arg-type]
    names = [anchor(row["id"]) for row in rows]
    twice = [
        Problem(f"sources:{at}:id", f"'{row['id']}' is listed twice", "keep one row")
        for at, row in enumerate(rows, start=2)
        if anchor(row["id"]) in names[: at - 2]
    ]
    if twice:
        raise InputError(twice)
    return [
        {
            "id": row["id"],
            "anchor": anchor(row["id"]),
            "citation": row["citation"],
            "licence": row.get("licence") or "licence not known",
            "url": _web(row.get("url")),
            "grade": Markup(badge(row.get("grade"))),
        }
        for row in rows
    ]


def _by_citation(sources: Sequence[_Source]) -> list[dict[str, object]]:
    """Gather what is cited from one source, in the order of the first of each."""
    found: dict[tuple[object, ...], list[_Source]] = {}
    for number, source in enumerate(sources, start=1):
        same = (source["citation"], source["url"], source["licence"])
        found.setdefault(same, []).append({**source, "number": str(number)})
    return [
        {"citation": citation, "url": url, "licence": licence, "cited": cited}
        for (citation, url, licence), cited in found.items()
    ]


def _web(url: str | None) -> str:
    """Return an address of the web, or nothing for any other."""
    return url if url and url.startswith(("https://", "http://")) else ""


def _card(figure: KeyFigure, known: Sequence[str]) -> dict[str, str | Markup]:
    """Return a key figure as the template shows it."""
    cited = "".join(source_link(name, known) for name in figure.sources)
    return {
        "label": figure.label,
        "value": human(figure.value, figure.unit),
        "meaning": figure.meaning,
        "grade": Markup(badge(figure.grade)),
        "sources": Markup(cited),
        "rests": Markup(links(figure.rests)),
    }


def _table(table: Table, known: Sequence[str]) -> dict[str, Markup]:
    """Return a table as the template shows it."""
    return {
        "html": Markup(html_table(table, known)),
        "note": _cited(table.note, known),
    }


def _figure(drawn: Drawn) -> Markup:
    """Return a figure, under it the way to the tables that it draws."""
    shown = to_html_fragment(drawn.picture)
    if not drawn.rests:
        return Markup(shown)
    way = f'<p class="drawn">Drawn from {links(drawn.rests)}</p>'
    return Markup(shown.removesuffix("</figure>") + way + "</figure>")


def _paragraphs(text: str, known: Sequence[str]) -> list[Markup]:
    """Return the paragraphs of a text with its citations as links."""
    return [_cited(part.strip(), known) for part in text.split("\n\n") if part.strip()]


def _cited(text: str, known: Sequence[str]) -> Markup:
    """Escape a text and turn ``[[id]]`` into links."""
    pieces = _CITED.split(text)
    return Markup(
        "".join(
            source_link(piece.strip(), known) if at % 2 else escape(piece)
            for at, piece in enumerate(pieces)
        )
    )


def _anchor_problems(page: Page) -> list[Problem]:
    """Return a problem for each anchor that is no plain word or is used twice."""
    problems, seen = [], {"sources", "key-figures"}
    for section in page.sections:
        where = f"page:section:{section.id}"
        if not _SLUG.fullmatch(section.id):
            fix = "use small letters, digits and hyphens"
            problems.append(Problem(where, f"'{section.id}' is no anchor", fix))
        if section.id in seen:
            what = f"the anchor '{section.id}' is used twice or reserved"
            problems.append(Problem(where, what, "give the section another id"))
        seen.add(section.id)
    return problems


def _cited_problems(page: Page, known: Sequence[str]) -> list[Problem]:
    """Return a problem for each source cited in words or cards but not listed."""
    cited = [("lead", name) for name in _CITED.findall(page.lead)]
    for section in page.sections:
        texts = [section.text, section.note, *(table.note for table in section.tables)]
        found = [name for text in texts for name in _CITED.findall(text)]
        cited += [(f"section:{section.id}", name) for name in found]
    for figure in page.key_figures:
        cited += [(f"key figure:{figure.label}", name) for name in figure.sources]
    return [
        Problem(
            f"page:{where}",
            f"source '{name}' is not in the list of sources",
            suggest(name.strip(), known),
        )
        for where, name in cited
        if name.strip() not in known
    ]


def _lost(html: str) -> list[Problem]:
    """Return a problem for each link within the page that leads nowhere."""
    spots = _SPOTS.findall(html)
    known = set(spots)
    return [
        Problem(f"page:#{way}", "no such spot on the page", suggest(way, spots))
        for way in dict.fromkeys(_WAYS.findall(html))
        if way not in known
    ]
