"""States of a disrupted year: drawn jointly, seeded by name, never empty."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.assemble import program_of
from orepath.stress.shocks import CONTROL, branches_by_part, branches_of
from orepath.stress.state import anything, part_lost, states_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case, Risk
from orepath.world.cluster import clusters

Settle = Callable[..., Case]


@pytest.fixture(scope="module")
def many(small: Case, settled: Settle) -> Case:
    return settled(small, risk=Risk(samples=1000))


def test_without_samples_nothing_is_drawn(small: Case) -> None:
    assert states_of(small) == ()
    assert states_of(small.replace(shocks=small.table("shocks").clear())) == ()


def test_chances_sum_to_that_of_anything_striking(many: Case) -> None:
    states = states_of(many)
    chance = many.table("shocks")["probability"].to_numpy()
    assert len(states) == 1000
    assert sum(state.chance for state in states) == pytest.approx(anything(chance))
    assert anything(chance) == pytest.approx(1 - 0.95 * 0.95 * 0.9)


def test_every_state_has_a_disruption_and_some_have_several(many: Case) -> None:
    states = states_of(many)
    assert all(state.lost for state in states)
    assert any(len(state.lost) > 1 for state in states)


def test_each_disruption_strikes_as_often_as_its_chance_says(many: Case) -> None:
    """P(k | anything) = p_k / P(anything), here within four standard errors."""
    states = states_of(many)
    shocks = many.table("shocks")
    whole = anything(shocks["probability"].to_numpy())
    for name, chance in shocks.select("shock", "probability").iter_rows():
        due = chance / whole
        seen = np.mean([name in state.lost for state in states])
        assert abs(seen - due) < 4 * np.sqrt(due * (1 - due) / len(states))


def test_the_part_lost_stays_within_its_ranges(many: Case) -> None:
    states = states_of(many)
    for row in many.table("shocks").iter_rows(named=True):
        lost = [s.lost[row["shock"]] for s in states if row["shock"] in s.lost]
        low = part_lost(row["severity_low"], row["months_low"])
        high = part_lost(row["severity_high"], row["months_high"])
        assert low <= min(lost)
        assert max(lost) <= high
        assert max(lost) > min(lost)


def test_what_is_drawn_for_a_disruption_hangs_on_its_name_and_the_seed_alone(
    many: Case, settled: Settle
) -> None:
    def severities(case: Case) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for at, state in enumerate(states_of(case)):
            for name, lost in state.lost.items():
                found.setdefault(name, []).append(round(lost, 12) + at)
        return found

    last = many.table("shocks")["shock"][-1]
    alone = severities(many.replace(shocks=many.table("shocks").filter(shock=last)))
    together = severities(many)
    assert set(together[last]) <= set(alone[last])
    assert states_of(many) == states_of(many)
    assert states_of(many) != states_of(settled(many, seed=8))


def test_a_certain_disruption_is_in_every_state(many: Case) -> None:
    shocks = many.table("shocks").with_columns(
        probability=pl.when(shock="hormuz").then(1.0).otherwise("probability")
    )
    states = states_of(many.replace(shocks=shocks))
    assert all("hormuz" in state.lost for state in states)


def test_recorded_disruptions_stand_beside_the_states_without_weighing(
    small: Case, calibration: Calibration, settled: Settle
) -> None:
    case = settled(small, risk=Risk(samples=10))
    branches = branches_of(case, calibration)
    recorded = set(case.table("shocks")["shock"])
    assert branches[0].name == CONTROL
    weighing = [b for b in branches if b.weighs]
    assert len(weighing) == 10
    assert {b.name for b in branches if not b.weighs} == recorded | {CONTROL}
    read = sum(b.probability for b in branches if not b.weighs)
    assert read < 0.01 * sum(b.probability for b in weighing)
    plain = branches_of(small, calibration)
    assert [b.weighs for b in plain] == [False, True, True, True]


def test_two_disruptions_of_one_thing_leave_the_product(
    small: Case, calibration: Calibration, settled: Settle
) -> None:
    """Two bans of 0.5 for a year on the same shipments leave a quarter."""
    row: dict[str, Any] = small.table("shocks").row(0, named=True)
    row |= dict.fromkeys(("severity_low", "severity", "severity_high"), 0.5)
    row |= dict.fromkeys(("months_low", "months", "months_high"), 12.0)
    row |= dict.fromkeys(("probability_low", "probability", "probability_high"), 0.5)
    shocks = pl.DataFrame(
        [row | {"shock": name} for name in ("one", "two")],
        schema=small.table("shocks").schema,
    )
    case = settled(small.replace(shocks=shocks), risk=Risk(samples=20))
    left = {
        round(float(b.pair_left.min()), 9)
        for b in branches_of(case, calibration)
        if b.weighs
    }
    assert left == {0.5, 0.25}


def test_a_cluster_gets_only_the_states_that_hit_it(
    pair: Case, settled: Settle
) -> None:
    case = settled(pair, risk=Risk(samples=30))
    parts = list(zip(clusters(case), calibrate(case).each, strict=True))
    first, twin = branches_by_part(parts)
    struck = {b.name for b in first if b.weighs}
    assert len(struck) == 30
    mine = {b.name for b in twin if b.weighs}
    assert 0 < len(mine) < 30
    assert mine <= struck


def test_frequent_disruptions_can_be_drawn_where_they_could_not_be_listed(
    small: Case, calibration: Calibration, settled: Settle
) -> None:
    """Three chances of one half sum to more than a year; one at least has 7/8."""
    often = pl.lit(0.5)
    shocks = small.table("shocks").with_columns(probability=often)
    listed = small.replace(shocks=shocks)
    with pytest.raises(InputError, match="chances sum to"):
        program_of(listed, calibration, branches_of(listed, calibration))
    drawn = settled(listed, risk=Risk(samples=8))
    branches = branches_of(drawn, calibration)
    moments = program_of(drawn, calibration, branches).network.moments
    assert sum(b.probability for b in branches if b.weighs) == pytest.approx(7 / 8)
    assert moments.weight.min() > 0.0
