"""The World Bank's governance indicators become the table of governance."""

from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.country import codes, near
from orepath.evidence.importer.intake import Fault, Imported, Intake, Rule, cells_of
from orepath.evidence.importer.quantity import DECIMAL_COMMA, calendar_year, number
from orepath.evidence.importer.reading import LINE
from orepath.evidence.importer.workbook import text_of
from orepath.evidence.source import Source

ENCODINGS = ("utf-8-sig", "cp1252")
INDICATORS = ("CC", "GE", "PV", "RL", "RQ", "VA")
COLUMNS = {
    "place": ("code", "country_iso3"),
    "year": ("year",),
    "indicator": ("indicator",),
    "estimate": ("estimate",),
    "error": ("stddev", "stderr"),
    "rank": ("pctrank", "pct_rank"),
}
"""The publisher's headings, those of the data file first, by column of ours."""

RENAMED = {
    "ADO": "AND",
    "KSV": "XKX",
    "ROM": "ROU",
    "TMP": "TLS",
    "WBG": "PSE",
    "ZAR": "COD",
}
"""The World Bank's codes that differ from ISO 3166."""

UNSAID = ("..", "#N/A", "NA")
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
    table = text_of(path, ENCODINGS, sheet)
    found = _headings(table, path.name)
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
        intake.headings = tuple(h for h in table.columns if h != LINE)
        frame = intake.take(_read(table, found), _rules(found))
        key = pl.struct("_indicator", "_place", "_year")
        for line in frame.filter(~key.is_first_distinct())[LINE]:
            what = "an earlier line states the same thing"
            intake.aside(Fault(line, found["place"], what, "keep one of the two rows"))
        intake.write(
            frame.filter(key.is_first_distinct())
            .select(
                year=pl.col("_year").cast(pl.Int16),
                place="_place",
                indicator="_indicator",
                estimate=pl.col("_estimate").cast(pl.Float32),
                error=pl.col("_error").cast(pl.Float32),
                rank=pl.col("_rank").cast(pl.Float32),
                source=pl.lit(source.id),
            )
            .sort("indicator", "place", "year")
        )
        return intake.close([source], cells_of(table))


def _headings(table: pl.DataFrame, file: str) -> dict[str, str]:
    """Return the file's heading for each column of ours."""
    found, problems = {}, []
    for ours, names in COLUMNS.items():
        there = [name for name in names if name in table.columns]
        if there:
            found[ours] = there[0]
        else:
            fix = suggest(names[0], [c for c in table.columns if c != LINE])
            where = f"{file}:1:{names[0]}"
            problems.append(Problem(where, "the column is missing", fix))
    if problems:
        raise InputError(problems)
    return found


def _read(table: pl.DataFrame, found: dict[str, str]) -> pl.DataFrame:
    """Add our columns to the publisher's; what cannot be read is empty."""
    said = [found[name] for name in ("estimate", "error", "rank")]
    plain = table.with_columns(
        pl.when(~pl.col(name).is_in(UNSAID)).then(pl.col(name)).alias(f"_{name}")
        for name in said
    )
    return plain.with_columns(
        _place=pl.col(found["place"]).replace(RENAMED),
        _year=calendar_year(found["year"]),
        _indicator=pl.col(found["indicator"]).str.to_uppercase(),
        _estimate=number(f"_{found['estimate']}"),
        _error=number(f"_{found['error']}"),
        _rank=number(f"_{found['rank']}"),
        _unsaid=pl.col(f"_{found['estimate']}").is_null(),
    )


def _rules(found: dict[str, str]) -> tuple[Rule, ...]:
    """Return what a row must satisfy, the first fault first."""
    place, word = pl.col("_place"), pl.col("_indicator")
    estimate, rank = pl.col("_estimate"), pl.col("_rank")
    strange = place.is_null() | ~place.is_in(sorted(codes()))
    wild = estimate.abs() > LIMIT
    return (
        Rule(found["place"], "unknown country code", near, strange),
        Rule(found["year"], "no calendar year", "write four digits",
             pl.col("_year").is_null()),
        Rule(found["indicator"], "unknown indicator",
             lambda said: suggest(said.upper(), INDICATORS),
             word.is_null() | ~word.is_in(INDICATORS)),
        Rule(found["estimate"], "the row states no number", "nothing to do",
             pl.col("_unsaid")),
        Rule(found["estimate"], "no number", DECIMAL_COMMA, estimate.is_null()),
        Rule(found["estimate"], f"not within ±{LIMIT:g}", "look for a swapped column",
             wild),
        Rule(found["rank"], "not within 0 and 100", "look for a swapped column",
             ~rank.is_between(0, 100)),
    )  # fmt: skip
