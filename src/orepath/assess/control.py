"""Who controls a supply: the largest owner, what is known of it, and its bounds."""

import polars as pl

from orepath.assess.holding import KEY
from orepath.assess.ownership import UNKNOWN

MANY = ("OTH", "ROW")
"""Places that stand for many unnamed ones; their shares' squares vanish."""


def control(table: pl.DataFrame, owner: str | None = None) -> pl.DataFrame:
    """Sum up who controls the output of every key, and how much of it is known.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`holdings`.
    owner : str, optional
        A place whose share is asked for; the largest known owner of each key without.

    Returns
    -------
    polars.DataFrame
        The key, ``owner``, ``share``, ``share_low``, ``share_high``, ``known``
        (fraction of output whose owner's country is known), ``hhi_located``,
        ``hhi_owned_low``, ``hhi_owned_high``, ``note``; sorted.

    Notes
    -----
    ``hhi_located`` counts unnamed places as many small ones. Of the owners', low
    spreads the unknown over endlessly many owners: Σ a²; high gives all of it to
    the largest: Σ a² − a₁² + (a₁ + u)², with the low ends a and u = 1 − Σ a.

    Examples
    --------
    >>> row = {"commodity": "Co", "stage": "mine", "year": 2024}
    >>> table = pl.DataFrame(
    ...     [
    ...         row | {"place": "COD", "located_share": 1.0, "owned_share": 0.1},
    ...         row | {"place": "CHN", "located_share": 0.0, "owned_share": 0.5},
    ...         row | {"place": "unknown", "located_share": 0.0, "owned_share": 0.4},
    ...     ]
    ... ).with_columns(
    ...     owned_share_low="owned_share", owned_share_high=pl.col("owned_share") + 0.4
    ... )
    >>> found = control(table).row(0, named=True)
    >>> found["owner"], found["known"], round(found["hhi_owned_high"], 9)
    ('CHN', 0.6, 0.82)
    """
    named = pl.col("place") != UNKNOWN
    single = named & ~pl.col("place").is_in(MANY)
    wanted = named if owner is None else pl.col("place") == owner
    low = pl.col("owned_share_low").filter(named)
    best = pl.col("owned_share").filter(wanted).arg_max()
    asked = {
        name: pl.col(column).filter(wanted).get(best, null_on_oob=True)
        for name, column in (
            ("owner", "place"),
            ("share", "owned_share"),
            ("share_low", "owned_share_low"),
            ("share_high", "owned_share_high"),
        )
    }
    found = table.group_by(KEY).agg(
        **asked,
        known=pl.col("owned_share").filter(named).sum(),
        hhi_located=(pl.col("located_share").filter(single) ** 2).sum(),
        hhi_owned_low=(low**2).sum(),
        largest=low.max(),
        open=1.0 - low.sum(),
    )
    # Who owns nothing that is known may still own all that is not.
    absent = pl.col("owner").is_null()
    percent = (100 * pl.col("known")).round(1)
    return (
        found.with_columns(
            owner=pl.coalesce("owner", pl.lit(owner, dtype=pl.String)),
            share=pl.col("share").fill_null(0.0),
            share_low=pl.col("share_low").fill_null(0.0),
            share_high=pl.when(absent).then("open").otherwise("share_high"),
            hhi_owned_high=pl.col("hhi_owned_low")
            - pl.col("largest") ** 2
            + (pl.col("largest") + pl.col("open")) ** 2,
            note=pl.format("known for {} % of output", percent),
        )
        .select(*KEY, *asked, "known", "hhi_located", "hhi_owned_low", "hhi_owned_high",
                "note")
        .sort(KEY)
    )  # fmt: skip


def touched(supply: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Tell how much output lies in places of which any owner is named at all.

    Parameters
    ----------
    supply, sites : polars.DataFrame
        As :func:`holdings` takes them.

    Returns
    -------
    polars.DataFrame
        The key, ``touched`` (fraction of the world), ``sites`` (named, whose part of
        the output nobody gives); sorted.
    """
    made = supply.drop_nulls("value").with_columns(pl.col("value").cast(pl.Float64))
    silent = sites.group_by("commodity", "place").agg(
        silent=pl.col("site").filter(pl.col("part").is_null())
    )
    return (
        made.join(silent, on=["commodity", "place"], how="left")
        .group_by(KEY)
        .agg(
            touched=pl.col("value").filter(pl.col("silent").is_not_null()).sum()
            / pl.col("value").sum(),
            sites=pl.col("silent").list.join("; ").drop_nulls().str.join("; "),
        )
        .sort(KEY)
    )
