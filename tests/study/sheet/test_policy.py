"""Sheets of policies and cautions, as a reader meets them."""

import shutil

from typer.testing import CliRunner

from orepath.cli.app import app
from orepath.plan.result import Plan
from orepath.study.checking import checked
from orepath.study.sheet.policy import cautions_sheet, policies_sheet
from orepath.study.sheets import plan_sheets


def test_every_policy_is_told_where_it_is_broken_in_its_own_unit(plan: Plan) -> None:
    sheet = policies_sheet(plan)
    rows = {(row["Policy"], row["Of"]): row for row in sheet.frame.to_dicts()}
    assert len(rows) == sheet.frame.height
    cap = "No more than 80 % of slag imports from one origin"
    assert rows[cap, "China"]["Limit"] == "80 %"
    assert rows["Budget", ""]["Limit"].startswith("USD ")
    # A policy nobody breaks stands in one row, where it is nearest to its limit.
    whole = [row for row in rows.values() if row["Broken by"] == 0]
    assert len(whole) == len({row["Policy"] for row in whole})
    assert {row["Policy"] for row in rows.values()} == {cap, "Budget"}


def test_a_sound_case_has_no_cautions(plan: Plan) -> None:
    assert cautions_sheet(plan).frame.is_empty()
    assert "cautions" not in [sheet.name for sheet in plan_sheets(plan)]


def test_check_and_the_terminal_tell_a_price_that_is_ignored(tmp_path, small) -> None:
    folder = tmp_path / "small"
    shutil.copytree(small.folder, folder)
    path = folder / "policies.csv"
    text = path.read_text(encoding="utf8")
    path.write_text(text.replace("2034,0.2,", "2034,0.02,"), encoding="utf8")
    (one,) = checked(folder)["cautions"]
    assert one["where"] == "policies.csv:cap:excess"
    done = CliRunner().invoke(app, ["check", str(folder)])
    assert "Beware: policies.csv:cap:excess — “No more than 80 %" in done.stdout
