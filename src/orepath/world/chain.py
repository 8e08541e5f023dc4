"""A chain is the recipes read as a matrix: what each process takes in and gives off."""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.axes import Axis
from orepath.core.formula import mass_fraction
from orepath.errors import InputError, Problem
from orepath.world.case import Case

Floats = NDArray[np.float64]

_SLACK = 1e-3
_SUMS = ("REO",)
"""Contents that count several elements and are no formula."""


@dataclass(frozen=True)
class Chain:
    """Hold the recipes of a case.

    Parameters
    ----------
    commodities, processes : Axis
        Labels in file order, lengths G and K.
    taken, given : ndarray (G, K)
        Gross tonnes taken in and given off per tonne of main output; the main output
        itself is 1 in ``given``.
    output : ndarray (K,)
        Position of the main output.
    """

    commodities: Axis
    processes: Axis
    taken: Floats
    given: Floats
    output: NDArray[np.int64]

    @property
    def net(self) -> Floats:
        """Return given minus taken (G, K)."""
        return self.given - self.taken


def chain_of(case: Case) -> Chain:
    """Read the recipes of a case as matrices.

    Parameters
    ----------
    case : Case
        Checked tables.

    Returns
    -------
    Chain
        O(G·K) memory.
    """
    commodities = Axis("commodity", tuple(case.table("commodities")["commodity"]))
    heads = case.table("processes")
    processes = Axis("process", tuple(heads["process"]))
    taken = np.zeros((len(commodities), len(processes)))
    given = np.zeros_like(taken)
    output = commodities.index(heads["output"])
    given[output, np.arange(len(processes))] = 1.0
    recipes = case.table("recipes")
    g = commodities.index(recipes["commodity"])
    k = processes.index(recipes["process"])
    amount = recipes["quantity"].to_numpy()
    goes_in = (recipes["direction"] == "in").to_numpy()
    np.add.at(taken, (g[goes_in], k[goes_in]), amount[goes_in])
    np.add.at(given, (g[~goes_in], k[~goes_in]), amount[~goes_in])
    return Chain(commodities, processes, taken, given, output)


def element_of(content: str) -> tuple[str, float]:
    """Return the leading element of a content basis and its mass fraction.

    A sum of elements is balanced as if it were one, for its parts are not told.

    Parameters
    ----------
    content : str
        A formula, such as ``TiO2``, or a sum, such as ``Nd+Pr`` and ``REO``.

    Raises
    ------
    InputError
        It is no formula.

    Examples
    --------
    >>> element, part = element_of("TiO2")
    >>> element, round(part, 4)
    ('Ti', 0.5993)
    >>> element_of("Nd+Pr")
    ('Nd+Pr', 1.0)
    """
    if "+" in content or content in _SUMS:
        return content, 1.0
    symbol = re.match(r"[A-Z][a-z]?", content)
    element = symbol.group(0) if symbol else content
    return element, mass_fraction(content, element)


def check_mass(
    commodities: pl.DataFrame,
    recipes: pl.DataFrame,
    processes: pl.DataFrame,
    problems: list[Problem],
) -> None:
    """Refuse a recipe that gives off more of an element than it takes in.

    Processes without inputs (mines, collection) bring matter in from outside and are
    left alone; so are elements that no input declares (the iron in ilmenite), and
    recipes with a cell that could not be read.

    Parameters
    ----------
    commodities, recipes, processes : polars.DataFrame
        Tables of the case.
    problems : list of Problem
        Faults are appended; each names the first input of its recipe.
    """
    content = _contents(commodities, problems)
    outputs = dict(processes.select("process", "output").iter_rows())
    every = recipes.with_row_index("row", offset=2)
    of = every.partition_by("process", as_dict=True)
    for process, output in outputs.items():
        rows = of.get((process,), every.clear())
        goes_in = rows.filter(pl.col("direction") == "in")
        used = {output, *rows["commodity"]}
        unread = rows["quantity"].null_count() + rows["direction"].null_count()
        if goes_in.is_empty() or unread or not used <= set(content):
            continue
        taken = _elements(goes_in, content)
        given = _elements(rows.filter(pl.col("direction") == "out"), content)
        element, part, share = content[output]
        given[element] = given.get(element, 0.0) + part * share
        problems.extend(
            Problem(
                f"recipes.csv:{goes_in['row'][0]}:quantity",
                f"{process} gives off {amount:.4g} t {name} per tonne but takes in "
                f"only {taken[name]:.4g} t",
                "raise the input or lower the yield",
            )
            for name, amount in given.items()
            if name in taken and amount > taken[name] * (1 + _SLACK)
        )


def _contents(
    commodities: pl.DataFrame, problems: list[Problem]
) -> dict[str, tuple[str, float, float]]:
    """Return leading element, its part of the content, and the content of a tonne.

    A content that is no formula is told.
    """
    found: dict[str, tuple[str, float, float]] = {}
    for row, head in enumerate(commodities.iter_rows(named=True), start=2):
        name, content_of, share = (
            head[column] for column in ("commodity", "content_of", "content")
        )
        if None in {name, content_of, share}:
            continue
        try:
            found[name] = (*element_of(content_of), share)
        except InputError as fault:
            problems.extend(
                Problem(f"commodities.csv:{row}:content_of", p.what, p.fix)
                for p in fault.problems
            )
    return found


def _elements(
    rows: pl.DataFrame, content: dict[str, tuple[str, float, float]]
) -> dict[str, float]:
    """Sum tonnes of each element over recipe rows."""
    sums: dict[str, float] = {}
    for row in rows.iter_rows(named=True):
        element, part, share = content[row["commodity"]]
        sums[element] = sums.get(element, 0.0) + row["quantity"] * part * share
    return sums
