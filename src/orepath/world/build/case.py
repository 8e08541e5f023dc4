"""Building a case: an order in, a case that runs out, from the library alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from orepath.errors import InputError, Problem
from orepath.world.build.contract import with_margins
from orepath.world.build.duty import duties
from orepath.world.build.flow import known, merged, supposed, trades
from orepath.world.build.grid import Grid, gridded
from orepath.world.build.industry import industry
from orepath.world.build.ledger import Ground, Year
from orepath.world.build.market import relations
from orepath.world.build.order import PRICE_YEAR, Order, ordered
from orepath.world.build.place import Places, chosen
from orepath.world.build.power import powers
from orepath.world.build.price import prices
from orepath.world.build.project import Site, openings, projects
from orepath.world.build.shock import shocks
from orepath.world.build.site import sites
from orepath.world.build.survey import Survey, surveyed
from orepath.world.build.told import unseen
from orepath.world.build.uncoded import uncoded
from orepath.world.build.use import uses
from orepath.world.build.way import distances, ways
from orepath.world.build.year import laid_out
from orepath.world.bundle import Bundle, joined
from orepath.world.case import Case, Settings
from orepath.world.coherence import check_coherence

DISCOUNT = 0.08
"""Real rate a year; nothing in the library states one."""

_NAMED = 3
"""Minerals that a title names when there are many."""


@dataclass(frozen=True)
class Built:
    """Hold a built case and how it came about.

    Parameters
    ----------
    case : Case
        The case, checked.
    order : Order
        For whom and of what.
    places : Places
        Chosen places, and partners kept out.
    survey : Survey
        What the library holds on its forms.
    year : Year
        How each output was found.
    """

    case: Case
    order: Order
    places: Places
    survey: Survey
    year: Year


def build_case(
    focus: str,
    minerals: str | Sequence[str],
    partners: str | Sequence[str] = (),
    start: int = 2026,
    end: int = 2040,
    **more: float,
) -> Case:
    """Make a running case for any country from the library alone.

    Parameters
    ----------
    focus : str
        The place for which is planned, by code or name; a group, such as ``EU27``, is
        planned for as one place.
    minerals : str or sequence of str
        Minerals with a chain, words of lists or whole lists; those whose chains give
        off what theirs take in are added.
    partners : str or sequence of str
        Places or groups that are kept whatever their size.
    start, end : int
        First and last year of the plan.
    **more : int or float
        ``base_year`` (2024), ``most`` (places, 24), ``cover`` (of supply and trade,
        0.9), ``fold`` (trade of a pair below this part is left out, 0.002).

    Returns
    -------
    Case
        Complete and checked: it calibrates, plans and reports without an edit.

    Raises
    ------
    InputError
        Unknown words, a mineral without a chain, years out of range; all at once.

    Examples
    --------
    >>> case = build_case("JPN", "titanium", most=8)
    >>> case.settings.currency, case.table("places").height
    ('JPY', 9)
    """
    return built(ordered(focus, minerals, partners, start, end, **more)).case


def built(order: Order) -> Built:
    """Fill an order.

    Parameters
    ----------
    order : Order
        A checked order.

    Raises
    ------
    InputError
        The library knows no maker of anything in the chains, or the tables contradict
        each other.
    """
    bundle = joined(order.minerals)
    survey = surveyed(order, bundle)
    if survey.made.is_empty():
        where = f"minerals {', '.join(order.minerals)}"
        what = "the library knows no output of any form"
        raise InputError(Problem(where, what, "choose a mineral with known output"))
    places = chosen(order, survey)
    grid = gridded(bundle, places)
    flows = known(order, survey, places)
    key = industry(grid, places, order.base_year)
    ground = Ground(grid, bundle, survey, flows, places, key)
    flows = merged(flows, uncoded(ground, order.base_year))
    ground = replace(ground, flows=flows)
    year = laid_out(ground)
    guessed = supposed(ground, year, distances(places))
    every = merged(flows, guessed)
    tables = _tables(order, bundle, (survey, places, grid, year), every)
    return Built(_checked(order, tables), order, places, survey, year)


def _tables(
    order: Order,
    bundle: Bundle,
    found: tuple[Survey, Places, Grid, Year],
    flows: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """Return every table of the case."""
    survey, places, grid, year = found
    priced = prices(order, bundle, survey, places)
    price = dict(priced.filter(place="*").select("commodity", "price").iter_rows())
    site = Site(order, grid, bundle, year, flows, price)
    planned = projects(site)
    every = pl.concat([flows, openings(site, planned)], how="diagonal")
    routes = ways(every, price, places)
    planned = with_margins(planned, every, priced, routes)
    asked = bundle.commodities.filter(pl.col("mineral").is_in(order.asked))
    worth = every.filter(
        pl.col("commodity").is_in(asked["commodity"].to_list())
    ).with_columns(
        worth=pl.col("quantity")
        * pl.col("commodity").replace_strict(price, return_dtype=pl.Float64)
    )
    return {
        "commodities": bundle.commodities,
        "places": places.table,
        "processes": bundle.processes,
        "recipes": bundle.recipes,
        "coefficients": bundle.coefficients.filter(
            pl.col("place").is_in([*places.codes, "*"])
        ),
        "power": powers(places),
        "sites": sites(grid, bundle, year, order.base_year),
        "trade": trades(every),
        "prices": priced,
        "demand": uses(grid, bundle, survey, year),
        "relations": relations(bundle, every["commodity"]),
        "routes": routes,
        "tariffs": duties(bundle, places, order.base_year),
        "projects": planned,
        "shocks": shocks(order, bundle, places, worth, routes),
    }


def _checked(order: Order, tables: dict[str, pl.DataFrame]) -> Case:
    """Return the case after the checks that a folder must pass."""
    problems: list[Problem] = []
    settings = settings_of(order)
    case = Case(settings, tables)
    check_coherence(dict(case.tables), settings, problems)
    if problems:
        raise InputError(problems)
    return case


def listed(names: Sequence[str]) -> str:
    """Return names as words: at most three, then how many more.

    Parameters
    ----------
    names : sequence of str
        One or more.

    Examples
    --------
    >>> listed(["tin"]), listed(["tin", "zinc"]), listed(["tin", "zinc", "lead"])
    ('tin', 'tin and zinc', 'tin, zinc and lead')
    >>> listed(["tin", "zinc", "lead", "copper", "nickel"])
    'tin, zinc, lead and 2 more'
    """
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def settings_of(order: Order) -> Settings:
    """Return what ``case.toml`` says of a built case.

    Parameters
    ----------
    order : Order
        A checked order.
    """
    goods = listed(order.asked)
    words = [m.replace(" ", "-") for m in order.asked[:_NAMED]]
    more = [f"and-{len(order.asked) - _NAMED}-more"] * (len(order.asked) > _NAMED)
    return Settings(
        name="-".join([order.focus.lower(), *words, *more]),
        title=f"{goods[0].upper()}{goods[1:]} for {order.title}",
        focus=order.focus,
        base_year=order.base_year,
        price_year=PRICE_YEAR,
        currency=order.currency,
        discount_rate=DISCOUNT,
        periods=order.periods,
        end=order.end,
        shock_year=order.shock_year,
        seed=7,
        venture="",
        notes="Made from the library alone; README.md says what was taken from where "
        "and what was assumed. Money is constant USD 2024." + _unseen(order),
    )


def _unseen(order: Order) -> str:
    """Say what crosses borders that the case does not see."""
    rows = unseen().filter(pl.col("mineral").is_in(order.minerals))
    return "".join(
        f" Not all trade in {good} is seen: {note}."
        for good, note in rows.select("commodity", "note").iter_rows()
    )
