"""Compile the long series of single publishers: prices, demand, EU studies."""

from pathlib import Path

import polars as pl

from evidence_columns import number, text_table
from evidence_sources import Shelf
from orepath.errors import InputError, Problem
from orepath.evidence.importer.identifier import numbered, slug


def prices_annual(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return long series of nominal and real prices."""
    frame = text_table(folder / "evidence/prices_annual.csv")
    said = pl.col("source")
    source = (
        pl.when(said.str.contains("2026")).then(pl.lit(shelf.dataset("wb-pink-2026")))
        .when(said.str.contains("Pink")).then(pl.lit(shelf.dataset("wb-pink-2025")))
        .otherwise(pl.lit(shelf.dataset("usgs-ds140")))
    )  # fmt: skip
    # The extract's own name bears a year; only the Pink Sheet is told apart by it.
    source = (
        pl.when(said.str.contains("Data Series 140"))
        .then(pl.lit(shelf.dataset("usgs-ds140")))
        .otherwise(source)
    )
    kind = pl.col("basis").str.extract(r"^(\w+)")
    stem = pl.format("price/{}/{}/{}", slug(pl.col("mineral")), kind, "year")
    return numbered(frame.with_columns(id=stem)).select(
        "id", "mineral", number("year").cast(pl.Int64), number("price"), "unit",
        pl.col("basis").alias("deflated"), "grade",
        source=source,
    )  # fmt: skip


def price_reversion(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return how fast real prices returned to their mean."""
    frame = text_table(folder / "evidence/price_mean_reversion_derived.csv")
    text = {"mineral", "unit", "basis", "method"}
    return frame.select(
        pl.format("reversion/{}", slug(pl.col("mineral"))).alias("id"),
        *(c if c in text else number(c) for c in frame.columns),
        grade=pl.lit("C"),
        source=pl.lit(shelf.dataset("reversion")),
    )


def demand(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return projections of demand and supply to 2050."""
    frame = _placed(text_table(folder / "evidence/iea_demand_long.csv"))
    parts = ("table", "mineral", "series", "item", "scenario", "year")
    filled = (pl.col(part).fill_null("all") for part in parts)
    said = pl.concat_str("series", "item", separator=" ", ignore_nulls=True)
    share = said.str.contains("(?i)share")
    stem = pl.concat_str(pl.lit("iea"), *(slug(c) for c in filled), separator="/")
    return numbered(frame.with_columns(id=stem)).select(
        "id", pl.col("table").alias("section"), "mineral", "series", "item", "place",
        "scenario", number("year").cast(pl.Int64),
        pl.when(share).then(number("value")).otherwise(number("value") * 1000)
        .alias("value"),
        pl.when(share).then(pl.lit("fraction")).otherwise(pl.lit("t/a")).alias("unit"),
        grade=pl.lit("B"),
        source=pl.lit(shelf.dataset("iea-2025")),
    )  # fmt: skip


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Name the places of supply: the gathered copy kept their order, not their names.

    The names are those of the publisher, the International Energy Agency's Critical
    Minerals Data Explorer of 2025, as a public dashboard of the same data spells them
    (github.com/barrytho/uk-critical-minerals-dashboard, data/iea.json); the numbers of
    both agree row by row.
    """
    named = text_table(Path(__file__).parent / "evidence_iea_places.csv")
    order = named.with_columns(pl.col("places").str.split(" ")).explode("places")
    group = ["mineral", "series"]
    order = order.with_columns(at=pl.int_range(pl.len()).over(group)).select(
        *group, "at", place="places", table=pl.lit("supply"), item=pl.lit("countries")
    )
    key = ["table", *group, "item"]
    at = pl.int_range(pl.len()).over(*key, "year")
    counted = frame.with_columns(at=at).join(
        order, on=[*key, "at"], how="left", maintain_order="left"
    )
    total = (pl.col("table") == "supply") & (pl.col("item") == "total")
    lost = (pl.col("item") == "countries") & pl.col("place").is_null()
    if counted.select(lost.any()).item():
        raise InputError(
            Problem("evidence_iea_places.csv", "a place has no name", "name them all")
        )
    return counted.with_columns(
        place=pl.when(total).then(pl.lit("WLD")).otherwise("place")
    ).drop("at")


def eu_shares(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return shares of world and EU supply by country and stage."""
    frame = text_table(folder / "evidence/eu_crm_supply_shares.csv")
    stem = pl.format("eu-share/{}/{}/{}/{}", slug(pl.col("commodity")), "stage",
                     slug(pl.col("measure")), "country_iso3")  # fmt: skip
    return numbered(frame.with_columns(id=stem)).select(
        "id", pl.col("country_iso3").alias("place"), "commodity", "stage", "measure",
        pl.lit("2016-2020").alias("years"), number("value"),
        (pl.col("note").fill_null("") == "<").alias("at_most"),
        grade=pl.lit("A"),
        source=pl.lit(shelf.dataset("ec-crm-2023")),
    )  # fmt: skip


def eu_uses(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return end uses of raw materials in the EU and the sector's value added."""
    frame = text_table(folder / "evidence/eu_crm_uses.csv")
    frame = frame.filter(pl.col("commodity").is_not_null())
    stem = pl.format("eu-use/{}/{}", slug(pl.col("commodity")),
                     slug(pl.col("application").fill_null("all")))  # fmt: skip
    return numbered(frame.with_columns(id=stem)).select(
        "id", "commodity", "application", number("share"),
        pl.col("nace2").alias("sector"),
        (number("value_added_meur") * 1e6).alias("value_added_eur"),
        grade=pl.lit("A"),
        source=pl.lit(shelf.dataset("ec-crm-2023")),
    )  # fmt: skip


def eu_risk(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return supply risk and economic importance by year of the EU lists."""
    frame = text_table(folder / "evidence/eu_crm_sr_ei.csv")
    stem = pl.format("eu-risk/{}/{}", slug(pl.col("commodity")), "year")
    return numbered(frame.with_columns(id=stem)).select(
        "id", number("year").cast(pl.Int64), "commodity", number("supply_risk"),
        number("economic_importance"),
        grade=pl.lit("A"),
        source=pl.lit(shelf.dataset("ec-crm-2011-2023")),
    )  # fmt: skip


def eu_2017(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return recycling rates, substitution and concentration of the 2017 study."""
    frame = text_table(folder / "evidence/eu_crm2017_eol_si.csv")
    numbers = [c for c in frame.columns if c not in {"source", "commodity", "stage"}]
    stem = pl.format("eu-2017/{}/{}", slug(pl.col("commodity")),
                     slug(pl.col("stage").fill_null("all")))  # fmt: skip
    return numbered(frame.with_columns(id=stem)).select(
        "id", "commodity", "stage", *(number(c) for c in numbers),
        grade=pl.lit("A"),
        source=pl.lit(shelf.dataset("ec-crm-2017")),
    )  # fmt: skip


def recycling(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return recycling input rates and trade codes by raw material."""
    frame = text_table(folder / "evidence/eol_rir_hs_map.csv")
    stem = pl.format("recycling/{}", slug(pl.col("reference_id")))
    return numbered(frame.with_columns(id=stem)).select(
        "id", "commodity", "stage", number("eol_rir_2023").alias("input_rate"),
        pl.col("hs92").alias("hs"), "hs_description",
        pl.col("hs92_complementary").alias("hs_more"),
        grade=pl.lit("B"),
        source=pl.lit(shelf.dataset("scrreen-rir")),
    )  # fmt: skip


def recoveries(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return quartiles of mill recovery and ore grade over the world's mines."""
    evidence = folder / "evidence"
    rates = text_table(evidence / "recovery_rates.csv").with_columns(
        unit=pl.lit("fraction")
    )
    grades = text_table(evidence / "ore_grades.csv")
    parts = [
        frame.select(
            pl.format(f"{word}/{{}}", slug(pl.col("commodity"))).alias("id"),
            "commodity", pl.lit(word).alias("measure"), "unit",
            number("n").cast(pl.Int64).alias("mines"),
            *(number(f"{said}_{q}").alias(q) for q in ("p25", "p50", "p75")),
            grade=pl.lit("B"),
            source=pl.lit(shelf.dataset("jasansky-2022")),
        )
        for frame, word, said in (
            (rates, "recovery", "recovery"),
            (grades, "ore-grade", "grade"),
        )
    ]  # fmt: skip
    return numbered(pl.concat(parts))
