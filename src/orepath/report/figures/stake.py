"""Draw who gets which part of a venture's cash, year by year."""

import altair as alt
import polars as pl

from orepath.report.columns import Kind, checked
from orepath.report.figures.bars import FOOT
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import INK, OTHER, SOFT_INK, WIDTH, heading
from orepath.report.number import human, scale_for

_COLOURS = ("#2f6f9f", "#cc6677", "#ddcc77", "#44aa99", "#882255", "#999933")
_LABELS = 5


def stake_bars(
    cash: pl.DataFrame, title: str, *, unit: str = "USD", caption: str = ""
) -> Picture:
    """Draw a bar a year: what each puts in hangs below nil, what each gets above.

    Parameters
    ----------
    cash : polars.DataFrame
        Columns ``who``, ``year`` and ``cash`` (in ``unit``, below 0 where it is paid
        in). The order of the rows is the order of the colours.
    title, caption : str
        What is shown, and what to mind.
    unit : str
        The unit of the cash.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    kinds: dict[str, Kind] = {"who": "text", "year": "number", "cash": "number"}
    table = checked(cash, "cash", kinds)
    names = table["who"].unique(maintain_order=True).to_list()
    ends = table.group_by("year").agg(
        pl.col("cash").clip(lower_bound=0.0).sum().alias("in"),
        pl.col("cash").clip(upper_bound=0.0).sum().abs().alias("out"),
    )
    scale = scale_for([*ends["in"], *ends["out"]], unit)
    colours = [
        _COLOURS[at] if at < len(_COLOURS) else OTHER for at in range(len(names))
    ]
    values = [
        {
            "who": row["who"],
            "year": int(row["year"]),
            "shown": row["cash"] / scale.factor,
            "rank": names.index(row["who"]),
        }
        for row in table.to_dicts()
    ]
    years = sorted({row["year"] for row in values})
    labels = [year for year in years if year % _LABELS == 0]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X(
            "year:O",
            title=None,
            axis=alt.Axis(labelAngle=0, values=labels, ticks=False),
        )
    )
    bars = base.mark_bar(stroke="white", strokeWidth=0.4).encode(
        y=alt.Y("shown:Q", title=f"A year, {scale.label}"),
        color=alt.Color(
            "who:N",
            sort=names,
            scale=alt.Scale(domain=names, range=colours),
            legend=FOOT,
        ),
        order="rank:Q",
    )
    nil = (
        alt.Chart(alt.InlineData(values=[{"at": 0.0}]))
        .mark_rule(color=SOFT_INK)
        .encode(y="at:Q")
    )
    sums = table.group_by("year").agg(pl.col("cash").sum()).sort("year")
    totals = [
        {"year": int(row["year"]), "shown": row["cash"] / scale.factor}
        for row in sums.to_dicts()
    ]
    line = (
        alt.Chart(alt.InlineData(values=totals))
        .mark_line(color=INK, strokeWidth=1.4, point=alt.OverlayMarkDef(size=14))
        .encode(x="year:O", y="shown:Q")
    )
    chart = alt.layer(bars, nil, line).properties(
        width=WIDTH - 90,
        height=300,
        title=heading(title, "Line: all of them together"),
    )
    told = "; ".join(
        f"{name} {human(float(table.filter(who=name)['cash'].sum()), unit)}"
        for name in names
    )
    return pictured(chart, title, f"{title}. In all years: {told}.", caption)
