"""Market prices, read off all rising cost curves at once instead of off one corner.

A linear program over stairs has a whole interval of prices at every corner, and a
solver returns one end of it; stairs also have ties, of which it returns one end too.
The curves behind the stairs have one price and no ties. So prices are fitted: every
site, shipment and use that is neither idle nor at its limit says what the goods are
worth at the margin, and counts by how many tonnes it moves when they are worth a little
more. That is one step of Newton's from the corner to the market on the curves: what all
would then make and take, balances. Duals remain where nobody has such a say.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from orepath.plan.curve import curves_of
from orepath.plan.network import KT
from orepath.plan.program import Program
from orepath.plan.solve import Answer

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# Blocks whose columns are steps of somebody's curve.
_SPEAKING = ("make", "ship", "open", "use")
ANCHOR = 1e-5
"""Pull towards the dual, against the pull of a participant of middling weight."""
READY = 1e3
"""Part of its quantity that a participant moves at most for a relative price of one: no
curve is flatter than that."""
# What is left of the say of those whom a ramp holds, who hardly move; and the part of a
# worth at which a ramp is felt.
_HELD, _FELT = 1e-3, 1e-7
# What is no quantity, kt/a, and no worth, USD million per kt.
_LITTLE = 1e-9


def loudness(slope: Floats, quantity: Floats, worth: Floats, ramp: Floats) -> Floats:
    """Weigh participants by what they move when prices rise, so that markets balance.

    Parameters
    ----------
    slope : ndarray
        By how much each one's marginal cost rises, USD million per kt and kt/a.
    quantity : ndarray
        kt/a.
    worth : ndarray
        What a kt is worth to each, USD million.
    ramp : ndarray
        What a tonne more than a ramp allows would bring each, USD million per kt, of
        either sign: whom a ramp holds, moves hardly.

    Returns
    -------
    ndarray
        Worth of what each moves for a relative price of one, USD million a year.

    Examples
    --------
    Who makes 2 kt at a worth of 3, rising by 1 with each kt, moves 3 kt, worth 9:

    >>> two, three, none = np.array([2.0]), np.array([3.0]), np.zeros(1)
    >>> loudness(np.ones(1), two, three, none)
    array([9.])
    >>> loudness(none, two, three, none)
    array([6000.])
    """
    flattest = worth / (READY * np.maximum(quantity, _LITTLE))
    held = np.where(np.abs(ramp) > _FELT * worth, _HELD, 1.0)
    return np.asarray(held * worth**2 / np.maximum(slope, flattest))


def market_prices(program: Program, answer: Answer) -> Floats:
    """Return the price of every row of the base-year balance in every moment.

    Parameters
    ----------
    program, answer : Program, Answer
        A solved program.

    Returns
    -------
    ndarray (R, M)
        USD/t. Rows that are in surplus (thrown away) have price 0.
    """
    return Pricing(program).read(answer)


class Pricing:
    """Read market prices off answers of one program.

    Minimises Σ (net·p - MC - r)² / MC' + ε Σ (p - dual)² in each moment, with MC' the
    slope of the participant's curve and r what other rules (ramps, caps) add to its
    margin. Where the sum is least, Σ net (net·p - MC - r) / MC' = 0: what participants
    move, from where the corner has them to where the prices do, balances good by good.
    All moments are solved as one sparse system of R·M rows.

    Parameters
    ----------
    program : Program
        What its answers share is laid out once.
    """

    def __init__(self, program: Program) -> None:
        n = program.network
        group = program.group("balance")
        rows = np.arange(group.start, group.start + group.size)
        others = np.setdiff1d(np.arange(program.matrix.shape[0]), rows)
        by_row = sparse.csr_array(program.matrix)
        self._curves = [curves_of(n.blocks[name]) for name in _SPEAKING]
        self._columns = [n.blocks[name].columns for name in _SPEAKING]
        self._rows, self._others = rows, others
        # A cap holds a sum and leaves its parts to move; a ramp holds each by itself.
        self._ramps = np.isin(others, _rows_of(program, "ramp"))
        self._balance = by_row[rows]
        self._net = sparse.csr_array(self._balance.T)
        self._rest = sparse.csr_array(by_row[others].T)
        self._weight = n.moments.weight
        self._anchor = n.calibration.anchor * KT

    def read(self, answer: Answer) -> Floats:
        """Return the price of every row of the balance in every moment.

        Parameters
        ----------
        answer : Answer
            Of the program.

        Returns
        -------
        ndarray (R, M)
            USD/t. Rows that are in surplus (thrown away) have price 0.
        """
        moments, count = self._weight.size, self._anchor.size
        dual = answer.dual[self._rows].reshape(moments, count) / self._weight[:, None]
        heard = [
            curves.heard(answer.value[columns])
            for curves, columns in zip(self._curves, self._columns, strict=True)
        ]
        column, moment, cost, quantity, slope = (
            np.concatenate([getattr(v, name) for v in heard])
            for name in ("column", "moment", "cost", "quantity", "slope")
        )
        # What all rules but the balances add to the participants' margins.
        beyond = answer.dual[self._others]
        other = self._rest[column] @ beyond / self._weight[moment]
        said = cost - other
        ramp = self._rest[column] @ np.where(self._ramps, beyond, 0.0)
        net = self._net[column]
        worth = np.maximum(abs(net) @ np.tile(self._anchor, moments), _LITTLE)
        loud = loudness(slope, quantity, worth, ramp / self._weight[moment])
        prices = _fitted((net, said, loud, worth), moment, dual, self._anchor)
        activity = self._balance @ answer.value
        idle = (activity > 1e-6) & (np.abs(answer.dual[self._rows]) < 1e-9)
        prices[idle.reshape(moments, count)] = 0.0
        return np.asarray(prices.T / KT, dtype=np.float64)


def _rows_of(program: Program, rule: str) -> Index:
    """Return the rows of a rule, none where the program has none."""
    found = [g for g in program.groups if g.rule == rule]
    return np.concatenate(
        [np.zeros(0, np.int64), *(g.start + np.arange(g.size) for g in found)]
    )


def _fitted(
    heard: tuple[sparse.csr_array, Floats, Floats, Floats],
    moment: Index,
    dual: Floats,
    anchor: Floats,
) -> Floats:
    """Solve the least squares of all moments (M, R)."""
    net, said, loud, worth = heard
    moments, count = dual.shape
    price = np.tile(anchor, moments)
    weighted = sparse.csr_array(net.multiply((loud / worth**2)[:, None]))
    middle = np.ones(moments)
    for t in range(moments):
        mine = loud[moment == t]
        middle[t] = ANCHOR * np.median(mine) if mine.size else 1.0
    pull = np.repeat(middle, count) / price**2
    normal = weighted.T @ net + sparse.diags_array(pull)
    right = weighted.T @ said + pull * dual.ravel()
    solved = linalg.splu(sparse.csc_array(normal), permc_spec="MMD_AT_PLUS_A").solve(
        right
    )
    return np.asarray(solved.reshape(moments, count), dtype=np.float64)
