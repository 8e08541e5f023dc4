"""The World Bank's governance indicators become the table of governance."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.block import LINE
from orepath.evidence.importer.country import RENAMED, codes, near
from orepath.evidence.importer.declared import check_edition
from orepath.evidence.importer.intake import Fault, Imported, Intake, Rule
from orepath.evidence.importer.quantity import (
    calendar_year,
    is_unsaid,
    number,
    number_advice,
    year_advice,
)
from orepath.evidence.importer.workbook import paged, sheets_of
from orepath.evidence.source import Source

ENCODINGS = ("utf-8-sig", "cp1252")
INDICATORS = ("CC", "GE", "PV", "RL", "RQ", "VA")
COLUMNS = {
    "place": ("code", "country_iso3", "Economy (code)"),
    "year": ("year", "Year"),
    "indicator": ("indicator", "Governance dimension"),
    "estimate": ("estimate", "Governance estimate (approx. -2.5 to +2.5)"),
    "error": ("stddev", "stderr", "Standard error (estimate)"),
    "rank": ("pctrank", "pct_rank"),
}
"""The publisher's headings by column of ours; since 2025 there is no rank."""

AMOUNTS = ("estimate", "error", "rank")
LIMIT = 4.0
"""Estimates have mean 0 and spread 1; beyond this a column is another one."""


def take_wgi(
    path: Path, folder: Path, *, sheet: str = "", edition: str = ""
) -> Imported:
    """Import the Worldwide Governance Indicators.

    Parameters
    ----------
    path : pathlib.Path
        ``wgidataset.xlsx`` or the same as CSV, a row a country, year and indicator.
    folder : pathlib.Path
        The user's evidence folder.
    sheet : str
        Sheet of a workbook; blank means the first.
    edition : str
        Year of the update such as ``"2025"``.

    Returns
    -------
    Imported
        Rows without an estimate are kept aside.

    Raises
    ------
    InputError
        When a column is missing or most rows are faulty.
    """
    check_edition(edition)
    _one_sheet(path, sheet)
    table = paged(path, ENCODINGS, sheet)
    found = _headings(table.headings, path.name)
    rules = _rules(found)
    source = Source(
        id=f"wgi-{edition}" if edition else "wgi",
        title=f"Worldwide Governance Indicators {edition}".strip(),
        publisher="World Bank",
        year=int(edition) if edition.isdecimal() else None,
        licence="CC BY 4.0",
        url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
        note="imported by the user",
    )
    name = "-".join(filter(None, (source.id, path.stem.lower(), sheet.lower())))
    with Intake(path, folder, "governance", name) as intake:
        intake.headings = table.headings
        for batch in table.texts(list(found.values()), intake.spoilt):
            frame = intake.take(_read(batch, found), rules)
            intake.write(
                frame.select(
                    LINE,
                    year=pl.col("_year").cast(pl.Int16),
                    place="_place",
                    indicator="_indicator",
                    estimate=pl.col("_estimate").cast(pl.Float32),
                    error=pl.col("_error").cast(pl.Float32),
                    rank=pl.col("_rank").cast(pl.Float32),
                    source=pl.lit(source.id),
                )
            )

        def again(row: dict[str, object]) -> Fault:
            what = "an earlier line states the same thing"
            fix = "keep one of the two rows"
            return Fault(int(str(row[LINE])), found["place"], what, fix)

        intake.settle(["indicator", "place", "year"], again, lambda rows: rows)
        return intake.close([source], table.cells)


def _one_sheet(path: Path, sheet: str) -> None:
    """Raise if a workbook has a sheet an indicator and none was chosen."""
    names = [n for n in sheets_of(path) if n.upper() in INDICATORS]
    if len(names) > 1 and not sheet:
        what = f"a sheet an indicator: {', '.join(names)}"
        fix = f"import each by itself: sheet = '{names[0]}' and so on"
        raise InputError(Problem(path.name, what, fix))


def _headings(headings: Sequence[str], file: str) -> dict[str, str]:
    """Return the file's heading for each column of ours."""
    found, problems = {}, []
    for ours, names in COLUMNS.items():
        there = [name for name in names if name in headings]
        if there:
            found[ours] = there[0]
        elif ours != "rank":
            where, fix = f"{file}:1:{names[0]}", suggest(names[0], headings)
            problems.append(Problem(where, "the column is missing", fix))
    if problems:
        raise InputError(problems)
    return found


def _read(table: pl.DataFrame, found: Mapping[str, str]) -> pl.DataFrame:
    """Add our columns to the publisher's; what cannot be read is empty."""
    amounts = {f"_{name}": number(found[name]) for name in AMOUNTS if name in found}
    return table.with_columns(
        _place=pl.col(found["place"]).str.to_uppercase().replace(dict(RENAMED)),
        _year=calendar_year(found["year"]),
        _indicator=pl.col(found["indicator"]).str.to_uppercase(),
        **({"_rank": pl.lit(None, pl.Float64)} | amounts),
    )


def _rules(found: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return what a row must satisfy, the first fault first."""
    place, word = pl.col("_place"), pl.col("_indicator")
    estimate, rank = pl.col("_estimate"), pl.col("_rank")
    strange = place.is_null() | ~place.is_in(sorted(codes()))
    wild = estimate.abs() > LIMIT
    return (
        Rule(found["place"], "unknown country code", near, strange),
        Rule(found["year"], "no calendar year", year_advice,
             pl.col("_year").is_null()),
        Rule(found["indicator"], "unknown indicator",
             lambda said: suggest(said.upper(), INDICATORS),
             word.is_null() | ~word.is_in(INDICATORS)),
        Rule(found["estimate"], "the row states no number", "nothing to do",
             is_unsaid(found["estimate"]), expected=True),
        *(
            Rule(found[name], "no number", number_advice,
                 pl.col(f"_{name}").is_null() & ~is_unsaid(found[name]))
            for name in AMOUNTS if name in found
        ),
        Rule(found["estimate"], f"not within ±{LIMIT:g}", "look for a swapped column",
             wild),
        Rule(found["error"], "not within 0 and 4", "look for a swapped column",
             ~pl.col("_error").is_between(0, LIMIT)),
        Rule(found.get("rank", ""), "not within 0 and 100", "look for a swapped column",
             ~rank.is_between(0, 100)),
    )  # fmt: skip
