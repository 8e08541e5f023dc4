"""Shares of the world's supply that are published without any tonnes.

They tell who makes a form, not how much of it: they are never turned into tonnes here
and never stand in a table of supply.
"""

import polars as pl

from orepath.evidence.form import chosen, series
from orepath.evidence.library import Library, Words, library
from orepath.evidence.width import with_ranges

MEASURE = "global_supply_share"
"""The measure of the EU study that is meant."""


def shares(
    minerals: Words = None,
    *,
    stages: Words = None,
    commodities: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return each place's share of the world's supply of every form.

    Parameters
    ----------
    minerals, stages, commodities : str or sequence of str, optional
        Forms to keep, by words of :func:`orepath.evidence.form.forms`.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``mineral``, ``stage``, ``place``, ``years`` (the span that was
        averaged), ``value``, ``low``, ``high`` (fractions of the world), ``at_most``
        (the publisher prints "less than"), ``unit`` (``fraction``), ``grade``, ``id``,
        ``source``; sorted. Shares are as published and may not add up to 1.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.

    Examples
    --------
    >>> hafnium = shares("hafnium").sort("value", descending=True)
    >>> hafnium.select("place", "value").row(0)
    ('FRA', 0.493)
    """
    held = shelf or library()
    wanted = chosen(minerals, stages, commodities)
    named = (
        series().filter(table="eu_shares")
        .join(wanted.select("commodity", "mineral", "stage"), on="commodity")
        .select("commodity", "mineral", "stage", "said")
    )  # fmt: skip
    rows = held.table("eu_shares").filter(measure=MEASURE).select(
        "place", "years", "value", "at_most", "grade", "id", "source",
        low=pl.lit(None, dtype=pl.Float64),
        high=pl.lit(None, dtype=pl.Float64),
        unit=pl.lit("fraction"),
        said=pl.format("{}/{}", "commodity", "stage"),
    )  # fmt: skip
    less = pl.when("at_most").then(0.0).otherwise("low")
    return (
        with_ranges(rows.join(named, on="said"))
        .with_columns(low=less)
        .select(
            "commodity", "mineral", "stage", "place", "years", "value", "low", "high",
            "at_most", "unit", "grade", "id", "source",
        )
        .sort("commodity", "stage", "place")
    )  # fmt: skip
