"""Read gathered tables and shape their columns: the tools of every compiling script."""

import re
from pathlib import Path

import polars as pl

from evidence_sources import Shelf

MINERALS = {
    "Ti": "titanium", "Cr": "chromium", "Sb": "antimony", "Re": "rhenium",
    "Cu": "copper", "Co": "cobalt", "Mn": "manganese", "Zn": "zinc",
    "Mo": "molybdenum", "Ga": "gallium", "REE": "rare earths", "W": "tungsten",
    "Pb": "lead", "Al": "aluminium", "Ni": "nickel", "Li": "lithium",
    "V": "vanadium", "U": "uranium", "Ge": "germanium", "In": "indium",
    "Cd": "cadmium", "Te": "tellurium", "Se": "selenium", "Fe": "iron",
    "Sn": "tin", "Au": "gold", "Ag": "silver", "Be": "beryllium", "Bi": "bismuth",
    "Mg": "magnesium", "Si": "silicon", "Ta": "tantalum", "Nb": "niobium",
    "Zr": "zirconium", "Sr": "strontium", "PGM": "platinum group",
}  # fmt: skip
"""Symbols that stand for minerals in the gathered tables."""


def text_table(file: Path) -> pl.DataFrame:
    """Read a file with every cell as text, blanks as empty."""
    frame = pl.read_csv(file, infer_schema_length=0, encoding="utf8")
    return frame.with_columns(pl.all().str.strip_chars()).with_columns(
        pl.all().replace("", None)
    )


def number(name: str) -> pl.Expr:
    """Read a column of text as numbers; words become empty."""
    return pl.col(name).cast(pl.Float64, strict=False)


def plain_number(cell: object) -> float | None:
    """Read one cell as a number if it is one."""
    text = str(cell or "").replace(",", "")
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) else None


def mineral() -> pl.Expr:
    """Replace the symbol of a mineral by its name."""
    return pl.col("mineral").replace(MINERALS)


def pages(
    frame: pl.DataFrame,
    shelf: Shelf,
    columns: tuple[str | None, str | None, str | None],
) -> pl.Series:
    """Shelve the page of every row and return the identifiers."""
    keys = [
        shelf.page(*(row[column] if column else None for column in columns))
        for row in frame.iter_rows(named=True)
    ]
    return pl.Series("source", keys, dtype=pl.String)
