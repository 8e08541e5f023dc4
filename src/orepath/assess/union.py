"""The European Union's method on the European Union's own tables.

Its lists follow from its thresholds; its supply risk and its economic importance are
computed again from the parts it publishes, so that the distance can be told.
"""

from types import MappingProxyType

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.concentration import governance_weight
from orepath.assess.risk import supply_risk
from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]

THRESHOLDS = MappingProxyType(
    {2011: (1.0, 5.0), 2014: (1.0, 5.0), 2017: (1.0, 2.8), 2020: (1.0, 2.8),
     2023: (1.0, 2.8)}
)  # fmt: skip
"""Least supply risk and least economic importance by list. The scale of importance, and
the way of computing both, changed with 2017."""

OUTSIDE = MappingProxyType({2017: ("Coking coal",), 2023: ("Copper", "Nickel")})
"""Materials that stand on a list without reaching its thresholds: coking coal was kept
in 2017 as a borderline case, copper and nickel came in as strategic ones."""

_SHARE, _BARRIER = "_share", "_share_trade_parameter_t"


def critical(risk: pl.DataFrame, year: int) -> pl.DataFrame:
    """List the materials that reach the thresholds of a year's list.

    Parameters
    ----------
    risk : polars.DataFrame
        ``commodity``, ``year``, ``supply_risk``, ``economic_importance``.
    year : int
        One of :data:`THRESHOLDS`.

    Returns
    -------
    polars.DataFrame
        Rows that reach both, sorted; those of :data:`OUTSIDE` are not among them. The
        list of 2011 counts scandium and the two groups of rare earths as one.

    Raises
    ------
    InputError
        No list is of that year.

    References
    ----------
    European Commission, COM(2011) 25, COM(2014) 297, COM(2017) 490, COM(2020) 474;
    Study on the critical raw materials for the EU 2023.

    Examples
    --------
    >>> risk = pl.DataFrame(
    ...     {
    ...         "commodity": ["Copper", "Gallium"],
    ...         "year": [2023] * 2,
    ...         "supply_risk": [0.1, 3.9],
    ...         "economic_importance": [4.0, 3.7],
    ...     }
    ... )
    >>> critical(risk, 2023)["commodity"].to_list()
    ['Gallium']
    """
    if year not in THRESHOLDS:
        known = [str(one) for one in THRESHOLDS]
        raise InputError(
            Problem("year", f"no list of {year}", suggest(str(year), known))
        )
    least, important = THRESHOLDS[year]
    return risk.filter(
        pl.col("year") == year,
        pl.col("supply_risk") >= least,
        pl.col("economic_importance") >= important,
    ).sort("commodity")


def sourced_risk(
    shares: pl.DataFrame, governance: pl.DataFrame, relief: pl.DataFrame
) -> pl.DataFrame:
    """Compute the supply risk again from shares by country.

    Parameters
    ----------
    shares : polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``measure``, ``value``: fractions of the
        world's supply (``global_supply_share``) and of what the EU uses
        (``eu_sourcing_share``), and their trade parameters
        (``…_trade_parameter_t``; 1 where none is given).
    governance : polars.DataFrame
        ``place``, ``value``: mean of the six World Bank estimates, −2.5 to 2.5. A
        place without one takes the middle.
    relief : polars.DataFrame
        ``commodity``, ``reliance``, ``recycling``, ``substitution``, fractions.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``stage``, ``hhi_world``, ``hhi_sourcing`` (0 to 10),
        ``supply_risk``, ``note``; sorted. Without sourcing, or without reliance, the
        world's concentration counts alone, and the note says so; without recycling or
        substitution nothing is taken off.

    Raises
    ------
    InputError
        A material stands twice in ``relief``, or a place in ``governance``.

    Notes
    -----
    Each concentration is Σ s²·w·t over shares that need not fill the whole.

    References
    ----------
    European Commission 2017, doi 10.2873/769526.
    """
    problems = [
        Problem(f"{name} {row}", "stands several times", "resolve to one row")
        for name, table, label in (
            ("relief", relief, "commodity"),
            ("governance", governance, "place"),
        )
        for row in table.filter(pl.col(label).is_duplicated())[label].unique().sort()
    ]
    if problems:
        raise InputError(problems)
    world, sourcing = (
        _concentration(shares, governance, whose)
        for whose in ("global_supply", "eu_sourcing")
    )
    key = ["commodity", "stage"]
    table = (
        world.rename({"hhi": "hhi_world"})
        .join(sourcing.rename({"hhi": "hhi_sourcing"}), on=key, how="left")
        .join(
            relief.select("commodity", "reliance", "recycling", "substitution"),
            on="commodity",
            how="left",
        )
        .sort(key)
    )
    alone = pl.any_horizontal(pl.col("hhi_sourcing", "reliance").is_null())
    risk = supply_risk(
        table["hhi_world"],
        table.select(pl.when(alone).then("hhi_world").otherwise("hhi_sourcing"))[:, 0],
        table["reliance"].fill_null(1.0),
        table["recycling"].fill_null(0.0),
        table["substitution"].fill_null(1.0),
    )
    missing = [
        pl.when(pl.col(name).is_null()).then(pl.lit(f"no {word}"))
        for name, word in (
            ("hhi_sourcing", "sourcing: the world alone"),
            ("reliance", "import reliance: the world alone"),
            ("recycling", "recycling rate"),
            ("substitution", "substitution index"),
        )
    ]
    return table.select(
        *key,
        "hhi_world",
        "hhi_sourcing",
        supply_risk=pl.Series(risk),
        note=pl.concat_str(missing, separator="; ", ignore_nulls=True),
    )


def used_importance(uses: pl.DataFrame, substitution: pl.DataFrame) -> pl.DataFrame:
    """Compute the economic importance again from uses and value added.

    Parameters
    ----------
    uses : polars.DataFrame
        ``commodity``, ``share`` (of use), ``value_added_eur`` (of the sector).
    substitution : polars.DataFrame
        ``commodity``, ``substitution``: index for economic importance, 0 to 1.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``economic_importance`` (the sector of the largest value added
        being 10), ``covered`` (sum of the shares that have a sector), ``note``; sorted.
        Without an index nothing is taken off, and the note says so.

    Notes
    -----
    EI = Σ_s A_s Q_s · SI_EI with Q_s = 10 · value added / largest value added. Shares
    that sum to more than 1 are published so (rounding, or a use listed twice) and are
    taken in proportion.

    References
    ----------
    European Commission 2017, doi 10.2873/769526.

    Examples
    --------
    >>> uses = pl.DataFrame(
    ...     {
    ...         "commodity": ["a", "a", "b"],
    ...         "share": [0.5, 0.5, 1.0],
    ...         "value_added_eur": [4e9, 2e9, 4e9],
    ...     }
    ... )
    >>> index = pl.DataFrame({"commodity": ["a"], "substitution": [0.9]})
    >>> used_importance(uses, index).select("commodity", "economic_importance").rows()
    [('a', 6.75), ('b', 10.0)]
    """
    rows = uses.drop_nulls(["share", "value_added_eur"])
    scale = 10.0 * pl.col("value_added_eur") / pl.col("value_added_eur").max()
    total = pl.col("share").sum()
    return (
        rows.with_columns(scale=scale)
        .group_by("commodity")
        .agg(
            weighed=(pl.col("share") * pl.col("scale")).sum()
            / pl.max_horizontal(total, pl.lit(1.0)),
            covered=total,
        )
        .join(substitution, on="commodity", how="left")
        .sort("commodity")
        .select(
            "commodity",
            economic_importance=pl.col("weighed")
            * pl.col("substitution").fill_null(1.0),
            covered="covered",
            note=pl.when(pl.col("substitution").is_null())
            .then(pl.lit("no substitution index"))
            .otherwise(pl.lit("")),
        )
    )


def fit(computed: Array, published: Array) -> dict[str, float]:
    """Tell how far computed values lie from published ones.

    Parameters
    ----------
    computed, published : ndarray
        ``(N,)``, at least three pairs.

    Returns
    -------
    dict of str to float
        ``pairs``, ``rank_correlation`` (Spearman), ``median_error``, ``worst_error``
        (absolute).

    Raises
    ------
    InputError
        Fewer than three pairs.

    Examples
    --------
    >>> found = fit(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 3.0]))
    >>> found["rank_correlation"], found["worst_error"]
    (1.0, 0.5)
    """
    if len(computed) < 3 or len(computed) != len(published):
        what = f"{len(computed)} values beside {len(published)}"
        raise InputError(Problem("fit", what, "give at least three pairs"))
    from scipy.stats import rankdata

    first, second = rankdata(computed), rankdata(published)
    error = np.abs(computed - published)
    return {
        "pairs": float(len(error)),
        "rank_correlation": round(float(np.corrcoef(first, second)[0, 1]), 12),
        "median_error": float(np.median(error)),
        "worst_error": float(error.max()),
    }


def _concentration(
    shares: pl.DataFrame, governance: pl.DataFrame, whose: str
) -> pl.DataFrame:
    """Sum s²·w·t by commodity and stage."""
    key = ["commodity", "stage"]
    part = shares.filter(pl.col("measure") == whose + _SHARE)
    barrier = shares.filter(pl.col("measure") == whose + _BARRIER)
    middle = float(governance_weight(0.0))
    rated = governance.select(
        "place", weight=pl.Series(governance_weight(governance["value"]))
    )
    return (
        part.join(
            barrier.select(*key, "place", t="value"), on=[*key, "place"], how="left"
        )
        .join(rated, on="place", how="left")
        .group_by(key)
        .agg(
            hhi=(
                pl.col("value") ** 2
                * pl.col("weight").fill_null(middle)
                * pl.col("t").fill_null(1.0)
            ).sum()
        )
    )
