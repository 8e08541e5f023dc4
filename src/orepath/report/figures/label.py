"""Place names on a map so that none covers another or leaves the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from orepath.report.figures.projection import Pixels
from orepath.report.figures.style import INK, PAPER, wide

Box = tuple[float, float, float, float]
_SIZE = 11.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Hold a place to be named: its name, pixels, weight and the dot's radius."""

    name: str
    x: float
    y: float
    weight: float
    radius: float = 3.0


def placed(
    spots: Sequence[Spot],
    size: tuple[float, float],
    most: int,
    lines: Pixels | None = None,
) -> list[tuple[Spot, float, float]]:
    """Choose where the names of the weightiest spots stand.

    A name takes the first of eight places around its dot that is free, one free of
    lines too if there is any; a name for which none is free is left out.

    Parameters
    ----------
    spots : sequence of Spot
        All places; every dot is kept clear of names.
    size : tuple of float
        Width and height of the drawing in pixels.
    most : int
        How many names at most.
    lines : ndarray of float, shape (N, 2), optional
        Pixels along lines that names had better not cross.

    Returns
    -------
    list of (Spot, float, float)
        The named spots with the left end and the middle height of each name.
    """
    taken: list[Box] = [_dot(spot) for spot in spots]
    found: list[tuple[Spot, float, float]] = []
    for spot in sorted(spots, key=lambda s: (-s.weight, s.name)):
        if len(found) >= most:
            break
        others = [box for box in taken if box != _dot(spot)]
        free = [
            place
            for place in _places(spot)
            if _inside(_box(spot, place), size)
            and not any(_meet(_box(spot, place), other) for other in others)
        ]
        if free:
            chosen = min(free, key=lambda p: _crossed(_box(spot, p), lines))
            taken.append(_box(spot, chosen))
            found.append((spot, *chosen))
    return found


def name_layers(
    named: Sequence[tuple[Spot, float, float]], width: float, height: float
) -> list[alt.Chart]:
    """Return the text layers for placed names: a pale rim below, the ink above."""
    values: list[dict[str, Any]] = [
        {"name": spot.name, "x": left, "y": y} for spot, left, y in named
    ]
    names = pixel_chart(values, width, height).encode(text="name:N")
    rim = names.mark_text(
        align="left",
        baseline="middle",
        fontSize=_SIZE,
        stroke=PAPER,
        strokeWidth=3,
        strokeJoin="round",
        opacity=0.85,
    )
    ink = names.mark_text(align="left", baseline="middle", fontSize=_SIZE, fill=INK)
    return [rim, ink]


def pixel_chart(
    values: Sequence[dict[str, Any]], width: float, height: float
) -> alt.Chart:
    """Return a chart whose ``x`` and ``y`` are pixels of the drawing."""
    across = alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False)
    down = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    return alt.Chart(alt.InlineData(values=list(values))).encode(
        x=alt.X("x:Q", scale=across, axis=None),
        y=alt.Y("y:Q", scale=down, axis=None),
    )


def _places(spot: Spot) -> list[tuple[float, float]]:
    """Return the left end and middle height of eight places, the best first."""
    length, gap = wide(spot.name, _SIZE), spot.radius + 4.0
    right, left, mid = spot.x + gap, spot.x - gap - length, spot.x - length / 2
    up, down = spot.y - gap - 5.0, spot.y + gap + 5.0
    return [
        (right, spot.y),
        (left, spot.y),
        (mid, up),
        (mid, down),
        (right - 3, up),
        (right - 3, down),
        (left + 3, up),
        (left + 3, down),
    ]


def _box(spot: Spot, place: tuple[float, float]) -> Box:
    """Return the box of a name whose left end and middle height are given."""
    left, y = place
    return (left, y - 7.0, left + wide(spot.name, _SIZE), y + 7.0)


def _inside(box: Box, size: tuple[float, float]) -> bool:
    """Say whether a box lies within the drawing."""
    width, height = size
    return box[0] >= 2 and box[2] <= width - 2 and box[1] >= 2 and box[3] <= height - 2


def _crossed(box: Box, lines: Pixels | None) -> int:
    """Count the points of lines under a box."""
    if lines is None:
        return 0
    across = (lines[:, 0] > box[0]) & (lines[:, 0] < box[2])
    return int((across & (lines[:, 1] > box[1]) & (lines[:, 1] < box[3])).sum())


def _dot(spot: Spot) -> Box:
    """Return the box of a dot."""
    r = spot.radius
    return (spot.x - r, spot.y - r, spot.x + r, spot.y + r)


def _meet(one: Box, other: Box) -> bool:
    """Say whether two boxes overlap."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
