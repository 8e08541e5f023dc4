"""Exposure and disruptions as cells and bars."""

import polars as pl

from orepath.study.analysis import Study


def exposure_cells(study: Study) -> pl.DataFrame:
    """Return the heat map of exposure: stage, indicator, state, value (0 to 1), shown."""
    year = str(study.case.settings.base_year)
    shown = {
        "hhi": ("World concentration (HHI)", lambda v: v, "{:.2f}"),
        "reliance": ("Import reliance", lambda v: min(max(v, 0.0), 1.0), "{:.0%}"),
        "import_hhi": ("Concentration of imports", lambda v: v, "{:.2f}"),
        "n1_embargo": (
            "Not covered without the largest",
            lambda v: min(max(1 - v, 0), 1),
            "{:.0%}",
        ),
        "geopolrisk": ("GeoPolRisk", lambda v: min(v / 0.4, 1.0), "{:.2f}"),
    }
    rows = []
    for row in study.exposure.iter_rows(named=True):
        for key, (name, scaled, form) in shown.items():
            value = row[key]
            if value is None:
                rows.append((row["name"], name, year, None, "not known"))
                continue
            raw = 1 - value if key == "n1_embargo" else value
            rows.append(
                (
                    row["name"],
                    name,
                    year,
                    float(scaled(value)),
                    form.format(max(raw, 0.0) if key == "n1_embargo" else raw),
                )
            )
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
    """Return disruptions for bars: event, state, shortfall (t), cost (USD)."""
    return (
        study.strikes.group_by("name", "side", maintain_order=True)
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
