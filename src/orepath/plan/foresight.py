"""Foresight: what it would be worth to know, and what it is worth to plan for, ruin.

Every plan tried has a worth in each state of a disrupted year. The best plan of each
state is what somebody who knew would build; the best plan of the calm years is what
somebody who never thinks of disruptions builds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.market import Markets
from orepath.plan.worth import Starts, Worth

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Foresight:
    """Hold the worth of knowing and of planning, discounted USD million.

    Parameters
    ----------
    knowing : float
        Expected value of perfect information: what knowing which state every year is
        in would add to the best plan; 0 or more.
    planning : float
        Value of the stochastic solution: what the best plan brings above the plan that
        is best where nothing is ever disrupted; 0 or more.
    exact : bool
        Whether both are over all plans, not merely over those that were tried.
    states : int
        States of a disrupted year.
    chance : float
        That a year is disrupted.
    calm : tuple of (project, year)
        The plan that is best where nothing is ever disrupted.
    """

    knowing: float
    planning: float
    exact: bool
    states: int
    chance: float
    calm: Starts


def foresight_of(markets: Markets, best: Worth, *, proven: bool) -> Foresight | None:
    """Return what knowing and planning for disruptions are worth.

    Parameters
    ----------
    markets : Markets
        With all plans tried.
    best : Worth
        The best of them.
    proven : bool
        Whether all plans were tried.

    Returns
    -------
    Foresight or None
        None where nothing can strike, or where the plan is the world's.

    Notes
    -----
    EVPI = ρ(max_n V_s(n)) - W(n*) and VSS = W(n*) - W(n⁰), with V_s the worth were
    every year in state s, ρ the attitude to risk (the mean without aversion), and
    n⁰ the best plan for years without a disruption. Plans of several markets are all
    combinations of the plans tried in each.

    References
    ----------
    Birge, J. R. and Louveaux, F. (2011). Introduction to Stochastic Programming, 2nd
    ed., chapter 4. Springer. doi 10.1007/978-1-4614-0237-4
    """
    attitude = markets.attitude
    if not attitude.names or markets.case.settings.plan.whose != "focus":
        return None
    combined = _combined(markets)
    joint = [one for one in markets.known if markets.affordable(one.starts)]
    known = attitude.known(
        np.array([one.mean for one in joint]), np.array([one.loss for one in joint])
    )
    most = known.max(axis=0)
    every = True
    for state, (worth, starts) in enumerate(combined):
        if markets.affordable(starts):
            most[state] = max(most[state], worth)
        else:
            every = False
    worth, calm = combined[-1]
    if not markets.affordable(calm):
        calm = joint[int(np.argmax(known[:, -1]))].starts
    return Foresight(
        max(attitude.judged(most) - best.focus, 0.0),
        max(best.focus - markets.worth(calm).focus, 0.0),
        proven and (every or len(markets.parts) == 1),
        len(attitude.names),
        float(attitude.chance.sum()),
        calm,
    )


def _combined(markets: Markets) -> list[tuple[float, Starts]]:
    """Return the best combination of the markets' plans in each state, calm last."""
    attitude = markets.attitude
    worths = np.zeros(len(attitude.names) + 1)
    plans: list[list[tuple[str, int]]] = [[] for _ in worths]
    for part, at in zip(markets.parts, markets.states, strict=True):
        sound = [one for one in part.known if markets.affordable(one.starts)]
        sound = sound or list(part.known)
        loss = np.zeros((len(sound), len(attitude.names)))
        loss[:, at] = np.array([one.loss for one in sound]).reshape(len(sound), at.size)
        known = attitude.known(np.array([one.mean for one in sound]), loss)
        worths += known.max(axis=0)
        for plan, chosen in zip(plans, known.argmax(axis=0), strict=True):
            plan.extend(sound[chosen].starts)
    return [
        (float(worth), tuple(sorted(plan)))
        for worth, plan in zip(worths, plans, strict=True)
    ]
