"""A history is a series as every edition told it: what was revised, and by how much."""

import polars as pl

from orepath.evidence.library import Library, library
from orepath.evidence.observation import with_ranges
from orepath.evidence.resolve import KEY, resolve


def history(
    commodity: str,
    place: str,
    measure: str | None = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return a series over years and editions, the preferred numbers marked.

    Parameters
    ----------
    commodity, place : str
        Words of the library; a place is an ISO 3166 alpha-3 code or ``WLD``.
    measure : str, optional
        Keep one measure, such as ``"production"``; None keeps all.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        Observations with ranges filled by grade, ``preferred`` (whether
        :func:`orepath.evidence.resolve.resolve` takes the row) and ``revised`` (its
        value over that of the other source next in time for the same year, empty
        where there is none); sorted by measure, basis, year and edition.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.

    Examples
    --------
    >>> rows = history("titanium sponge", "KAZ", "production")
    >>> rows.filter(year=2024, preferred=True)["value"].to_list()
    [19000.0]
    """
    held = shelf or library()
    rows = held.observations(commodity=commodity, place=place, measure=measure)
    taken = set(resolve(rows, held)["id"])
    editions = held.sources().select(source="id", edition="year")
    earlier = pl.col("value").shift(1).over(KEY)
    return (
        with_ranges(rows)
        .join(editions, on="source", how="left")
        .sort("measure", "basis", "content_of", "year", "edition", "id")
        .with_columns(
            preferred=pl.col("id").is_in(taken),
            revised=pl.when(earlier > 0).then(pl.col("value") / earlier),
        )
    )


def siblings(key: str, shelf: Library | None = None) -> pl.DataFrame:
    """Return what other rows say of the very thing that an observation speaks of.

    Parameters
    ----------
    key : str
        Identifier of a row of any table.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        Observations with the same mineral, commodity, stage, measure, basis, unit,
        place and year; none when the row is no observation.

    Raises
    ------
    InputError
        When no row bears the identifier.

    Examples
    --------
    >>> siblings("usgs-2026/titanium-sponge/production/KAZ/2024")["id"].to_list()
    ['observed/F0023', 'usgs-2025/titanium-sponge/production/KAZ/2024']
    """
    held = shelf or library()
    row = held.row(key)
    if not set(KEY) <= set(row):
        return held.observations(year=[])
    same = [pl.col(name).eq_missing(pl.lit(row[name])) for name in KEY]
    return held.observations().filter(*same, pl.col("id") != key).sort("id")
