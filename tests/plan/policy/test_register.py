"""Every kind of policy as text: its rows on a tiny case, kept in ``golden/policy``.

All steps of a stair bear one coefficient and are written as one term. To accept a
change, run ``OREPATH_GOLDEN=write pytest tests/plan/policy/test_register.py`` and look
at what git says.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.policy.bound import Bound
from orepath.plan.policy.excess import bounds_of
from orepath.plan.policy.register import POLICIES
from orepath.plan.program import Draft, Program, Rows
from orepath.stress.shocks import CONTROL, branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case
from orepath.world.tables.policy import POLICY_KINDS

GOLDEN = Path(__file__).parents[1] / "golden" / "policy"


@pytest.fixture(scope="module")
def tiny(
    owned: Case,
    settled: Callable[..., Case],
    under: Callable[..., Case],
    every: list[dict[str, Any]],
) -> Program:
    """Two periods, one disruption, policies of every kind."""
    case = settled(owned, periods=(2025, 2027), end=2028, shock_year=2027)
    case = case.replace(shocks=case.table("shocks").filter(shock="chn_stop"))
    case = under(case, *every)
    calibration = calibrate(case)
    branches: list[Branch] = [
        one for one in branches_of(case, calibration) if one.name != CONTROL
    ]
    return program_of(case, calibration, tuple(branches))


def limits_of(rows: Rows, i: int) -> str:
    """Write the limits of a row, the free side left out."""
    low, high = rows.lower[i], rows.upper[i]
    sides = [f">= {low:.6g}"] if np.isfinite(low) else []
    sides += [f"<= {high:.6g}"] if np.isfinite(high) else []
    return ", ".join(sides)


def written(program: Program, policy: Callable[[Draft], None]) -> str:
    """Write all rows of a policy, one term a line."""
    draft = Draft(program.network)
    policy(draft)
    matrix = draft.matrix().tocsr()
    lines = [f"\\ {(policy.__doc__ or '').splitlines()[0]}"]
    for group in draft.groups:
        for i in range(group.size):
            row = matrix[[group.start + i], :].tocoo()
            lines += ["", f"{group.rule}: {group.label(i)}"]
            terms = sorted(zip(row.col, row.data, strict=True))
            words = [f"  {v:+.6g} {program.column_label(int(c))}" for c, v in terms]
            lines += [*dict.fromkeys(words), f"  {limits_of(group, i)}"]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda p: p.__name__)
def test_a_policy_writes_the_rows_its_golden_file_shows(
    tiny: Program, policy: Callable[[Draft], None]
) -> None:
    path = GOLDEN / f"{policy.__name__}.lp"
    text = written(tiny, policy)
    if os.environ.get("OREPATH_GOLDEN") == "write":
        path.write_text(text, encoding="utf8")
    assert path.is_file(), f"write {path.name} with OREPATH_GOLDEN=write"
    assert text == path.read_text(encoding="utf8")


def test_a_duty_changes_the_costs_its_golden_file_shows(
    tiny: Program, under: Callable[..., Case], every: list[dict[str, Any]]
) -> None:
    rest = [row for row in every if row["kind"] != "duty"]
    n = tiny.network
    old = program_of(under(n.case, *rest), n.calibration, n.branches)
    change = tiny.cost - old.cost
    words = ["\\ Levy a duty of 0 % on what Kazakhstan sends, in USD million a kt.", ""]
    words += dict.fromkeys(
        f"  {change[c]:+.6g} {tiny.column_label(int(c))}"
        for c in np.flatnonzero(np.abs(change) > 1e-12)
    )
    path = GOLDEN / "duty.lp"
    text = "\n".join(words) + "\n"
    if os.environ.get("OREPATH_GOLDEN") == "write":
        path.write_text(text, encoding="utf8")
    assert text == path.read_text(encoding="utf8")


def test_no_policy_lacks_a_golden_file_and_no_file_lacks_a_policy() -> None:
    names = {p.__name__ for p in POLICIES} | {"duty"}
    assert {path.stem for path in GOLDEN.glob("*.lp")} == names


def test_every_kind_but_duties_adds_rows(every: list[dict[str, Any]]) -> None:
    assert {p.__name__ for p in POLICIES} == {*POLICY_KINDS} - {"duty"}
    assert {row["kind"] for row in every} == {*POLICY_KINDS}


def test_every_excess_column_stands_in_one_row(tiny: Program) -> None:
    own = tiny.network.blocks["excess"].columns
    rows = np.diff(tiny.matrix[:, own].indptr)
    assert rows.size
    assert (rows == 1).all()


def test_a_soft_policy_has_a_column_for_each_limit_and_a_hard_one_has_none(
    tiny: Program,
) -> None:
    item = tiny.network.blocks["excess"].item
    bounds: list[Bound] = bounds_of(tiny.network)
    for one in bounds:
        assert (item == one.at).sum() == (one.size if one.soft else 0)


def test_no_two_rows_of_policies_bear_the_same_label(tiny: Program) -> None:
    labels = [f"{g.rule}: {g.label(i)}" for g in tiny.groups for i in range(g.size)]
    assert len(set(labels)) == len(labels)
