"""Risk: the mean of the worst years, exact, and what it takes off a plan."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.risk import Attitude, cvar, worst_years
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case, Risk

LOSSES = st.lists(st.floats(-100, 100), min_size=1, max_size=8)
TAIL = st.floats(0, 0.99)
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


def even(losses: list[float], whole: float = 0.6) -> tuple[Floats, Floats]:
    return np.array(losses), np.full(len(losses), whole / len(losses))


def oracle(loss: Floats, chance: Floats, tail: float) -> float:
    """Rockafellar and Uryasev (2000), eq. 4: the least of z + E[max(l - z, 0)]/(1-a).

    The least lies at one of the losses.
    """
    every, odds = np.append(loss, 0.0), np.append(chance, 1 - chance.sum())
    return min(
        z + float(np.maximum(every - z, 0.0) @ odds) / (1.0 - tail) for z in every
    )


@given(LOSSES, TAIL)
def test_the_worst_years_are_those_of_the_linear_program(
    losses: list[float], tail: float
) -> None:
    loss, chance = even(losses)
    assert float(cvar(loss, chance, tail)) == pytest.approx(
        oracle(loss, chance, tail), abs=1e-7
    )


@given(LOSSES, TAIL)
def test_the_worst_years_lie_between_the_mean_and_the_worst(
    losses: list[float], tail: float
) -> None:
    loss, chance = even(losses)
    found = float(cvar(loss, chance, tail))
    assert float(loss @ chance) - 1e-9 <= found <= max(0.0, loss.max()) + 1e-9


@given(LOSSES, TAIL, TAIL)
def test_a_farther_tail_loses_more(losses: list[float], one: float, two: float) -> None:
    loss, chance = even(losses)
    near, far = sorted((one, two))
    assert cvar(loss, chance, near) <= cvar(loss, chance, far) + 1e-7


@given(LOSSES, LOSSES, TAIL)
def test_two_goods_together_lose_no_more_than_both_apart(
    one: list[float], two: list[float], tail: float
) -> None:
    size = min(len(one), len(two))
    (a, chance), (b, _) = even(one[:size]), even(two[:size])
    apart = cvar(a, chance, tail) + cvar(b, chance, tail)
    assert cvar(a + b, chance, tail) <= apart + 1e-7


def test_an_atom_on_the_edge_of_the_tail_is_split() -> None:
    loss, chance = np.array([10.0, 4.0]), np.array([0.05, 0.5])
    assert float(cvar(loss, chance, 0.9)) == pytest.approx((0.05 * 10 + 0.05 * 4) / 0.1)
    assert worst_years(loss, chance, 0.9).tolist() == pytest.approx([0.5, 0.5])


def test_many_plans_are_judged_at_once() -> None:
    loss = np.array([[1.0, 5.0], [3.0, 0.0], [0.0, 0.0]])
    chance = np.array([0.1, 0.2])
    each = [float(cvar(row, chance, 0.7)) for row in loss]
    assert cvar(loss, chance, 0.7).tolist() == pytest.approx(each)


@given(LOSSES, st.floats(0, 1), TAIL, st.floats(-50, 50))
def test_the_worth_by_state_averages_to_the_mean_and_is_judged_alike(
    losses: list[float], aversion: float, tail: float, mean: float
) -> None:
    loss, chance = even(losses)
    names = tuple(f"s{i}" for i in range(chance.size))
    risk = Attitude(aversion, tail, names, chance, 8.0)
    known = risk.known(np.array(mean), loss)
    assert float(known @ np.append(chance, 1 - chance.sum())) == pytest.approx(
        mean, abs=1e-6
    )
    assert risk.judged(known) == pytest.approx(
        mean - float(risk.charge(loss)), abs=1e-6
    )


def test_no_aversion_charges_nothing() -> None:
    risk = Attitude(0.0, 0.9, ("a",), np.array([0.1]), 8.0)
    assert float(risk.charge(np.array([1e6]))) == 0.0


@pytest.fixture(scope="module")
def market(
    small: Case, calibration: Calibration, settled: Callable[..., Case]
) -> Callable[[Risk], Markets]:
    def made(risk: Risk) -> Markets:
        case = settled(small, risk=risk)
        program = program_of(case, calibration, branches_of(case, calibration))
        return Markets(case, [program])

    return made


def test_no_aversion_gives_the_same_plans_the_same_worth(
    market: Callable[[Risk], Markets],
) -> None:
    plain, calm = market(Risk()), market(Risk(aversion=0.0, tail=0.5))
    for starts in ((), (("smelter", 2025),), (("contract", 2025), ("stock", 2027))):
        one = plain.worth(starts)
        assert one.focus == one.mean
        assert calm.worth(starts).focus == pytest.approx(one.focus, abs=1e-9)


def test_aversion_takes_the_worst_years_off_the_mean(
    market: Callable[[Risk], Markets],
) -> None:
    """By hand: lambda times discounted years times (worst tenth less the mean)."""
    averse = market(Risk(aversion=0.5, samples=12))
    one = averse.worth((("stock", 2027),))
    chance = averse.attitude.chance
    assert chance.sum() == pytest.approx(1 - 0.95 * 0.95 * 0.9)
    assert len(one.loss) == 12
    worst = oracle(one.loss, chance, 0.9)
    years = float(averse.parts[0].program.network.moments.weight.sum())
    charge = 0.5 * years * (worst - float(one.loss @ chance))
    assert one.mean - one.focus == pytest.approx(charge)
    assert charge > 0
    assert averse.worth(()).loss.max() > one.loss.max(), "a stock softens a stop"


def test_an_averse_plan_ranks_insurance_higher(
    market: Callable[[Risk], Markets],
) -> None:
    gain = []
    for aversion in (0.0, 0.3, 0.8):
        asked = market(Risk(aversion=aversion, samples=12))
        gain.append(asked.worth((("stock", 2027),)).focus - asked.worth(()).focus)
    assert gain == sorted(gain)
    assert gain[-1] > gain[0]
