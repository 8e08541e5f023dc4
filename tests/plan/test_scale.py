"""Numbers too far apart: told with the labels of the culprits, and only then."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.scale import APART, scale_cautions
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]


def test_a_sound_program_has_nothing_to_tell(program: Program) -> None:
    assert scale_cautions(program) == ()


def test_capital_in_the_wrong_unit_is_told_with_its_project(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    case = edited(small, "projects", {"project": "smelter"}, capex=800e12)
    found = scale_cautions(program_of(case, calibration))
    assert found
    cost = next(one for one in found if one.what.startswith("a cost of"))
    assert "start smelter, 2025-2026" in cost.where
    assert "contract" not in cost.where


def test_a_recipe_in_the_wrong_unit_is_told_with_both_ends(
    small: Case, edited: Edit
) -> None:
    case = edited(small, "recipes", {"commodity": "iron"}, quantity=1e-10)
    found = scale_cautions(program_of(case, calibrate(case)))
    large, little = found
    assert large.what.startswith("the largest coefficient, 50:")
    assert "start smelter" in large.where
    assert little.what.startswith("the smallest coefficient, 1e-10:")
    assert "balance: iron at" in little.where
    assert "units" in little.fix


def test_a_project_of_the_wrong_size_is_told_as_a_limit(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    case = edited(small, "projects", {"project": "contract"}, size=5e18)
    wheres = " ".join(
        one.where for one in scale_cautions(program_of(case, calibration))
    )
    assert "haul contract" in wheres


def test_limits_next_to_nought_are_no_disaster(program: Program) -> None:
    upper = program.upper.copy()
    upper[0] = 1e-20
    assert scale_cautions(replace(program, upper=upper)) == ()


def test_what_lies_just_within_reach_is_not_told(program: Program) -> None:
    data = np.abs(program.matrix.data)
    matrix = program.matrix.copy()
    matrix.data[np.argmin(data)] = data.max() / APART * 1.01
    assert scale_cautions(replace(program, matrix=matrix)) == ()
    matrix.data[np.argmin(data)] = data.max() / APART * 0.99
    assert len(scale_cautions(replace(program, matrix=matrix))) == 2


def test_rows_of_policies_are_looked_at_too(
    small: Case, calibration: Calibration
) -> None:
    policies = small.table("policies").with_columns(
        pl.when(kind="budget").then(1e25).otherwise("value").alias("value")
    )
    found = scale_cautions(program_of(small.replace(policies=policies), calibration))
    assert [one.where for one in found] == ["budget: Budget"]
