"""All that a venture's file may say, as its own declaration tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from orepath.appraise.figure import In, Section, Told
from orepath.appraise.party import Loan, Offtake, Partner
from orepath.appraise.regime import Regime
from orepath.appraise.schedule import LEVELS
from orepath.appraise.term import (
    Capital,
    Currency,
    Input,
    Levied,
    Operation,
    Product,
    Venture,
)

HEADS: dict[str, type[Section]] = {
    "[venture]": Venture,
    "[capital]": Capital,
    "[operation]": Operation,
    "[[product]]": Product,
    "[[input]]": Input,
    "[fiscal]": Levied,
    "[fiscal.terms]": Regime,
    "[[loan]]": Loan,
    "[[partner]]": Partner,
    "[[offtake]]": Offtake,
    "[rates.CODE]": Currency,
}
"""Sections of the file and what each is read into; two brackets for one of several."""


@dataclass(frozen=True)
class Entry:
    """Hold what one name of a section may be.

    Parameters
    ----------
    section, name : str
        Where it stands.
    holds : str
        Unit of a figure, or ``text``, ``whole number``, ``flag``, ``list of numbers``,
        or the words it may be.
    absent : str
        What holds where it is left out; ``a fault`` if it must be given.
    allowed : str
        Ends of what is possible.
    meaning : str
        One sentence.
    """

    section: str
    name: str
    holds: str
    absent: str
    allowed: str
    meaning: str


def glossary() -> tuple[Entry, ...]:
    """Return every name a venture's file may hold, in the order of its sections.

    Returns
    -------
    tuple of Entry
        The sections' own ``source``, ``grade`` and ``note`` are left out, and so is
        what is made of the file, not written in it.
    """
    return tuple(
        _entry(section, name, spec)
        for section, model in HEADS.items()
        for name, spec in model.model_fields.items()
        if spec.metadata and name not in _MADE
    )


def scheduled() -> Iterator[tuple[str, str]]:
    """Yield the columns of a schedule and what each holds."""
    yield "year", "calendar year, every one from the first capital to closing"
    yield from LEVELS.items()
    yield "price.NAME", "price of a product or an input, USD per what it is counted in"


_MADE = frozenset({"schedule", "terms"})


def _entry(section: str, name: str, spec: FieldInfo) -> Entry:
    """Return the entry of one field."""
    told = next(each for each in spec.metadata if isinstance(each, In | Told))
    if isinstance(told, Told):
        absent = "a fault" if spec.is_required() else _plain(spec.get_default())
        return Entry(section, name, _holds(spec.annotation), absent, "", told.meaning)
    if get_origin(spec.annotation) is dict:
        # A table of figures is a section of its own; its names are the file's.
        within = "" if section == "[venture]" else section.strip("[]") + "."
        return Entry(
            f"[{within}{name}]", "NAME", told.unit, "none", _ends(told), told.meaning
        )
    unit = told.unit.format(measure="MEASURE")
    absent = "a fault" if spec.is_required() else "none"
    absent = absent if told.absent is None else f"{told.absent:g}"
    return Entry(section, name, unit, absent, _ends(told), told.meaning)


def _ends(told: In) -> str:
    """Return the ends of what a figure may be."""
    if isinf(told.most):
        return f"≥ {told.least:g}"
    return f"{told.least:g} to {told.most:g}"


def _holds(annotation: Any) -> str:
    """Return what a plain field holds, in words."""
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(get_args(annotation))
    if origin is tuple:
        return "list of numbers"
    if origin in {Union, UnionType}:
        return _holds(get_args(annotation)[0])
    return {str: "text", int: "whole number", bool: "flag"}[annotation]


def _plain(value: object) -> str:
    """Return what a plain field is where it is left out."""
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, tuple):
        return " ".join(f"{each:g}" for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
