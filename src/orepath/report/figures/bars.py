"""Draw comparisons as bars: before and after, low and high, fob and delivered."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from orepath.report.columns import Kind, among, checked
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import (
    AFTER,
    BEFORE,
    INK,
    SOFT_INK,
    WIDTH,
    colours_for,
    heading,
    wide,
)
from orepath.report.number import human, scale_for

_STATES = alt.Scale(domain=["before", "after"], range=[BEFORE, AFTER])
FOOT = alt.Legend(title=None, orient="bottom", direction="horizontal")


def stress_bars(results: pl.DataFrame, title: str, *, caption: str = "") -> Picture:
    """Draw what each event costs before and after the plan: shortfall and money.

    Parameters
    ----------
    results : polars.DataFrame
        Columns ``event``, ``state`` (``before`` or ``after`` the plan), ``shortfall``
        (t) and ``cost`` (USD). Events keep the table's order.
    title, caption : str
        What is shown, and what to mind.

    Raises
    ------
    InputError
        If a column or value is missing, or a state is neither before nor after.
    """
    kinds: dict[str, Kind] = {
        "event": "text",
        "state": "text",
        "shortfall": "positive",
        "cost": "number",
    }
    table = checked(results, "results", kinds)
    table = among(table, "results", "state", ("before", "after"))
    room = room_for(table["event"])
    wanted = (WIDTH - room - 70) // 2
    left = _paired(table, ("event", "shortfall"), "t", wanted, names=True)
    right = _paired(table, ("event", "cost"), "USD", wanted, names=False)
    chart = alt.hconcat(left, right, spacing=24).properties(title=heading(title))
    worst = table.sort("cost", descending=True).head(1).to_dicts()[0]
    told = (
        f"Costliest: {worst['event']} {worst['state']} the plan, "
        f"{human(worst['cost'], 'USD')}, shortfall {human(worst['shortfall'], 't')}"
    )
    return pictured(chart, title, f"{title}. {told}.", caption)


def range_bars(
    margins: pl.DataFrame, title: str, *, unit: str = "USD/t", caption: str = ""
) -> Picture:
    """Draw a number with its range for each label and measure, around a zero line.

    Made for a venture's margin fob and delivered over each corridor.

    Parameters
    ----------
    margins : polars.DataFrame
        Columns ``label`` (as the corridor), ``measure`` (as ``fob``, ``delivered``),
        ``value`` and, where known, ``low`` and ``high`` (all in ``unit``).
    title, caption : str
        What is shown, and what to mind.
    unit : str
        The unit of the numbers.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    kinds: dict[str, Kind] = {"label": "text", "measure": "text", "value": "number"}
    table = checked(margins, "margins", kinds, {"low": "number", "high": "number"})
    every = [c for c in ("value", "low", "high") if c in table.columns]
    sizes = [v for c in every for v in table[c].drop_nulls()]
    scale = scale_for([max(abs(v) for v in sizes)], unit)
    shown = table.with_columns(pl.col(c) / scale.factor for c in every)
    measures = table["measure"].unique(maintain_order=True).to_list()
    colours = dict(zip(measures, _measure_colours(measures), strict=True))
    base = alt.Chart(rows_of(shown)).encode(
        y=label_axis("label", table["label"], room=room_for(table["label"])),
        yOffset=alt.YOffset("measure:N", sort=measures),
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        x=alt.X("value:Q", title=scale.label, axis=alt.Axis(tickCount=8)),
        color=alt.Color(
            "measure:N",
            sort=measures,
            scale=alt.Scale(domain=measures, range=list(colours.values())),
            legend=FOOT,
        ),
    )
    layers: list[Any] = [bars]
    if {"low", "high"} <= set(table.columns):
        known = "datum.low !== null && datum.high !== null"
        whisker = base.transform_filter(known).mark_rule(color=INK, strokeWidth=1.3)
        layers.append(whisker.encode(x="low:Q", x2="high:Q"))
    layers.append(_zero())
    step = 22 * len(measures) + 10
    height = step * table["label"].n_unique()
    chart = alt.layer(*layers).properties(
        width=WIDTH - room_for(table["label"]) - 40, height=height, title=heading(title)
    )
    told = "; ".join(
        f"{r['label']} {r['measure']}: {human(r['value'], unit)}"
        for r in table.to_dicts()
    )
    return pictured(chart, title, f"{title}. {told}.", caption)


def tornado(
    swings: pl.DataFrame, title: str, *, base: float, unit: str, caption: str = ""
) -> Picture:
    """Draw how far each assumption moves a result, the widest on top.

    Parameters
    ----------
    swings : polars.DataFrame
        Columns ``assumption``, ``low`` and ``high``: the result (in ``unit``) with the
        assumption at its low and at its high value.
    title, caption : str
        What is shown, and what to mind.
    base : float
        The result with all assumptions at their base.
    unit : str
        The unit of the result.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    kinds: dict[str, Kind] = {"assumption": "text", "low": "number", "high": "number"}
    table = checked(swings, "swings", kinds)
    table = table.with_columns(swing=(pl.col("high") - pl.col("low")).abs())
    table = table.sort(["swing", "assumption"], descending=[True, False])
    ends = [*table["low"], *table["high"], base]
    scale = scale_for([max(abs(v) for v in ends)], unit)
    long = table.unpivot(["low", "high"], index="assumption", variable_name="state")
    shown = long.with_columns(
        pl.col("value") / scale.factor, base=pl.lit(base / scale.factor)
    )
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=["low", "high"], range=[BEFORE, AFTER]),
        legend=alt.Legend(
            title="assumption at its", orient="bottom", titleOrient="left"
        ),
    )
    room = room_for(table["assumption"])
    bars = (
        alt.Chart(rows_of(shown))
        .mark_bar(height={"band": 0.7})
        .encode(
            y=label_axis("assumption", table["assumption"], room=room),
            x=alt.X(
                "value:Q",
                title=scale.label,
                axis=alt.Axis(tickCount=8),
                scale=alt.Scale(zero=False),
            ),
            x2="base:Q",
            color=colour,
        )
    )
    chart = alt.layer(bars, _zero(base / scale.factor)).properties(
        width=WIDTH - room - 40,
        height=26 * table.height,
        title=heading(title, f"Base: {human(base, unit)}"),
    )
    first = table.to_dicts()[0]
    told = (
        f"Widest: {first['assumption']}, from {human(first['low'], unit)} "
        f"to {human(first['high'], unit)}; base {human(base, unit)}"
    )
    return pictured(chart, title, f"{title}. {told}.", caption)


def _paired(
    table: pl.DataFrame,
    columns: tuple[str, str],
    unit: str,
    width: int,
    *,
    names: bool,
) -> Any:
    """Return a panel of paired bars, before and after, with their numbers."""
    label, measure = columns
    most = float(table[measure].abs().max() or 0.0)  # type: ignore[arg-type]
    scale = scale_for([most], unit)
    shown = table.select(
        label, "state", shown=pl.col(measure) / scale.factor, number=measure
    ).with_columns(
        told=pl.col("number").map_elements(scale.text, return_dtype=pl.String)
    )
    room = room_for(table[label]) if names else None
    reach = most / scale.factor or 1.0
    base = alt.Chart(rows_of(shown)).encode(
        y=label_axis(label, table[label], room=room),
        yOffset=alt.YOffset("state:N", sort=["before", "after"]),
        x=alt.X(
            "shown:Q",
            title=f"{measure.capitalize()}, {scale.label}",
            scale=alt.Scale(domain=[min(0.0, _least(shown)), reach * 1.15]),
            axis=alt.Axis(tickCount=5),
        ),
    )
    bars = base.mark_bar(cornerRadiusEnd=2).encode(
        color=alt.Color("state:N", scale=_STATES, legend=FOOT)
    )
    words = base.mark_text(align="left", dx=4, fontSize=10, color=SOFT_INK)
    panel = alt.layer(bars, words.encode(text="told:N"))
    return panel.properties(width=width, height=46 * table[label].n_unique())


def label_axis(field: str, labels: pl.Series, *, room: int | None) -> alt.Y:
    """Return the axis of labels in the table's order; without room it is silent."""
    order = labels.unique(maintain_order=True).to_list()
    axis = None
    if room is not None:
        axis = alt.Axis(labelLimit=room, ticks=False, domain=False, title=None)
    return alt.Y(f"{field}:N", sort=order, axis=axis)


def room_for(labels: pl.Series) -> int:
    """Return how many pixels the longest label needs, within reason."""
    return round(min(260.0, max(wide(str(label)) for label in labels) + 14.0))


def rows_of(table: pl.DataFrame) -> alt.InlineData:
    """Return a table as rows that stand inside the chart."""
    return alt.InlineData(values=table.to_dicts())


def _least(shown: pl.DataFrame) -> float:
    """Return the least shown number."""
    return float(shown["shown"].min() or 0.0)  # type: ignore[arg-type]


def _zero(at: float = 0.0) -> alt.Chart:
    """Return the line that bars stand on."""
    line = alt.Chart(alt.InlineData(values=[{"at": at}])).mark_rule(color=SOFT_INK)
    drawn: alt.Chart = line.encode(x="at:Q")
    return drawn


def _measure_colours(measures: Sequence[str]) -> list[str]:
    """Return one colour a measure: soft, strong, then the palette's."""
    if len(measures) <= 2:
        return [BEFORE, AFTER][: len(measures)]
    return list(colours_for(measures).values())
