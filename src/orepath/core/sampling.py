"""Chance comes from named streams of one seed: what is drawn never depends on when.

A stream belongs to its names: ``stream(7, "exposure", "supply")`` gives the same
numbers whatever was drawn before it and by whom.
"""

import hashlib
from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]
Shape = Literal["triangular", "uniform", "normal", "lognormal"]

# The standard normal's 90th percentile: what turns the ends of a range into a spread.
Z90 = 1.2815515655446004


def stream(seed: int, *names: str) -> np.random.Generator:
    """Open the random stream that belongs to a seed and names.

    Parameters
    ----------
    seed : int
        0 or more; 0 is a seed like any other.
    *names : str
        What the numbers are for. The order of the names counts, the order in which
        streams are opened does not.

    Returns
    -------
    numpy.random.Generator
        The same sequence for the same seed and names, on every machine.

    Raises
    ------
    InputError
        The seed is negative.

    Examples
    --------
    >>> first = stream(0, "trial", "prices").random(2)
    >>> bool((stream(0, "trial", "prices").random(2) == first).all())
    True
    >>> bool((stream(0, "trialprices").random(2) == first).all())
    False
    """
    if seed < 0:
        raise InputError(Problem("seed", f"{seed} is negative", "give 0 or more"))
    written = "".join(f"{len(name)}:{name}" for name in names)
    digest = hashlib.blake2b(written.encode(), digest_size=16).digest()
    words = np.frombuffer(digest, dtype="<u4").tolist()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def draw(
    low: ArrayLike,
    value: ArrayLike,
    high: ArrayLike,
    size: int,
    rng: np.random.Generator,
    shape: Shape = "triangular",
) -> Array:
    """Draw numbers from ranges, many ranges at once.

    Parameters
    ----------
    low, value, high : array_like
        Ends and middle of each range, of shapes that broadcast to ``(N, ...)``;
        ``low == high`` gives the constant ``value``.
    size : int
        Draws of each range, D.
    rng : numpy.random.Generator
        A :func:`stream`.
    shape : {"triangular", "uniform", "normal", "lognormal"}
        ``triangular``: mode at ``value``, never beyond the ends. ``uniform``: anywhere
        between the ends. ``normal`` and ``lognormal``: two halves that meet in the
        median ``value``, with ``low`` the 10th and ``high`` the 90th percentile;
        lognormal needs ``low`` above 0.

    Returns
    -------
    ndarray of float
        ``(D, N, ...)``.

    Raises
    ------
    InputError
        A range is not ordered, not finite or, for lognormal, not positive (each row is
        named); the shape or the size is unknown.

    Notes
    -----
    With u uniform on (0, 1) and c = (value − low)/(high − low), triangular is
    low + √(u c)(high − low) below the mode and high − √((1 − u)(1 − c))(high − low)
    above; the halves of normal are value + z·(value − low)/z₉₀ and
    value + z·(high − value)/z₉₀. O(D·N).

    Examples
    --------
    >>> draw([1.0, 5.0], [2.0, 5.0], [4.0, 5.0], 3, stream(0, "doc")).shape
    (3, 2)
    """
    ends = np.broadcast_arrays(
        *(np.asarray(end, dtype=np.float64) for end in (low, value, high))
    )
    _checked(ends[0], ends[1], ends[2], shape)
    if size < 0:
        raise InputError(Problem("size", f"{size} draws", "give 0 or more"))
    uniform = rng.random((size, *ends[0].shape))
    return _SHAPES[shape](ends[0], ends[1], ends[2], uniform)


def _triangular(low: Array, value: Array, high: Array, uniform: Array) -> Array:
    width = high - low
    part = np.divide(value - low, width, out=np.zeros_like(width), where=width > 0)
    left = low + np.sqrt(uniform * part) * width
    right = high - np.sqrt((1.0 - uniform) * (1.0 - part)) * width
    # The mode itself where there is no width: rounding must not move a constant.
    return np.where(width > 0, np.where(uniform < part, left, right), value)


def _uniform(low: Array, value: Array, high: Array, uniform: Array) -> Array:
    return np.where(high > low, low + uniform * (high - low), value)


def _normal(low: Array, value: Array, high: Array, uniform: Array) -> Array:
    from scipy.special import ndtri

    z = ndtri(uniform) / Z90
    return value + np.where(z < 0, value - low, high - value) * z


def _lognormal(low: Array, value: Array, high: Array, uniform: Array) -> Array:
    logs = _normal(np.log(low), np.log(value), np.log(high), uniform)
    return np.where(high > low, np.exp(logs), value)


_SHAPES: dict[Shape, Callable[[Array, Array, Array, Array], Array]] = {
    "triangular": _triangular,
    "uniform": _uniform,
    "normal": _normal,
    "lognormal": _lognormal,
}


def _checked(low: Array, value: Array, high: Array, shape: Shape) -> None:
    """Raise unless every range is ordered and fits the shape."""
    if shape not in _SHAPES:
        words = get_args(Shape)
        raise InputError(
            Problem("shape", f"unknown shape {shape!r}", suggest(str(shape), words))
        )
    wrong = ~((low <= value) & (value <= high) & np.isfinite(high - low))
    if shape == "lognormal":
        wrong |= low <= 0
    if not wrong.any():
        return
    fix = "give finite low <= value <= high"
    if shape == "lognormal":
        fix += ", all above 0"
    rows = np.argwhere(np.atleast_1d(wrong))
    flat = (np.atleast_1d(low), np.atleast_1d(value), np.atleast_1d(high))
    raise InputError(
        [
            Problem(
                "row " + ",".join(str(int(i)) for i in row),
                "range {:g} – {:g} – {:g} is not usable".format(
                    *(float(end[tuple(row)]) for end in flat)
                ),
                fix,
            )
            for row in rows
        ]
    )
