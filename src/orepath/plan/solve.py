"""The solver of a program: starts in, a checked answer with labels out.

A :class:`Solver` keeps its basis, so that re-solving with other starts is warm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan, SolverError, UnboundedPlan
from orepath.plan.arrays import Arrays
from orepath.plan.engine import Engine
from orepath.plan.extension import choice_of
from orepath.plan.footing import footing_of
from orepath.plan.program import Program

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Answer:
    """Hold what the solver found, checked here.

    Parameters
    ----------
    objective : float
        Discounted USD million; the less the better.
    value : ndarray (columns,)
        kt/a; starts in whole projects.
    dual : ndarray (rows,)
        Worth of one more unit of each row's limit, USD million.
    violation : float
        Largest breach of a row or column limit, kt/a.
    iterations : int
        Simplex iterations of this solve.
    """

    objective: float
    value: Floats
    dual: Floats
    violation: float
    iterations: int


class Solver:
    """Keep one program in the engine and solve it again and again.

    Parameters
    ----------
    program : Program
        Its matrix never changes afterwards; limits of columns may.

    Raises
    ------
    SolverError
        A cost, limit or coefficient is no number or is refused.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        _refuse_nan(program)
        self._engine = Engine(arrays_of(program))
        self._engine.stand(footing_of(program))
        self._start = program.network.blocks["start"].index
        self._choices = _choices(program)

    def solve(self, starts: Floats | None = None) -> Answer:
        """Solve the program.

        Parameters
        ----------
        starts : ndarray (start columns,) or None
            Starts to hold fixed; None leaves them free between 0 and 1. Budgets, and
            own rules on starts alone, bind only free starts: what a plan beyond the
            budget would bring is a fair question, and whoever fixes starts knows what
            they cost.

        Returns
        -------
        Answer
            Optimal and feasible, or an error is raised.

        Raises
        ------
        InfeasiblePlan
            No plan keeps all rules; the rules in conflict are named.
        UnboundedPlan
            A limit or a price is missing.
        SolverError
            Any other end, or an answer that breaks a limit.
        """
        self._hold_choices(held=starts is None)
        low = np.zeros(self._start.size) if starts is None else starts
        high = np.ones(self._start.size) if starts is None else starts
        self._engine.columns(self._start, low, high)
        end = self._engine.run()
        if end.status == "infeasible":
            conflicts = self._conflicts()
            raise InfeasiblePlan(
                "no plan keeps these rules together: " + "; ".join(conflicts), conflicts
            )
        if end.status == "unbounded":
            raise UnboundedPlan(
                "the objective has no limit: a price or bound is missing"
            )
        engine = self._engine
        return Answer(
            end.objective, engine.value, engine.dual, end.violation, engine.iterations
        )

    def _hold_choices(self, *, held: bool) -> None:
        """Put the rows that bind plans and no flows in force, or lift them."""
        rows, none = self._choices, np.full(self._choices.size, np.inf)
        self._engine.rows(
            rows,
            self.program.row_lower[rows] if held else -none,
            self.program.row_upper[rows] if held else none,
        )

    def _conflicts(self) -> list[str]:
        """Return labels of an irreducible set of rows and upper limits in conflict."""
        found = self._engine.conflict()
        if found is None:
            return ["(the solver could not name them)"]
        return [self.program.row_label(int(row)) for row in found.rows] + [
            f"limit: {self.program.column_label(int(column))}"
            for column, side in zip(found.columns, found.column_sides, strict=True)
            if side in ("upper", "both")
        ]


def _choices(program: Program) -> Index:
    """Return the rows of budgets, and of own rules on starts alone."""
    found = [
        np.arange(group.start, group.start + group.size)
        for group in program.groups
        if group.rule == "budget"
    ]
    choice = choice_of(program)
    return np.concatenate(
        [*found, np.zeros(0, np.int64) if choice is None else choice.rows]
    )


def arrays_of(program: Program) -> Arrays:
    """Return a program as the engine takes it.

    Parameters
    ----------
    program : Program
        With its starts free and its budgets in force.
    """
    return Arrays(
        program.cost,
        program.matrix,
        program.row_lower,
        program.row_upper,
        program.lower,
        program.upper,
    )


def _refuse_nan(program: Program) -> None:
    """Refuse what is no number: HiGHS would take it and answer with nonsense."""
    for what, values in (("cost", program.cost), ("limit", program.upper)):
        faulty = np.flatnonzero(np.isnan(values))
        if faulty.size:
            label = program.column_label(int(faulty[0]))
            raise SolverError(f"the {what} of {label} is no number")
    if np.isnan(program.matrix.data).any():
        row = int(program.matrix.indices[np.isnan(program.matrix.data)][0])
        raise SolverError(f"a coefficient of {program.row_label(row)} is no number")
