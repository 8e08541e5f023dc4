"""Sheets and words of fixes: what helps cheapest against what, what is worth it."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from orepath.report.number import human
from orepath.stress.hurt import NOISE
from orepath.stress.measure import RESERVE
from orepath.study.fixes import ENOUGH, HELPS, NOTHING, SOME, Fixes
from orepath.study.sheet.form import Sheet, named
from orepath.world.case import Case

Row = Mapping[str, Any]

_WORST, _FIRST = 5, 3
_FIX_TERMINAL = ("Disruption", "Still lost", "Fix", "Takes away", "Cost a year")
_RANK_TERMINAL = ("Measure", "Cost a year", "Avoids a year", "Per USD")


def measure_name(case: Case, row: Row) -> str:
    """Name a measure for readers.

    Parameters
    ----------
    case : Case
        For names.
    row : mapping
        Of ``Fixes.best`` or ``Fixes.ranking``, with a measure.
    """
    if row["kind"] == RESERVE:
        good = case.name_of("commodities", row["fix"])
        return f"Reserve of {human(row['size'], 't')} of {good}"
    name = case.name_of("projects", row["fix"])
    others = [one.rsplit(" ", 1)[0] for one in row["starts"]]
    others = [case.name_of("projects", o) for o in others if o != row["fix"]]
    beside = f", with {' and '.join(others)}" if others else ""
    return f"{name}{beside}{', sooner than planned' if row['sooner'] else ''}"


def fixes_sheet(case: Case, told: Fixes) -> Sheet:
    """Return the cheapest fix of every disruption that still hurts with the plan.

    Parameters
    ----------
    case : Case
        For names.
    told : Fixes
        What was found.
    """
    rows = told.best
    frame = rows.select(
        pl.col("name").alias("Disruption"),
        pl.col("market").alias("Market"),
        pl.col("chance").alias("Chance"),
        (pl.col("country") * 1e6).alias("Still lost"),
        (pl.col("users") * 1e6).alias("Of users"),
        named(case, "commodities", "good", "Short of").fill_null("–"),
        *(pl.col(tier).alias(tier.capitalize()) for tier in ("vital", "firm", "spare")),
        _spelt(case, rows).alias("Fix"),
        pl.col("part").fill_null(0.0).alias("Takes away"),
        (pl.col("cost").fill_null(0.0) * 1e6).alias("Cost a year"),
        (pl.col("country_left").fill_null(pl.col("country")) * 1e6).alias(
            "Lost with it"
        ),
        pl.col("per_tonne").alias("A tonne"),
        _begins(rows).alias("Begins"),
        pl.col("grade").fill_null("–").alias("Grade"),
        _remarks().alias("Mind"),
    )
    money = ("Still lost", "Of users", "Cost a year", "Lost with it")
    tonnes = ("Vital", "Firm", "Spare")
    units = dict.fromkeys(money, "USD") | dict.fromkeys(tonnes, "t")
    return Sheet(
        "fixes",
        "What still hurts with the plan, and what would fix it cheapest",
        frame,
        units | {"Chance": "fraction", "Takes away": "fraction", "A tonne": "USD/t"},
        _fixes_note(case, told),
        _FIX_TERMINAL,
        dict.fromkeys((*money, *tonnes, "A tonne"), "each"),
    )


def _fixes_note(case: Case, told: Fixes) -> str:
    """Tell how to read the sheet of fixes."""
    return (
        "Still lost: what the country as a whole, users, owners and treasury, loses in "
        f"a year like {case.settings.shock_year} with the plan built, in one market; "
        "where that is noise, tonnes that are missed count instead. What users lose "
        "while exporters or owners at home gain it is told by the table of "
        "disruptions alone. Tried are all "
        "projects of the case that the plan has not, or has too late, and a reserve of "
        "each good that is short: as large as what is missed, as all that is given up, "
        "or twice that, or a month's use, also where goods only become dearer. "
        f"Told is the cheapest that takes away {_part(told)} or more; "
        "else what helps most. Too dear: it costs more each year than it saves in the "
        "year in which that strikes. Cost: instalments of capital and running less "
        "what it earns in the undisturbed year; below zero it pays for itself. A "
        "reserve costs its store, its running and interest on the goods; it is opened "
        "once they are dearer than undisturbed and filled again at that price, while "
        "stocks of the case wait for their own. A tonne: yearly cost of each tonne no "
        "longer given up, not known where there is none. Budgets do not bind here; "
        "what would break one is told."
    )


def ranking_sheet(case: Case, told: Fixes) -> Sheet:
    """Return measures by what a USD of yearly cost avoids over all disruptions.

    Parameters
    ----------
    case : Case
        For names.
    told : Fixes
        What was found.
    """
    rows = told.ranking
    worth = [
        "pays for itself" if value is None else f"{value:.2f}"
        for value in rows["per_usd"]
    ]
    frame = rows.select(
        pl.Series([measure_name(case, row) for row in rows.iter_rows(named=True)],
                  dtype=pl.String).alias("Measure"),
        pl.col("market").alias("Market"),
        (pl.col("cost") * 1e6).alias("Cost a year"),
        (pl.col("avoided") * 1e6).alias("Avoids a year"),
        pl.Series(worth, dtype=pl.String).alias("Per USD"),
        pl.col("helps").cast(pl.Int64).alias("Helps"),
        pl.col("most").alias("Most against"),
        _begins(rows).alias("Begins"),
        pl.col("grade").alias("Grade"),
        _beyond().alias("Mind"),
    )  # fmt: skip
    money = ("Cost a year", "Avoids a year")
    return Sheet(
        "fix_ranking",
        "Which measures avoid most harm for what they cost a year",
        frame,
        dict.fromkeys(money, "USD"),
        "Avoids: harm of all disruptions of the case by their yearly chances, in the "
        "mean of many years; losses that have no chance do not count. Per USD: of "
        "yearly cost; above 1 a measure avoids more than it costs. Helps: disruptions "
        f"of which it takes away {human(HELPS, 'fraction')} or more. A reserve has one "
        "size for all. Each measure is tried by itself: two of them need not avoid the "
        "sum.",
        _RANK_TERMINAL,
        dict.fromkeys(money, "each"),
    )


def _spelt(case: Case, rows: pl.DataFrame) -> pl.Series:
    """Return the measure of each row for readers, or that none helps."""
    words = []
    for row in rows.iter_rows(named=True):
        if row["verdict"] == NOTHING:
            words.append("nothing helps")
            continue
        most = "at most" if row["verdict"] == SOME else ""
        lead = " and ".join(w for w in (most, "too dear" if row["dear"] else "") if w)
        words.append(f"{lead}: {measure_name(case, row)}" if lead else
                     measure_name(case, row))  # fmt: skip
    return pl.Series(words, dtype=pl.String)


def _begins(rows: pl.DataFrame) -> pl.Series:
    """Return the year in which each measure must begin; a dash for reserves."""
    years = [
        next(
            (o.rsplit(" ", 1)[1] for o in starts or () if o.startswith(f"{fix} ")), "–"
        )
        for fix, starts in rows.select("fix", "starts").iter_rows()
    ]
    return pl.Series(years, dtype=pl.String)


def _beyond() -> pl.Expr:
    """Return what to mind where a budget would break."""
    return pl.format("beyond the budget: {}", pl.col("over")).fill_null("")


def _remarks() -> pl.Expr:
    """Return what to mind about each fix."""
    return (
        pl.when(pl.col("over").is_not_null())
        .then(_beyond())
        .when(pl.col("dear"))
        .then(pl.lit("costs more each year than it saves in the year it strikes"))
        .otherwise(pl.lit(""))
    )


def fix_words(case: Case, told: Fixes) -> list[str]:
    """Return what would fix what, in sentences.

    Parameters
    ----------
    case : Case
        For names.
    told : Fixes
        What was found.
    """
    if told.best.is_empty():
        return [
            "No disruption tried still hurts with the plan: nothing is to be fixed."
        ]
    worst = told.best.head(_WORST).iter_rows(named=True)
    lines = [_counted(told), *(_fixed(case, row, told.least) for row in worst)]
    if told.tried.is_empty():
        lines.append(
            "The case has no project beside the plan, and no good runs short of which "
            "a reserve could be held."
        )
    return lines + _ranked(case, told)


def _part(told: Fixes) -> str:
    """Tell which part of the harm a fix must take away."""
    return human(told.least, "fraction")


def _counted(told: Fixes) -> str:
    """Tell how many disruptions have a fix."""
    count = {row["verdict"]: row["len"] for row in
             told.best.group_by("verdict").len().iter_rows(named=True)}  # fmt: skip
    number = told.best.height
    first = (
        "One disruption still hurts with the plan"
        if number == 1
        else f"{number:,} disruptions still hurt with the plan"
    )
    dear = told.best.filter(pl.col("dear"), pl.col("verdict") == ENOUGH).height
    much = f" ({dear:,} of them too dearly)" if dear else ""
    return (
        f"{first}: a single measure takes away {_part(told)} or more of "
        f"{count.get(ENOUGH, 0):,}{much}, something less of {count.get(SOME, 0):,}, "
        f"and nothing helps against {count.get(NOTHING, 0):,}."
    )


def _fixed(case: Case, row: Row, least: float) -> str:
    """Tell of one disruption what it takes, and what would fix it."""
    missed = row["vital"] + row["firm"]
    lost = (
        f"{human(row['country'] * 1e6, 'USD')} still lost"
        if row["country"] > NOISE
        else f"{human(missed, 't')} of {case.name_of('commodities', row['good'])} "
        "still missed"
    )
    head = f"{row['name']}: {lost}"
    if row["verdict"] == NOTHING:
        return f"{head}; nothing in the case helps."
    fix = measure_name(case, row)
    part = f"takes away {human(row['part'], 'fraction')}"
    if row["verdict"] == SOME:
        return (
            f"{head}; nothing in the case takes away {human(least, 'fraction')}. "
            f"{fix}, {_costs(row)}, helps most: it {part}."
        )
    dear = ", and costs more each year than it saves then" if row["dear"] else ""
    return f"{head}; {fix}, {_costs(row)}, {part}{_each(row)}{dear}.{_pays(case, row)}"


def _costs(row: Row) -> str:
    """Tell what a measure costs a year."""
    cost = row["cost"]
    if abs(cost) * 1e6 < 1.0:
        return "which costs nothing a year"
    if cost < 0.0:
        return f"which earns {human(-cost * 1e6, 'USD')} a year more than it costs"
    over = "" if row["over"] is None else f", beyond the budget '{row['over']}'"
    return f"{human(cost * 1e6, 'USD')} a year{over}"


def _each(row: Row) -> str:
    """Tell what each tonne costs that is no longer given up."""
    each = row["per_tonne"]
    return (
        "" if each is None else f" ({human(each, 'USD')} for each tonne less given up)"
    )


def _pays(case: Case, row: Row) -> str:
    """Tell where to read why a measure that pays for itself is not in the plan."""
    if row["cost"] >= 0.0 or row["kind"] == RESERVE or row["sooner"]:
        return ""
    if row["over"] is not None:
        return f" The budget '{row['over']}' has no room for it beside the plan."
    return (
        f" Why the plan leaves out {row['fix']} all the same: orepath plan explain "
        f"{case.settings.name} {row['fix']}."
    )


def _ranked(case: Case, told: Fixes) -> list[str]:
    """Tell which measures avoid most by chance and cost."""
    rows = told.ranking
    if rows.is_empty():
        return []
    pays = rows.filter(pl.col("per_usd").fill_null(2.0) >= 1.0)
    if pays.is_empty():
        best = rows.row(0, named=True)
        return [
            "By the chances of the case's disruptions no measure avoids more than it "
            f"costs; nearest comes {measure_name(case, best)}: {_worth(best)}."
        ]
    first = list(pays.head(_FIRST).iter_rows(named=True))
    told_of = "; ".join(f"{measure_name(case, row)}: {_worth(row)}" for row in first)
    return [
        f"Worth most by the chances of the case's disruptions: {told_of}."
        + "".join(_pays(case, row) for row in first)
    ]


def _worth(row: Row) -> str:
    """Tell what a measure avoids for its cost."""
    avoided = human(row["avoided"] * 1e6, "USD")
    return f"{avoided} of harm avoided in the mean year, {_costs(row)}"
