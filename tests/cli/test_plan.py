"""The commands of a plan: explain, alternatives, information."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orepath.cli import plan as room
from orepath.cli.app import app

SMALL = Path(__file__).parents[1] / "cases" / "small"


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def document(*words, code=0):
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


def test_a_case_is_planned_with_or_without_the_word():
    assert document("plan", SMALL) == document("plan", "case", SMALL)


def test_options_may_stand_before_the_case():
    assert document("plan", "--workers", "1", SMALL)["ok"] is True


def test_the_help_names_every_command():
    told = " ".join(call("plan", "-h").output.split())
    for command in room.COMMANDS[1:]:
        assert f"orepath plan {command.__name__}" in told
        assert (
            f"Example: orepath plan {command.__name__}"
            in call("plan", command.__name__, "-h").output
        )


def test_a_project_is_explained():
    done = call("plan", "explain", SMALL, "smelter")
    assert done.exit_code == 0, done.output
    for words in (
        "What a tonne of A slag smelter in Odisha earns and costs",
        "What it changes for India",
        "Who gains and who loses by it",
        "What it does to prices in India",
        "What would change that",
        "• A slag smelter in Odisha is in the plan from 2025",
    ):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Trying prices of slag" in done.stderr


def test_a_project_is_explained_as_a_document():
    told = document("plan", "explain", SMALL, "smelter")
    assert told["built"] is True
    assert told["year"] == 2025
    assert sum(row["total"] for row in told["margin"]) == pytest.approx(
        told["profit_musd"]
    )
    assert {row["figure"] for row in told["turns"]} >= {"capital", "price of slag"}


def test_without_a_project_all_are_explained():
    done = call("plan", "explain", SMALL)
    assert done.exit_code == 0, done.output
    assert "Why each project is built or not" in done.stdout
    assert "What binds the plan" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    told = document("plan", "explain", SMALL)
    assert {row["project"] for row in told["projects"]} == {
        "smelter",
        "contract",
        "stock",
    }
    assert told["limits"]


def test_an_unknown_project_is_answered_with_the_near_one():
    told = document("plan", "explain", SMALL, "smeltr", code=2)
    assert told["problems"][0]["where"] == "smeltr"
    assert "did you mean 'smelter'?" in told["problems"][0]["fix"]


def test_alternatives_are_told():
    done = call("plan", "alternatives", SMALL)
    assert done.exit_code == 0, done.output
    assert "How firm each project is, among plans within USD 5 m" in done.stdout
    assert "• Must have: A slag smelter in Odisha" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    told = document("plan", "alternatives", SMALL, "--within", "1000")
    assert {row["verdict"] for row in told["projects"]} == {"sometimes"}
    assert told["within_musd"] == 1000.0


def test_information_is_told_and_written(tmp_path):
    page = tmp_path / "first.html"
    words = ("plan", "information", SMALL, "--figures", "3", "--workers", "1")
    done = call(*words, "--report", page)
    assert done.exit_code == 0, done.output
    assert "What to find out first" in done.stdout
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 80
    text = page.read_text(encoding="utf8")
    assert "What should we find out first?" in text
    assert "What the result rests on" in text
    told = document(*words)
    assert len(told["figures"]) == 3
    assert told["words"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder as orepath run leaves it."""
    folder = tmp_path_factory.mktemp("made") / "run"
    assert call("run", SMALL, "-o", folder).exit_code == 0
    return folder


def test_a_plan_made_before_is_not_searched_again(made):
    for words in (
        ("explain", SMALL, "smelter"),
        ("alternatives", SMALL),
        ("information", SMALL, "--figures", "3", "--workers", "1"),
    ):
        taken = document("plan", *words, "--plan", made)
        searched = document("plan", *words)
        assert taken["words"] == searched["words"]
        assert taken["cautions"] == searched["cautions"] == []
    done = call("plan", "explain", SMALL, "--plan", made)
    assert done.exit_code == 0, done.output
    assert "Taking up the plan" in done.stderr
    assert "Searching" not in done.stderr


def test_a_plan_that_is_no_longer_the_best_is_told_so(made, tmp_path):
    told = json.loads((made / "manifest.json").read_text(encoding="utf8"))
    told["plan"] = {"contract": 2030}
    told["inputs"]["prices.csv"] = "another"
    (tmp_path / "manifest.json").write_text(json.dumps(told), encoding="utf8")
    done = call("plan", "explain", SMALL, "smelter", "--plan", tmp_path)
    assert done.exit_code == 0, done.output
    beware = " ".join(done.stderr.split())
    assert "Beware: The case has changed since the plan was made: prices.csv." in beware
    assert "There is a better plan by now: with A slag smelter in Odisha" in beware


def test_prices_may_be_moved_apart():
    words = ("plan", "information", SMALL, "--figures", "40", "--workers", "1")
    joined, apart = (document(*words, *more) for more in ((), ("--apart",)))
    rows = [
        [len(row["rows"]) for row in told["figures"] if row["table"] == "prices"]
        for told in (joined, apart)
    ]
    assert max(rows[0]) == 2
    assert set(rows[1]) == {1}


def test_a_page_that_cannot_be_written_is_refused_before_the_search(tmp_path):
    for target in (tmp_path / "first.pdf", tmp_path / "far" / "first.html"):
        done = call("plan", "information", SMALL, "--report", target)
        assert done.exit_code == 2
        assert "Searching" not in done.stderr
