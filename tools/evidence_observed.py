"""Turn the facts that state one country's quantity into observations.

``evidence_observed.csv`` says of each such fact which thing it measures. Its grade may
be lower than the fact's: a price reporter read in the original is still secondary.
"""

from pathlib import Path

import polars as pl

from orepath.evidence.observation import SCHEMA

DECLARED = Path(__file__).with_suffix(".csv")

TONNES_A_YEAR = {"t": 1.0, "t/yr": 1.0, "tU": 1.0}
"""Units of the facts used here; an amount of one year is a yearly flow."""


def observed(facts: pl.DataFrame) -> pl.DataFrame:
    """Return the declared facts as observations that name the fact they rest on."""
    declared = pl.read_csv(DECLARED, schema_overrides={"content_of": pl.String})
    joined = declared.with_columns(key=pl.format("fact/{}", "fact")).join(
        facts.select(
            "value", "low", "high", "source", "subject", "quantity", "note",
            pl.col("id").alias("key"), pl.col("unit").alias("said_unit"),
        ),
        on="key",
        how="left",
        validate="1:1",
    )  # fmt: skip
    scale = pl.col("said_unit").replace_strict(TONNES_A_YEAR, return_dtype=pl.Float64)
    return joined.with_columns(
        *(pl.col(name) * scale for name in ("value", "low", "high")),
        id=pl.format("observed/{}", "fact"),
        unit=pl.lit("t/a"),
        flag=pl.lit("reported"),
        said=pl.format("{} | {}", "subject", "quantity"),
        note=pl.concat_str(
            pl.format("from {}", "key"), "note", separator="; ", ignore_nulls=True
        ),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
