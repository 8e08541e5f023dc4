"""Draw what changes over the years: capacity, cost, demand met."""

import altair as alt
import polars as pl

from orepath.report.columns import Kind, checked
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import (
    AFTER,
    SHORTFALL,
    WIDTH,
    colours_for,
    heading,
    panel_heading,
)
from orepath.report.number import Scale, human, scale_for

_PLOT = WIDTH - 250
_MOST_SERIES = 8


def capacity_over_time(
    capacity: pl.DataFrame, title: str, *, unit: str = "t/a", caption: str = ""
) -> Picture:
    """Draw the capacity of projects year by year, stacked.

    Parameters
    ----------
    capacity : polars.DataFrame
        Columns ``project``, ``year`` and ``capacity`` (in ``unit``, all that stands in
        that year). Past eight projects the smallest are drawn as one.
    title, caption : str
        What is shown, and what to mind.
    unit : str
        The unit of ``capacity``.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    kinds: dict[str, Kind] = {
        "project": "text",
        "year": "number",
        "capacity": "positive",
    }
    table = checked(capacity, "capacity", kinds)
    table = table.rename({"project": "series", "capacity": "value"})
    return _stacked(table, ("Capacity", unit), title, caption)


def cost_over_time(
    costs: pl.DataFrame, title: str, *, unit: str = "USD", caption: str = ""
) -> Picture:
    """Draw the cost lines year by year, stacked; revenues hang below zero.

    Parameters
    ----------
    costs : polars.DataFrame
        Columns ``cost_line``, ``year`` and ``cost`` (in ``unit``; negative is revenue).
    title, caption : str
        What is shown, and what to mind.
    unit : str
        The unit of ``cost``.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    kinds: dict[str, Kind] = {"cost_line": "text", "year": "number", "cost": "number"}
    table = checked(costs, "costs", kinds)
    table = table.rename({"cost_line": "series", "cost": "value"})
    return _stacked(table, ("Cost a year", unit), title, caption)


def demand_met(
    demand: pl.DataFrame, title: str, *, unit: str = "t/a", caption: str = ""
) -> Picture:
    """Draw for each commodity how much of the demand is met and how much is not.

    Parameters
    ----------
    demand : polars.DataFrame
        Columns ``commodity``, ``year``, ``met`` and ``shortfall`` (in ``unit``).
    title, caption : str
        What is shown, and what to mind.
    unit : str
        The unit of ``met`` and ``shortfall``.

    Raises
    ------
    InputError
        If a column or value is missing or negative.
    """
    kinds: dict[str, Kind] = {
        "commodity": "text",
        "year": "number",
        "met": "positive",
        "shortfall": "positive",
    }
    table = checked(demand, "demand", kinds)
    long = table.unpivot(["met", "shortfall"], index=["commodity", "year"])
    colour = alt.Color(
        "variable:N",
        title=None,
        scale=alt.Scale(domain=["met", "shortfall"], range=[AFTER, SHORTFALL]),
        legend=alt.Legend(orient="bottom", direction="horizontal"),
    )
    panels = [
        _demand_panel(long.filter(commodity=name), name, unit, colour)
        for name in table["commodity"].unique(maintain_order=True)
    ]
    lost = table.group_by("commodity", maintain_order=True).agg(
        pl.col("shortfall").max()
    )
    told = "; ".join(
        f"{r['commodity']}: largest yearly shortfall {human(r['shortfall'], unit)}"
        for r in lost.to_dicts()
    )
    chart = alt.concat(*panels, columns=min(3, len(panels)), spacing=28)
    chart = chart.properties(title=heading(title)).resolve_scale(color="shared")
    return pictured(chart, title, f"{title}. {told}.", caption)


def _stacked(
    table: pl.DataFrame, axis: tuple[str, str], title: str, caption: str
) -> Picture:
    """Draw series stacked in one bar a year."""
    word, unit = axis
    table = _fewer(table)
    totals = table.group_by("year").agg(pl.col("value").sum())["value"]
    scale = scale_for([float(totals.abs().max() or 0.0)], unit)  # type: ignore[arg-type]
    names = _by_size(table)
    colours = colours_for(names)
    chart = (
        alt.Chart(_values(table, scale))
        .mark_bar(stroke="white", strokeWidth=0.4)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("shown:Q", title=f"{word}, {scale.label}"),
            color=alt.Color(
                "series:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=[colours[n] for n in names]),
                legend=alt.Legend(labelLimit=200, symbolType="square"),
            ),
            order="rank:Q",
            tooltip="told:N",
        )
        .properties(width=_PLOT, height=280, title=heading(title))
    )
    return pictured(chart, title, f"{title}. {_series_words(table, unit)}.", caption)


def _values(table: pl.DataFrame, scale: Scale) -> alt.InlineData:
    """Return rows ready to draw: the shown number, the words and the stacking order."""
    rank = {name: at for at, name in enumerate(_by_size(table))}
    values = [
        {
            "series": row["series"],
            "year": int(row["year"]),
            "shown": row["value"] / scale.factor,
            "rank": rank[row["series"]],
            "told": f"{row['series']}, {row['year']:.0f}: "
            f"{scale.text(row['value'])} {scale.label}",
        }
        for row in table.to_dicts()
    ]
    return alt.InlineData(values=values)


def _by_size(table: pl.DataFrame) -> list[str]:
    """Return the series, the largest first."""
    sizes = table.group_by("series").agg(pl.col("value").abs().sum())
    names = sizes.sort(["value", "series"], descending=[True, False])["series"]
    return [str(name) for name in names]


def _fewer(table: pl.DataFrame) -> pl.DataFrame:
    """Sum rows of the same series and year, and join the smallest past the palette."""
    names = _by_size(table)
    if len(names) > _MOST_SERIES:
        rest = names[_MOST_SERIES - 1 :]
        other = f"Other ({len(rest)})"
        table = table.with_columns(
            series=pl.when(pl.col("series").is_in(rest))
            .then(pl.lit(other))
            .otherwise("series")
        )
    keys = ["series", "year"]
    return table.group_by(keys).agg(pl.col("value").sum()).sort(keys)


def _demand_panel(
    rows: pl.DataFrame, name: str, unit: str, colour: alt.Color
) -> alt.Chart:
    """Return the panel of one commodity."""
    scale = scale_for([float(rows["value"].max() or 0.0)], unit)  # type: ignore[arg-type]
    values = [
        {
            "year": int(row["year"]),
            "variable": row["variable"],
            "rank": int(row["variable"] == "shortfall"),
            "shown": row["value"] / scale.factor,
        }
        for row in rows.to_dicts()
    ]
    panel: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar()
        .encode(
            x=_years(rows["year"]),
            y=alt.Y("shown:Q", title=scale.label, axis=alt.Axis(tickCount=4)),
            color=colour,
            order="rank:Q",
        )
        .properties(width=215, height=130, title=panel_heading(name))
    )
    return panel


def _years(years: pl.Series) -> alt.X:
    """Return an axis of years that names few enough to read."""
    every = max(1, -(-years.n_unique() // 7))
    shown = sorted(int(y) for y in years.unique())[::every]
    axis = alt.Axis(labelAngle=0, values=shown, ticks=False)
    return alt.X("year:O", title=None, axis=axis)


def _series_words(table: pl.DataFrame, unit: str) -> str:
    """Say where the largest series begin and end."""
    told = []
    for name in _by_size(table)[:3]:
        rows = table.filter(series=name).sort("year").to_dicts()
        first, last = rows[0], rows[-1]
        told.append(
            f"{name}: {human(first['value'], unit)} in {first['year']:.0f}, "
            f"{human(last['value'], unit)} in {last['year']:.0f}"
        )
    return "; ".join(told)
