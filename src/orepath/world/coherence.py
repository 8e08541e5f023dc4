"""Coherence is what tables owe each other: a route for each pair, a maker for each use.

Each check reads a few tables and tells what does not fit. Cells that could not be read
are null here, and a check keeps quiet about them: one fault is told once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from orepath.core.column import Column
from orepath.core.table import TableSpec
from orepath.errors import Problem, suggest
from orepath.world.case import Settings
from orepath.world.catalogue import TABLES
from orepath.world.chain import check_mass
from orepath.world.hazard import check_shocks
from orepath.world.intent import (
    check_projects,
    check_requirements,
    check_trainings,
    check_upgrades,
)
from orepath.world.mandate import MEANS, check_means, check_policies

Tables = dict[str, pl.DataFrame]


def check_coherence(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell everything in which the tables of a case contradict each other.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        Tables that could be read, by name; faulty cells are null. A check whose tables
        are not all there is left out.
    settings : Settings or None
        What ``case.toml`` says, None if it could not be read.
    problems : list of Problem
        Faults are appended.

    Notes
    -----
    O(cells of all tables).
    """
    told = len(problems)
    _check_references(tables, problems)
    sound = tables if len(problems) == told else _known_words(tables)
    for check in CHECKS:
        if all(name in sound for name in check.tables):
            check.tell(sound, settings, problems)


def _check_references(tables: Tables, problems: list[Problem]) -> None:
    """Tell every cell that names something no other table holds."""
    for spec in TABLES:
        for column, known in _references(spec, tables):
            words = tables[spec.name][column.name].to_list()
            unknown = set(words).difference(known, [None])
            for row, word in enumerate(words if unknown else (), start=2):
                if word in unknown:
                    table, target = column.refers.split(".")
                    problems.append(
                        Problem(
                            f"{spec.name}.csv:{row}:{column.name}",
                            f"unknown {target} {word!r}",
                            f"{suggest(word, known)} (or add it to {table}.csv)",
                        )
                    )


def _known_words(tables: Tables) -> Tables:
    """Return the tables with every word that names nothing made null."""
    return {
        spec.name: tables[spec.name].with_columns(
            pl.when(pl.col(column.name).is_in(known))
            .then(column.name)
            .alias(column.name)
            for column, known in _references(spec, tables)
        )
        for spec in TABLES
        if spec.name in tables
    }


def _references(spec: TableSpec, tables: Tables) -> Iterator[tuple[Column, list[str]]]:
    """Return each column that refers to a table at hand, with the words it may hold."""
    if spec.name not in tables:
        return
    for column in spec.columns:
        table, _, target = column.refers.partition(".")
        if table in tables:
            known = sorted(set(tables[table][target].drop_nulls()))
            yield column, ["*", *known] if column.wildcard else known


def _check_focus(
    tables: Tables, settings: Settings | None, problems: list[Problem]
) -> None:
    """Tell an unknown focus place and an unknown venture."""
    if settings is None:
        return
    places = tables["places"]["place"].drop_nulls().to_list()
    if settings.focus not in places:
        problems.append(
            Problem(
                "case.toml:focus",
                f"unknown place {settings.focus!r}",
                suggest(settings.focus, places),
            )
        )
    names = tables["projects"]["project"].drop_nulls().to_list()
    if settings.venture and settings.venture not in names:
        problems.append(
            Problem(
                "case.toml:venture",
                f"unknown project {settings.venture!r}",
                suggest(settings.venture, names),
            )
        )


def _check_recipes(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell recipes that make matter from nothing."""
    check_mass(tables["commodities"], tables["recipes"], tables["processes"], problems)


def _check_routes(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell trade pairs that no route serves, and pairs from a place to itself."""
    routes = set(tables["routes"].select("commodity", "origin", "destination").rows())
    pairs = tables["trade"].select("commodity", "origin", "destination").rows()
    for row, (commodity, origin, destination) in enumerate(pairs, start=2):
        where = f"trade.csv:{row}:destination"
        if None in {commodity, origin, destination}:
            continue
        if origin == destination:
            problems.append(
                Problem(where, f"{origin} trades with itself", "delete the row")
            )
        elif (
            not {(commodity, origin, destination), ("*", origin, destination)} & routes
        ):
            problems.append(
                Problem(
                    where,
                    f"a route to nowhere: {commodity} from {origin} to {destination}",
                    f"add {origin},{destination} to routes.csv or delete the row",
                )
            )


def _check_demand(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell demands that no site at home and no trade pair can serve."""
    recipes = tables["recipes"].filter(pl.col("direction") == "out")
    gives = pl.concat(
        [
            tables["processes"].select("process", pl.col("output").alias("commodity")),
            recipes.select("process", "commodity"),
        ]
    )
    sites = tables["sites"].join(gives, on="process", how="left")
    served = set(sites.select("commodity", "place").rows())
    served |= set(tables["trade"].select("commodity", "destination").rows())
    uses = tables["demand"].select("commodity", "place").rows()
    for row, (commodity, place) in enumerate(uses, start=2):
        # A site or a shipment whose own words are unknown may be the one that serves.
        able = {(commodity, place), (commodity, None), (None, place)}
        if None not in {commodity, place} and not able & served:
            problems.append(
                Problem(
                    f"demand.csv:{row}:place",
                    f"nobody can serve {commodity} at {place}: no site there makes it "
                    "and no trade row brings it",
                    "add a site or a trade row, or delete the demand",
                )
            )


def _check_outside(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell demand rows and trade in goods that sell outside the chain."""
    outside = set(tables["commodities"].filter("outside")["commodity"].drop_nulls())
    for table in ("demand", "trade"):
        for row, name in enumerate(tables[table]["commodity"], start=2):
            if name in outside:
                problems.append(
                    Problem(
                        f"{table}.csv:{row}:commodity",
                        f"{name} sells outside the chain in any amount",
                        "delete the row, or unmark it as outside in commodities.csv",
                    )
                )


def _check_prices(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell commodities without a price that holds everywhere."""
    priced = set(tables["prices"].filter(pl.col("place") == "*")["commodity"])
    for row, name in enumerate(tables["commodities"]["commodity"], start=2):
        if name is not None and not {name, None} & priced:
            problems.append(
                Problem(
                    f"commodities.csv:{row}:commodity",
                    f"{name} has no price that holds everywhere",
                    "add a row to prices.csv with place *",
                )
            )


def _check_power(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell sites and projects that take power where it has no price."""
    priced = set(tables["power"]["place"])
    if priced & {"*", None}:
        return
    figures = tables["coefficients"].filter(pl.col("figure") == "power")
    takes = set(figures.select("process", "place").rows())
    for table in ("sites", "projects"):
        makers = tables[table].select("process", "place").rows()
        for row, (process, place) in enumerate(makers, start=2):
            at = {(process, place), (process, "*")}
            if place is not None and place not in priced and at & takes:
                problems.append(
                    Problem(
                        f"{table}.csv:{row}:place",
                        f"{process} takes power, but power.csv has no price at {place}",
                        f"add a row to power.csv with place {place} or *",
                    )
                )


def _check_relations(
    tables: Tables, _: Settings | None, problems: list[Problem]
) -> None:
    """Tell traded commodities of which nothing says how stiff the trade is."""
    related = set(tables["relations"]["commodity"])
    sent = set(tables["trade"]["commodity"])
    for row, name in enumerate(tables["commodities"]["commodity"], start=2):
        if name is not None and name in sent and name not in related:
            problems.append(
                Problem(
                    f"commodities.csv:{row}:commodity",
                    f"{name} is traded but relations.csv says nothing of it",
                    "add a row to relations.csv",
                )
            )


def _check_tiers(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell tiers that share out more than all of a use, or that nobody is in."""
    used = tables["demand"].select("commodity", "place").rows()
    total: dict[tuple[str, str], float] = {}
    for row, tier in enumerate(tables["tiers"].iter_rows(named=True), start=2):
        at = tier["commodity"], tier["place"]
        if None in {*at, tier["share"]}:
            continue
        meant = [use for use in used if at in {use, (use[0], "*")} or None in use]
        if not meant:
            problems.append(
                Problem(
                    f"tiers.csv:{row}:commodity",
                    f"nobody uses up {at[0]} at {at[1]}",
                    "name a commodity and place of demand.csv",
                )
            )
        total[at] = total.get(at, 0.0) + tier["share"]
        if total[at] > 1.0 + 1e-9:
            problems.append(
                Problem(
                    f"tiers.csv:{row}:share",
                    f"the tiers of {at[0]} at {at[1]} hold {total[at]:.0%} of the use",
                    "let them sum to 100 % or less",
                )
            )


def _check_lifetimes(
    tables: Tables, _: Settings | None, problems: list[Problem]
) -> None:
    """Tell lifetimes without their shape, and of goods that nobody uses up."""
    used = set(tables["demand"].select("commodity", "place").rows())
    goods = {commodity for commodity, _ in used}
    for row, life in enumerate(tables["lifetimes"].iter_rows(named=True), start=2):
        where, spread = f"lifetimes.csv:{row}", life["distribution"]
        if spread in {"weibull", "lognormal"} and life["shape"] is None:
            problems.append(
                Problem(f"{where}:shape", f"a {spread} needs a shape", "fill shape")
            )
        good, place = life["commodity"], life["place"]
        able = {(good, place), (None, place), (good, None), (None, None)}
        everywhere = place == "*" and not {good, None}.isdisjoint(goods)
        if None not in {good, place} and not everywhere and not able & used:
            problems.append(
                Problem(
                    f"{where}:commodity",
                    f"nobody uses up {good} at {place}, so nothing comes back",
                    "name a commodity and place of demand.csv",
                )
            )


def _check_capacities(
    tables: Tables, _: Settings | None, problems: list[Problem]
) -> None:
    """Tell capacities of what no route passes."""
    words = {word for via in tables["routes"]["via"] for word in (via or "").split()}
    for row, stop in enumerate(tables["capacities"]["stop"], start=2):
        if stop is not None and stop not in words:
            problems.append(
                Problem(
                    f"capacities.csv:{row}:stop",
                    f"no route passes {stop!r}",
                    suggest(stop, words),
                )
            )


@dataclass(frozen=True, slots=True)
class Check:
    """State one check and the tables without which it cannot speak.

    Parameters
    ----------
    tell : callable
        Appends what it finds to the list of problems.
    tables : tuple of str
        Tables it reads.
    """

    tell: Callable[[Tables, Settings | None, list[Problem]], None]
    tables: tuple[str, ...]


CHECKS: tuple[Check, ...] = (
    Check(_check_focus, ("places", "projects")),
    Check(_check_recipes, ("commodities", "processes", "recipes")),
    Check(_check_routes, ("routes", "trade")),
    Check(_check_demand, ("demand", "processes", "recipes", "sites", "trade")),
    Check(_check_outside, ("commodities", "demand", "trade")),
    Check(_check_prices, ("commodities", "prices")),
    Check(_check_power, ("coefficients", "power", "projects", "sites")),
    Check(_check_relations, ("commodities", "relations", "trade")),
    Check(_check_capacities, ("capacities", "routes")),
    Check(_check_tiers, ("demand", "tiers")),
    Check(_check_lifetimes, ("demand", "lifetimes")),
    Check(check_projects, ("projects",)),
    Check(check_requirements, ("projects",)),
    Check(check_upgrades, ("projects", "routes")),
    Check(check_trainings, ("projects", "sites")),
    Check(check_policies, ("owners", "places", "policies")),
    Check(check_means, MEANS),
    Check(check_shocks, ("owners", "places", "processes", "routes", "shocks")),
)
