"""A thing that is stated twice is found across all batches of a file."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.evidence.importer.block import LINE

_NONE = np.empty(0, np.uint32)


def later_places(
    batches: Iterable[pl.DataFrame], key: Sequence[str], first: str = LINE
) -> NDArray[np.int64]:
    r"""Return where rows stand whose key another row bears that goes before.

    Parameters
    ----------
    batches : iterable of polars.DataFrame
        Rows with ``line`` and the columns named here.
    key : sequence of str
        Columns that say what a row speaks of.
    first : str
        Column of whole numbers, of which the least goes before; of equal ones the
        earliest line does.

    Returns
    -------
    numpy.ndarray
        Places counted over all batches, ascending.

    Notes
    -----
    Sixteen bytes a row are held, and sorted in :math:`O(n \log n)` time. A key is held
    as a number of 64 bits: two different ones are taken for one with a chance below
    one in ten million for a million rows.
    """
    marks, ranks, lines = [_NONE], [_NONE], [_NONE]
    for frame in batches:
        marks.append(frame.select(key).hash_rows().to_numpy())
        ranks.append(frame[first].cast(pl.UInt32).to_numpy())
        lines.append(frame[LINE].to_numpy())
    every = np.concatenate(marks)
    order = np.lexsort((np.concatenate(lines), np.concatenate(ranks), every))
    again = np.flatnonzero(every[order[1:]] == every[order[:-1]]) + 1
    return np.sort(order[again])
