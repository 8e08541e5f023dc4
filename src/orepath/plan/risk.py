"""Risk: what a plan loses in disrupted years, and how much the worst of them count.

A disrupted year is compared with an undisturbed one. Years without a disruption lose
nothing, and they are part of the distribution like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Network

Floats = NDArray[np.float64]


def cvar(loss: Floats, chance: Floats, tail: float) -> Floats:
    """Return the mean loss of the worst years.

    The year that stands on the edge of the tail counts with the part of its chance
    that lies inside, so the mean is exact for few states as for many.

    Parameters
    ----------
    loss : ndarray (..., S)
        Loss in each state; less than 0 is a gain.
    chance : ndarray (S,)
        Of each state; what they lack to 1 is a year without loss.
    tail : float
        α in [0, 1): the worst (1 - α) of all years count. 0 gives the mean.

    Returns
    -------
    ndarray (...)
        Between the mean and the largest loss, rising in ``tail``. O(S log S) a row.

    References
    ----------
    Rockafellar, R. T. and Uryasev, S. (2000). Optimization of conditional value-at-
    risk. Journal of Risk 2(3), 21-41. doi 10.21314/JOR.2000.038

    Examples
    --------
    One year in ten loses 100, one in ten 20; the worst fifth of all years lose 60.

    >>> loss, chance = np.array([100.0, 20.0]), np.array([0.1, 0.1])
    >>> round(float(cvar(loss, chance, 0.8)), 9), round(float(cvar(loss, chance, 0)), 9)
    (60.0, 12.0)
    """
    return np.asarray((loss * worst_years(loss, chance, tail)).sum(axis=-1))


def worst_years(loss: Floats, chance: Floats, tail: float) -> Floats:
    """Return the chance of each state among the worst years alone.

    Parameters
    ----------
    loss : ndarray (..., S)
        Loss in each state.
    chance : ndarray (S,)
        Of each state; what they lack to 1 is a year without loss.
    tail : float
        α in [0, 1).

    Returns
    -------
    ndarray (..., S)
        Their mean loss is Σ weight · loss; what the weights lack to 1 falls on years
        without loss. No other weights up to chance / (1 - α) give a larger mean.

    Examples
    --------
    >>> worst_years(np.array([5.0, 9.0]), np.array([0.3, 0.1]), 0.8).round(9).tolist()
    [0.5, 0.5]
    """
    calm = np.zeros((*loss.shape[:-1], 1))
    every = np.concatenate([loss, calm], axis=-1)
    odds = np.append(chance, 1.0 - chance.sum())
    order = np.argsort(-every, axis=-1, kind="stable")
    sorted_odds = odds[order]
    before = np.cumsum(sorted_odds, axis=-1) - sorted_odds
    inside = np.clip(1.0 - tail - before, 0.0, sorted_odds) / (1.0 - tail)
    weights = np.empty_like(inside)
    np.put_along_axis(weights, order, inside, axis=-1)
    return np.asarray(weights[..., :-1])


@dataclass(frozen=True)
class Attitude:
    """State how losses in disrupted years weigh on the worth of a plan.

    Parameters
    ----------
    aversion : float
        λ, 0 to 1.
    tail : float
        α: the worst (1 - α) of all years count.
    names : tuple of str
        The states.
    chance : ndarray (S,)
        Of each state in a year.
    years : float
        Discounted years of the horizon, D.
    """

    aversion: float
    tail: float
    names: tuple[str, ...]
    chance: Floats
    years: float

    def charge(self, loss: Floats) -> Floats:
        """Return what risk takes off the mean worth of plans.

        λ D (CVaR - mean) of the yearly losses, never negative.

        Parameters
        ----------
        loss : ndarray (..., S)
            Yearly losses by state, USD million.

        Examples
        --------
        Half of the difference of 100 and 20 over ten years:

        >>> risk = Attitude(0.5, 0.8, ("a", "b"), np.array([0.1, 0.1]), 10.0)
        >>> round(float(risk.charge(np.array([100.0, 100.0]))), 9)
        400.0
        """
        if not self.aversion or not self.names:
            return np.zeros(loss.shape[:-1])
        worst = cvar(loss, self.chance, self.tail)
        return self.aversion * self.years * (worst - loss @ self.chance)

    def known(self, mean: Floats, loss: Floats) -> Floats:
        """Return what plans bring where it is known which state every year is in.

        Parameters
        ----------
        mean : ndarray (...)
            Mean worth, USD million.
        loss : ndarray (..., S)
            Yearly losses by state, USD million.

        Returns
        -------
        ndarray (..., S + 1)
            By state, the year without a disruption last. With their chances they
            average to ``mean``.

        Notes
        -----
        V_s = E + D (mean loss - loss_s).
        """
        calm = np.zeros((*loss.shape[:-1], 1))
        by_state = np.concatenate([loss, calm], axis=-1)
        above = (loss @ self.chance)[..., None] - by_state
        return np.asarray(np.asarray(mean)[..., None] + self.years * above)

    def judged(self, known: Floats) -> float:
        """Return the worth of an uncertain prospect under this attitude.

        Parameters
        ----------
        known : ndarray (S + 1,)
            Worth by state, the year without a disruption last.

        Notes
        -----
        (1 - λ) E[V] - λ CVaR[-V]; of the worths of one plan it is W. It never falls
        when a worth rises.
        """
        odds = np.append(self.chance, 1.0 - self.chance.sum())
        mean = float(known @ odds)
        if not self.aversion:
            return mean
        # Shifted so that the calm year is the one without loss.
        calm = float(known[-1])
        worst = float(cvar(calm - known[:-1], self.chance, self.tail)) - calm
        return (1.0 - self.aversion) * mean - self.aversion * worst


def attitude_to(n: Network) -> tuple[Attitude, tuple[int, NDArray[np.int64]]]:
    """Return the attitude to the states of a market, and their moments.

    Parameters
    ----------
    n : Network
        Its branches that weigh are the states.

    Returns
    -------
    tuple of Attitude and moments
    The moments are that of the year without a disruption, and one a state. A year
    without disruption is a branch that leaves everything; without such a branch a
    state is compared with the moment it leaves.
    """
    risk = n.case.settings.risk
    slots = [i for i, branch in enumerate(n.branches) if branch.weighs]
    moments = n.moments.branches[slots]
    whole = [
        int(n.moments.branches[i]) for i, branch in enumerate(n.branches) if branch.calm
    ]
    trunk = int(n.moments.trunk[moments[0]]) if slots else 0
    states = [(n.branches[i].name, n.branches[i].probability) for i in slots]
    attitude = Attitude(
        risk.aversion,
        risk.tail,
        tuple(name for name, _ in states),
        np.array([chance for _, chance in states], dtype=np.float64),
        float(n.moments.weight.sum()),
    )
    return attitude, (whole[0] if whole else trunk, moments)


def joint_attitude(
    each: Sequence[Attitude],
) -> tuple[Attitude, list[NDArray[np.int64]]]:
    """Return the attitude to the states of several markets, and which each has.

    Parameters
    ----------
    each : sequence of Attitude
        One a market, one at least; a state of one name is the same in all.
    """
    chances: dict[str, float] = {}
    for one in each:
        chances |= dict(zip(one.names, one.chance.tolist(), strict=True))
    first = each[0]
    whole = Attitude(
        first.aversion,
        first.tail,
        tuple(chances),
        np.array(list(chances.values()), dtype=np.float64),
        first.years,
    )
    at = {name: i for i, name in enumerate(chances)}
    return whole, [np.array([at[n] for n in one.names], dtype=np.int64) for one in each]
