"""New case folders: made whole, of a sound case, where nothing stands."""

from pathlib import Path

import pytest

from orepath.errors import InputError
from orepath.study.folder import copy_case, make_case
from orepath.study.ventures import find_venture
from orepath.world.build.case import built
from orepath.world.build.order import ordered
from orepath.world.load import load_case

TABLES = ("places", "sites", "trade", "demand", "prices", "routes", "projects")
SMALL = Path(__file__).parents[1] / "cases" / "small"


def refusal(*words):
    with pytest.raises(InputError) as caught:
        copy_case(*words)
    return caught.value.problems[0]


def test_a_copy_is_the_same_case(tmp_path, small):
    made = copy_case(SMALL, tmp_path / "mine")
    assert made == tmp_path / "mine"
    assert {p.name: p.read_bytes() for p in made.iterdir()} == {
        p.name: p.read_bytes() for p in SMALL.iterdir()
    }
    assert load_case(made).settings == small.settings


def test_the_ventures_of_a_case_are_copied_with_it(tmp_path):
    made = copy_case("india-titanium", tmp_path / "mine")
    found = find_venture([str(made / "ventures" / "odisha-slag")])
    assert found.case == made
    assert found.venture == find_venture(["odisha-slag"]).venture


def test_an_empty_folder_may_be_filled(tmp_path):
    (tmp_path / "mine").mkdir()
    assert (copy_case(SMALL, tmp_path / "mine") / "case.toml").is_file()


def test_scenarios_and_notes_are_copied_and_nothing_else(folder, tmp_path):
    (folder / "scenarios.toml").write_text("", encoding="utf8")
    (folder / "README.md").write_text("mine", encoding="utf8")
    (folder / "draft.bak").write_text("old", encoding="utf8")
    made = {path.name for path in copy_case(folder, tmp_path / "mine").iterdir()}
    assert {"scenarios.toml", "README.md"} <= made
    assert "draft.bak" not in made


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("keep", encoding="utf8")
    problem = refusal(SMALL, tmp_path / "mine")
    assert (problem.what, problem.fix) == (
        "exists and is not empty",
        "choose a new folder",
    )
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["note.txt"]


def test_a_file_of_the_name_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("keep", encoding="utf8")
    assert refusal(SMALL, tmp_path / "mine").where == str(tmp_path / "mine")


def test_no_parent_is_made(tmp_path):
    problem = refusal(SMALL, tmp_path / "far" / "mine")
    assert (problem.where, problem.what) == (str(tmp_path / "far"), "no such folder")


def test_a_case_with_faults_is_not_copied(folder, tmp_path):
    (folder / "trade.csv").unlink()
    refusal(folder, tmp_path / "mine")
    assert {path.name for path in tmp_path.iterdir()} == {"small"}


def test_an_unknown_study_is_answered_with_a_near_one(tmp_path):
    problem = refusal("india-titanum", tmp_path / "mine")
    assert "india-titanium" in problem.fix


@pytest.fixture(scope="module")
def made():
    return built(ordered("DEU", "titanium", ["KAZ", "TUV"], most=6))


def test_a_made_case_is_read_again_as_it_was_made(made, tmp_path):
    folder = make_case(made, tmp_path / "mine")
    again = load_case(folder)
    assert again.settings.focus == "DEU"
    assert again.settings.periods == made.case.settings.periods
    for name in TABLES:
        one, other = made.case.table(name), again.table(name)
        assert one.columns == other.columns
        assert one.height == other.height
    old, new = (c.table("trade")["quantity"].sum() for c in (made.case, again))
    assert new == pytest.approx(old)


def test_a_made_case_says_what_it_assumes_and_who_was_kept_out(made, tmp_path):
    text = (make_case(made, tmp_path / "mine") / "README.md").read_text("utf8")
    assert "Titanium for Germany" in text
    assert "Kept out, since the library knows nothing of them here: TUV" in text
    assert "The 10 assumptions on which most money hangs" in text
    assert "| titanium sponge | published | BACI |" in text
    assert "orepath check mine" in text


def test_a_made_case_spares_what_stands_there(made, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("keep", encoding="utf8")
    with pytest.raises(InputError, match="exists and is not empty"):
        make_case(made, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["note.txt"]
