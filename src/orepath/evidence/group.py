"""Groups of places, and places by whatever name a reader writes.

Membership is data of the package with what it rests on; a group is nothing but its
members, so that a share of a group is the sum of theirs.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.country import coded, names


@dataclass(frozen=True, slots=True)
class Group:
    """Hold a group of places.

    Parameters
    ----------
    name : str
        Such as ``"Central Asia"``.
    members : tuple of str
        ISO 3166 alpha-3 codes, sorted.
    grade, source : str
        What the membership rests on.
    also : tuple of str
        Other names.
    """

    name: str
    members: tuple[str, ...]
    grade: str
    source: str
    also: tuple[str, ...] = ()


@cache
def groups() -> Mapping[str, Group]:
    """Return every group by its name, in the order of the file.

    Examples
    --------
    >>> groups()["Central Asia"].members
    ('KAZ', 'KGZ', 'TJK', 'TKM', 'UZB')
    """
    text = files("orepath").joinpath("data", "groups.toml").read_text(encoding="utf-8")
    found = {
        row["name"]: Group(
            row["name"], tuple(sorted(row["members"].split())),
            row["grade"], row["source"], tuple(row["also"]),
        )
        for row in tomllib.loads(text)["group"]
    }  # fmt: skip
    return MappingProxyType(found)


def group(said: str) -> Group:
    """Return a group by any of its names, in any case.

    Raises
    ------
    InputError
        When there is no such group.

    Examples
    --------
    >>> group("central asia").name
    'Central Asia'
    """
    found = _spelt().get(_folded(said))
    if found is None:
        fix = suggest(_folded(said), _spelt())
        raise InputError(Problem("group", f"unknown group '{said}'", fix))
    return found


def places(said: str | Sequence[str]) -> tuple[str, ...]:
    """Return the codes of places that are named by code, name or group.

    Parameters
    ----------
    said : str or sequence of str
        Codes of two or three letters, names or groups, in any case.

    Returns
    -------
    tuple of str
        ISO 3166 alpha-3 codes in the order asked for, each once.

    Raises
    ------
    InputError
        When a word is neither a place nor a group; all of them at once.

    Examples
    --------
    >>> places(["India", "kaz", "Central Asia"])
    ('IND', 'KAZ', 'KGZ', 'TJK', 'TKM', 'UZB')
    """
    found: dict[str, None] = {}
    problems = []
    for word in [said] if isinstance(said, str) else said:
        code = coded(word)
        whole = _spelt().get(_folded(word))
        if code is not None:
            found[code] = None
        elif whole is not None:
            found |= dict.fromkeys(whole.members)
        else:
            fix = suggest(_folded(word), [*names(), *_spelt()])
            if not fix.startswith("did"):
                fix = "write the ISO 3166 code, such as IND"
            problems.append(Problem("place", f"unknown place '{word}'", fix))
    if problems:
        raise InputError(problems)
    return tuple(found)


@cache
def _spelt() -> Mapping[str, Group]:
    """Return every group by each of its names, in lower case."""
    return MappingProxyType(
        {
            _folded(name): one
            for one in groups().values()
            for name in (one.name, *one.also)
        }
    )


def _folded(said: str) -> str:
    """Return a name in lower case with single blanks."""
    return " ".join(said.lower().split())
