"""A scenario is a list of named changes: case in, new case out, the first one kept.

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
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orepath.errors import InputError, Problem, suggest
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME
from orepath.world.coherence import check_coherence

FILE = "scenarios.toml"


class Change(BaseModel):
    """State one change: which cells, and what becomes of them.

    ``factor`` multiplies numbers and their ranges; ``value``, in the inner unit of the
    column (t/a gross, USD/t, fraction …), replaces them and makes the range a point.
    One of the two is given.
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

    Parameters
    ----------
    case : Case
        Read from a folder; one without a folder has none.

    Raises
    ------
    InputError
        The file is faulty; every fault is told.
    """
    return {} if case.folder is None else read_scenarios(case.folder)


def read_scenarios(folder: Path) -> dict[str, Scenario]:
    """Return the scenarios written in a folder; none where it has no such file.

    Parameters
    ----------
    folder : Path
        Folder of a case, whose tables need not be sound.

    Raises
    ------
    InputError
        The file is faulty; every fault is told.
    """
    if not (folder / FILE).is_file():
        return {}
    try:
        words: dict[str, Any] = tomllib.loads(
            (folder / FILE).read_text(encoding="utf8")
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
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
                    f"{FILE}:{'.'.join(str(p) for p in (name, *error['loc']))}",
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
        One of its scenarios; the new case bears it.

    Raises
    ------
    InputError
        No such scenario, table, column or row, or a number beyond its limits; all told
        at once. Recipes that no longer keep mass are told as in a case.
    """
    known = scenarios_of(case)
    if name not in known:
        fix = suggest(name, known) if known else f"write it in {FILE} beside the tables"
        raise InputError(Problem(name, "no such scenario", fix))
    problems: list[Problem] = []
    tables: dict[str, pl.DataFrame] = {}
    for i, change in enumerate(known[name].changes):
        where = f"{FILE}:{name}.changes[{i}]"
        fault = _fault(case, change)
        if fault is not None:
            problems.append(Problem(where, *fault))
            continue
        frame = _applied(tables.get(change.table, case.table(change.table)), change)
        problems.extend(Problem(where, *words) for words in _misfits(frame, change))
        tables[change.table] = frame
    if not problems:
        check_coherence({**case.tables, **tables}, case.settings, problems)
    if problems:
        raise InputError(problems)
    return replace(
        case.replace(**tables), scenario=name, scenario_title=known[name].title
    )


def _hit(change: Change) -> pl.Expr:
    """Return the condition of the rows a change touches."""
    condition = pl.lit(value=True)
    for column, word in change.where.items():
        condition = condition & (pl.col(column).cast(pl.String) == word)
    return condition


def _fault(case: Case, change: Change) -> tuple[str, str] | None:
    """Return what is wrong with a change's words, or None."""
    if change.table not in BY_NAME:
        return f"no table {change.table!r}", suggest(change.table, list(BY_NAME))
    frame = case.table(change.table)
    for word in (change.column, *change.where):
        if word not in frame.columns:
            what = f"no column {word!r} in {change.table}"
            return what, suggest(word, frame.columns)
    if frame.schema[change.column] != pl.Float64:
        return f"{change.column} is no decimal number", "change a number column"
    if frame.filter(_hit(change)).is_empty():
        return f"no row of {change.table} has {change.where}", "correct `where`"
    return None


def _applied(frame: pl.DataFrame, change: Change) -> pl.DataFrame:
    """Change the column, and its range where it has one: the ends keep their limits."""
    name = change.column
    if change.value is not None:
        new = {n: pl.lit(change.value) for n in _range(frame, name)}
    else:
        new = {n: pl.col(n) * change.factor for n in _range(frame, name)}
    spec = BY_NAME[change.table].column(name)
    if len(new) > 1:
        ends = [new[f"{name}_low"], new[f"{name}_high"]]
        low, high = pl.min_horizontal(ends), pl.max_horizontal(ends)
        new[f"{name}_low"] = low.clip(spec.least, spec.most)
        new[f"{name}_high"] = high.clip(spec.least, spec.most)
    hit = _hit(change)
    return frame.with_columns(
        pl.when(hit).then(cell).otherwise(pl.col(n)).alias(n) for n, cell in new.items()
    )


def _range(frame: pl.DataFrame, name: str) -> list[str]:
    """Return a column and the ends of its range, where it has one."""
    return [n for n in (name, f"{name}_low", f"{name}_high") if n in frame.columns]


def _misfits(frame: pl.DataFrame, change: Change) -> list[tuple[str, str]]:
    """Tell changed numbers that lie beyond the limits of their column."""
    column = BY_NAME[change.table].column(change.column)
    least = float("-inf") if column.least is None else column.least
    most = float("inf") if column.most is None else column.most
    cells = frame.filter(_hit(change))[change.column].drop_nulls()
    return [
        (
            f"{change.table}.{change.column} becomes {value:g}, expected {least:g} to "
            f"{most:g}",
            "choose a smaller change",
        )
        for value in cells
        if not least <= value <= most
    ]
