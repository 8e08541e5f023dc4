"""Cautions are what a reader must know before believing a plan; they stop nothing."""

from collections.abc import Iterable

import polars as pl

from orepath.errors import Problem
from orepath.plan.program import Program
from orepath.plan.scale import scale_cautions
from orepath.world.case import Case
from orepath.world.tables.policy import SHARES

IGNORED = 0.1
"""Below this multiple of the price a policy is rather paid for than kept."""


def cautions_of(case: Case, programs: Iterable[Program]) -> tuple[Problem, ...]:
    """Tell prices that miss what they are for, and numbers that lie too far apart.

    Parameters
    ----------
    case : Case
        The whole case.
    programs : iterable of Program
        One a market.

    Returns
    -------
    tuple of Problem
        Empty where there is nothing to tell.
    """
    told = [one for program in programs for one in scale_cautions(program)]
    return (*price_cautions(case), *told)


def price_cautions(case: Case) -> tuple[Problem, ...]:
    """Tell excess prices at which a share is ignored, or makes users go without.

    Above the lowest price at which anybody gives up, users are made to go without
    rather than to break the share: the policy makes the very shortage it is meant to
    prevent. Below a tenth of the price it is paid for and changes nothing.

    Parameters
    ----------
    case : Case
        Policies, demand and tiers.
    """
    found = []
    for row in case.table("policies").iter_rows(named=True):
        excess = row["excess"]
        if row["kind"] not in ("share_cap", *SHARES) or excess is None:
            continue
        where = f"policies.csv:{row['policy']}:excess"
        most = _patience(case, row["commodity"], row["place"])
        if excess < IGNORED:
            found.append(
                Problem(
                    where,
                    f"“{row['name']}” may be broken for {excess:g} of the price: it "
                    "will mostly be paid for, not kept",
                    f"give {IGNORED:g} or more, or leave it empty for a hard policy",
                )
            )
        elif most is not None and 1.0 + excess >= most:
            found.append(
                Problem(
                    where,
                    f"“{row['name']}” costs {excess:g} of the price to break, and "
                    f"users of {row['commodity']} at {row['place']} give up at "
                    f"{most:g} times the price: they go without rather than break it",
                    f"give less than {most - 1.0:g}",
                )
            )
    return tuple(found)


def _patience(case: Case, commodity: str, place: str) -> float | None:
    """Return the lowest multiple of the price at which users go without, if told."""
    goods = pl.col("commodity") == commodity
    used = case.table("demand").filter(goods & (pl.col("place") == place))
    if used.is_empty():
        return None
    tiers = case.table("tiers").filter(goods)
    own = tiers.filter(pl.col("place") == place)
    any_ = tiers.filter(pl.col("place") == "*")
    first = (own if own.height else any_)["multiple"].to_list()
    return float(min([*used["choke"].to_list(), *first]))
