"""How a place is governed: two readings of the World Bank's indicators, by year."""

from collections.abc import Sequence

import polars as pl

from orepath.evidence.library import Library, Words, library

STABILITY = "PV"
"""Political stability and absence of violence."""


def governance(
    years: int | Sequence[int] | None = None,
    *,
    places: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return the mean of the governance indicators and political stability alone.

    Parameters
    ----------
    years : int or sequence of int, optional
        Calendar years wanted; a year without indicators takes the nearest, and
        ``of_year`` says which. None returns the years that were published.
    places : str or sequence of str, optional
        ISO 3166 alpha-3 codes; None keeps all.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``place``, ``year``, ``value`` (mean of the estimates that the place has, of
        six; -2.5 to 2.5), ``stability`` (the estimate ``PV``, null where there is
        none), ``indicators`` (how many there are), ``of_year``; sorted.

    Raises
    ------
    InputError
        When a place is unknown.

    Examples
    --------
    >>> row = governance(2025, places="KAZ").row(0, named=True)
    >>> row["year"], row["of_year"], row["indicators"]
    (2025, 2023, 6)
    """
    rows = (shelf or library()).governance(place=places).drop_nulls("estimate")
    estimate = pl.col("estimate")
    known = (
        rows.group_by("place", "year")
        .agg(
            value=estimate.mean(),
            stability=estimate.filter(pl.col("indicator") == STABILITY).first(),
            indicators=pl.len().cast(pl.Int64),
        )
        .with_columns(of_year=pl.col("year").cast(pl.Int64))
        .drop("year")
    )
    if years is None:
        asked = known.select("place", year="of_year").with_columns(of_year="year")
        found = known.join(asked, on=["place", "of_year"])
    else:
        wanted = [years] if isinstance(years, int) else list(years)
        # Of two years equally near the later one is taken.
        found = (
            known.join(pl.DataFrame({"year": wanted}, schema={"year": pl.Int64}),
                       how="cross")
            .sort((pl.col("of_year") - pl.col("year")).abs(), -pl.col("of_year"))
            .unique(["place", "year"], keep="first", maintain_order=True)
        )  # fmt: skip
    return found.select(
        "place", "year", "value", "stability", "indicators", "of_year"
    ).sort("place", "year")
