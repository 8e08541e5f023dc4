"""Limits, gap, owners and what is known on the command line, and faults in words."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from orepath.cli.app import app

OWN = """
[[preset]]
name = "mine"
[[preset.limit]]
name = "spread"
meaning = "Makers are many."
indicator = "hhi"
at_most = 0.3
[[preset.limit]]
name = "stock"
indicator = "stocks"
at_least = 1
"""
EVERY = (
    ("limits", "--place", "EU27"),
    ("gap", "--place", "KAZ"),
    ("owners",),
    ("known",),
)


def call(*words):
    return CliRunner().invoke(app, ["assess", *[str(word) for word in words]])


def document(*words, code=0):
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("words", EVERY, ids=lambda words: words[0])
def test_an_unknown_mineral_does_not_stop_the_others(words):
    asked = (*words, "--minerals", "copper,cobold")
    rows = document(*asked)["rows"]
    assert {"copper", "cobold"} <= {row["mineral"] for row in rows}
    done = call(*asked)
    assert done.exit_code == 0
    assert max(len(line) for line in done.output.splitlines()) <= 80


@pytest.mark.parametrize("words", EVERY, ids=lambda words: words[0])
def test_csv_is_the_whole_table_and_nothing_else(words):
    done = call(*words, "--minerals", "copper", "--csv")
    assert done.exit_code == 0
    assert "mineral" in pl.read_csv(done.stdout.encode()).columns


@pytest.mark.parametrize("words", EVERY, ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("option", "fix"),
    [
        (("--minerals", "cobold"), "did you mean 'cobalt'?"),
        (("--list", "india-31"), "did you mean 'india-30'?"),
        (("--stage", "smelting"), "did you mean 'smelt'?"),
        (("--year", "2050"), "the nearest is 2025"),
        (("--minerals", "salt", "--stage", "smelt"), "leave the stage out"),
    ],
)
def test_what_is_unknown_ends_with_the_nearest(words, option, fix):
    problems = document(*words, *option, code=2)["problems"]
    assert fix in problems[0]["fix"]


@pytest.mark.parametrize("command", ["limits", "gap"])
def test_a_place_is_needed(command):
    assert "--place IND" in document(command, code=2)["problems"][0]["fix"]


def test_limits_of_the_union_are_summed_up():
    output = call("limits", "--place", "EU27", "--minerals", "tungsten,tin").output
    assert "Regulation (EU) 2024/1252" in " ".join(output.split())
    assert "extraction: 1 met" in output
    assert "met" in output


def test_a_users_limits_are_held_and_an_indicator_nobody_measures_is_told(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    words = ("limits", "--place", "IND", "--minerals", "copper", "--limits", file)
    rows = {(r["commodity"], r["limit"]): r for r in document(*words)["rows"]}
    assert rows["copper ore", "spread"]["verdict"] == "met"
    assert rows["copper ore", "stock"]["note"] == "stocks was not measured"
    assert "Makers are many." in call(*words).output


def test_an_unknown_preset_offers_the_nearest(tmp_path):
    problem = document("limits", "--place", "IND", "--preset", "eu-crma", code=2)
    assert problem["problems"][0]["fix"] == "did you mean 'eu-crma-2030'?"
    lost = document("limits", "--place", "IND", "--limits", tmp_path / "no", code=2)
    assert lost["problems"][0]["fix"] == "give a TOML file"


def test_the_gap_of_kazakh_copper_has_a_range():
    output = call("gap", "--place", "KAZ", "--minerals", "copper").output
    assert "mine – refine" in output
    rows = document("gap", "--place", "KAZ", "--minerals", "copper")["rows"]
    row = next(row for row in rows if row["stage"] == "refine")
    assert 0 <= row["gap_low"] <= row["gap"] <= row["gap_high"] <= 1


def test_a_group_has_a_gap_of_its_own():
    rows = document("gap", "--place", "Central Asia", "--minerals", "copper")["rows"]
    assert {row["place"] for row in rows} == {"Central Asia"}


def test_owners_stand_beside_places_and_the_unknown_is_shown():
    words = ("owners", "--minerals", "cobalt", "--against", "CHN")
    found = document(*words)
    row = next(r for r in found["rows"] if r["commodity"] == "cobalt ore")
    assert row["located_share"] < row["share"] < row["share_high"]
    assert 0 < row["known"] < 1
    assert "unknown" in {one["place"] for one in found["owners"]}
    output = call(*words).output
    assert "Owner unknown" in output
    assert "Tenke Fungurume" in output


def test_what_is_known_says_why_not_the_rest():
    output = call("known", "--minerals", "titanium").output
    assert "no code of its" in " ".join(output.split())
