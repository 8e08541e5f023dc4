"""A check goes as far as one can without solving, and tells what it saw."""

from pathlib import Path

import pytest

from orepath.errors import InputError
from orepath.study.checking import checked
from orepath.study.ventures import ventures

SMALL = Path(__file__).parents[1] / "cases" / "small"

SCENARIO = """
[dear]
title = "Power is dear"
[[dear.changes]]
table = "power"
column = "price"
factor = 2.0
"""


def test_a_sound_case_is_counted(small):
    facts = checked(SMALL)
    filled = [table for table in small.tables.values() if table.height]
    assert facts["case"] == "small"
    assert facts["tables"] == len(filled)
    assert facts["rows"] == sum(table.height for table in filled)
    assert 0 < facts["overlap"] <= 1
    assert facts["columns"] > 0
    assert facts["rules"] > 0
    assert facts["scenarios"] == {}


def test_scenarios_are_listed_with_their_titles(folder):
    (folder / "scenarios.toml").write_text(SCENARIO, encoding="utf8")
    assert checked(folder)["scenarios"] == {"dear": "Power is dear"}


def test_what_a_reader_must_know_is_told_on_one_line(folder):
    path = folder / "case.toml"
    text = path.read_text(encoding="utf8")
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("notes"))
    path.write_text('notes = """\nMind\nthe road.\n"""\n' + kept, encoding="utf8")
    assert checked(folder)["notes"] == "Mind the road."


def test_a_scenario_that_does_not_fit_is_a_fault_of_the_case(folder):
    text = SCENARIO.replace('"power"', '"powr"')
    (folder / "scenarios.toml").write_text(text, encoding="utf8")
    with pytest.raises(InputError) as caught:
        checked(folder)
    assert caught.value.problems[0].where == "scenarios.toml:dear.changes[0]"


def test_a_disruption_that_hits_nothing_is_a_fault_of_the_case(folder):
    path = folder / "shocks.csv"
    text = path.read_text(encoding="utf8").replace("CHN,smelt,", "KAZ,mine,")
    path.write_text(text, encoding="utf8")
    with pytest.raises(InputError) as caught:
        checked(folder)
    assert caught.value.problems[0].where == "shocks.csv:chn_outage"


def test_the_ventures_of_a_case_are_checked_with_it(folder):
    assert checked(folder)["ventures"] == {}
    home = folder / "ventures" / "plant"
    home.mkdir(parents=True)
    text = (ventures()["odisha-slag"] / "venture.toml").read_text(encoding="utf8")
    (home / "venture.toml").write_text(text, encoding="utf8")
    assert list(checked(folder)["ventures"]) == ["odisha-slag"]
    (home / "venture.toml").write_text(text.replace("life = 25", ""), encoding="utf8")
    with pytest.raises(InputError, match=r"operation\.life"):
        checked(folder)
