"""What a run leaves behind: everything, or what was there before."""

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.pages import Page
from orepath.study import output
from orepath.study.output import manifest_of, write_study
from orepath.study.sheets import sheets_of

SMALL = Path(__file__).parents[1] / "cases" / "small"


@pytest.fixture(scope="module")
def written(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "first"
    write_study(study, folder)
    return folder


@pytest.fixture
def quick(monkeypatch):
    """Write a page without pictures: they take the time, and no part here."""
    monkeypatch.setattr(output, "page_of", lambda *_: Page("Quick", "No pictures.", ()))


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_run_leaves_page_workbook_manifest_and_tables(study, written):
    names = {"report.html", "workbook.xlsx", "manifest.json", "tables"}
    assert {path.name for path in written.iterdir()} == names
    tables = {path.stem for path in (written / "tables").iterdir()}
    raw = {"flows", "flows_without_plan", "use", "output", "citations"}
    assert tables == set(sheets_of(study)) | raw


def test_nothing_is_left_beside_the_folder(written):
    assert [path.name for path in written.parent.iterdir()] == ["first"]


@pytest.mark.usefixtures("quick")
def test_the_paths_written_are_given_back_the_page_first(study, tmp_path):
    paths = write_study(study, tmp_path / "run")
    assert paths[0] == tmp_path / "run" / "report.html"
    assert all(path.exists() for path in paths)


def test_the_page_stands_alone(written):
    page = (written / "report.html").read_text(encoding="utf8")
    assert "<title>" in page
    for outward in ('src="http', 'href="http://', "<link", "@import"):
        assert outward not in page
    assert "</html>" in page


def test_the_same_study_gives_the_same_bytes(study, written, tmp_path):
    write_study(replace(study, seconds={"plan": 9.0}), tmp_path / "again")
    first, again = contents(written), contents(tmp_path / "again")
    assert first.keys() == again.keys()
    differ = {name for name in first if first[name] != again[name]}
    assert differ <= {"manifest.json"}
    old, new = (json.loads(side["manifest.json"]) for side in (first, again))
    assert {**old, "seconds": None} == {**new, "seconds": None}


def test_the_manifest_bears_the_hash_of_every_input(written):
    told = json.loads((written / "manifest.json").read_text(encoding="utf8"))
    by_hand = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in SMALL.iterdir()
    }
    assert told["inputs"] == by_hand


def test_the_manifest_tells_what_a_rerun_needs(study):
    told = manifest_of(study)
    assert (told["case"], told["scenario"], told["seed"]) == ("small", "", 7)
    assert told["plan"] == study.plan.starts
    assert told["versions"]["polars"] == pl.__version__
    assert 0 <= told["largest_breach_t"] < 1e-3
    assert told["focus_gain_musd"] > 0
    assert set(told["seconds"]) == set(study.seconds)
    case = replace(study.case, scenario="dear", scenario_title="Dear")
    assert manifest_of(replace(study, case=case))["scenario"] == "dear"


def test_the_tables_are_the_sheets(study, written):
    for name, sheet in sheets_of(study).items():
        read = pl.read_csv(written / "tables" / f"{name}.csv")
        assert read.columns == sheet.frame.columns
        assert read.height == sheet.frame.height


def test_the_workbook_reads_back_as_the_sheets(study, written):
    sheets = sheets_of(study)
    with zipfile.ZipFile(written / "workbook.xlsx") as book:
        assert book.testzip() is None
    for name in ("projects", "supply", "costs"):
        read = pl.read_excel(written / "workbook.xlsx", sheet_name=name)
        frame = sheets[name].frame
        assert read.columns == frame.columns
        for column, kind in frame.schema.items():
            if kind == pl.Float64:
                told = read[column].cast(pl.Float64).to_list()
                assert told == pytest.approx(frame[column].to_list())


@pytest.mark.usefixtures("quick")
def test_a_failing_write_leaves_the_older_result(study, tmp_path, monkeypatch):
    folder = tmp_path / "run"
    write_study(study, folder)
    before = contents(folder)

    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(output, "write_workbook", full)
    with pytest.raises(InputError, match="cannot be written: no space left"):
        write_study(replace(study, seconds={}), folder)
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.usefixtures("quick")
def test_a_failing_first_write_makes_no_folder(study, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(output, "write_tables", full)
    with pytest.raises(InputError, match="cannot be written: no space left"):
        write_study(study, tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("quick")
def test_tables_of_an_earlier_run_do_not_stay(study, bare, tmp_path):
    write_study(study, tmp_path / "run")
    write_study(bare, tmp_path / "run")
    tables = {path.stem for path in (tmp_path / "run" / "tables").iterdir()}
    assert "projects" not in tables
    assert "exposure" in tables


@pytest.mark.usefixtures("quick")
def test_a_file_of_the_users_own_stays(study, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("keep", encoding="utf8")
    write_study(study, tmp_path / "run")
    assert (tmp_path / "run" / "mine.txt").read_text(encoding="utf8") == "keep"


def test_a_file_in_place_of_the_folder_is_refused(study, tmp_path):
    (tmp_path / "run").write_text("keep", encoding="utf8")
    with pytest.raises(InputError) as caught:
        write_study(study, tmp_path / "run")
    assert caught.value.problems[0].what == "is a file"


def test_no_parent_is_made(study, tmp_path):
    with pytest.raises(InputError) as caught:
        write_study(study, tmp_path / "far" / "run")
    assert caught.value.problems[0].where == str(tmp_path / "far")
