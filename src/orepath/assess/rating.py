"""How stable a supplier is in a year, and what stands in its way to the market."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.concentration import governance_weight
from orepath.assess.risk import UNKNOWN_STABILITY, stability_weight
from orepath.assess.table import KEY, Tables
from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Rating:
    """Hold weights on the axes year Y and place P, and barriers by key.

    Parameters
    ----------
    weight, stability : ndarray
        ``(Y, P)``, governance on 0–10 and political instability on 0–1; the middle
        where nobody rated the place.
    rated : ndarray of bool
        ``(P,)``, whether both are known.
    used : ndarray of int
        ``(Y, P)``, the year whose estimate was taken; that of Y itself where the
        estimates have no year or the place has none.
    year : ndarray of int
        ``(K,)``, position of the key's year on Y.
    years : ndarray of int
        ``(Y,)``.
    barrier : ndarray
        ``(K, P)``, the trade parameter.
    """

    weight: Array
    stability: Array
    rated: Mask
    used: Index
    year: Index
    years: Index
    barrier: Array


def rating(checked: Tables, barrier: Mapping[str, float] | pl.DataFrame) -> Rating:
    """Take each place's estimate of each year, or of the nearest one.

    Parameters
    ----------
    checked : Tables
        With ``governance``: ``place``, ``value``, and where known ``year`` and
        ``stability``.
    barrier : mapping or polars.DataFrame
        Trade parameter by place; as a table ``place``, ``value`` and any of
        ``commodity``, ``stage`` and ``year``. 1 where nothing is given.

    Returns
    -------
    Rating
        Of two years equally near the later counts.

    Raises
    ------
    InputError
        A place, or a place and year, stands twice in either table, or a trade
        parameter is not above 0.
    """
    table = checked.given["governance"]
    own = ["place", *(["year"] if "year" in table.columns else [])]
    barriers = _barriers(barrier)
    problems = [
        *_twice("governance", table, own),
        *_twice("barrier", barriers, [c for c in barriers.columns if c != "value"]),
        *(
            Problem(f"barrier {place}", f"{value}", "give a number above 0")
            for place, value in barriers.select("place", "value").rows()
            if value is None or not value > 0
        ),
    ]
    if problems:
        raise InputError(problems)
    asked = checked.keys["year"].to_numpy().astype(np.int64)
    years, year = np.unique(asked, return_inverse=True)
    second = "stability" if "stability" in table.columns else "value"
    value, used = _nearest(table, "value", checked.places, years)
    steady, other = _nearest(table, second, checked.places, years)
    unknown = np.isnan(steady)
    return Rating(
        np.where(np.isnan(value), 10 * UNKNOWN_STABILITY, governance_weight(value)),
        np.where(unknown, UNKNOWN_STABILITY, stability_weight(steady)),
        np.asarray(~(np.isnan(value) | unknown).any(axis=0)),
        np.where(used == years[:, None], other, used),
        year,
        years,
        _laid(barriers, checked),
    )


def _nearest(
    table: pl.DataFrame, column: str, places: tuple[str, ...], years: Index
) -> tuple[Array, Index]:
    """Return estimates ``(Y, P)`` and the years they are of."""
    at = {place: i for i, place in enumerate(places)}
    kept = table.filter(pl.col("place").is_in(places)).drop_nulls(column)
    found = np.full((len(years), len(places)), np.nan)
    used = np.repeat(years[:, None], len(places), axis=1)
    if "year" not in table.columns:
        for place, estimate in kept.select("place", column).rows():
            found[:, at[place]] = estimate
        return found, used
    spot = np.array([at[place] for place in kept["place"]], dtype=np.int64)
    of, row = np.unique(kept["year"].to_numpy(), return_inverse=True)
    known = np.full((len(of), len(places)), np.nan)
    known[row, spot] = kept[column].to_numpy()
    for i, year in enumerate(years):
        for other in sorted(range(len(of)), key=lambda j: (abs(of[j] - year), -of[j])):
            fill = np.isnan(found[i]) & ~np.isnan(known[other])
            found[i, fill] = known[other, fill]
            used[i, fill] = of[other]
    return found, used


def _barriers(barrier: Mapping[str, float] | pl.DataFrame) -> pl.DataFrame:
    """Write a mapping as a table, and check the columns of a table."""
    if isinstance(barrier, pl.DataFrame):
        problems = [
            Problem(
                f"barrier:1:{name}", "no such column", suggest(name, barrier.columns)
            )
            for name in ("place", "value")
            if name not in barrier.columns
        ]
        if problems:
            raise InputError(problems)
        labels = [name for name in (*KEY, "place") if name in barrier.columns]
        return barrier.select(*labels, pl.col("value").cast(pl.Float64))
    kinds = {"place": pl.String(), "value": pl.Float64()}
    return pl.DataFrame(list(barrier.items()), schema=kinds, orient="row")


def _laid(barriers: pl.DataFrame, checked: Tables) -> Array:
    """Lay the trade parameters out on ``(K, P)``."""
    laid = np.ones((checked.keys.height, len(checked.places)))
    at = {place: i for i, place in enumerate(checked.places)}
    keys = checked.keys.with_row_index("key")
    shared = [name for name in KEY if name in barriers.columns]
    known = barriers.filter(pl.col("place").is_in(checked.places))
    if shared:
        known = known.cast({name: keys.schema[name] for name in shared})
        rows = known.join(keys, on=shared)
    else:
        rows = known.join(keys, how="cross")
    for key, place, value in rows.select("key", "place", "value").rows():
        laid[key, at[place]] = value
    return laid


def _twice(name: str, table: pl.DataFrame, labels: list[str]) -> list[Problem]:
    """Tell rows that stand more than once."""
    doubled = table.filter(table.select(labels).is_duplicated())
    return [
        Problem(
            f"{name} {' '.join(str(one) for one in row)}",
            "stands several times",
            "resolve to one row",
        )
        for row in doubled.select(labels).unique(maintain_order=True).rows()
    ]
