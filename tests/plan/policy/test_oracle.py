"""Rows of policies against their formulas, read off the names of columns alone.

Random flows are laid on every column. What each policy's row then says must be what its
definition says of flows that are added up by the words in their columns' names.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from orepath.core.sampling import stream
from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Floats = NDArray[np.float64]
LOSS = {"CHN": 0.0, "KAZ": 0.01}
OWNED = {"CHN": 1.0, "KAZ": 0.6}
"""Part of what each origin sends that is China's, as its sites' owners say."""


class Flows:
    """Add up what random columns bring to India, by moment."""

    def __init__(self, program: Program, value: Floats) -> None:
        self.sent: dict[tuple[str, str], float] = defaultdict(float)
        self.made: dict[str, float] = defaultdict(float)
        self.used: dict[str, float] = defaultdict(float)
        self.over: dict[str, float] = {}
        self.started: dict[tuple[str, str], float] = defaultdict(float)
        for column, amount in enumerate(value):
            self._add(program.column_label(column), float(amount))

    def _add(self, label: str, amount: float) -> None:
        if label.startswith("excess "):
            self.over[label.removeprefix("excess ")] = amount
            return
        rest, _, moment = label.rpartition(", ")
        if found := re.fullmatch(r"(?:ship|open) slag · (\w+) to IND", rest):
            self.sent[found[1], moment] += amount
        elif rest == "haul contract":
            self.sent["KAZ", moment] += amount
        elif rest == "run smelter":
            self.made[moment] += amount
        elif rest == "use use of slag · IND":
            self.used[moment] += amount
        elif rest.startswith("start "):
            self.started[rest.removeprefix("start "), moment] += amount

    def arrived(self, origin: str, moment: str) -> float:
        return self.sent[origin, moment] * (1.0 - LOSS[origin])

    def supply(self, moment: str) -> float:
        return self.made[moment] + sum(self.arrived(o, moment) for o in LOSS)

    def filled(self, moment: str) -> float:
        """10 kt, bought over the years of the period in which the stock starts."""
        first, _, last = moment.partition("-")
        years = int(last) - int(first) + 1 if last.isdigit() else 1
        return 10.0 * self.started["stock", moment] / years


def capped(flows: Flows, policy: dict[str, Any], member: str, moment: str) -> float:
    """Return a member's part of what arrives, less the cap's part of the whole."""
    k = policy["value"]
    if policy.get("base") == "supply":
        own = sum(OWNED[o] * flows.arrived(o, moment) for o in LOSS)
        return own - k * flows.supply(moment)
    place = {"east": "CHN", "centre": "KAZ"}.get(member, member)
    return flows.sent[place, moment] - k * sum(flows.sent[o, moment] for o in LOSS)


def held(flows: Flows, moment: str) -> float:
    """Return what stocks hold that started by a period, kt."""
    periods = ["2025-2026", "2027-2029", "2030-2034"]
    begun = periods[: periods.index(moment) + 1]
    return 10.0 * sum(flows.started["stock", period] for period in begun)


def expected(flows: Flows, policy: dict[str, Any], member: str, moment: str) -> float:
    """Return what a policy's row should come to, by its definition."""
    kind, k = policy["kind"], policy["value"]
    aside = flows.filled(moment) if policy.get("excess") is None else 0.0
    name = f"{policy['policy'].title()}: {', '.join(w for w in (member, moment) if w)}"
    over = flows.over.get(name, 0.0)
    if kind == "share_cap":
        return capped(flows, policy, member, moment) - (1 - k) * aside - over
    if kind.endswith("_limit"):
        a_tonne = 1.5 if kind == "emission_limit" else 2.4
        return a_tonne * flows.made[moment] - over
    if kind == "reserve_days":
        return held(flows, moment) - k / 365 * flows.used[moment] + over
    friends = flows.arrived("KAZ", moment)
    own = friends if kind == "partner_share" else flows.made[moment]
    return own - k * (flows.supply(moment) - aside) + over


@pytest.mark.parametrize("seed", range(3))
def test_every_row_says_what_its_policy_means(
    owned: Case,
    calibration: Calibration,
    under: Callable[..., Case],
    every: list[dict[str, Any]],
    seed: int,
) -> None:
    case = under(owned, *every)
    program = program_of(case, calibration, branches_of(case, calibration))
    value = stream(seed, "policies").uniform(0.0, 10.0, program.cost.size)
    flows = Flows(program, value)
    activity = program.matrix @ value
    rows = 0
    for policy in every:
        if policy["kind"] in ("budget", "duty"):
            continue
        group = program.group(policy["kind"].replace("_", " "))
        head = f"{policy['policy'].title()}: "
        for i in range(group.size):
            label = group.label(i)
            if not label.startswith(head):
                continue
            member, _, moment = label.removeprefix(head).rpartition(", ")
            want = expected(flows, policy, member, moment)
            assert activity[group.start + i] == pytest.approx(want), label
            rows += 1
    assert rows > 40
