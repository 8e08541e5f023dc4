"""Corridors: compare them, show one leg by leg, and take their tables out."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told

Case = Annotated[
    str,
    typer.Option(
        "--case",
        help="A case, or a folder with stops.csv, legs.csv, rates.csv or "
        "corridors.csv of your own; what it lacks is the library's.",
    ),
]
Tonnes = Annotated[
    float, typer.Option("--tonnes", min=0.0, help="t/a; narrower legs are left out.")
]
Closed = Annotated[
    list[str] | None,
    typer.Option(
        "--close", help="A stop, a leg (A - B), a strait or a country; may be repeated."
    ),
]
Start = Annotated[str, typer.Option("--from", help="Where goods start.")]
End = Annotated[str, typer.Option("--to", help="Where goods go.")]


def compare(  # noqa: PLR0913  # every option of the command
    start: Start,
    end: End,
    close: Closed = None,
    tonnes: Tonnes = 1.0,
    case: Case = "",
    picture: Annotated[
        Path | None,
        typer.Option("--map", help="Draw them on a map: .html, .png or .svg."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Compare the named corridors, the best paths found and those between.

    Example: orepath corridor compare --from Mumbai --to Ust-Kamenogorsk
    """
    from orepath.study.corridor import compare_ways, idle

    with faults_told(as_json=as_json):
        if picture:
            from orepath.study.corridorpage import kind_of

            kind_of(picture)
        atlas = _atlas(case)
        after = compare_ways(atlas, start, end, tonnes=tonnes, closed=close or ())
        before = compare_ways(atlas, start, end, tonnes=tonnes) if close else None
        unmoved = idle(before, after.closed) if before else []
        if picture:
            from orepath.study.corridorpage import map_of, write_map

            write_map(map_of(atlas, after), after, picture)
        if as_json:
            document(
                **_compared(after),
                before=_compared(before) if before else None,
                nobody_passes=unmoved,
                written=[str(picture)] if picture else [],
            )
            return
        _tell(before, after, unmoved)
        if picture:
            sys.stdout.write(f"\nWrote {picture}.\n")


def show(  # noqa: PLR0913  # every option of the command
    name: Annotated[
        str, typer.Argument(help="A named corridor; empty finds the best path.")
    ] = "",
    start: Start = "",
    end: End = "",
    by: Annotated[
        str, typer.Option("--by", help="Best by cost, time or reliability.")
    ] = "cost",
    *,
    close: Closed = None,
    tonnes: Tonnes = 1.0,
    case: Case = "",
    as_json: AsJson = False,
) -> None:
    """Show one way leg by leg, with cost, days and sources.

    Example: orepath corridor show instc-sarakhs --from Mumbai --to Astana
    """
    from orepath.errors import InputError, Problem
    from orepath.study.corridor import best_way, named_way

    with faults_told(as_json=as_json):
        atlas = _atlas(case)
        if not name and not (start and end):
            names = ", ".join(atlas.tables["corridors"]["corridor"])
            what = "neither a corridor nor both ends are given"
            fix = f"name one of {names}, or give --from and --to"
            raise InputError(Problem("corridor", what, fix))
        if name:
            way = named_way(atlas, name, start, end, tonnes=tonnes, closed=close or ())
        else:
            way = best_way(atlas, start, end, by, tonnes=tonnes, closed=close or ())
        if as_json:
            document(**_way(way, legs=True))
            return
        _tell_legs(way)


def tables(
    folder: Annotated[Path, typer.Argument(help="Where they are written.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the library's stops, legs, rates and corridors, to edit and add to.

    Example: orepath corridor tables mine
    """
    from orepath.world.atlas import write_atlas

    with faults_told(as_json=as_json):
        written = write_atlas(folder)
        if as_json:
            document(written=[str(path) for path in written])
            return
        names = ", ".join(path.name for path in written)
        sys.stdout.write(
            f"Wrote {names} to {folder}.\nEdit them, then add --case {folder}.\n"
        )


COMMANDS: tuple[Callable[..., None], ...] = (compare, show, tables)
"""The commands, in the order in which the help lists them."""


def _atlas(case: str) -> Any:
    """Read the package's atlas, or that of a case or a folder."""
    from orepath.world.atlas import read_atlas

    if not case:
        return read_atlas()
    if Path(case).is_dir():
        return read_atlas(Path(case))
    from orepath.world.load import find_case

    return read_atlas(find_case(case))


def _compared(compared: Any) -> dict[str, Any]:
    """Return a comparison as plain words and numbers."""
    return {
        "from": compared.start,
        "to": compared.end,
        "tonnes": compared.tonnes,
        "closed": list(compared.closed),
        "corridors": [_way(way) for way in compared.corridors],
        "frontier": [_way(way) for way in compared.frontier],
    }


def _way(way: Any, *, legs: bool = False) -> dict[str, Any]:
    """Return one way as plain words and numbers."""
    from orepath.world.path import summary

    told = {
        "name": way.name,
        "title": way.title,
        "best": list(way.best),
        "trouble": way.trouble,
    }
    if way.path is None:
        return told
    told |= {"stops": list(way.path.stops), **summary(way.path)}
    return told | ({"legs": way.path.legs.to_dicts()} if legs else {})


def _tell(before: Any, after: Any, unmoved: list[str]) -> None:
    """Print a comparison."""
    from orepath.study.sheet.corridor import effect_sheet, limits_sheet, ways_sheet

    _print(ways_sheet(after))
    _print(limits_sheet(after))
    for word in unmoved:
        sys.stdout.write(
            f"\nNo way compared passes {word}: closing it changes nothing.\n"
        )
    if before is not None and len(unmoved) < len(after.closed):
        _print(effect_sheet(before, after))


def _tell_legs(way: Any) -> None:
    """Print a way leg by leg, its sums, what closes it, and its sources."""
    from orepath.study.sheet.corridor import legs_sheet, spread

    path = way.path
    causes = [one for one in path.charges if one.unit == "1/a"]
    keys = [key for name in ("source", "rate_source") for key in path.legs[name]]
    numbers, lines = _numbered([*keys, *(one.rate.source for one in causes)])
    _print(legs_sheet(way, numbers))
    _write(
        f"In all {path.km:,.0f} km, {spread(path.cost)} USD/t, {spread(path.days)} "
        f"days; land borders: {path.borders}, changes of gauge: {path.gauge}. Open all "
        f"year with a chance of {spread(path.reliability, per=0.01)} %."
    )
    for one in causes:
        often = spread(one.rate, ".2f")
        mark = numbers[one.rate.source]
        _write(f"{one.key[1] or one.key[0]} closes {often} times a year [{mark}].")
    sys.stdout.write("\n")
    for line in lines:
        _write(line)


def _numbered(keys: list[str]) -> tuple[dict[str, int], list[str]]:
    """Return a number for each row's publication, and the list of those."""
    from orepath.evidence.library import library

    known = library()
    lines: list[str] = []
    numbers = {}
    for key in dict.fromkeys(keys):
        line = "Assumption; see the rates." if key == "assumption" else known.cite(key)
        if line not in lines:
            lines.append(line)
        numbers[key] = lines.index(line) + 1
    return numbers, [f"[{n}] {line}" for n, line in enumerate(lines, start=1)]


def _write(words: str) -> None:
    """Print a paragraph of 80 columns."""
    import textwrap

    text = textwrap.fill(words, 80, break_long_words=False, break_on_hyphens=False)
    sys.stdout.write(text + "\n")


def _print(sheet: Any) -> None:
    """Print a sheet and how to read it."""
    from orepath.cli.answer import table

    if sheet.frame.height:
        table(sheet.frame, sheet.title, sheet.units)
    if sheet.note:
        _write(sheet.note)
