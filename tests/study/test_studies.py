"""All built-in studies alike: their sources, their base years and their scenarios."""

from pathlib import Path

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.library import library
from orepath.study.citing import OWN, cited_ids
from orepath.world.calibrate import calibrate
from orepath.world.load import load_case
from orepath.world.scenario import changed, scenarios_of

ROOT = Path(__file__).parents[2] / "studies"
ACT = "Regulation (EU) 2024/1252, Article 5(1)"
# What a study cites beside the library; its page tells it.
TOLD = {"european-buyer": {ACT}, "kazakhstan-processing": {ACT}}
SCENARIOS = {
    "european-buyer": None,
    "kazakhstan-processing": None,
    "india-central-asia": 5,
    "india-titanium": (
        "cheap_slag",
        "dear_power",
        "slow_pigment",
        "free_shares",
        "dear_capital",
        "hard_shortage",
    ),
}
# The largest imbalance of the base year, t/a; whole missions are larger.
RESIDUAL = {"india-titanium": 1e-3, "india-central-asia": 1e-2}


@pytest.fixture(scope="module", params=sorted(SCENARIOS))
def case(request):
    return load_case(ROOT / request.param)


@pytest.fixture(scope="module")
def base(case):
    return calibrate(case)


def test_these_are_all_studies_there_are():
    assert {path.parent.name for path in ROOT.glob("*/case.toml")} == set(SCENARIOS)


def test_every_source_is_of_the_library_or_judgement_or_told_in_the_readme(case):
    told = TOLD.get(case.settings.name, set())
    known, unknown = library(), []
    for name in cited_ids(case):
        try:
            if name not in OWN:
                row = "/" in name and name not in told
                known.row(name) if row else known.source(name)
        except InputError:
            unknown.append(name)
    assert set(unknown) <= told
    readme = (case.folder / "README.md").read_text(encoding="utf8")
    assert all(name in readme for name in unknown)


def test_the_base_year_keeps_to_the_observed_trade(case, base):
    assert base.overlap >= 0.95
    assert base.year.residual < RESIDUAL.get(case.settings.name, 1e-2)


def test_a_price_out_of_its_band_says_why(base):
    prices = base.prices
    near = prices["price"].is_between(prices["low"] * 0.999, prices["high"] * 1.001)
    silent = pl.col("why").fill_null("") == ""
    assert prices.filter(~near & silent).is_empty()
    assert prices.filter(~pl.col("inside") & silent).is_empty()


def test_every_scenario_changes_figures_of_the_case(case):
    names, promised = tuple(scenarios_of(case)), SCENARIOS[case.settings.name]
    assert names
    assert promised in (None, names, len(names))
    for name in names:
        other = changed(case, name)
        moved = {t for t in case.tables if not case.table(t).equals(other.table(t))}
        # A scenario of a whole mission may speak of several tables.
        assert moved if promised == 5 else len(moved) == 1, name
