"""Sheets and words of trials: what years cost, what runs short, who is to blame."""

import polars as pl

from orepath.report.number import human
from orepath.stress.summary import WHOSE
from orepath.stress.toll import TIERS
from orepath.study.sheet.form import Sheet, named
from orepath.study.trials import Trials
from orepath.world.case import Case

_MEASURES = {
    "mean": "Mean",
    "over_10": "1 in 10",
    "over_1": "1 in 100",
    "worst_10": "Worst tenth",
    "worst_1": "Worst 1 %",
    "largest": "Worst drawn",
    "later": "Years after",
}
_SIDES = {"without": "no", "with": "yes"}
_FEW = 1000
# USD million: what nobody notices.
_SEEN = 0.05
_GOODS = 3


def losses_sheet(case: Case, told: Trials) -> Sheet:
    """Return what drawn years cost, without and with the plan side by side."""
    rows = {
        (row["whose"], row["side"]): row for row in told.losses.iter_rows(named=True)
    }
    frame = pl.DataFrame(
        {"Year": list(_MEASURES.values())}
        | {
            f"{whose.capitalize()} {side}": [
                rows[whose, side][name] * 1e6 for name in _MEASURES
            ]
            for whose in WHOSE
            for side in _SIDES
        }
    )
    focus = case.name_of("places", case.settings.focus)
    return Sheet(
        "losses",
        f"What {told.count:,} drawn years cost {focus}, without and with the plan",
        frame,
        dict.fromkeys(frame.columns[1:], "USD"),
        f"Each year is the year {case.settings.shock_year} with whatever disruptions "
        "are drawn to strike in it, by their chances; the same years are lived through "
        "without and with the plan. 1 in 10: what one year of ten reaches or exceeds; "
        "worst tenth: the mean of those years. Users: what users of the goods lose, "
        "dearer purchases and use given up. Country: users, owners and treasury "
        "together. Years after: the mean of what the years that follow cost in which a "
        "disruption still lasts, two at most; it comes on top of the mean. A loss "
        "counts against the undisturbed year of the same plan; below zero is a gain.",
        formats=dict.fromkeys(frame.columns[1:], "each"),
    )


def shortages_sheet(case: Case, told: Trials, most: int | None = None) -> Sheet:
    """Return what runs short, how long stocks last and how long it takes.

    Parameters
    ----------
    case : Case
        For names.
    told : Trials
        What was drawn.
    most : int or None
        Goods at most, those most often short; None for all.
    """
    found = told.shortages
    order = (
        found.group_by("commodity")
        .agg(pl.col("chance").max(), pl.col("short").max())
        .sort("chance", "short", "commodity", descending=[True, True, False])
        .with_row_index("_at")
        .select("commodity", "_at")
    )
    ever = pl.col("recover").is_not_null().any().over("commodity")
    rows = found.filter(ever).join(order, on="commodity")
    rows = rows.sort("_at", maintain_order=True)
    if most is not None:
        rows = rows.filter(pl.col("_at") < most)
    frame = rows.select(
        named(case, "commodities", "commodity", "Good"),
        pl.col("side").replace(_SIDES).alias("Plan"),
        pl.col("chance").alias("Years"),
        # Finer than a hundredth of a tonne nothing is known.
        *(pl.col(tier).round(2).alias(tier.capitalize()) for tier in TIERS),
        pl.col("worst").alias("Worst year"),
        pl.col("price").alias("Price"),
        *(_told(what) for what in ("survive", "recover")),
    )
    return Sheet(
        "shortages",
        "What runs short, by how dearly it is missed, and for how long",
        frame,
        {
            "Years": "fraction",
            "Vital": "t",
            "Firm": "t",
            "Spare": "t",
            "Worst year": "t",
            "Price": "× normal",
        },
        "Years: part of all years in which half a tonne or more is given up. Vital: "
        "given up whatever it costs; firm: worth more than 1.5 times the price to its "
        "users; spare: worth less; all a year, in the mean. Price: the highest. "
        "Survive: for so long stocks at the place replace what would be short. "
        "Recover: how long the longest disruption lasts; trade that is barred is open "
        "again as soon as it ends. Both are the middle of the years in which the good "
        "is short or stocks are used; goods without such a year are left out.",
        ("Good", "Plan", "Years", "Vital", "Firm", "Spare", "Survive", "Recover"),
        dict.fromkeys(("Vital", "Firm", "Spare", "Worst year"), "each"),
    )


_TOLD = {"survive": "d", "recover": "mo"}


def _told(what: str) -> pl.Expr:
    """Return a length of time in words; a dash where the good is never hit."""
    words = pl.format(f"{{}} {_TOLD[what]}", pl.col(what).round().cast(pl.Int64))
    return words.fill_null("–").alias(what.capitalize())


def culprits_sheet(case: Case, told: Trials) -> Sheet:
    """Return what each disruption costs in the years in which it strikes."""
    frame = told.culprits.select(
        named(case, "shocks", "shock", "Disruption"),
        pl.col("chance").alias("Years"),
        *(
            (pl.col(f"{whose}_{side}") * 1e6).alias(f"{whose.capitalize()} {side}")
            for whose in WHOSE
            for side in _SIDES
        ),
    )
    return Sheet(
        "culprits",
        "What it costs if it strikes, the most by chance and cost first",
        frame,
        {"Years": "fraction"} | dict.fromkeys(frame.columns[2:], "USD"),
        "Years: part of all years in which it strikes. Losses: what it adds to that of "
        "such a year, by least squares over all years drawn, so that what others add "
        "which strike in the same year is not in it. About nothing, or below zero: "
        "less than shows among the others.",
        ("Disruption", "Years", "Users without", "Users with"),
    )


def trial_words(case: Case, told: Trials) -> list[str]:
    """Return what drawn years tell, in sentences."""
    focus = case.name_of("places", case.settings.focus)
    side = {
        (row["whose"], row["side"]): row for row in told.losses.iter_rows(named=True)
    }

    def pair(whose: str, what: str) -> tuple[str, str]:
        without, planned = (side[whose, s][what] * 1e6 for s in _SIDES)
        return human(without, "USD"), human(planned, "USD")

    def said(words: str, whose: str, what: str) -> str:
        without, planned = pair(whose, what)
        return f"{words} {without}; with the plan {planned}."

    after = []
    if side["users", "without"]["later"] >= _SEEN:
        words = "Disruptions that last cost them in the years after, in the mean,"
        after = [said(words, "users", "later")]
    lines = [
        said(f"In the mean year users in {focus} lose", "users", "mean"),
        *(
            said(f"In one year of {of} they lose at least", "users", what)
            for of, what in (("ten", "over_10"), ("a hundred", "over_1"))
            if side["users", "without"][what] >= _SEEN
        ),
        said("The worst tenth of years costs them in the mean", "users", "worst_10"),
        *after,
        said(
            "With its owners and treasury the country loses in the mean year",
            "country",
            "mean",
        ),
        *_blamed(case, told),
        *_lasting(case, told),
    ]
    if told.count < _FEW:
        lines.append(
            f"Only {told.count:,} years were drawn: how bad rare years are is hardly "
            "known. Draw more with --trials."
        )
    return lines


def _blamed(case: Case, told: Trials) -> list[str]:
    """Name the disruption that costs most by chance and cost."""
    if told.culprits.is_empty():
        return ["No disruption struck in any year drawn."]
    row = told.culprits.row(0, named=True)
    without, planned = (human(row[f"users_{s}"] * 1e6, "USD") for s in _SIDES)
    name = case.name_of("shocks", row["shock"])
    often = human(row["chance"], "fraction")
    return [
        f"Most is lost to this: {name}. It strikes in {often} of years and costs "
        f"users {without} in each; with the plan {planned}."
    ]


def _lasting(case: Case, told: Trials) -> list[str]:
    """Tell how long stocks last that the plan lays in."""
    lasts = (
        told.shortages.filter(pl.col("side") == "with", pl.col("survive") >= 1.0)
        .join(
            told.shortages.filter(side="without"),
            on="commodity",
            suffix="_without",
        )
        .sort("short_without", "commodity", descending=[True, False])
        .head(_GOODS)
    )
    return [
        f"{case.name_of('commodities', row['commodity'])}: stocks of the plan replace "
        f"what would be short for {row['survive']:,.0f} days, in the middle of "
        f"the years it is hit; without it {row['survive_without'] or 0.0:,.0f} days."
        for row in lasts.iter_rows(named=True)
    ]
