"""A strand is what still hangs together once it is decided which projects start.

With the starts fixed, most rows speak of one moment only, so the program falls apart
into strands: a period by itself, the year of disruptions with all that strikes in it.
A plan that differs from another in what starts when changes few of them; the rest are
remembered.
"""

from collections import OrderedDict
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from orepath.errors import InfeasiblePlan, OrepathError, PlanError, SolverError
from orepath.plan.arrays import Arrays
from orepath.plan.ending import Ending
from orepath.plan.engine import BASIC, Basis, Engine, Standing
from orepath.plan.footing import footing_of
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# Answers kept in memory by all strands of a program together, bytes.
_ROOM = 2**27
# Rows from which on it pays to go back to the basis of a like question.
_LARGE = 3000


@dataclass(frozen=True)
class Part:
    """Hold the answer of one strand.

    Parameters
    ----------
    objective : float
        Discounted USD million, capital apart.
    taken : ndarray (rows,)
        What the started projects bring to each row: the question.
    value, dual : ndarray
        Of its columns and rows.
    violation : float
        Largest breach of a limit, kt/a.
    iterations : int
        Simplex iterations; 0 where it was remembered.
    basis : Basis or None
        Where a like question can be begun from; None in a small strand, which is
        solved sooner than a basis is changed.
    """

    objective: float
    taken: Floats
    value: Floats
    dual: Floats
    violation: float
    iterations: int
    basis: Basis | None


@dataclass(eq=False)
class Strand:
    """Hold moments that hang together, their part of the program and its answers.

    Parameters
    ----------
    columns, rows : ndarray of int
        Its part of the program.
    lp : Arrays
        That part, no project started.
    footing : Standing
        The basis its first solution sets out from.
    """

    columns: Index
    rows: Index
    lp: Arrays
    footing: Standing
    _engine: Engine | None = None
    _last: Part | None = None
    _known: OrderedDict[bytes, Part] = field(default_factory=OrderedDict)

    def solve(self, taken: Floats, keep: int) -> Part | None:
        """Solve the strand under a plan; None where nothing keeps its rows.

        Parameters
        ----------
        taken : ndarray (rows,)
            What the started projects bring to each of its rows.
        keep : int
            Answers to remember.
        """
        key = taken.tobytes()
        if key in self._known:
            self._known.move_to_end(key)
            return replace(self._known[key], iterations=0)
        if self._engine is None:
            self._engine = Engine(self.lp)
            self._engine.stand(self.footing)
        engine, large = self._engine, self.rows.size > _LARGE
        if large:
            self._begin(engine, taken)
        try:
            end = self._asked(engine, taken)
        except SolverError:
            end = None
        if end is None or end.status != "optimal":
            # Rounding may lead a run astray that begins from another question's basis.
            engine = self._engine = Engine(self.lp)
            end = self._asked(engine, taken)
        if end.status != "optimal":
            return None
        part = self._last = Part(
            end.objective,
            taken,
            engine.value,
            engine.dual,
            end.violation,
            engine.iterations,
            engine.basis() if large else None,
        )
        self._known[key] = part
        while len(self._known) > keep:
            self._known.popitem(last=False)
        return part

    def _asked(self, engine: Engine, taken: Floats) -> Ending:
        """Ask an engine a question."""
        every = np.arange(self.rows.size)
        engine.rows(every, self.lp.row_lower - taken, self.lp.row_upper - taken)
        return engine.run()

    def standing(self) -> Standing:
        """Return the basis of the last answer; the footing where there is none."""
        return self.footing if self._engine is None else self._engine.standing()

    def conflict(self) -> tuple[Index, Index] | None:
        """Return rows and columns of the program in conflict, after it had no answer.

        Of columns, those whose upper limit takes part; None where HiGHS names nothing.
        """
        found = None if self._engine is None else self._engine.conflict()
        if found is None or not found.rows.size:
            return None
        upper = [side in {"upper", "both"} for side in found.column_sides]
        return self.rows[found.rows], self.columns[found.columns[upper]]

    def _begin(self, engine: Engine, taken: Floats) -> None:
        """Begin from the answer to the likest question, not merely from the last one.

        A search asks for plans one change away from its own, so two changes lie between
        one question and the next.
        """
        nearest = min(
            reversed(self._known.values()),
            key=lambda part: int((part.taken != taken).sum()),
            default=None,
        )
        if nearest is not None and nearest is not self._last:
            engine.set_basis(nearest.basis)


class Strands:
    """Solve a program with its starts fixed, strand by strand.

    Parameters
    ----------
    program : Program
        Its matrix never changes afterwards.
    footing : Standing or None
        The basis to set out from, of the whole program; None makes one up.

    Notes
    -----
    The sum of the strands is the program, exactly. Rows of starts alone (budgets, one
    start a project) bind nobody once the starts are given.
    """

    def __init__(self, program: Program, footing: Standing | None = None) -> None:
        self.program = program
        start = program.network.blocks["start"]
        self._begun = sparse.csr_array(program.matrix[:, start.columns])
        self._capital = program.cost[start.columns]
        self.each = _strands(program, footing or footing_of(program))
        size = sum(s.columns.size + s.rows.size for s in self.each) * 8
        self._keep = int(np.clip(_ROOM // max(size, 1), 4, 64))

    def solve(self, starts: Floats, given: Floats | None = None) -> Answer:
        """Solve the program under a plan.

        Parameters
        ----------
        starts : ndarray (start columns,)
            The plan.
        given : ndarray (rows,) or None
            What else is brought to each row as a gift, kt/a.

        Returns
        -------
        Answer
            Optimal and feasible, or an error is raised.

        Raises
        ------
        InfeasiblePlan
            No flows keep all rules; the rules in conflict are named.
        UnboundedPlan
            A limit or a price is missing.
        SolverError
            Any other end.
        """
        program = self.program
        # No minus nought: the same plan must have the same key.
        gift = 0.0 if given is None else given
        taken = np.asarray(self._begun @ starts) + gift
        value, dual = np.zeros(program.cost.size), np.zeros(taken.size)
        value[program.network.blocks["start"].columns] = starts
        objective, violation, iterations = float(self._capital @ starts), 0.0, 0
        for strand in self.each:
            part = strand.solve(taken[strand.rows], self._keep)
            if part is None:
                raise self._conflict(strand, starts, given)
            value[strand.columns] = part.value
            dual[strand.rows] = part.dual
            objective += part.objective
            violation = max(violation, part.violation)
            iterations += part.iterations
        return Answer(objective, value, dual, violation, iterations)

    def standing(self) -> Standing:
        """Return where the strands stand now, as a footing for a like program."""
        columns = np.zeros(self.program.cost.size, dtype=np.int8)
        rows = np.full(self.program.matrix.shape[0], BASIC, dtype=np.int8)
        for strand in self.each:
            now = strand.standing()
            columns[strand.columns], rows[strand.rows] = now.columns, now.rows
        return Standing(columns, rows)

    def _conflict(
        self, strand: Strand, starts: Floats, given: Floats | None
    ) -> OrepathError:
        """Return the error that names the rules no flows keep."""
        if given is not None:
            return InfeasiblePlan(
                "no flows keep all rules under what is taken away", ()
            )
        found = strand.conflict()
        if found is not None:
            rows, columns = found
            labels = [self.program.row_label(int(row)) for row in rows] + [
                f"limit: {self.program.column_label(int(at))}" for at in columns
            ]
            return InfeasiblePlan(
                "no flows keep these rules together: " + "; ".join(labels), labels
            )
        try:
            Solver(self.program).solve(starts)
        except PlanError as fault:
            return fault
        return SolverError("a part of the program has no answer, but the whole has one")


def _strands(program: Program, footing: Standing) -> tuple[Strand, ...]:
    """Part a program into its strands, in the order of their first moments."""
    blocks = program.network.blocks
    moment = np.full(program.cost.size, -1)
    for name, block in blocks.items():
        if name != "start":
            moment[block.columns] = block.moment
    matrix, count = program.matrix, len(program.network.moments)
    when = np.repeat(moment, np.diff(matrix.indptr))
    mine = when >= 0
    # Moments hang together where a row speaks of both.
    touch = np.zeros((matrix.shape[0], count), dtype=bool)
    touch[matrix.indices[mine], when[mine]] = True
    several = sparse.csr_array(touch[touch.sum(axis=1) > 1].astype(np.int32))
    _, home = csgraph.connected_components(several.T @ several, directed=False)
    strand_of_row = np.where(touch.any(axis=1), home[touch.argmax(axis=1)], -1)
    _, first = np.unique(home, return_index=True)
    found = []
    for strand in np.argsort(first):
        columns = np.flatnonzero((moment >= 0) & (home[moment] == strand))
        rows = np.flatnonzero(strand_of_row == strand)
        if columns.size:
            own = Standing(footing.columns[columns], footing.rows[rows])
            found.append(_strand(program, columns, rows, own))
    return tuple(found)


def _strand(program: Program, columns: Index, rows: Index, footing: Standing) -> Strand:
    """Return one strand of a program."""
    part = program.matrix[:, columns]
    # All entries of these columns stand in these rows: they are only counted anew.
    place = np.zeros(program.matrix.shape[0], dtype=np.int32)
    place[rows] = np.arange(rows.size)
    own = sparse.csc_array(
        (part.data, place[part.indices], part.indptr), shape=(rows.size, columns.size)
    )
    own.sort_indices()
    return Strand(
        columns,
        rows,
        Arrays(
            program.cost[columns],
            own,
            program.row_lower[rows],
            program.row_upper[rows],
            program.lower[columns],
            program.upper[columns],
        ),
        footing,
    )
