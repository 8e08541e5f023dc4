"""Orepath plans critical-mineral value chains, from the ore to the demand.

This page is the public face. It stays light: nothing heavy is loaded until a
function that needs it is called.
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
]
