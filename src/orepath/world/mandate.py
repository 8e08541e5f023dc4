"""Mandates are policies as written: each kind needs its cells, and means to keep it.

The checks here are entered in ``coherence.CHECKS``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from orepath.errors import Problem, suggest
from orepath.world.case import Settings
from orepath.world.tables.policy import LIMITED, SHARES

Tables = dict[str, pl.DataFrame]
Row = Mapping[str, Any]

NEEDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("share_cap", *SHARES, "reserve_days"), ("commodity",)),
    "partner_share": ("commodity", "members"),
}
"""A policy of this kind needs these cells."""
_SOFT = ("share_cap", *SHARES, "reserve_days", *LIMITED)
ONLY: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "commodity": (None, (*_SOFT, "duty")),
    "excess": (None, _SOFT),
    "by": ("origin", ("share_cap",)),
    "base": ("imports", ("share_cap",)),
    "members": ("", ("share_cap", "partner_share", "duty")),
    "payer": ("focus", ("budget",)),
    "yearly": (False, ("budget",)),
}
"""What these cells hold when empty, and the kinds for which they mean anything."""
MEANS = (
    *("policies", "places", "processes", "recipes"),
    *("sites", "projects", "trade", "coefficients"),
)
"""Tables that tell whether anything in the case could keep a policy."""


def check_policies(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell policies that lack what their kind needs, or bear what it cannot use.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        With ``policies``, ``places`` and ``owners``; faulty cells are null.
    settings : Settings or None
        For the periods and the focus place.
    problems : list of Problem
        Faults are appended.
    """
    told = {problem.where for problem in problems}
    words = _words(tables)
    for row, policy in enumerate(tables["policies"].iter_rows(named=True), start=2):
        where = f"policies.csv:{row}"
        found = [*_of_cells(policy, where), *_of_words(policy, where, words)]
        if settings is not None:
            found += _of_time(policy, where, settings)
        problems.extend(problem for problem in found if problem.where not in told)


def _of_cells(policy: Row, where: str) -> Iterator[Problem]:
    """Tell cells that are empty, of no use, or beyond one."""
    kind = policy["kind"]
    if kind is None:
        return
    for cell in NEEDS.get(kind, ()):
        if not policy[cell]:
            yield Problem(f"{where}:{cell}", f"a {kind} needs {cell}", f"fill {cell}")
    for cell, (empty, kinds) in ONLY.items():
        if policy[cell] not in {empty, None} and kind not in kinds:
            yield Problem(
                f"{where}:{cell}",
                f"a {kind} has no {cell}",
                f"leave it empty; it is for {', '.join(kinds)}",
            )
    value = policy["value"]
    if kind in {"share_cap", *SHARES} and value is not None and value > 1.0:
        yield Problem(
            f"{where}:value",
            f"a share of {value:g} is more than the whole",
            "give a fraction up to 1, or write % as its unit",
        )


def _words(tables: Tables) -> dict[str, list[str]]:
    """Return what members may be called, by what they are."""
    places = tables["places"]["place"].drop_nulls().to_list()
    blocs = sorted(set(tables["places"]["bloc"].drop_nulls()) - {""})
    owners = sorted({*places, *tables["owners"]["owner"].drop_nulls()} - {"unknown"})
    return {
        "origin": places,
        "bloc": blocs,
        "owner": owners,
        "partner_share": [*places, *blocs],
        "duty": places,
    }


def _of_words(
    policy: Row, where: str, words: Mapping[str, list[str]]
) -> Iterator[Problem]:
    """Tell members that nobody is called."""
    known = words.get(policy["kind"], words.get(policy["by"] or "", []))
    for word in str(policy["members"] or "").split():
        if word not in known:
            yield Problem(
                f"{where}:members", f"unknown member {word!r}", suggest(word, known)
            )
    if policy["by"] == "bloc" and not words["bloc"]:
        yield Problem(
            f"{where}:by", "no place belongs to a bloc", "fill bloc in places.csv"
        )


def _of_time(policy: Row, where: str, settings: Settings) -> Iterator[Problem]:
    """Tell a policy that is never in force, and a budget of the wrong payer."""
    start, end = policy["start"], policy["end"]
    if None in {start, end}:
        return
    last = settings.periods[-1]
    if end < start:
        yield Problem(
            f"{where}:end", f"{end} lies before {start}", "put start and end in order"
        )
    elif start > last or (
        policy["kind"] != "budget"
        and not any(start <= year <= end for year in settings.periods)
    ):
        years = ", ".join(str(year) for year in settings.periods)
        yield Problem(
            f"{where}:start",
            f"in force in no period: none begins from {start} to {end}",
            f"cover a year in which a period begins ({years}), or delete the row",
        )
    if (policy["kind"], policy["payer"]) == ("budget", "focus") and policy["place"]:
        focus = settings.focus
        if policy["place"] != focus:
            yield Problem(
                f"{where}:payer",
                f"{policy['place']} is not the focus place, {focus}",
                "give payer host for what falls on the place where projects stand",
            )


def check_means(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell policies that nothing in the case could keep, or that bind nothing.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        With all of ``MEANS``.
    problems : list of Problem
        Faults are appended.
    """
    told = {problem.where for problem in problems}
    for row, policy in enumerate(tables["policies"].iter_rows(named=True), start=2):
        lacks = _MEANS.get(policy["kind"])
        where = f"policies.csv:{row}:kind"
        if lacks is None or where in told or _unread(policy):
            continue
        found = lacks(tables, policy)
        if found is not None:
            problems.append(Problem(where, *found))


def _unread(policy: Row) -> bool:
    """Return whether a cell that the means hang on could not be read."""
    needs = NEEDS.get(policy["kind"], ())
    return policy["place"] is None or any(not policy[cell] for cell in needs)


Lack = tuple[str, str] | None
"""What is missing and what to do, or None where the policy can be kept."""


def _goods(policy: Row) -> pl.Expr:
    """Return where a row speaks of a policy's goods; everywhere if it names none."""
    if policy["commodity"] is None:
        return pl.lit(value=True)
    return pl.col("commodity").eq(policy["commodity"])


def _makers(tables: Tables, policy: Row) -> pl.DataFrame:
    """Return process, stage and kind of all that could make a policy's goods there."""
    heads = tables["processes"].select("process", "stage", commodity="output")
    lines = tables["recipes"].filter(direction="out").select("process", "commodity")
    gives = pl.concat([heads.select("process", "commodity"), lines]).filter(
        _goods(policy)
    )
    at = pl.col("place") == policy["place"]
    sites = tables["sites"].filter(at).select("process", kind=pl.lit("site"))
    projects = tables["projects"].filter(at).select("process", "kind")
    return (
        pl.concat([sites, projects])
        .join(gives, on="process")
        .join(heads.select("process", "stage"), on="process")
    )


def _lacks_home(tables: Tables, policy: Row) -> Lack:
    """Tell that nobody at home makes it."""
    if _makers(tables, policy).height:
        return None
    goods, place = policy["commodity"], policy["place"]
    return (
        f"no site or project at {place} makes {goods}",
        "add one, or delete the row",
    )


def _lacks_scrap(tables: Tables, policy: Row) -> Lack:
    """Tell that nobody at home recycles it."""
    recycles = (pl.col("stage") == "recycle") | (pl.col("kind") == "recycling")
    if _makers(tables, policy).filter(recycles).height:
        return None
    goods, place = policy["commodity"], policy["place"]
    return (
        f"no site or project at {place} makes {goods} of scrap",
        "add one of stage recycle, or delete the row",
    )


def _lacks_partner(tables: Tables, policy: Row) -> Lack:
    """Tell that no trade row brings it from a partner."""
    named = str(policy["members"]).split()
    friends = tables["places"].filter(
        pl.col("place").is_in(named) | pl.col("bloc").is_in(named)
    )
    comes = tables["trade"].filter(
        (pl.col("commodity") == policy["commodity"])
        & (pl.col("destination") == policy["place"])
        & pl.col("origin").is_in(friends["place"].to_list())
    )
    if comes.height:
        return None
    return (
        f"no trade row brings {policy['commodity']} to {policy['place']} from "
        f"{' or '.join(named)}",
        "add one with quantity 0, or name other members",
    )


def _lacks_stock(tables: Tables, policy: Row) -> Lack:
    """Tell that no project could hold the reserve."""
    at = {"commodity": policy["commodity"], "place": policy["place"]}
    if tables["projects"].filter(kind="stock", **at).height:
        return None
    return (
        f"no stock of {at['commodity']} at {at['place']} stands among the projects",
        "add a project of kind stock, or delete the row",
    )


def _lacks_figure(tables: Tables, policy: Row) -> Lack:
    """Tell that nothing there gives off or takes what is limited."""
    figure = LIMITED[policy["kind"]]
    rows = tables["coefficients"].filter(
        (pl.col("figure") == figure) & pl.col("place").is_in([policy["place"], "*"])
    )
    made = _makers(tables, policy)["process"].to_list()
    if rows.filter(pl.col("process").is_in(made)).height:
        return None
    return (
        f"nothing that {policy['place']} makes has a figure {figure}: the limit would "
        "bind nothing",
        f"add {figure} to coefficients.csv, or delete the row",
    )


def _lacks_trade(tables: Tables, policy: Row) -> Lack:
    """Tell that nothing arrives on which the duty is levied."""
    named = str(policy["members"] or "").split()
    comes = tables["trade"].filter(
        (pl.col("destination") == policy["place"])
        & (pl.lit(not named) | pl.col("origin").is_in(named))
        & _goods(policy)
    )
    if comes.height:
        return None
    return (
        f"no trade row to {policy['place']} bears this duty",
        "correct commodity, place or members, or delete the row",
    )


_MEANS: Mapping[str, Callable[[Tables, Row], Lack]] = {
    "domestic_share": _lacks_home,
    "recycled_share": _lacks_scrap,
    "partner_share": _lacks_partner,
    "reserve_days": _lacks_stock,
    "emission_limit": _lacks_figure,
    "energy_limit": _lacks_figure,
    "duty": _lacks_trade,
}
