"""What countries report to UN Comtrade becomes the table of trade.

Of a flow that both sides report, the importer's report stands; the exporter's is kept
aside. Totals, modes and procedures of a flow are parts of other rows, and kept aside.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.importer.baci import OTHER_ASIA
from orepath.evidence.importer.country import codes, near
from orepath.evidence.importer.intake import Fault, Imported, Intake, Rule, cells_of
from orepath.evidence.importer.quantity import DECIMAL_COMMA, calendar_year, number
from orepath.evidence.importer.reading import LINE, opened, required, text_frame
from orepath.evidence.source import Source

ENCODINGS = ("utf-8-sig", "cp1252")
HEADINGS = (
    "freqCode", "refYear", "reporterISO", "flowCode", "partnerISO",
    "classificationCode", "cmdCode", "netWgt", "primaryValue",
)  # fmt: skip
WHOLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "partner2Code": ("0",),
        "motCode": ("0",),
        "customsCode": ("C00", "0"),
        "mosCode": ("0",),
    }
)
"""Columns that divide a flow, and what stands there if the row is all of it."""

EDITIONS = MappingProxyType(
    {
        "H0": "HS92",
        "H1": "HS96",
        "H2": "HS2002",
        "H3": "HS2007",
        "H4": "HS2012",
        "H5": "HS2017",
        "H6": "HS2022",
    }
)
"""Editions of the Harmonized System by Comtrade's code."""

SOURCE = Source(
    id="comtrade",
    title="UN Comtrade database",
    publisher="United Nations Statistics Division",
    year=None,
    licence="terms of UN Comtrade: do not pass on without permission",
    url="https://comtradeplus.un.org",
    note="imported by the user; as reported, not reconciled",
)
_NONE = "nothing to do"


def take_comtrade(path: Path, folder: Path) -> Imported:
    """Import an export of UN Comtrade, or a recorded answer of its service.

    Parameters
    ----------
    path : pathlib.Path
        CSV with Comtrade's own headings, or JSON: a list of rows or an answer with
        them under ``data``, as ``comtradeapicall`` records it.
    folder : pathlib.Path
        The user's evidence folder.

    Returns
    -------
    Imported
        Values are in USD as reported (imports cif, exports fob), weights in tonnes.

    Raises
    ------
    InputError
        When a column is missing or most rows are faulty.
    """
    table = _table(path)
    with Intake(path, folder, "trade", f"comtrade-{path.stem.lower()}") as intake:
        intake.headings = tuple(h for h in table.columns if h != LINE)
        frame = intake.take(_read(table), _rules(table))
        frame = _one_side(frame, intake)
        intake.write(
            frame.select(
                id=pl.format("comtrade/{}/{}-{}/{}", "cmdCode", "exporter", "importer",
                             "year"),
                year=pl.col("year").cast(pl.Int16),
                exporter="exporter",
                importer="importer",
                hs="cmdCode",
                edition=pl.col("classificationCode").replace_strict(dict(EDITIONS)),
                value_usd=pl.col("value").round().cast(pl.Int64),
                tonnes=pl.when(pl.col("weight") > 0).then(pl.col("weight") / 1000),
                source=pl.lit(SOURCE.id),
            ).sort("id")
        )  # fmt: skip
        return intake.close([SOURCE], cells_of(table))


def _table(path: Path) -> pl.DataFrame:
    """Read an export or a recorded answer as text."""
    if path.suffix.lower() != ".json":
        sheet = opened(path, ENCODINGS)
        required(sheet, HEADINGS)
        return sheet.table()
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        fix = "record the answer again"
        raise InputError(Problem(path.name, str(error), fix)) from error
    rows = said.get("data") if isinstance(said, dict) else said
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        what, fix = "no list of rows", "record the whole answer"
        raise InputError(Problem(path.name, what, fix))
    missing = [name for name in HEADINGS if any(name not in row for row in rows)]
    if missing:
        raise InputError(
            [
                Problem(f"{path.name}:data:{name}", "the field is missing", "add it")
                for name in missing
            ]
        )
    names = (*HEADINGS, *(n for n in WHOLE if all(n in row for row in rows)))
    lines: list[tuple[object, ...]] = [
        (at, *(None if row[name] is None else str(row[name]) for name in names))
        for at, row in enumerate(rows, start=1)
    ]
    return text_frame(names, lines)


def _read(table: pl.DataFrame) -> pl.DataFrame:
    """Add our columns; what cannot be read is empty."""
    reporter, partner = (
        pl.col(name).replace(OTHER_ASIA, "TWN")
        for name in ("reporterISO", "partnerISO")
    )
    imports = pl.col("flowCode") == "M"
    return table.with_columns(
        year=calendar_year("refYear"),
        reporter=reporter,
        partner=partner,
        exporter=pl.when(imports).then(partner).otherwise(reporter),
        importer=pl.when(imports).then(reporter).otherwise(partner),
        value=number("primaryValue"),
        weight=number("netWgt"),
    )


def _rules(table: pl.DataFrame) -> tuple[Rule, ...]:
    """Return what a row must satisfy, the first fault first."""
    known = sorted(codes() - {"WLD", "OTH"})
    value, weight = pl.col("value"), pl.col("weight")
    edition, code = pl.col("classificationCode"), pl.col("cmdCode")
    wrong = weight.is_null() & pl.col("netWgt").is_not_null()
    parts = [
        Rule(name, "a part of another row", _NONE,
             ~pl.col(name).str.strip_suffix(".0").is_in(whole))
        for name, whole in WHOLE.items()
        if name in table.columns
    ]  # fmt: skip
    return (
        Rule("freqCode", "no row of a whole year", _NONE, pl.col("freqCode") != "A"),
        Rule("flowCode", "neither import nor export", _NONE,
             ~pl.col("flowCode").is_in(["M", "X"])),
        Rule("partnerISO", "the total of all partners", _NONE,
             pl.col("partnerISO").is_in(["W00", "WLD"])),
        *parts,
        Rule("refYear", "no calendar year", "write four digits",
             pl.col("year").is_null()),
        Rule("reporterISO", "unknown country code", near,
             ~pl.col("reporter").is_in(known) | pl.col("reporter").is_null()),
        Rule("partnerISO", "unknown country code", near,
             ~pl.col("partner").is_in(known) | pl.col("partner").is_null()),
        Rule("classificationCode", "no edition of the Harmonized System",
             "ask for HS codes", ~edition.is_in(list(EDITIONS)) | edition.is_null()),
        Rule("cmdCode", "no code of six digits", "ask for six digits",
             ~code.str.contains(r"^\d{6}$") | code.is_null()),
        Rule("primaryValue", "no number", DECIMAL_COMMA, value.is_null()),
        Rule("primaryValue", "a negative value", "give 0 or more", value < 0),
        Rule("netWgt", "no number", DECIMAL_COMMA, wrong),
        Rule("netWgt", "negative tonnes", "give 0 or more", weight < 0),
    )  # fmt: skip


def _one_side(frame: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """Keep one report of each flow, the importer's where there is one."""
    key = pl.struct("cmdCode", "exporter", "importer", "year")
    ordered = frame.sort("flowCode", LINE)
    kept = ordered.filter(key.is_first_distinct())
    left = ordered.filter(~key.is_first_distinct())
    for line, flow in left.select(LINE, "flowCode").iter_rows():
        mirrored = flow == "X"
        what = (
            "the importer's report of this flow stands"
            if mirrored
            else "the flow stands on an earlier line"
        )
        intake.aside(Fault(line, "flowCode", what, _NONE))
    return kept
