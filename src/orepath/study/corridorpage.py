"""The map of ways compared: a picture, or a page with the picture and the tables."""

from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.library import library
from orepath.report.figures.picture import Picture, to_png, to_svg
from orepath.report.file import write_whole
from orepath.report.pages import Drawn, Page, Section, write_page
from orepath.report.tables import Table
from orepath.study.corridor import Comparison
from orepath.study.sheet.corridor import limits_sheet, ways_sheet
from orepath.study.sheet.form import Sheet
from orepath.world.atlas import Atlas
from orepath.world.course import drawn

KINDS = (".html", ".png", ".svg")

CAPTION = (
    "Borders are indicative only and say nothing about anybody's claims. The cheapest "
    "way is thick. Lengths and courses by land: © OpenStreetMap contributors, ODbL; "
    "by sea: Eurostat sea lanes. Where no course is known a leg is drawn straight."
)

CREDIT = "Legs: © OpenStreetMap contributors (ODbL), Eurostat."
"""What the licence of the map data asks to stand on every drawing."""


def kind_of(target: Path) -> str:
    """Return the ending of a file that a map can be written to.

    Raises
    ------
    InputError
        Another ending, or the folder is missing.
    """
    kind = target.suffix.lower()
    if kind not in KINDS:
        fix = f"end the name in {', '.join(KINDS)}"
        raise InputError(Problem(str(target), f"cannot draw a {kind or 'file'}", fix))
    if not target.resolve().parent.is_dir():
        fix = "make it, or choose another"
        raise InputError(Problem(str(target.parent), "no such folder", fix))
    return kind


def map_of(atlas: Atlas, compared: Comparison) -> Picture:
    """Draw the ways compared on a map.

    Parameters
    ----------
    atlas : Atlas
        Where the stops lie.
    compared : Comparison
        What is drawn; ways that cannot be travelled are left out.
    """
    from orepath.report.figures.corridormap import corridor_map

    ways = [(way.title, way.path) for way in compared.ways if way.path is not None]
    legs = drawn(ways, atlas.tables["stops"], compared.best("cost").title)
    title = f"Ways from {compared.start} to {compared.end}"
    if compared.closed:
        title += f", {', '.join(compared.closed)} closed"
    return corridor_map(legs, title, caption=CAPTION, credit=CREDIT)


def write_map(picture: Picture, compared: Comparison, target: Path) -> None:
    """Write a map to a file.

    Parameters
    ----------
    picture : Picture
        As :func:`map_of` draws it.
    compared : Comparison
        What it shows, for the tables of a page.
    target : pathlib.Path
        Ends in .html (a page with the tables), .png or .svg.

    Raises
    ------
    InputError
        As :func:`kind_of`.
    """
    kind = kind_of(target)
    if kind == ".png":
        write_whole(target, to_png(picture))
    elif kind == ".svg":
        write_whole(target, to_svg(picture).encode())
    else:
        write_page(target, _page(compared, picture))


def _page(compared: Comparison, picture: Picture) -> Page:
    """Return a page with the map, the tables and the sources."""
    best = compared.best("cost")
    lead = f"The cheapest way is {best.title}. {len(compared.frontier)} ways are "
    lead += "beaten by no other in cost, time and reliability together."
    sheets = ways_sheet(compared), limits_sheet(compared)
    section = Section(
        "ways",
        "The ways compared",
        figures=(Drawn(picture),),
        tables=tuple(map(_table, sheets)),
    )
    return Page(picture.title, lead, (section,), _sources(compared))


def _table(sheet: Sheet) -> Table:
    """Return a sheet as a table of the page."""
    return Table(sheet.frame, sheet.title, sheet.units, note=sheet.note)


def _sources(compared: Comparison) -> pl.DataFrame:
    """Return the publications behind the lengths and the haulage of all ways."""
    known = library()
    keys: dict[str, None] = {}
    for way in compared.ways:
        if way.path is not None:
            for name in ("source", "rate_source"):
                keys |= dict.fromkeys(way.path.legs[name])
    rows = {known.row(key)["source"] for key in keys if "/" in key}
    found = [known.source(str(key)) for key in sorted(map(str, rows))]
    return pl.DataFrame(
        [(one.id, one.citation(), one.licence) for one in found],
        schema=dict.fromkeys(("id", "citation", "licence"), pl.String),
        orient="row",
    )
