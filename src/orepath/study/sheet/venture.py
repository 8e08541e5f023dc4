"""Sheets of the venture: its margin over each way, its lines, the ways compared."""

import polars as pl

from orepath.study.analysis import Venture
from orepath.study.sheet.form import Sheet
from orepath.world.case import Case


def venture_sheet(case: Case, venture: Venture | None) -> Sheet:
    """Return the venture's margin at the gate and delivered; empty without one."""
    if venture is None:
        return Sheet("venture", "Venture margin", pl.DataFrame())
    name = case.name_of("projects", venture.project)
    return Sheet(
        "venture",
        f"{name}: margin at the gate and delivered",
        venture.routes.select(
            pl.col("route").alias("Delivered over"),
            pl.col("freight").alias("Freight"),
            pl.col("value").alias("Margin"),
            pl.col("low").alias("Low"),
            pl.col("high").alias("High"),
            pl.col("positive").alias("Chance above zero"),
        ),
        {
            "Freight": "USD/t",
            "Margin": "USD/t",
            "Low": "USD/t",
            "High": "USD/t",
            "Chance above zero": "fraction",
        },
        "USD per tonne of product, after by-products, inputs, power, operating cost "
        "and capital. The buyer pays the published price; freight comes out of the "
        "margin. Low and high: 10th and 90th percentile.",
    )


def lines_sheet(venture: Venture | None) -> Sheet:
    """Return what a tonne of the venture's product earns and costs."""
    if venture is None:
        return Sheet("venture_lines", "Venture lines", pl.DataFrame())
    return Sheet(
        "venture_lines",
        "What a tonne of the venture's product earns and costs at the gate",
        venture.lines.select(
            pl.col("line").alias("Line"),
            pl.col("value").alias("Middle"),
            pl.col("low").alias("Low"),
            pl.col("high").alias("High"),
            pl.col("grade").alias("Grade"),
        ),
        dict.fromkeys(("Middle", "Low", "High"), "USD/t"),
        "Nothing is left when "
        + ", or ".join(
            f"{name.lower()} is at {value:,.0f} USD per "
            f"{'MWh' if name == 'Power' else 't'}"
            for name, value in venture.break_even.items()
        )
        + ", all else as it stands.",
    )


def corridors_sheet(corridors: pl.DataFrame) -> Sheet:
    """Return the named corridors compared; empty where the case names none."""
    if corridors.is_empty():
        return Sheet("corridors", "Corridors", corridors)
    return Sheet(
        "corridors",
        "Corridors compared",
        corridors.select(
            pl.col("title").alias("Corridor"),
            pl.col("km").alias("Length"),
            pl.col("cost").alias("Cost"),
            pl.col("cost_low").alias("Cost low"),
            pl.col("cost_high").alias("Cost high"),
            pl.col("days").alias("Days"),
            pl.col("days_low").alias("Days low"),
            pl.col("days_high").alias("Days high"),
            pl.col("weakest").alias("Weakest leg"),
            pl.col("grade").alias("Grade"),
        ),
        {
            "Length": "km",
            "Cost": "USD/t",
            "Cost low": "USD/t",
            "Cost high": "USD/t",
        },
        "Distances from open map data, rates with ranges; see rates.csv of the study.",
        ("Corridor", "Length", "Cost", "Cost low", "Cost high", "Days"),
    )
