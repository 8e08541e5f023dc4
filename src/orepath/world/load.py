"""Reading a case: a folder of tables in, a checked case or all problems out."""

import re
import tomllib
from pathlib import Path

import numpy as np
import polars as pl
from pydantic import ValidationError

from orepath.core.column import Column
from orepath.core.money import rate
from orepath.core.table import read_table
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.width import WIDTHS, ends
from orepath.world.case import Case, Settings, digest
from orepath.world.catalogue import BY_NAME, TABLES
from orepath.world.coherence import check_coherence
from orepath.world.unit import to_gross, to_inner_units

Tables = dict[str, pl.DataFrame]

_HERE = Path(__file__).resolve()
_STUDY_FOLDERS = (_HERE.parents[1] / "studies", _HERE.parents[3] / "studies")


def studies() -> dict[str, Path]:
    """Return the built-in studies, name to folder."""
    return {
        folder.name: folder
        for home in _STUDY_FOLDERS
        if home.is_dir()
        for folder in sorted(home.iterdir())
        if (folder / "case.toml").is_file()
    }


def find_case(name: str | Path) -> Path:
    """Return the folder of a case, given as a path or as a built-in study's name.

    Parameters
    ----------
    name : str or Path
        A path goes before a study of the same name.

    Raises
    ------
    InputError
        Neither a folder with a ``case.toml`` nor a built-in study.
    """
    path = Path(name)
    if (path / "case.toml").is_file():
        return path
    built_in = studies()
    if str(name) in built_in:
        return built_in[str(name)]
    what = "has no case.toml" if path.is_dir() else "is neither a folder nor a study"
    raise InputError(
        Problem(
            str(name),
            what,
            f"give a folder with a case.toml, or a built-in study "
            f"({suggest(str(name), built_in)})",
        )
    )


def load_case(name: str | Path) -> Case:
    """Read, convert and check a case.

    Parameters
    ----------
    name : str or Path
        A folder, or the name of a built-in study.

    Returns
    -------
    Case
        Gross tonnes, USD of the price year, ranges filled.

    Raises
    ------
    InputError
        With every problem found in all files, told at once.

    Notes
    -----
    O(cells of all tables).
    """
    folder = find_case(name)
    problems: list[Problem] = []
    settings = _settings(folder / "case.toml", problems)
    tables = {
        spec.name: read_table(folder / f"{spec.name}.csv", spec, problems)
        for spec in TABLES
    }
    lost = _lost(problems)
    for spec in TABLES:
        if any(column.unit_from for column in spec.columns):
            year = settings.price_year if settings else None
            tables[spec.name] = to_inner_units(tables[spec.name], spec, problems, year)
    for table, commodity in _commodities_of(tables).items():
        tables[table] = to_gross(
            tables[table], BY_NAME[table], commodity, tables["commodities"], problems
        )
    tables = {
        name: fill_ranges(name, frame, problems) for name, frame in tables.items()
    }
    read = {name: frame for name, frame in tables.items() if name not in lost}
    check_coherence(read, settings, problems)
    if problems or settings is None:
        raise InputError(problems)
    hashes = {p.name: digest(p) for p in sorted(folder.glob("*.*")) if p.is_file()}
    return Case(settings, tables, folder, hashes)


def _lost(problems: list[Problem]) -> set[str]:
    """Return the tables missing, unreadable or without a column of their key."""
    told = {re.sub(r"(\.csv):\d+$", r"\1", problem.where) for problem in problems}
    return {
        spec.name
        for spec in TABLES
        if f"{spec.name}.csv" in told
        or any(f"{spec.name}.csv:1:{column}" in told for column in spec.key)
    }


def _settings(path: Path, problems: list[Problem]) -> Settings | None:
    """Read ``case.toml``."""
    known = list(Settings.model_fields)
    try:
        words = tomllib.loads(path.read_text(encoding="utf8"))
        problems.extend(
            Problem(f"{path.name}:{key}", "unknown key", suggest(key, known))
            for key in words
            if key not in known
        )
        settings = Settings.model_validate({k: words[k] for k in words if k in known})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        problems.append(Problem(path.name, f"not valid TOML: {fault}", "correct it"))
        return None
    except ValidationError as fault:
        problems.extend(
            Problem(
                f"{path.name}:{'.'.join(str(part) for part in error['loc'])}",
                error["msg"],
                "give it as the reference page on cases says",
            )
            for error in fault.errors()
        )
        return None
    years = (*settings.periods, settings.end + 1)
    if list(years) != sorted(set(years)) or settings.base_year >= years[0]:
        problems.append(
            Problem(
                f"{path.name}:periods",
                f"years do not rise: base {settings.base_year}, {years}",
                "list first years of periods in order, after the base year, before end",
            )
        )
    if settings.currency != "USD":
        try:
            rate(settings.currency, f"{path.name}:currency", settings.price_year)
        except InputError as fault:
            problems.extend(fault.problems)
    if not settings.periods[0] <= settings.shock_year <= settings.end:
        problems.append(
            Problem(
                f"{path.name}:shock_year",
                f"{settings.shock_year} lies outside the horizon",
                f"choose a year from {settings.periods[0]} to {settings.end}",
            )
        )
    return settings


def _commodities_of(tables: Tables) -> dict[str, list[str | None]]:
    """Return the commodity of every row of the tables that state a basis."""
    outputs = dict(tables["processes"].select("process", "output").iter_rows())
    return {
        "sites": [outputs.get(p) for p in tables["sites"]["process"]],
        "trade": tables["trade"]["commodity"].to_list(),
        "demand": tables["demand"]["commodity"].to_list(),
    }


def fill_ranges(
    table: str, frame: pl.DataFrame, problems: list[Problem]
) -> pl.DataFrame:
    """Fill missing ends of ranges by the default width of the row's grade.

    A low end above the value, or a high end below it, is a problem.

    Parameters
    ----------
    table : str
        Name in the catalogue.
    frame : polars.DataFrame
        As read, in inner units.
    problems : list of Problem
        Faults are appended.

    Returns
    -------
    polars.DataFrame
        Same shape.
    """
    ranged = [c for c in BY_NAME[table].columns if f"{c.name}_low" in frame.columns]
    if not ranged or frame.is_empty():
        return frame
    width = pl.col("grade").replace_strict(
        dict(WIDTHS), default=None, return_dtype=pl.Float64
    )
    filled = frame.with_columns(end for c in ranged for end in _ends(c, width))
    for name in (column.name for column in ranged):
        low, value, high = (
            filled[f"{name}{end}"].to_numpy() for end in ("_low", "", "_high")
        )
        below = low > value * (1 + 1e-9) + 1e-12
        outside = below | (high < value * (1 - 1e-9) - 1e-12)
        problems.extend(
            Problem(
                f"{table}.csv:{at + 2}:{name}",
                f"value {value[at]:g} lies outside its range "
                f"{low[at]:g} to {high[at]:g}",
                "order them low, value, high",
            )
            for at in np.flatnonzero(outside)
        )
    return filled


def _ends(column: Column, width: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the ends of a range: as stated, else as wide as the limits allow."""
    name = column.name
    most = float("inf") if column.most is None else column.most
    least = float("-inf") if column.least is None else column.least
    low, high = ends(pl.col(name), width)
    stated = pl.col(name).is_not_null()
    low = pl.when(stated).then(pl.max_horizontal(low, pl.lit(least)))
    high = pl.when(stated).then(pl.min_horizontal(high, pl.lit(most)))
    return (
        pl.coalesce(f"{name}_low", low).alias(f"{name}_low"),
        pl.coalesce(f"{name}_high", high).alias(f"{name}_high"),
    )
