"""Compile bilateral trade and governance: long, plain tables of one publisher each."""

from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.importer.baci import OTHER_ASIA
from orepath.evidence.importer.country import RENAMED


def trade(folder: Path) -> pl.DataFrame:
    """Return all bilateral flows; identifiers are made on reading, not stored."""
    evidence = folder / "evidence"
    full = _flows(evidence / "baci_full_2022_2024.csv", "hs92", "baci-hs92")
    focus = _flows(evidence / "baci_trade_focus.csv", "hs92", "baci-hs92-long")
    more = _flows(evidence / "baci_more_codes.csv", "hs", "baci-202601")
    key = ["year", "exporter", "importer", "hs"]
    joined = pl.concat([full, focus.join(full, on=key, how="anti"), more])
    if joined.select(key).is_duplicated().any():
        raise InputError(Problem("baci", "one flow stands twice", "look at the files"))
    return joined.sort("hs", "year", "exporter", "importer")


def world_trade(folder: Path) -> pl.DataFrame:
    """Return the world's total trade by code and year."""
    frame = pl.read_csv(
        folder / "evidence/baci_world_by_hs.csv", schema_overrides={"hs92": pl.String}
    )
    return frame.select(
        id=pl.format("baci-total/{}/{}", "hs92", "year"),
        year="year",
        hs="hs92",
        description="description",
        value_usd=(pl.col("value_kusd") * 1000).round().cast(pl.Int64),
        tonnes="quantity_t",
        flows="flows",
        source=pl.lit("baci-hs92-long"),
    ).sort("hs", "year")


def governance(folder: Path) -> pl.DataFrame:
    """Return the governance indicators of every country and year.

    The World Bank writes some countries by codes of its own, as ZAR for Congo.
    """
    frame = pl.read_csv(folder / "evidence/wgi_all.csv")
    return frame.select(
        year=pl.col("year").cast(pl.Int16),
        place=pl.col("country_iso3").replace(dict(RENAMED)),
        indicator="indicator",
        estimate=pl.col("estimate").cast(pl.Float32),
        error=pl.col("stderr").cast(pl.Float32),
        rank=pl.col("pct_rank").cast(pl.Float32),
        source=pl.lit("wgi-2024"),
    ).sort("indicator", "place", "year")


def _flows(file: Path, code: str, source: str) -> pl.DataFrame:
    """Read one BACI file into our columns, in US dollars and tonnes."""
    frame = pl.read_csv(
        file, schema_overrides={code: pl.String, "quantity_t": pl.Float64}
    )
    place = pl.col("exporter_iso3", "importer_iso3").replace(OTHER_ASIA, "TWN")
    edition = pl.col("hs_version") if "hs_version" in frame.columns else pl.lit("HS92")
    return frame.with_columns(place).select(
        year=pl.col("year").cast(pl.Int16),
        exporter="exporter_iso3",
        importer="importer_iso3",
        hs=code,
        edition=edition,
        value_usd=(pl.col("value_kusd") * 1000).round().cast(pl.Int64),
        tonnes="quantity_t",
        source=pl.lit(source),
    )
