"""A draft is a made case as a folder that a reader can trust, doubt and edit."""

from pathlib import Path

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.study.assumed import assumptions
from orepath.world.build.case import Built
from orepath.world.build.place import REST
from orepath.world.build.told import unseen
from orepath.world.build.use import CONTRADICTS
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME
from orepath.world.cluster import clusters

_TOP = 10
_KEPT = 0.95
"""Part of a chain's trade below which the page says what gives way."""


def tables_written(case: Case, folder: Path) -> None:
    """Write ``case.toml`` and every table that holds something or must stand.

    A chain of a mine alone has no recipes, but a case without the file is refused.

    Parameters
    ----------
    case : Case
        In inner units, as made.
    folder : Path
        Exists.
    """
    (folder / "case.toml").write_text(settings_text(case), encoding="utf8")
    for name, frame in case.tables.items():
        if frame.height or not BY_NAME[name].optional:
            flags = [c for c, t in frame.schema.items() if t == pl.Boolean]
            frame.with_columns(
                pl.when(pl.col(c)).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(c)
                for c in flags
            ).write_csv(folder / f"{name}.csv")


def settings_text(case: Case) -> str:
    """Return ``case.toml`` of a made case.

    Parameters
    ----------
    case : Case
        With its settings.
    """
    s = case.settings
    return f"""# {s.title}. Made by `orepath new`; edit freely.
name = "{s.name}"
title = "{s.title}"
focus = "{s.focus}"
base_year = {s.base_year}
price_year = {s.price_year}
currency = "{s.currency}"
# Real rate, grade C: nothing in the library states one; appraisals of such plants use
# 5 to 12 %.
discount_rate = {s.discount_rate}
# First years of the planning steps; the last one runs to `end`.
periods = {list(s.periods)}
end = {s.end}
# Disruptions are tried in a year when whatever starts first is running.
shock_year = {s.shock_year}
seed = {s.seed}
notes = \"\"\"
{s.notes}
\"\"\"
"""


def readme(built: Built, folder: str) -> str:
    """Return the README of a made case.

    Parameters
    ----------
    built : Built
        The case and how it came about.
    folder : str
        What the folder is called, for the next commands.
    """
    calibration = calibrate(built.case)
    parts = (
        f"# {built.case.settings.title}",
        _head(built),
        "## What was taken from where",
        _taken(built),
        "## The base year",
        _base(built.case, calibration),
        f"## The {_TOP} assumptions on which most money hangs",
        _worst(built.case),
        "Not weighed by money, yet they decide plans: how fast a new partner may win "
        "trade (`opening` in relations.csv), at which price users go without (`choke` "
        "in demand.csv), and how far supply answers price (`elasticity` in "
        "coefficients.csv). Read results over their ranges.",
        "No policy was set: write policies.csv to give a budget, or a cap on the share "
        "of one origin (the EU aims at 65 %).",
        "## Next",
        f"```\norepath check {folder}\norepath run {folder}\n"
        f"orepath evidence audit {folder}\n```",
    )
    return "\n\n".join(parts) + "\n"


def _head(built: Built) -> str:
    """Say what the case is for."""
    order = built.order
    hosts = [m for m in order.minerals if m not in order.asked]
    lines = [
        f"Focus {order.title}, base year {order.base_year}, planned from "
        f"{order.start} to {order.end}, money in constant USD of 2024. Made by "
        "`orepath new` from the embedded library alone.",
    ]
    if hosts:
        lines.append(f"Added as hosts of by-products: {', '.join(hosts)}.")
    alone = _alone(built)
    if alone:
        lines.append(
            f"**Of {', '.join(alone)} the library knows one maker only**: the case "
            "makes him the world's, so that his loss stops all use and every store "
            "looks a bargain. Add the other makers before you believe a plan."
        )
    lacking = unseen().filter(pl.col("mineral").is_in(order.minerals))
    lines += [
        f"**Not all trade in {good} is seen**: {note}."
        for good, note in lacking.select("commodity", "note").iter_rows()
    ]
    if built.places.unknown:
        names = ", ".join(name_of(p) for p in built.places.unknown)
        lines.append(
            f"Kept out, since the library knows nothing of them here: {names}."
        )
    return " ".join(lines)


def _stated(built: Built) -> str:
    """Say where published consumption stands, and what would stand without it."""
    goods, codes = built.case.table("commodities")["commodity"], built.places.codes
    said = [
        f"{goods[g]} in {name_of(codes[p])} {one.value:,.0f} t ({one.left:,.0f} t)"
        for (g, p), one in sorted(built.year.stated.items())
        if one.apart > CONTRADICTS
    ]
    if not said:
        return ""
    return (
        "\n\nUse is what a publisher states, where it does; in brackets what output, "
        f"trade and industry would tell, where it is far off: {'; '.join(said)}."
    )


def _alone(built: Built) -> list[str]:
    """Return ores of which a source names one maker and no total."""
    heads = built.case.table("commodities").filter(stage="mine")
    known = built.survey.made.filter(pl.col("value") > 0, ~pl.col("whole"))
    makers = known.group_by("commodity").agg(pl.col("place").n_unique())
    lone = set(makers.filter(pl.col("place") == 1)["commodity"])
    return [name for name in heads["commodity"] if name in lone]


def _taken(built: Built) -> str:
    """Say how each form's output and trade were found."""
    places = [name_of(c) for c in built.places.codes if c != REST]
    rows = ["| form | output | trade | held by the places |", "|---|---|---|---|"]
    for name in built.case.table("commodities").filter(~pl.col("outside"))["commodity"]:
        held = built.places.covered.get(name)
        opened = name in built.survey.open
        traded = built.case.table("trade").filter(commodity=name).height > 0
        word = "BACI" if opened else "supposed, grade C" if traded else "none"
        share = f"{held:.0%}" if held is not None else ""
        rows.append(f"| {name} | {built.year.how.get(name, '')} | {word} | {share} |")
    return (
        f"Places: {', '.join(places)}; all others are one.\n\n"
        + "\n".join(rows)
        + _stated(built)
        + "\n\nProcesses, recipes and costs are those of the chains of the package; "
        "routes are its cheapest voyages; prices are published ones, else the value "
        "of trade, else those of the chains."
    )


def _base(case: Case, calibration: Calibration) -> str:
    """Say how far the base year had to be changed to balance."""
    outside = calibration.prices.filter(~pl.col("inside"))
    moved = calibration.adjustments.filter(pl.col("deviations").abs() > 2)
    lines = [
        f"It balances after {calibration.adjustments.height} changes (chi2 "
        f"{calibration.year.chi2:.0f}; {moved.height} by more than two deviations); "
        f"{calibration.overlap:.1%} of the trade is kept. {outside.height} of "
        f"{calibration.prices.height} prices leave their published range."
    ]
    lines += [
        f"- {row['column']}: {row['observed']:,.0f} → {row['settled']:,.0f} t/a"
        for row in moved.head(5).iter_rows(named=True)
    ]
    return "\n".join([*lines, *_weak(case, calibration)])


def _weak(case: Case, calibration: Calibration) -> list[str]:
    """Say of which chains less of the trade is kept, and what gives way most."""
    lines = []
    for part, year in zip(clusters(case), calibration.each, strict=True):
        if year.overlap >= _KEPT:
            continue
        minerals = part.table("commodities")["mineral"].unique().sort().to_list()
        goods = part.table("commodities")["commodity"].to_list()
        named = pl.col("column").str.split(" · ").list.first().is_in(goods)
        gives = (
            calibration.adjustments.filter(named, pl.col("column").str.contains(" to "))
            .sort((pl.col("observed") - pl.col("settled")).abs(), descending=True)
            .head(3)
        )
        told = "; ".join(
            f"{row['column']} {row['observed']:,.0f} → {row['settled']:,.0f} t/a"
            for row in gives.iter_rows(named=True)
        )
        lines.append(
            f"- Of {', '.join(minerals)} only {year.overlap:.1%} of the trade is kept; "
            f"most moves: {told}. Such goods are resold by who makes none, or made "
            "by who publishes nothing."
        )
    return lines


def _worst(case: Case) -> str:
    """List the assumptions on which most money hangs."""
    rows = ["| table | rows | USD million | what is assumed |", "|---|---|---|---|"]
    rows += [
        f"| {r['table']} | {r['rows']} | {r['usd'] / 1e6:,.0f} | "
        f"{r['assumption'].replace('|', '/')} |"
        for r in assumptions(case).head(_TOP).iter_rows(named=True)
    ]
    return "\n".join(rows)
