"""Starts of projects are read from what an earlier run left, so none is searched twice.

A run leaves them in its manifest; trials leave the same words in a file of their own.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orepath.errors import InputError, Problem, suggest
from orepath.report.file import write_whole
from orepath.world.case import Case

KEPT = "plan.json"
_FILES = ("manifest.json", KEPT)
_KEYS = {"case": str, "scenario": str, "inputs": dict, "plan": dict}


@dataclass(frozen=True)
class Starts:
    """Hold a plan that was made before.

    Parameters
    ----------
    plan : dict of str to int
        Project to the year in which it starts.
    scenario : str
        Under which it was made; empty for none.
    moved : tuple of str
        Files of the case that have changed since.
    """

    plan: dict[str, int]
    scenario: str
    moved: tuple[str, ...]


def starts_in(folder: Path, case: Case) -> Starts:
    """Return the plan that a run or trials left in a folder.

    Parameters
    ----------
    folder : Path
        As ``orepath run -o`` was given it, or a folder of trials.
    case : Case
        The case it must be of.

    Raises
    ------
    InputError
        The folder holds no plan, that of another case, or projects or years that the
        case has not.
    """
    path = next((folder / n for n in _FILES if (folder / n).is_file()), None)
    if path is None:
        what = "holds no plan" if folder.is_dir() else "no such folder"
        name = case.settings.name
        fix = f"make one: orepath run {name} -o {folder}, or leave the plan out"
        raise InputError(Problem(str(folder), what, fix))
    told = _read(path)
    mine = case.settings.name
    if told["case"] != mine:
        what = f"holds a plan of the case '{told['case']}', not of '{mine}'"
        raise InputError(Problem(str(path), what, f"give a folder of '{mine}'"))
    _check(path, told["plan"], case)
    return Starts(dict(told["plan"]), told["scenario"], _moved(told["inputs"], case))


def kept_starts(folder: Path, case: Case) -> dict[str, int] | None:
    """Return the plan that trials left, or None where there are none yet.

    Parameters
    ----------
    folder : Path
        Of the trials.
    case : Case
        With its scenario.

    Raises
    ------
    InputError
        The trials are of another case or scenario, or the case has changed since.
    """
    path = folder / KEPT
    if not path.is_file():
        return None
    told = _read(path)
    if told != _told(case, told["plan"]):
        what = "these trials are of another case or scenario, or the case has changed"
        raise InputError(Problem(str(path), what, "give another folder"))
    return dict(told["plan"])


def keep_starts(folder: Path, case: Case, plan: dict[str, int]) -> None:
    """Write a plan into a folder of trials that has none yet.

    Parameters
    ----------
    folder : Path
        Made if missing.
    case : Case
        The plan's.
    plan : dict of str to int
        Project to the year in which it starts.
    """
    if (folder / KEPT).is_file():
        return
    text = json.dumps(_told(case, plan), indent=2, sort_keys=True) + "\n"
    write_whole(folder / KEPT, text.encode("utf-8"))


def _told(case: Case, plan: dict[str, int]) -> dict[str, Any]:
    """Return what is written of a plan."""
    return {
        "case": case.settings.name,
        "scenario": case.scenario,
        "inputs": dict(case.hashes),
        "plan": plan,
    }


def _read(path: Path) -> dict[str, Any]:
    """Read a file that holds a plan."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(
        isinstance(told.get(key), kind) for key, kind in _KEYS.items()
    ):
        what = "no manifest with case, scenario, inputs and plan"
        fix = "give the folder that orepath run wrote"
        raise InputError(Problem(str(path), what, fix))
    return told


def _check(path: Path, plan: dict[str, Any], case: Case) -> None:
    """Refuse projects and years that the case has not."""
    projects, periods = (
        case.table("projects")["project"].to_list(),
        case.settings.periods,
    )
    problems = []
    for name, year in plan.items():
        where = f"{path}:{name}"
        if name not in projects:
            what = "the case has no such project"
            problems.append(Problem(where, what, suggest(name, projects)))
        elif year not in periods:
            what = f"it starts in {year}, and no planning step of the case does"
            fix = f"steps begin in {', '.join(map(str, periods))}; run the case anew"
            problems.append(Problem(where, what, fix))
    if problems:
        raise InputError(problems)


def _moved(inputs: dict[str, str], case: Case) -> tuple[str, ...]:
    """Return the files of the case that are others than when the plan was made."""
    names = sorted({*inputs, *case.hashes} - {"README.md"})
    return tuple(n for n in names if inputs.get(n) != case.hashes.get(n))
