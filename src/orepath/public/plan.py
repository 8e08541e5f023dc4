"""A plan: what to build, buy and agree."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orepath.plan.extension import OwnDraft
    from orepath.plan.result import Plan
    from orepath.world.case import Case
    from orepath.world.own import OwnRule


def optimize(
    case: "Case", *, rules: "Sequence[Callable[[OwnDraft], None] | OwnRule]" = ()
) -> "Plan":
    """Search what the focus place should build, buy and agree, and when.

    The base year is calibrated first; every candidate is solved in the world market.

    Parameters
    ----------
    case : orepath.world.case.Case
        A case that was read.
    rules : sequence of callable or OwnRule
        Rules of your own: functions that add rows to every program of the case. One
        that holds several goods together says so, as ``OwnRule(rule, joins=(…,))``.

    Returns
    -------
    orepath.plan.result.Plan
        Starts, flows, prices, surpluses and whether the plan is proven.

    Raises
    ------
    InputError
        A rule of your own names what the case has not.
    InfeasiblePlan
        The base year cannot balance, or no plan keeps all rules.
    """
    from orepath.plan.extension import with_rules
    from orepath.study.answering import plan_case
    from orepath.world.calibrate import calibrate

    ruled = with_rules(case, rules)
    return plan_case(ruled, calibrate(ruled))
