"""Sheets that explain: one project taken apart, all in one row each, what binds."""

import math

import polars as pl

from orepath.plan.explain import Explanation
from orepath.report.number import human
from orepath.study.argument import PARTS
from orepath.study.sheet.form import Sheet, named
from orepath.world.case import Case

MOST = 8
"""Actors shown of those who gain or lose by one project."""
_MOVED = 0.005
"""Prices that move by less are not shown."""


def reasons_sheet(case: Case, reasons: pl.DataFrame) -> Sheet:
    """Return why every project is built or not."""
    frame = reasons.sort(["built", "gain"], descending=True).select(
        named(case, "projects", "project", "Project"),
        _yes("built").alias("In plan"),
        pl.col("year").cast(pl.String).alias("Start"),
        pl.when("idle").then(pl.lit("no")).otherwise(pl.lit("yes")).alias("Runs"),
        pl.col("left").alias("Left of a tonne"),
        (pl.col("profit") * 1e6).alias("Owners earn"),
        (pl.col("users") * 1e6).alias("Users gain"),
        (pl.col("gain") * 1e6).alias("Focus gains"),
        pl.col("capital").alias("Capital now"),
        pl.col("needed").alias("Capital to turn it"),
    )
    return Sheet(
        "reasons",
        "Why each project is built or not",
        frame,
        {
            "Left of a tonne": "USD/t",
            "Owners earn": "USD",
            "Users gain": "USD",
            "Focus gains": "USD",
            "Capital now": "USD/(t/a)",
            "Capital to turn it": "USD/(t/a)",
        },
        "Each project in its best year, against the same plan without it; one that "
        "loses in every year, in the year of the least loss a year of running. Left of "
        "a tonne: at market prices with the project, after all costs and capital; of "
        "one that would not run, what full output would leave. Capital to turn it: at "
        "which a project that is built would drop out, or one that is not would enter; "
        "not known where even a gift would not do.",
        (
            "Project",
            "In plan",
            "Start",
            "Left of a tonne",
            "Owners earn",
            "Focus gains",
        ),
        {
            "Left of a tonne": ",.0f",
            "Capital now": ",.0f",
            "Capital to turn it": ",.0f",
        },
    )


def limits_sheet(case: Case, limits: pl.DataFrame) -> Sheet:
    """Return what binds the plan and what one more unit would be worth."""
    told = limits.filter(
        (pl.col("left") != 0)
        | (pl.col("right") != 0)
        | (pl.col("world_left") != 0)
        | (pl.col("world_right") != 0)
    )
    names = _names(case)
    frame = told.select(
        pl.col("rule").replace(RULES).alias("Limit"),
        pl.col("what")
        .map_elements(lambda what: _whose(what, names), return_dtype=pl.String)
        .alias("Of what"),
        pl.col("now").alias("Now"),
        pl.col("left").alias("Last unit"),
        pl.col("right").alias("One more"),
        pl.col("world_right").alias("To the world"),
        pl.col("unit").alias("Unit"),
    )
    return Sheet(
        "limits",
        "What binds the plan, and what one more unit is worth a year",
        frame,
        dict.fromkeys(("Last unit", "One more", "To the world"), "USD/t"),
        "USD a year for one unit: what the last one brings the focus place, and what "
        "one more would, each from solving the market again with the limit moved by a "
        "twentieth or a thousand tonnes. A size counts with its capital at the same "
        "cost a unit. 0: less than can be told from rounding. Now: not known for a cap "
        "on shares, which has no tonnage of its own.",
        ("Limit", "Of what", "Last unit", "One more", "To the world"),
        {"Last unit": ",.0f", "One more": ",.0f", "To the world": ",.0f"},
    )


def _names(case: Case) -> dict[str, str]:
    """Return the reader's names of projects, sites, goods and places."""
    found: dict[str, str] = {}
    for table in ("places", "commodities", "sites", "projects"):
        frame = case.table(table)
        found |= dict(frame.select(frame.columns[0], "name").iter_rows())
    return found


def _whose(what: str, names: dict[str, str]) -> str:
    """Write the label of a limit with names instead of codes."""
    if what in names:
        return names[what]
    head, mark, member = what.rpartition(": ")
    if mark:
        return f"{head}: {names.get(member, member)}"
    goods, mark, ends = what.partition(" · ")
    origin, to, destination = ends.partition(" to ")
    if mark and to:
        places = (names.get(origin, origin), names.get(destination, destination))
        return f"{names.get(goods, goods)}, {places[0]} to {places[1]}"
    return what


RULES = {
    "size": "size of a project",
    "capacity": "capacity of a site",
    "ramp": "growth of a relation",
    "share cap": "cap on a share",
}
"""Rules in words for readers; the others read well as they are."""


def limit_words(case: Case, limits: pl.DataFrame, most: int = 3) -> list[str]:
    """Tell the weightiest limits in plain words.

    Parameters
    ----------
    case : Case
        For names.
    limits : polars.DataFrame
        As ``plan.limit.limits_of`` gives them.
    most : int
        How many.
    """
    names = _names(case)
    focus = case.name_of("places", case.settings.focus)
    told = []
    for row in limits.filter(pl.col("right") != 0).head(most).iter_rows(named=True):
        what = _whose(row["what"], names)
        kind = RULES.get(row["rule"], row["rule"])
        more = _amount(row["now"])
        worth = row["right"] * more
        past = row["rule"] == "share cap"
        lead, of = ("Letting", "more past") if past else ("A further", "of")
        what = f"'{what}'" if past else what
        told.append(
            f"{lead} {more:,.0f} {row['unit']} {of} {what} ({kind}) would "
            f"{'bring' if worth > 0 else 'cost'} {focus} {human(abs(worth), 'USD')} "
            "a year."
        )
    return told


def _amount(now: float | None) -> float:
    """Return a round amount, a fiftieth of a limit or so, but a thousand at most."""
    return 10.0 ** min(3, max(0, math.floor(math.log10((now or 5e3) / 20.0))))


def budget_words(case: Case, barred: pl.DataFrame, most: int = 3) -> list[str]:
    """Tell in plain words what budgets bar.

    Parameters
    ----------
    case : Case
        For names.
    barred : polars.DataFrame
        As ``plan.barrier.barred_of`` gives them.
    most : int
        How many.
    """
    focus = case.name_of("places", case.settings.focus)
    return [
        f"{human(row['lacks'] * 1e6, 'USD')} more of {row['budget']} would let in "
        f"{case.name_of('projects', row['project'])}, which would bring {focus} "
        f"{human(row['gain'] * 1e6, 'USD')}."
        for row in barred.head(most).iter_rows(named=True)
    ]


def margin_sheet(case: Case, found: Explanation) -> Sheet:
    """Return what a tonne of a project earns and costs."""
    lines = found.margin.lines
    whose = pl.when(pl.col("commodity") != "").then(
        pl.format(
            "{}, {}",
            named(case, "commodities", "commodity", "c"),
            named(case, "places", "place", "p"),
        )
    )
    shown = lines.select(
        whose.otherwise(
            pl.col("line").str.head(1).str.to_uppercase() + pl.col("line").str.slice(1)
        ).alias("Line"),
        _text("tonnes", "{:+.3f}").alias("Tonnes"),
        _text("price", "{:,.0f}").alias("Price"),
        pl.col("worth").alias("A tonne"),
        pl.col("worth_without").alias("Without it"),
    )
    left = shown.select(
        pl.lit("Left").alias("Line"),
        pl.lit("").alias("Tonnes"),
        pl.lit("").alias("Price"),
        pl.col("A tonne").sum(),
        pl.col("Without it").sum(),
    )
    name = case.name_of("projects", found.project)
    would = (
        "would earn and cost, did it run" if found.margin.idle else "earns and costs"
    )
    return Sheet(
        "explain_margin",
        f"What a tonne of {name} {would}",
        pl.concat([shown, left]),
        {"A tonne": "USD", "Without it": "USD"},
        "Tonnes a tonne of output, price in USD/t. At market prices with the project "
        "and at those without it; means over the horizon, discounted.",
        (),
        {"A tonne": ",.0f", "Without it": ",.0f"},
    )


def gain_sheet(case: Case, found: Explanation) -> Sheet:
    """Return where the focus actor's gain from a project comes from."""
    focus = case.name_of("places", case.settings.focus)
    words = {"this project": "the project itself", **PARTS}
    frame = found.focus.select(
        pl.col("part").replace(words).alias("Whose"),
        (pl.col("change") * 1e6).alias("Change"),
    )
    whole = pl.DataFrame({"Whose": [f"{focus} in all"], "Change": [found.gain * 1e6]})
    return Sheet(
        "explain_gain",
        f"What it changes for {focus}",
        pl.concat([frame, whole]),
        {"Change": "USD"},
        "Discounted over the horizon, against the same plan without it.",
    )


def actors_sheet(case: Case, found: Explanation) -> Sheet:
    """Return who gains and who loses most by a project."""
    names = dict(case.table("places").select("place", "name").iter_rows())
    names |= dict(case.table("projects").select("project", "name").iter_rows())
    frame = found.actors.head(MOST).select(
        pl.col("actor").replace(names).alias("Actor"),
        pl.col("part").alias("Part"),
        (pl.col("change") * 1e6).alias("Change"),
    )
    return Sheet(
        "explain_actors",
        "Who gains and who loses by it, the largest first",
        frame,
        {"Change": "USD"},
        "Discounted over the horizon.",
    )


def moved_sheet(case: Case, found: Explanation) -> Sheet:
    """Return what a project does to prices at the focus place."""
    focus = case.name_of("places", case.settings.focus)
    moved = (pl.col("with") / pl.col("without") - 1.0).abs() >= _MOVED
    frame = (
        found.prices.filter(moved)
        .head(MOST)
        .select(
            named(case, "commodities", "commodity", "Commodity"),
            pl.col("without").alias("Without it"),
            pl.col("with").alias("With it"),
            (pl.col("with") / pl.col("without") - 1.0).alias("Change"),
        )
    )
    return Sheet(
        "explain_prices",
        f"What it does to prices in {focus}",
        frame,
        {"Without it": "USD/t", "With it": "USD/t", "Change": "fraction"},
        "Means over the undisturbed years in which it runs; prices that move by less "
        "than half a per cent are left out.",
        (),
        {"Without it": ",.0f", "With it": ",.0f"},
    )


def turns_sheet(found: Explanation) -> Sheet:
    """Return what would have to become of a figure to change the decision."""
    frame = found.turns.select(
        (
            pl.col("figure").str.head(1).str.to_uppercase()
            + pl.col("figure").str.slice(1)
        ).alias("Figure"),
        pl.col("now").alias("Now"),
        pl.col("needed").alias("Turns at"),
        pl.col("unit").alias("In"),
        pl.col("way").alias("Found"),
    )
    return Sheet(
        "explain_turns",
        "What would change that",
        frame,
        {},
        "Exact: follows from the gain, since capital and a premium move no market. "
        "Re-solved: the published price moved everywhere, the case calibrated and the "
        "market solved anew; not known where neither twice nor half of it does. Each "
        "price alone, also where others of its chain would move with it: what is "
        "sought is the margin between them. The rest of the plan as it is.",
        (),
        {"Now": ",.0f", "Turns at": ",.0f"},
    )


def _text(column: str, form: str) -> pl.Expr:
    """Write a number that not every row has."""
    return (
        pl.col(column)
        .map_elements(
            lambda number: form.format(number).replace("-", "−"),
            return_dtype=pl.String,
        )
        .fill_null("")
    )


def _yes(column: str) -> pl.Expr:
    """Write a truth value for readers."""
    return pl.when(column).then(pl.lit("yes")).otherwise(pl.lit("no"))
