"""Sheets and words of what is taken away: one supplier or stop, or two at once."""

import polars as pl

from orepath.report.number import human
from orepath.study.sheet.form import Sheet, named
from orepath.world.case import Case

_SIDES = ("without", "with")
_KINDS = {
    "suppliers": "supplier",
    "owners": "owner",
    "stages": "stage",
    "stops": "stop",
    "legs": "leg",
}
_TERMINAL = ("Lost", "Hit most", "Short without", "Users without", "Users with")
# USD million: what nobody notices.
_SEEN = 0.5


def removals_sheet(case: Case, found: pl.DataFrame, *, two: bool = False) -> Sheet:
    """Return what losing each thing for a year costs, without and with the plan.

    Parameters
    ----------
    case : Case
        For names.
    found : polars.DataFrame
        As ``study.trials.taken_away`` gives it.
    two : bool
        Whether each row is a pair.
    """
    frame = found.select(
        _kinds().alias("Kind"),
        pl.col("name").alias("Lost"),
        named(case, "commodities", "good_without", "Hit most"),
        *((pl.col(f"users_{side}") * 1e6).alias(f"Users {side}") for side in _SIDES),
        *(
            (pl.col(f"country_{side}") * 1e6).alias(f"Country {side}")
            for side in _SIDES
        ),
        *(pl.col(f"short_{side}").alias(f"Short {side}") for side in _SIDES),
        *(pl.col(f"price_{side}").alias(f"Price {side}") for side in _SIDES),
    )
    money = [c for c in frame.columns if c.startswith(("Users", "Country"))]
    return Sheet(
        "pairs" if two else "removals",
        "What losing two at once for a year costs (N-2)"
        if two
        else "What losing a supplier, owner, stage, stop or leg for a year costs (N-1)",
        frame,
        dict.fromkeys(money, "USD")
        | {f"Short {side}": "t" for side in _SIDES}
        | {f"Price {side}": "× normal" for side in _SIDES},
        "A supplier sells one good to nobody, an owner's parts of sites stand still, a "
        "stage is lost at one place, or trade cannot pass a stop or leg, for a year; "
        "the market answers. What is named alike in several chains is lost in all of "
        "them. "
        + ("Pairs are of one chain. " if two else "")
        + "Short and price: of the good that is short most, or dearest. A plan that "
        "builds a plant has more to lose where the plant is hit.",
        _TERMINAL,
        dict.fromkeys((*money, "Short without", "Short with"), "each"),
    )


def _kinds() -> pl.Expr:
    """Return the kind of what is lost for readers."""
    words = pl.col("what").str.split(" and ")
    return words.list.eval(pl.element().replace(_KINDS)).list.join(" and ")


def removal_words(found: pl.DataFrame, *, two: bool = False) -> list[str]:
    """Return what is lost most dearly, and where the plan makes it dearer.

    Parameters
    ----------
    found : polars.DataFrame
        As ``study.trials.taken_away`` gives it.
    two : bool
        Whether each row is a pair.
    """
    what = "two losses" if two else "single loss"
    if found.is_empty():
        return [f"There is nothing to take away: no {what} to try."]
    row = found.row(0, named=True)
    without, planned = (human(row[f"users_{side}"] * 1e6, "USD") for side in _SIDES)
    lines = [
        f"The costliest {what} of {found.height:,} without the plan: {row['name']}, "
        f"{without} to users in the year; with the plan {planned}."
    ]
    rise = pl.col("users_with") - pl.col("users_without")
    worse = found.filter(rise > _SEEN).sort(rise, descending=True)
    if worse.height:
        most = worse.row(0, named=True)
        costs = "costs" if worse.height == 1 else "cost"
        before, after = (human(most[f"users_{s}"] * 1e6, "USD") for s in _SIDES)
        lines.append(
            f"{worse.height:,} of them {costs} users more with the plan than without, "
            f"the most: {most['name']}, {before} without, {after} with it."
        )
    return lines
