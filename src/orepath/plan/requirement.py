"""Requirements tie projects together: what must be ready, and with what chance it is.

A mine may need an exploration programme that succeeds. Success is a chance and not a
decision, so what hangs on it counts in expectation: with the chance's part of its size,
in output, capital and budget alike, as if the programme were one of many.
"""

import graphlib
from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


def requirements(projects: pl.DataFrame) -> Index:
    """Return which project requires which, as pairs of positions (Q, 2).

    Parameters
    ----------
    projects : polars.DataFrame
        Columns ``project`` and ``requires``.

    Returns
    -------
    ndarray of int (Q, 2)
        The project and what must be ready before it starts, in the order of the rows.
        The reader of cases has made sure that each name is known; a name of another
        cluster of goods cannot occur, since requirements join clusters.

    Examples
    --------
    >>> rows = pl.DataFrame({"project": ["mine", "search"], "requires": ["search", ""]})
    >>> requirements(rows).tolist()
    [[0, 1]]
    """
    at = {name: j for j, name in enumerate(projects["project"])}
    pairs = [
        (j, at[word])
        for j, words in enumerate(projects["requires"])
        for word in (words or "").split()
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def expected(projects: pl.DataFrame) -> pl.DataFrame:
    """Return the projects with their sizes and reserves in expectation.

    Parameters
    ----------
    projects : polars.DataFrame
        The table of projects.

    Returns
    -------
    polars.DataFrame
        ``size`` and ``reserves`` and their ends times the chances of all explorations
        that a project requires, directly or through others, each counted once.
    """
    pairs = requirements(projects)
    if not pairs.size:
        return projects
    part = _chances(projects, pairs)
    counted = [
        f"{name}{end}" for name in ("size", "reserves") for end in ("", "_low", "_high")
    ]
    return projects.with_columns(pl.col(name) * pl.Series(part) for name in counted)


def _chances(projects: pl.DataFrame, pairs: Index) -> Floats:
    """Return with which chance what each project requires comes about (J,)."""
    told = projects["chance"].to_list()
    chance = np.array([1.0 if one is None else one for one in told])
    seeks = (projects["kind"] == "exploration").to_numpy()
    sorter: graphlib.TopologicalSorter[int] = graphlib.TopologicalSorter()
    for j, i in pairs.tolist():
        sorter.add(j, i)
    needs: dict[int, set[int]] = {j: set() for j in range(projects.height)}
    direct = {j: pairs[pairs[:, 0] == j, 1].tolist() for j in needs}
    for j in sorter.static_order():
        for i in direct[j]:
            needs[j] |= needs[i] | ({i} if seeks[i] else set())
    return np.array(
        [np.prod(chance[sorted(needs[j])], initial=1.0) for j in range(projects.height)]
    )


def unready(projects: pl.DataFrame, starts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the projects of a plan whose requirements are not ready when they start.

    A requirement is ready once its lead time has passed since its own start. What
    requires an unready project is not ready either.

    Parameters
    ----------
    projects : polars.DataFrame
        The table of projects.
    starts : mapping of str to int
        A plan: project to the first year of the period in which it starts.

    Returns
    -------
    tuple of str
        In the order of the table; empty where the plan keeps all requirements.
    """
    names, lead = projects["project"].to_list(), projects["lead"].to_list()
    kept = dict(starts)
    pairs = [(names[j], names[i], lead[i]) for j, i in requirements(projects).tolist()]
    while True:
        late = {
            name
            for name, needed, years in pairs
            if name in kept
            and (needed not in kept or kept[needed] + years > kept[name])
        }
        if not late:
            return tuple(name for name in names if name in starts and name not in kept)
        kept = {name: year for name, year in kept.items() if name not in late}
