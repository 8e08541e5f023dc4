"""When to act is learnt by least squares and then followed on paths never seen before.

Acting once, at any step up to the last or never, brings a payoff. What it brings now
and what waiting is worth are both told from the state of the world by regression over
simulated paths (Longstaff & Schwartz 2001). A rule learnt on some paths looks too good
on them, for it knows their luck; followed on others it can only be worth too little.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]

_BLOCK = 500
# Of the mean weight of the functions; too little to move what the paths do tell.
_RIDGE = 1e-9
# Of fewer paths on which acting pays, waiting is told from all paths.
_FEW = 50


@dataclass(frozen=True)
class Fitted:
    """Hold an expectation as a function of the state.

    Parameters
    ----------
    centre, width : ndarray (F,)
        Each state is taken less its centre, over its width.
    weights : ndarray (B,)
        One for each function of :func:`basis`.
    """

    centre: Floats
    width: Floats
    weights: Floats

    def at(self, state: Floats) -> Floats:
        """Return the expectation at states, (D, F) to (D,)."""
        found = np.empty(len(state))
        for at in range(0, len(state), _BLOCK):
            some = slice(at, at + _BLOCK)
            told = basis(((state[some] - self.centre) / self.width).T)
            found[some] = self.weights @ told
        return found


@dataclass(frozen=True)
class Rule:
    """Hold when to act, step by step.

    Parameters
    ----------
    acting, waiting : tuple of Fitted or None, K of each
        What acting brings, and what waiting is worth, in money of the step. Acting is
        None where payoffs are known when one acts; waiting where it is worth nothing.
    """

    acting: tuple[Fitted | None, ...]
    waiting: tuple[Fitted | None, ...]

    def acts(self, step: int, state: Floats, payoff: Floats) -> NDArray[np.bool_]:
        """Return where the rule acts.

        Parameters
        ----------
        step : int
            From 0.
        state : ndarray (D, F)
            What is known.
        payoff : ndarray (D,)
            What acting brings; looked at only where it is known when one acts.
        """
        acting, waiting = self.acting[step], self.waiting[step]
        now = payoff if acting is None else acting.at(state)
        later = 0.0 if waiting is None else np.maximum(waiting.at(state), 0.0)
        return np.asarray((now > 0.0) & (now >= later))


@dataclass(frozen=True)
class Outcome:
    """Hold what following a rule is worth.

    Parameters
    ----------
    value : float
        Mean of what it brings, in money of step 0: never too high but for chance.
    error : float
        Standard error of the value.
    acted : ndarray (K,)
        Part of the paths that act at each step; the rest never do.
    brought : ndarray (D,)
        What each path brings, in money of step 0.
    """

    value: float
    error: float
    acted: Floats
    brought: Floats


def basis(state: Floats) -> Floats:
    """Return the functions of which an expectation is made up.

    Parameters
    ----------
    state : ndarray (F, D)
        Centred and scaled.

    Returns
    -------
    ndarray (B, D)
        1, each state, its square and its cube, and the product of every two: the same
        space as Laguerre's polynomials up to the third, one variable at a time.

    Examples
    --------
    >>> basis(np.array([[2.0, 3.0]])).tolist()
    [[1.0, 1.0], [2.0, 3.0], [4.0, 9.0], [8.0, 27.0]]
    """
    count, draws = state.shape
    found = np.empty((1 + 3 * count + count * (count - 1) // 2, draws))
    found[0] = 1.0
    own, square, cube = (
        found[1 + power * count : 1 + (power + 1) * count] for power in range(3)
    )
    own[:] = state
    np.multiply(own, own, out=square)
    np.multiply(square, own, out=cube)
    at = 1 + 3 * count
    for i in range(1, count):
        np.multiply(own[:i], own[i], out=found[at : at + i])
        at += i
    return found


def learnt(
    state: Floats, payoff: Floats, discount: float, *, known: bool = False
) -> Rule:
    """Learn from paths when to act.

    Parameters
    ----------
    state : ndarray (K, D, F)
        What is known at each step on each path; future payoffs may depend on no more.
    payoff : ndarray (K, D)
        What acting at the step brings, in money of the step.
    discount : float
        What money of the next step is worth now, above 0 and at most 1.
    known : bool
        Whether the payoff is known when one acts; if not, it is told by regression.

    Returns
    -------
    Rule
        For :func:`followed`, with paths that are others.

    Raises
    ------
    InputError
        Shapes or the discount do not fit.

    Notes
    -----
    From the last step back: with Y the discounted payoff along a path of acting later
    as the rule says, waiting is worth E[Y | state], by least squares on
    :func:`basis` over the paths on which acting would pay; one acts where that brings
    more. O(K D B²).

    References
    ----------
    Longstaff, F. A., Schwartz, E. S. (2001), The Review of Financial Studies 14(1),
    113–147, section 2.
    """
    _checked(state, payoff, discount)
    steps = len(payoff)
    acting: list[Fitted | None] = [None] * steps
    waiting: list[Fitted | None] = [None] * steps
    later = np.zeros(payoff.shape[1])
    for step in reversed(range(steps)):
        later *= discount
        now = payoff[step]
        if not known:
            expected = regressed(state[step], now)
            acting[step], now = expected, expected.at(state[step])
        pays = now > 0.0
        if step < steps - 1:
            chosen = pays if pays.sum() >= _FEW else np.ones_like(pays)
            waiting[step] = regressed(state[step][chosen], later[chosen])
        rule = Rule(tuple(acting), tuple(waiting))
        later = np.where(
            rule.acts(step, state[step], payoff[step]), payoff[step], later
        )
    return Rule(tuple(acting), tuple(waiting))


def followed(
    rule: Rule,
    state: Floats,
    payoff: Floats,
    discount: float,
    *,
    mirrored: bool = False,
) -> Outcome:
    """Follow a rule along paths and return what it brings.

    Parameters
    ----------
    rule : Rule
        Learnt on other paths.
    state : ndarray (K, D, F)
        As :func:`learnt` has it.
    payoff : ndarray (K, D)
        As :func:`learnt` has it.
    discount : float
        As :func:`learnt` has it.
    mirrored : bool
        Whether every second path is the mirror of the one before: errors are then told
        from pairs.

    Returns
    -------
    Outcome
        Value with its standard error.

    Raises
    ------
    InputError
        Shapes or the discount do not fit.
    """
    _checked(state, payoff, discount)
    steps, draws = payoff.shape
    idle = np.ones(draws, dtype=bool)
    brought = np.zeros(draws)
    acted = np.zeros(steps)
    for step in range(steps):
        acts = idle & rule.acts(step, state[step], payoff[step])
        brought[acts] = payoff[step][acts] * discount**step
        idle &= ~acts
        acted[step] = acts.mean()
    return Outcome(
        float(brought.mean()), error(brought, mirrored=mirrored), acted, brought
    )


def error(drawn: Floats, *, mirrored: bool = False) -> float:
    """Return the standard error of a mean.

    Parameters
    ----------
    drawn : ndarray (D,)
        Numbers, independent of each other, or in mirrored pairs; 2 pairs or more.
    mirrored : bool
        Whether neighbours are a pair.

    Examples
    --------
    >>> error(np.array([1.0, 3.0]))
    1.0
    >>> error(np.array([1.0, 3.0, 3.0, 1.0]), mirrored=True)
    0.0
    """
    if mirrored:
        drawn = drawn.reshape(-1, 2).mean(axis=1)
    return float(drawn.std(ddof=1) / np.sqrt(drawn.size))


def regressed(state: Floats, found: Floats) -> Fitted:
    """Return the expectation of numbers as a function of the state, by least squares.

    A path weighs 1/(1 + z²) with z its distance from the middle in standard deviations:
    far out, where prices run away, numbers scatter most and say least about the rest.

    Parameters
    ----------
    state : ndarray (D, F)
        A state that is the same on every path tells nothing and does no harm.
    found : ndarray (D,)
        What followed.

    Examples
    --------
    >>> state = np.arange(5.0)[:, None]
    >>> regressed(state, state[:, 0] ** 2).at(np.array([[2.5]])).round(6).tolist()
    [6.25]
    """
    centre, width = state.mean(axis=0), state.std(axis=0)
    width = np.where(width > 1e-12 * np.maximum(np.abs(centre), 1.0), width, np.inf)
    # Normal equations: states are centred and scaled, and this is several times faster
    # than a decomposition of all paths. Block by block, for the sake of the cache, and
    # because larger products wake threads that cost more than they help.
    square: Floats | float = 0.0
    right: Floats | float = 0.0
    for at in range(0, len(found), _BLOCK):
        distance = ((state[at : at + _BLOCK] - centre) / width).T
        told = basis(distance)
        weighed = told / (1.0 + (distance**2).sum(axis=0))
        square = square + weighed @ told.T
        right = right + weighed @ found[at : at + _BLOCK]
    held = np.asarray(square)
    # What tells nothing, or the same as another, gets no weight instead of any.
    ridge = _RIDGE * np.trace(held) / len(held) * np.eye(len(held))
    return Fitted(centre, width, np.linalg.solve(held + ridge, np.asarray(right)))


def _checked(state: Floats, payoff: Floats, discount: float) -> None:
    """Raise unless states, payoffs and the discount fit."""
    faults = {
        ("payoff", "needs steps by draws, at least one of each"): payoff.ndim != 2
        or payoff.size == 0,
        ("state", "needs steps by draws by states, as many as payoffs"): state.ndim != 3
        or state.shape[:2] != payoff.shape,
        ("discount", f"{discount:g} is not above 0 and at most 1"): not 0.0
        < discount
        <= 1.0,
    }
    wrong = [
        Problem(where, what, "give what the function's page says")
        for (where, what), found in faults.items()
        if found
    ]
    if wrong:
        raise InputError(wrong)
