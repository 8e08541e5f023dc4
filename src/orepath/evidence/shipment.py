"""Who ships how much of each form to whom, in the form's own basis.

Trade is published in gross tonnes by code; the declared content of each code turns
them into what the form counts; a code of several forms is shared between them by value.
A flow whose tonnes nobody published is estimated from its value, and says so. Whose
trade is known at all tells the room ``scope``.
"""

import polars as pl

from orepath.evidence import shelf as shelves
from orepath.evidence.form import BUT, chosen, codes
from orepath.evidence.library import Library, Words, Years, library
from orepath.evidence.mixture import parted
from orepath.evidence.observation import GRADES
from orepath.evidence.width import WIDTHS, ends

KEY = ("commodity", "stage", "origin", "destination", "year")
"""What names a flow."""

_CENTURIES = 10_000
"""More than any year, to join a year with a position in one whole number."""

_PARTS = (0.1, 0.5, 0.9)


def trade(  # which forms, years and places, and of which library
    minerals: Words = None,
    years: Years = None,
    *,
    places: Words = None,
    stages: Words = None,
    commodities: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return the flows of every form between two places.

    Parameters
    ----------
    minerals, stages, commodities : str or sequence of str, optional
        Forms to keep, by words of :func:`orepath.evidence.form.forms`.
    years : int or sequence of int, optional
        Calendar years to keep.
    places : str or sequence of str, optional
        Keep flows from or to these ISO 3166 alpha-3 codes.
    shelf : Library, optional
        The library to ask, with a user's own evidence; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``stage``, ``origin``, ``destination``, ``year``, ``value``,
        ``low``, ``high`` (t in the form's basis; ends are 10th and 90th percentile),
        ``usd`` (USD of the year), ``gross`` (t as traded, null where none was
        published), ``estimated`` (fraction of ``value`` that was estimated from
        ``usd``), ``grade``; sorted.

    Raises
    ------
    InputError
        When a word of a form is unknown; all of them at once.

    Notes
    -----
    Value is Σ q·c over the codes of the form, with q gross tonnes and c the content. A
    missing q is usd/u, with u the world's unit value of the code and year: half of the
    trade by value is dearer, half cheaper. Where no flow of the year has tonnes the
    nearest year stands in. Its ends are those of the middle 80 % of the trade, and at
    least those of grade C. Published tonnes have those of grade B.

    Examples
    --------
    >>> sponge = trade("titanium", 2024, stages="refine", places="KAZ")
    >>> flow = sponge.filter(origin="KAZ", destination="KOR").row(0, named=True)
    >>> round(flow["value"]), flow["estimated"]
    (5290, 0.0)
    """
    held = shelf or library()
    wanted = chosen(minerals, stages, commodities).select("commodity", "stage")
    carried = codes().join(wanted, on="commodity")
    keep = _keep(carried["hs"].to_list(), years, places)
    return _summed(_contained(_filled(_flows(keep, held), held), carried))


def as_traded(
    minerals: Words = None,
    years: Years = None,
    *,
    places: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return gross tonnes by the codes of the published GeoPolRisk convention.

    Nothing is estimated or converted: this is what the published scores were computed
    from, mixed stages and all. For one basis and one stage ask :func:`trade`.

    Parameters
    ----------
    minerals, years, places, shelf
        As :func:`trade` takes them.

    Returns
    -------
    polars.DataFrame
        ``commodity`` and ``stage`` of the form that bears the convention's production,
        ``origin``, ``destination``, ``year``, ``value`` (gross t), ``low``, ``high``
        (the same), ``usd`` (USD of the year, of flows with tonnes) and ``without``
        (USD of flows without); sorted. Flows without any tonnes are left out.

    Raises
    ------
    InputError
        When a mineral is unknown.

    Examples
    --------
    >>> ore = as_traded("titanium", 2023, places="IND").filter(destination="IND")
    >>> round(ore["value"].sum())
    68536
    """
    carried = (
        chosen(minerals).select("commodity", "stage", hs="geopolrisk_hs")
        .explode("hs").drop_nulls("hs")
    )  # fmt: skip
    keep = _keep(carried["hs"].to_list(), years, places)
    told = pl.col("tonnes").is_not_null()
    return (
        _flows(keep, shelf or library())
        .join(carried, on="hs")
        .group_by("commodity", "stage", "exporter", "importer", "year")
        .agg(
            value=pl.col("tonnes").sum(),
            low=pl.col("tonnes").sum(),
            high=pl.col("tonnes").sum(),
            usd=pl.col("usd").filter(told).sum(),
            without=pl.col("usd").filter(~told).sum(),
        )
        .rename({"exporter": "origin", "importer": "destination"})
        .filter(pl.col("value") > 0)
        .with_columns(pl.col("year").cast(pl.Int64))
        .sort(KEY)
    )


def _keep(hs: list[str], years: Years, places: Words) -> list[pl.Expr]:
    """Return what flows of some codes, years and places satisfy."""
    keep = [pl.col("hs").is_in(sorted(set(hs)))]
    if years is not None:
        asked = [years] if isinstance(years, int) else list(years)
        keep.append(pl.col("year").is_in(asked))
    if places is not None:
        sides = [places] if isinstance(places, str) else list(places)
        keep.append(pl.col("exporter").is_in(sides) | pl.col("importer").is_in(sides))
    return keep


def _flows(keep: list[pl.Expr], held: Library) -> pl.DataFrame:
    """Return the flows that fit, as published; other columns are never read."""
    return shelves.scan(held.shelves, "trade", keep).select(
        "hs", "exporter", "importer", "year", "tonnes",
        usd=pl.col("value_usd").cast(pl.Float64),
    ).collect()  # fmt: skip


def _filled(known: pl.DataFrame, held: Library) -> pl.DataFrame:
    """Add ``quantity`` with its ends: the published tonnes, or an estimate."""
    lacking = known.filter(pl.col("tonnes").is_null()).select("hs", "year").unique()
    asked = pl.col("hs").is_in(lacking["hs"].unique().to_list())
    priced = _flows([asked, pl.col("tonnes") > 0], held)
    rates = _nearest(unit_values(priced), lacking)
    told, guess = pl.col("tonnes"), pl.col("usd") / pl.col("middle")
    told_low, told_high = ends(told, pl.lit(WIDTHS["B"]))
    guess_low, guess_high = ends(guess, pl.lit(WIDTHS["C"]))
    dear, cheap = pl.col("usd") / pl.col("upper"), pl.col("usd") / pl.col("lower")
    return known.join(rates, on=["hs", "year"], how="left").with_columns(
        quantity=pl.coalesce(told, guess),
        quantity_low=pl.coalesce(told_low, pl.min_horizontal(dear, guess_low)),
        quantity_high=pl.coalesce(told_high, pl.max_horizontal(cheap, guess_high)),
    )


def unit_values(flows: pl.DataFrame) -> pl.DataFrame:
    """Return what a tonne of each code cost in the world's trade of each year.

    Parameters
    ----------
    flows : polars.DataFrame
        ``hs``, ``year``, ``usd``, ``tonnes``.

    Returns
    -------
    polars.DataFrame
        ``hs``, ``year``, ``lower``, ``middle``, ``upper``: USD a gross tonne below
        which 10, 50 and 90 % of the trade by value lie.

    Examples
    --------
    >>> flows = {"hs": ["1"] * 3, "year": [2024] * 3, "usd": [10.0, 80.0, 10.0]}
    >>> unit_values(pl.DataFrame(flows | {"tonnes": [10.0, 40.0, 1.0]})).row(0)
    ('1', 2024, 1.0, 2.0, 2.0)
    """
    rate = pl.col("usd") / pl.col("tonnes")
    reached = pl.col("usd").cum_sum() / pl.col("usd").sum()
    return (
        flows.filter(pl.col("tonnes") > 0, pl.col("usd") > 0)
        .with_columns(rate=rate)
        .sort("hs", "year", "rate")
        .group_by("hs", "year", maintain_order=True)
        .agg(
            # A hair below: sums of floats must not skip the flow that reaches it.
            pl.col("rate").filter(reached >= end - 1e-9).first().alias(name)
            for name, end in zip(("lower", "middle", "upper"), _PARTS, strict=True)
        )
    )


def _nearest(rates: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the unit values of the years wanted, or of the nearest year."""
    return (
        wanted.join(rates.rename({"year": "of"}), on="hs")
        .sort((pl.col("of") - pl.col("year")).abs(), "of", descending=[False, True])
        .unique(["hs", "year"], keep="first", maintain_order=True)
        .drop("of")
    )


def _contained(flows: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """Give each flow its forms and put its tonnes on their basis."""
    everyone = carried.filter(pl.col("origins").is_null()).drop("origins")
    split = carried.drop_nulls("origins")
    parts = [flows.join(everyone, on="hs")]
    for one in split.iter_slices(1):
        among = one["origins"].item().to_list()
        named = [place.removeprefix(BUT) for place in among]
        inside = pl.col("exporter").is_in(named)
        holds = ~inside if among[0].startswith(BUT) else inside
        parts.append(flows.filter(holds).join(one.drop("origins"), on="hs"))
    return parted(pl.concat(parts)).with_columns(
        value=pl.col("quantity") * pl.col("content"),
        low=pl.col("quantity_low") * pl.col("content_low"),
        high=pl.col("quantity_high") * pl.col("content_high"),
    )


def _summed(flows: pl.DataFrame) -> pl.DataFrame:
    """Add up the codes of each form, with one whole number to name each flow."""
    forms = flows.select("commodity", "stage").unique().sort("commodity")
    words = pl.Enum(forms["commodity"])
    places = pl.Enum(sorted({*flows["exporter"], *flows["importer"]}))
    many = len(places.categories) + 1
    guessed = pl.col("tonnes").is_null()
    worst = pl.when(guessed).then(pl.lit("C")).otherwise("grade").cast(pl.Enum(GRADES))
    found = (
        flows.filter(pl.col("value").is_not_null())
        .select(
            "value", "low", "high", "usd", gross="tonnes",
            key=(_at("commodity", words) * _CENTURIES + pl.col("year")) * many * many
            + _at("exporter", places) * many + _at("importer", places),
            told=(~guessed).cast(pl.Int32),
            guess=pl.when(guessed).then("value").otherwise(0.0),
            rank=worst.to_physical(),
        )
        .group_by("key")
        .agg(
            pl.col("value", "low", "high", "usd", "gross", "told", "guess").sum(),
            pl.col("rank").max(),
        )
        .sort("key")
    )  # fmt: skip
    pair = pl.col("key") % (many * many)
    market = pl.col("key") // (many * many)
    named = {
        "commodity": (market // _CENTURIES, forms["commodity"]),
        "stage": (market // _CENTURIES, forms["stage"]),
        "origin": (pair // many, places.categories),
        "destination": (pair % many, places.categories),
    }
    return found.select(
        *(
            pl.lit(known).gather(at).alias(name)
            for name, (at, known) in named.items()
        ),
        (market % _CENTURIES).alias("year"),
        "value", "low", "high", "usd",
        gross=pl.when(pl.col("told") > 0).then("gross"),
        # A flow of no value has no part that could be estimated.
        estimated=pl.when(pl.col("value") > 0)
        .then(pl.col("guess") / pl.col("value")).otherwise(0.0),
        grade=pl.lit(pl.Series(GRADES)).gather("rank"),
    )  # fmt: skip


def _at(column: str, words: pl.Enum) -> pl.Expr:
    """Return the position of each word."""
    return pl.col(column).cast(words).to_physical().cast(pl.Int64)
