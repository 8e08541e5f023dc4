"""Yearly amounts a user gives stand instead of a level middle, and move with its range.

A column is read as multiples of the middle of the figure it stands for, so that a draw
of the figure moves the whole column.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from orepath.appraise.reader import Reader
from orepath.errors import InputError, Problem, suggest

YEAR = "year"
LEVELS = {
    "output": "t made, of all that the plant makes",
    "fixed": "USD of cost at any output",
    "sustaining": "USD of capital to keep it running",
}
"""Columns of a schedule besides the year and ``price.NAME`` of a product or input."""


def read_schedule(path: Path) -> dict[str, list[float]]:
    """Read yearly amounts from a CSV file; empty where there is none.

    Parameters
    ----------
    path : pathlib.Path
        With a column ``year`` and one column for each amount.

    Raises
    ------
    InputError
        A cell is no number.
    """
    if not path.is_file():
        return {}
    return numbers(pl.read_csv(path, infer_schema=False), path.name)


def numbers(frame: pl.DataFrame, where: str) -> dict[str, list[float]]:
    """Return the columns of a schedule as numbers.

    Parameters
    ----------
    frame : polars.DataFrame
        As read.
    where : str
        The file, for messages.

    Raises
    ------
    InputError
        Naming each cell that is no number.
    """
    cast = frame.cast(pl.Float64, strict=False)
    problems = [
        Problem(f"{where}:{row}:{name}", "is no number", "give one for every year")
        for name in frame.columns
        for row, value in enumerate(cast[name].to_list(), start=2)
        if value is None
    ]
    if problems:
        raise InputError(problems)
    return {name: cast[name].to_list() for name in cast.columns}


def multiples(
    parts: Mapping[str, Any], schedule: Mapping[str, list[float]], reader: Reader
) -> dict[str, tuple[float, ...]]:
    """Return the columns of a schedule as multiples of the middle they stand for.

    Parameters
    ----------
    parts : mapping
        Parts of the venture that could be read.
    schedule : mapping of str to list of float
        Columns, with ``year``; empty for none.
    reader : Reader
        Gathers problems.

    Returns
    -------
    dict of str to tuple of float
        Length T each.
    """
    needed = {"capital", "operation", "product", "input", "first_year"}
    if not schedule or not needed <= set(parts):
        return {}
    first = parts["first_year"]
    closing = len(parts["capital"].profile) + parts["operation"].life
    years = [float(first + i) for i in range(closing + 1)]
    if schedule.get(YEAR) != years:
        reader.tell(
            "schedule.year",
            "does not count the years of the venture",
            f"give a row a year from {first} to {first + closing}, in a column year",
        )
        return {}
    middles = _middles(parts)
    found: dict[str, tuple[float, ...]] = {}
    for name, amounts in schedule.items():
        if name == YEAR:
            continue
        middle = middles.get(name)
        if middle is None:
            reader.tell(f"schedule.{name}", "unknown column", suggest(name, middles))
        elif middle == 0.0:
            reader.tell(
                f"schedule.{name}", "its figure is 0", "give the figure a middle, too"
            )
        elif min(amounts) < 0:
            reader.tell(f"schedule.{name}", "is below 0 in a year", "give 0 or more")
        else:
            found[name] = tuple(amount / middle for amount in amounts)
    return found


def _middles(parts: Mapping[str, Any]) -> dict[str, float]:
    """Return the middle that each column stands for."""
    capital, operation = parts["capital"], parts["operation"]
    levels = {
        "output": operation.capacity.value * operation.use.value,
        "fixed": operation.fixed.value,
        "sustaining": capital.sustaining.value * capital.total.value,
    }
    goods = (*parts["product"], *parts["input"])
    return levels | {f"price.{each.name}": each.price.value for each in goods}
