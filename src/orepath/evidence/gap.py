"""A gap is what somebody looked for and nobody states: no open source for it.

Gaps are rows like others. A study that leaves one unnamed would fill it in silence.
"""

import polars as pl

from orepath.evidence.library import Library, library
from orepath.evidence.resolve import resolve


def gaps(mineral: str | None = None, shelf: Library | None = None) -> pl.DataFrame:
    """Return what no source of the library states.

    Parameters
    ----------
    mineral : str, optional
        Keep only the gaps of one mineral; None keeps all.
    shelf : Library, optional
        The library to look through; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``id``, ``mineral``, ``what``, ``place``, ``year`` and ``why``: observations
        without a value in any source, and facts and recipe numbers that were looked
        for and not found; sorted by mineral.

    Raises
    ------
    InputError
        When the mineral is unknown.
    """
    held = shelf or library()
    empty = resolve(held.observations(mineral=mineral), held).filter(
        pl.col("value").is_null(),
        pl.col("flag").is_in(["withheld", "unknown", "in words"]),
    )
    parts = [
        empty.select(
            "id", "mineral", "place",
            what=pl.format("{}, {}", "commodity", "measure"),
            year=pl.col("year").cast(pl.String),
            why="flag",
        )
    ]  # fmt: skip
    for name, what in (
        ("facts", pl.format("{}: {}", "subject", "quantity")),
        ("processes", pl.format("{}: {}", "process_name", "quantity")),
    ):
        rows = held.table(name).filter(~pl.col("found"))
        if mineral is not None:
            rows = rows.filter(pl.col("mineral") == mineral)
        place = pl.col("place") if "place" in rows.columns else pl.lit(None, pl.String)
        parts.append(
            rows.select(
                "id", "mineral", place.alias("place"), what.alias("what"), "year",
                why=pl.lit("not found"),
            )
        )  # fmt: skip
    return (
        pl.concat(parts, how="diagonal")
        .select("id", "mineral", "what", "place", "year", "why")
        .sort("mineral", nulls_last=True, maintain_order=True)
    )
