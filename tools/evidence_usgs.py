"""Compile the USGS Mineral Commodity Summaries into observations.

Publishers' words become ours through two tables beside this script: ``usgs_names.csv``
for the world tables and ``usgs_forms.csv`` for the United States statistics. Known
errors of the publisher are repaired by the named corrections below, and each repaired
row says so in its note.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from evidence_cells import Cell, plain_note, printed, world_cell
from evidence_columns import slug
from evidence_corrections import DOUBTS, TIO2, corrected
from orepath.core.units import factor, normalise
from orepath.errors import InputError, Problem
from orepath.evidence.observation import SCHEMA

HERE = Path(__file__).parent
Row = dict[str, object]

MEASURED = re.compile(
    r"(?i)^(imports|exports|production|consumption|stocks|price|shipments|sales)"
    r"( for consumption)?|apparent|reported|year-?end|,? *(average|annual)[^,]*"
)
"""What a title says of the measure, not of the form."""

UNITS_SAID = re.compile(
    r"(?i),? *(range of )?value,? million dollars|,? *(cents|dollars) per.*"
    r"|,? *million liters|\(cost, insurance, and freight\)|,? *insurance, and freight\)"
)
"""What a title says of the unit and the terms of delivery."""

SOURCES = {"USGS MCS 2025": "usgs-2025", "USGS MCS 2026": "usgs-2026"}
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

SYMBOLS = {
    "antimony": "Sb", "arsenic": "As", "beryllium": "Be", "bromine": "Br",
    "chromium": "Cr", "cobalt": "Co", "copper": "Cu", "gallium": "Ga",
    "germanium": "Ge", "gold": "Au", "lead": "Pb", "lithium": "Li",
    "manganese": "Mn", "molybdenum": "Mo", "nickel": "Ni", "niobium": "Nb",
    "rare earths": "REO", "rhenium": "Re", "selenium": "Se", "silicon": "Si",
    "silver": "Ag", "strontium": "Sr", "sulfur": "S", "tantalum": "Ta",
    "tellurium": "Te", "tin": "Sn", "titanium": "TiO2", "tungsten": "W",
    "vanadium": "V", "zinc": "Zn", "potash": "K2O", "mercury": "Hg",
}  # fmt: skip


def world(folder: Path) -> pl.DataFrame:
    """Return production, capacity and reserves by country of both releases."""
    frame = pl.read_csv(folder / "evidence/usgs_world.csv", infer_schema_length=None)
    names = _declared("usgs_names.csv")
    return _table(_world_row(row, names) for row in frame.iter_rows(named=True))


def salient(folder: Path) -> pl.DataFrame:
    """Return the United States statistics and prices of the newest release."""
    text = (folder / "raw/MCS2026_Commodities_Data.csv").read_text(encoding="cp1252")
    frame = pl.read_csv(io.StringIO(text), infer_schema_length=0).filter(
        pl.col("Section").str.starts_with("Salient"),
        pl.col("Statistics") != "Employment",
        pl.col("Unit").is_not_null(),
        ~pl.col("Unit").is_in(UNUSED),
        ~pl.col("Unit").str.contains(RETAIL.pattern),
    )
    forms = _declared("usgs_forms.csv")
    names = _declared("usgs_names.csv")
    rows = (_salient_row(row, forms, names) for row in frame.iter_rows(named=True))
    return _table(rows)


def joined(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return all observations with one readable, unique identifier each."""
    frame = pl.concat(frames, how="vertical")
    basis = pl.coalesce("content_of", "basis")
    group = ["source", "commodity", "measure"]
    several = basis.drop_nulls().n_unique().over(group) > 1
    stem = pl.concat_str(
        "source",
        slug(pl.col("commodity")),
        slug(pl.col("measure")),
        "place",
        pl.col("year").cast(pl.String),
        pl.when(several & basis.is_not_null()).then(slug(basis)),
        separator="/",
        ignore_nulls=True,
    )
    frame = frame.with_columns(id=stem).unique(
        ["id", "value"], keep="first", maintain_order=True
    )
    again = pl.int_range(pl.len()).over("id")
    numbered = pl.col("id") + "/" + (again + 1).cast(pl.String)
    return frame.with_columns(
        id=pl.when(again > 0).then(numbered).otherwise(pl.col("id"))
    ).sort("id")


def _world_row(raw: Row, names: list[dict[str, str]]) -> Row:
    """Turn one row of the world table into an observation."""
    row, mended = corrected(raw)
    measure, _, detail = str(row["measure"]).partition(": ")
    # The 2025 release tells the world's totals apart in the name of the place only.
    total = str(row["country"]) if row["country_iso3"] == "WLD" else ""
    name = _named(str(row["commodity"]), f"{total} {detail}", names)
    place = str(row["country_iso3"] or "OTH")
    notes = [mended]
    if measure == "production" and name["content_of"] == "TiO2":
        notes.append(DOUBTS.get((name["commodity"], place), TIO2))
    if row["country_iso3"] is None:
        notes.append(f"printed as {row['country']}")
    return _observation(
        row=row,
        measure=measure,
        name=name | {"place": place},
        cell=world_cell(row),
        notes=[*notes, plain_note(row["note"])],
    ) | {"said": f"{str(row['commodity']).strip()} | {detail}"}


def _salient_row(
    raw: Row, forms: list[dict[str, str]], names: list[dict[str, str]]
) -> Row:
    """Turn one row of the United States statistics into an observation."""
    row, mended = corrected(
        {
            "source": "USGS MCS 2026",
            "commodity": raw["Commodity"],
            "measure": raw["Statistics_detail"],
            "unit": raw["Unit"],
            "year": int(str(raw["Year"])),
            "note": raw["Notes"],
            "chapter": raw["MCS chapter"],
            "head": raw["Other notes"],
        }
    )
    detail = str(row["measure"])
    estimated = str(row["note"] or "").startswith("Estimated")
    measure = _statistic(str(raw["Statistics"]), detail)
    name = _form(row, measure, forms, names)
    return _observation(
        row=row,
        measure=measure,
        name=name,
        cell=printed(str(raw["Value"]), str(row["note"] or ""), estimated=estimated),
        notes=[mended, str(row["note"] or "")],
    ) | {"said": f"{row['commodity']} | {detail}"}


def _observation(
    *,
    row: Row,
    measure: str,
    name: dict[str, str],
    cell: Cell,
    notes: list[str],
) -> Row:
    """Put the parts of an observation together, in the closed set of units."""
    unit = SPELT.get(row["unit"], str(row["unit"]).strip())
    times, closed = _inner(unit, measure)
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
        "source": SOURCES[str(row["source"])],
        "note": "; ".join(note for note in notes if note) or None,
    }


def _scaled(number: float | None, times: float) -> float | None:
    """Return a number in the inner unit, without the dust of binary fractions."""
    return None if number is None else float(f"{number * times:.12g}")


def _inner(unit: str, measure: str) -> tuple[float, str]:
    """Return the factor into, and the name of, the unit used inside."""
    closed = normalise(unit)
    yearly = measure not in {"reserves", "stocks", "price", "import reliance"}
    times = factor(unit, closed)
    return times, f"{closed}/a" if yearly and closed in {"t", "m3", "USD"} else closed


def _named(said: str, detail: str, names: list[dict[str, str]]) -> dict[str, str]:
    """Find the first declared name whose words both stand in what was said."""
    for name in names:
        if said.strip().lower().startswith(name["said"]) and (
            name["detail"] in f": {detail.lower()}"
        ):
            return dict(name)
    raise InputError(
        Problem("usgs_names.csv", f"no name for '{said}' | '{detail}'", "add a row")
    )


def _form(
    row: Row, measure: str, forms: list[dict[str, str]], names: list[dict[str, str]]
) -> dict[str, str]:
    """Name the form of a commodity in the United States statistics."""
    said, detail = str(row["commodity"]).lower(), str(row["measure"]).lower()
    for form in forms:
        if said == form["said"] and re.search(form["detail"], detail):
            return dict(form) | {"stage": _stage(form["commodity"], names)}
    plain = said.replace("aluminum", "aluminium")
    mineral = next((n["mineral"] for n in names if said.startswith(n["said"])), plain)
    tail = _tail(str(row["measure"]))
    basis, content_of = _head_basis(str(row["head"] or ""), mineral, detail)
    return {
        "mineral": mineral,
        "commodity": plain if tail.lower() in {"", plain} else f"{plain}: {tail}",
        "stage": "recycle" if re.search(r"scrap|secondary", detail) else "",
        "basis": "" if measure in {"price", "import reliance"} else basis,
        "content_of": "" if measure in {"price", "import reliance"} else content_of,
        "place": "USA",
    }


def _stage(commodity: str, names: list[dict[str, str]]) -> str:
    """Return the stage at which the world table knows a commodity, if it does."""
    return next((n["stage"] for n in names if n["commodity"] == commodity), "")


def _tail(detail: str) -> str:
    """Keep of a statistic's title what names a form of the commodity."""
    title = re.sub(
        r"^Net import reliance as a percentage of \w+ consumption", "", detail
    )
    head, colon, form = title.partition(": ")
    plain = form if colon else MEASURED.sub("", head)
    plain = UNITS_SAID.sub("", plain)
    return re.sub(r"\s+", " ", plain).strip(" ,")


def _head_basis(head: str, mineral: str, detail: str) -> tuple[str, str]:
    """Read from a chapter's head note what a tonne means in it."""
    if "gross weight" in detail:
        return "gross", ""
    found = re.search(r"Data in [^,)]+, ([^)]*?),? unless", head)
    if not found or mineral not in SYMBOLS:
        return "", ""
    symbol = SYMBOLS[mineral]
    return ("oxide" if symbol in {"REO", "TiO2", "K2O"} else "contained"), symbol


def _statistic(statistics: str, detail: str) -> str:
    """Return our word for what a statistic measures."""
    if statistics == "Consumption":
        reported = "reported" in detail.lower()
        return "reported consumption" if reported else "consumption"
    words = {
        "Import": "imports",
        "Export": "exports",
        "Production": "production",
        "Stock": "stocks",
        "Price": "price",
        "Net import reliance": "import reliance",
    }
    return words.get(statistics, "shipments")


def _declared(name: str) -> list[dict[str, str]]:
    """Read a table of names that lies beside this script."""
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _table(rows: Iterable[Row]) -> pl.DataFrame:
    """Return rows as an observation table."""
    return pl.DataFrame(list(rows), schema=dict(SCHEMA), orient="row")


def summary(frame: pl.DataFrame) -> str:
    """Count the observations by flag, in one line."""
    counts = Counter(frame["flag"].to_list())
    return ", ".join(f"{flag} {n}" for flag, n in counts.most_common())
