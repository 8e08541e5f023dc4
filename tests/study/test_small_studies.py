"""The two small studies stand as their pages of edits say, and balance."""

import sys
import tomllib
from pathlib import Path

import pytest

from orepath.errors import InputError
from orepath.evidence.library import library
from orepath.study.citing import OWN, cited_ids
from orepath.world.calibrate import calibrate
from orepath.world.load import load_case
from orepath.world.scenario import changed, scenarios_of

ROOT = Path(__file__).parents[2]
NAMES = ("european-buyer", "kazakhstan-processing")
ACT = "Regulation (EU) 2024/1252, Article 5(1)"


@pytest.fixture(scope="module", params=NAMES)
def case(request):
    return load_case(ROOT / "studies" / request.param)


@pytest.fixture(scope="module")
def edits(case):
    path = ROOT / "studies" / case.settings.name / "edits.toml"
    return tomllib.loads(path.read_text(encoding="utf8"))


def test_every_source_is_of_the_library_or_judgement_or_told_in_the_readme(case):
    known, unknown = library(), []
    for name in cited_ids(case):
        try:
            if name not in OWN:
                known.row(name) if "/" in name and name != ACT else known.source(name)
        except InputError:
            unknown.append(name)
    readme = (case.folder / "README.md").read_text(encoding="utf8")
    assert set(unknown) <= {ACT}
    assert all(name in readme for name in unknown)


def test_the_base_year_keeps_to_the_observed_trade(case):
    calibration = calibrate(case)
    assert calibration.overlap >= 0.95
    outside = calibration.prices.filter(~calibration.prices["inside"])
    assert (outside["why"].fill_null("") != "").all()


def test_every_scenario_changes_figures_of_the_case(case):
    assert scenarios_of(case)
    for name in scenarios_of(case):
        other = changed(case, name)
        moved = {t for t in case.tables if not case.table(t).equals(other.table(t))}
        assert len(moved) == 1, name


def test_the_tables_hold_the_projects_and_policies_of_the_edits(case, edits):
    for table, key in (("projects", "project"), ("policies", "policy")):
        assert case.table(table)[key].to_list() == [row[key] for row in edits[key]]
    shocks = set(case.table("shocks")["shock"])
    assert {row["shock"] for row in edits.get("shock", ())} <= shocks


def test_every_edit_says_why(edits):
    for edit in (*edits.get("drop", ()), *edits.get("change", ())):
        assert edit["why"]
    for kind in ("project", "policy", "shock"):
        assert all(row["note"] for row in edits.get(kind, ()))


def test_every_changed_figure_lies_in_its_own_range(edits):
    for kind in ("project", "policy", "shock"):
        for row in edits.get(kind, ()):
            for cell in row.values():
                if isinstance(cell, list):
                    value, low, high = cell
                    assert low <= value <= high, row


def test_an_edit_that_meets_no_row_is_refused(monkeypatch, edits):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    from make_small_studies import automatic, edited

    found = automatic(edits)
    lost = {"table": "sites", "where": {"site": "nowhere"}, "why": "nothing"}
    with pytest.raises(ValueError, match="no row where"):
        edited(found, {**edits, "drop": [lost]})
    sys.modules.pop("make_small_studies")
