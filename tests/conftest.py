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
from orepath.world.catalogue import BY_NAME
from orepath.world.load import load_case

SMALL = Path(__file__).parent / "cases" / "small"

Edit = Callable[..., Case]

_SHARED: dict[str, Any] = {
    "unit": "t/a", "capex_unit": "USD/(t/a)", "opex": 0.0, "lead": 0.0, "life": 20.0,
    "earliest": 2025, "latest": 2030, "share": 1.0, "paid": 1.0,
}  # fmt: skip
RICH: tuple[dict[str, Any], ...] = (
    _SHARED | {
        "project": "seek", "name": "Looking for ore", "kind": "exploration",
        "place": "IND", "commodity": "ore", "size": 80e3, "capex": 10.0, "lead": 1.0,
        "chance": 0.6,
    },
    _SHARED | {
        "project": "pit", "name": "A pit on what is found", "kind": "mine",
        "place": "IND", "process": "mine", "requires": "seek", "size": 80e3,
        "capex": 300.0, "opex": 100.0, "lead": 1.0,
        "reserves": 400e3,
    },
    _SHARED | {
        "project": "loan", "name": "Kazakh smelter on a concessional line",
        "kind": "credit", "place": "KAZ", "process": "smelt", "destination": "IND",
        "offtake": 0.5, "size": 20e3, "capex": 500.0, "opex": 120.0, "lead": 1.0,
        "share": 0.0, "paid": 0.25,
    },
    _SHARED | {
        "project": "berth", "name": "A berth for the strait", "kind": "upgrade",
        "place": "IND", "stop": "Malacca", "size": 50e3, "saving": 12.0, "capex": 20.0,
    },
    _SHARED | {
        "project": "skill", "name": "Training of miners", "kind": "training",
        "place": "IND", "process": "mine", "size": 120e3, "saving": 15.0, "capex": 25.0,
    },
    _SHARED | {
        "project": "yard", "name": "A yard for used slag", "kind": "recycling",
        "place": "IND", "process": "collect", "size": 30e3, "capex": 50.0,
        "opex": 300.0,
    },
    _SHARED | {
        "project": "call", "name": "Slag on call", "kind": "contract", "place": "KAZ",
        "commodity": "slag", "destination": "IND", "size": 4e3, "capex": 30.0,
        "life": 5.0, "lead": 1.0, "recourse": True,
    },
)  # fmt: skip
LOOP: dict[str, tuple[dict[str, Any], ...]] = {
    "processes": (
        {"process": "collect", "name": "Collection", "stage": "recycle",
         "output": "slag"},
    ),
    "coefficients": tuple(
        {"process": "collect", "place": "*", "figure": figure, "value": value,
         "unit": unit}
        for figure, value, unit in (
            ("opex", 300.0, "USD/t"), ("elasticity", 1.0, "fraction"),
            ("expansion", 0.02, "fraction"),
        )
    ),
    "sites": (
        {"site": "ind_yard", "place": "IND", "process": "collect", "name": "Yards",
         "output": 4e3, "unit": "t/a", "basis": "gross"},
        {"site": "chn_yard", "place": "CHN", "process": "collect", "name": "Yards",
         "output": 60e3, "unit": "t/a", "basis": "gross"},
    ),
    "tiers": (
        {"tier": "paint", "commodity": "slag", "place": "*", "share": 0.25,
         "multiple": 1.4},
        {"tier": "paper", "commodity": "slag", "place": "*", "share": 0.3,
         "multiple": 2.0},
        {"tier": "all", "commodity": "slag", "place": "KAZ", "share": 0.5,
         "multiple": 1.2},
    ),
    "lifetimes": (
        {"process": "collect", "commodity": "slag", "place": "*",
         "distribution": "weibull", "mean": 8.0, "shape": 2.0, "collected": 0.4,
         "recovered": 0.9},
        {"process": "collect", "commodity": "slag", "place": "CHN",
         "distribution": "lognormal", "mean": 4.0, "shape": 0.5, "collected": 0.1,
         "recovered": 0.9},
    ),
}  # fmt: skip
"""Rows that part the users of slag and let it come back when it was used."""


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
def added() -> Edit:
    """Add rows to a table: ``added(case, "sites", {"site": "x", "output": 5.0})``.

    Cells not named hold their default; ends of ranges hold the value.
    """

    def add(case: Case, table: str, *rows: dict[str, Any]) -> Case:
        spec = BY_NAME[table]
        full = []
        for row in rows:
            cells = {c.name: c.default for c in spec.columns}
            ends = {
                f"{name}{end}": value
                for name, value in row.items()
                for end in ("_low", "_high")
                if f"{name}_low" in cells
            }
            shared = {"source": "invented", "grade": "C"}
            full.append(cells | shared | ends | row)
        frame = pl.DataFrame(full, schema=spec.schema(), strict=False)
        return case.replace(**{table: pl.concat([case.table(table), frame])})

    return add


@pytest.fixture(scope="session")
def rich(small: Case, added: Edit, edited: Edit) -> Case:
    """The small case with a project of every kind, and with all that rules know.

    Mines run out, used goods come back, and a strait is narrow.
    """
    case = edited(small, "projects", {"project": "smelter"}, least=0.5)
    case = edited(case, "sites", {"site": "ind_mine"}, reserves=2.2e6)
    narrow = {"stop": "Malacca", "capacity": 205e3, "unit": "t/a"}
    case = added(case, "capacities", narrow)
    for table, rows in LOOP.items():
        case = added(case, table, *rows)
    return added(case, "projects", *RICH)


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
