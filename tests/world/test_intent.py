"""Projects as written: what a kind needs, what it cannot use, what needs what."""

from collections.abc import Callable
from typing import Any

import pytest

from orepath.errors import Problem
from orepath.world.case import Case
from orepath.world.coherence import check_coherence

Edit = Callable[..., Case]


def told(case: Case) -> list[Problem]:
    problems: list[Problem] = []
    check_coherence(dict(case.tables), case.settings, problems)
    return problems


def test_projects_of_every_kind_are_coherent(rich: Case) -> None:
    assert told(rich) == []


FAULTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("seek", {"chance": None}, "5:chance", "an exploration needs a chance"),
    ("loan", {"destination": None}, "7:destination", "a credit needs a destination"),
    ("berth", {"stop": ""}, "8:stop", "an upgrade needs a stop"),
    ("skill", {"saving": None}, "9:saving", "a training needs a saving"),
    ("pit", {"saving": 5.0}, "6:saving", "a mine has no saving"),
    ("contract", {"least": 0.5}, "3:least", "a contract has no least"),
    ("pit", {"recourse": True}, "6:recourse", "a mine has no recourse"),
    (
        "call",
        {"lead": 2.0},
        "11:recourse",
        "takes 2 years, too long to answer a disruption",
    ),
    ("loan", {"share": 0.5}, "7:share", "a plant on credit is the partner's"),
    ("pit", {"requires": "sek"}, "6:requires", "unknown project 'sek'"),
    (
        "pit",
        {"requires": "pit"},
        "6:requires",
        "a circle: pit requires pit",
    ),
    (
        "seek",
        {"lead": 9.0},
        "6:requires",
        "seek is ready in 2034 at the earliest, pit may start in 2030 at the latest",
    ),
    ("berth", {"stop": "Malaca"}, "8:stop", "no route passes 'Malaca'"),
    (
        "berth",
        {"saving": 31.0},
        "8:saving",
        "saves 31 USD/t where the cheapest route over Malacca costs 30",
    ),
    ("skill", {"process": "smelt"}, "9:process", "no site of smelt stands at IND"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f[2])
def test_a_fault_is_told_once_where_it_stands(
    rich: Case, edited: Edit, fault: tuple[str, dict[str, Any], str, str]
) -> None:
    project, cells, where, what = fault
    problems = told(edited(rich, "projects", {"project": project}, **cells))
    assert [(p.where, p.what) for p in problems] == [(f"projects.csv:{where}", what)]


def test_a_circle_of_requirements_is_told(rich: Case, edited: Edit) -> None:
    case = edited(rich, "projects", {"project": "seek"}, requires="skill")
    case = edited(case, "projects", {"project": "skill"}, requires="pit")
    (problem,) = told(case)
    assert problem.what.startswith("a circle: ")
    assert problem.fix == "take one of the requirements out"
