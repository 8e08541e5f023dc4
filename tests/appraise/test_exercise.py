"""What a rule learnt by least squares promises."""

from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.stats import norm

from orepath.appraise.exercise import error, followed, learnt, regressed
from orepath.appraise.path import paths
from orepath.appraise.process import walking
from orepath.core.sampling import stream
from orepath.errors import InputError

RATE, STRIKE = 0.06, 40.0
DRAWS = 20_000

# Longstaff and Schwartz (2001), table 1: price, volatility, years, value by finite
# differences, value by simulation.
PUBLISHED = [
    (36, 0.2, 1, 4.478, 4.472),
    (36, 0.2, 2, 4.840, 4.821),
    (36, 0.4, 1, 7.101, 7.091),
    (40, 0.2, 1, 2.314, 2.313),
    (44, 0.2, 1, 1.110, 1.118),
    (44, 0.4, 2, 5.647, 5.622),
]


def put(price, volatility, years, names=("learn", "follow")):
    """Value an American put that can be exercised fifty times a year."""
    step = 1 / 50
    count = 50 * years
    growth = np.exp(RATE * step * np.arange(count + 1))[:, None]
    sides = []
    for name in names:
        moved = paths(
            [walking("share", volatility * sqrt(step))],
            np.eye(1),
            (DRAWS, count + 1),
            stream(1, "put", name),
            mirrored=True,
        )
        state = (price * moved.transpose(1, 0, 2) * growth[:, :, None])[1:]
        sides.append((state, np.maximum(STRIKE - state[:, :, 0], 0.0)))
    discount = exp(-RATE * step)
    rule = learnt(*sides[0], discount, known=True)
    worth = followed(rule, *sides[1], discount, mirrored=True)
    # Step 0 of the rule is the first date after today.
    return worth.value * discount, worth.error * discount


def tree(price, volatility, years, steps=2000):
    """Value the put by the binomial tree of Cox, Ross and Rubinstein."""
    step = years / steps
    up = exp(volatility * sqrt(step))
    chance = (exp(RATE * step) - 1 / up) / (up - 1 / up)
    ends = price * up ** np.arange(-steps, steps + 1, 2)
    worth = np.maximum(STRIKE - ends, 0.0)
    for left in reversed(range(steps)):
        worth = exp(-RATE * step) * (chance * worth[1:] + (1 - chance) * worth[:-1])
        prices = price * up ** np.arange(-left, left + 1, 2)
        worth = np.maximum(worth, STRIKE - prices)
    return worth[0]


@pytest.mark.parametrize(
    ("price", "volatility", "years", "exact", "simulated"), PUBLISHED
)
def test_the_published_table_of_american_puts_is_met(
    price, volatility, years, exact, simulated
):
    # Theirs may be exercised fifty times a year, a tree's at nearly any time.
    assert tree(price, volatility, years) == pytest.approx(exact, abs=0.012)
    found, doubt = put(price, volatility, years)
    assert doubt < 0.03
    assert found == pytest.approx(exact, abs=3 * doubt + 0.01)
    assert found == pytest.approx(simulated, abs=3.5 * doubt + 0.02)


def bought(volatilities, worth_at_start, matrix, steps=4, discount=1.0):
    """Return the worth of waiting to swap one thing for another, at the start 1."""
    count = len(volatilities)
    sides = []
    for name in ("learn", "follow"):
        moved = paths(
            [walking(f"price {i}", s) for i, s in enumerate(volatilities)],
            matrix,
            (40_000, steps),
            stream(2, "swap", name),
            mirrored=True,
        ).transpose(1, 0, 2)
        value = moved[:, :, 0] * worth_at_start
        cost = moved[:, :, 1] if count > 1 else 1.0
        sides.append((moved, value - cost))
    rule = learnt(*sides[0], discount, known=True)
    return followed(rule, *sides[1], discount, mirrored=True)


def margrabe(value, cost, spread):
    """Return what it is worth to be able to swap a cost for a value at the end."""
    ahead = log(value / cost) / spread + spread / 2
    return value * norm.cdf(ahead) - cost * norm.cdf(ahead - spread)


@pytest.mark.parametrize("value", [0.8, 1.0, 1.3])
def test_waiting_that_costs_nothing_is_worth_what_black_and_scholes_say(value):
    # Without interest nothing is lost by waiting to the end: the European value.
    found = bought([0.3], value, np.eye(1))
    wanted = margrabe(value, 1.0, 0.3 * sqrt(3))
    assert found.value == pytest.approx(wanted, abs=3 * found.error)


@pytest.mark.parametrize("together", [-0.5, 0.0, 0.7])
def test_waiting_to_swap_two_prices_is_worth_what_margrabe_says(together):
    matrix = np.array([[1.0, together], [together, 1.0]])
    found = bought([0.3, 0.2], 1.1, matrix)
    spread = sqrt((0.09 + 0.04 - 2 * 0.06 * together) * 3)
    assert found.value == pytest.approx(margrabe(1.1, 1.0, spread), abs=3 * found.error)


def test_two_dates_are_worth_what_an_integral_over_the_first_says():
    # Now, an early date and a late one at interest: a compound option.
    spread, rate, value = 0.3, 0.1, 1.2
    found = bought([spread], value, np.eye(1), steps=3, discount=exp(-rate))
    grid = np.linspace(-8, 8, 20_001)
    density = norm.pdf(grid) * (grid[1] - grid[0])
    moved = value * np.exp(spread * grid - spread**2 / 2)
    ahead = np.log(moved) / spread + spread / 2
    last = exp(-rate) * (moved * norm.cdf(ahead) - norm.cdf(ahead - spread))
    wait = exp(-rate) * (np.maximum(moved - 1.0, last) * density).sum()
    assert found.value == pytest.approx(max(value - 1.0, wait), abs=3 * found.error)


def test_more_volatility_makes_waiting_worth_more():
    found = [bought([s], 1.0, np.eye(1)).value for s in (0.1, 0.2, 0.4)]
    assert found == sorted(found)
    assert found[0] < found[1] - 0.05


def test_without_volatility_the_better_date_is_known():
    state = np.ones((3, 10, 1))
    payoff = np.repeat([[1.0], [1.3], [1.2]], 10, axis=1)
    rule = learnt(state, payoff, 0.9)
    found = followed(rule, state, payoff, 0.9)
    assert found.value == pytest.approx(1.17)
    assert found.error == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_array_equal(found.acted, [0.0, 1.0, 0.0])


def test_what_never_pays_is_never_done():
    state = stream(3, "test").random((2, 200, 1))
    rule = learnt(state, -1.0 - state[:, :, 0], 0.9)
    found = followed(rule, state, -1.0 - state[:, :, 0], 0.9)
    assert found.value == 0.0
    assert found.acted.sum() == 0.0


def test_payoffs_not_known_when_acting_are_told_from_the_state():
    # Half of what comes is luck that nobody sees when acting: it must not be used.
    rng = stream(4, "test")
    state = rng.standard_normal((1, 40_000, 1))
    payoff = state[:, :, 0] + rng.standard_normal((1, 40_000))
    found = followed(learnt(state, payoff, 1.0), state, payoff, 1.0)
    assert found.value == pytest.approx(1 / sqrt(2 * np.pi), abs=3 * found.error)


def test_the_rule_of_one_set_of_paths_is_worth_no_more_on_another():
    price = {"price": 40, "volatility": 0.2, "years": 1}
    own = put(**price, names=("learn", "learn"))[0]
    fresh, doubt = put(**price)
    assert fresh < own + 3 * doubt


def test_a_line_is_found_again_in_two_states():
    state = stream(5, "test").random((50, 2))
    line = regressed(state, 1.0 + 2.0 * state[:, 0] - state[:, 0] * state[:, 1])
    np.testing.assert_allclose(line.at(np.array([[0.5, 0.5]])), [1.75], rtol=1e-6)


def test_errors_of_mirrored_paths_are_told_from_pairs():
    drawn = stream(6, "test").standard_normal(1000)
    pairs = np.stack([drawn, -drawn], axis=1).ravel()
    assert error(pairs) > 0.02
    assert error(pairs, mirrored=True) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("state", "payoff", "discount", "where"),
    [
        (np.ones((2, 3, 1)), np.ones(3), 0.9, ["payoff", "state"]),
        (np.ones((2, 3)), np.ones((2, 3)), 0.9, ["state"]),
        (np.ones((2, 3, 1)), np.ones((2, 3)), 1.5, ["discount"]),
    ],
)
def test_what_does_not_fit_is_refused(state, payoff, discount, where):
    with pytest.raises(InputError) as refused:
        learnt(state, payoff, discount)
    assert [each.where for each in refused.value.problems] == where
