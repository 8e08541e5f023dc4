"""Draw how bad years get: the loss of one year in two, in ten, in a thousand."""

from typing import Any

import altair as alt
import polars as pl

from orepath.report.figures.bars import rows_of
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.sides import SIDES, on_both_sides
from orepath.report.figures.style import AFTER, INK, heading, panel_heading
from orepath.report.number import human, scale_for

_COLOURS = dict(zip(SIDES.values(), (INK, AFTER), strict=True))
_SHOWS = 0.03
_APART = 3
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000)


def exceedance_curve(curve: pl.DataFrame, title: str, *, caption: str = "") -> Picture:
    """Draw which loss is reached in one year of how many, without and with the plan.

    Parameters
    ----------
    curve : polars.DataFrame
        Columns ``whose`` (a panel each), ``chance`` (of a year, above 0 to 1),
        ``without`` and ``with`` (loss, USD; below zero a gain).
    title, caption : str
        What is shown, and what to mind.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    table = on_both_sides(curve, "curve", {"whose": "text", "chance": "positive"})
    reach = table.select(pl.max_horizontal("without", "with").abs().max()).item()
    scale = scale_for([float(reach)], "USD")
    long = (
        table.rename(dict(SIDES))
        .unpivot(list(_COLOURS), index=["whose", "chance"], variable_name="side")
        .with_columns(every=1.0 / pl.col("chance"), loss=pl.col("value") / scale.factor)
    )
    names = table["whose"].unique(maintain_order=True).to_list()
    ends = [float(end) for end in (long["loss"].min(), long["loss"].max())]  # type: ignore[arg-type]
    # A gain that hardly shows would only lift the line off the axis.
    span = (ends[0] if ends[0] < -_SHOWS * ends[1] else 0.0, max(ends[1], _SHOWS))
    panels = [
        _panel(long.filter(whose=name), (name, scale.label, span), names=at == 0)
        for at, name in enumerate(names)
    ]
    chart = alt.hconcat(*panels, spacing=36).resolve_scale(y="shared")
    chart = chart.properties(
        title=heading(title, "To the right the rarer years; a lower line is better.")
    )
    return pictured(chart, title, f"{title}. {_spoken(table)}.", caption)


def _panel(
    rows: pl.DataFrame, said: tuple[str, str, tuple[float, float]], *, names: bool
) -> Any:
    """Return the two lines of whoever loses."""
    name, unit, span = said
    rarest = float(rows["every"].max() or 1.0)  # type: ignore[arg-type]
    ticks = [tick for tick in _TICKS if tick <= rarest]
    # The word of the last one reaches inwards, over that of its neighbour.
    ticks = [tick for tick in ticks if tick == ticks[-1] or tick * _APART < ticks[-1]]
    return (
        alt.Chart(rows_of(rows.select("side", "every", "loss")))
        .mark_line(strokeWidth=2.2, interpolate="step-after", clip=True)
        .encode(
            x=alt.X(
                "every:Q",
                title="One year in …",
                scale=alt.Scale(type="log", domain=[1.0, max(rarest, 2.0)]),
                axis=alt.Axis(values=ticks, format=",d", grid=True),
            ),
            y=alt.Y(
                "loss:Q",
                title=f"loses this or more, {unit}" if names else None,
                axis=alt.Axis(tickCount=6, format=",~f"),
                scale=alt.Scale(domain=list(span), nice=True),
            ),
            color=alt.Color(
                "side:N",
                scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())),
                legend=alt.Legend(title=None, orient="bottom", direction="horizontal"),
            ),
        )
        .properties(width=375, height=260, title=panel_heading(name))
    )


def _spoken(table: pl.DataFrame) -> str:
    """Say the loss of one year in a hundred, or of the rarest that is known."""
    told = []
    for name in table["whose"].unique(maintain_order=True):
        rows = table.filter(whose=name).with_columns(
            far=(pl.col("chance").log() - pl.lit(0.01).log()).abs()
        )
        row = rows.sort("far").row(0, named=True)
        told.append(
            f"{name}: one year in {1 / row['chance']:,.0f} loses "
            f"{human(row['without'], 'USD')} or more, with the plan "
            f"{human(row['with'], 'USD')}"
        )
    return "; ".join(told)
