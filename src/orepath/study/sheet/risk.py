"""Sheets of what may go wrong: exposure, disruptions, lost suppliers."""

import polars as pl

from orepath.study.sheet.form import Sheet, named
from orepath.world.case import Case


def exposure_sheet(case: Case, table: pl.DataFrame) -> Sheet:
    """Return the exposure of the focus place in the base year."""
    focus = case.name_of("places", case.settings.focus)
    frame = table.select(
        pl.col("name").alias("Commodity"),
        pl.col("hhi").alias("HHI"),
        named(case, "places", "top_supplier", "Top producer"),
        pl.col("top_share").alias("Share"),
        pl.col("reliance").alias("Reliance"),
        pl.col("reliance_low").alias("Low"),
        pl.col("reliance_high").alias("High"),
        named(case, "places", "top_origin", "Top origin"),
        pl.col("import_top_share").alias("Of imports"),
        pl.col("geopolrisk").alias("GeoPolRisk"),
        pl.col("n1_embargo").alias("N-1"),
        pl.col("n1").alias("N-1 outage"),
        pl.col("note").alias("Note"),
    )
    parts = ("Share", "Reliance", "Low", "High", "Of imports", "N-1", "N-1 outage")
    return Sheet(
        "exposure",
        f"How exposed {focus} is, {case.settings.base_year}",
        frame,
        dict.fromkeys(parts, "fraction"),
        "HHI: sum of squared shares of world output, 1 is a monopoly. Share: the top "
        "producer's. Reliance: net imports over use; below zero the place exports more "
        "than it imports. N-1: part of the other places' needs met if the largest "
        "producer sells nothing abroad; N-1 outage: if it makes nothing and its own "
        "users buy abroad first. Low and high are the 10th and 90th percentile of "
        "draws from the ranges of the evidence.",
        ("Commodity", "HHI", "Top producer", "Share", "Reliance", "Top origin", "N-1"),
    )


def strike_sheet(case: Case, strikes: pl.DataFrame) -> Sheet:
    """Return what each disruption does, without and with the plan."""
    if strikes.is_empty():
        return Sheet("disruptions", "Disruptions", pl.DataFrame())
    frame = _by_disruption(strikes).select(
        pl.col("name").alias("Disruption"),
        pl.col("probability").alias("Chance"),
        (pl.col("loss_without") * 1e6).alias("Loss without"),
        (pl.col("loss_with") * 1e6).alias("Loss with"),
        (pl.col("country_without") * 1e6).alias("Country without"),
        (pl.col("country_with") * 1e6).alias("Country with"),
        pl.col("short_without").alias("Short without"),
        pl.col("short_with").alias("Short with"),
        pl.col("price_without").alias("Price without"),
        pl.col("price_with").alias("Price with"),
    )
    return Sheet(
        "disruptions",
        f"What a disruption in {case.settings.shock_year} does, without and with the "
        "plan",
        frame,
        {
            "Chance": "fraction",
            "Loss without": "USD",
            "Loss with": "USD",
            "Country without": "USD",
            "Country with": "USD",
            "Short without": "t",
            "Short with": "t",
            "Price without": "× normal",
            "Price with": "× normal",
        },
        "Loss: what users at the focus place lose in that year, dearer purchases and "
        "use given up. Country: the same for its users, owners and treasury together, "
        "with the rents of trade left to exporters. Short: use given up. Price: the "
        "worst of all goods.",
        ("Disruption", "Loss without", "Loss with", "Short without", "Short with"),
    )


def _by_disruption(strikes: pl.DataFrame) -> pl.DataFrame:
    """Return one row a disruption, each side's figures beside the other's."""
    return (
        strikes.group_by("shock", "name", "side", maintain_order=True)
        .agg(
            pl.col("loss", "country", "probability").first(),
            pl.col("short").sum(),
            pl.col("price").max(),
        )
        .pivot(
            "side",
            index=["shock", "name", "probability"],
            values=["loss", "country", "short", "price"],
        )
    )


def suppliers_sheet(suppliers: pl.DataFrame) -> Sheet:
    """Return what losing each supplier costs."""
    frame = suppliers.select(
        pl.col("shock").alias("Lost supplier"),
        (pl.col("loss_without") * 1e6).alias("Loss without"),
        (pl.col("loss_with") * 1e6).alias("Loss with"),
        pl.col("short_without").alias("Short without"),
        pl.col("short_with").alias("Short with"),
    )
    return Sheet(
        "suppliers",
        "What losing one supplier for a year costs (N-1)",
        frame,
        {
            "Loss without": "USD",
            "Loss with": "USD",
            "Short without": "t",
            "Short with": "t",
        },
        "Each row stops all exports of one commodity from one place for a year and "
        "lets the market answer.",
    )
