"""A vintage is a year of which the library knows both output by place and trade."""

from collections.abc import Sequence
from functools import cache

import polars as pl

from orepath.errors import Problem
from orepath.evidence.supply import supply
from orepath.evidence.use import use

LAST = 2024
"""Newest year that a case describes, and the one it describes unless told otherwise."""
BASIS = ("refined copper", "aluminium", "refined zinc")
"""Metals that all industry uses and whose apparent use is known everywhere."""


@cache
def base_years() -> tuple[int, ...]:
    """Return the years that a case can describe.

    Those of which the library knows both output by place and trade between all pairs of
    countries of the metals that all industry uses: without either nobody would be
    known to use anything.

    Examples
    --------
    >>> base_years()
    (2023, 2024)
    """
    known = use(None, commodities=BASIS).filter(pl.col("year") <= LAST)
    return tuple(known["year"].unique().sort())


def check_base(year: float, minerals: list[str], problems: list[Problem]) -> None:
    """Tell a base year of which the library knows no output or no trade.

    Parameters
    ----------
    year : float
        As asked.
    minerals : list of str
        Minerals whose published years are told beside.
    problems : list of Problem
        Where a fault is added.
    """
    if year in base_years():
        return
    what = (
        f"{year:g} is out of range: output by place, and trade between all pairs of "
        f"countries, are both in the library for {_spans(base_years())} only"
    )
    if minerals:
        what += f"; {_carried(minerals)}"
    words = " or ".join(str(one) for one in base_years())
    problems.append(Problem("base_year", what, f"give {words}"))


def _carried(minerals: list[str]) -> str:
    """Say of which years the output of minerals is published, stage by stage."""
    known = supply(minerals, partial=True).filter(pl.col("value") > 0)
    told = []
    for key, rows in known.sort("mineral", "stage").group_by(
        "mineral", "stage", maintain_order=True
    ):
        whole = rows.filter("whole")
        years = (whole if whole.height else rows)["year"].unique().sort().to_list()
        few = "" if whole.height else " of few places"
        told.append(f"{key[0]} ({key[1]}{few}): {_spans(years)}")
    return "output is published of " + "; ".join(told) if told else "no output is known"


def _spans(years: Sequence[int]) -> str:
    """Return years as words, unbroken ones as one span."""
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][-1] == year - 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(
        f"{span[0]}" if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans
    )
