"""Draw what losing each supplier costs: suppliers down, goods across."""

from typing import Any

import altair as alt
import polars as pl

from orepath.report.figures.bars import rows_of
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.sides import on_both_sides
from orepath.report.figures.style import INK, WIDTH, heading, panel_heading, wide
from orepath.report.number import human

_SCALE = ("#f4f1e6", "#f0d9a0", "#dd9a6b", "#b04f4f", "#6f1d3a")
_DARK = 0.55
_CELL = 118
_SEEN = 1e6


def supplier_loss_map(
    losses: pl.DataFrame, title: str, *, caption: str = ""
) -> Picture:
    """Draw what losing each supplier of each good costs, without and with the plan.

    Parameters
    ----------
    losses : polars.DataFrame
        Columns ``supplier``, ``good`` (both in the order in which they appear),
        ``without`` and ``with`` (loss, USD; below zero a gain).
    title, caption : str
        What is shown, and what to mind.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    table = on_both_sides(losses, "losses", {"supplier": "text", "good": "text"})
    most = float(table.select(pl.max_horizontal("without", "with").max()).item())
    order = [
        table[c].unique(maintain_order=True).to_list() for c in ("supplier", "good")
    ]
    room = round(min(200.0, max(wide(name) for name in order[0]) + 14))
    width = min(_CELL * len(order[1]), (WIDTH - room - 60) // 2)
    shown = table.with_columns(
        _cell(side, max(most, 1.0)) for side in ("without", "with")
    )
    panels = [
        _panel(shown.unnest(side), (said, width), order, names=at == 0)
        for at, (side, said) in enumerate(
            (("without", "Without the plan"), ("with", "With the plan"))
        )
    ]
    chart = alt.hconcat(*panels, spacing=14).properties(
        title=heading(
            title,
            "Loss of users in the year, USD; darker is worse, empty sells nothing.",
        )
    )
    return pictured(chart, title, f"{title}. {_spoken(table)}.", caption)


def _cell(side: str, most: float) -> pl.Expr:
    """Return the shade, ink and words of the cells of one side."""
    # By the root: a loss a hundredth as large can still be told from none.
    part = (pl.col(side) / most).clip(0.0, 1.0).sqrt()
    words = pl.col(side).map_elements(_short, return_dtype=pl.String)
    return pl.struct(
        part.alias("part"), (part > _DARK).alias("dark"), words.alias("shown")
    ).alias(side)


def _short(loss: float) -> str:
    """Write a loss without its currency; what is less than a million is nothing.

    Examples
    --------
    >>> _short(1.404e9), _short(-2.5e6), _short(3e5)
    ('1.4 bn', '−2.5 m', '0')
    """
    return human(loss, "USD").replace("USD ", "") if abs(loss) >= _SEEN else "0"


def _panel(
    rows: pl.DataFrame, said: tuple[str, int], order: list[list[str]], *, names: bool
) -> Any:
    """Return the cells of one side."""
    suppliers, goods = order
    title, width = said
    quiet: dict[str, Any] = {"ticks": False, "domain": False}
    across = alt.Axis(orient="top", labelAngle=-30, labelLimit=130, **quiet)
    base = alt.Chart(
        rows_of(rows.select("supplier", "good", "part", "dark", "shown"))
    ).encode(
        y=alt.Y(
            "supplier:N",
            sort=suppliers,
            title=None,
            axis=alt.Axis(labelLimit=200, **quiet) if names else None,
        ),
        x=alt.X("good:N", sort=goods, title=None, axis=across),
    )
    colour = alt.Color(
        "part:Q", scale=alt.Scale(domain=[0, 1], range=list(_SCALE)), legend=None
    )
    ink = alt.condition("datum.dark", alt.value("#ffffff"), alt.value(INK))
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(color=colour)
    words = base.mark_text(fontSize=11).encode(text="shown:N", color=ink)
    return alt.layer(cells, words).properties(
        width=width, height=24 * len(suppliers), title=panel_heading(title)
    )


def _spoken(table: pl.DataFrame) -> str:
    """Say which losses are the worst."""
    worst = table.sort("without", descending=True).head(3).iter_rows(named=True)
    told = "; ".join(
        f"{row['good']} from {row['supplier']}: {human(row['without'], 'USD')}, with "
        f"the plan {human(row['with'], 'USD')}"
        for row in worst
    )
    return f"Costliest: {told}"
