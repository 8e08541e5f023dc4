"""The two small studies stand as their pages of edits say, and balance."""

import sys
import tomllib
from pathlib import Path

import pytest

from orepath.world.load import load_case

ROOT = Path(__file__).parents[2]
NAMES = ("european-buyer", "kazakhstan-processing")


@pytest.fixture(scope="module", params=NAMES)
def case(request):
    return load_case(ROOT / "studies" / request.param)


@pytest.fixture(scope="module")
def edits(case):
    path = ROOT / "studies" / case.settings.name / "edits.toml"
    return tomllib.loads(path.read_text(encoding="utf8"))


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
