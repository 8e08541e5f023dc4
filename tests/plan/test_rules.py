"""Every rule as text: its rows on a tiny case, kept in ``golden/``.

A changed rule shows as a diff that a reader can review. To accept one, run
``OREPATH_GOLDEN=write pytest tests/plan/test_rules.py`` and look at what git says.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orepath.plan import steps
from orepath.plan.branch import Branch, Pressure
from orepath.plan.network import Network
from orepath.plan.program import Draft, Rows
from orepath.plan.rules import RULES
from orepath.plan.unfold import unfold
from orepath.stress.shocks import CONTROL, branches_of
from orepath.world.balance import uses_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def tiny(
    rich: Case, settled: Callable[..., Case], edited: Callable[..., Case]
) -> Network:
    """Two periods, one disruption, two steps a stair, a project of every kind."""
    case = settled(rich, periods=(2025, 2027), end=2028, shock_year=2027)
    case = edited(case, "sites", {"site": "ind_mine"}, reserves=0.9e6)
    case = edited(case, "projects", {"project": "pit"}, reserves=3e4)
    case = edited(case, "shocks", {"shock": "chn_stop"}, months=18.0)
    case = case.replace(shocks=case.table("shocks").filter(shock="chn_stop"))
    calibration = calibrate(case)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SITE_CORNERS", "PAIR_CORNERS", "SMALL_PAIR_CORNERS"):
            patch.setattr(steps, name, np.array([0.0, 1.0, 1.5]))
        patch.setattr(steps, "USE_CORNERS", np.array([0.0, 1.0, 1.5]))
        patch.setattr(steps, "OPENING_CORNERS", np.array([0.0, 1.0]))
        branches = branches_of(case, calibration)
        return unfold(
            case,
            calibration,
            tuple(with_quota(case, b) for b in branches if b.name != CONTROL),
        )


def with_quota(case: Case, branch: Branch) -> Branch:
    """Let the exports of China and of slag be capped as well."""
    trade = case.table("trade")
    groups = [trade["origin"] == "CHN", trade["commodity"] == "slag"]
    sizes = (case.table(name).height for name in ("sites", "projects", "trade"))
    sites, projects, pairs = map(np.zeros, sizes)
    pressure = Pressure(
        sites, projects, pairs, pairs, pairs, np.ones(uses_of(case).height),
        np.array([0.6, np.inf]), np.array([group.to_numpy() for group in groups]),
    )  # fmt: skip
    return replace(branch, pressure=pressure)


def column_names(n: Network) -> list[str]:
    """Name every column: block, item, step where there are several, moment."""
    b = n.calibration.balance
    projects = n.projects["project"].to_list()
    items = {
        "make": b.labels[b.sites],
        "ship": b.labels[b.pairs],
        "open": b.labels[b.pairs],
        "use": b.labels[b.uses],
        "excess": [str(i) for i in range(n.columns)],
    }
    names = []
    for block in n.blocks.values():
        seen: dict[tuple[int, int], int] = {}
        for item, moment in zip(block.item, block.moment, strict=True):
            step = seen[item, moment] = seen.get((item, moment), 0) + 1
            who = items.get(block.name, projects)[item]
            label = n.moments.label[moment]
            names.append(f"{block.name} {who} #{step} @ {label}")
    return names


def limits_of(rows: Rows, i: int) -> str:
    """Write the limits of a row, the free side left out."""
    low, high = rows.lower[i], rows.upper[i]
    if low == high:
        return f"= {low:.6g}"
    sides = [f">= {low:.6g}"] if np.isfinite(low) else []
    sides += [f"<= {high:.6g}"] if np.isfinite(high) else []
    return ", ".join(sides) or "free"


def written(n: Network, rule: Callable[[Draft], None]) -> str:
    """Write all rows of a rule, one term a line."""
    draft = Draft(n)
    rule(draft)
    matrix = draft.matrix().tocsr()
    names = column_names(n)
    lines = [f"\\ {(rule.__doc__ or '').splitlines()[0]}"]
    for group in draft.groups:
        for i in range(group.size):
            row = matrix[[group.start + i], :].tocoo()
            lines += ["", f"{group.rule}: {group.label(i)}"]
            terms = sorted(zip(row.col, row.data, strict=True))
            lines += [f"  {value:+.6g} {names[column]}" for column, value in terms]
            lines.append(f"  {limits_of(group, i)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.__name__)
def test_a_rule_writes_the_rows_its_golden_file_shows(
    tiny: Network, rule: Callable[[Draft], None]
) -> None:
    path = GOLDEN / f"{rule.__name__}.lp"
    text = written(tiny, rule)
    if os.environ.get("OREPATH_GOLDEN") == "write":
        path.write_text(text, encoding="utf8")
    assert path.is_file(), f"write {path.name} with OREPATH_GOLDEN=write"
    assert text == path.read_text(encoding="utf8")


def test_no_rule_lacks_a_golden_file() -> None:
    assert {path.stem for path in GOLDEN.glob("*.lp")} >= {
        rule.__name__ for rule in RULES
    }


def test_every_column_stands_in_a_rule_but_those_of_policies(tiny: Network) -> None:
    used = np.zeros(tiny.columns, dtype=bool)
    for rule in RULES:
        draft = Draft(tiny)
        rule(draft)
        used[draft.matrix().tocoo().col] = True
    used[tiny.blocks["excess"].columns] = True
    assert used.all()


def test_no_two_rows_bear_the_same_label(tiny: Network) -> None:
    labels = []
    for rule in RULES:
        draft = Draft(tiny)
        rule(draft)
        labels += [
            f"{g.rule}: {g.label(i)}" for g in draft.groups for i in range(g.size)
        ]
    assert len(set(labels)) == len(labels)
