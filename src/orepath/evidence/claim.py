"""A claim is a sentence somebody wrote, with numbers, and how each is computed again.

Claims are written in TOML, ours and the user's alike. The recipe of a part is a query
on the tables of the library, named by one word of :data:`RECIPES`; no claim has code
of its own.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.contents import TABLES
from orepath.evidence.library import Library, library

RECIPES = ("value", "sum", "ratio", "share", "rank", "count", "exists")
"""The closed set of ways to compute a number again from the tables."""

Words = str | int | float | bool | list[str] | list[int]
Recipe = Literal["value", "sum", "ratio", "share", "rank", "count", "exists"]


class Part(BaseModel):
    """Hold one number of a claim and the query that computes it again.

    Parameters
    ----------
    says : str
        What the number is of, in the words of the claim.
    value : float
        The number claimed, in ``unit``.
    unit : str
        Unit of the number claimed.
    recipe : str
        A word of :data:`RECIPES`.
    table : str
        The table of the library to ask.
    where : mapping of str to words
        The rows to take: a column, and the word or words that must stand in it.
    over : mapping of str to words
        For ``ratio``: the rows below the line.
    column : str
        The column that holds the number.
    by : str
        For ``share`` and ``rank``: the column that names the places.
    of : list of str
        For ``share``, ``rank`` and ``count``: the places that are meant.
    near : str
        For the table ``trade``: take exports and imports of this place; the other
        side stands in ``partner``.
    minerals : str
        For ``count``: the list of critical minerals to count on.
    called : mapping of str to str
        For ``count``: the library's word where the list has another.
    skip : list of str
        For ``count``: minerals left out.
    top : int
        For ``count``: the last rank that counts.
    least : float
        For ``count``: the smallest share of the world that counts, a fraction.
    year : int or None
        The year the claim speaks of; None takes the newest.
    compare : str
        ``equals``, ``at least`` or ``at most``.
    within : float
        How far a number may lie off and still agree, as a fraction, at least 0.
    scale : float
        Factor from the unit of the table to that of the claim.
    floor : bool
        The rows are only a part of what is claimed, so the result bounds it from below.
    note : str
        What a reader must know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str = Field(min_length=1)
    value: float = 1.0
    unit: str = ""
    recipe: Recipe
    table: str = "facts"
    where: dict[str, Words] = {}
    over: dict[str, Words] = {}
    column: str = "value"
    by: str = "place"
    of: list[str] = []
    near: str = ""
    minerals: str = ""
    called: dict[str, str] = {}
    skip: list[str] = []
    top: int = Field(default=0, ge=0)
    least: float = Field(default=0.0, ge=0.0, le=1.0)
    year: int | None = None
    compare: Literal["equals", "at least", "at most"] = "equals"
    within: float = Field(default=0.05, ge=0.0)
    scale: float = 1.0
    floor: bool = False
    note: str = ""


class Claim(BaseModel):
    """Hold one claim: who says it, the sentence, and its parts.

    Parameters
    ----------
    claim : str
        Its name, one word.
    statement : str
        The sentence.
    document : list of str
        Sources that bear the claim; their rows never testify for it.
    part : list of Part
        The numbers in it, at least one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str = Field(min_length=1)
    statement: str = Field(min_length=1)
    document: list[str] = []
    part: list[Part] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class _Place:
    """Say where in a file a part stands, and which library must know its words."""

    where: str
    shelf: Library


def claims_of(
    paths: Sequence[Path] = (), shelf: Library | None = None
) -> tuple[Claim, ...]:
    """Read the claims of the founding documents, then those of the user's own files.

    Parameters
    ----------
    paths : sequence of Path
        TOML files with ``[[claim]]`` and ``[[claim.part]]``; ``of`` and ``minerals``
        take the words of the library.
    shelf : Library, optional
        The library that must know the words; without it the embedded one.

    Returns
    -------
    tuple of Claim
        In the order written.

    Raises
    ------
    InputError
        When a file cannot be read, a key or a word is unknown or a name stands twice;
        all of them at once.

    Examples
    --------
    >>> len(claims_of())
    12
    """
    held = shelf or library()
    own = Path(str(files("orepath").joinpath("data"))) / "claims.toml"
    problems: list[Problem] = []
    ours = _read(own, problems)
    theirs = [claim for path in paths for claim in _read(path, problems)]
    found = [*ours, *theirs]
    for name, times in Counter(claim.claim for claim in found).items():
        if times > 1:
            fix = "give it another name"
            problems.append(Problem(f"claims:{name}", "the name stands twice", fix))
    # Our own words are checked by the tests, not anew at every start.
    for claim in theirs:
        for number, part in enumerate(claim.part, 1):
            place = _Place(f"claims:{claim.claim}:part {number}", held)
            problems += _word_problems(part, place)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _read(path: Path, problems: list[Problem]) -> list[Claim]:
    """Return the claims of one file; tell what is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
        rows = tomllib.loads(text).get("claim", [])
    except FileNotFoundError:
        problems.append(Problem(str(path), "no such file", "check the path"))
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        what, fix = f"not readable: {fault}", "write TOML in UTF-8"
        problems.append(Problem(str(path), what, fix))
        return []
    found = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(Claim.model_validate(row))
        except ValidationError as fault:
            problems += _shape_problems(fault, f"{path}:claim {number}")
    return found


def _shape_problems(fault: ValidationError, where: str) -> list[Problem]:
    """Turn what pydantic found into problems with suggestions."""
    problems = []
    for error in fault.errors():
        steps = [str(step) for step in error["loc"]]
        key = steps[-1] if steps else ""
        known = Part.model_fields if "part" in steps[:-1] else Claim.model_fields
        fix = suggest(key, known) if error["type"] == "extra_forbidden" else "mend it"
        if key == "recipe":
            fix = suggest(str(error["input"]), RECIPES)
        what = f"{key}: {error['msg'].lower()}"
        problems.append(Problem(":".join([where, *steps]), what, fix))
    return problems


def _word_problems(part: Part, place: _Place) -> list[Problem]:
    """Name every table, column, place and word that the library does not know."""
    if part.table not in TABLES:
        what = f"unknown table '{part.table}'"
        return [Problem(f"{place.where}:table", what, suggest(part.table, TABLES))]
    types = place.shelf.columns(part.table)
    if part.near:
        types = {**types, "partner": types["importer"]}
    problems = []
    wanted: list[tuple[str, Mapping[str, Any]]] = [
        ("where", part.where),
        ("over", part.over),
    ]
    if part.recipe in {"share", "rank"}:
        wanted.append(("of", {part.by: part.of}))
    for key, words in wanted:
        for column, asked in words.items():
            at = f"{place.where}:{key}:{column}"
            if column not in types:
                what = f"no such column in {part.table}"
                problems.append(Problem(at, what, suggest(column, types)))
            elif types[column] != "String":
                problems += _misread(asked, types[column], at)
            elif column not in {"id", "hs"}:
                problems += _strange(asked, (part.table, column), at, place.shelf)
    if part.recipe != "exists" and part.column not in types:
        what = f"no column '{part.column}' in {part.table}"
        fix = suggest(part.column, types)
        problems.append(Problem(f"{place.where}:column", what, fix))
    return problems


def _misread(asked: Any, kind: str, at: str) -> list[Problem]:
    """Name the words that are no numbers where a column holds numbers."""
    wanted = bool if kind == "Boolean" else (int, float)
    words = asked if isinstance(asked, list) else [asked]
    return [
        Problem(
            at, f"'{word}' where the column holds {kind}", "write it without quotes"
        )
        for word in words
        if not isinstance(word, wanted)
    ]


def _strange(
    asked: Any, cell: tuple[str, str], at: str, shelf: Library
) -> list[Problem]:
    """Name the words that stand nowhere in a column."""
    table, column = cell
    column = "importer" if column == "partner" else column
    known = shelf.words(table, column)
    words = asked if isinstance(asked, list) else [asked]
    return [
        Problem(at, f"unknown {column} '{word}'", suggest(str(word), known))
        for word in words
        if word not in known
    ]
