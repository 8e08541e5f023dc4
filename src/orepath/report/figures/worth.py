"""Draw what figures are worth knowing: a bar each, by the grade of their evidence."""

import altair as alt
import polars as pl

from orepath.report.columns import Kind, among, checked
from orepath.report.figures.bars import label_axis, room_for, rows_of
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import GRADES, INK, SOFT_INK, WIDTH, heading
from orepath.report.number import human, scale_for

_ROOM = 340
_LINE = 46


def worth_bars(figures: pl.DataFrame, title: str, *, caption: str = "") -> Picture:
    """Draw the value of information of each figure, the most worth on top.

    Parameters
    ----------
    figures : polars.DataFrame
        Columns ``figure``, ``worth`` (USD), ``regret`` (USD, the larger of both ends),
        ``grade`` (A, B or C) and ``range`` (in words). Rows keep their order.
    title, caption : str
        What is shown, and what to mind.

    Raises
    ------
    InputError
        If a column or value is missing or negative, or a grade is none of these.
    """
    kinds: dict[str, Kind] = {
        "figure": "text",
        "worth": "positive",
        "regret": "positive",
        "grade": "text",
        "range": "text",
    }
    table = among(checked(figures, "figures", kinds), "figures", "grade", "ABC")
    table = table.with_columns(
        pl.col("figure").map_elements(_short, return_dtype=pl.String)
    )
    scale = scale_for([float(table["regret"].max() or 0.0)], "USD")  # type: ignore[arg-type]
    shown = table.with_columns(
        shown=pl.col("worth") / scale.factor,
        far=pl.col("regret") / scale.factor,
        told=pl.struct("worth", "range").map_elements(
            lambda row: f"{human(row['worth'], 'USD')} · {row['range']}",
            return_dtype=pl.String,
        ),
    )
    room = min(_ROOM, room_for(table["figure"]) + 60)
    reach = float(shown["far"].max() or 1.0) * 1.45  # type: ignore[arg-type]
    span = alt.Scale(domain=[0.0, reach])
    base = alt.Chart(rows_of(shown)).encode(
        y=label_axis("figure", table["figure"], room=room)
    )
    bars = base.mark_bar(height={"band": 0.62}, cornerRadiusEnd=2).encode(
        x=alt.X(
            "shown:Q",
            scale=span,
            title=f"Expected loss for want of the figure, {scale.label}; "
            "line: the larger regret",
            axis=alt.Axis(tickCount=6),
        ),
        color=alt.Color(
            "grade:N",
            scale=alt.Scale(domain=list(GRADES), range=list(GRADES.values())),
            legend=alt.Legend(
                title=None,
                orient="bottom",
                direction="horizontal",
                labelExpr="'grade ' + datum.label",
            ),
        ),
    )
    rule = base.mark_rule(color=INK, strokeWidth=1.1).encode(
        x=alt.X("shown:Q", scale=span), x2="far:Q"
    )
    tip = base.mark_tick(color=INK, thickness=1.4, size=9).encode(
        x=alt.X("far:Q", scale=span)
    )
    words = base.mark_text(align="left", dx=6, fontSize=10, color=SOFT_INK).encode(
        x=alt.X("far:Q", scale=span), text="told:N"
    )
    chart = alt.layer(bars, rule, tip, words).properties(
        width=WIDTH - room - 40, height=26 * table.height, title=heading(title)
    )
    first = table.sort("worth", descending=True).row(0, named=True)
    told = f"Most worth: {first['figure']}, {human(first['worth'], 'USD')}"
    return pictured(chart, title, f"{title}. {told}.", caption)


def _short(name: str) -> str:
    """Cut a long name so that it fits before the bars."""
    return name if len(name) <= _LINE else f"{name[: _LINE - 1].rstrip(' ,:')}…"
