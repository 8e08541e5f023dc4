"""The corridor commands: words, one document, and faults with an exit code."""

import json

import pytest
from typer.testing import CliRunner

from orepath.cli.app import app

ENDS = ("--from", "Mumbai", "--to", "Ust-Kamenogorsk")


def call(*words):
    return CliRunner().invoke(app, ["corridor", *map(str, words)])


def test_compare_prints_tables_of_eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    done = call("compare", *ENDS, "--close", "Bandar Abbas", "--close", "Japan")
    assert done.exit_code == 0
    assert "No way compared passes JPN" in done.output
    assert "With Bandar Abbas, JPN closed" in done.output
    assert max(map(len, done.output.splitlines())) <= 80


def test_compare_writes_one_document(tmp_path):
    target = tmp_path / "map.svg"
    done = call("compare", *ENDS, "--close", "Hormuz", "--map", target, "--json")
    told = json.loads(done.output)
    assert told["ok"]
    assert told["closed"] == ["Hormuz"]
    assert len(told["corridors"]) == len(told["before"]["corridors"]) == 6
    assert told["frontier"][0]["usd_t"] <= told["frontier"][-1]["usd_t"]
    assert target.is_file()


def test_show_tells_legs_sums_and_sources():
    done = call("show", "instc-sarakhs", "--from", "Mundra", "--to", "Astana")
    assert done.exit_code == 0
    assert "In all 6,081 km" in done.output
    assert "OpenStreetMap contributors" in done.output
    best = json.loads(call("show", *ENDS, "--by", "time", "--json").output)
    assert best["best"] == ["fastest"]
    assert best["legs"][0]["from"] == "Mumbai(JNPT)"


def test_a_case_or_ones_own_folder_may_stand_in(tmp_path):
    assert call("compare", *ENDS, "--case", "india-titanium").exit_code == 0
    assert "--case" in call("tables", tmp_path / "mine").output
    assert json.loads(call("tables", tmp_path / "too", "--json").output)["ok"]
    done = call("show", "black-sea", "--case", tmp_path / "mine", "--json")
    assert json.loads(done.output)["name"] == "black-sea"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compare", "--from", "Mumbay", "--to", "Astana"), "did you mean 'Mumbai'"),
        (("compare", *ENDS, "--close", "Hormus"), "did you mean 'Hormuz'"),
        (("compare", *ENDS, "--map", "map.pdf"), "cannot draw a .pdf"),
        (("compare", *ENDS, "--case", "nowhere"), "neither a folder nor a study"),
        (("compare", *ENDS, "--close", "Kazakhstan"), "cannot be reached"),
        (("show",), "give --from and --to"),
        (("show", "silk-road"), "unknown corridor"),
        (("show", *ENDS, "--by", "beauty"), "none of cost, time, reliability"),
    ],
)
def test_faults_are_told_with_a_remedy_and_exit_code_two(words, told):
    done = call(*words)
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())
