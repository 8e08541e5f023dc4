"""A venture is read from its file, with all that is wrong told at once."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from orepath.appraise.book import read_book
from orepath.appraise.fault import faults
from orepath.appraise.figure import In, Section, settled
from orepath.appraise.fiscal import OWN, known, regime_of
from orepath.appraise.party import Loan, Offtake, Partner
from orepath.appraise.reader import Reader
from orepath.appraise.schedule import multiples, read_schedule
from orepath.appraise.term import (
    Capital,
    Currency,
    Fiscal,
    Input,
    Levied,
    Operation,
    Product,
    Venture,
)
from orepath.errors import InputError, Problem, suggest

Model = TypeVar("Model", bound=Section)

HEAD = ("name", "title", "place", "price_year", "first_year", "note")
SECTIONS = (
    "venture",
    "discount",
    "capital",
    "operation",
    "product",
    "input",
    "fiscal",
    "loan",
    "partner",
    "offtake",
    "rates",
)
"""Sections of a venture's file, in order."""

_LISTS: dict[str, type[Product | Input | Loan | Partner | Offtake]] = {
    "product": Product,
    "input": Input,
    "loan": Loan,
    "partner": Partner,
    "offtake": Offtake,
}
_NAME = re.compile(r"[^.\s]([^.]*[^.\s])?")


def read_venture(path: Path) -> Venture:
    """Read a venture from its file.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file, a folder that holds ``venture.toml``, or an Excel workbook with a
        sheet ``terms``. Yearly amounts may stand beside the TOML file in
        ``schedule.csv``, or in the workbook's sheet ``schedule``.

    Returns
    -------
    Venture
        Checked and frozen.

    Raises
    ------
    InputError
        Every problem of the file, each with where, what and a fix.
    """
    file = path / "venture.toml" if path.is_dir() else path
    if not file.is_file():
        raise InputError(
            Problem(str(file), "no such file", "give a venture's file or its folder")
        )
    if file.suffix.lower() in {".xlsx", ".xlsm"}:
        raw, schedule = read_book(file)
        return venture_from(raw, file.name, schedule)
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(
            Problem(file.name, f"is no TOML: {fault}", "mend the line it names")
        ) from fault
    yearly = file.with_name("schedule.csv")
    return venture_from(raw, file.name, read_schedule(yearly))


def venture_from(
    raw: Mapping[str, Any],
    where: str = "venture.toml",
    schedule: Mapping[str, list[float]] | None = None,
    places: Collection[str] = (),
) -> Venture:
    """Make a venture of plain tables.

    Parameters
    ----------
    raw : mapping
        By section, as the TOML file has them; see :data:`SECTIONS`.
    where : str
        The file, for messages.
    schedule : mapping of str to list of float, optional
        A column ``year`` and yearly amounts by what is scheduled; see
        :mod:`orepath.appraise.schedule`.
    places : collection of str
        Places known besides countries.

    Raises
    ------
    InputError
        Every problem, each with where, what and a fix.
    """
    head = raw.get("venture", {})
    year = head.get("price_year") if isinstance(head, Mapping) else None
    reader = Reader(where, year if isinstance(year, int) else None)
    for name in raw:
        if name not in SECTIONS:
            reader.tell(name, "unknown section", suggest(name, SECTIONS))
    parts = _parts(raw, reader)
    parts["schedule"] = multiples(parts, schedule or {}, reader)
    faults(parts, reader, places)
    if reader.problems:
        raise InputError(reader.problems)
    return Venture(**parts)


def _parts(raw: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Return the parts that could be read; what is missing here has been told."""
    rates = _rates(raw, reader)
    reader = replace(reader, rates=rates[1])
    head = _head(raw.get("venture"), reader)
    place = str(head.get("place", ""))
    parts: dict[str, Any] = {**head, "rates": rates[0]}
    parts["discount"] = reader.figures(raw.get("discount"), _DISCOUNT, "discount")
    parts["capital"] = reader.section(Capital, raw.get("capital", {}), "capital")
    plant = reader.section(Operation, raw.get("operation", {}), "operation")
    parts["operation"] = plant
    for name, model in _LISTS.items():
        parts[name] = _list(raw.get(name, []), model, name, reader)
    if parts["product"] is not None:
        parts["product"] = tuple(_product(each, place) for each in parts["product"])
    if parts["input"] is not None:
        parts["input"] = tuple(_input(each, place) for each in parts["input"])
    if parts["loan"] is not None:
        parts["loan"] = tuple(
            each.model_copy(update={"lender": each.lender or each.name})
            for each in parts["loan"]
        )
    if parts["partner"] is not None:
        parts["partner"] = tuple(
            each.model_copy(update={"title": each.title or each.name})
            for each in parts["partner"]
        )
    if parts["offtake"] is not None:
        homes = {each.name: each.place for each in parts["partner"] or ()}
        parts["offtake"] = tuple(_offtake(each, homes) for each in parts["offtake"])
    minerals = [each.mineral for each in parts["product"] or () if each.mineral]
    parts["fiscal"] = _fiscal(raw.get("fiscal"), reader, tuple(dict.fromkeys(minerals)))
    return {name: part for name, part in parts.items() if part is not None}


def _head(raw: object, reader: Reader) -> dict[str, Any]:
    """Read the names and years of the venture."""
    if not isinstance(raw, Mapping):
        reader.tell("venture", "is missing", "write [venture] with name, place, years")
        return {}
    for key in raw:
        if key not in HEAD:
            reader.tell(f"venture.{key}", "unknown name", suggest(key, HEAD))
    specs = {name: Venture.model_fields[name] for name in HEAD}
    given = {"title": raw.get("name"), **raw}
    values = {
        name: reader.value(spec, given.get(name), f"venture.{name}", given)
        for name, spec in specs.items()
    }
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, int if name.endswith("year") else str)
    }


def _list(
    raw: object, model: type[Model], name: str, reader: Reader
) -> tuple[Model, ...] | None:
    """Read the parts of one kind; None where one of them could not be read."""
    if not isinstance(raw, list):
        reader.tell(name, "is no list of sections", f"write [[{name}]], one for each")
        return None
    found: list[Model] = []
    for i, each in enumerate(raw):
        said = each.get("name") if isinstance(each, Mapping) else None
        if isinstance(said, str) and _NAME.fullmatch(said) is None:
            reader.tell(
                f"{name}.{said}",
                "is no short name",
                "leave out dots, they part the names of figures",
            )
        part = reader.section(model, each, f"{name}.{said or i + 1}")
        if part is not None:
            found.append(part)
    return tuple(found) if len(found) == len(raw) else None


def _fiscal(raw: object, reader: Reader, minerals: tuple[str, ...]) -> Fiscal | None:
    """Read what the state takes, and the regime it names."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("regime"), str):
        names = ", ".join((*known(), OWN))
        reader.tell("fiscal.regime", "is missing", f"write one of: {names}")
        return None
    regime, changes = raw["regime"], raw.get("terms", {})
    if regime not in (*known(), OWN):
        reader.tell(
            "fiscal.regime", f"unknown regime {regime!r}", suggest(regime, known())
        )
        return None
    if not isinstance(changes, Mapping):
        reader.tell("fiscal.terms", "is no section", "write [fiscal.terms]")
        return None
    terms = regime_of(regime, changes, reader, minerals)
    rest = {key: each for key, each in raw.items() if key != "terms"}
    found = reader.section(Levied, rest, "fiscal")
    if terms is None or found is None:
        return None
    return Fiscal(regime=found.regime, premium=found.premium, terms=terms)


def _rates(
    raw: Mapping[str, Any], reader: Reader
) -> tuple[dict[str, Currency] | None, dict[str, float]]:
    """Read the currencies; the US dollar has its own row, without inflation."""
    told = raw.get("rates", {})
    if not isinstance(told, Mapping):
        reader.tell("rates", "is no table", "write [rates.INR] for each currency")
        return None, {}
    found = {
        code: reader.section(Currency, each, f"rates.{code}")
        for code, each in told.items()
    }
    read = {code: each for code, each in found.items() if each is not None}
    dollar = Currency(
        per_usd=settled(1.0, _kept(Currency, "per_usd")),
        inflation=settled(0.0, _kept(Currency, "inflation")),
    )
    factors = {
        code: each.per_usd.value for code, each in read.items() if each.per_usd.value
    }
    return {"USD": dollar, **read} if len(read) == len(found) else None, factors


def _product(part: Product, place: str) -> Product:
    """Fill in what follows from the rest."""
    commodity = part.commodity or part.name
    return part.model_copy(
        update={
            "title": part.title or part.name,
            "commodity": commodity,
            "follows": part.follows or commodity,
            "destination": part.destination or place,
        }
    )


def _input(part: Input, place: str) -> Input:
    """Fill in what follows from the rest."""
    commodity = part.commodity or part.name
    return part.model_copy(
        update={
            "title": part.title or part.name,
            "commodity": commodity,
            "follows": part.follows or commodity,
            "origin": part.origin or place,
        }
    )


def _offtake(part: Offtake, homes: Mapping[str, str]) -> Offtake:
    """Fill in what follows from the rest."""
    buyer = part.buyer or part.name
    place = homes.get(buyer, part.place)
    return part.model_copy(update={"buyer": buyer, "place": place})


def _kept(model: type[Section], name: str) -> In:
    """Return what the declaration of a figure says."""
    kept = model.model_fields[name].metadata
    return next(each for each in kept if isinstance(each, In))


_DISCOUNT = _kept(Venture, "discount")
