"""The command of history: hits and misses, one event in detail, and refusals."""

import json

from typer.testing import CliRunner

from orepath.cli import history as room
from orepath.cli.app import app


def call(*words):
    return CliRunner().invoke(app, ["history", *(str(word) for word in words)])


def test_an_event_is_shown_in_detail_with_a_page(tmp_path):
    target = tmp_path / "page.html"
    done = call("--event", "sponge_2025", "--event", "bismuth_2025", "--report", target)
    assert done.exit_code == 0, done.output
    for words in (
        "Chlorine leak at the Kazakh plant: told and seen",
        "2025 month by month: titanium sponge of",
        "• Not seen by the model:",
        "Chinese licences on bismuth:\n• Not tried: no chain",
        f"Wrote {target}.",
    ):
        assert words in done.stdout
    assert max(map(len, done.stdout.replace(str(target), "").splitlines())) <= 80
    assert "<svg" in target.read_text(encoding="utf8")
    assert "Trying history: 1 of 1 events done" in done.stderr


def test_all_events_are_one_table_and_reasons(monkeypatch):
    from orepath.study.history import history_of

    few = history_of(("sponge_2025", "tin_2023"))
    monkeypatch.setattr("orepath.study.history.history_of", lambda *_: few)
    done = call()
    assert done.exit_code == 0, done.output
    for words in ("by guessing", "Not tried:\n• tin_2023", "orepath history --event"):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_document_holds_all_of_it():
    done = call("--event", "tellurium_2025", "--event", "hormuz_2026", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["ok"] is True
    assert set(told["rules"]) == {"direction", "rank", "size"}
    assert told["score"]["all"]["known"] == sum(
        told["score"][aspect]["known"] for aspect in told["rules"]
    )
    first, second = told["events"]
    assert first["base_year"] == 2024
    assert len(first["months"]) == 12
    assert {"told", "low", "high", "ratio"} <= set(first["numbers"][0])
    assert second["months"] == []
    assert second["base_year"] is None


def test_every_unknown_event_is_told_with_a_near_one():
    done = call("--event", "cobalt_20255", "--event", "tungsten", "--json")
    assert done.exit_code == 2
    problems = json.loads(done.stdout)["problems"]
    assert [one["where"] for one in problems] == ["event", "event"]
    assert "cobalt_2025" in problems[0]["fix"]


def test_a_page_that_cannot_be_written_is_refused_first(tmp_path):
    done = call("--event", "cobalt_2025", "--report", tmp_path / "page.txt")
    assert done.exit_code == 2
    assert "end the name in .html" in done.stderr


def test_there_is_one_command():
    assert [one.__name__ for one in room.COMMANDS] == ["history"]
