"""What countries report to UN Comtrade becomes the table of trade.

Of a flow that both sides report, the importer's report stands; the exporter's is kept
aside. Totals, modes and procedures of a flow are parts of other rows, and kept aside.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.importer.baci import MOST_TONNES, MOST_VALUE, OTHER_ASIA
from orepath.evidence.importer.block import LINE
from orepath.evidence.importer.country import (
    OTHERS,
    RENAMED,
    WORLD,
    codes,
    near,
    numbers,
)
from orepath.evidence.importer.intake import Fault, Imported, Intake, Rule
from orepath.evidence.importer.quantity import (
    calendar_year,
    is_unsaid,
    number,
    number_advice,
    year_advice,
)
from orepath.evidence.importer.reading import Sheet, opened, text_frame
from orepath.evidence.importer.workbook import Page, small_enough
from orepath.evidence.source import Source

ENCODINGS = ("utf-8-sig", "cp1252")
HEADINGS = (
    "freqCode", "refYear", "flowCode", "classificationCode", "cmdCode", "netWgt",
    "primaryValue",
)  # fmt: skip
COUNTRIES = (("reporterISO", "reporterCode"), ("partnerISO", "partnerCode"))
"""Letters and number of both countries; an answer without descriptions has numbers."""

AREA = (
    r"^(_X|XX|[A-Z]\d\d|ZA1|129|221|290|471|472|473|492|527|536|568|577|636|637|"
    r"697|711|837|838|839|879|899)$"
)
"""Letters and numbers that stand for free zones, bunkers and areas not specified."""

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

_KNOWN = (*HEADINGS, *COUNTRIES[0], *COUNTRIES[1], *WHOLE)

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
        CSV with Comtrade's own headings in any case, packed by gzip or not, or JSON: a
        list of rows or an answer with them under ``data``, as ``comtradeapicall``
        records it. Countries may be given by their letters or by Comtrade's numbers.
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

    Notes
    -----
    CSV takes the memory of a batch and some bytes a row, to find the two reports of a
    flow; JSON is read whole, up to the size that a workbook may have.
    """
    table = _table(path)
    wanted = [name for name in _KNOWN if name in table.headings]
    rules = _rules(wanted)
    with Intake(path, folder, "trade", f"comtrade-{path.stem.lower()}") as intake:
        intake.headings = table.headings
        for batch in table.texts(wanted, intake.spoilt):
            frame = intake.take(_read(batch), rules)
            intake.write(_flows(frame))
        intake.settle(["hs", "exporter", "importer", "year"], _again, _same, "_mirror")
        return intake.close([SOURCE], table.cells)


def _table(path: Path) -> Sheet | Page:
    """Open an export, or read a recorded answer as text."""
    table = (
        _answer(path)
        if path.suffix.lower() == ".json"
        else opened(path, ENCODINGS, _KNOWN)
    )
    missing = [name for name in HEADINGS if name not in table.headings]
    for letters, digits in COUNTRIES:
        if letters not in table.headings and digits not in table.headings:
            missing.append(letters)
    if missing:
        fix = "export all columns of Comtrade Plus; older layouts are not read"
        raise InputError(
            [
                Problem(f"{path.name}:1:{name}", "the column is missing", fix)
                for name in missing
            ]
        )
    return table


def _answer(path: Path) -> Page:
    """Read a recorded answer as text; the line is the number of the row in it."""
    small_enough(path)
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        fix = "record the answer again"
        raise InputError(Problem(path.name, str(error), fix)) from error
    rows = said.get("data") if isinstance(said, dict) else said
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        what, fix = "no list of rows", "record the whole answer"
        raise InputError(Problem(path.name, what, fix))
    names = tuple(name for name in _KNOWN if any(name in row for row in rows))
    lines: list[tuple[object, ...]] = [
        (at, *(None if row.get(n) is None else str(row[n]) for n in names))
        for at, row in enumerate(rows, start=1)
    ]
    return Page(path, names, text_frame(names, lines))


def _read(table: pl.DataFrame) -> pl.DataFrame:
    """Add our columns; what cannot be read is empty."""
    reporter, partner = (_country(*names, table.columns) for names in COUNTRIES)
    code = pl.col("cmdCode").str.replace(r"\.0$", "")
    # Codes have an even number of digits: an odd one has lost its zero to a number.
    short = code.str.contains(r"^\d{5}$")
    imports = pl.col("flowCode") == "M"
    return table.with_columns(
        _reporter=reporter, _partner=partner, _hs=pl.when(short).then("0" + code)
        .otherwise(code),
    ).with_columns(
        _year=calendar_year("refYear"),
        _exporter=pl.when(imports).then("_partner").otherwise("_reporter"),
        _importer=pl.when(imports).then("_reporter").otherwise("_partner"),
        _value=number("primaryValue"),
        _weight=number("netWgt"),
    )  # fmt: skip


def _country(letters: str, digits: str, there: Collection[str]) -> pl.Expr:
    """Return the code of a country by its letters or its number, whatever is there."""
    found = []
    if letters in there:
        said = pl.col(letters).str.to_uppercase().replace(dict(RENAMED))
        found.append(said.replace({OTHER_ASIA: "TWN", "W00": WORLD}))
    if digits in there:
        number_said = pl.col(digits).str.replace(r"\.0$", "")
        plain = number_said.str.replace(r"^0+(\d)", "$1")
        found.append(plain.replace(dict(numbers())))
    return pl.coalesce(found)


def _flows(frame: pl.DataFrame) -> pl.DataFrame:
    """Return sound rows in the columns of trade, with what tells two reports apart."""
    return frame.select(
        LINE,
        id=pl.format("comtrade/{}/{}-{}/{}", "_hs", "_exporter", "_importer", "_year"),
        year=pl.col("_year").cast(pl.Int16),
        exporter="_exporter",
        importer="_importer",
        hs="_hs",
        edition=pl.col("classificationCode").replace_strict(
            dict(EDITIONS), return_dtype=pl.String
        ),
        value_usd=pl.col("_value").round().cast(pl.Int64),
        tonnes=pl.when(pl.col("_weight") > 0).then(pl.col("_weight") / 1000),
        source=pl.lit(SOURCE.id),
        _mirror=(pl.col("flowCode") == "X").cast(pl.UInt32),
    )


def _same(frame: pl.DataFrame) -> pl.DataFrame:
    """Return flows as they are: nothing about them rests on the whole file."""
    return frame


def _again(row: dict[str, object]) -> Fault:
    """Tell a second report of a flow; the importer's goes before."""
    line = int(str(row[LINE]))
    if row["_mirror"]:
        what = "another report of this flow stands"
        return Fault(line, "flowCode", what, _NONE, expected=True)
    what = "the flow stands on an earlier line"
    return Fault(line, "flowCode", what, "keep one of the two rows")


def _rules(there: Collection[str]) -> tuple[Rule, ...]:
    """Return what a row must satisfy, the first fault first."""
    reporter, partner = (
        letters if letters in there else digits for letters, digits in COUNTRIES
    )
    edition = pl.col("classificationCode")
    areas = pl.col("_partner").str.contains(AREA)
    alike = pl.col("_reporter") == pl.col("_partner")
    parts = [
        Rule(name, "a part of another row", _NONE,
             ~pl.col(name).str.strip_suffix(".0").is_in(whole), expected=True)
        for name, whole in WHOLE.items()
        if name in there
    ]  # fmt: skip
    return (
        Rule("freqCode", "no row of a whole year", _NONE, pl.col("freqCode") != "A",
             expected=True),
        Rule("flowCode", "neither import nor export", _NONE,
             ~pl.col("flowCode").is_in(["M", "X"]) | pl.col("flowCode").is_null(),
             expected=True),
        Rule(partner, "the total of all partners", _NONE,
             pl.col("_partner") == WORLD, expected=True),
        Rule(partner, "no single country", _NONE, areas, expected=True),
        *parts,
        Rule("refYear", "no calendar year", year_advice, pl.col("_year").is_null()),
        Rule(reporter, "unknown country code", near, _unknown("_reporter")),
        Rule(partner, "unknown country code", near, _unknown("_partner")),
        Rule(partner, "reporter and partner are one", _NONE, alike, expected=True),
        Rule("classificationCode", "no edition of the Harmonized System",
             "ask for HS codes", ~edition.is_in(list(EDITIONS)) | edition.is_null()),
        Rule("cmdCode", "a sum of codes of six digits", _NONE,
             pl.col("_hs").str.contains(r"^(TOTAL|\d{2}|\d{4})$"), expected=True),
        Rule("cmdCode", "no code of six digits", "ask for six digits",
             ~pl.col("_hs").str.contains(r"^\d{6}$") | pl.col("_hs").is_null()),
        *_amount_rules(),
    )  # fmt: skip


def _unknown(column: str) -> pl.Expr:
    """Tell whether a column holds no country of today."""
    known = sorted(codes() - {WORLD, OTHERS})
    return ~pl.col(column).is_in(known) | pl.col(column).is_null()


def _amount_rules() -> tuple[Rule, ...]:
    """Return the rules of value and weight."""
    value, weight = pl.col("_value"), pl.col("_weight")
    wrong = weight.is_null() & ~is_unsaid("netWgt")
    swapped = "look for a swapped column"
    return (
        Rule("primaryValue", "no number", number_advice, value.is_null()),
        Rule("primaryValue", "a negative value", "give 0 or more", value < 0),
        Rule("primaryValue", "no flow is worth that much", swapped,
             value > MOST_VALUE * 1000),
        Rule("netWgt", "no number", number_advice, wrong),
        Rule("netWgt", "negative tonnes", "give 0 or more", weight < 0),
        Rule("netWgt", "no flow is that large", swapped, weight > MOST_TONNES * 1000),
    )  # fmt: skip
