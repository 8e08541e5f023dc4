"""The one door to HiGHS: a program in, a checked answer out.

A :class:`Solver` keeps its basis, so that re-solving with other starts is warm.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan, SolverError, UnboundedPlan
from orepath.plan.program import Program

Floats = NDArray[np.float64]
Setting = bool | int | float | str

_FEASIBLE = 1e-5  # kt/a


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
    """Keep one program in HiGHS and solve it again and again.

    Parameters
    ----------
    program : Program
        Its matrix never changes afterwards; limits of columns may.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._highs = highspy.Highs()
        self._set("output_flag", value=False)
        self._set("solver", value="simplex")
        self._set("threads", value=1)
        self._pass(program)
        start = program.network.blocks["start"]
        self._start = start.index.astype(np.int32)
        rules = {group.rule: group for group in program.groups}
        self._budget = rules.get("budget")

    def _set(self, option: str, *, value: Setting) -> None:
        """Set an option; a rejected one would silently keep its old value."""
        if self._highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            raise SolverError(f"HiGHS rejects the option {option}={value!r}")

    def _pass(self, program: Program) -> None:
        """Hand the program over from its arrays."""
        _refuse_nan(program)
        matrix = program.matrix
        status = self._highs.passModel(
            program.cost.size,
            matrix.shape[0],
            matrix.nnz,
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            program.cost,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            matrix.indptr.astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
            np.zeros(program.cost.size, dtype=np.int32),
        )
        if status != highspy.HighsStatus.kOk:
            raise SolverError(f"HiGHS does not accept the program: {status}")

    def solve(self, starts: Floats | None = None) -> Answer:
        """Solve the program.

        Parameters
        ----------
        starts : ndarray (start columns,) or None
            Starts to hold fixed; None leaves them free between 0 and 1. Budgets bind
            only free starts: what a plan beyond the budget would bring is a fair
            question, and whoever fixes starts knows what they cost.

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
        self._hold_budgets(held=starts is None)
        low = np.zeros(self._start.size) if starts is None else starts
        high = np.ones(self._start.size) if starts is None else starts
        if self._start.size:
            self._highs.changeColsBounds(self._start.size, self._start, low, high)
        status = self._highs.run()
        if status == highspy.HighsStatus.kError:
            raise SolverError("HiGHS stopped with an error")
        return self._answer(low, high)

    def _hold_budgets(self, *, held: bool) -> None:
        """Put the budget rows in force, or lift them."""
        if self._budget is None:
            return
        limit = self._budget.upper if held else np.full(self._budget.size, np.inf)
        for row, most in enumerate(limit, start=self._budget.start):
            self._highs.changeRowBounds(row, -np.inf, most)

    def _answer(self, low: Floats, high: Floats) -> Answer:
        """Read, check and return the answer."""
        end = self._highs.getModelStatus()
        if end == highspy.HighsModelStatus.kInfeasible:
            conflicts = self._conflicts()
            raise InfeasiblePlan(
                "no plan keeps these rules together: " + "; ".join(conflicts), conflicts
            )
        if end in (
            highspy.HighsModelStatus.kUnbounded,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            raise UnboundedPlan(
                "the objective has no limit: a price or bound is missing"
            )
        if end != highspy.HighsModelStatus.kOptimal:
            raise SolverError(
                f"HiGHS ended with {self._highs.modelStatusToString(end)}"
            )
        solution = self._highs.getSolution()
        facts = self._highs.getInfo()
        value = np.array(solution.col_value)
        violation = self._violation(value, low, high)
        if violation > _FEASIBLE:
            raise SolverError(f"the answer breaks a limit by {violation:.2g} kt/a")
        return Answer(
            float(self.program.cost @ value),
            value,
            np.array(solution.row_dual),
            violation,
            int(facts.simplex_iteration_count),
        )

    def _violation(self, value: Floats, low: Floats, high: Floats) -> float:
        """Return the largest breach of any limit, computed here and not by HiGHS."""
        p = self.program
        activity = p.matrix @ value
        row_upper = p.row_upper
        if self._budget is not None and np.array_equal(low, high):
            row_upper[self._budget.rows] = np.inf
        lower, upper = p.lower.copy(), p.upper.copy()
        lower[self._start], upper[self._start] = low, high
        worst = max(
            float((p.row_lower - activity).max(initial=0.0)),
            float((activity - row_upper).max(initial=0.0)),
            float((lower - value).max(initial=0.0)),
            float((value - upper).max(initial=0.0)),
        )
        return max(worst, 0.0)

    def _conflicts(self) -> list[str]:
        """Return labels of an irreducible set of rows and upper limits in conflict."""
        # Strategy 6 asks for an irreducible set; the default answers with no rows.
        self._set("iis_strategy", value=6)
        status, found = self._highs.getIis()
        if status != highspy.HighsStatus.kOk or not found.valid_:
            return ["(the solver could not name them)"]
        upper = int(highspy.IisBoundStatus.kIisBoundStatusUpper)
        return [self.program.row_label(int(row)) for row in found.row_index_] + [
            f"limit: {self.program.column_label(int(column))}"
            for column, bound in zip(found.col_index_, found.col_bound_, strict=True)
            if int(bound) >= upper
        ]


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
