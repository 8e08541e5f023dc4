"""Reconciling: hand values, optimality against other solvers, laws of scale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import optimize, sparse

from orepath.core.axes import Axis
from orepath.errors import SolverError
from orepath.world import reconcile
from orepath.world.balance import Balance, balance_of
from orepath.world.chain import Chain
from orepath.world.reconcile import culprits, reconciled


def system(matrix, observed, sigma, upper=None):
    """Write a balance of sites only, one place, a commodity a row."""
    h = np.asarray(matrix, dtype=float)
    rows, columns = h.shape
    none = np.zeros(0, dtype=np.int64)
    goods = Axis("commodity", tuple(f"g{i}" for i in range(rows)))
    works = Axis("process", tuple(f"k{i}" for i in range(columns)))
    chain = Chain(
        goods, works, np.maximum(-h, 0), np.maximum(h, 0), np.zeros(columns, int)
    )
    most = np.full(columns, np.inf) if upper is None else np.asarray(upper, float)
    return Balance(
        chain,
        Axis("place", ("HERE",)),
        np.arange(rows),
        np.zeros(rows, dtype=np.int64),
        np.arange(columns),
        np.zeros(columns, dtype=np.int64),
        *(none,) * 5,
        np.zeros(0, dtype=bool),
        np.zeros(0),
        sparse.csr_array(h),
        np.asarray(observed, float),
        np.asarray(sigma, float),
        most,
        works.labels,
    )


def test_two_observations_of_one_flow_meet_by_the_inverse_of_their_variance():
    # Mined 100 +- 10, used 130 +- 20: (100/100 + 130/400) / (1/100 + 1/400) = 106.
    year = reconciled(system([[1, -1]], [100e3, 130e3], [10e3, 20e3]))
    assert year.quantity == pytest.approx([106e3, 106e3])
    assert year.chi2 == pytest.approx(0.6**2 + 1.2**2)
    assert year.residual < 1e-3


def test_a_few_tonnes_that_nobody_uses_go_to_nought_beside_millions():
    # A kilotonne row and a row of tonnes without an outlet, as small trade leaves them.
    h = np.array([[1, -1, 0, 0], [0, 0, 1, 1.0]])
    year = reconciled(system(h, [9e6, 8e6, 24.0, 3.0], [1e6, 2e6, 4.2, 1.0]))
    assert year.quantity == pytest.approx([8.8e6, 8.8e6, 0, 0], abs=1e-2)
    assert year.steps < 20


def test_a_smelter_between_mine_and_user_settles_as_the_normal_equations_say():
    h = np.array([[1, -2, 0], [0, 1, -1.0]])
    o, s = np.array([210e3, 90e3, 120e3]), np.array([10e3, 30e3, 15e3])
    v = np.diag(s**2)
    by_hand = o - v @ h.T @ np.linalg.solve(h @ v @ h.T, h @ o)
    assert reconciled(system(h, o, s)).quantity == pytest.approx(by_hand)


def test_what_balances_already_is_left_alone():
    year = reconciled(system([[1, -2]], [200e3, 100e3], [1e3, 1e3]))
    assert year.quantity.tolist() == [200e3, 100e3]
    assert (year.chi2, year.steps) == (0.0, 0)


def test_a_full_capacity_makes_the_other_side_give_way():
    year = reconciled(system([[1, -1]], [100e3, 130e3], [10e3, 1e3], [104e3, np.inf]))
    assert year.quantity == pytest.approx([104e3, 104e3])
    assert year.chi2 == pytest.approx(0.4**2 + 26**2)


def test_an_observation_above_the_capacity_counts_as_a_change():
    h = system([[1, -1]], [120e3, 90e3], [10e3, 10e3], [100e3, np.inf])
    year = reconciled(h)
    assert year.quantity == pytest.approx([100e3, 100e3])
    assert year.chi2 == pytest.approx(2**2 + 1)
    found = culprits(h)
    assert found.rows() == [
        ("k0", 120e3, pytest.approx(100e3), pytest.approx(-2.0)),
        ("k1", 90e3, pytest.approx(100e3), pytest.approx(1.0)),
    ]


def test_a_use_that_nothing_serves_goes_to_nought():
    year = reconciled(system([[1, -1]], [0, 50e3], [1, 5e3], [0, np.inf]))
    assert year.quantity == pytest.approx([0, 0], abs=1e-3)


systems = st.integers(1, 4).flatmap(
    lambda rows: st.integers(2, 7).flatmap(
        lambda columns: st.tuples(
            arrays(
                float,
                (rows, columns),
                elements=st.sampled_from([0.0, 0.0, 1.0, -1.0, 0.5, -1.8, 0.97]),
            ),
            arrays(float, columns, elements=st.floats(0, 2000e3)),
            arrays(float, columns, elements=st.floats(1e3, 300e3)),
            arrays(
                float,
                columns,
                elements=st.one_of(st.just(np.inf), st.floats(0, 2000e3)),
            ),
        )
    )
)


@settings(max_examples=60)
@given(systems)
def test_no_other_balanced_year_lies_nearer_to_the_observations(drawn):
    h, o, s, upper = drawn
    x = reconciled(system(*drawn)).quantity
    scale = max(1e3, float((np.abs(h) @ o).max()))
    assert np.abs(h @ x).max() <= 1.01e-9 * scale
    assert (x >= 0).all()
    assert (x <= upper).all()
    # At the optimum of a convex sum no way that stays balanced leads down; the linear
    # program finds the steepest. All years better than none lie within reach.
    worst = float((((0 - o) / s) ** 2).sum())
    reach = np.minimum(upper, o + s * np.sqrt(worst))
    slope = (x - o) / s**2
    down = optimize.linprog(
        slope * s, A_eq=h * s, b_eq=np.zeros(len(h)), bounds=np.c_[0 * o, reach / s]
    )
    assert slope @ x - down.fun <= 1e-6 * (1 + worst)


@settings(max_examples=25)
@given(systems)
def test_a_penalty_on_imbalance_leads_to_the_same_year(drawn):
    h, o, s, upper = drawn
    year = reconciled(system(*drawn))
    penalty = 1e4 * h * s / s.min()
    least = np.maximum(upper / s, 1e-9)  # that solver wants some room for each figure
    other = optimize.lsq_linear(
        np.vstack([np.eye(len(o)), penalty]),
        np.concatenate([o / s, np.zeros(len(h))]),
        bounds=(0, least),
        method="bvls",
    )
    assert year.chi2 == pytest.approx(2 * other.cost, rel=1e-4, abs=1e-4)
    assert year.quantity == pytest.approx(other.x * s, rel=1e-3, abs=1.0)


@settings(max_examples=30)
@given(systems, st.sampled_from([1e-3, 0.1, 5.0, 60.0]))
def test_counting_in_another_unit_changes_nothing_but_the_unit(drawn, unit):
    h, o, s, upper = drawn
    one = reconciled(system(*drawn))
    other = reconciled(system(h, o * unit, s * unit, upper * unit))
    assert other.quantity / unit == pytest.approx(one.quantity, rel=1e-5, abs=1.0)
    assert other.chi2 == pytest.approx(one.chi2, rel=1e-4, abs=1e-3)


@settings(max_examples=30)
@given(systems, st.sampled_from([0.2, 3.0]))
def test_doubting_everything_equally_more_changes_nothing(drawn, more):
    h, o, s, upper = drawn
    one = reconciled(system(*drawn))
    other = reconciled(system(h, o, s * more, upper))
    assert other.quantity == pytest.approx(one.quantity, rel=1e-5, abs=1.0)
    assert other.chi2 * more**2 == pytest.approx(one.chi2, rel=1e-4, abs=1e-3)


@settings(max_examples=40)
@given(systems)
def test_the_culprits_balance_the_year_by_the_least_absolute_change(drawn):
    h, o, s, upper = drawn
    found = culprits(system(*drawn))
    x = o.copy()
    for row in found.iter_rows(named=True):
        x[int(row["column"][1:])] = row["settled"]
    scale = max(1e3, float((np.abs(h) @ o).max()))
    # Changes of less than a millionth of σ are not listed.
    unlisted = 2e-6 * float((np.abs(h) @ s).max())
    assert np.abs(h @ x).max() <= 1e-5 * scale + unlisted
    assert (x >= -1e-3).all()
    assert (x <= upper + 1e-3 + 2e-6 * s).all()
    change = np.abs(x - o) / s
    assert change.sum() <= (
        np.abs(reconciled(system(*drawn)).quantity - o) / s
    ).sum() + (1e-3)
    assert found["deviations"].abs().to_list() == sorted(
        found["deviations"].abs(), reverse=True
    )


def test_one_wrong_figure_among_many_is_the_only_culprit():
    # Ten uses add up to what is mined; one of them is read three times too large.
    observed = np.array([1000e3, *[100e3] * 9, 300e3])
    sigma = np.array([10e3, *[5e3] * 9, 15e3])
    balance = system([[1.0, *[-1.0] * 10]], observed, sigma)
    found = culprits(balance)
    assert found["column"].to_list() == ["k10"]
    assert found["settled"].to_list() == pytest.approx([100e3])
    assert (reconciled(balance).quantity != observed).all()


def test_a_year_that_balances_has_no_culprits():
    found = culprits(system([[1, -2]], [200e3, 100e3], [1e3, 1e3]))
    assert found.is_empty()
    assert found.columns == ["column", "observed", "settled", "deviations"]


def test_by_products_sell_outside_the_chain_and_pull_on_nothing(small, folder):
    balance = balance_of(small)
    year = reconciled(balance)
    iron = np.flatnonzero(balance.outside) + balance.uses.start
    smelted = dict(zip(balance.labels, year.quantity, strict=True))
    assert year.quantity[iron] == pytest.approx(
        [0.6 * smelted["smelt · CHN"], 0.0, 0.6 * smelted["smelt · KAZ"]]
    )
    assert np.abs(balance.matrix @ year.quantity).max() < 1e-2
    folder.swap("recipes.csv", "0.6,0.55,0.63", "0.1,0.05,0.15")
    less = reconciled(balance_of(folder.load()))
    assert less.quantity[: iron[0]] == pytest.approx(year.quantity[: iron[0]])
    assert less.chi2 == pytest.approx(year.chi2)


def test_steps_that_do_not_settle_are_told_with_the_worst_rows(small, monkeypatch):
    monkeypatch.setattr(reconcile, "_MOST_STEPS", 1)
    with pytest.raises(SolverError, match="does not settle in 1 steps") as caught:
        reconciled(balance_of(small))
    assert "ore at CHN (" in str(caught.value)


def test_a_failing_linear_program_is_told(small, monkeypatch):
    class Failed:
        status = 4
        message = "numbers"

    monkeypatch.setattr(reconcile.optimize, "linprog", lambda *_, **__: Failed())
    with pytest.raises(SolverError, match="no least change of the base year"):
        culprits(balance_of(small))
