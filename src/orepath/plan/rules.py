"""Rules are the table of contents of the program: each adds its rows to a draft."""

from collections.abc import Callable

from orepath.plan.program import Draft
from orepath.plan.rule.balance import balance
from orepath.plan.rule.cohort import cohort
from orepath.plan.rule.depletion import depletion
from orepath.plan.rule.ease import ease
from orepath.plan.rule.leg import leg_capacity
from orepath.plan.rule.project import (
    least_use,
    offtake,
    once,
    precedence,
    recourse,
    running,
)
from orepath.plan.rule.quota import quota
from orepath.plan.rule.relation import ramp

Rule = Callable[[Draft], None]

RULES: tuple[Rule, ...] = (
    balance,
    once,
    precedence,
    running,
    recourse,
    least_use,
    offtake,
    ease,
    depletion,
    cohort,
    leg_capacity,
    ramp,
    quota,
)
