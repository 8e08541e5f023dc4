"""Exposure and disruptions as cells and bars."""

import polars as pl

from orepath.study.analysis import Study
from orepath.study.drawing.crowd import ROWS, heaviest

# Column of the exposure table, its name for readers, the value drawn in full colour,
# how it is written, and whether what is missing to 1 is shown in its place.
_INDICATORS = (
    ("hhi", "World concentration (HHI)", 1.0, "{:.2f}", False),
    ("reliance", "Import reliance", 1.0, "{:.0%}", False),
    ("import_hhi", "Concentration of imports", 1.0, "{:.2f}", False),
    ("n1_embargo", "Not covered without the largest", 1.0, "{:.0%}", True),
    ("geopolrisk", "GeoPolRisk", 0.4, "{:.2f}", False),
)


def exposure_cells(study: Study) -> pl.DataFrame:
    """Return the heat map of exposure: stage, indicator, state, value, shown.

    ``value`` lies between 0, no exposure, and 1; what is not known has none. The goods
    of the highest GeoPolRisk stand first; of many only those are drawn.
    """
    year = str(study.case.settings.base_year)
    rows: list[tuple[str, str, str, float | None, str]] = []
    table = heaviest(study.exposure, "name", pl.col("geopolrisk").max(), ROWS)
    table = table.sort(
        "geopolrisk", descending=True, nulls_last=True, maintain_order=True
    )
    for row in table.iter_rows(named=True):
        for key, name, full, form, missing in _INDICATORS:
            if row[key] is None:
                rows.append((row["name"], name, year, None, "not known"))
                continue
            raw = max(1.0 - row[key], 0.0) if missing else float(row[key])
            colour = min(max(raw / full, 0.0), 1.0)
            rows.append((row["name"], name, year, colour, form.format(raw)))
    return pl.DataFrame(
        rows,
        schema={
            "stage": pl.String,
            "indicator": pl.String,
            "state": pl.String,
            "value": pl.Float64,
            "shown": pl.String,
        },
        orient="row",
    )


def strike_bars(study: Study) -> pl.DataFrame:
    """Return disruptions for bars: event, state, shortfall (t), cost (USD).

    The dearest without the plan stands first.
    """
    without = pl.col("loss").filter(pl.col("side") == "without").first()
    dearest = study.strikes.group_by("name", maintain_order=True).agg(
        dearest=without.fill_null(0.0)
    )
    return (
        study.strikes.join(dearest, on="name", maintain_order="left")
        .sort("dearest", descending=True, maintain_order=True)
        .group_by("name", "side", maintain_order=True)
        .agg(
            pl.col("short").sum().alias("shortfall"),
            (pl.col("loss").first() * 1e6).alias("cost"),
        )
        .select(
            pl.col("name").alias("event"),
            pl.col("side")
            .replace({"without": "before", "with": "after"})
            .alias("state"),
            "shortfall",
            "cost",
        )
    )
