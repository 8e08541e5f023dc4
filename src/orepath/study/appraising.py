"""A venture appraised: all that its cash, its ranges and its prices say, gathered once.

What is asked of the venture by the terminal, the page and the document stands here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from orepath.appraise.bank import Standing, standings
from orepath.appraise.cash import EQUITY, HOST, PROJECT, STATE, Flows, cash
from orepath.appraise.chance import Chance, chance_of
from orepath.appraise.choice import options
from orepath.appraise.concession import Concession, concession
from orepath.appraise.file import read_venture
from orepath.appraise.option import LEAST, Option
from orepath.appraise.outlook import Outlook
from orepath.appraise.sample import Sample, sample
from orepath.appraise.term import Venture, figures_of
from orepath.appraise.threshold import Threshold, break_even
from orepath.appraise.tornado import tornado
from orepath.appraise.worth import Worth, actors, levelised_cost, worth
from orepath.core.gazetteer import name_of
from orepath.errors import InputError, Problem, suggest
from orepath.study.gate import gate_prices
from orepath.study.line import IDEAS, concessional
from orepath.study.ventures import ventures_in

Tell = Callable[[str], object]

DRAWS = 100_000
"""Draws where nothing else is asked."""
PATHS = 20_000
"""Paths on which the rights to wait, stop and expand are valued."""


def paths_for(draws: int) -> int:
    """Return on how many paths rights are valued where so many draws are asked for.

    Parameters
    ----------
    draws : int
        0 or more.

    Examples
    --------
    >>> paths_for(1_000_000), paths_for(3_001), paths_for(0)
    (20000, 3000, 0)
    """
    return max(LEAST, min(PATHS, draws // 2 * 2)) if draws else 0


@dataclass(frozen=True)
class Asked:
    """Hold what is asked of a venture.

    Parameters
    ----------
    draws : int
        Draws of all figures and prices; 0 leaves chance out.
    seed : int
        Of all draws, 0 or more.
    partner : str
        From whose side it is seen; empty is the project's.
    paths : int
        Paths for the rights to decide later; 0 leaves them out.
    """

    draws: int = DRAWS
    seed: int = 7
    partner: str = ""
    paths: int = PATHS


BRIEF = Asked(draws=20_000, paths=2_000)
"""What is asked of the ventures of a case when the case itself is run."""


@dataclass(frozen=True)
class Appraisal:
    """Hold all that was found of a venture.

    Parameters
    ----------
    venture : Venture
        Its terms.
    flows : Flows
        Its cash with all figures in the middle.
    asked : Asked
        What was asked.
    swings : polars.DataFrame
        The tornado of the side it is seen from.
    breaks : mapping of str to tuple of Threshold
        By actor: price of the first product, and of power where any is bought.
    chance : Chance
        How figures and prices may move.
    drawn : Sample or None
        What the draws came to.
    options : tuple of Option
        Rights to decide later.
    standings : tuple of Standing
        Cover of debt, prices middle and low, with contracts and without; empty without
        a loan.
    line : Concession or None
        What a line at India's concessional terms in place of the bank's would give.
    gate : polars.DataFrame
        What buyers abroad pay at their gates.
    """

    venture: Venture
    flows: Flows
    asked: Asked
    swings: pl.DataFrame
    breaks: Mapping[str, tuple[Threshold, ...]]
    chance: Chance
    drawn: Sample | None
    options: tuple[Option, ...]
    standings: tuple[Standing, ...]
    line: Concession | None
    gate: pl.DataFrame

    @property
    def side(self) -> str:
        """Return the actor from whose side it is seen."""
        return self.asked.partner or PROJECT

    @cached_property
    def worths(self) -> dict[str, Worth]:
        """Return what it is worth to each actor with all figures in the middle."""
        return {actor: worth(self.flows, actor) for actor in actors(self.flows)}

    @cached_property
    def outlooks(self) -> dict[str, Outlook]:
        """Return what draws say of each actor's worth; empty without draws."""
        drawn = self.drawn
        return {} if drawn is None else {a: drawn.outlook(a) for a in drawn.worth}

    @cached_property
    def unit_cost(self) -> float:
        """Return the levelised cost of the first product, USD/t."""
        return float(levelised_cost(self.flows)[0])

    def name_of(self, actor: str) -> str:
        """Return an actor's name for readers.

        Parameters
        ----------
        actor : str
            One of :func:`orepath.appraise.worth.actors`.
        """
        return actor_names(self.venture).get(actor, actor)


def actor_names(venture: Venture) -> dict[str, str]:
    """Return the actors of a venture and their names for readers.

    Parameters
    ----------
    venture : Venture
        With its partners.
    """
    host = name_of(venture.place)
    return {
        PROJECT: "The project",
        EQUITY: "All partners",
        **{
            each.name: name_of(each.name) if each.name == each.place else each.name
            for each in venture.partner
        },
        HOST: f"{host}: taxes",
        STATE: f"{host}: all",
    }


def appraise(
    venture: Venture,
    asked: Asked | None = None,
    *,
    case: Path | None = None,
    tell: Tell = lambda _: None,
) -> Appraisal:
    """Appraise a venture.

    Parameters
    ----------
    venture : Venture
        Its terms.
    asked : Asked, optional
        What is asked.
    case : pathlib.Path, optional
        Folder of the case it belongs to, for the freight to buyers abroad.
    tell : callable
        Told one line of words as each step begins.

    Returns
    -------
    Appraisal
        The same for the same seed.

    Raises
    ------
    InputError
        There is no such partner, or too few draws are asked for.
    """
    wanted = asked or Asked()
    _known(venture, wanted.partner)
    flows = cash(venture)
    side = wanted.partner or PROJECT
    chance = chance_of(venture, seed=wanted.seed)
    drawn, rights = _by_chance(venture, chance, wanted, tell)
    return Appraisal(
        venture,
        flows,
        wanted,
        tornado(venture, [side]),
        _breaks(venture),
        chance,
        drawn,
        rights,
        standings(venture) if venture.loan else (),
        _line(venture),
        pl.DataFrame() if case is None else gate_prices(venture, case),
    )


def appraised_in(case: Path, tell: Tell = lambda _: None) -> tuple[Appraisal, ...]:
    """Appraise the ventures of a case, with fewer draws than when asked for one.

    Parameters
    ----------
    case : pathlib.Path
        Its folder.
    tell : callable
        Told one line of words for each venture.

    Raises
    ------
    InputError
        A venture's file has faults.
    """
    found = []
    for folder in ventures_in(case):
        venture = read_venture(folder)
        tell(f"Appraising {venture.title}")
        found.append(appraise(venture, BRIEF, case=case))
    return tuple(found)


def _known(venture: Venture, partner: str) -> None:
    """Raise if nobody of the name is a partner."""
    names = [each.name for each in venture.partner]
    if partner and partner not in names:
        raise InputError(
            Problem(partner, "is no partner of the venture", suggest(partner, names))
        )


def _by_chance(
    venture: Venture, chance: Chance, asked: Asked, tell: Tell
) -> tuple[Sample | None, tuple[Option, ...]]:
    """Return what draws and paths say, where any are asked for."""
    drawn, rights = None, ()
    if asked.draws:
        tell(f"Drawing the venture {asked.draws:,} times")
        drawn = sample(venture, chance, asked.draws)
    if asked.paths:
        tell("Valuing the rights to wait, to stop and to expand")
        actor = asked.partner or PROJECT
        return drawn, options(venture, chance, actor=actor, draws=asked.paths)
    return drawn, rights


def _breaks(venture: Venture) -> dict[str, tuple[Threshold, ...]]:
    """Return the break-evens of the project and of each partner."""
    sought = [f"product.{venture.product[0].name}.price"]
    powers = [each for each in venture.input if each.measure == "MWh"]
    sought += [f"input.{each.name}.price" for each in powers[:1]]
    held = figures_of(venture)
    seen = (PROJECT, *(each.name for each in venture.partner))
    return {
        actor: tuple(
            break_even(venture, name, actor) for name in sought if name in held
        )
        for actor in seen
    }


def _line(venture: Venture) -> Concession | None:
    """Return what India's concessional line would give in place of the bank's."""
    lent = concessional(venture)
    if lent is None:
        return None
    return concession(lent[0], IDEAS, lent[1], lent[2])
