"""What trials tell: how often a loss is exceeded, how bad bad years are, for how long.

All is read off the files of the trials, a column at a time, so that a million of them
need hardly more memory than a thousand. A folder may hold more years than are asked of
it: the first so many are read.
"""

import json
from pathlib import Path

import numpy as np
import polars as pl

from orepath.plan.risk import cvar
from orepath.stress.chain import SIDES
from orepath.stress.toll import TIERS
from orepath.stress.trials import YEARS

TAILS = {"worst_10": 0.9, "worst_1": 0.99}
"""Means of the worst years: of the worst tenth, and of the worst hundredth."""

OVER = {"over_10": 0.1, "over_1": 0.01}
"""Losses reached or exceeded in one year of ten, and in one of a hundred."""

WHOSE = ("users", "country")

# What nobody notices: t, and USD million.
_SHORT = 0.5
_LOSS = 1e-3
_DAYS = 365.0
# Sums are of whole grains: so many to a tonne, or to USD 1 million.
_GRAINS = 1e5


def losses(folder: Path, count: int) -> pl.DataFrame:
    """Return what years lose in the mean and in the tail, without and with the plan.

    Parameters
    ----------
    folder : Path
        Of the trials.
    count : int
        How many years of them, from the first on.

    Returns
    -------
    polars.DataFrame
        whose (``users``, ``country``), side, mean, over_10, over_1 (reached or exceeded
        in one year of ten and of a hundred), worst_10, worst_1 (means of the worst
        tenth and hundredth of all years), largest, all USD million a year; hit (share
        of years that lose anything); later (mean of what the following years cost in
        which a disruption lasts, USD million).
    """
    rows = []
    for whose in WHOSE:
        for side in SIDES:
            loss = _column(folder, count, f"{whose}_{side}")
            chance = np.full(loss.size, 1.0 / loss.size)
            tails = (float(cvar(loss, chance, tail)) for tail in TAILS.values())
            falling = np.sort(loss)[::-1]
            over = (float(falling[_rank(loss.size, part)]) for part in OVER.values())
            hit = float((loss > _LOSS).mean())
            mean, most = float(loss.mean()), float(loss.max())
            later = float(_column(folder, count, f"later_{whose}_{side}").mean())
            rows.append((whose, side, mean, *over, *tails, most, hit, later))
    names = ["whose", "side", "mean", *OVER, *TAILS, "largest", "hit", "later"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _rank(size: int, part: float) -> int:
    """Return the place, from the worst, of the year that ends a part of all."""
    return max(1, round(size * part)) - 1


def exceedance(folder: Path, count: int, points: int = 120) -> pl.DataFrame:
    """Return which loss is reached or exceeded with which chance in a year.

    Parameters
    ----------
    folder : Path
        Of the trials.
    count : int
        How many years of them, from the first on.
    points : int
        Points of each curve at most; they lie the closer the rarer the loss.

    Returns
    -------
    polars.DataFrame
        whose, chance (of a year, falling), without, with (USD million).
    """
    frames = []
    for whose in WHOSE:
        curves = {
            side: np.sort(_column(folder, count, f"{whose}_{side}"))[::-1]
            for side in SIDES
        }
        size = curves[SIDES[0]].size
        rank = np.unique(np.geomspace(1, size, points).round().astype(np.int64))[::-1]
        frame = pl.DataFrame(
            {"whose": [whose] * rank.size, "chance": rank / size}
            | {side: curve[rank - 1] for side, curve in curves.items()}
        )
        frames.append(frame)
    return pl.concat(frames)


def shortages(folder: Path, count: int) -> pl.DataFrame:
    """Return how often, how much and for how long each good is short.

    Time to survive is what stocks at the focus place hold over the rate at which the
    good would be short without them while the disruption lasts: a median of the years
    in which the good is short or stocks are used. Time to recover is the months until
    95 % of what is wanted is used again: a median of the years in which less was.

    Parameters
    ----------
    folder : Path
        Of the trials.
    count : int
        How many years of them, from the first on.

    Returns
    -------
    polars.DataFrame
        commodity, side, chance (share of years in which it is short), short (t a year,
        in the mean of all), one column a tier, worst (t, in the worst year), price
        (highest multiple), survive (days; empty where nothing is short), recover
        (months; empty where 95 % is always used).
    """
    told = json.loads((folder / "trials.json").read_text(encoding="utf-8"))
    held = pl.DataFrame(
        [
            (good, side, float(stock))
            for side, stocks in told["stocks"].items()
            for good, stock in stocks.items()
        ],
        schema={"commodity": pl.String, "side": pl.String, "stock": pl.Float64},
        orient="row",
    )
    short = pl.sum_horizontal(TIERS)
    needed = (short + pl.col("release")) / pl.min_horizontal("months", 12.0) * 12.0
    hit = needed > _SHORT
    return (
        _rows(folder, "uses", count)
        .join(held.lazy(), on=["commodity", "side"])
        .group_by("commodity", "side")
        .agg(
            ((short > _SHORT).sum() / count).alias("chance"),
            (_sum(short) / count).alias("short"),
            *((_sum(pl.col(tier)) / count).alias(tier) for tier in TIERS),
            short.max().alias("worst"),
            pl.col("price").max(),
            (pl.col("stock") / needed * _DAYS).filter(hit).median().alias("survive"),
            pl.col("recover").filter(pl.col("recover") > 0.0).median(),
        )
        .sort(
            "commodity",
            pl.col("side").replace_strict(dict(zip(SIDES, (0, 1), strict=True))),
        )
        .collect()
    )


def culprits(folder: Path, count: int) -> pl.DataFrame:
    """Return what each disruption adds to the loss of a year, the worst first.

    Parameters
    ----------
    folder : Path
        Of the trials.
    count : int
        How many years of them, from the first on.

    Returns
    -------
    polars.DataFrame
        shock, chance (share of years in which it strikes), and what it adds to the loss
        of such a year: users_without, users_with, country_without, country_with (USD
        million).

    Notes
    -----
    Least squares of the loss on which disruptions strike, so that what others add that
    strike in the same year is not laid at its door. Sums of whole grains and counts
    are exact: nothing hangs on the order of the years.
    """
    years = _rows(folder, "years", count).select("struck", *_MONEY).collect()
    names = years["struck"].explode().drop_nulls().unique().sort().to_list()
    struck = np.stack(
        [np.ones(years.height)]
        + [years["struck"].list.contains(name).to_numpy() * 1.0 for name in names],
        axis=1,
    )
    grains = (years.select(_MONEY).to_numpy() * _GRAINS).round()
    added = np.linalg.lstsq(struck.T @ struck, struck.T @ grains, rcond=None)[0]
    return pl.DataFrame(
        {"shock": names, "chance": struck[:, 1:].mean(axis=0)}
        | {name: (added[1:, at].round() / _GRAINS) for at, name in enumerate(_MONEY)},
        schema_overrides={"shock": pl.String},
    ).sort(
        pl.col("chance") * pl.col("users_without"), "shock", descending=[True, False]
    )


_MONEY = tuple(name for name in YEARS if name.startswith(WHOSE))


def _sum(value: pl.Expr) -> pl.Expr:
    """Return a sum that does not hang on its order: threads finish as they like."""
    return (value * _GRAINS).round().cast(pl.Int64).sum() / _GRAINS


def _rows(folder: Path, what: str, count: int) -> pl.LazyFrame:
    """Return the rows of the first so many years."""
    return pl.scan_parquet(folder / f"{what}-*.parquet").filter(pl.col("trial") < count)


def _column(folder: Path, count: int, name: str) -> np.ndarray:
    """Return one column of the first so many years."""
    return _rows(folder, "years", count).select(name).collect()[name].to_numpy()
