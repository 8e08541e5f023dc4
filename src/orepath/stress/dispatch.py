"""A dispatch is one year of the market cut out of a plan: a small program of its own.

What was built, the stocks filled and the undisturbed course are given; what flows in
the year is free. Columns that differ in cost and room alone stand on one another as a
stair, so a limit on what they carry together is a height of the stair and no row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.core.sampling import stream
from orepath.plan.network import KT, Network
from orepath.plan.program import Program
from orepath.plan.project import contract_pair
from orepath.plan.solve import Answer
from orepath.plan.steps import relation
from orepath.stress.cut import Cuts, Left
from orepath.stress.stair import Steps, stacked
from orepath.stress.strain import Caps, Priced, caps_of, priced_of

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Flags = NDArray[np.bool_]

HIT: Mapping[str, str] = {
    "make": "site",
    "ship": "pair",
    "open": "pair",
    "run": "project",
    "haul": "project",
    "release": "project",
    "ease": "project",
}
"""Whose loss cuts the columns of a block."""


@dataclass(frozen=True)
class Dispatch:
    """Hold one year of a market as stairs between rows; all numbers a year.

    Parameters
    ----------
    label : str
        The moment it was cut from.
    blocks : tuple of str
        Names of the blocks of columns.
    block, item : ndarray of int (S,)
        Block of each stair, and the site, pair, use, project or policy it is of.
    column : ndarray of int (S,)
        A column of the program that stands for the stair.
    steps : Steps
        The stairs' steps.
    net : scipy.sparse.csc_array (r, S)
        What a unit of each stair brings to each row.
    lower, upper : ndarray (r,)
        Limits of the rows, what is given taken out, kt/a.
    height : ndarray (S,)
        How high each stair may be used, kt/a: what rules leave that speak of it alone.
    tall : ndarray (2, S)
        The same in the second and third year of a disruption: relations have grown.
    base : ndarray (S,)
        Height that what is left refers to, kt/a; infinite where nothing is cut.
    row : ndarray of int (r,)
        Row of the program each row was cut from.
    owed : ndarray of int (q, 3)
        Row, stair and trade pair of each coefficient that moves with what is left of
        the pair: of goods that a project owes to a buyer.
    slope : ndarray (q,)
        By how much each of them moves.
    caps : Caps
        Rows that cap what groups of trade pairs ship.
    priced : Priced
        What makes stairs dearer.
    total : ndarray (S,)
        What the stairs carry in the program's answer, kt/a.
    """

    label: str
    blocks: tuple[str, ...]
    block: Index
    item: Index
    column: Index
    steps: Steps
    net: sparse.csc_array
    lower: Floats
    upper: Floats
    height: Floats
    tall: Floats
    base: Floats
    row: Index
    owed: Index
    slope: Floats
    caps: Caps
    priced: Priced
    total: Floats

    @property
    def size(self) -> int:
        """Return the number of stairs."""
        return self.block.size

    def of(self, name: str) -> Index:
        """Return the stairs of a block.

        Parameters
        ----------
        name : str
            Name of the block.
        """
        if name not in self.blocks:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.block == self.blocks.index(name))

    def cut(self, left: Left) -> Cuts:
        """Return what disruptions leave of every stair.

        A disruption cuts a stair from the top, to what is left of the base quantity; a
        new relation, which has none, opens the more slowly.

        Parameters
        ----------
        left : Left
            What is left of sites, trade pairs and projects in T years.
        """
        part = np.ones((len(left), self.size))
        narrow = np.zeros(self.size, dtype=bool)
        narrow[self.of("open")] = True
        for name, what in HIT.items():
            mine = self.of(name)
            part[:, mine] = getattr(left, what)[:, self.item[mine]]
        cut = (part < 1.0) & ~narrow & np.isfinite(self.base)
        base = np.where(np.isfinite(self.base), self.base, 0.0)
        hit = np.where(cut, part * base, np.inf)
        scale = np.where(narrow, part, 1.0)
        calm = np.broadcast_to(0.0, hit.shape)
        extra, levy, quota = calm, calm, np.full((len(left), len(self.caps)), np.inf)
        if left.pressure is not None:
            use = self.of("use")
            scale[:, use] = left.pressure.wants[:, self.item[use]]
            extra, levy = self.priced.dearer(left.pressure, self.item)
            quota = self.caps.of(left.pressure)
        height = np.minimum(self.height, hit)
        owed = left.pair[:, self.owed[:, 2]]
        return Cuts(hit, height, scale, owed, extra, levy, quota)

    def uncut(self) -> Cuts:
        """Return one year in which nothing is hit."""
        free = np.full((1, self.size), np.inf)
        whole, calm = np.ones((1, self.size)), np.zeros((1, self.size))
        owed = np.ones((1, self.owed.shape[0]))
        quota = np.full((1, len(self.caps)), np.inf)
        return Cuts(free, self.height[None], whole, owed, calm, calm, quota)


def dispatch_of(program: Program, answer: Answer, moment: int) -> Dispatch:
    """Cut one moment out of a solved program.

    Parameters
    ----------
    program : Program
        The whole.
    answer : Answer
        Its answer under a plan; everything outside the moment stays as it is there.
    moment : int
        The year to cut out: for trials, the branch in which nothing happens.

    Returns
    -------
    Dispatch
        Its optimum is that of the moment in the answer.

    Notes
    -----
    With F the free columns, x̄ the others at their values and w the weight of the
    moment: min c_F x_F / w with l - A x̄ ≤ A_F x_F ≤ u - A x̄. Columns and rows are
    chosen by moment and by what they touch, so rules and policies need no code here.
    O(non-zeros).
    """
    n = program.network
    names, free, block, item = _columns(n, moment)
    given = answer.value.copy()
    given[free] = 0.0
    rest = program.matrix @ given
    inside = program.matrix[:, free].tocsr()
    rows = np.flatnonzero(np.diff(inside.indptr))
    matrix = sparse.csc_array(inside[rows])
    cost = program.cost[free] / n.moments.weight[moment]
    order, stair = _stairs(matrix, block, item, cost)
    steps = stacked(stair, program.upper[free][order], cost[order])
    head = order[steps.first[:-1]]
    net = sparse.csc_array(matrix[:, head])
    limits = (program.row_lower - rest)[rows], (program.row_upper - rest)[rows]
    caps = caps_of(program, moment)
    height, kept = _heights(net, *limits, np.isin(rows, caps.row))
    bare = Dispatch(
        n.moments.label[moment],
        names,
        block[head],
        item[head],
        free[head],
        steps,
        sparse.csc_array(net.tocsr()[kept]),
        limits[0][kept],
        limits[1][kept],
        height,
        np.stack(
            [
                _heights(net, limits[0], upper, np.isin(rows, caps.row))[0]
                for upper in _grown(program, rows, limits[1])
            ]
        ),
        height,
        rows[kept],
        np.zeros((0, 3), dtype=np.int64),
        np.zeros(0),
        caps.within(rows[kept]),
        priced_of(n, names, block[head], free[head]),
        np.bincount(stair, answer.value[free][order]).astype(np.float64),
    )
    owed, slope = _owed(program, bare)
    return replace(bare, base=_base(n, moment, bare), owed=owed, slope=slope)


def _columns(n: Network, moment: int) -> tuple[tuple[str, ...], Index, Index, Index]:
    """Return the blocks, and column, block and item of everything in a moment."""
    names = tuple(name for name in n.blocks if name != "start")
    mine = [np.flatnonzero(n.blocks[name].moment == moment) for name in names]
    parts = [
        (n.blocks[name].start + at, np.full(at.size, b), n.blocks[name].item[at])
        for b, (name, at) in enumerate(zip(names, mine, strict=True))
    ]
    column, block, item = (np.concatenate(each) for each in zip(*parts, strict=True))
    return names, column, block, item


def _stairs(
    matrix: sparse.csc_array, block: Index, item: Index, cost: Floats
) -> tuple[Index, Index]:
    """Return the columns in order of their stairs, and the stair of each.

    Columns of one item that no row can tell apart are steps of a stair: their entries
    are the same, and so are their sums with any weights.
    """
    matrix.sort_indices()
    mark = matrix.T @ stream(0, "dispatch").random(matrix.shape[0])
    order = np.lexsort((cost, mark, item, block))
    keys = np.stack([block[order], item[order], mark[order]])
    other = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return order, np.concatenate([[0], np.cumsum(other)])


def _heights(
    net: sparse.csc_array, lower: Floats, upper: Floats, spared: Flags
) -> tuple[Floats, Index]:
    """Return the height of every stair, and the rows that say more than heights."""
    rows = sparse.csr_array(net)
    lone = (np.diff(rows.indptr) == 1) & np.isneginf(lower) & ~spared
    lone[lone] = rows.data[rows.indptr[:-1][lone]] > 0.0
    entry = rows.indptr[:-1][lone]
    height = np.full(net.shape[1], np.inf)
    # What is given keeps the rules to the solver's tolerance only.
    room = np.maximum(upper[lone] / rows.data[entry], 0.0)
    np.minimum.at(height, rows.indices[entry], room)
    return height, np.flatnonzero(~lone)


def _grown(program: Program, rows: Index, upper: Floats) -> Iterator[Floats]:
    """Yield the limits of rows in the second and third year of a disruption.

    What a relation may ship grows by the year, u' = (1 + ρ) u + ν D, as in the rule of
    the plan; all other limits stay.
    """
    n = program.network
    ramps = [group for group in program.groups if group.rule == "ramp"]
    if ramps:
        mine = (rows >= ramps[0].start) & (rows < ramps[0].start + ramps[0].size)
        at = rows[mine] - ramps[0].start
        rho = relation(n.case, n.calibration, "ramp")
        room, rate = ramps[0].upper[at], 1.0 + rho[at % rho.size]
    for _ in range(2):
        upper = upper.copy()
        if ramps:
            upper[mine] = rate * upper[mine] + room
        yield upper


def _base(n: Network, moment: int, part: Dispatch) -> Floats:
    """Return the heights that what is left of a stair refers to (S,)."""
    b = n.calibration.balance
    base = np.full(part.size, np.inf)
    for name in HIT:
        mine = part.of(name)
        base[mine] = part.height[mine]
    for name, which, growth in (
        ("make", b.sites, n.site_growth),
        ("ship", b.pairs, n.pair_growth),
    ):
        quantity = n.calibration.year.quantity[which] * KT * growth[:, moment]
        mine = part.of(name)
        base[mine] = quantity[part.item[mine]]
    return base


def _owed(program: Program, part: Dispatch) -> tuple[Index, Floats]:
    """Return row, stair and pair of what moves with a barred way, and by how much.

    Of what a project owes, the part that cannot pass is neither shipped nor its own:
    haul = owed · left · run, and run brings owed · (1 - left) less to its place.
    """
    n = program.network
    b = n.calibration.balance
    groups = {group.rule: group.rows for group in program.groups}
    if "offtake" not in groups:
        return np.zeros((0, 3), dtype=np.int64), np.zeros(0)
    first = groups["balance"].start
    place = np.where(part.row < groups["balance"].stop, part.row - first, -1)
    net = part.net.tocsr()
    found: list[tuple[int, int, int]] = []
    slope: list[float] = []
    for row in np.flatnonzero(
        (part.row >= groups["offtake"].start) & (part.row < groups["offtake"].stop)
    ):
        inside = net[[row]].indices
        for run in np.intersect1d(inside, part.of("run")):
            haul = np.setdiff1d(inside, [run])[0]
            pair = contract_pair(n, int(part.item[haul]))
            at = b.row_index(b.pair_commodity[[pair]], b.pair_origin[[pair]])[0]
            own = np.flatnonzero((place >= 0) & (place % b.row_place.size == at))[0]
            share = float(net[int(row), int(run)])
            found.extend(((int(row), int(run), pair), (int(own), int(run), pair)))
            slope.extend((share, -share))
    return np.array(found, dtype=np.int64).reshape(-1, 3), np.array(slope)
