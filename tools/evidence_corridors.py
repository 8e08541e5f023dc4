"""Compile stops, legs, their course on the map, and sites with coordinates."""

import json
from pathlib import Path

import polars as pl

from evidence_columns import number, pages, text_table
from evidence_sources import Shelf
from orepath.evidence.importer.identifier import numbered, slug


def legs(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return stretches between stops by mode, with length in km."""
    frame = text_table(folder / "evidence/corridor_edges.csv")
    said = pl.col("source")
    estimate = said.str.contains("great circle")
    source = (
        pl.when(estimate).then(pl.lit(shelf.dataset("great-circle")))
        .when(said.str.contains("searoute")).then(pl.lit(shelf.dataset("searoute")))
        .otherwise(pl.lit(shelf.dataset("osm-rail-road")))
    )  # fmt: skip
    note = pl.concat_str(
        pl.when(estimate | said.str.contains("gaps")).then(said), "note",
        separator="; ", ignore_nulls=True,
    )  # fmt: skip
    stem = pl.format("leg/{}/{}/{}", slug(pl.col("from")), slug(pl.col("to")), "mode")
    return numbered(frame.with_columns(id=stem)).select(
        "id", "from", "to", "mode", number("km"), number("great_circle_km"),
        grade=pl.when(estimate).then(pl.lit("C")).otherwise(pl.lit("B")),
        source=source,
        note=note,
    )  # fmt: skip


def leg_lines(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return the course of each leg as lists of longitudes and latitudes."""
    text = (folder / "evidence/corridor_edges.geojson").read_text(encoding="utf-8")
    rows = []
    for feature in json.loads(text)["features"]:
        said, shape = feature["properties"], feature["geometry"]
        rows.append(
            {
                "from": said["from"],
                "to": said["to"],
                "mode": said["mode"],
                "longitudes": [point[0] for point in shape["coordinates"]],
                "latitudes": [point[1] for point in shape["coordinates"]],
            }
        )
    key = ["from", "to", "mode"]
    known = legs(folder, shelf).select(*key, "source").unique(key, keep="first")
    frame = pl.DataFrame(rows).join(known, on=key, how="left")
    stem = pl.format("line/{}/{}/{}", slug(pl.col("from")), slug(pl.col("to")), "mode")
    return numbered(frame.with_columns(id=stem)).select("id", pl.exclude("id"))


def stops(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return the stops of corridors with their coordinates."""
    frame = text_table(folder / "evidence/corridor_nodes.csv")
    return frame.select(
        id=pl.format("stop/{}", slug(pl.col("name"))),
        name="name",
        latitude=number("lat"),
        longitude=number("lon"),
        grade=pl.lit("B"),
        source=pl.lit(shelf.dataset("orepath-coordinates")),
    )


def facilities(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return sites with coordinates to a town."""
    curated = text_table(folder / "evidence/facilities_curated.csv")
    guessed = pl.col("basis").str.contains("general knowledge")
    usgs = pl.col("basis").str.contains("USGS MCS 2026")
    page = pages(curated, shelf, (None, "basis", None))
    ours = curated.with_columns(page=page).select(
        "name", pl.col("country_iso3").alias("place"), number("lat").alias("latitude"),
        number("lon").alias("longitude"), pl.col("town(GeoNames)").alias("town"),
        "commodities", "stage", number("capacity_or_output"), "unit",
        number("year").cast(pl.Int64).replace(0, None),
        grade=pl.when(guessed).then(pl.lit("C")).otherwise(pl.lit("B")),
        source=pl.when(guessed).then(pl.lit(shelf.dataset("general-knowledge")))
        .when(usgs).then(pl.lit(shelf.dataset("usgs-2026"))).otherwise("page"),
        note=pl.format("coordinates: GeoNames town; {}", pl.col("basis").fill_null("")),
    )  # fmt: skip
    joined = pl.concat([ours, _deposits(folder, shelf)], how="diagonal")
    stem = pl.format("facility/{}/{}", "place", slug(pl.col("name")))
    return numbered(joined.with_columns(id=stem)).select("id", pl.exclude("id"))


def _deposits(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return rare-earth deposits with the coordinates of their records."""
    places = {
        "India": "IND", "Kazakhstan": "KAZ", "Kyrgyzstan": "KGZ",
        "Tajikistan": "TJK", "Uzbekistan": "UZB", "Turkmenistan": "TKM",
    }  # fmt: skip
    frame = text_table(folder / "evidence/mrds_ree_focus.csv")
    kind = pl.col("deposit_type").fill_null("")
    return frame.select(
        "name",
        pl.col("country").replace_strict(places, return_dtype=pl.String).alias("place"),
        number("lat").alias("latitude"),
        number("lon").alias("longitude"),
        pl.col("state").alias("town"),
        pl.lit("rare earths").alias("commodities"),
        pl.lit("deposit").alias("stage"),
        grade=pl.lit("A"),
        source=pl.lit(shelf.dataset("usgs-mrds")),
        note=pl.format("record {}, {}", "record_id", kind),
    )
