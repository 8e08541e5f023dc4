"""The one door to HiGHS: bare arrays in, a checked ending out.

An :class:`Engine` keeps one linear program and its basis, so that solving again after
a change of limits, costs or rows is warm. It knows no market; whoever stands on it
gives the rows and columns their names.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import SolverError
from orepath.plan.arrays import ROUNDING, Arrays, Floats, Index, Ledger
from orepath.plan.ending import Conflict, Ending, Status

Setting = bool | int | float | str
Method = Literal["simplex", "ipx", "ipm"]

_FEASIBLE = 1e-5  # in the units of the rows
_STATUS: dict[Any, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kTimeLimit: "stopped",
    highspy.HighsModelStatus.kIterationLimit: "stopped",
}
LOWER, BASIC, UPPER = (
    int(mark)
    for mark in (
        highspy.HighsBasisStatus.kLower,
        highspy.HighsBasisStatus.kBasic,
        highspy.HighsBasisStatus.kUpper,
    )
)
_MARKS = np.array(
    sorted(highspy.HighsBasisStatus.__members__.values(), key=int), dtype=object
)
_SIDE = {
    int(highspy.IisBoundStatus.kIisBoundStatusLower): "lower",
    int(highspy.IisBoundStatus.kIisBoundStatusUpper): "upper",
    int(highspy.IisBoundStatus.kIisBoundStatusBoxed): "both",
}


@dataclass(frozen=True)
class Basis:
    """Hold a basis of one engine, to begin from again; good in its process only.

    It lies in an empty program of the engine's size: bases pass between two programs
    of HiGHS at once, and through Python column by column.
    """

    held: Any


@dataclass(frozen=True)
class Standing:
    """Hold a basis as marks, of this engine or made up for it.

    Parameters
    ----------
    columns, rows : ndarray of int8 (columns,), (rows,)
        ``LOWER`` or ``UPPER``, the limit it stands at, or ``BASIC`` between them.
    """

    columns: NDArray[np.int8]
    rows: NDArray[np.int8]


class Engine:
    """Keep one linear program in HiGHS and run it again and again.

    Parameters
    ----------
    lp : Arrays
        Its matrix is not copied and must not change.
    solver : str
        ``simplex`` (warm), ``ipx`` or ``ipm`` (large programs, cold).
    whole : ndarray of int or None
        Columns that count whole things.
    presolve : bool
        Whether to make the program smaller before a cold run: worth it for a program
        solved once, not for one solved again and again.

    Raises
    ------
    SolverError
        A number is none, or HiGHS refuses the program.

    Examples
    --------
    >>> lp = Arrays(
    ...     np.array([1.0, 2.0]),
    ...     sparse.csc_array(np.array([[1.0, 1.0]])),
    ...     np.array([3.0]),
    ...     np.array([np.inf]),
    ...     np.zeros(2),
    ...     np.array([2.0, 2.0]),
    ... )
    >>> engine = Engine(lp)
    >>> engine.run().objective
    4.0
    >>> engine.value.tolist(), engine.dual.tolist()
    ([2.0, 1.0], [2.0])
    """

    def __init__(
        self,
        lp: Arrays,
        *,
        solver: Method = "simplex",
        whole: Index | None = None,
        presolve: bool = True,
    ) -> None:
        self._ledger = Ledger(lp)
        self._highs = _begun(lp)
        self._presolve = "choose" if presolve else "off"
        self._set("presolve", value=self._presolve)
        self._set("solver", value=solver)
        self._set("threads", value=1)
        self._whole = whole is not None and bool(whole.size)
        if whole is not None and whole.size:
            kind = np.full(whole.size, int(highspy.HighsVarType.kInteger), np.uint8)
            self._ask("changeColsIntegrality", whole.size, _short(whole), kind)

    def _set(self, option: str, *, value: Setting) -> None:
        """Set an option; a rejected one would silently keep its old value."""
        if self._highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            raise SolverError(f"HiGHS rejects the option {option}={value!r}")

    def _ask(self, what: str, *given: object) -> None:
        """Have HiGHS do something, and hear whether it did."""
        if getattr(self._highs, what)(*given) == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS does not accept {what}")

    def columns(self, index: Index, lower: Floats, upper: Floats) -> None:
        """Change the limits of columns at positions ``index`` (k,)."""
        if index.size:
            self._ledger.columns(index, lower, upper)
            self._ask("changeColsBounds", index.size, _short(index), lower, upper)

    def rows(self, index: Index, lower: Floats, upper: Floats) -> None:
        """Change the limits of rows at positions ``index`` (k,)."""
        new = np.flatnonzero(self._ledger.rows(index, lower, upper))
        if new.size:
            at = _short(index[new])
            self._ask("changeRowsBounds", at.size, at, lower[new], upper[new])

    def costs(self, index: Index, values: Floats) -> None:
        """Change the costs of columns at positions ``index`` (k,)."""
        if index.size:
            self._ledger.costs(index, values)
            self._ask("changeColsCost", index.size, _short(index), values)

    def coefficient(self, row: int, column: int, value: float) -> None:
        """Change one coefficient that is not nought when the engine begins."""
        self._ledger.coefficient(row, column, value)
        self._ask("changeCoeff", row, column, value)

    def add_rows(self, matrix: sparse.csr_array, lower: Floats, upper: Floats) -> None:
        """Add rows (k, columns) below those there are; the basis stays good."""
        self._ledger.add(matrix, lower, upper)
        self._ask(
            "addRows",
            lower.size,
            lower,
            upper,
            matrix.nnz,
            _short(matrix.indptr),
            _short(matrix.indices),
            matrix.data,
        )

    def drop_rows(self, index: Index) -> None:
        """Remove rows that were added; others are refused with a SolverError."""
        if not index.size:
            return
        self._ledger.drop(index)
        self._ask("deleteRows", index.size, _short(index))

    def run(self, gap: float | None = None, seconds: float | None = None) -> Ending:
        """Solve the program as it stands now, beginning from the basis there is.

        Parameters
        ----------
        gap : float or None
            With whole columns: the part of the objective that may stay unproven.
        seconds : float or None
            Time after which to stop.

        Returns
        -------
        Ending
            Of an ``optimal`` or ``stopped`` one, ``value`` and ``dual`` can be read.

        Raises
        ------
        SolverError
            HiGHS failed, or its answer breaks a limit.
        """
        self.__dict__.pop("_solution", None)
        self.__dict__.pop("_value", None)
        if gap is not None:
            self._set("mip_rel_gap", value=gap)
        # The engine's clock runs on from one run to the next.
        since = self._highs.getRunTime()
        self._set("time_limit", value=np.inf if seconds is None else since + seconds)
        status = self._end()
        if status not in ("optimal", "stopped"):
            return Ending(status, np.inf, -np.inf)
        facts = self._highs.getInfo()
        found = status == "optimal" or facts.primal_solution_status == 2
        violation = self._ledger.violation(self._value) if found else 0.0
        if violation > _FEASIBLE:
            raise SolverError(f"the answer breaks a limit by {violation:.2g}")
        objective = self._ledger.objective(self._value) if found else np.inf
        bound = objective if status == "optimal" else -np.inf
        if self._whole:
            bound = min(float(facts.mip_dual_bound), objective)
        return Ending(status, objective, bound, violation)

    def _end(self) -> Status:
        """Run HiGHS and return how it ended."""
        self._ask("run")
        end = self._highs.getModelStatus()
        if end == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            # Presolve cannot tell which; the method itself can.
            self._set("presolve", value="off")
            self._ask("run")
            self._set("presolve", value=self._presolve)
            end = self._highs.getModelStatus()
        if end not in _STATUS:
            told = self._highs.modelStatusToString(end)
            raise SolverError(f"HiGHS ended with {told}")
        return _STATUS[end]

    @cached_property
    def _solution(self) -> Any:
        """Read the solution once a run."""
        return self._highs.getSolution()

    @cached_property
    def _value(self) -> Floats:
        """Read the columns' values once a run."""
        return np.array(self._solution.col_value, dtype=np.float64)

    @property
    def value(self) -> Floats:
        """Return the columns' values (columns,)."""
        return self._value.copy()

    @property
    def dual(self) -> Floats:
        """Return what one more unit of each row's limit adds to the objective."""
        return np.array(self._solution.row_dual, dtype=np.float64)

    @property
    def reduced(self) -> Floats:
        """Return what one more unit of each column adds to the objective."""
        return np.array(self._solution.col_dual, dtype=np.float64)

    @property
    def iterations(self) -> int:
        """Return the simplex iterations of the last run."""
        return int(self._highs.getInfo().simplex_iteration_count)

    def basis(self, kept: Basis | None = None) -> Basis:
        """Return the basis of the last run.

        Parameters
        ----------
        kept : Basis or None
            One that is needed no more and may be written over; it must stem from this
            engine, with as many rows.
        """
        held = (kept or _empty(*self._ledger.size)).held
        if held.setBasis(self._highs.getBasis()) == highspy.HighsStatus.kError:
            raise SolverError("HiGHS has no basis to keep")
        return Basis(held)

    def set_basis(self, basis: Basis | None) -> None:
        """Begin the next run from a basis.

        Parameters
        ----------
        basis : Basis or None
            None forgets every basis: the next run is cold.
        """
        if basis is None:
            self._ask("clearSolver")
        else:
            self._ask("setBasis", basis.held.getBasis())

    def standing(self) -> Standing:
        """Return the basis of the last run as marks."""
        now = self._highs.getBasis()
        return Standing(
            np.array([int(mark) for mark in now.col_status], dtype=np.int8),
            np.array([int(mark) for mark in now.row_status], dtype=np.int8),
        )

    def stand(self, standing: Standing) -> None:
        """Begin the next run from marks; where they make no basis, HiGHS mends them.

        Parameters
        ----------
        standing : Standing
            A mark for every column and row.
        """
        made = highspy.HighsBasis()
        made.col_status = _MARKS[standing.columns].tolist()
        made.row_status = _MARKS[standing.rows].tolist()
        made.valid = made.alien = True
        self._ask("setBasis", made)

    def ray(self) -> Floats | None:
        """Return the proof that nothing fits, after an ``infeasible`` run.

        Returns
        -------
        ndarray (rows,) or None
            Weights y for which every answer within the limits of the columns has
            y·Ax greater than the limits of the rows allow, so that
            min y·Ax - max y·r > 0 (Farkas). None where HiGHS has no such weights.
        """
        status, there, ray = self._highs.getDualRay()
        if status != highspy.HighsStatus.kOk or not there:
            return None
        y = np.asarray(ray, dtype=np.float64)
        for proof in (y, -y):
            if self._ledger.excess(proof) > ROUNDING * (1.0 + np.abs(proof).sum()):
                return proof
        return None

    def conflict(self) -> Conflict | None:
        """Return an irreducible set of limits in conflict, after an ``infeasible`` run.

        Returns
        -------
        Conflict or None
            None where HiGHS cannot name one.
        """
        # Strategy 6 asks for an irreducible set; the default answers with no rows.
        self._set("iis_strategy", value=6)
        status, found = self._highs.getIis()
        if status != highspy.HighsStatus.kOk or not found.valid_:
            return None
        return Conflict(
            np.array(found.row_index_, dtype=np.int64),
            tuple(_SIDE.get(int(s), "none") for s in found.row_bound_),
            np.array(found.col_index_, dtype=np.int64),
            tuple(_SIDE.get(int(s), "none") for s in found.col_bound_),
        )


def _begun(lp: Arrays) -> Any:
    """Return a program handed over to HiGHS from its arrays."""
    highs = highspy.Highs()
    highs.silent()
    matrix = lp.matrix
    status = highs.passModel(
        lp.cost.size,
        matrix.shape[0],
        matrix.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        lp.cost,
        lp.lower,
        lp.upper,
        lp.row_lower,
        lp.row_upper,
        _short(matrix.indptr),
        _short(matrix.indices),
        matrix.data,
        np.zeros(lp.cost.size, dtype=np.int32),
    )
    if status != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS does not accept the program: {status}")
    return highs


def _empty(columns: int, rows: int) -> Basis:
    """Return where a basis can be kept: a program with nothing in it but its size."""
    by_column, by_row = np.zeros(columns), np.zeros(rows)
    none = sparse.csc_array((rows, columns))
    nothing = Arrays(by_column, none, by_row, by_row, by_column, by_column)
    return Basis(_begun(nothing))


def _short(index: NDArray[Any]) -> NDArray[np.int32]:
    """Return positions in the width HiGHS counts in."""
    return index.astype(np.int32)
