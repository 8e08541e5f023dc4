"""A question about the minerals of a place, read from the words of a user.

A word that nothing is known by does not stop the others: it is kept beside them with
the nearest known one. Only a question of which nothing is left is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from orepath.core.gazetteer import name_of
from orepath.errors import InputError, Problem, suggest
from orepath.evidence import shelf as shelves
from orepath.evidence.form import forms
from orepath.evidence.group import group, places
from orepath.evidence.library import Library, library
from orepath.evidence.roster import listed, named

T = TypeVar("T")
Words = tuple[str, ...]
Lost = tuple[tuple[str, str], ...]

_NONE_LOST: Lost = ()
_SPAN = re.compile(r"(\d{4})\s*-\s*(\d{4})")


@dataclass(frozen=True)
class Question:
    """Hold what is asked about a place.

    Parameters
    ----------
    members : tuple of str
        Codes of the place; several are taken as one.
    place : str
        Its code in the tables: the member's own, or a name for the several.
    minerals, stages : tuple of str
        Words of the catalogue of forms; empty asks for all.
    years : tuple of int
        Calendar years; empty asks for the latest in which trade is known.
    against, group : tuple of str
        Codes of a bloc whose part is told, and of a second one beside it.
    unknown : tuple of tuple of str
        Words that name no mineral, each with what to do.
    draws : int
        Draws from the ranges.
    seed : int
        0 or more.
    shelf : Library
        Where the evidence is read.
    """

    members: tuple[str, ...]
    place: str
    minerals: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    against: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    draws: int = 200
    seed: int = 0
    shelf: Library = field(default_factory=library)

    @property
    def title(self) -> str:
        """Return the name of the place for readers."""
        return name_of(self.place)


def question(  # noqa: PLR0913  # one word for each thing a user may ask
    place: str,
    *,
    minerals: str = "",
    roster: str = "",
    stage: str = "",
    year: str = "",
    against: str = "",
    beside: str = "",
    shelf: Library | None = None,
    placed: bool = True,
) -> Question:
    """Read a question from words.

    Parameters
    ----------
    place : str
        A country by code or name, or a group, taken as one place.
    minerals : str
        Minerals with commas between; empty asks for all of the list, or of the library.
    roster : str
        A list of critical minerals, such as ``india-30``.
    stage : str
        A stage.
    year : str
        A year, several with commas, or a span: ``2024``, ``2015-2024``.
    against, beside : str
        Places or groups whose part is told.
    shelf : Library, optional
        Where the evidence is read; without it the embedded library.
    placed : bool
        Whether a place must be named; without, the question is about the world.

    Returns
    -------
    Question
        With unknown minerals kept in ``unknown``.

    Raises
    ------
    InputError
        The place, the list, the stage, a bloc or a year is unknown, or no mineral is
        left; all at once, with the nearest known word.

    Examples
    --------
    >>> asked = question("India", minerals="titanium, cobold", against="CHN")
    >>> asked.place, asked.minerals, asked.against, asked.unknown[0][0]
    ('IND', ('titanium',), ('CHN',), 'cobold')
    """
    held = shelf or library()
    problems: list[Problem] = []

    def tried(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except InputError as fault:
            problems.extend(fault.problems)
            return otherwise

    none: Words = ()
    members, code = none, ""
    if placed or place.strip():
        members, code = tried(lambda: _place(place), (none, ""))
    kept, lost = tried(lambda: _minerals(minerals, roster, held), (none, _NONE_LOST))
    found = Question(
        members,
        code,
        kept,
        tried(lambda: _stages(stage), ()),
        tried(lambda: _years(year, held), ()),
        tried(lambda: _bloc("against", against, members, code), ()),
        tried(lambda: _bloc("group", beside, members, code), ()),
        lost,
        shelf=held,
    )
    if problems:
        raise InputError(problems)
    return found


def _place(said: str) -> tuple[Words, str]:
    """Return the members of a place and what it is called in the tables."""
    if not said.strip():
        fix = "name a country or a group: --place IND"
        raise InputError(Problem("place", "no place is named", fix))
    members = places(said)
    return members, members[0] if len(members) == 1 else group(said).name


def _bloc(option: str, said: str, members: Words, code: str) -> Words:
    """Return the codes of a bloc, with the place itself where its members are in it."""
    bloc = places(said) if said else ()
    inside = [one for one in bloc if one in members]
    if len(members) < 2 or not inside:
        return bloc
    if len(inside) < len(members):
        what = f"{', '.join(inside)} of '{said}' are members of {name_of(code)} itself"
        fix = "name a bloc that holds all of its members or none"
        raise InputError(Problem(option, what, fix))
    return (code, *(one for one in bloc if one not in members))


def _minerals(said: str, roster: str, held: Library) -> tuple[Words, Lost]:
    """Return the minerals that are known and the words that are not."""
    found: dict[str, None] = {}
    lost: list[tuple[str, str]] = []
    if roster:
        for word, mineral, note in listed(roster, held).select(
            "said", "mineral", "note"
        ).rows():  # fmt: skip
            if mineral is None:
                lost.append((word, note))
            else:
                found[mineral] = None
    for word in filter(None, (part.strip() for part in said.split(","))):
        try:
            found |= dict.fromkeys(named(word, held))
        except InputError as fault:
            lost.append((word, fault.problems[0].fix))
    if lost and not found:
        raise InputError(
            [Problem("minerals", f"unknown mineral '{w}'", fix) for w, fix in lost]
        )
    return tuple(found), tuple(lost)


def _stages(said: str) -> tuple[str, ...]:
    """Return the stages that are named, each checked."""
    asked = tuple(filter(None, (part.strip().lower() for part in said.split(","))))
    known = forms()["stage"].unique(maintain_order=True).to_list()
    problems = [
        Problem("stage", f"no form stands at the stage '{word}'", suggest(word, known))
        for word in asked
        if word not in known
    ]
    if problems:
        raise InputError(problems)
    return asked


def _years(said: str, held: Library) -> tuple[int, ...]:
    """Return the years that are named, unless nothing is known of any of them."""
    asked: list[int] = []
    for part in filter(None, (one.strip() for one in said.split(","))):
        span = _SPAN.fullmatch(part)
        if span:
            asked += range(int(span[1]), int(span[2]) + 1)
        elif part.isdigit():
            asked.append(int(part))
        else:
            fix = "write a year or a span, such as 2024 or 2015-2024"
            raise InputError(Problem("year", f"'{part}' is no year", fix))
    known = sorted(
        {
            *shelves.years(held.shelves, "trade"),
            *shelves.years(held.shelves, "observations"),
        }
    )
    if asked and not set(asked) & set(known):
        near = min(known, key=lambda one: abs(one - asked[0]))
        what = f"nothing is known of {', '.join(map(str, asked))}"
        raise InputError(Problem("year", what, f"the nearest is {near}"))
    return tuple(asked)
