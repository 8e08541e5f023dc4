"""Sheets of what goes in: the case's own rows that touch the focus place, with sources.

Gross tonnes and USD of the base year as the case states them, before any balancing.
"""

import polars as pl

from orepath.study.sheet.form import Sheet, named
from orepath.world.case import Case

_PROOF = (
    pl.col("grade").alias("Grade"),
    pl.col("source"),
    pl.col("note").alias("Note"),
)
_NOTE = "Low and high are the 10th and 90th percentile of what is believed."


def _ranged(name: str, alias: str) -> list[pl.Expr]:
    """Return a number and its ends under headings for readers."""
    return [
        pl.col(name).alias(alias),
        pl.col(f"{name}_low").alias("Low"),
        pl.col(f"{name}_high").alias("High"),
    ]


def _sheet(case: Case, key: str, title: str, frame: pl.DataFrame, unit: str) -> Sheet:
    """Return a sheet whose three numbers share a unit."""
    numbers = [n for n, kind in frame.schema.items() if kind == pl.Float64]
    focus = case.name_of("places", case.settings.focus)
    title = title.format(place=focus, year=case.settings.base_year)
    return Sheet(key, title, frame, dict.fromkeys(numbers, unit), _NOTE)


def made_sheet(case: Case) -> Sheet:
    """Return what the focus place's sites made."""
    frame = case.table("sites").filter(pl.col("place") == case.settings.focus)
    return _sheet(
        case,
        "inputs_sites",
        "What {place} made in {year}",
        frame.select(
            pl.col("name").alias("Site"), *_ranged("output", "Output"), *_PROOF
        ),
        "t/a",
    )


def crossed_sheet(case: Case) -> Sheet:
    """Return what crossed the focus place's borders."""
    focus = case.settings.focus
    frame = case.table("trade").filter(
        ((pl.col("origin") == focus) | (pl.col("destination") == focus))
        & (pl.col("quantity_high") > 0)
    )
    return _sheet(
        case,
        "inputs_trade",
        "What crossed the borders of {place} in {year}",
        frame.select(
            named(case, "commodities", "commodity", "Commodity"),
            named(case, "places", "origin", "From"),
            named(case, "places", "destination", "To"),
            *_ranged("quantity", "Shipped"),
            *_PROOF,
        ),
        "t/a",
    )


def used_sheet(case: Case) -> Sheet:
    """Return what the focus place used."""
    frame = case.table("demand").filter(pl.col("place") == case.settings.focus)
    return _sheet(
        case,
        "inputs_use",
        "What {place} used in {year}, besides what its plants take in",
        frame.select(
            named(case, "commodities", "commodity", "Commodity"),
            *_ranged("quantity", "Used"),
            *_PROOF,
        ),
        "t/a",
    )


def anchors_sheet(case: Case) -> Sheet:
    """Return the prices that anchor the base year at the focus place."""
    focus = case.settings.focus
    words = {"*": "everywhere else", focus: case.name_of("places", focus)}
    frame = case.table("prices").filter(pl.col("place").is_in([focus, "*"]))
    return _sheet(
        case,
        "inputs_prices",
        "Prices that anchor the base year in {place}",
        frame.select(
            named(case, "commodities", "commodity", "Commodity"),
            pl.col("place").replace(words).alias("At"),
            *_ranged("price", "Price"),
            *_PROOF,
        ),
        "USD/t",
    )
