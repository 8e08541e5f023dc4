"""The command line as its users meet it: words, tables, documents, exit codes."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orepath.cli.app import app

SMALL = Path(__file__).parents[1] / "cases" / "small"
BROKEN = Path(__file__).parents[1] / "cases" / "broken"
COMMANDS = ("run", "check", "new", "assess", "plan", "stress")

SCENARIO = """
[dear_capital]
title = "Projects cost a thousand times as much"
[[dear_capital.changes]]
table = "projects"
column = "capex"
factor = 1000.0
"""


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the small case with one scenario."""
    path = Path(shutil.copytree(SMALL, tmp_path / "small"))
    (path / "scenarios.toml").write_text(SCENARIO, encoding="utf8")
    return path


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def document(*words, code=0):
    """Call with ``--json`` and return the one document that must be all of stdout."""
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout, parse_constant=refused)


def refused(word):
    raise AssertionError(f"{word} is no JSON")


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command, flag):
    done = call(command, flag)
    assert done.exit_code == 0
    assert f"Example: orepath {command}" in done.output
    assert "--json" in done.output


def test_without_a_word_all_commands_are_listed():
    output = call().output
    assert all(command in output for command in COMMANDS)


def test_check_tells_that_a_case_is_sound():
    done = call("check", SMALL)
    assert done.exit_code == 0
    assert done.stdout.startswith("small is sound: 16 tables,")


def test_check_tells_what_to_mind_in_80_columns():
    done = call("check", "india-titanium")
    assert "Mind: Mine, sponge and pigment output" in done.stdout
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("Mind:")]
    assert len(told) <= 80


def test_check_lists_scenarios(folder):
    done = call("check", folder)
    line = "--scenario dear_capital: Projects cost a thousand times as much"
    assert line in done.stdout
    titles = document("check", folder)["scenarios"]
    assert titles == {"dear_capital": "Projects cost a thousand times as much"}


def test_check_tells_every_fault_on_standard_error_and_ends_with_two():
    done = call("check", BROKEN)
    assert done.exit_code == 2
    assert done.stdout == ""
    first, *lines = done.stderr.splitlines()
    count = int(first.split()[0])
    assert count >= 10
    assert first == f"{count} problems found:"
    assert sum(line.startswith("    -> ") for line in lines) == count
    assert any(".csv:" in line for line in lines)


def test_faults_as_a_document_have_place_finding_and_remedy():
    told = document("check", BROKEN, code=2)
    assert told["ok"] is False
    assert set(told) == {"ok", "problems"}
    assert len(told["problems"]) >= 10
    for problem in told["problems"]:
        assert set(problem) == {"where", "what", "fix"}
        assert all(problem.values())


@pytest.mark.parametrize("command", ["run", "check", "assess", "plan", "stress"])
def test_an_unknown_case_is_answered_with_a_near_one(command):
    done = call(command, "india-titanum")
    assert done.exit_code == 2
    assert "did you mean 'india-titanium'?" in done.stderr
    told = document(command, "india-titanum", code=2)
    assert "india-titanium" in told["problems"][0]["fix"]


@pytest.mark.parametrize("command", ["run", "assess", "plan", "stress"])
def test_an_unknown_scenario_is_refused(folder, command):
    done = call(command, folder, "--scenario", "dear_capitl")
    assert done.exit_code == 2
    assert "did you mean 'dear_capital'?" in done.stderr


def test_new_copies_a_case_that_check_accepts(tmp_path):
    done = call("new", tmp_path / "mine", "--from", SMALL)
    assert done.exit_code == 0
    assert "orepath check" in done.stdout
    assert call("check", tmp_path / "mine").exit_code == 0
    again = call("new", tmp_path / "mine", "--from", SMALL)
    assert again.exit_code == 2
    assert "exists and is not empty" in again.stderr


def test_new_as_a_document_names_the_folder(tmp_path):
    told = document("new", tmp_path / "mine", "--from", SMALL)
    assert told["folder"] == str(tmp_path / "mine")


def test_new_makes_a_case_for_any_country_that_check_accepts(tmp_path):
    words = ("--focus", "DEU", "--minerals", "titanium", "--places", "5")
    done = call("new", tmp_path / "mine", *words, "--partners", "KAZ,TUV")
    assert done.exit_code == 0
    assert "Assumed, the most money first" in done.stdout
    assert "TUV is kept out" in done.stdout
    assert call("check", tmp_path / "mine").exit_code == 0
    told = document("new", tmp_path / "other", *words, "--from", "2027", "--to", "2035")
    assert told["places"][0] == "DEU"
    assert told["assumptions"][0]["usd"] > 0


def test_new_tells_all_faults_of_what_was_asked(tmp_path):
    words = ("--focus", "Japn", "--minerals", "titanum", "--from", "2020")
    told = document("new", tmp_path / "mine", *words, code=2)
    assert [p["where"] for p in told["problems"]] == ["place", "mineral", "from"]
    assert not (tmp_path / "mine").exists()
    told = document("new", tmp_path / "mine", "--focus", "JPN", "--from", "x", code=2)
    assert told["problems"][0]["where"] == "--from"


def test_assess_shows_every_traded_good_and_the_bottleneck():
    done = call("assess", SMALL)
    assert done.exit_code == 0
    for words in (
        "How exposed India is, 2024",
        "Slag",
        "Bottleneck of titanium: Slag.",
    ):
        assert words in done.stdout
    told = document("assess", SMALL)
    assert [row["commodity"] for row in told["exposure"]] == ["ore", "slag"]
    assert told["bottleneck"][0]["commodity"] == "slag"


def test_plan_shows_projects_and_says_what_they_are_worth():
    done = call("plan", SMALL)
    assert done.exit_code == 0
    assert "What the plan builds, buys and agrees" in done.stdout
    assert "• Worth to India: USD" in done.stdout
    told = document("plan", SMALL)
    assert told["proven"] is True
    assert told["starts"]["smelter"] == 2025
    assert set(told["tables"]) == {"projects", "supply_end", "foresight"}


def test_a_scenario_changes_the_plan(folder):
    assert document("plan", folder)["starts"] != {}
    told = document("plan", folder, "--scenario", "dear_capital")
    assert "smelter" not in told["starts"]


def test_stress_shows_disruptions_and_lost_suppliers():
    done = call("stress", SMALL)
    assert done.exit_code == 0
    for words in ("What a disruption in 2030 does", "What losing one supplier"):
        assert words in done.stdout
    told = document("stress", SMALL)
    assert {row["shock"] for row in told["disruptions"]} == {
        "chn_stop",
        "chn_outage",
        "hormuz",
    }
    assert [row["shock"] for row in told["suppliers"]] == ["Slag from China"]


def test_progress_goes_to_standard_error_alone():
    done = call("plan", SMALL)
    assert "Searching the plan" not in done.stdout
    assert document("plan", SMALL)["ok"] is True


def test_run_writes_everything_and_ends_with_what_was_found(folder, tmp_path):
    done = call("run", folder, "-o", tmp_path / "out", "--scenario", "dear_capital")
    assert done.exit_code == 0
    assert "In short" in done.stdout
    assert "Scenario: Projects cost a thousand times as much." in done.stdout
    assert "Writing the report" in done.stderr
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf8"))
    assert told["scenario"] == "dear_capital"
    assert (tmp_path / "out" / "report.html").is_file()


def test_run_as_a_document_holds_every_table(tmp_path):
    told = document("run", SMALL, "-o", tmp_path / "out")
    assert (told["ok"], told["study"], told["scenario"]) == (True, "small", "")
    assert {"exposure", "projects", "disruptions", "audit"} <= set(told["tables"])
    assert told["written"][0] == str(tmp_path / "out" / "report.html")
    assert told["headlines"]


def test_a_faulty_case_writes_nothing(tmp_path):
    done = call("run", BROKEN, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused_before_the_study_runs(tmp_path):
    done = call("run", SMALL, "-o", tmp_path / "far" / "out")
    assert done.exit_code == 2
    assert "no such folder" in done.stderr
    assert "Assessing" not in done.stderr


def test_a_slip_in_a_word_is_answered_with_the_near_one(folder):
    path = folder / "policies.csv"
    text = path.read_text(encoding="utf8")
    path.write_text(text.replace("Budget,budget", "Budget,bugdet"), encoding="utf8")
    told = document("plan", folder, code=2)
    assert "did you mean 'budget'?" in told["problems"][0]["fix"]


def test_a_plan_that_cannot_be_made_ends_with_three(monkeypatch):
    from orepath.errors import InfeasiblePlan
    from orepath.study import answering

    def refuse(*_):
        raise InfeasiblePlan("no plan keeps all rules: Budget")

    monkeypatch.setattr(answering, "plan_case", refuse)
    done = call("plan", SMALL)
    assert done.exit_code == 3
    assert "Budget" in done.stderr
    told = document("plan", SMALL, code=3)
    assert told["problems"] == [
        {"where": "", "what": "no plan keeps all rules: Budget", "fix": ""}
    ]


def test_a_solver_that_fails_ends_with_four(monkeypatch):
    from orepath.errors import SolverError
    from orepath.study import answering

    def fail(*_):
        raise SolverError("the solver gave up")

    monkeypatch.setattr(answering, "plan_case", fail)
    assert call("plan", SMALL).exit_code == 4


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch):
    from orepath.study import answering

    def slip(*_):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(answering, "plan_case", slip)
    done = call("plan", SMALL)
    assert isinstance(done.exception, ZeroDivisionError)


def test_an_unknown_word_is_refused_with_two():
    assert call("plan", SMALL, "--scenaro", "x").exit_code == 2
