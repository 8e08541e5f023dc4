"""Scale tells which numbers of a program lie too far apart for a solver to see both.

A solver works with tolerances. Next to a coefficient a thousand million times as large
the small one is lost in them, and the answer is wrong without a word. Mostly a unit is
at fault: dollars for millions, tonnes for kilotonnes.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from orepath.errors import Problem
from orepath.plan.program import Program

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Name = Callable[[int], str]

APART = 1e9
"""Numbers of one kind further apart than this are told."""
_SHOWN = 3


def scale_cautions(program: Program) -> tuple[Problem, ...]:
    """Tell the numbers of a program that lie too far apart, with their labels.

    Coefficients are compared with each other. Costs and limits are compared with the
    middle of their kind, upwards only: a limit or cost next to nought stands for
    nothing, but one far too large drowns all others.

    Parameters
    ----------
    program : Program
        As assembled.

    Returns
    -------
    tuple of Problem
        Empty where all is well.

    Notes
    -----
    O(non-zeros).
    """
    return (
        *_of_coefficients(program),
        *_of_values("cost", program.cost, program.column_label),
        *_of_values("limit", program.upper, program.column_label),
        *_of_values("limit", _sides(program), program.row_label),
    )


def _of_coefficients(program: Program) -> Iterator[Problem]:
    """Tell the largest and the smallest coefficient where they lie too far apart."""
    matrix = program.matrix
    size = np.abs(matrix.data)
    held = np.flatnonzero(size)
    if not held.size:
        return
    big, small = size.max(), size[held].min()
    if big / small <= APART:
        return
    for what, extreme in (("largest", big), ("smallest", small)):
        at = np.flatnonzero(size == extreme)[:_SHOWN]
        columns = np.searchsorted(matrix.indptr, at, side="right") - 1
        names = [
            f"{program.column_label(int(column))} in {program.row_label(int(row))}"
            for column, row in zip(columns, matrix.indices[at], strict=True)
        ]
        yield Problem(
            "; ".join(dict.fromkeys(names)),
            f"the {what} coefficient, {extreme:.3g}: the largest is {big / small:.1g} "
            "times the smallest, and a solver sees only one of them",
            "check the units of the recipes, sizes and policies behind it",
        )


def _of_values(what: str, values: Floats, name: Name) -> Iterator[Problem]:
    """Tell values far above the middle of their kind, the largest first."""
    size = np.abs(values)
    size[~np.isfinite(size)] = 0.0
    held = size[size > 0.0]
    if not held.size:
        return
    middle = float(np.median(held))
    far = np.flatnonzero(size > APART * middle)
    worst = far[np.argsort(-size[far], kind="stable")]
    names = dict.fromkeys(name(int(at)) for at in worst[: 10 * _SHOWN])
    if names:
        yield Problem(
            "; ".join(list(names)[:_SHOWN]),
            f"a {what} of {size[worst[0]]:.3g} where the middle of all is "
            f"{middle:.3g}: beside it a solver does not see the others",
            "check the units of prices, capital and quantities behind it",
        )


def _sides(program: Program) -> Floats:
    """Return the larger finite limit of every row."""
    low, high = (
        np.where(np.isfinite(side), np.abs(side), 0.0)
        for side in (program.row_lower, program.row_upper)
    )
    return np.maximum(low, high)
