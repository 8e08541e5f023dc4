"""The small invented case, its calibration and its program, and a way to vary it."""

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

SMALL = Path(__file__).parents[1] / "cases" / "small"

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
