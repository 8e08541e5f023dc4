"""A width is how far a number may lie off when its publisher gives no range.

Widths were measured, not chosen for looks: a range is the 10th to the 90th percentile
of what is believed, so four in five of what is said later, or by another publisher,
must lie in it. :data:`DECLARED` is the one place where they stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from orepath.errors import InputError, Problem, suggest


@dataclass(frozen=True, slots=True)
class Width:
    """Declare how far numbers of one kind may lie off.

    Parameters
    ----------
    grade : str
        Grade of the rows meant.
    flag, measure : str
        What further tells the rows meant; empty means any.
    width : float
        The range reaches from value / (1 + width) to value (1 + width), at least 0.
    measured : str
        How the width was found, with the number of pairs.
    """

    grade: str
    flag: str
    measure: str
    width: float
    measured: str


DECLARED = (
    Width(
        "A", "estimated", "", 0.30,
        "Outputs of 2024, estimated by the US survey in 2025 and stated again in 2026: "
        "83 % of 879 lie within it. Cross-check with another publisher, World Mining "
        "Data: 69 % of 884.",
    ),
    Width(
        "A", "", "price", 0.15,
        "Yearly prices of exchange metals, US survey beside World Bank: 84 % of 56 lie "
        "within it. One exchange agrees within 0.01, two markets differ by up to 0.26.",
    ),
    Width(
        "A", "", "", 0.20,
        "Cross-check of reported outputs of 2023 and 2024 with World Mining Data: 73 % "
        "of 548 lie within it, of the newer edition alone 84 % of 193. Reserves and "
        "capacities are mostly repeated year by year and tell little.",
    ),
    Width("B", "estimated", "", 0.30, "Not narrower than an official estimate."),
    Width(
        "B", "", "", 0.25,
        "Hardly measured: the 10 outputs told second hand that the US survey states, "
        "too, lie within 0.17, mostly because they repeat it. Wider than first hand.",
    ),
    Width(
        "C", "", "", 0.40,
        "Not measured: nobody else states what is assumed. Wider than all above.",
    ),
)  # fmt: skip
"""How far numbers may lie off; of the entries that fit a row the first one counts."""

WIDTHS: Mapping[str, float] = MappingProxyType(
    {one.grade: one.width for one in DECLARED if not (one.flag or one.measure)}
)
"""Width of each grade where neither flag nor measure is known."""

_TONNES = ("t", "t/a")
# Powers of ten of a tonne in which a quantity may be printed, the coarsest first.
_STEPS = tuple(range(11, -4, -1))


def ends(value: pl.Expr, width: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the low and the high end that a width gives to values.

    Parameters
    ----------
    value : polars.Expr
        Values of any sign.
    width : polars.Expr
        Width of each, at least 0.

    Returns
    -------
    tuple of polars.Expr
        Low and high.

    Notes
    -----
    The ends lie value / (1 + w) and value (1 + w) away from nothing: later numbers lie
    as often a factor above as the same factor below (of the restated outputs a tenth
    below 0.82, a tenth above 1.25 times), which ends at equal distance would not show.
    """
    near, far = value / (1 + width), value * (1 + width)
    return pl.min_horizontal(near, far), pl.max_horizontal(near, far)


def with_ranges(
    frame: pl.DataFrame, widths: Mapping[str, float] | None = None
) -> pl.DataFrame:
    """Fill the missing bounds of graded values with the declared width of their kind.

    Parameters
    ----------
    frame : polars.DataFrame
        At least ``value``, ``low``, ``high`` and ``grade``; ``flag``, ``measure`` and
        ``unit`` are heeded where they stand.
    widths : mapping of str to float, optional
        Width by grade, at least 0, in place of :data:`DECLARED`.

    Returns
    -------
    polars.DataFrame
        The same rows, with ``low`` and ``high`` filled wherever a value stands; a
        bound that was published is never changed. Tonnes reach at least half of the
        unit in which they are printed: 2,000 t from 1,500 to 2,500 t. A value that is
        itself only a lower bound gets no ``high``, and the default ``high`` of a
        fraction is at most 1.

    Raises
    ------
    InputError
        When a row bears a grade without a width.

    Examples
    --------
    >>> row = {"value": [120.0], "low": [None], "high": [None], "grade": ["A"]}
    >>> typed = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64}
    >>> with_ranges(pl.DataFrame(row, schema_overrides=typed)).row(0)
    (120.0, 100.0, 144.0, 'A')
    """
    known = {one.grade for one in DECLARED} if widths is None else set(widths)
    strange = sorted(set(frame["grade"].drop_nulls()) - known)
    if strange:
        raise InputError(
            [
                Problem("grade", f"no width for '{g}'", suggest(g, known))
                for g in strange
            ]
        )
    low, high = ends(pl.col("value"), _width(frame.columns, widths))
    if "unit" in frame.columns:
        unit, value = pl.col("unit"), pl.col("value")
        half = pl.when(unit.is_in(_TONNES)).then(_printed() / 2)
        low = pl.min_horizontal(low, value - half)
        high = pl.max_horizontal(high, value + half)
        whole = pl.min_horizontal(high, pl.max_horizontal(pl.lit(1.0), value))
        high = pl.when(unit == "fraction").then(whole).otherwise(high)
    if "flag" in frame.columns:
        high = pl.when(pl.col("flag") != "at least").then(high)
    stated = pl.col("value").is_not_null()
    return frame.with_columns(
        low=pl.coalesce("low", pl.when(stated).then(low)),
        high=pl.coalesce("high", pl.when(stated).then(high)),
    )


def _width(columns: Sequence[str], widths: Mapping[str, float] | None) -> pl.Expr:
    """Return the width of each row, by the first declaration that fits it."""
    grade = pl.col("grade")
    if widths is not None:
        return grade.replace_strict(dict(widths), return_dtype=pl.Float64)
    fitting = []
    for one in DECLARED:
        words = {"flag": one.flag, "measure": one.measure}
        told = {column: word for column, word in words.items() if word}
        if told.keys() <= set(columns):
            fits = (pl.col(column) == word for column, word in told.items())
            meant = pl.all_horizontal(grade == one.grade, *fits)
            fitting.append(pl.when(meant).then(one.width))
    return pl.coalesce(fitting)


def _printed() -> pl.Expr:
    """Return the unit in which a quantity is printed: its last power of ten."""
    value = pl.col("value")
    fitting = []
    for step in _STEPS:
        count = value / 10.0**step
        whole = ((count - count.round()).abs() < 1e-9) & (count.round() >= 1)
        fitting.append(pl.when(whole).then(10.0**step))
    return pl.coalesce(*fitting, pl.lit(0.0))
