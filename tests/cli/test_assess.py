"""Exposure on the command line: places, groups, lists, cases and faults in words."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from orepath.cli.app import app


def call(*words):
    return CliRunner().invoke(app, ["assess", *[str(word) for word in words]])


def document(*words, code=0):
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_a_place_is_assessed_and_what_is_not_known_is_told_in_words():
    output = call("--place", "IND", "--minerals", "titanium", "--against", "CHN").output
    assert "How exposed India is, 2024" in output
    assert "34%" in output
    assert "Not known: no open trade data" in output


def test_json_has_every_number_with_its_ends():
    rows = document("--place", "India", "--minerals", "titanium", "--stage", "refine")
    row = next(r for r in rows["rows"] if r["commodity"] == "titanium sponge")
    assert row["reliance_low"] <= row["reliance"] <= row["reliance_high"]


def test_csv_is_the_whole_table_and_nothing_else():
    done = call("--place", "IND", "--minerals", "titanium", "--csv")
    assert done.exit_code == 0
    table = pl.read_csv(done.stdout.encode())
    assert {"commodity", "geopolrisk_low", "note"} <= set(table.columns)


def test_a_case_is_assessed_by_its_name_alone():
    assert "Titanium sponge" in call("india-titanium").output
    assert document("india-titanium")["exposure"]


def test_the_bottleneck_of_each_mineral_stands_below():
    words = ("--place", "IND", "--minerals", "titanium,cobalt")
    assert "The bottleneck of each mineral for India, 2024" in call(*words).output
    found = document(*words)["bottleneck"]
    assert {row["mineral"] for row in found} == {"titanium", "cobalt"}


def test_two_blocs_have_a_table_of_their_own():
    words = ("--place", "IND", "--minerals", "titanium", "--against", "CHN")
    output = call(*words, "--group", "Central Asia").output
    assert "Central Asia makes/sells" in output
    assert max(len(line) for line in output.splitlines()) <= 80


def test_the_published_convention_is_an_option():
    words = ("--place", "IND", "--minerals", "cobalt", "--as-published")
    assert "as its authors publish it, 2024" in call(*words).output
    assert document(*words)["rows"][0]["geopolrisk_published"] > 0
    problem = document(*words, "--report", "x.html", code=2)["problems"][0]
    assert "--as-published" in problem["fix"]


def test_ranks_tell_what_has_none():
    words = ("ranks", "--place", "KAZ", "--minerals", "titanium,cobold")
    output = call(*words).output
    assert "may be among the unnamed" in output
    assert "did you mean 'cobalt'?" in output
    assert "cobold" in {row["commodity"] for row in document(*words)["unranked"]}


def test_ranks_of_a_group_name_its_members():
    output = call("ranks", "--place", "Central Asia", "--minerals", "antimony").output
    assert "Tajikistan" in output
    assert document("ranks", "--place", "KAZ", "--minerals", "chromium")["rows"]


def test_losses_of_the_largest_and_of_a_bloc():
    words = ("n1", "--place", "IND", "--minerals", "cobalt", "--against", "CHN")
    output = call(*words).output
    assert "N-2" in output
    assert "China" in output
    assert "bloc_out" in document(*words)["rows"][0]


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (("--place", "Indja"), "did you mean 'india'?"),
        (("--place", "IND", "--year", "2050"), "the nearest is 2025"),
        (("--place", "IND", "--stage", "smelting"), "did you mean 'smelt'?"),
        (("--place", "IND", "--list", "india-31"), "did you mean 'india-30'?"),
        ((), "--place IND"),
        (("ranks", "--place", "Indja"), "did you mean 'india'?"),
        (("n1", "--place", "IND", "--year", "last"), "write a year"),
    ],
)
def test_what_is_unknown_ends_with_the_nearest(words, fix):
    done = document(*words, code=2)
    assert fix in done["problems"][0]["fix"]


def test_a_mineral_nobody_knows_does_not_stop_the_others():
    output = call("--place", "IND", "--minerals", "titanium,cobold").output
    assert "Kazakhstan" in output
    assert "did you mean 'cobalt'" in output


def test_a_page_is_written_with_limits(tmp_path):
    page = tmp_path / "page.html"
    words = ("--place", "IND", "--minerals", "zirconium", "--preset", "eu-crma-2030")
    done = call(*words, "--report", page)
    assert "Open it in a browser" in done.output
    assert "Which limits are held?" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (("--preset", "eu-crma-2030"), "add --report"),
        (("--report", "x.html", "--year", "2023-2024"), "ask for one year"),
        (("--report", "x.html", "--preset", "eu-crma"), "eu-crma-2030"),
    ],
)
def test_what_a_page_cannot_hold_is_refused(words, fix, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ("--place", "IND", "--minerals", "copper", *words)
    assert fix in document(*asked, code=2)["problems"][0]["fix"]
    assert not list(tmp_path.iterdir())


def test_a_page_that_cannot_be_written_is_told(tmp_path):
    words = ("--place", "IND", "--minerals", "zirconium", "--report", tmp_path)
    problem = document(*words, code=2)["problems"][0]
    assert problem["fix"] == "name another file"
    assert str(tmp_path) in problem["where"]
