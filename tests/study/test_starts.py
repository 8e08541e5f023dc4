"""Plans read from what earlier runs left."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from orepath.errors import InputError
from orepath.study.starts import keep_starts, kept_starts, starts_in
from orepath.world.case import Case

PLAN = {"smelter": 2025, "stock": 2025}


def written(folder: Path, small: Case, **change: object) -> Path:
    told = {"case": "small", "scenario": "", "inputs": dict(small.hashes), "plan": PLAN}
    text = json.dumps(told | change)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return folder


def test_the_plan_of_a_run_is_read(small: Case, tmp_path: Path) -> None:
    found = starts_in(written(tmp_path, small), small)
    assert found.plan == PLAN
    assert found.moved == ()


def test_files_that_changed_since_are_named(small: Case, tmp_path: Path) -> None:
    inputs = {**small.hashes, "prices.csv": "other", "README.md": "other"}
    found = starts_in(written(tmp_path, small, inputs=inputs, scenario="dear"), small)
    assert found.moved == ("prices.csv",)
    assert found.scenario == "dear"


def test_a_plan_of_another_case_is_refused(small: Case, tmp_path: Path) -> None:
    folder = written(tmp_path, small, case="india-titanium")
    with pytest.raises(InputError, match="a plan of the case 'india-titanium'"):
        starts_in(folder, small)


def test_projects_and_years_the_case_has_not_are_refused_together(
    small: Case, tmp_path: Path
) -> None:
    folder = written(tmp_path, small, plan={"smelte": 2025, "stock": 1999})
    with pytest.raises(InputError) as fault:
        starts_in(folder, small)
    first, second = fault.value.problems
    assert first.fix == "did you mean 'smelter'?"
    assert "it starts in 1999" in second.what


def test_a_folder_without_a_plan_is_refused(small: Case, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no plan.*orepath run small -o"):
        starts_in(tmp_path, small)
    with pytest.raises(InputError, match="no such folder"):
        starts_in(tmp_path / "nowhere", small)


@pytest.mark.parametrize("text", ["{", "[]", '{"case": "small"}'])
def test_a_manifest_that_is_none_is_refused(
    small: Case, tmp_path: Path, text: str
) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no manifest with case"):
        starts_in(tmp_path, small)


def test_trials_keep_their_plan_for_the_very_same_inputs(
    small: Case, tmp_path: Path
) -> None:
    folder = tmp_path / "trials"
    assert kept_starts(folder, small) is None
    keep_starts(folder, small, PLAN)
    assert kept_starts(folder, small) == PLAN
    assert starts_in(folder, small).plan == PLAN
    keep_starts(folder, small, {})
    assert kept_starts(folder, small) == PLAN
    for other in (replace(small, scenario="dear"), replace(small, hashes={})):
        with pytest.raises(InputError, match="another case or scenario"):
            kept_starts(folder, other)
