"""Cells written in the user's unit and basis become cells in the inner ones.

Units convert through ``core.units``, currencies through ``core.money``, contents
through the commodity's own declared content. Nothing is guessed: a basis that the
commodity does not declare is a problem told to the user.
"""

from functools import cache

import polars as pl

from orepath.core.money import to_usd
from orepath.core.table import TableSpec
from orepath.core.units import factor
from orepath.errors import InputError, Problem
from orepath.world.tables.policy import POLICY_UNITS

# What each figure of the coefficients table is kept in.
FIGURE_UNITS = {
    "power": "MWh/t",
    "opex": "USD/t",
    "capex": "USD/(t/a)",
    "lead": "a",
    "life": "a",
    "ramp_up": "a",
    "elasticity": "fraction",
    "expansion": "fraction",
    "emission": "t/t",
}
# What a project's size and capital are kept in: a stock is tonnes, all else t/a.
STOCK_UNITS = {"t/a or t": "t", "USD/(t/a) or USD/t": "USD/t"}


@cache
def inner_factor(unit: str, target: str, year: int | None = None) -> float:
    """Return how many ``target`` make one ``unit``, currencies included.

    Parameters
    ----------
    unit, target : str
        Units as users write them, such as ``"INR/(t/a)"``, ``"kt/a"``, ``"INR crore"``.
    year : int or None
        Year of the exchange rate; None takes the newest.

    Returns
    -------
    float
        Positive.

    Raises
    ------
    InputError
        The units measure different things, or the currency has no rate.
    """
    amount, over, per = unit.partition("/")
    words = amount.split()
    spoken = any(len(word) == 3 and word.isupper() for word in words)
    if target.startswith("USD") and spoken and amount != "USD":
        return to_usd(1.0, amount, year=year) * factor(f"USD{over}{per}", target)
    return factor(unit, target)


def to_inner_units(
    frame: pl.DataFrame,
    spec: TableSpec,
    problems: list[Problem],
    year: int | None = None,
) -> pl.DataFrame:
    """Convert every column that names its unit in another column of the row.

    Parameters
    ----------
    frame : polars.DataFrame
        As read.
    spec : TableSpec
        Its declaration.
    problems : list of Problem
        A unit that does not convert is told with file and row.
    year : int or None
        Price year of the case, whose exchange rates are used.

    Returns
    -------
    polars.DataFrame
        Same shape; the columns that held the units now hold the inner unit.
    """
    # Columns that name the same column of units, and mean the same, convert alike.
    kinds = dict.fromkeys((c.unit_from, c.unit) for c in spec.columns if c.unit_from)
    words: dict[str, pl.Series] = {}
    values: list[pl.Series] = []
    for name, inner in kinds:
        targets = _targets(frame, inner)
        factors = [
            _factor((unit, target, year), f"{spec.name}.csv:{row}:{name}", problems)
            for row, (unit, target) in enumerate(
                zip(frame[name], targets, strict=True), start=2
            )
        ]
        by = pl.Series(factors, dtype=pl.Float64)
        words.setdefault(name, pl.Series(name, targets, dtype=pl.String))
        values.extend(
            (frame[column.name] * by).alias(column.name)
            for column in spec.columns
            if (column.unit_from, column.unit) == (name, inner)
        )
    return frame.with_columns(*words.values(), *values)


def _factor(
    asked: tuple[str | None, str | None, int | None],
    where: str,
    problems: list[Problem],
) -> float:
    """Return how many ``target`` make one ``unit``, or tell that they do not convert.

    A cell without a unit counts as it stands: that it is empty is told already.
    """
    unit, target, year = asked
    if unit is None or target is None:
        return 1.0
    try:
        return inner_factor(unit, target, year)
    except InputError as fault:
        first = fault.problems[0]
        what = f"unit {unit!r} does not convert to {target}: {first.what}"
        problems.append(Problem(where, what, first.fix))
        return 1.0


def _targets(frame: pl.DataFrame, unit: str) -> list[str | None]:
    """Return the inner unit of each row of a column."""
    if unit == "by figure":
        return [FIGURE_UNITS.get(f) for f in frame["figure"]]
    if unit == "by kind":
        return [POLICY_UNITS.get(k) for k in frame["kind"]]
    if unit in STOCK_UNITS:
        flow = unit.split(" or ", maxsplit=1)[0]
        return [STOCK_UNITS[unit] if k == "stock" else flow for k in frame["kind"]]
    return [unit] * frame.height


def to_gross(
    frame: pl.DataFrame,
    spec: TableSpec,
    commodity: list[str | None],
    commodities: pl.DataFrame,
    problems: list[Problem],
) -> pl.DataFrame:
    """Turn contained tonnes into gross tonnes by the commodity's declared content.

    Parameters
    ----------
    frame : polars.DataFrame
        With a ``basis`` column.
    spec : TableSpec
        Its declaration; columns with ``basis_from`` are turned.
    commodity : list of str or None
        Commodity of each row.
    commodities : polars.DataFrame
        With ``content_of`` and ``content``.
    problems : list of Problem
        A basis that the commodity does not declare is told; gross and contained tonnes
        never join.
    """
    declared = {
        row["commodity"]: (row["content_of"], row["content"])
        for row in commodities.iter_rows(named=True)
        if None not in {row["content_of"], row["content"]}
    }
    factors: list[float] = []
    for row, (name, basis) in enumerate(
        zip(commodity, frame["basis"], strict=True), start=2
    ):
        content_of, content = declared.get(name or "", ("", 0.0))
        if basis in {"gross", None} or name not in declared:
            factors.append(1.0)
        elif basis == content_of and content:
            factors.append(1.0 / content)
        else:
            factors.append(1.0)
            problems.append(
                Problem(
                    f"{spec.name}.csv:{row}:basis",
                    f"tonnes of {basis!r} cannot be joined with gross tonnes of {name}",
                    f"write 'gross' or {content_of!r}, the content that "
                    f"commodities.csv declares for {name}",
                )
            )
    by = pl.Series("by", factors, dtype=pl.Float64)
    return frame.with_columns(
        *[pl.col(c.name) * by for c in spec.columns if c.basis_from],
        basis=pl.lit("gross"),
    )
