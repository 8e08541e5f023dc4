"""Draw a table of exposures as a heat map, before and after the plan."""

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
            "told": row.get("shown") or _cell(row["value"]),
            "dark": row["value"] is not None and row["value"] > 0.55,
        }
        for row in table.to_dicts()
    ]
    axis = alt.Axis(labelLimit=230, ticks=False, domain=False) if names else None
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("stage:N", sort=stages, title=None, axis=axis),
        x=alt.X(
            "state:N",
            sort=states,
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False),
        ),
    )
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(domain=[0, 1], range=list(_SCALE), clamp=True),
        legend=None,
    )
    cells = base.transform_filter("datum.value !== null")
    cells = cells.mark_rect(stroke="white", strokeWidth=2).encode(color=colour)
    ink = alt.condition("datum.dark", alt.value("#ffffff"), alt.value(INK))
    words = base.mark_text(fontSize=11).encode(text="told:N", color=ink)
    title = alt.TitleParams(
        str(table["indicator"][0]), fontSize=11.5, color=SOFT_INK, offset=4
    )
    width, height = shape
    return alt.layer(cells, words).properties(width=width, height=height, title=title)


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
        f"{r['stage']} {r['indicator']} {r['state']}: "
        f"{r.get('shown') or human(r['value'])}"
        for r in worst
    )
    return f"Most exposed: {told}"
