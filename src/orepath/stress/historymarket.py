"""A market is one cluster of goods in the year after its base year, ready to be hit.

Nothing is built: what a disruption does, the market of that day must answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.network import KT
from orepath.plan.solve import Solver
from orepath.stress.cut import left_of
from orepath.stress.dispatch import dispatch_of
from orepath.stress.operation import Operation
from orepath.stress.price import Pricing
from orepath.stress.shocks import control_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lived:
    """Hold what the market does in T years.

    Parameters
    ----------
    made : ndarray (T, K)
        What sites make, t/a.
    shipped : ndarray (T, F)
        What trade pairs ship, t/a.
    price : ndarray (T, R)
        Of each good at each place, USD/t; not a number where it has none.
    """

    made: Floats
    shipped: Floats
    price: Floats


class Market:
    """Keep one cluster of goods in the solver and live disrupted years in it.

    Parameters
    ----------
    case, calibration : Case, Calibration
        The cluster, whose shock year is the year lived.

    Attributes
    ----------
    case : Case
        As given.
    balance : Balance
        Rows and columns of the base year.
    base : Lived
        The undisturbed year, as one year.

    Raises
    ------
    PlanError
        No flows keep all rules.
    """

    def __init__(self, case: Case, calibration: Calibration) -> None:
        self.case = case
        control = control_of(case, calibration)
        program = program_of(case, calibration, (control,))
        moment = int(program.network.moments.branches[0])
        answer = Solver(program).solve(program.network.starts({}))
        self.balance = calibration.balance
        self._dispatch = dispatch_of(program, answer, moment)
        self._pricing = Pricing(program, self._dispatch)
        self._operation = Operation(self._dispatch)
        undisturbed = self._operation.base
        price = self._pricing.prices(
            self._dispatch.uncut(), undisturbed.total, undisturbed.dual
        )
        self.base = self._read(price, undisturbed.total)

    def lived(self, branches: Sequence[Branch]) -> Lived:
        """Live through disrupted years.

        Parameters
        ----------
        branches : sequence of Branch
            T of them, one at least.

        Returns
        -------
        Lived
            Each year by itself.

        Raises
        ------
        InfeasiblePlan
            No flows keep the rules in one of them.
        """
        cuts = self._dispatch.cut(left_of(branches))
        answers = self._operation.answers(cuts)
        price = self._pricing.prices(cuts, answers.total, answers.dual)
        return self._read(price, answers.total)

    def _read(self, price: Floats, total: Floats) -> Lived:
        """Turn what stairs carry into what sites make and pairs ship."""
        sites, pairs, _ = self.balance.sizes
        made, shipped = np.zeros((len(total), sites)), np.zeros((len(total), pairs))
        for name, into in (("make", made), ("ship", shipped), ("open", shipped)):
            stairs = self._dispatch.of(name)
            item = self._dispatch.item[stairs]
            np.add.at(into.T, item, total[:, stairs].T / KT)
        every = np.full((len(total), self.balance.row_place.size), np.nan)
        every[:, self._pricing.goods] = price / KT
        return Lived(made, shipped, every)


def market_of(case: Case, commodity: str) -> Market:
    """Return the market of a good of a case.

    Parameters
    ----------
    case : Case
        Checked tables.
    commodity : str
        One of its commodities.

    Raises
    ------
    AxisError
        The case has no such commodity.
    PlanError
        No flows keep all rules.
    """
    calibration = calibrate(case)
    # Refused here, with a near word, where no cluster can hold it.
    calibration.balance.chain.commodities.at(commodity)
    parts = list(zip(clusters(case), calibration.each, strict=True))
    held = [commodity in set(part.table("commodities")["commodity"])
            for part, _ in parts]  # fmt: skip
    return Market(*parts[held.index(True)])
