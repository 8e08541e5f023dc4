"""What a range may be: draws that belong to the observation and to nothing else.

Every observation has a stream of its own, named by its table, its labels and the seed.
So the same question gives the same bytes, whatever else is asked beside it, in which
order the rows stand and in which pieces the work is done.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.sampling import Z90, stream

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Words = NDArray[np.uint64]

# Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"
# (SplitMix64): the step of the sequence, and two multipliers that scatter its bits.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_SCATTER = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def streams(
    table: pl.DataFrame, labels: tuple[str, ...], name: str, seed: int
) -> Words:
    """Begin the stream of each row of a table.

    Parameters
    ----------
    table : polars.DataFrame
        Has the columns ``labels``.
    labels : tuple of str
        Columns of words or whole numbers that tell one row from another.
    name, seed
        As :func:`streams_at` takes them.

    Returns
    -------
    ndarray of uint64
        ``(R,)``, one state a row.

    Examples
    --------
    >>> rows = pl.DataFrame({"place": ["KAZ", "IND"], "year": [2024, 2024]})
    >>> both = streams(rows, ("place", "year"), "supply", 0)
    >>> one = streams(rows[1:], ("place", "year"), "supply", 0)
    >>> bool(both[1] == one[0])
    True
    """
    parts = []
    for label in labels:
        column = table[label].cast(pl.String)
        words = column.unique().sort()
        at = column.cast(pl.Enum(words)).to_physical().to_numpy()
        parts.append((words.to_list(), at.astype(np.int64)))
    return streams_at(name, seed, parts)


def streams_at(
    name: str, seed: int, parts: Sequence[tuple[Sequence[str], Index]]
) -> Words:
    """Begin the stream of each row whose words are known by their positions.

    Parameters
    ----------
    name : str
        What the rows are, such as ``"supply"``.
    seed : int
        0 or more.
    parts : sequence of (words, positions)
        Each part of a row's name: the words there are, and ``(R,)``, which one it is.

    Returns
    -------
    ndarray of uint64
        ``(R,)``, one state a row. It belongs to the words, not to their positions.

    Examples
    --------
    >>> both = streams_at("supply", 0, [(["KAZ", "IND"], np.array([0, 1]))])
    >>> one = streams_at("supply", 0, [(["AUS", "IND", "KAZ"], np.array([1]))])
    >>> bool(both[1] == one[0])
    True
    """
    begin = stream(seed, "exposure", name).integers(2**64, dtype=np.uint64)
    state = np.full(len(parts[0][1]), begin, dtype=np.uint64)
    for words, at in parts:
        word = np.array([_word(one) for one in words], dtype=np.uint64)
        state = _scattered(state ^ word[at])
    return state


def drawn(low: Array, value: Array, high: Array, begin: Words, draws: int) -> Array:
    """Draw each observation: the value itself first, then from its range.

    Parameters
    ----------
    low, value, high : ndarray
        ``(R,)``, ordered; the ends are the 10th and 90th percentile of what is
        believed.
    begin : ndarray of uint64
        ``(R,)``, from :func:`streams`.
    draws : int
        Draws besides the value.

    Returns
    -------
    ndarray of float
        ``(draws + 1, R)``. A draw below zero is no tonnage and counts as none.

    Notes
    -----
    Two halves of a normal distribution that meet in the value, as
    :func:`orepath.core.sampling.draw` has them. O(D·R).
    """
    amounts = np.repeat(value[None, :], draws + 1, axis=0)
    wide = np.flatnonzero(low < high) if draws else np.array([], dtype=np.int64)
    if not wide.size:
        return amounts
    # A face that asks for no draws is not made to wait for scipy.
    from scipy.special import ndtri

    step = np.arange(1, draws + 1, dtype=np.uint64)[:, None] * _STEP
    bits = _scattered(begin[wide] + step) >> np.uint64(12)
    z = ndtri((bits.astype(np.float64) + 0.5) * 2.0**-52) / Z90
    half = np.where(z < 0, (value - low)[wide], (high - value)[wide])
    amounts[1:, wide] = np.clip(value[wide] + half * z, 0.0, None)
    return amounts


def _word(label: str) -> int:
    """Turn a label into 64 bits, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(label.encode(), digest_size=8).digest())


def _scattered(state: Words) -> Words:
    """Scatter the bits of each word, so that near states give unlike numbers."""
    state = (state ^ (state >> np.uint64(30))) * _SCATTER[0]
    state = (state ^ (state >> np.uint64(27))) * _SCATTER[1]
    return state ^ (state >> np.uint64(31))
