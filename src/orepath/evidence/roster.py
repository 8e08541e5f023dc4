"""Minerals by the words of lists and readers: a list's word becomes minerals here.

A word that fits no mineral of the catalogue is told, never dropped.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.form import minerals
from orepath.evidence.library import Library, library

UNMATCHED = "nothing in the library bears this name"
"""The note of a word of a list that is no mineral of the catalogue."""


@cache
def lists() -> Mapping[str, str]:
    """Return the lists of critical minerals by their short names.

    Examples
    --------
    >>> lists()["india-30"]
    'India 2023 (30)'
    """
    return _read().lists


def listed(name: str, shelf: Library | None = None) -> pl.DataFrame:
    """Return the minerals that stand on a list.

    Parameters
    ----------
    name : str
        Short name such as ``"india-30"``, or the name in the library.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``list``, ``said`` (its word), ``mineral`` (of the catalogue of forms; null
        where there is none), ``note`` (why there is none), ``id``; in the list's
        order. A word that means several minerals has a row each.

    Raises
    ------
    InputError
        When there is no such list.

    Examples
    --------
    >>> listed("india-30").filter(said="PGE")["mineral"].to_list()
    ['platinum group']
    """
    rows = (shelf or library()).table("critical_lists")
    known = rows["list"].unique(maintain_order=True).to_list()
    full = lists().get(name.strip().lower(), name)
    if full not in known:
        fix = suggest(name, [*lists(), *known])
        raise InputError(Problem("list", f"unknown list '{name}'", fix))
    # A list without words would vanish when it is laid out; a missing one stays.
    meant = {word: _meant(word) or None for word in rows["mineral"].unique()}
    return (
        rows.filter(pl.col("list") == full)
        .select(
            "list",
            said="mineral",
            mineral=pl.col("mineral").replace_strict(
                meant, return_dtype=pl.List(pl.String)
            ),
            id="id",
        )
        .explode("mineral")
        .with_columns(note=pl.when(pl.col("mineral").is_null()).then(pl.lit(UNMATCHED)))
        .select("list", "said", "mineral", "note", "id")
    )


def named(said: str | Sequence[str], shelf: Library | None = None) -> tuple[str, ...]:
    """Return the minerals that words name: minerals, words of lists, or whole lists.

    Parameters
    ----------
    said : str or sequence of str
        In any case.
    shelf : Library, optional
        Where the lists stand; without it the embedded library.

    Returns
    -------
    tuple of str
        Minerals of the catalogue in the order asked for, each once. Words of a list
        that fit no mineral are left out here and told by :func:`listed`.

    Raises
    ------
    InputError
        When a word is neither; all of them at once, with the nearest known one.

    Examples
    --------
    >>> named(["Titanium", "REE"])
    ('titanium', 'rare earths')
    """
    found: dict[str, None] = {}
    problems = []
    for word in [said] if isinstance(said, str) else said:
        if word.strip().lower() in lists():
            found |= dict.fromkeys(listed(word, shelf)["mineral"].drop_nulls())
        elif _meant(word):
            found |= dict.fromkeys(_meant(word))
        else:
            fix = suggest(word.strip().lower(), [*minerals(), *_read().means, *lists()])
            problems.append(Problem("mineral", f"unknown mineral '{word}'", fix))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _meant(said: str) -> list[str]:
    """Return the minerals that a word means; none when it is unknown."""
    word = " ".join(said.lower().split())
    if word in minerals():
        return [word]
    return list(_read().means.get(word, ()))


@dataclass(frozen=True, slots=True)
class _Words:
    """Hold the lists by short name, and what words of lists mean."""

    lists: Mapping[str, str]
    means: Mapping[str, tuple[str, ...]]


@cache
def _read() -> _Words:
    """Read the names of lists and the meanings of their words."""
    text = files("orepath").joinpath("data", "lists.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    return _Words(
        MappingProxyType({row["name"]: row["list"] for row in rows["list"]}),
        MappingProxyType({word: tuple(m) for word, m in rows["means"].items()}),
    )
