"""Whose tonnes they are: output by the owners' country beside output by the mine's."""

import polars as pl

from orepath.errors import InputError, Problem, suggest

UNKNOWN = "unknown"
"""The owner of what no source names."""

# Published percentages are rounded; their sum may miss 1 by this much.
_ROUNDING = 0.0005


def ownership(output: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Share a commodity's output out to the countries that own it.

    Parameters
    ----------
    output : polars.DataFrame
        ``site``, ``commodity``, ``place``, ``output`` (t/a, one basis); a site once.
    owners : polars.DataFrame
        ``site``, ``owner`` (place code or ``unknown``), ``share``, ``share_low``,
        ``share_high`` (fractions of equity). What the rows of a site leave open, and a
        site without rows, goes to ``unknown``.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``place``, ``located`` (t/a made there), ``located_share``,
        ``owned`` (t/a), ``owned_share``, ``owned_share_low``, ``owned_share_high``,
        most owned first in each commodity, ``unknown`` last. Shares are fractions of
        the commodity's output and sum to 1.

    Raises
    ------
    InputError
        A site stands twice, its output is negative, its shares sum to more than 1, or
        owners name a site that has no output; all told at once.

    Notes
    -----
    owned_o = Σ_k output_k · share_ko. A low end adds the low shares of all sites, so
    the ends assume that all sites err the same way. O(rows).

    Examples
    --------
    >>> output = pl.DataFrame(
    ...     {"site": ["m"], "commodity": ["Cu"], "place": ["COD"], "output": [10.0]}
    ... )
    >>> owners = pl.DataFrame(
    ...     {
    ...         "site": ["m"],
    ...         "owner": ["CHN"],
    ...         "share": [0.75],
    ...         "share_low": [0.75],
    ...         "share_high": [0.75],
    ...     }
    ... )
    >>> ownership(output, owners).select("place", "located", "owned").rows()
    [('CHN', 0.0, 7.5), ('COD', 10.0, 0.0), ('unknown', 0.0, 2.5)]
    """
    _checked(output, owners)
    held = _held(output, owners)
    owned = held.group_by("commodity", place="owner").agg(
        owned=(pl.col("output") * pl.col("share")).sum(),
        owned_low=(pl.col("output") * pl.col("share_low")).sum(),
        owned_high=(pl.col("output") * pl.col("share_high")).sum(),
    )
    located = output.group_by("commodity", "place").agg(located=pl.col("output").sum())
    total = output.group_by("commodity").agg(total=pl.col("output").sum())
    # A commodity whose output is zero has no shares: null, not a number.
    part = pl.when(pl.col("total") > 0).then(pl.col("total"))
    return (
        owned.join(located, on=["commodity", "place"], how="full", coalesce=True)
        .with_columns(
            pl.col("located", "owned", "owned_low", "owned_high").fill_null(0)
        )
        .join(total, on="commodity")
        .sort(
            "commodity",
            pl.col("place") == UNKNOWN,
            "owned",
            "place",
            descending=[False, False, True, False],
        )
        .select(
            "commodity",
            "place",
            "located",
            located_share=pl.col("located") / part,
            owned="owned",
            owned_share=pl.col("owned") / part,
            owned_share_low=pl.col("owned_low") / part,
            owned_share_high=pl.col("owned_high") / part,
        )
    )


def _held(output: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Give every site its owners and the unknown rest."""
    ends = ("share", "share_low", "share_high")
    named = owners.filter(pl.col("owner") != UNKNOWN).select("site", "owner", *ends)
    sums = named.group_by("site").agg(
        share=1.0 - pl.col("share").sum(),
        share_low=1.0 - pl.col("share_high").sum(),
        share_high=1.0 - pl.col("share_low").sum(),
    )
    rest = (
        output.select("site")
        .join(sums, on="site", how="left")
        .select(
            "site",
            owner=pl.lit(UNKNOWN),
            **{end: pl.col(end).fill_null(1.0).clip(0.0, 1.0) for end in ends},
        )
        # What rounding leaves is nobody's.
        .filter(pl.col("share_high") > _ROUNDING)
    )
    return output.join(pl.concat([named, rest]), on="site")


def _checked(output: pl.DataFrame, owners: pl.DataFrame) -> None:
    """Raise unless sites are single, outputs positive and shares within the whole."""
    problems = [
        Problem(f"site {site}", f"stands {times} times", "give each site one row")
        for site, times in output.group_by("site", maintain_order=True).len().rows()
        if times > 1
    ]
    problems += [
        Problem(f"site {site}", f"output {made:g}", "give 0 t/a or more")
        for site, made in output.select("site", "output").rows()
        if not made >= 0
    ]
    sites = output["site"].to_list()
    sums = owners.group_by("site", maintain_order=True).agg(pl.col("share").sum())
    for site, share in sums.rows():
        if site not in set(sites):
            problems.append(
                Problem(f"owners of {site}", "no such site", suggest(site, sites))
            )
        if share > 1 + _ROUNDING:
            problems.append(
                Problem(
                    f"owners of {site}",
                    f"shares sum to {share:g}",
                    "let them sum to 1 at most",
                )
            )
    if problems:
        raise InputError(problems)
