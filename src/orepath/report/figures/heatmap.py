"""Draw exposures as heat maps: before and after a plan, and minerals by stages."""

from typing import Any

import altair as alt
import polars as pl

from orepath.report.columns import Kind, checked
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import INK, SOFT_INK, WIDTH, heading, wide
from orepath.report.number import human

_SCALE = ("#f4f1e6", "#f0d9a0", "#dd9a6b", "#b04f4f", "#6f1d3a")


def exposure_map(exposure: pl.DataFrame, title: str, *, caption: str = "") -> Picture:
    """Draw indicators of each stage in cells, darker where more exposed.

    Parameters
    ----------
    exposure : polars.DataFrame
        Columns ``stage`` (the row, as ``sponge, make``), ``indicator`` (the group of
        columns), ``state`` (``before``, ``after`` …) and ``value`` (a fraction from 0,
        safe, to 1, exposed; unknown stays empty). If wished ``shown``, the text written
        in the cell where another unit is usual.
    title, caption : str
        What is shown, and what to mind.

    Raises
    ------
    InputError
        If a column or label is missing.
    """
    kinds: dict[str, Kind] = {"stage": "text", "indicator": "text", "state": "text"}
    optional: dict[str, Kind] = {"value": "number", "shown": "text"}
    table = checked(exposure, "exposure", kinds, optional)
    indicators = table["indicator"].unique(maintain_order=True).to_list()
    stages = table["stage"].unique(maintain_order=True).to_list()
    states = table["state"].unique(maintain_order=True).to_list()
    room = round(min(230.0, max(wide(s) for s in stages) + 14))
    width = (WIDTH - room - 40 - 10 * len(indicators)) // len(indicators)
    shape = (min(width, 80 * len(states)), 30 * len(stages))
    panels = [
        _panel(table.filter(indicator=name), (stages, states), shape, names=at == 0)
        for at, name in enumerate(indicators)
    ]
    chart = alt.hconcat(*panels, spacing=10).properties(
        title=heading(title, "0 is safe, 1 is fully exposed; empty is not known.")
    )
    return pictured(chart, title, f"{title}. {_spoken(table)}.", caption)


def stage_map(
    exposure: pl.DataFrame, title: str, *, measure: str, caption: str = ""
) -> Picture:
    """Draw one indicator of many minerals at every stage, darker where more exposed.

    Parameters
    ----------
    exposure : polars.DataFrame
        Columns ``mineral``, ``stage`` (both in the order in which they appear),
        ``value`` (0, safe, to 1, exposed; unknown stays empty), ``shown`` (the text in
        the cell, ``–`` where not known) and, if wished, ``told`` (what the cell means,
        shown on hovering).
    title : str
        What is shown, with place and year.
    measure : str
        What the number is.
    caption : str
        What to mind.

    Raises
    ------
    InputError
        If a column or label is missing.
    """
    kinds: dict[str, Kind] = {"mineral": "text", "stage": "text", "shown": "text"}
    table = checked(exposure, "exposure", kinds, {"value": "number", "told": "text"})
    minerals = table["mineral"].unique(maintain_order=True).to_list()
    stages = table["stage"].unique(maintain_order=True).to_list()
    rows = [
        {**row, "dark": row["value"] is not None and row["value"] > 0.55}
        for row in table.to_dicts()
    ]
    room = round(min(230.0, max(wide(name) for name in minerals) + 14))
    chart = _cells(
        rows,
        alt.Y("mineral:N", sort=minerals, title=None, axis=_quiet(labelLimit=230)),
        alt.X(
            "stage:N", sort=stages, title=None, axis=_quiet(orient="top", labelAngle=0)
        ),
        tooltip="told:N" if "told" in table.columns else alt.Undefined,
    ).properties(
        width=min(WIDTH - room - 40, 130 * len(stages)),
        height=21 * len(minerals),
        title=heading(title, f"{measure}. Darker is more exposed; – is not known."),
    )
    spoken = table.select(
        pl.col("stage").alias("indicator"),
        pl.col("mineral").alias("stage"),
        pl.lit("").alias("state"),
        "value",
        "shown",
    )
    return pictured(chart, title, f"{title}. {_spoken(spoken)}.", caption)


def _panel(
    table: pl.DataFrame,
    order: tuple[list[str], list[str]],
    shape: tuple[int, int],
    *,
    names: bool,
) -> Any:
    """Return the cells of one indicator."""
    stages, states = order
    rows = [
        {
            "stage": row["stage"],
            "state": row["state"],
            "value": row["value"],
            "shown": row.get("shown") or _cell(row["value"]),
            "dark": row["value"] is not None and row["value"] > 0.55,
        }
        for row in table.to_dicts()
    ]
    chart = _cells(
        rows,
        alt.Y(
            "stage:N",
            sort=stages,
            title=None,
            axis=_quiet(labelLimit=230) if names else None,
        ),
        alt.X(
            "state:N", sort=states, title=None, axis=_quiet(orient="top", labelAngle=0)
        ),
    )
    title = alt.TitleParams(
        str(table["indicator"][0]), fontSize=11.5, color=SOFT_INK, offset=4
    )
    width, height = shape
    return chart.properties(width=width, height=height, title=title)


def _cells(
    rows: list[dict[str, Any]], down: alt.Y, across: alt.X, tooltip: Any = alt.Undefined
) -> Any:
    """Return cells filled by ``value``, with ``shown`` written in them."""
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=down, x=across, tooltip=tooltip
    )
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(domain=[0, 1], range=list(_SCALE), clamp=True),
        legend=None,
    )
    cells = base.transform_filter("datum.value !== null")
    cells = cells.mark_rect(stroke="white", strokeWidth=2).encode(color=colour)
    ink = alt.condition("datum.dark", alt.value("#ffffff"), alt.value(INK))
    return alt.layer(
        cells, base.mark_text(fontSize=11).encode(text="shown:N", color=ink)
    )


def _quiet(**said: Any) -> alt.Axis:
    """Return an axis of labels alone."""
    return alt.Axis(ticks=False, domain=False, **said)


def _cell(value: float | None) -> str:
    """Write a fraction with two decimals, the unknown as a dash."""
    return "–" if value is None else f"{value:.2f}"


def _spoken(table: pl.DataFrame) -> str:
    """Say which cells are the most exposed."""
    known = table.drop_nulls("value")
    worst = known.sort("value", descending=True).head(3).to_dicts()
    if not worst:
        return "No value is known"
    told = "; ".join(
        " ".join(word for word in (r["stage"], r["indicator"], r["state"]) if word)
        + f": {r.get('shown') or human(r['value'])}"
        for r in worst
    )
    return f"Most exposed: {told}"
