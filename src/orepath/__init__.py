"""Orepath plans critical-mineral value chains, from the ore to the demand.

This page is the public face::

    import orepath as op

    case = op.load_case("india-titanium")
    plan = op.optimize(case)
    struck = op.stress_plan(plan)

It stays light: nothing heavy is loaded until a function that needs it is called.
"""

from orepath.errors import (
    AxisError,
    EngineError,
    InfeasiblePlan,
    InputError,
    OrepathError,
    PlanError,
    Problem,
    SolverError,
    UnboundedPlan,
    UnitError,
)
from orepath.public.case import build_case, load_case
from orepath.public.exposure import assess_case, assess_place
from orepath.public.plan import optimize
from orepath.public.stress import (
    cheapest_fixes,
    stress_plan,
    stress_trials,
    try_history,
)
from orepath.public.study import run_study
from orepath.public.venture import appraise_venture, auction_block, read_venture

__version__ = "0.1.0"

__all__ = [
    "AxisError",
    "EngineError",
    "InfeasiblePlan",
    "InputError",
    "OrepathError",
    "PlanError",
    "Problem",
    "SolverError",
    "UnboundedPlan",
    "UnitError",
    "__version__",
    "appraise_venture",
    "assess_case",
    "assess_place",
    "auction_block",
    "build_case",
    "cheapest_fixes",
    "load_case",
    "optimize",
    "read_venture",
    "run_study",
    "stress_plan",
    "stress_trials",
    "try_history",
]
