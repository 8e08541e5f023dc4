"""A case to Excel and back on the command line."""

import json
from pathlib import Path

from typer.testing import CliRunner

from orepath.cli.app import app

SMALL = Path(__file__).parents[1] / "cases" / "small"


def call(*words):
    return CliRunner().invoke(app, ["case", *[str(word) for word in words]])


def test_a_case_goes_to_excel_and_back(tmp_path):
    out = call("to-excel", SMALL, tmp_path / "small.xlsx")
    assert (out.exit_code, out.output) == (0, f"Wrote {tmp_path / 'small.xlsx'}.\n")
    back = call("from-excel", tmp_path / "small.xlsx", tmp_path / "back", "--json")
    assert json.loads(back.stdout) == {
        "ok": True,
        "written": str(tmp_path / "back"),
        "notes": [],
    }
    assert (tmp_path / "back" / "case.toml").is_file()


def test_what_is_not_carried_is_told(tmp_path):
    out = call("to-excel", "india-titanium", tmp_path / "titanium.xlsx")
    told = "  README.md is not carried\n  ventures is not carried\n"
    assert out.output.endswith(told)


def test_a_workbook_that_stands_there_is_replaced_only_when_asked(tmp_path):
    path = tmp_path / "small.xlsx"
    path.write_text("mine", encoding="utf8")
    refused = call("to-excel", SMALL, path)
    assert refused.exit_code == 2
    assert "--replace" in refused.output
    assert path.read_text(encoding="utf8") == "mine"
    assert call("to-excel", SMALL, path, "--replace").exit_code == 0


def test_problems_are_one_document_when_asked(tmp_path):
    refused = call("from-excel", tmp_path / "none.xlsx", tmp_path / "out", "--json")
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["problems"] == [
        {
            "where": "none.xlsx",
            "what": "no such file",
            "fix": "give the path of an .xlsx file",
        }
    ]
