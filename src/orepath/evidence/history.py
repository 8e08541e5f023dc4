"""A history is a series as every edition told it: what was revised, and by how much."""

import polars as pl

from orepath.evidence.library import Library, library
from orepath.evidence.resolve import KEY, resolve
from orepath.evidence.width import with_ranges


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


def restated(shelf: Library | None = None) -> pl.DataFrame:
    """Return what one edition stated and a later one of its series stated again.

    Parameters
    ----------
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        The observations of the US survey's edition of 2025 with a positive value, with
        ranges filled, and ``later``, the value of its edition of 2026; world totals
        and "other countries" are left out.

    Examples
    --------
    >>> pairs = restated().filter(pl.col("measure") == "production")
    >>> pairs["year"].unique().to_list()
    [2024]
    """
    seen = (shelf or library()).observations().filter(
        pl.col("value") > 0, ~pl.col("place").is_in(["WLD", "OTH"])
    )  # fmt: skip
    # Of two series of one name in an edition only the first is compared.
    first, second = (
        seen.filter(pl.col("source") == edition).unique(
            KEY, keep="first", maintain_order=True
        )
        for edition in ("usgs-2025", "usgs-2026")
    )
    later = second.select(*KEY, later="value")
    return with_ranges(first.join(later, on=KEY, how="inner", nulls_equal=True))


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
