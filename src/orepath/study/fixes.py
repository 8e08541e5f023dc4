"""Fixes of a case: for each disruption the cheapest measure, and which are worth most.

Every cluster of goods is asked by itself, and only measures that touch its market. No
plan is searched: what is built is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from orepath.core.workers import Workers, mapped
from orepath.errors import InputError, Problem
from orepath.stress.fix import Found, fixes_of
from orepath.stress.hurt import NOISE, UNSEEN
from orepath.stress.measure import RESERVE
from orepath.stress.shocks import branches_by_part
from orepath.study.answering import Tell, silent
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.cluster import clusters

LEAST = 0.5
"""Part of the harm that a fix must take away."""
HELPS = 0.05
"""Part of the harm from which on a measure helps at all."""
ENOUGH, SOME, NOTHING = "enough", "some", "nothing"
"""Verdicts: a fix takes away as much as is asked; something helps; nothing does."""

# USD million a year: less avoided, by chance, is not told from nothing.
_AVOIDED = 0.01
# Sums hang on no rounding of the solver below this, USD million.
_FINE = 6
_MINERALS = 3
_KEYS = ["market", "what", "name"]


@dataclass(frozen=True)
class Fixes:
    """Hold what would fix what still hurts with the plan.

    Parameters
    ----------
    least : float
        Part of the harm that a fix must take away, 0 to 1.
    best : polars.DataFrame
        One row a disruption and market, the worst first: market, what, name, chance
        (of a year; none for a loss), country, users (losses, USD million), good, vital,
        firm, spare (given up, t), verdict, fix, kind, starts, sooner, size (t of a
        reserve), grade, cost (USD million a year; negative: it pays for itself), part
        (taken away, 0 to 1), country_left, users_left, short_left, per_tonne (cost of
        each tonne that is not given up, USD/t; empty where it costs nothing), over (the
        budget it would break) and dear (whether it costs more each year than it saves
        in the year in which that strikes). Cells of the fix are empty where nothing
        helps.
    ranking : polars.DataFrame
        One row a measure, those that pay for themselves first, then by what a USD of
        yearly cost avoids: market, fix, kind, starts, sooner, size, grade, cost,
        avoided (harm by chance, USD million a year), per_usd (empty where it costs
        nothing), helps (disruptions), most (that of which it avoids most), over.
    tried : polars.DataFrame
        Every measure against every disruption, with market, now (the harm without it),
        part and dear.
    """

    least: float
    best: pl.DataFrame
    ranking: pl.DataFrame
    tried: pl.DataFrame

    def document(self) -> dict[str, Any]:
        """Return all as rows, as a document of JSON holds them."""
        return {
            "least": self.least,
            "fixes": self.best.to_dicts(),
            "fix_ranking": self.ranking.to_dicts(),
            "fixes_tried": self.tried.to_dicts(),
        }


def check_least(least: float) -> None:
    """Refuse a part of the harm that is none.

    Parameters
    ----------
    least : float
        Above 0, 1 at most.

    Raises
    ------
    InputError
        It is out of range.
    """
    if not 0.0 < least <= 1.0:
        what = f"{least:g} is no part of a harm"
        raise InputError(Problem("least", what, "give more than 0 and at most 1"))


def cheapest(
    case: Case,
    calibration: Calibration,
    starts: Mapping[str, int],
    n1: Sequence[str] = (),
    least: float = LEAST,
    means: tuple[Tell, Workers] = (silent, 1),
) -> Fixes:
    """Find the cheapest fix of every disruption that still hurts with the plan.

    Parameters
    ----------
    case, calibration : Case, Calibration
        The whole, with the disruptions that may strike.
    starts : mapping of str to int
        The plan: project to year.
    n1 : sequence of str
        What is lost besides, one at a time: words of ``stress.removal.REMOVALS``.
    least : float
        Part of the harm that a fix must take away.
    means : tuple of callable and Workers
        Who is told one line after every cluster, and who works.

    Returns
    -------
    Fixes
        The same whoever works.

    Raises
    ------
    InputError
        A word is not known, a disruption hits nothing, or the part is out of range.
    PlanError
        No flows keep all rules.
    """
    check_least(least)
    tell, workers = means

    def done(count: int, of: int) -> None:
        if of > 1:
            tell(f"Looking for fixes: {count} of {of} chains done")

    tell("Looking for the cheapest fixes")
    parts = list(zip(clusters(case), calibration.each, strict=True))
    # Only to refuse disruptions that hit nothing.
    branches_by_part(parts)
    tasks = [(*part, dict(starts), tuple(n1)) for part in parts]
    found = mapped(_fixed, tasks, workers, done)
    markets = _markets([part for part, _ in parts])
    harms, tried = (
        pl.concat(
            [
                getattr(one, name).with_columns(pl.lit(market).alias("market"))
                for one, market in zip(found, markets, strict=True)
            ]
        )
        for name in ("harms", "tried")
    )
    tried = _parted(harms, tried).join(_over(found), on="fix", how="left")
    return Fixes(least, _best(harms, tried, least), _ranked(tried), tried)


def _fixed(
    task: tuple[Case, Calibration, dict[str, int], tuple[str, ...]],
) -> Found:
    """Try the measures of one cluster."""
    return fixes_of(*task)


def _markets(parts: Sequence[Case]) -> list[str]:
    """Name clusters by their minerals, each otherwise."""
    names: list[str] = []
    for case in parts:
        minerals = case.table("commodities")["mineral"].unique(maintain_order=True)
        more = minerals.len() - _MINERALS
        told = ", ".join(minerals.head(_MINERALS))
        name = f"{told} and {more} more" if more > 0 else told
        alike = sum(one.split(" (")[0] == name for one in names)
        names.append(f"{name} ({alike + 1})" if alike else name)
    return names


def _parted(harms: pl.DataFrame, tried: pl.DataFrame) -> pl.DataFrame:
    """Return what was tried with the harm without it, and the part it takes away.

    Harm is the country's loss; where that is noise, what is given up of what is missed.
    """
    now = harms.select(
        *_KEYS,
        "chance",
        pl.col("country").alias("now"),
        (pl.col("vital") + pl.col("firm")).alias("_missed"),
        pl.sum_horizontal("vital", "firm", "spare").alias("_given_up"),
    )
    saved = pl.col("now") - pl.col("country")
    money = saved / pl.col("now")
    missed = 1.0 - pl.col("essential") / pl.col("_missed")
    part = pl.when(pl.col("now") > NOISE).then(money).otherwise(missed)
    spared = pl.col("_given_up") - pl.col("short")
    each = pl.col("cost") * 1e6 / spared
    return (
        tried.with_columns(pl.col("cost", "country", "users").round(_FINE))
        .join(now, on=_KEYS, how="left", maintain_order="left")
        .with_columns(
            part.clip(upper_bound=1.0).alias("part"),
            ((pl.col("now") > NOISE) & (pl.col("cost") > saved)).alias("dear"),
            pl.when((spared > UNSEEN) & (pl.col("cost") > 0.0))
            .then(each)
            .alias("per_tonne"),
        )
        .drop("_missed", "_given_up")
    )


def _over(found: Sequence[Found]) -> pl.DataFrame:
    """Return which budget each project would break beside the plan, if any."""
    bills = pl.concat([one.bills for one in found])
    plan = pl.col("fix").is_null()
    room = (
        bills.filter(plan)
        .group_by("purse")
        .agg(left=pl.col("value").first() - pl.col("taken").sum())
    )
    return (
        bills.filter(~plan)
        .join(room, on="purse", maintain_order="left")
        .filter(pl.col("more") > pl.col("left") + NOISE)
        .group_by("fix", maintain_order=True)
        .agg(over=pl.col("purse").first())
    )


_FIX = ["fix", "kind", "starts", "sooner", "size", "grade", "cost", "part"]
_LEFT = ["country_left", "users_left", "short_left", "per_tonne", "over", "dear"]


def _best(harms: pl.DataFrame, tried: pl.DataFrame, least: float) -> pl.DataFrame:
    """Return the cheapest fix of each disruption, or what helps most."""
    asked = tried.filter(
        (pl.col("kind") != RESERVE) | pl.col("fitted"), pl.col("part") >= HELPS
    ).rename({f"{name}": f"{name}_left" for name in ("country", "users", "short")})
    enough = pl.col("part") >= least
    chosen = (
        asked.with_columns(
            pl.when(enough).then(pl.lit(ENOUGH)).otherwise(pl.lit(SOME)).alias("verdict"),
            # Of those that are enough the cheapest, of others what helps most and pays.
            (~enough & pl.col("dear")).alias("_dear"),
            pl.when(enough).then("cost").otherwise(-pl.col("part")).alias("_rank"),
        )
        .sort("verdict", "_dear", "_rank", -pl.col("part"), "fix")
        .unique(_KEYS, keep="first", maintain_order=True)
        .select(*_KEYS, "verdict", *_FIX, *_LEFT)
    )  # fmt: skip
    first = ["market", "what", "name"]
    return (
        harms.join(chosen, on=_KEYS, how="left", maintain_order="left")
        .with_columns(pl.col("verdict").fill_null(NOTHING))
        .sort("country", *first, descending=[True, False, False, False])
        .select(*first, *[c for c in harms.columns if c not in first],
                "verdict", *_FIX, *_LEFT)
    )  # fmt: skip


def _ranked(tried: pl.DataFrame) -> pl.DataFrame:
    """Return measures by what a USD of yearly cost avoids, by chance."""
    avoided = pl.col("chance") * (pl.col("now") - pl.col("country"))
    one = ["market", "fix", "kind", "size"]
    rows = (
        tried.filter(~pl.col("fitted"), pl.col("chance").is_not_null())
        .with_columns(avoided.alias("_avoided"))
        .sort("_avoided", "name", descending=[True, False])
        .group_by(one, maintain_order=True)
        .agg(
            pl.col("starts", "sooner", "grade", "cost", "over").first(),
            pl.col("_avoided").sum().alias("avoided"),
            (pl.col("part") >= HELPS).sum().alias("helps"),
            pl.col("name").first().alias("most"),
        )
        .filter(pl.col("avoided") >= _AVOIDED)
    )
    costs = pl.col("cost") > 0.0
    return (
        rows.with_columns(
            pl.when(costs).then(pl.col("avoided") / pl.col("cost")).alias("per_usd")
        )
        .sort(costs, -pl.col("per_usd").fill_null(0.0), -pl.col("avoided"), "fix")
        # Of the sizes of one reserve, that which is worth most.
        .unique(["market", "fix", "kind"], keep="first", maintain_order=True)
        .select(*one, "starts", "sooner", "grade", "cost", "avoided", "per_usd",
                "helps", "most", "over")
    )  # fmt: skip
