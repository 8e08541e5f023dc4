"""The small invented case, and one study of it that all rooms may look at."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from orepath.plan.result import Plan
from orepath.study.analysis import Study, analyse
from orepath.world.case import Case

SMALL = Path(__file__).parents[1] / "cases" / "small"


@pytest.fixture(scope="session")
def study(small: Case) -> Study:
    return analyse(small)


@pytest.fixture(scope="session")
def plan(study: Study) -> Plan:
    return study.plan


@pytest.fixture(scope="session")
def bare(small: Case) -> Study:
    """The small case without projects, disruptions, policies and venture."""
    settings = small.settings.model_copy(update={"venture": ""})
    empty = ("projects", "shocks", "policies")
    tables = {**small.tables, **{name: small.table(name).clear() for name in empty}}
    return analyse(Case(settings, tables))


@pytest.fixture(scope="session")
def dear(small: Case) -> Study:
    """The small case with projects so dear that none of them pays."""
    projects = small.table("projects").with_columns(
        capex=pl.lit(1e6), capex_high=pl.lit(1e6)
    )
    return analyse(small.replace(projects=projects))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small case that may be edited."""
    return Path(shutil.copytree(SMALL, tmp_path / "small"))
