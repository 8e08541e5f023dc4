"""The command of an auction: a block offered, the fit, own files, refusals."""

import json

from typer.testing import CliRunner

from orepath.cli.app import app
from orepath.study.auctioning import blocks


def call(*words):
    return CliRunner().invoke(app, ["auction", *(str(word) for word in words)])


def test_a_block_is_offered_in_words_and_tables_of_80_columns():
    done = call("tungsten", "--level", "G2", "--premium", "0.45")
    assert done.exit_code == 0, done.output
    for words in (
        "explored to G3",
        "It sells at the first attempt in",
        "offered as it is, and better explored",
        "What a bid means",
        "45 %",
        "ranges of grade C",
    ):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_without_a_block_the_model_stands_beside_past_tranches():
    done = call()
    assert done.exit_code == 0, done.output
    for words in ("tranches I to V", "Published premia", "orepath auction tungsten"):
        assert words in done.stdout


def test_answers_come_as_one_document():
    told = json.loads(call("tungsten", "--json").stdout)
    assert [one["level"] for one in told["offers"]] == ["G3", "G2", "G1"]
    assert told["block"]["name"] == "tungsten"
    assert told["bids"][-1]["premium"] == 4.0
    fit = json.loads(call("--json").stdout)
    assert fit["blocks"] == sorted(blocks())
    assert len(fit["fit"]) == 13


def test_a_file_of_ones_own_is_taken_with_its_note(tmp_path):
    text = blocks()["tungsten"].read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(
        text.replace('name = "tungsten"', 'name = "own"\nnote = "Mind the road."'),
        encoding="utf-8",
    )
    done = call(own)
    assert done.exit_code == 0, done.output
    assert "Mind the road." in done.stdout


def test_what_is_wrong_is_told_with_a_fix():
    for words, told in (
        (("tungstn",), "tungsten"),
        (("tungsten", "--level", "G4"), "explored up to G3"),
        (("tungsten", "--premium", "-1"), "below nil"),
    ):
        done = call(*words)
        assert done.exit_code == 2
        assert told in done.stderr
