"""Draw how firmly each project belongs to a plan: always, sometimes, never."""

from typing import Any

import altair as alt
import polars as pl

from orepath.report.columns import Kind, among, checked
from orepath.report.figures.bars import FOOT, label_axis, room_for, rows_of
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import INK, SHORTFALL, WIDTH, heading
from orepath.report.number import human

VERDICTS = {
    "always": ("must: in every such plan", "#2f6f9f"),
    "sometimes": ("choice: in some", "#e0c37a"),
    "never": ("avoid: in none", "#b4bbc1"),
}
"""What a verdict means, and its colour."""


def verdict_strips(
    projects: pl.DataFrame, title: str, *, within: float, caption: str = ""
) -> Picture:
    """Draw a strip a project: its verdict, and what is lost by deciding otherwise.

    Parameters
    ----------
    projects : polars.DataFrame
        Columns ``project``, ``verdict`` (``always``, ``sometimes``, ``never``),
        ``built`` (``yes`` or ``no``) and ``loss`` (USD, what is given up by forcing out
        what the plan holds, or in what it does not; where known). Rows keep their
        order.
    title, caption : str
        What is shown, and what to mind.
    within : float
        What a near-optimal plan may give up, USD; drawn as a line.

    Raises
    ------
    InputError
        If a column or value is missing, or a verdict is none of these.

    Notes
    -----
    The scale is that of the root of the loss: small losses matter, large ones must fit.
    """
    kinds: dict[str, Kind] = {"project": "text", "verdict": "text", "built": "text"}
    table = checked(projects, "projects", kinds, {"loss": "number"})
    table = among(table, "projects", "verdict", tuple(VERDICTS))
    words = {verdict: told for verdict, (told, _) in VERDICTS.items()}
    shown = table.with_columns(
        word=pl.col("verdict").replace_strict(words),
        shown=(pl.col("loss").fill_null(0.0).clip(lower_bound=0.0) / 1e6).sqrt(),
        told=pl.struct("loss", "built").map_elements(_told, return_dtype=pl.String),
        base=pl.lit(0.0),
    )
    room = room_for(table["project"])
    wanted = WIDTH - room - 190
    most = max(float(shown["shown"].max() or 0.0), (within / 1e6) ** 0.5)  # type: ignore[arg-type]
    labels = label_axis("project", table["project"], room=room)
    colour = alt.Color(
        "word:N",
        sort=[told for told, _ in VERDICTS.values()],
        scale=alt.Scale(
            domain=[told for told, _ in VERDICTS.values()],
            range=[colour for _, colour in VERDICTS.values()],
        ),
        legend=FOOT,
    )
    chart = alt.hconcat(
        _marks(shown, labels, colour),
        _losses(shown, colour, (wanted, most), within),
        spacing=6,
    ).properties(title=heading(title, f"Within {human(within, 'USD')} of the best"))
    counted = ", ".join(
        f"{table.filter(verdict=verdict).height} {verdict}" for verdict in VERDICTS
    )
    return pictured(chart, title, f"{title}. {counted}.", caption)


def _marks(shown: pl.DataFrame, labels: alt.Y, colour: alt.Color) -> Any:
    """Return the column of tiles: filled where the plan holds the project."""
    base = alt.Chart(rows_of(shown)).encode(y=labels)
    tiles = base.mark_square(size=230, strokeWidth=2.2, opacity=1).encode(
        x=alt.value(14),
        stroke=colour,
        fill=alt.condition("datum.built == 'yes'", colour, alt.value("#ffffff")),
    )
    return tiles.properties(width=28, height=26 * shown.height)


def _losses(
    shown: pl.DataFrame, colour: alt.Color, size: tuple[int, float], within: float
) -> Any:
    """Return the bars of what is lost, and the line of what may be."""
    width, most = size
    silent = alt.Y("project:N", sort=shown["project"].to_list(), axis=None)
    scale = alt.Scale(domain=[0.0, most * 1.02])
    ticks = (0, 1, 5, 20, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
    inside = [t for t in ticks if t**0.5 <= most]
    axis = alt.Axis(
        values=[t**0.5 for t in inside],
        labelExpr="format(round(datum.value * datum.value), ',')",
        title="Lost by deciding otherwise, USD m (root scale)",
    )
    base = alt.Chart(rows_of(shown)).encode(y=silent)
    bars = base.mark_bar(height={"band": 0.62}, cornerRadiusEnd=2).encode(
        x=alt.X("base:Q", scale=scale, axis=axis), x2="shown:Q", color=colour
    )
    words = base.mark_text(align="left", dx=5, fontSize=10.5, color=INK).encode(
        x=alt.X("shown:Q", scale=scale), text="told:N"
    )
    line = (
        alt.Chart(alt.InlineData(values=[{"at": (within / 1e6) ** 0.5}]))
        .mark_rule(color=SHORTFALL, strokeDash=[4, 3])
        .encode(x=alt.X("at:Q", scale=scale))
    )
    return alt.layer(bars, line, words).properties(
        width=width, height=26 * shown.height
    )


def _told(row: dict[str, Any]) -> str:
    """Write what is lost by deciding otherwise."""
    if row["loss"] is None:
        return "cannot be otherwise"
    side = "out" if row["built"] == "yes" else "in"
    return f"{human(max(row['loss'], 0.0), 'USD')} if forced {side}"
