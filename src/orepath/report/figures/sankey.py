"""Draw a chain from ore to use as bands whose widths are tonnes."""

import math
from collections import Counter
from collections.abc import Sequence
from html import escape

import polars as pl

from orepath.errors import InputError, Problem
from orepath.report.columns import Kind, checked
from orepath.report.figures.layering import (
    Band,
    Block,
    Link,
    bands_of,
    blocks_of,
    columns_of,
    merged,
    routed,
    unrolled,
)
from orepath.report.figures.picture import Picture, tidied
from orepath.report.figures.style import (
    FONT,
    INK,
    PAPER,
    SOFT_INK,
    WIDTH,
    colours_for,
    wide,
)
from orepath.report.number import human

_COLUMNS: dict[str, Kind] = {
    "source_label": "text",
    "target_label": "text",
    "value": "positive",
    "group": "text",
}
_STAGES: dict[str, Kind] = {"source_stage": "number", "target_stage": "number"}
_SIZE = 11.0
_BLOCK = 12.0
_HEAD = 78.0
_EDGE = 8.0
_PITCH = 17.0


def sankey(
    links: pl.DataFrame,
    title: str,
    *,
    unit: str = "t/a",
    stages: Sequence[str] = (),
    least: float = 0.01,
    caption: str = "",
) -> Picture:
    """Draw a chain as a Sankey diagram, from left to right.

    The height of a label's box is the larger of what comes in and what goes out; where
    a process loses mass the box is taller than the bands that leave it. Links that lead
    back (recycling) are cut and both ends are named. Two or more labels of a column
    below ``least`` of the largest column are drawn as one, ``Other (n)``.

    Parameters
    ----------
    links : polars.DataFrame
        Columns ``source_label``, ``target_label``, ``value`` (in ``unit``) and
        ``group`` (what the band's colour tells, as the commodity); if wished,
        ``source_stage`` and ``target_stage``, the columns in which the labels stand,
        counted from 0. Without them a label stands one past its farthest source.
    title : str
        What the chain is, with year and basis.
    unit : str
        The unit of ``value``, as ``t/a``.
    stages : sequence of str
        Headings of the columns, from the left; fewer than columns is allowed.
    least : float
        Part of the largest column below which labels are merged.
    caption : str
        What the reader should mind.

    Raises
    ------
    InputError
        If a column or a value is missing or negative, a label stands at two stages,
        or nothing flows.
    """
    table = checked(links, "links", _COLUMNS, _STAGES).filter(pl.col("value") > 0)
    if table.is_empty():
        what = "every value is zero, expected a flow"
        raise InputError(Problem("links::value", what, "leave the figure out"))
    stage = _stages(table)
    flows = unrolled(_gathered(table), stage)
    column = columns_of(flows, stage)
    flows, column = merged(flows, column, least)
    spoken = _spoken(flows, title, unit)
    flows, column = routed(flows, column)
    most = max(Counter(column.values()).values())
    height = max(300.0, 26.0 * most + 120.0)
    blocks = blocks_of(flows, column, height, _PITCH)
    bands = bands_of(flows, blocks)
    colours = colours_for(sorted({band.group for band in bands}))
    drawing = _drawing(blocks, bands, colours, (title, unit), stages)
    return Picture(tidied(drawing, spoken), title, spoken, caption)


def _stages(table: pl.DataFrame) -> dict[str, int] | None:
    """Return each label's stage, or None where no stages are given."""
    if not set(_STAGES) <= set(table.columns):
        return None
    stage: dict[str, int] = {}
    problems = []
    for number, row in enumerate(table.to_dicts(), start=2):
        for end in ("source", "target"):
            label, at = row[f"{end}_label"], row[f"{end}_stage"]
            where = f"links:{number}:{end}_stage"
            if at is None:
                what, fix = f"'{label}' has no stage", "give it or drop both columns"
                problems.append(Problem(where, what, fix))
            elif stage.setdefault(label, int(at)) != int(at):
                what = f"'{label}' stands at stage {at:g} and at {stage[label]}"
                problems.append(Problem(where, what, "give each label one stage"))
    if problems:
        raise InputError(problems)
    return stage


def _gathered(table: pl.DataFrame) -> list[Link]:
    """Sum rows that name the same ends and group."""
    keys = ["source_label", "target_label", "group"]
    summed = table.group_by(keys, maintain_order=True).agg(pl.col("value").sum())
    return summed.select("source_label", "target_label", "value", "group").rows()


def _drawing(
    blocks: Sequence[Block],
    bands: Sequence[Band],
    colours: dict[str, str],
    words: tuple[str, str],
    stages: Sequence[str],
) -> str:
    """Return the SVG: title, headings, bands, boxes and names, in this order."""
    title, unit = words
    across = _positions(blocks)
    bottom = max(block.top + block.height for block in blocks)
    height = _HEAD + bottom + 46.0
    box = {block.label: block for block in blocks}
    shown = [block for block in blocks if not block.passing]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}"'
        f' viewBox="0 0 {WIDTH} {height:.0f}" font-family="{FONT}">',
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>',
        _text(title, _EDGE, 22, size=15, weight=600),
        _text(f"Band width: {unit.replace('/a', ' a year')}.", _EDGE, 40, SOFT_INK),
    ]
    parts += [
        _text(stage, across[at], 64, SOFT_INK, weight=600)
        for at, stage in enumerate(stages)
        if at in across
    ]
    for band in sorted(bands, key=lambda b: -b.value):
        left = across[box[band.source].column] + _BLOCK
        end = box[band.target]
        right = across[end.column] + (_BLOCK if end.passing else 0.0)
        parts.append(_band(band, (left, right), colours[band.group], unit))
    parts += [_box(block, across[block.column]) for block in shown]
    parts += [_name(block, across[block.column], unit) for block in shown]
    parts += _legend(colours, height - 12.0)
    return "".join([*parts, "</svg>"])


def _positions(blocks: Sequence[Block]) -> dict[int, float]:
    """Return the left edge of each column; the last leaves room for its names."""
    last = max(block.column for block in blocks)
    names = [wide(block.label) for block in blocks if block.column == last]
    room = min(230.0, max(names) + 70.0)
    step = (WIDTH - room - _BLOCK - _EDGE) / max(last, 1)
    return {at: _EDGE + at * step for at in range(last + 1)}


def _band(band: Band, ends: tuple[float, float], colour: str, unit: str) -> str:
    """Draw one link as a smooth band of constant width."""
    left, right = ends
    middle = (left + right) / 2
    y0, y1 = _HEAD + band.start, _HEAD + band.end
    told = f"{human(band.value, unit)} {band.group}"
    if not (band.source.startswith("\0") or band.target.startswith("\0")):
        told = f"{band.source} → {band.target}: {told}"
    return (
        f'<path class="band" d="M{left:.1f},{y0:.1f}C{middle:.1f},{y0:.1f} '
        f'{middle:.1f},{y1:.1f} {right:.1f},{y1:.1f}" fill="none" stroke="{colour}" '
        f'stroke-opacity="0.5" stroke-width="{max(band.width, 0.6):.3f}">'
        f"<title>{escape(told)}</title></path>"
    )


def _box(block: Block, left: float) -> str:
    """Draw the box of a label."""
    return (
        f'<rect class="block" x="{left:.1f}" y="{_HEAD + block.top:.1f}" '
        f'width="{_BLOCK:.0f}" height="{block.height:.3f}" fill="{INK}"/>'
    )


def _name(block: Block, left: float, unit: str) -> str:
    """Write a label and its value right of its box, with a pale rim."""
    value = human(block.value, unit).removesuffix("/a")
    y = _HEAD + block.top + block.height / 2 + 4.0
    return (
        f'<text x="{left + _BLOCK + 5:.1f}" y="{y:.1f}" font-size="{_SIZE:.0f}" '
        f'fill="{INK}" stroke="{PAPER}" stroke-width="3" stroke-opacity="0.8" '
        'stroke-linejoin="round" paint-order="stroke">'
        f'{escape(block.label)} <tspan fill="{SOFT_INK}">{value}</tspan></text>'
    )


def _legend(colours: dict[str, str], y: float) -> list[str]:
    """Draw the colours and what they stand for along the foot."""
    parts, x = [], _EDGE
    for group, colour in colours.items():
        parts.append(
            f'<rect x="{x:.1f}" y="{y - 8:.1f}" width="14" height="8" fill="{colour}" '
            'fill-opacity="0.6"/>'
        )
        parts.append(_text(group, x + 19, y, SOFT_INK))
        x += 19 + math.ceil(wide(group)) + 18
    return parts


def _text(
    words: str,
    x: float,
    y: float,
    colour: str = INK,
    *,
    size: float = _SIZE,
    weight: int = 400,
) -> str:
    """Write one line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" '
        f'fill="{colour}">{escape(words)}</text>'
    )


def _spoken(flows: Sequence[Link], title: str, unit: str) -> str:
    """Say the widest links in words."""
    widest = sorted(flows, key=lambda link: (-link[2], *link[:2]))[:3]
    told = "; ".join(f"{s} to {t}, {human(value, unit)}" for s, t, value, _ in widest)
    return f"{title}. Chain of {len(flows)} links. Widest: {told}."
