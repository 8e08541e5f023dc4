"""A market is one cluster of goods asked again and again: with the plan, and with more.

Whatever is tried beside the plan is one warm solve; reserves are none.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.network import KT
from orepath.plan.prices import market_prices
from orepath.plan.project import stock_row
from orepath.plan.solve import Solver
from orepath.plan.surplus import focus_by_moment, shares_of
from orepath.stress.chain import Side
from orepath.stress.cut import Left
from orepath.stress.dispatch import Dispatch, dispatch_of
from orepath.stress.hurt import Hurt
from orepath.stress.measure import reserved, with_reserves
from orepath.stress.operation import Operation
from orepath.stress.shocks import control_of
from orepath.stress.toll import TIERS, Assessor, Toll
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


class Market:
    """Ask one cluster of goods again and again: the plan, and a measure beside it.

    Parameters
    ----------
    case, calibration : Case, Calibration
        The cluster.
    plan : mapping of str to int
        The plan of the whole case.
    """

    def __init__(
        self, case: Case, calibration: Calibration, plan: Mapping[str, int]
    ) -> None:
        self.case = with_reserves(case, calibration)
        self.program = program_of(
            self.case, calibration, (control_of(self.case, calibration),)
        )
        self.network = self.program.network
        self.moment = int(self.network.moments.branches[0])
        own = set(case.table("projects")["project"])
        self.plan = {name: year for name, year in plan.items() if name in own}
        self._solver = Solver(self.program)
        self.side, self.gain, price = self._built({})
        self._price = price[:, self.moment]
        labels = self.side.assessor.goods
        self.goods = tuple(dict.fromkeys(labels))
        self._good = np.array([self.goods.index(g) for g in labels], dtype=np.int64)

    def built(self, starts: Mapping[str, int]) -> tuple[Side, float]:
        """Build something beside the plan: one warm solve.

        Budgets bind no starts that are given, so a measure may go beyond them.

        Parameters
        ----------
        starts : mapping of str to int
            Project to year.

        Returns
        -------
        tuple of Side and float
            The undisturbed year, and what the focus actor gains in it, capital apart,
            USD million; rents of trade are the importers', as in the plan's own gain.
        """
        side, gain, _ = self._built(starts)
        return side, gain

    def _built(self, starts: Mapping[str, int]) -> tuple[Side, float, Floats]:
        """Build something, and return market prices too, USD/t (R, M)."""
        n = self.network
        answer = self._solver.solve(n.starts({**self.plan, **starts}))
        part = dispatch_of(self.program, answer, self.moment)
        price = market_prices(self.program, answer)
        # As the plan counts: where nothing strikes, rents of trade are the importers'.
        gain = focus_by_moment(
            self.program, answer, price, shares_of(n), to_exporters=False
        )
        side = Side(part, Assessor(self.program, part, self.moment))
        return side, float(gain[self.moment]), price

    def lived(self, side: Side, left: Left) -> Hurt:
        """Live through disruptions: a warm solve of the year for each.

        Parameters
        ----------
        side : Side
            The undisturbed year.
        left : Left
            What T disruptions leave.
        """
        operation = Operation(side.dispatch)
        cuts = side.dispatch.cut(left)
        answers = operation.answers(cuts)
        return self._hurt(side.assessor.tolls(cuts, answers, operation.base))

    def relieved(self, left: Left, good: Index, size: Floats) -> Hurt:
        """Live through disruptions with a reserve each.

        Parameters
        ----------
        left : Left
            What T disruptions leave.
        good : ndarray of int (T,)
            Which good is held, by position in ``goods``.
        size : ndarray (T,)
            How much of it, t.

        Notes
        -----
        The harm counts against the undisturbed year without a reserve: none is opened
        where nothing happens. In a disruption it is opened once the good is dearer than
        undisturbed, and filled again afterwards at that price. One program for all
        sizes: they are heights of stairs.
        """
        mine, refill = self._reserves()
        full = _filled(self.side.dispatch, mine, refill)
        operation = Operation(full)
        cuts, calm = full.cut(left), full.uncut()
        held = np.zeros((len(left), mine.size))
        held[np.arange(len(left)), good] = size * KT
        cuts.height[:, mine] = np.minimum(cuts.height[:, mine], held)
        closed = calm.height.copy()
        closed[:, mine] = 0.0
        still = operation.answers(replace(calm, height=closed))
        answers = operation.answers(cuts)
        assessor = Assessor(self.program, full, self.moment)
        return self._hurt(assessor.tolls(cuts, answers, still))

    def _reserves(self) -> tuple[Index, Floats]:
        """Return stair and price, USD million per kt, of the reserve of each good."""
        part, n = self.side.dispatch, self.network
        stair = {int(part.item[s]): int(s) for s in part.of("release")}
        project = [reserved(n)[good] for good in self.goods]
        rows = [stock_row(n, j) for j in project]
        mine = np.array([stair[j] for j in project], dtype=np.int64)
        return mine, self._price[np.array(rows, dtype=np.int64)] * KT

    @property
    def used(self) -> Floats:
        """Return what is used of each good in the undisturbed year, t (G,)."""
        part, uses = self.side.dispatch, self.side.assessor.uses
        stairs = part.of("use")
        carried = np.zeros(uses.max(initial=-1) + 1)
        mine = stairs[np.isin(part.item[stairs], uses)]
        np.add.at(carried, part.item[mine], part.total[mine])
        return np.bincount(self._good, carried[uses], minlength=len(self.goods)) / KT

    def _hurt(self, toll: Toll) -> Hurt:
        """Sum the uses of each good."""
        short = np.zeros((toll.users.size, len(self.goods), len(TIERS)))
        for use, good in enumerate(self._good):
            short[:, good] += toll.short[:, use]
        return Hurt(toll.country, toll.users, short)


def _filled(part: Dispatch, stairs: Index, refill: Floats) -> Dispatch:
    """Return a year in which some stocks hold as much as they may."""
    steps = part.steps
    step = steps.first[stairs]
    cost = steps.cost.copy()
    cost[step] = refill
    height, base, tall = part.height.copy(), part.base.copy(), part.tall.copy()
    height[stairs] = base[stairs] = tall[:, stairs] = steps.width[step]
    steps = replace(steps, cost=cost)
    return replace(part, steps=steps, height=height, base=base, tall=tall)
