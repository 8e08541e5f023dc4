"""Draw parts of a whole: who supplies, and on which evidence a result rests."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from orepath.errors import InputError, Problem
from orepath.report.columns import Kind, among, checked
from orepath.report.figures.bars import label_axis, room_for, rows_of
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import (
    GRADES,
    WIDTH,
    colours_for,
    heading,
    ink_on,
)
from orepath.report.number import human


def share_bars(
    shares: pl.DataFrame,
    title: str,
    *,
    colours: dict[str, str] | None = None,
    caption: str = "",
) -> Picture:
    """Draw parts of a whole as one bar a label, in panels where states are given.

    Made for who supplies whom before and after the plan.

    Parameters
    ----------
    shares : polars.DataFrame
        Columns ``label`` (the bar, as a commodity), ``part`` (as the supplier) and
        ``share`` (fraction); if wished ``state`` (the panel, as ``before``, ``after``).
        Past eight parts the smallest are drawn as one.
    title, caption : str
        What is shown, and what to mind.
    colours : dict of str to str, optional
        The colour of each part, in the order in which the parts are stacked.

    Raises
    ------
    InputError
        If a column or value is missing or negative, or a part has no colour.
    """
    kinds: dict[str, Kind] = {"label": "text", "part": "text", "share": "positive"}
    table = checked(shares, "shares", kinds, {"state": "text"})
    if "state" not in table.columns:
        table = table.with_columns(state=pl.lit(""))
    table, parts = _main_parts(table)
    used = colours or colours_for(parts)
    bare = [part for part in parts if part not in used]
    if bare:
        what = f"no colour is given for {', '.join(bare)}"
        raise InputError(Problem("shares:colours", what, "give each part a colour"))
    if colours:
        parts = [part for part in colours if part in parts]
    states = table["state"].unique(maintain_order=True).to_list()
    room = room_for(table["label"])
    wanted = (WIDTH - room - 30 - 20 * len(states)) // len(states)
    panels = [
        _share_panel(table.filter(state=state), parts, used, wanted, names=at == 0)
        for at, state in enumerate(states)
    ]
    chart = alt.hconcat(*panels, spacing=20).properties(title=heading(title))
    named = table.with_columns(
        bar=(pl.col("label") + " " + pl.col("state")).str.strip_chars_end()
    )
    top = named.sort("share", descending=True).head(3).to_dicts()
    told = "; ".join(
        f"{r['bar']}: {r['part']} {human(r['share'], 'fraction')}" for r in top
    )
    return pictured(chart, title, f"{title}. Largest: {told}.", caption)


def grade_bars(grades: pl.DataFrame, title: str, *, caption: str = "") -> Picture:
    """Draw how much of each result rests on evidence of grade A, B and C.

    Parameters
    ----------
    grades : polars.DataFrame
        Columns ``label`` (the result), ``grade`` (A, B or C) and ``share`` (fraction).
    title, caption : str
        What is shown, and what to mind.

    Raises
    ------
    InputError
        If a column or value is missing or negative, or a grade is none of these.
    """
    kinds: dict[str, Kind] = {"label": "text", "grade": "text", "share": "positive"}
    table = checked(grades, "grades", kinds)
    table = among(table, "grades", "grade", "ABC").rename({"grade": "part"})
    told = {
        "A": "A, official or primary",
        "B": "B, secondary",
        "C": "C, estimate or assumption",
    }
    named = table.with_columns(
        pl.col("part").replace_strict(told, default=pl.col("part"))
    )
    colours = {told[grade]: colour for grade, colour in GRADES.items()}
    return share_bars(named.sort("part"), title, colours=colours, caption=caption)


def _share_panel(
    table: pl.DataFrame,
    parts: Sequence[str],
    colours: dict[str, str],
    width: int,
    *,
    names: bool,
) -> Any:
    """Return one panel of stacked shares with the larger ones written in."""
    order = {part: at for at, part in enumerate(parts)}
    long = table.with_columns(
        rank=pl.col("part").replace_strict(order, return_dtype=pl.Int64)
    ).sort("label", "rank", maintain_order=True)
    long = long.with_columns(
        ink=pl.col("part").replace_strict({p: ink_on(colours[p]) for p in parts})
    )
    ends = pl.col("share").cum_sum().over("label")
    long = long.with_columns(start=ends - pl.col("share"), end=ends)
    long = long.with_columns(
        middle=(pl.col("start") + pl.col("end")) / 2,
        told=pl.when(pl.col("share") * width > 30).then(
            (pl.col("share") * 100).round(0).cast(pl.Int64).cast(pl.String) + " %"
        ),
    )
    room = room_for(table["label"]) if names else None
    base = alt.Chart(rows_of(long)).encode(
        y=label_axis("label", table["label"], room=room)
    )
    axis = alt.Axis(format=".0%", tickCount=5, title=None)
    bars = base.mark_bar(stroke="white", strokeWidth=0.6).encode(
        x=alt.X("start:Q", axis=axis, scale=alt.Scale(domain=[0, 1])),
        x2="end:Q",
        color=alt.Color(
            "part:N",
            sort=list(parts),
            scale=alt.Scale(domain=list(parts), range=[colours[p] for p in parts]),
            legend=alt.Legend(
                title=None, orient="bottom", direction="horizontal", columns=6
            ),
        ),
    )
    words = base.transform_filter("datum.told !== null").mark_text(fontSize=10)
    words = words.encode(
        x="middle:Q", text="told:N", color=alt.Color("ink:N", scale=None)
    )
    panel = alt.layer(bars, words).properties(
        width=width, height=32 * table["label"].n_unique()
    )
    state = str(table["state"][0]).capitalize()
    block = alt.TitleParams(state, fontSize=12, anchor="start", frame="group", offset=4)
    return panel.properties(title=block)


def _main_parts(table: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Join parts past the eighth, and return the parts, the largest first."""
    sizes = table.group_by("part").agg(pl.col("share").sum())
    parts = sizes.sort(["share", "part"], descending=[True, False])["part"].to_list()
    if len(parts) > 8:
        rest, parts = parts[7:], [*parts[:7], "Other"]
        small = pl.col("part").is_in(rest)
        table = table.with_columns(
            part=pl.when(small).then(pl.lit("Other")).otherwise("part")
        )
    keys = ["state", "label", "part"]
    table = table.group_by(keys, maintain_order=True).agg(pl.col("share").sum())
    return table, parts
