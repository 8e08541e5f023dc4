"""The small invented case, its calibration and its program, and ways to vary them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.load import load_case

SMALL = Path(__file__).parent / "cases" / "small"

Edit = Callable[..., Case]


@pytest.fixture(scope="session")
def small() -> Case:
    return load_case(SMALL)


@pytest.fixture(scope="session")
def calibration(small: Case) -> Calibration:
    return calibrate(small)


@pytest.fixture(scope="session")
def program(small: Case, calibration: Calibration) -> Program:
    """The small case with its three disruptions as branches."""
    return program_of(small, calibration, branches_of(small, calibration))


@pytest.fixture(scope="session")
def edited() -> Edit:
    """Set cells of a table: ``edited(case, "sites", {"place": "x"}, output=5.0)``."""

    def edit(case: Case, table: str, where: dict[str, str], **cells: Any) -> Case:
        hit = pl.lit(value=True)
        for column, word in where.items():
            hit = hit & (pl.col(column) == word)
        frame = case.table(table)
        new = [
            pl.when(hit)
            .then(pl.lit(value) if not isinstance(value, pl.Expr) else value)
            .otherwise(pl.col(column))
            .cast(frame.schema[column])
            .alias(column)
            for column, value in cells.items()
        ]
        return case.replace(**{table: frame.with_columns(new)})

    return edit


@pytest.fixture(scope="session")
def settled() -> Callable[..., Case]:
    """Change words of ``case.toml``: ``settled(case, periods=(2025,), end=2025)``."""

    def settle(case: Case, **words: Any) -> Case:
        return Case(case.settings.model_copy(update=words), case.tables, case.folder)

    return settle


@pytest.fixture(scope="session")
def still(small: Case, edited: Edit, settled: Callable[..., Case]) -> Case:
    """The small case one year after the base year, nothing growing, no policy."""
    case = settled(small, periods=(2025,), end=2025, shock_year=2025)
    case = edited(case, "demand", {}, growth=0.0)
    case = edited(case, "coefficients", {"figure": "expansion"}, value=0.0)
    return case.replace(policies=case.table("policies").clear())


NAMED = ("commodity", "process", "site", "project", "output", "shock", "policy")


def _twin(case: Case) -> Case:
    """Put a case beside a copy of itself whose goods bear other names."""
    tables = {}
    for name, table in case.tables.items():
        columns = [c for c in NAMED if table.schema.get(c) == pl.String]
        if name in ("shocks", "corridors") or not columns:
            continue
        if name == "policies":
            own = table.filter(pl.col("commodity").is_not_null())
        else:
            own = (
                table.filter(pl.col("commodity") != "*")
                if ("commodity" in table.columns and name in ("routes", "tariffs"))
                else table
            )
        renamed = own.with_columns(pl.col(c) + "_twin" for c in columns)
        tables[name] = pl.concat([table, renamed])
    return case.replace(**tables)


@pytest.fixture(scope="session")
def pair(small: Case) -> Case:
    """Return two clusters of goods in one case: the small one and its twin."""
    return _twin(small)
