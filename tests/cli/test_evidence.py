"""The library on the command line: tables, documents and faults in words."""

import json

import pytest
from typer.testing import CliRunner

from orepath.cli.app import app

SPONGE = "usgs-2026/titanium-sponge/production/KAZ/2024"


def call(*words):
    return CliRunner().invoke(app, ["evidence", *[str(word) for word in words]])


def document(*words, code=0):
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_a_row_is_shown_with_its_citation_and_its_contradictions():
    output = call("show", SPONGE).output
    assert "U.S. Geological Survey (2026)" in output
    assert "usgs-2025/titanium-sponge/production/KAZ/2024" in output
    assert document("show", SPONGE)["row"]["value"] == 19_000


def test_a_series_marks_the_preferred_numbers():
    found = document("series", "titanium sponge", "KAZ", "--measure", "production")
    assert [r["value"] for r in found["series"] if r["preferred"]] == [
        14_000,
        19_000,
        16_000,
    ]
    assert call("series", "titanium sponge", "KAZ").exit_code == 0


def test_conflicts_name_rows_and_ratios():
    found = document("conflicts", "-n", "3")["conflicts"]
    assert len(found) == 3
    assert all(row["spread"] > 1 and len(row["ids"]) > 1 for row in found)
    assert "Says" in call("conflicts", "--mineral", "titanium").output


def test_conflicts_of_a_case_show_what_is_at_stake():
    found = document("conflicts", "--case", "india-titanium", "-n", "2")["conflicts"]
    assert found[0]["at_stake"] > found[1]["at_stake"] > 0
    assert "At stake" in call("conflicts", "--case", "india-titanium").output


def test_gaps_are_counted_and_named():
    found = document("gaps", "titanium")["gaps"]
    output = call("gaps", "titanium").output
    assert f"No open source for these: {len(found)}" in output
    assert all(f"[{gap['id']}]" in output for gap in found)


def test_the_twelve_claims_are_answered():
    output = call("claims").output
    assert "misplaced decimal" in " ".join(output.split())
    assert output.count("recipe: ") == len(document("claims")["claims"])
    assert len({row["claim"] for row in document("claims")["claims"]}) == 12


def test_claims_of_the_users_own_stand_last(tmp_path):
    own = tmp_path / "mine.toml"
    own.write_text(
        '[[claim]]\nclaim = "mine"\nstatement = "x"\n[[claim.part]]\nsays = "y"\n'
        'recipe = "exists"\nwhere = { subject = "NCMM" }\ncompare = "at least"\n',
        encoding="utf-8",
    )
    last = document("claims", "--file", own)["claims"][-1]
    assert (last["claim"], last["verdict"]) == ("mine", "supported")


def test_sources_are_found_by_words():
    found = document("sources", "Geological Survey")["sources"]
    assert {"usgs-2025", "usgs-2026"} <= {row["id"] for row in found}
    assert "usgs-2026" in call("sources", "usgs-2026").output


def test_an_audit_puts_the_worst_first():
    found = document("audit", "india-titanium")
    assert found["sources"][0]["grade"] == "C"
    assert sum(row["share"] for row in found["grades"]) == pytest.approx(1)
    assert "Rows and money by grade" in call("audit", "india-titanium").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gaps", "titanum"), "did you mean 'titanium'"),
        (("series", "titanium spong", "KAZ"), "did you mean 'titanium sponge'"),
        (("series", "titanium sponge", "KAZZ"), "did you mean 'KAZ'"),
        (("conflicts", "--mineral", "titanum"), "did you mean 'titanium'"),
        (("show", "usgs-2026/titanium-spong/production/KAZ/2024"), SPONGE),
        (("show", "usg-2026/x"), "did you mean 'usgs-2026'"),
        (("audit", "india-titaniun"), "india-titanium"),
        (("sources", "--folder", "nowhere"), "name a folder"),
    ],
)
def test_an_unknown_word_ends_with_two_and_a_suggestion(words, told):
    done = call(*words)
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())
    problems = document(*words, code=2)["problems"]
    assert any(told in problem["fix"] for problem in problems)
