"""A scenario is a list of named changes: case in, new case out, nothing altered in place.

Scenarios stand in ``scenarios.toml`` beside the tables::

    [dear_power]
    title = "Power costs half as much again in India"
    [[dear_power.changes]]
    table = "power"
    where = { place = "IND" }
    column = "price"
    factor = 1.5
"""

import tomllib
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orepath.errors import InputError, Problem, suggest
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME

FILE = "scenarios.toml"


class Change(BaseModel):
    """State one change: which cells, and what becomes of them.

    ``factor`` multiplies numbers and their ranges; ``value`` replaces them and makes the
    range a point. One of the two is given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    column: str
    where: dict[str, str] = Field(default_factory=dict)
    factor: float | None = None
    value: float | None = None

    @model_validator(mode="after")
    def _one(self) -> "Change":
        """Refuse both or neither."""
        if (self.factor is None) == (self.value is None):
            raise ValueError("give either factor or value")
        return self


class Scenario(BaseModel):
    """Hold the changes of one scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    changes: tuple[Change, ...] = Field(min_length=1)


def scenarios_of(case: Case) -> dict[str, Scenario]:
    """Return the scenarios of a case; none where it has no ``scenarios.toml``.

    Raises
    ------
    InputError
        The file is faulty; every fault is told.
    """
    if case.folder is None or not (case.folder / FILE).is_file():
        return {}
    try:
        words: dict[str, Any] = tomllib.loads(
            (case.folder / FILE).read_text(encoding="utf8")
        )
    except tomllib.TOMLDecodeError as fault:
        raise InputError(
            Problem(FILE, f"not valid TOML: {fault}", "correct it")
        ) from fault
    problems: list[Problem] = []
    found: dict[str, Scenario] = {}
    for name, content in words.items():
        try:
            found[name] = Scenario.model_validate(content)
        except ValidationError as fault:
            problems.extend(
                Problem(
                    f"{FILE}:{name}.{'.'.join(str(p) for p in error['loc'])}",
                    error["msg"],
                    "see the how-to page on scenarios",
                )
                for error in fault.errors()
            )
    if problems:
        raise InputError(problems)
    return found


def changed(case: Case, name: str) -> Case:
    """Return the case as a scenario changes it.

    Parameters
    ----------
    case : Case
        Unchanged afterwards.
    name : str
        One of its scenarios.

    Raises
    ------
    InputError
        No such scenario, table, column or row; all told at once.
    """
    known = scenarios_of(case)
    if name not in known:
        raise InputError(
            Problem(name, "no such scenario", suggest(name, known) or f"write {FILE}")
        )
    problems: list[Problem] = []
    tables: dict[str, pl.DataFrame] = {}
    for i, change in enumerate(known[name].changes):
        where = f"{FILE}:{name}.changes[{i}]"
        fault = _fault(case, change)
        if fault is not None:
            problems.append(Problem(where, *fault))
            continue
        frame = tables.get(change.table, case.table(change.table))
        hit = _hit(change)
        if frame.filter(hit).is_empty():
            problems.append(
                Problem(
                    where,
                    f"no row of {change.table} has {change.where}",
                    "correct `where`",
                )
            )
            continue
        tables[change.table] = _applied(frame, change, hit)
    if problems:
        raise InputError(problems)
    return case.replace(**tables)


def _hit(change: Change) -> pl.Expr:
    """Return the condition of the rows a change touches."""
    condition = pl.lit(value=True)
    for column, word in change.where.items():
        condition = condition & (pl.col(column) == word)
    return condition


def _fault(case: Case, change: Change) -> tuple[str, str] | None:
    """Return what is wrong with a change's words, or None."""
    if change.table not in BY_NAME:
        return f"no table {change.table!r}", suggest(change.table, list(BY_NAME))
    columns = case.table(change.table).columns
    for word in (change.column, *change.where):
        if word not in columns:
            return f"no column {word!r} in {change.table}", suggest(word, columns)
    if case.table(change.table).schema[change.column] != pl.Float64:
        return f"{change.column} is no decimal number", "change a number column"
    return None


def _applied(frame: pl.DataFrame, change: Change, hit: pl.Expr) -> pl.DataFrame:
    """Change the column, and its range where it has one."""
    names = [change.column]
    names += [
        n for n in (f"{change.column}_low", f"{change.column}_high") if n in frame
    ]
    return frame.with_columns(
        pl.when(hit)
        .then(
            pl.lit(change.value)
            if change.value is not None
            else pl.col(n) * change.factor
        )
        .otherwise(pl.col(n))
        .alias(n)
        for n in names
    )
