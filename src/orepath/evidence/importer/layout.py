"""A layout declares how a file is laid out and what its words mean.

It is a small TOML file: where the file comes from, which of its columns is which of
ours, and what its words mean in ours.
"""

import codecs
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orepath.core.units import normalise
from orepath.errors import InputError, Problem, UnitError, suggest
from orepath.evidence.observation import (
    BASES,
    FLAGS,
    GRADES,
    MEASURES,
    SCHEMA,
    STAGES,
)

NEEDED = ("mineral", "commodity", "measure", "unit", "place", "year", "value")
SAID = "said"
WORDS: Mapping[str, Collection[str]] = {
    "measure": MEASURES,
    "stage": STAGES,
    "basis": BASES,
    "grade": GRADES,
    "flag": tuple(FLAGS),
}
"""The words that a column may hold."""


class _Part(BaseModel):
    """Refuse what is not declared, and stay as it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Origin(_Part):
    """Say where the numbers come from; the fields are those of a source."""

    id: str
    title: str
    publisher: str = ""
    year: int | None = None
    licence: str = "not stated: do not pass on"
    url: str = ""
    note: str = ""


class Layout(_Part):
    """Declare how a file is laid out and what its words mean.

    Parameters
    ----------
    source : Origin
        Where the numbers come from.
    columns : mapping of str to str or list of str
        Heading of the file by column of ours; of several the first that is there.
        ``said`` names the columns whose words are looked up in ``names``.
    constants : mapping of str to str
        What holds in every row, by column of ours.
    names : tuple of mappings
        ``said`` (words of the file, joined by `` | ``) and what they mean:
        ``mineral``, ``commodity``, ``stage``, ``measure``, ``basis``, ``content_of``.
    units : mapping of str to str
        Units by the file's words for them.
    encodings : tuple of str
        Encodings of a text file, the likeliest first.
    decimal : {".", ","}
        The decimal mark.
    heading : int
        The line of a workbook on which the headings stand.
    years_across : bool
        Whether each year has a column of its own.
    """

    source: Origin
    columns: Mapping[str, str | list[str]]
    constants: Mapping[str, str] = {}
    names: tuple[Mapping[str, str], ...] = ()
    units: Mapping[str, str] = {}
    encodings: tuple[str, ...] = Field(default=("utf-8-sig", "cp1252"), min_length=1)
    decimal: Literal[".", ","] = "."
    heading: int = Field(default=1, ge=1)
    years_across: bool = False


def layout_of(file: Path) -> Layout:
    """Read a declaration.

    Parameters
    ----------
    file : pathlib.Path
        A TOML file with the fields of :class:`Layout`.

    Returns
    -------
    Layout
        Checked.

    Raises
    ------
    InputError
        When the file is no TOML, or a field is unknown, missing or of another kind.
    """
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(Problem(file.name, str(error), "mend the file")) from error
    try:
        layout = Layout.model_validate(said)
    except ValidationError as error:
        problems = [
            Problem(
                f"{file.name}:{'.'.join(str(part) for part in fault['loc'])}",
                fault["msg"],
                suggest(str(fault["loc"][-1]), Layout.model_fields),
            )
            for fault in error.errors()
        ]
        raise InputError(problems) from error
    _check_layout(layout, file.name)
    return layout


def _check_layout(layout: Layout, file: str) -> None:
    """Raise if a column of ours is unknown or has no origin, or a word is strange."""
    problems = [
        *_strange_columns(layout, file),
        *_strange_words(layout, file),
        *_strange_rest(layout, file),
    ]
    if problems:
        raise InputError(problems)


def _strange_columns(layout: Layout, file: str) -> Iterator[Problem]:
    """Name columns that are unknown and columns without an origin."""
    known = [*SCHEMA, SAID]
    given = {*layout.columns, *layout.constants}
    given |= {key for name in layout.names for key in name}
    for name in sorted(given - set(known)):
        yield Problem(f"{file}:{name}", f"no column '{name}'", suggest(name, known))
    given |= {"year", "value"} if layout.years_across else set()
    for name in NEEDED:
        if name not in given:
            what, fix = "nothing says what it is", "give column or constant"
            yield Problem(f"{file}:{name}", what, fix)
    for name in ("value", "low", "high"):
        if name in layout.constants:
            what, fix = "a number cannot be a constant", "name its column"
            yield Problem(f"{file}:constants.{name}", what, fix)


def _strange_words(layout: Layout, file: str) -> Iterator[Problem]:
    """Name words that are none of their column's."""
    said: set[str] = set()
    for at, name in enumerate(layout.names):
        where, word = f"{file}:names.{at}", name.get(SAID, "").lower()
        if not word:
            fix = "give the words of the file as said"
            yield Problem(f"{where}.said", "the words are missing", fix)
        elif word in said:
            yield Problem(f"{where}.said", f"'{word}' stands twice", "make it one")
        said.add(word)
    given = [(f"{file}:constants", layout.constants)]
    given += [(f"{file}:names.{at}", name) for at, name in enumerate(layout.names)]
    for where, words in given:
        for column, known in WORDS.items():
            found = words.get(column, "")
            if found and found not in known:
                fix = suggest(found, known)
                yield Problem(f"{where}.{column}", f"unknown '{found}'", fix)


def _strange_rest(layout: Layout, file: str) -> Iterator[Problem]:
    """Name what is wrong with source, units, encodings and the constant year."""
    if not re.fullmatch(r"\w[\w.-]*", layout.source.id):
        what, fix = f"'{layout.source.id}' is no name", "use letters, digits, - and ."
        yield Problem(f"{file}:source.id", what, fix)
    for word, unit in (*layout.units.items(), ("", layout.constants.get("unit", ""))):
        try:
            normalise(unit or "t")
        except UnitError as error:
            first = error.problems[0]
            where = f"{file}:units.{word}" if word else f"{file}:constants.unit"
            yield Problem(where, first.what, first.fix)
    for name in layout.encodings:
        try:
            codecs.lookup(name)
        except LookupError:
            fix = "write utf-8, cp1252, cp1251 or another that Python knows"
            yield Problem(f"{file}:encodings", f"unknown encoding '{name}'", fix)
    year = layout.constants.get("year", "2000")
    if not re.fullmatch(r"(19|20)\d\d", year):
        what = f"'{year}' is no calendar year"
        yield Problem(f"{file}:constants.year", what, "write four digits")
