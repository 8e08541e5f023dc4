"""Draw what a recorded event did month by month, and what was told beside what came."""

from typing import Any

import altair as alt
import polars as pl

from orepath.report.columns import Kind, checked
from orepath.report.figures.bars import label_axis, room_for, rows_of
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import (
    AFTER,
    INK,
    PAPER,
    SHORTFALL,
    SOFT_INK,
    WIDTH,
    heading,
    panel_heading,
)
from orepath.report.number import human, scale_for

_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_PLOT = WIDTH - 260
_TALL, _LOW = 150, 110
_TICKS = (0.5, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0)


def replay_timeline(
    months: pl.DataFrame,
    levels: pl.DataFrame,
    title: str,
    *,
    goods: tuple[str, str] = ("", ""),
    caption: str = "",
) -> Picture:
    """Draw a year month by month: what is lost, the stock it would take, the price.

    Parameters
    ----------
    months : polars.DataFrame
        Columns ``month`` (1 to 12), ``sent``, ``lost``, ``missing`` (t) and ``price``
        (multiple of the undisturbed).
    levels : polars.DataFrame
        Columns ``label`` and ``price`` (multiple): lines across the price; may have no
        rows.
    title, caption : str
        What is shown, and what to mind.
    goods : tuple of str
        The good that is lost, and the one whose price is shown.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    kinds: dict[str, Kind] = {
        "month": "number",
        **dict.fromkeys(("sent", "lost", "missing", "price"), "positive"),
    }
    table = checked(months, "months", kinds).with_columns(
        name=pl.col("month").cast(pl.Int64).map_elements(
            lambda month: _MONTHS[month - 1], return_dtype=pl.String
        )
    )  # fmt: skip
    chart = (
        alt.vconcat(
            _flows(table, goods[0]),
            _missing(table),
            _price(table, levels, goods[1]),
            spacing=22,
        )
        .resolve_scale(color="independent")
        .properties(title=heading(title))
    )
    lost = human(float(table["lost"].sum()), "t")
    most = float(table["price"].max() or 1.0)  # type: ignore[arg-type]
    told = f"{title}. {lost} lost over the year; the price reaches {most:.1f} times."
    return pictured(chart, title, told, caption)


def _month_axis(*, names: bool) -> alt.X:
    """Return the axis of months, its names only where asked."""
    axis = alt.Axis(labelAngle=0, labels=names, ticks=names, grid=False)
    return alt.X("name:N", sort=list(_MONTHS), title=None, axis=axis)


def _flows(table: pl.DataFrame, good: str) -> Any:
    """Return what is still sent and what is lost, stacked."""
    whole = float((table["sent"] + table["lost"]).to_numpy().max())
    scale = scale_for([whole], "t")
    long = (
        table.select("name", "sent", "lost")
        .unpivot(["sent", "lost"], index="name", variable_name="part")
        .with_columns(pl.col("value") / scale.factor)
    )
    colour = alt.Color(
        "part:N",
        sort=["sent", "lost"],
        scale=alt.Scale(domain=["sent", "lost"], range=[AFTER, SHORTFALL]),
        legend=alt.Legend(title=None, orient="right"),
    )
    return (
        alt.Chart(rows_of(long))
        .mark_bar()
        .encode(
            x=_month_axis(names=False),
            y=alt.Y("value:Q", title=f"{scale.label} a month"),
            color=colour,
            order=alt.Order("part:N", sort="descending"),
        )
        .properties(width=_PLOT, height=_TALL, title=panel_heading(f"Supply, {good}"))
    )


def _missing(table: pl.DataFrame) -> Any:
    """Return the stock that would have bridged the loss so far."""
    scale = scale_for([float(table["missing"].max() or 1.0)], "t")  # type: ignore[arg-type]
    rows = table.select("name", missing=pl.col("missing") / scale.factor)
    return (
        alt.Chart(rows_of(rows))
        .mark_area(
            color=SHORTFALL, opacity=0.25, line={"color": SHORTFALL, "strokeWidth": 2}
        )
        .encode(
            x=_month_axis(names=False),
            y=alt.Y("missing:Q", title=scale.label, axis=alt.Axis(tickCount=4)),
        )
        .properties(
            width=_PLOT,
            height=_LOW,
            title=panel_heading("Lost so far: a stock of this size would have bridged"),
        )
    )


def _price(table: pl.DataFrame, levels: pl.DataFrame, good: str) -> Any:
    """Return the price month by month and lines across it."""
    base = alt.Chart(rows_of(table.select("name", "price")))
    steps = base.mark_line(interpolate="step", strokeWidth=2.2, color=INK).encode(
        x=_month_axis(names=True),
        y=alt.Y("price:Q", title="times normal", axis=alt.Axis(tickCount=5)),
    )
    layers = [steps]
    if levels.height:
        lines = checked(levels, "levels", {"label": "text", "price": "positive"})
        rows = alt.Chart(rows_of(lines.with_columns(name=pl.lit(_MONTHS[-1]))))
        colour = alt.Color(
            "label:N",
            sort=lines["label"].to_list(),
            scale=alt.Scale(
                domain=lines["label"].to_list(), range=[AFTER, SHORTFALL, SOFT_INK]
            ),
            legend=alt.Legend(title=None, orient="right"),
        )
        layers.append(
            rows.mark_rule(strokeDash=[5, 3], strokeWidth=2).encode(
                y="price:Q", color=colour
            )
        )
    return alt.layer(*layers).properties(
        width=_PLOT, height=_TALL, title=panel_heading(f"Price abroad, {good}")
    )


def told_and_seen(prices: pl.DataFrame, title: str, *, caption: str = "") -> Picture:
    """Draw for each event the price told, with its range, beside the price seen.

    Parameters
    ----------
    prices : polars.DataFrame
        Columns ``event``, ``told``, ``low``, ``high`` and ``seen``: multiples of the
        year before.
    title, caption : str
        What is shown, and what to mind.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    numbers = dict.fromkeys(("told", "low", "high", "seen"), "positive")
    kinds: dict[str, Kind] = {"event": "text", **numbers}  # type: ignore[dict-item]
    table = checked(prices, "prices", kinds)
    room = room_for(table["event"])
    ends = table.select("told", "low", "high", "seen").to_numpy()
    span = [min(float(ends.min()) * 0.95, 0.8), float(ends.max()) * 1.05]
    labels = label_axis("event", table["event"], room=room)
    long = table.unpivot(["told", "seen"], index="event", variable_name="who")
    ranges = alt.Chart(rows_of(table)).mark_rule(
        color=AFTER, strokeWidth=5, opacity=0.4
    )
    marks = alt.Chart(rows_of(long)).mark_point(filled=True, size=90, opacity=1.0)
    one = alt.Chart(alt.InlineData(values=[{"at": 1.0}])).mark_rule(color=SOFT_INK)
    names = ["told", "seen"]
    chart = alt.layer(
        one.encode(x=_across("at:Q", span)),
        ranges.encode(x=_across("low:Q", span), x2="high:Q", y=labels),
        marks.encode(
            x=_across("value:Q", span),
            y=labels,
            color=alt.Color(
                "who:N",
                scale=alt.Scale(domain=names, range=[AFTER, SHORTFALL]),
                legend=alt.Legend(title=None, orient="bottom", direction="horizontal"),
            ),
            shape=alt.Shape(
                "who:N", scale=alt.Scale(domain=names, range=["circle", "diamond"]),
                legend=None,
            ),
            stroke=alt.value(PAPER),
        ),
    ).properties(
        width=WIDTH - room - 40,
        height=alt.Step(30),
        title=heading(title, "The bar is the range over severity and months."),
    )  # fmt: skip
    said = "; ".join(
        f"{row['event']}: told {row['told']:.2f}, seen {row['seen']:.2f}"
        for row in table.iter_rows(named=True)
    )
    return pictured(chart, title, f"{title}. {said}.", caption)


def _across(field: str, span: list[float]) -> alt.X:
    """Return the axis of multiples: half as much is as far off as twice as much."""
    return alt.X(
        field,
        scale=alt.Scale(type="log", domain=span, nice=False),
        axis=alt.Axis(values=list(_TICKS), format="~g", grid=True),
        title="times the year before",
    )
