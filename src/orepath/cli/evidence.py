"""Ask the library: every number with its source, its doubt and its contradictions."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, table
from orepath.errors import InputError, Problem

Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="Your own evidence, read before the embedded one."),
]
Mineral = Annotated[
    str, typer.Option("--mineral", help="Keep one mineral, such as titanium.")
]
CaseName = Annotated[
    str, typer.Argument(help="A case folder, or the name of a built-in study.")
]
Most = Annotated[int, typer.Option("-n", min=1, help="How many rows to show.")]


def show(
    key: Annotated[str, typer.Argument(metavar="ID", help="Identifier of a row.")],
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show one row, its source, and what other sources say of the same thing.

    Example: orepath evidence show usgs-2026/titanium-sponge/production/KAZ/2024
    """
    from orepath.evidence.history import siblings

    with faults_told(as_json=as_json):
        shelf = shelf_of(folder)
        row = shelf.row(key)
        others = siblings(key, shelf)
        if as_json:
            document(row=row, citation=shelf.cite(key), others=others.to_dicts())
            return
        for name, value in row.items():
            if value is not None:
                sys.stdout.write(f"{name:>12}  {value}\n")
        sys.stdout.write(f"{'citation':>12}  {shelf.cite(key)}\n")
        if others.height:
            table(others.select("id", "value", "unit", "grade"), "What others say")


def series(
    commodity: Annotated[str, typer.Argument(help="A commodity of the library.")],
    place: Annotated[str, typer.Argument(help="ISO code of a country, or WLD.")],
    measure: Annotated[
        str, typer.Option("--measure", help="Keep one measure, such as production.")
    ] = "",
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show a series over years and editions; one number each is preferred.

    Example: orepath evidence series "titanium sponge" KAZ --measure production
    """
    import polars as pl

    from orepath.evidence.history import history

    with faults_told(as_json=as_json):
        found = history(commodity, place, measure or None, shelf_of(folder))
        if as_json:
            document(series=found.to_dicts())
            return
        taken = pl.when("preferred").then(pl.lit("yes")).otherwise(pl.lit(""))
        shown = found.with_columns(taken=taken).select(
            "year", "taken", "value", "unit", "grade", "revised", "id"
        )
        forms = {"value": ",.6g", "revised": ".2f"}
        table(shown, f"{commodity}, {place}", formats=forms)


def conflicts(
    mineral: Mineral = "",
    case: Annotated[
        str, typer.Option("--case", help="Rank by what rests on them in a case.")
    ] = "",
    most: Most = 10,
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show where sources, facts and claims disagree most, and what hangs on it.

    Example: orepath evidence conflicts --case india-titanium
    """
    import polars as pl

    from orepath.evidence.contradiction import contradictions

    with faults_told(as_json=as_json):
        hanging = _hanging(case) if case else None
        found = contradictions(mineral or None, hanging, shelf_of(folder))
        worst = found.head(most)
        if as_json:
            document(conflicts=worst.to_dicts(), found=found.height)
            return
        looks = pl.when(pl.col("hint") != "").then("hint")
        says = pl.concat_str(
            pl.concat_str("says", "unit", separator=" ", ignore_nulls=True),
            looks,
            separator="; ",
            ignore_nulls=True,
        )
        names = ["kind", "id", "says", "spread"]
        names += ["rows", "at_stake"] if case else []
        shown = worst.with_columns(says=says).select(names)
        units, forms = {"at_stake": "USD"}, {"spread": ".1f"}
        title = f"Conflicts, worst {worst.height} of {found.height}"
        table(shown, title, units, forms)


def gaps(
    mineral: Annotated[str, typer.Argument(help="A mineral; none shows all.")] = "",
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what was looked for and no open source states.

    Example: orepath evidence gaps titanium
    """
    from orepath.evidence.gap import gaps as found_gaps

    with faults_told(as_json=as_json):
        found = found_gaps(mineral or None, shelf_of(folder))
        if as_json:
            document(gaps=found.to_dicts())
            return
        _tell_gaps(found)


def claims(
    own: Annotated[
        list[Path] | None,
        typer.Option("--file", help="TOML with claims of your own; may be repeated."),
    ] = None,
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Answer the claims of the founding documents and of your own files.

    Example: orepath evidence claims --file my-claims.toml
    """
    from orepath.evidence.claim import claims_of
    from orepath.evidence.verdict import verdicts

    with faults_told(as_json=as_json):
        shelf = shelf_of(folder)
        found = verdicts(claims_of(own or (), shelf), shelf)
        if as_json:
            document(claims=found.to_dicts())
            return
        _tell_claims(found.to_dicts())


def sources(
    words: Annotated[
        str, typer.Argument(help="Keep sources that hold these words; none shows all.")
    ] = "",
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the sources of the library with licence and address.

    Example: orepath evidence sources usgs
    """
    with faults_told(as_json=as_json):
        shelf = shelf_of(folder)
        wanted = [word.lower() for word in words.split()]
        found = [
            row
            for row in shelf.sources().iter_rows(named=True)
            if all(word in " ".join(map(str, row.values())).lower() for word in wanted)
        ]
        if as_json:
            document(sources=found)
            return
        for row in found:
            citation = shelf.source(row["id"]).citation()
            sys.stdout.write(f"{row['id']}\n    {citation}\n")
        sys.stdout.write(f"{len(found)} sources\n")


def audit(
    case: CaseName,
    most: Most = 20,
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what rests on what in a case, worst first.

    Example: orepath evidence audit india-titanium
    """
    from orepath.evidence.audit import audit as audited
    from orepath.evidence.audit import by_grade
    from orepath.study.evidence import cited_rows
    from orepath.world.load import load_case

    with faults_told(as_json=as_json):
        rows = cited_rows(load_case(case))
        grades, found = by_grade(rows), audited(rows, shelf_of(folder))
        if as_json:
            document(grades=grades.to_dicts(), sources=found.to_dicts())
            return
        units, forms = {"usd": "USD", "share": "fraction"}, {"spread": ".2f"}
        table(grades, "Rows and money by grade", units)
        shown = found.head(most).select(
            "grade", "id", "stands", "rows", "usd", "share", "spread"
        )
        table(shown, f"Worst first, {most} of {found.height}", units, forms)


COMMANDS: tuple[Callable[..., None], ...] = (
    show,
    series,
    conflicts,
    gaps,
    claims,
    sources,
    audit,
)
"""The commands, in the order in which the help lists them."""

_SHOWN_IDS = 3


def shelf_of(folder: Path | None) -> Any:
    """Return the library, behind the user's own evidence where a folder is named."""
    from orepath.evidence.library import library

    if folder is not None and not folder.is_dir():
        fix = "name a folder into which evidence was imported"
        raise InputError(Problem(str(folder), "no such folder", fix))
    return library(folder)


def _hanging(case: str) -> Any:
    """Return what rests on each identifier in a case."""
    from orepath.evidence.audit import weighed
    from orepath.study.evidence import cited_rows
    from orepath.world.load import load_case

    return weighed(cited_rows(load_case(case)))


def _tell_gaps(found: Any) -> None:
    """Print gaps under their minerals, a line each: a table of a thousand is slow."""
    last = None
    for row in found.iter_rows(named=True):
        if row["mineral"] != last:
            last = row["mineral"]
            sys.stdout.write(f"\n{last or 'of no single mineral'}\n")
        where = ", ".join(str(row[n]) for n in ("place", "year") if row[n] is not None)
        told = f"{row['what']} ({where})" if where else row["what"]
        sys.stdout.write(f"  {told}: {row['why']} [{row['id']}]\n")
    sys.stdout.write(f"\nNo open source for these: {found.height}\n")


def _tell_claims(parts: list[dict[str, Any]]) -> None:
    """Print each claim with its verdict, and under it every number in it."""
    from rich.console import Console
    from rich.padding import Padding

    console = Console(highlight=False, markup=False)
    last = ""
    for part in parts:
        if part["claim"] != last:
            last = part["claim"]
            console.print(f"\n{part['number']}. {part['statement']}", style="bold")
            console.print(f"   {last}: {part['overall'].upper()}")
        first, *rest = _told(part)
        console.print(Padding(first, (0, 0, 0, 3)))
        for line in rest:
            console.print(Padding(line, (0, 0, 0, 6)), style="dim")


def _told(part: dict[str, Any]) -> list[str]:
    """Write one number of a claim: both numbers, the reason, and what it rests on."""
    ids = part["rests_on"]
    rest = f" and {len(ids) - _SHOWN_IDS} more" if len(ids) > _SHOWN_IDS else ""
    found = "nothing" if part["found"] is None else f"{_number(part['found'])}"
    numbers = f"claimed {_number(part['claimed'])} {part['unit']}, found {found}: "
    if part["recipe"].startswith("exists"):
        numbers = ""
    lines = [
        f"- {part['part']}: {numbers}{part['verdict']}",
        part["reason"],
        f"recipe: {part['recipe']}",
        f"rests on {', '.join(ids[:_SHOWN_IDS]) or 'no row'}{rest}",
    ]
    return lines + ([f"note: {part['note']}"] if part["note"] else [])


def _number(value: float) -> str:
    """Write a number with four figures, large ones whole."""
    return f"{value:,.0f}" if value >= 1e4 else f"{value:.4g}"
