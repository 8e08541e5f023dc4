"""A section of a file becomes a model, and all that is wrong with it is told at once.

What each field may be stands in the model (:class:`~orepath.appraise.figure.In` and
:class:`~orepath.appraise.figure.Told`); nothing about single fields is known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from orepath.appraise.figure import GRADES, Figure, In, Section, Told, settled
from orepath.errors import InputError, Problem, suggest
from orepath.world.unit import inner_factor

Model = TypeVar("Model", bound=Section)

ORIGIN = ("source", "grade", "note")
"""What a section says once for all its figures."""

_CELLS = ("value", "low", "high", "unit", *ORIGIN)


@dataclass(frozen=True)
class Reader:
    """Read sections of one file, gathering problems.

    Parameters
    ----------
    where : str
        The file, for messages.
    year : int or None
        Price year, whose exchange rates are used.
    rates : mapping of str to float
        The file's own exchange rates, units for one US dollar.
    origin : mapping of str to str
        Source, grade and note of the section around.
    problems : list of Problem
        Grows.
    """

    where: str
    year: int | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, name: str, what: str, fix: str) -> None:
        """Note a problem with a dotted name."""
        self.problems.append(Problem(f"{self.where}:{name}", what, fix))

    def section(self, model: type[Model], raw: object, name: str) -> Model | None:
        """Read one section; None, and problems, where it cannot be read.

        Parameters
        ----------
        model : type
            What it becomes.
        raw : object
            As the file has it: a mapping.
        name : str
            Dotted name, ``"product.slag"``.
        """
        if not isinstance(raw, Mapping):
            self.tell(name, "is no section", f"write [{name}] and its lines below it")
            return None
        here = self._inside(raw)
        known = model.model_fields
        before = len(self.problems)
        for key in raw:
            if key not in known and key not in ORIGIN:
                self.tell(f"{name}.{key}", "unknown name", suggest(key, known))
        values = {
            key: here.value(spec, raw.get(key), f"{name}.{key}".removeprefix("."), raw)
            for key, spec in known.items()
        }
        if len(self.problems) > before:
            return None
        return model(**{k: v for k, v in values.items() if v is not None})

    def _inside(self, raw: Mapping[str, Any]) -> "Reader":
        """Return a reader that knows what the section says for all its figures."""
        own = {k: raw[k] for k in ORIGIN if isinstance(raw.get(k), str)}
        return replace(self, origin={**self.origin, **own}) if own else self

    def value(
        self, spec: FieldInfo, raw: object, name: str, around: Mapping[str, Any]
    ) -> object:
        """Read one field as its declaration asks.

        Parameters
        ----------
        spec : FieldInfo
            Of the model.
        raw : object
            As the file has it; None where it is missing.
        name : str
            Dotted name.
        around : mapping
            The section it stands in.
        """
        kept = next((m for m in spec.metadata if isinstance(m, In)), None)
        if kept is None:
            return self._plain(spec, raw, name)
        unit = kept.unit.format(measure=around.get("measure", "t"))
        kept = replace(kept, unit=unit)
        if get_origin(spec.annotation) is dict:
            return self.figures({} if raw is None else raw, kept, name)
        if raw is not None:
            return self.figure(raw, kept, name)
        if kept.absent is not None:
            return settled(kept.absent, kept, name if kept.drawn else "")
        if spec.is_required():
            self.tell(name, "is missing", f"give it in {unit}: {kept.meaning}")
        return None

    def figures(self, raw: object, kept: In, name: str) -> dict[str, Figure]:
        """Read a table of figures, one a key; its own source stands for all of them."""
        if not isinstance(raw, Mapping):
            self.tell(
                name, "is no table of figures", f"write [{name}] with a line each"
            )
            return {}
        here = self._inside(raw)
        found = {
            key: here.figure(each, kept, f"{name}.{key}")
            for key, each in raw.items()
            if key not in ORIGIN
        }
        return {key: each for key, each in found.items() if each is not None}

    def figure(self, raw: object, kept: In, name: str) -> Figure | None:
        """Read a figure: a bare number, or a table with its range and its source.

        Parameters
        ----------
        raw : object
            As the file has it.
        kept : In
            Its unit and how far it may go.
        name : str
            Dotted name.
        """
        cells: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {"value": raw}
        before = len(self.problems)
        for key in cells:
            if key not in _CELLS:
                self.tell(f"{name}.{key}", "unknown name", suggest(key, _CELLS))
        ends = self._ends(cells, kept, name)
        source, grade = self._said(cells, name)
        if len(self.problems) > before or ends is None:
            return None
        note = str(cells.get("note", self.origin.get("note", "")))
        return Figure(
            value=ends[0],
            low=ends[1],
            high=ends[2],
            unit=kept.unit,
            grade=grade,
            source=source,
            note=note,
            name=name if kept.drawn else "",
            least=kept.least,
            most=kept.most,
        )

    def _said(self, cells: Mapping[str, Any], name: str) -> tuple[str, Any]:
        """Return source and grade of a figure, its own or its section's."""
        source = cells.get("source", self.origin.get("source", ""))
        grade = cells.get("grade", self.origin.get("grade", ""))
        lacks = [] if source else ["no source"]
        if grade not in GRADES:
            lacks.append(f"grade {grade!r} is none" if grade else "no grade")
        if lacks:
            self.tell(
                name,
                " and ".join(lacks),
                'write source = "…" and grade = "A" (official), "B" or "C" (estimate) '
                "with it or once for its section",
            )
        return str(source), grade

    def _ends(
        self, cells: Mapping[str, Any], kept: In, name: str
    ) -> tuple[float, float, float] | None:
        """Return value, low and high in the kept unit, or None with problems."""
        raw = [cells.get(end, cells.get("value")) for end in ("value", "low", "high")]
        if any(isinstance(x, bool) or not isinstance(x, int | float) for x in raw):
            self.tell(name, f"{raw[0]!r} is no number", f"give a number in {kept.unit}")
            return None
        by = self._factor(str(cells.get("unit", kept.unit)), kept.unit, name)
        value, low, high = (float(x) * by for x in raw)
        if not low <= value <= high:
            self.tell(
                name,
                f"range {low:g} – {value:g} – {high:g} is out of order",
                "give low <= value <= high",
            )
        if low < kept.least or high > kept.most:
            self.tell(
                name,
                f"{low:g} – {high:g} {kept.unit} is not possible",
                f"give between {kept.least:g} and {kept.most:g}",
            )
        return value, low, high

    def _factor(self, unit: str, target: str, name: str) -> float:
        """Return how many of the kept unit one of the given unit is."""
        if unit == target:
            return 1.0
        money = unit.split("/", maxsplit=1)[0].split()
        own = next((code for code in self.rates if code in money), None)
        try:
            if own is None:
                return inner_factor(unit, target, self.year)
            return inner_factor(unit.replace(own, "USD"), target) / self.rates[own]
        except InputError as fault:
            first = fault.problems[0]
            self.tell(name, f"unit {unit!r}: {first.what}", first.fix)
            return 1.0

    def _plain(self, spec: FieldInfo, raw: object, name: str) -> object:
        """Read a word, a whole number, a flag or a list of numbers."""
        if raw is None:
            if spec.is_required():
                self.tell(name, "is missing", f"add it: {_meant(spec)}")
            return None
        wanted = _kinds(spec.annotation)
        if wanted and isinstance(wanted[0], str):
            if raw not in wanted:
                self.tell(
                    name, f"{raw!r} is none of the choices", suggest(str(raw), wanted)
                )
            return raw
        if get_origin(spec.annotation) is tuple:
            return self._numbers(raw, name)
        if type(raw) not in wanted:
            self.tell(name, f"{raw!r} is no {_TOLD[wanted[0]]}", _meant(spec))
        return raw

    def _numbers(self, raw: object, name: str) -> tuple[float, ...]:
        """Read a list of numbers; a single one is a list of one."""
        listed: list[Any] = raw if isinstance(raw, list) else [raw]
        if any(isinstance(x, bool) or not isinstance(x, int | float) for x in listed):
            self.tell(name, f"{raw!r} is no list of numbers", "write [0.4, 0.6]")
            return ()
        return tuple(float(x) for x in listed)


_TOLD = {str: "text", int: "whole number", bool: "flag (true or false)"}


def _meant(spec: FieldInfo) -> str:
    """Return what a plain field means, as its declaration tells it."""
    return next(each.meaning for each in spec.metadata if isinstance(each, Told))


def _kinds(annotation: Any) -> tuple[Any, ...]:
    """Return what a plain field may be: choices, or types."""
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        return tuple(kind for kind in get_args(annotation) if kind is not type(None))
    return get_args(annotation) if origin is not None else (annotation,)
