"""A case whose policies leave nothing to use, as the command line tells it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orepath.cli.app import app

SMALL = Path(__file__).parents[1] / "cases" / "small"
HEAD = "policy,name,kind,commodity,place,value,unit,start,end,members,source,grade,note"
ROWS = (
    "home,Made at home,domestic_share,slag,IND,60,%,2030,2034,,me,C,",
    "friends,From friends,partner_share,slag,IND,60,%,2030,2034,KAZ,me,C,",
)


@pytest.fixture
def folder(tmp_path):
    """Return the small case under two hard shares of more than the whole."""
    path = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = "\n".join([HEAD, *ROWS]) + "\n"
    (path / "policies.csv").write_text(text, encoding="utf8")
    return path


def test_contradictory_policies_end_with_two_and_say_what_would_help(folder):
    done = CliRunner().invoke(app, ["plan", str(folder)])
    assert done.exit_code == 2
    assert done.stdout == ""
    told = done.stderr.splitlines()
    assert told[told.index("1 problem found:") :][:4] == [
        "1 problem found:",
        "  policies.csv:friends:value",
        "    “From friends” cannot be kept: less than half of what would otherwise be "
        "used is left, worst in 2030-2034",
        "    -> lower the share of slag from KAZ from 60 % to 39 %, or give it an "
        "excess price",
    ]
    assert "These exclude each other:" in told
    assert "  partner share: From friends: 2030-2034" in told


def test_the_document_holds_the_ways_out_and_the_conflict(folder):
    done = CliRunner().invoke(app, ["plan", str(folder), "--json"])
    assert done.exit_code == 2
    answer = json.loads(done.stdout)
    assert not answer["ok"]
    assert answer["problems"][0]["where"] == "policies.csv:friends:value"
    assert "partner share: From friends: 2030-2034" in answer["conflicts"]


def test_a_case_with_contradictory_policies_is_still_sound_to_read(folder):
    assert CliRunner().invoke(app, ["check", str(folder)]).exit_code == 0


def test_a_plant_that_makes_matter_from_nothing_is_refused(tmp_path):
    path = Path(shutil.copytree(SMALL, tmp_path / "small"))
    recipes = (path / "recipes.csv").read_text(encoding="utf8")
    light = recipes.replace("smelt,ore,in,1.8,1.7,1.82", "smelt,ore,in,0.1,0.1,0.1")
    (path / "recipes.csv").write_text(light, encoding="utf8")
    done = CliRunner().invoke(app, ["plan", str(path)])
    assert done.exit_code == 2
    assert "recipes.csv:2:quantity" in done.stderr
    assert "smelt gives off 0.5094 t Ti per tonne but takes in only 0.02997 t" in (
        done.stderr
    )
