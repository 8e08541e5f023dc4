"""Sheets of what the results rest on: grades, the base year, its prices."""

import polars as pl

from orepath.study.sheet.form import Sheet, named
from orepath.world.calibrate import Calibration
from orepath.world.case import Case


def grades_sheet(grades: pl.DataFrame) -> Sheet:
    """Return how much of the money rests on each grade of evidence."""
    frame = grades.pivot("grade", index="what", values="share").select(
        pl.col("what")
        .replace(
            {
                "quantity": "Quantities",
                "price": "Prices",
                "both": "The worse of the two",
            }
        )
        .alias("Rests on"),
        pl.col("A").alias("A official"),
        pl.col("B").alias("B secondary"),
        pl.col("C").alias("C estimate"),
    )
    return Sheet(
        "grades",
        "How much of the result rests on which evidence",
        frame,
        dict.fromkeys(("A official", "B secondary", "C estimate"), "fraction"),
        "Shares of the money that passes through the focus place's sites, trade and "
        "use over the horizon, by the grade of the row that sets it.",
    )


def calibration_sheet(calibration: Calibration) -> Sheet:
    """Return the figures that had to move to balance the base year."""
    frame = calibration.adjustments.select(
        pl.col("column").alias("Figure"),
        pl.col("observed").alias("Observed"),
        pl.col("settled").alias("Settled"),
        pl.col("deviations").alias("Deviations"),
        pl.col("grade").alias("Grade"),
        pl.col("source"),
        pl.col("note").alias("Note"),
    )
    return Sheet(
        "calibration",
        "What had to be changed to make the base year balance, worst first",
        frame,
        {"Observed": "t/a", "Settled": "t/a", "Deviations": "σ"},
        "Deviations: changes over the standard deviation of the figure.",
        ("Figure", "Observed", "Settled", "Deviations", "Grade"),
    )


def prices_sheet(case: Case, calibration: Calibration) -> Sheet:
    """Return the prices of the calibrated base year beside the published ones."""
    frame = calibration.prices.select(
        named(case, "commodities", "commodity", "Commodity"),
        named(case, "places", "place", "Place"),
        pl.col("price").alias("Price"),
        pl.col("anchor").alias("Published"),
        pl.col("low").alias("Low"),
        pl.col("high").alias("High"),
        pl.col("why").alias("Why outside"),
    )
    return Sheet(
        "prices",
        "Prices of the calibrated base year",
        frame,
        dict.fromkeys(("Price", "Published", "Low", "High"), "USD/t"),
        "Fitted near the published band and consistent with freight and processing "
        "cost.",
    )
