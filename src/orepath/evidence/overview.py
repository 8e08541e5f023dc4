"""What is known of each form: whose production, whose trade, and why not the rest.

This is what an analyst reads before any number: a form without open trade data stands
here with the reason, not as a zero.
"""

import polars as pl

from orepath.evidence.form import chosen, codes
from orepath.evidence.library import Library, Words, library
from orepath.evidence.scope import covered
from orepath.evidence.share import shares
from orepath.evidence.supply import supply

TONNES = "by place, in tonnes"
"""Production is known of named places."""

SOME = "of some places only"
"""Production is known of chance places, the world's is not."""

SHARES = "shares of the world only"
"""Production is known as shares, without tonnes."""

FULL = "all places"
"""The trade of every place is known."""

PARTIAL = "some places"
"""The trade of some places is known with all their partners."""

UNKNOWN = "not known"
"""Nothing is known."""

_MANY = 100
"""A source that covers more places than this covers all."""


def overview(
    minerals: Words = None,
    year: int | None = None,
    *,
    stages: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return what is known of every form, by mineral and stage.

    Parameters
    ----------
    minerals, stages : str or sequence of str, optional
        Forms to keep, by words of :func:`orepath.evidence.form.forms`.
    year : int, optional
        Calendar year asked about; without it any year counts.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``mineral``, ``stage``, ``commodity``, ``production`` (how it is known),
        ``makers`` (named places that make some), ``production_years``, ``trade`` (how
        it is known), ``trade_years``, ``why`` (what is not known and why, empty when
        all is); years as text such as ``"2023-2025"``. In the catalogue's order.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.

    Examples
    --------
    >>> rows = overview("titanium", 2024)
    >>> rows = rows.filter(commodity="titanium sponge")
    >>> rows.select("commodity", "production", "trade").row(0)
    ('titanium sponge', 'by place, in tonnes', 'all places')
    """
    held = shelf or library()
    wanted = chosen(minerals, stages).with_row_index("at")
    made, sent = _made(wanted, held), _sent(wanted, held)
    nearest = {
        name: table.group_by("commodity").agg(
            pl.format("{}-{}", pl.col("year").min(), pl.col("year").max()).alias(name)
        )
        for name, table in (("production_years", made), ("trade_years", sent))
    }
    if year is not None:
        made, sent = made.filter(year=year), sent.filter(year=year)
    parts = shares(minerals, stages=stages, shelf=held).select("commodity").unique()
    named = made.group_by("commodity").agg(
        pl.col("makers").max(), pl.col("whole").any()
    )
    places = sent.group_by("commodity").agg(pl.col("places").max())
    table = wanted.join(named, on="commodity", how="left").join(
        places, on="commodity", how="left"
    )
    for years in nearest.values():
        table = table.join(years, on="commodity", how="left")
    shared = pl.col("commodity").is_in(parts["commodity"].to_list())
    return (
        table.with_columns(
            makers=pl.col("makers").fill_null(0).cast(pl.Int64),
            production=pl.when(pl.col("whole")).then(pl.lit(TONNES))
            .when(pl.col("makers") > 0).then(pl.lit(SOME))
            .when(shared).then(pl.lit(SHARES)).otherwise(pl.lit(UNKNOWN)),
            trade=pl.when(pl.col("places") > _MANY).then(pl.lit(FULL))
            .when(pl.col("places") > 0).then(pl.lit(PARTIAL))
            .otherwise(pl.lit(UNKNOWN)),
        )
        .join(_missing(held), on="commodity", how="left")
        .sort("at")
        .with_columns(why=_why(year))
        .select(
            "mineral", "stage", "commodity", "production", "makers",
            "production_years", "trade", "trade_years", "why",
        )
    )  # fmt: skip


def _made(wanted: pl.DataFrame, held: Library) -> pl.DataFrame:
    """Count the named places that make some of a form in a year."""
    names = wanted["commodity"].to_list()
    rows = supply(commodities=names, partial=True, shelf=held)
    some = rows.filter(pl.col("value") > 0, pl.col("place") != "OTH")
    return some.group_by("commodity", "year").agg(
        pl.len().alias("makers"), pl.col("whole").any()
    )


def _sent(wanted: pl.DataFrame, held: Library) -> pl.DataFrame:
    """Count the places whose trade of a form and year is known."""
    rows = covered(commodities=wanted["commodity"].to_list(), shelf=held)
    return rows.group_by("commodity", "year").agg(places=pl.len())


def _missing(held: Library) -> pl.DataFrame:
    """Return the needed codes of each form that the library lacks, as text."""
    has = held.words("trade", "hs")
    needed = codes().filter("needed").select("commodity", "hs").unique().sort("hs")
    lacks = ~pl.col("hs").is_in(has)
    return needed.group_by("commodity").agg(
        coded=pl.len(), lacking=pl.col("hs").filter(lacks).str.join(", ")
    )


def _why(year: int | None) -> pl.Expr:
    """Say what is not known and why."""
    when = "" if year is None else f" of {year}"
    lacking = pl.col("lacking").fill_null("") != ""
    basket = pl.col("basket_hs").list.len() > 0
    trade = (
        pl.when(pl.col("trade") == FULL).then(None)
        .when(pl.col("trade") == PARTIAL)
        .then(pl.format("trade{}: only of {} places", pl.lit(when), "places"))
        .when(lacking)
        .then(pl.format("trade: HS {} is not in the library, import it", "lacking"))
        .when(pl.col("coded").is_null() & basket)
        .then(pl.format("trade: HS {} holds other goods, too",
                        pl.col("basket_hs").list.join(", ")))
        .when(pl.col("coded").is_null()).then(pl.lit("trade: no code of its own"))
        .otherwise(pl.format("trade{}: known for {}", pl.lit(when), "trade_years"))
    )  # fmt: skip
    production = (
        pl.when(pl.col("production") == TONNES).then(None)
        .when(pl.col("production") == SOME)
        .then(pl.lit("production: not published for the world"))
        .when(pl.col("production_years").is_not_null())
        .then(pl.format("production{}: known for {}", pl.lit(when), "production_years"))
        .when(pl.col("production") == SHARES)
        .then(pl.lit("production: shares of 2016-2020, no tonnes"))
        .otherwise(pl.lit("production: not published by place"))
    )  # fmt: skip
    return pl.concat_str(production, trade, separator="; ", ignore_nulls=True)
