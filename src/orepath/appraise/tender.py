"""A tender is how a state offers blocks: rules, what exploration tells, who comes."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from orepath.appraise.figure import Figure, In, Section, Told
from orepath.appraise.reader import Reader
from orepath.errors import InputError

LEVELS = ("G4", "G3", "G2", "G1")
"""Levels of exploration, the least first: reconnaissance, prospecting, general and
detailed exploration (UNFC-1997 as India's rules of 2015 use it)."""


class Rule(Section):
    """Hold what a sale asks for."""

    first: Annotated[int, Told("Bidders that the first attempt needs.")]
    second: Annotated[int, Told("Bidders that the second attempt needs.")]
    reserve: Annotated[
        Figure, In("fraction", "Least premium, part of the mineral's value.", most=1.0)
    ]
    levy: Annotated[
        Figure, In("fraction", "Funds fed on top of royalty, part of it.", absent=0.0)
    ]


class Company(Section):
    """Hold who may come to bid for a block."""

    firms: Annotated[Figure, In("fraction", "Firms that think of a block, on average.")]
    uneven: Annotated[
        Figure,
        In("fraction", "How unevenly they turn to blocks: coefficient of variation."),
    ]
    look: Annotated[Figure, In("USD", "What a close look costs a firm.")]
    spread: Annotated[Figure, In("fraction", "Of firms' costs, spread of the log.")]
    fear: Annotated[
        Figure,
        In(
            "fraction",
            "Price of risk: part of its spread by which the log of a value that is not "
            "known is taken lower.",
        ),
    ]
    again: Annotated[
        Figure,
        In(
            "fraction",
            "What who came with too few others expects of the second attempt, part of "
            "what a sale at once had brought.",
            most=1.0,
        ),
    ]


class Offered(Section):
    """Hold what the blocks of past tranches were worth, as the fit finds it."""

    base: Annotated[Figure, In("USD", "Present value of a block's mineral, median.")]
    base_spread: Annotated[Figure, In("fraction", "Spread of its log.")]
    margin: Annotated[
        Figure,
        In("fraction", "Log of earnings over cost, median.", least=-5.0, most=5.0),
    ]
    margin_spread: Annotated[Figure, In("fraction", "Its spread.")]
    cost: Annotated[
        Figure, In("fraction", "Cost of mining, part of the mineral's value, median.")
    ]
    cost_spread: Annotated[Figure, In("fraction", "Spread of its log.")]
    royalty: Annotated[
        Figure, In("fraction", "Royalty, part of the mineral's value.", most=1.0)
    ]


class Level(Section):
    """Hold what a level of exploration tells, and what it leaves to do."""

    offered: Annotated[
        Figure, In("fraction", "Part of past blocks offered at it.", most=1.0)
    ]
    error: Annotated[
        Figure,
        In("fraction", "Spread of the log of the value found about the value told."),
    ]
    chance: Annotated[
        Figure, In("fraction", "Chance that a mine can be made of it.", most=1.0)
    ]
    left: Annotated[Figure, In("USD", "Cost of the exploration still to do.")]
    years: Annotated[int, Told("Years that the exploration still to do takes.")]


class Tender(Section):
    """Hold all of it."""

    rule: Rule
    crowd: Company
    offered: Offered
    level: dict[str, Level]


@cache
def tender() -> Tender:
    """Return the tender of India's critical minerals, as the package tells it.

    Returns
    -------
    Tender
        Of ``data/auction.toml``; every figure with range, grade and note.

    Raises
    ------
    InputError
        The file was edited and is no tender any more.

    Examples
    --------
    >>> tender().rule.first, sorted(tender().level)
    (3, ['G1', 'G2', 'G3', 'G4'])
    """
    file = files("orepath").joinpath("data", "auction.toml")
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    origin = {key: raw[key] for key in ("source", "grade")}
    reader = Reader("auction.toml", origin=origin)
    parts = {
        name: reader.section(model, raw.get(name, {}), name)
        for name, model in (("rule", Rule), ("crowd", Company), ("offered", Offered))
    }
    levels = {
        name: reader.section(Level, each, f"level.{name}")
        for name, each in raw.get("level", {}).items()
    }
    if reader.problems:
        raise InputError(reader.problems)
    return Tender.model_validate({**parts, "level": levels})
