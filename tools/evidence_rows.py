"""Compile the tables in which every row names a page of its own."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from evidence_columns import MINERALS, mineral, number, pages, plain_number, text_table
from evidence_sources import Shelf
from orepath.evidence.importer.identifier import numbered, slug

NOT_FOUND = "not found"


def facts(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return facts of studies and policies, with the honest gaps marked."""
    evidence = folder / "evidence"
    disputed = set(text_table(evidence / "study_conflicts.csv")["id"])
    study = text_table(evidence / "study_facts.csv")
    policy = text_table(evidence / "policy_facts.csv").with_row_index("n", offset=1)
    found = [
        {
            "id": f"fact/{row['id']}",
            "subject": row["subject"],
            "quantity": row["quantity"],
            "said": row["value"],
            **_numbers(row),
            "unit": row["unit"],
            "year": row["year"],
            "place": row["place_iso3"],
            "mineral": MINERALS.get(row["commodity"] or "", row["commodity"]),
            "stage": row["stage"],
            "grade": row["confidence"],
            "found": row["value"] != NOT_FOUND,
            "disputed": row["id"] in disputed,
            "source": shelf.page(
                row["publisher"], row["source_title"], row["url_or_doi"]
            ),
            "note": row["quote_free_note"],
        }
        for row in study.iter_rows(named=True)
    ] + [
        {
            "id": f"policy/P{row['n']:03d}",
            "subject": row["topic"],
            "quantity": row["key"],
            "said": row["value"],
            **_numbers(row | {"low": None, "high": None}),
            "unit": row["unit"],
            "year": row["period"],
            "grade": "B",
            "found": row["value"] != NOT_FOUND,
            "disputed": False,
            "source": shelf.page(None, None, row["source_url"]),
            "note": row["note"],
        }
        for row in policy.iter_rows(named=True)
    ]
    kinds = dict.fromkeys(found[0], pl.String) | {
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "found": pl.Boolean,
        "disputed": pl.Boolean,
    }
    return pl.DataFrame(found, schema=kinds, orient="row")


def _numbers(row: Mapping[str, object]) -> dict[str, float | None]:
    """Read the value and bounds of a row; a word or a date is no number."""
    return {name: plain_number(row[name]) for name in ("value", "low", "high")}


def processes(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return recipes in long form; gaps stay as rows without a value."""
    frame = text_table(folder / "evidence/processes.csv")
    stem = pl.format(
        "process/{}/{}",
        "process_id",
        slug(pl.concat_str("quantity", "flow", separator="-", ignore_nulls=True)),
    )
    grade = pl.col("grade").replace("derived", "B")
    note = (
        pl.when(pl.col("grade") == "derived")
        .then(
            pl.concat_str(
                pl.lit("derived: a bound from atomic masses"),
                "note",
                separator="; ",
                ignore_nulls=True,
            )
        )
        .otherwise("note")
    )
    return numbered(frame.with_columns(id=stem, note=note)).select(
        "id", "process_id", mineral(), "stage", "process_name", "main_output",
        "quantity", "flow", "direction", "basis",
        *(number(name) for name in ("value", "low", "high")),
        "unit", "year",
        grade=grade.fill_null("C"),
        found=number("value").is_not_null(),
        source=pages(frame, shelf, ("publisher", "source_title", "url_or_doi")),
        note="note",
    )  # fmt: skip


def commodities(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return the forms of each mineral with content, code and a typical price."""
    frame = text_table(folder / "evidence/commodities.csv")
    return frame.select(
        pl.format("commodity/{}", "id").alias("id"),
        pl.col("id").alias("commodity_id"), mineral(), "stage", "form", "basis",
        "content_of", number("content_fraction"),
        pl.col("hs6").str.replace(".", "", literal=True).alias("hs"), "hs_source",
        number("typical_price"), "price_unit", "price_year",
        grade=pl.col("price_grade").fill_null("C"),
        source=pages(frame, shelf, (None, "price_source", "price_url")),
        note="note",
    )  # fmt: skip


def ownership(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return who owns how much of a site, as fractions."""
    frame = text_table(folder / "evidence/ownership.csv")
    stem = pl.format("owner/{}/{}", slug(pl.col("site")), slug(pl.col("owner")))
    shares = (number(n) / 100 for n in ("share_low", "share", "share_high"))
    return numbered(frame.with_columns(id=stem)).select(
        "id", "site", pl.col("place_iso3").alias("place"), "mineral", "stage", "owner",
        pl.col("owner_country_iso3").alias("owner_place"), *shares,
        number("year").cast(pl.Int64), "grade",
        source=pages(frame, shelf, (None, "source", "url")),
        note="note",
    )  # fmt: skip


def freight(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return freight rates, surcharges and capacities of ports and corridors."""
    frame = text_table(folder / "evidence/freight.csv")
    stem = pl.format("freight/{}/{}-{}", slug(pl.col("mode")), slug(pl.col("from")),
                     slug(pl.col("to").fill_null("")))  # fmt: skip
    return numbered(frame.with_columns(id=stem)).select(
        "id", "from", "to", "mode", "cargo",
        *(number(n) for n in ("value", "low", "high")), "unit", "year", "grade",
        source=pages(frame, shelf, (None, "source", "url")),
        note="note",
    )  # fmt: skip


def restrictions(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return export restrictions and their dates."""
    frame = text_table(folder / "evidence/restrictions.csv")
    stem = pl.format("restriction/{}/{}", "country_iso3", slug(pl.col("mineral")))
    return numbered(frame.with_columns(id=stem)).select(
        "id", pl.col("country_iso3").alias("place"), "mineral", "measure", "start",
        "end", "level", "grade",
        source=pages(frame, shelf, (None, "source", "url")),
        note="note",
    )  # fmt: skip


def tariffs(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return dated changes of import duties, as fractions of the value."""
    frame = text_table(folder / "evidence/tariffs.csv")
    stem = pl.format("tariff/{}/{}", "country_iso3", pl.col("hs").fill_null("all"))
    return numbered(frame.with_columns(id=stem)).select(
        "id", pl.col("country_iso3").alias("place"), "hs", "description",
        pl.col("type").alias("kind"),
        (number("rate_percent") / 100).alias("rate"),
        (number("previous_percent") / 100).alias("previous"), "effective", "grade",
        source=pages(frame, shelf, (None, "source", "url")),
        note="note",
    )  # fmt: skip


def critical_lists(folder: Path, shelf: Shelf) -> pl.DataFrame:
    """Return which minerals stand on whose list."""
    frame = text_table(folder / "evidence/critical_lists.csv")
    stem = pl.format("list/{}/{}", slug(pl.col("list")), slug(pl.col("mineral")))
    return numbered(frame.with_columns(id=stem)).select(
        "id", "list", "mineral",
        grade=pl.lit("A"),
        source=pages(frame, shelf, (None, "source", None)),
    )  # fmt: skip
