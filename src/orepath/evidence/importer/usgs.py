"""The Mineral Commodity Summaries of the U.S. Geological Survey become observations.

Two layouts are known: the world tables of 2025, one row a country with a column a
year, and the release of 2026, one row a number. Known errors of the publisher are
repaired by the named corrections of :mod:`orepath.evidence.importer.correction`, and
each repaired row says so in its note.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from orepath.errors import InputError
from orepath.evidence.importer.block import LINE
from orepath.evidence.importer.correction import DOUBTS, TIO2, corrected
from orepath.evidence.importer.country import OTHERS, WORLD, coded, near
from orepath.evidence.importer.identifier import identified, numbered
from orepath.evidence.importer.intake import Fault, Imported, Intake
from orepath.evidence.importer.printed import Cell, plain_note, printed
from orepath.evidence.importer.quantity import inner
from orepath.evidence.importer.reading import Sheet, opened, required, text_frame
from orepath.evidence.importer.usgs_word import Name, Row, form, named, statistic
from orepath.evidence.importer.workbook import small_enough
from orepath.evidence.observation import SCHEMA, check
from orepath.evidence.source import Source

ENCODINGS = ("utf-8-sig", "cp1252")
_LICENCE = "public domain (US government work)"
_TITLE = "Mineral Commodity Summaries {} data release"
_PUBLISHER = "U.S. Geological Survey"

SOURCES = {
    2025: Source(
        "usgs-2025", _TITLE.format(2025), _PUBLISHER, 2025, _LICENCE,
        "https://doi.org/10.5066/P13XCP3R",
        "some units in the release are wrong; corrections are named in the notes of "
        "the rows",
    ),
    2026: Source(
        "usgs-2026", _TITLE.format(2026), _PUBLISHER, 2026, _LICENCE,
        "https://doi.org/10.5066/P1WKQ63T", "",
    ),
}  # fmt: skip
"""The releases that are known, by edition."""

SPELT = {
    None: "metric tons",
    "tons": "metric tons",
    "dollars per ton": "dollars per metric ton",
    "thousand metric tons, gross": "thousand metric tons",
}
"""Units that are printed short; tons are metric in these summaries."""

UNUSED = ("number", "index")
"""Units of employment and of price indexes, which no method of Orepath asks for."""

RETAIL = re.compile(r"10-grams|25 grams|50 grams|100 mili?l|per gram$")
"""Prices of laboratory packs say nothing about a tonne."""

WORLD_2025 = {
    "PROD_2023": ("production", 2023, "PROD_NOTES"),
    "PROD_EST_ 2024": ("production", 2024, "PROD_NOTES"),
    "CAP_2023": ("capacity", 2023, "CAP_NOTES"),
    "CAP_EST_ 2024": ("capacity", 2024, "CAP_NOTES"),
    "RESERVES_2024": ("reserves", 2024, "RESERVE_NOTES"),
}
"""What stands in the columns of the world tables of 2025."""

HEADINGS_2025 = ("COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS", *WORLD_2025)
HEADINGS_2026 = (
    "MCS chapter", "Section", "Commodity", "Country", "Statistics",
    "Statistics_detail", "Unit", "Year", "Value", "Notes", "Other notes",
)  # fmt: skip
JOINT = ("united states and canada",)
"""Countries that are printed as one; nobody can tell them apart."""

Told = Callable[[Fault], None]


def take_usgs(path: Path, folder: Path) -> Imported:
    """Import a data release of the Mineral Commodity Summaries.

    Parameters
    ----------
    path : pathlib.Path
        ``MCS2025_World_Data.csv`` or ``MCS2026_Commodities_Data.csv``.
    folder : pathlib.Path
        The user's evidence folder.

    Returns
    -------
    Imported
        Rows of statistics that no method asks for are kept aside as well.

    Raises
    ------
    InputError
        When the file has another layout, or most rows are faulty.

    Notes
    -----
    A release is read whole, up to the size that a workbook may have: its identifiers
    are numbered across all of it.
    """
    small_enough(path)
    sheet = opened(path, ENCODINGS)
    edition = _edition(sheet)
    source = SOURCES[edition]
    with Intake(path, folder, "observations", source.id) as intake:
        intake.headings = sheet.headings
        empty = text_frame(sheet.headings, [])
        table = pl.concat([empty, *sheet.texts(sheet.headings, intake.spoilt)])
        intake.take(table)
        frame = observations(table, edition, intake.aside)
        check(frame.drop(LINE), path.name)
        intake.write(frame.drop(LINE))
        return intake.close([source], sheet.cells)


def observations(table: pl.DataFrame, edition: int, told: Told) -> pl.DataFrame:
    """Turn the rows of a release into observations.

    Parameters
    ----------
    table : polars.DataFrame
        The release as text, with ``line``.
    edition : int
        2025 or 2026.
    told : callable
        Is told of every row that is kept aside.

    Returns
    -------
    polars.DataFrame
        ``line`` and the columns of an observation, sorted by ``id``.
    """
    rows: list[Row] = []
    cases = _cells_2025 if edition == 2025 else _cells_2026
    for make, row in cases(table, told):
        try:
            rows.append({LINE: row[LINE]} | make(row))
        except InputError as error:
            first = error.problems[0]
            told(Fault(int(str(row[LINE])), "", first.what, first.fix))
    schema = {LINE: pl.Int64(), **SCHEMA}
    frame = identified(pl.DataFrame(rows, schema=schema, orient="row"))
    earliest = pl.struct("id", "value").is_first_distinct()
    for line in frame.filter(~earliest)[LINE]:
        fix = "nothing to do: one row is enough"
        told(Fault(line, "", "the same number stands on an earlier line", fix))
    return numbered(frame.filter(earliest)).sort("id")


def _edition(sheet: Sheet) -> int:
    """Tell the release by its headings."""
    if "PROD_NOTES" in sheet.headings:
        required(sheet, HEADINGS_2025)
        return 2025
    required(sheet, HEADINGS_2026)
    return 2026


Case = tuple[Callable[[Row], Row], Row]


def _cells_2025(table: pl.DataFrame, told: Told) -> Iterator[Case]:
    """Yield every number of the world tables of 2025."""
    for raw in table.iter_rows(named=True):
        found = [name for name in WORLD_2025 if raw[name] is not None]
        place = _place(raw, "COUNTRY", told) if found else None
        if not found:
            what = "the row states no number"
            told(Fault(raw[LINE], "", what, "nothing to do: the publisher has none"))
        for name in found if place else ():
            kind, year, _ = WORLD_2025[name]
            yield (
                _world_row,
                {
                    LINE: raw[LINE],
                    "source": "USGS MCS 2025",
                    "commodity": raw["COMMODITY"],
                    "measure": f"{kind}: {raw['TYPE']}",
                    "country": raw["COUNTRY"],
                    "place": place,
                    "unit": raw["UNIT_MEAS"],
                    "year": year,
                    "said": raw[name],
                    "estimated": "EST" in name,
                    "note": None,
                },
            )


def _cells_2026(table: pl.DataFrame, told: Told) -> Iterator[Case]:
    """Yield every number of the release of 2026, the world's before the states'."""
    for world in (True, False):
        salient = pl.col("Section").fill_null("").str.starts_with("Salient")
        for raw in table.filter(~salient if world else salient).iter_rows(named=True):
            unused = _unused(raw)
            year = str(raw["Year"])
            place = None
            if unused:
                told(Fault(raw[LINE], unused, "no method asks for it", _NONE))
            elif not re.fullmatch(r"(19|20)\d\d", year):
                told(Fault(raw[LINE], "Year", "no calendar year", "write four digits"))
            elif raw["Value"] is None:
                told(Fault(raw[LINE], "Value", "the row states no number", _NONE))
            else:
                place = _place(raw, "Country", told)
            if place:
                make = _world_row if world else _salient_row
                yield make, _row_2026(raw, place, int(year), world=world)


_NONE = "nothing to do"


def _row_2026(raw: Row, place: str, year: int, *, world: bool) -> Row:
    """Return one row of the release of 2026 in the words of all releases."""
    detail, note = str(raw["Statistics_detail"]), str(raw["Notes"] or "")
    kind = str(raw["Statistics"])
    return {
        LINE: raw[LINE],
        "source": "USGS MCS 2026",
        "commodity": raw["Commodity"],
        "measure": f"{kind.lower()}: {detail}" if world else detail,
        "statistics": kind,
        "country": raw["Country"],
        "place": place,
        "unit": raw["Unit"],
        "year": year,
        "said": raw["Value"],
        "estimated": note.startswith("Estimated"),
        "note": raw["Notes"],
        "head": raw["Other notes"],
    }


def _unused(raw: Row) -> str:
    """Return the column for whose sake a row is not asked for, blank if it is."""
    section, unit = str(raw["Section"] or ""), str(raw["Unit"] or "")
    if not section.startswith(("World", "Salient")):
        return "Section"
    if section.startswith("World"):
        return ""
    if raw["Statistics"] == "Employment":
        return "Statistics"
    return "Unit" if not unit or unit in UNUSED or RETAIL.search(unit) else ""


def _place(raw: Row, column: str, told: Told) -> str | None:
    """Return the code of the printed country, None after telling an unknown one."""
    said = str(raw[column] or "").replace("\xa0", " ")
    plain = re.sub(r"\s*\(.*$", "", said).strip()
    if plain.lower().startswith("world total"):
        return WORLD
    if plain.lower() in {"other countries", *JOINT}:
        return OTHERS
    # "Congo (Kinshasa)" is a name; "France (crude)" is a name and a remark.
    code = coded(said) or coded(plain)
    if code is None:
        line = int(str(raw[LINE]))
        told(Fault(line, column, "unknown country", lambda _: near(plain)))
    return code


def _world_row(raw: Row) -> Row:
    """Turn one number of a world table into an observation."""
    row, mended = corrected(raw)
    measure, _, detail = str(row["measure"]).partition(": ")
    # The 2025 release tells the world's totals apart in the name of the place only.
    total = str(row["country"]) if row["place"] == WORLD else ""
    name = named(str(row["commodity"]), f"{total} {detail}")
    place = str(row["place"])
    notes = [mended]
    if measure == "production" and name["content_of"] == "TiO2":
        notes.append(DOUBTS.get((name["commodity"], place), TIO2))
    if str(row["country"]).lower() in JOINT:
        notes.append(f"printed as {row['country']}")
    note = str(row["note"] or "")
    guess = bool(row["estimated"]) or "estimated" in str(row["measure"]).lower()
    cell = printed(str(row["said"]), note, estimated=guess)
    return _observation(
        row, measure, name | {"place": place}, cell, [*notes, plain_note(note)]
    ) | {"said": f"{str(row['commodity']).strip()} | {detail}"}


def _salient_row(raw: Row) -> Row:
    """Turn one row of the United States statistics into an observation."""
    row, mended = corrected(raw)
    detail, note = str(row["measure"]), str(row["note"] or "")
    measure = statistic(str(row["statistics"]), detail)
    cell = printed(str(row["said"]), note, estimated=bool(row["estimated"]))
    return _observation(
        row, measure, form(row, measure), cell, [mended, note]
    ) | {"said": f"{row['commodity']} | {detail}"}  # fmt: skip


def _observation(
    row: Row, measure: str, name: Name, cell: Cell, notes: list[str]
) -> Row:
    """Put the parts of an observation together, in the closed set of units."""
    unit = SPELT.get(row["unit"], str(row["unit"]).strip())  # type: ignore[call-overload]
    times, closed = inner(unit, measure)
    return {
        "id": "",
        "mineral": name["mineral"],
        "commodity": name["commodity"],
        "stage": name["stage"] or None,
        "measure": measure,
        "basis": name["basis"] or None,
        "content_of": name["content_of"] or None,
        "unit": closed,
        "place": name["place"],
        "year": row["year"],
        "value": _scaled(cell.value, times),
        "low": _scaled(cell.low, times),
        "high": _scaled(cell.high, times),
        "grade": "A",
        "flag": cell.flag,
        "source": str(row["source"]).replace("USGS MCS ", "usgs-"),
        "note": "; ".join(note for note in notes if note) or None,
    }


def _scaled(number: float | None, times: float) -> float | None:
    """Return a number in the inner unit, without the dust of binary fractions."""
    return None if number is None else float(f"{number * times:.12g}")
