"""Measure a study's plans end to end, against the same model as others would state it.

Run ``python bench/bench_peer.py [STUDY] [PLANS]``; without a name, titanium for India.
The peers are linopy, and PyPSA on top of it, both with HiGHS, here as there on one
thread. They are given the calibrated base year and every step of every stair for
nothing; what is timed is stating the model, solving it, and reading values and duals:
for one plan, and for the first plans that our search tries. Nobody's optimum may
differ. Printed are processor seconds, the best of two runs (of PyPSA the only one), and
ratios; on a busy machine the clock on the wall says little. Nothing is asserted of
time.

linopy can say all of it. *As documented* it solves every plan cold; at its *best* it
sums sparsely and hands the solver the basis of the plan before, from a file. PyPSA has
buses for goods and links for sites, trade and use. Shares, the ramps of trade relations
and starts are no part of its language: starts are fixed beforehand, and the rules are
added through linopy. Budgets bind nobody, as the starts are given.
"""

import logging
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.market import Markets
from orepath.plan.network import Block
from orepath.plan.program import Program, Rows
from orepath.plan.search import search
from orepath.plan.strand import Strands
from orepath.stress.shocks import branches_by_part
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters
from orepath.world.load import load_case

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

REPEATS = 2
# More than any market moves, kt/a.
_ENDLESS = 1e6


@dataclass(frozen=True)
class Market:
    """Hold one cluster of goods as it is handed to everybody."""

    case: Case
    calibration: Calibration
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Sheet:
    """Hold a block of columns as a table of steps by moments.

    ``place`` says where in the table each column of the program stands; ``goods`` and
    ``amounts`` what a unit of each step brings to the balances, line by line.
    """

    upper: Floats
    cost: Floats
    place: tuple[Index, Index]
    goods: list[tuple[Index, Index, Floats]]

    @property
    def held(self) -> NDArray[np.bool_]:
        """Return where the table holds a column."""
        held = np.zeros(self.upper.shape, dtype=bool)
        held[self.place] = True
        return held


def sheet_of(program: Program, block: Block) -> Sheet:
    """Lay a block out as a table, the k-th step of an item in one row."""
    moments = len(program.network.moments)
    spot = block.item * moments + block.moment
    order = np.argsort(spot, kind="stable")
    first = np.flatnonzero(np.diff(spot[order], prepend=-1))
    rank = np.empty_like(spot)
    rank[order] = np.arange(spot.size) - np.repeat(
        first, np.diff(np.append(first, spot.size))
    )
    name, row = np.unique(block.item * (spot.size + 1) + rank, return_inverse=True)
    upper, cost = np.zeros((2, name.size, moments))
    place = (row, block.moment)
    upper[place], cost[place] = block.upper, program.cost[block.columns]
    return Sheet(upper, cost, place, lines_of(program, block, row, name.size))


def sheets_of(program: Program) -> dict[str, Sheet]:
    """Lay out every block that has columns."""
    return {
        name: sheet_of(program, block)
        for name, block in program.network.blocks.items()
        if block.size
    }


def lines_of(
    program: Program, block: Block, row: Index, steps: int
) -> list[tuple[Index, Index, Floats]]:
    """Return steps, goods and amounts (steps, moments) of each line of the balances."""
    network = program.network
    goods = network.calibration.balance.row_place.size
    part = program.matrix[program.group("balance").rows, block.columns].tocsc()
    count = np.diff(part.indptr)
    lines = []
    for line in range(int(count.max(initial=0))):
        has = np.flatnonzero(count > line)
        at = part.indptr[has] + line
        good = np.zeros(steps, dtype=np.int64)
        good[row[has]] = part.indices[at] % goods
        amount = np.zeros((steps, len(network.moments)))
        amount[row[has], block.moment[has]] = part.data[at]
        used = np.unique(row[has])
        lines.append((used, good[used], amount[used]))
    return lines


def markets_of(study: str) -> list[Market]:
    """Read a study and calibrate it."""
    case = load_case(study)
    parts = list(zip(clusters(case), calibrate(case).each, strict=True))
    return [
        Market(one, year, branches)
        for (one, year), branches in zip(parts, branches_by_part(parts), strict=True)
    ]


@dataclass(frozen=True)
class Race:
    """Hold the seconds one way took, and the objectives it found.

    Stating the model, its first plan, each further plan.
    """

    state: float
    first: float
    others: list[float]
    found: list[float]

    def __add__(self, other: "Race") -> "Race":
        """Return the times of two markets together."""
        return Race(
            self.state + other.state,
            self.first + other.first,
            [*self.others, *other.others],
            [*self.found, *other.found],
        )

    @property
    def one(self) -> float:
        """Return the seconds of stating the model and solving one plan."""
        return self.state + self.first

    @property
    def each(self) -> float:
        """Return the mean seconds of a further plan."""
        return sum(self.others) / max(len(self.others), 1)


def plans_of(market: Market, program: Program, count: int) -> list[Floats]:
    """Return the first plans that the search of a market tries, by their starts."""
    markets = Markets(market.case, [program])
    search(markets)
    tried = markets.parts[0].known[:count]
    return [program.network.starts(dict(one.starts)) for one in tried]


def by_orepath(market: Market, plans: Sequence[Floats]) -> Race:
    """Assemble a market and solve plans, each warm from the one before."""
    return raced(
        lambda: Strands(program_of(market.case, market.calibration, market.branches)),
        lambda strands, plan: float(strands.solve(plan).objective),
        plans,
    )


def raced(
    state: Callable[[], Any], solve: Callable[[Any, Floats], float], plans: Any
) -> Race:
    """Time one way to state a model and to solve it for some plans."""
    since = time.process_time()
    model = state()
    times, found = [time.process_time() - since], []
    for plan in plans:
        since = time.process_time()
        found.append(solve(model, plan))
        times.append(time.process_time() - since)
    return Race(times[0], times[1], times[2:], found)


def fastest(run: Callable[[], Race], repeats: int = REPEATS) -> Race:
    """Run a race a few times and keep the best of each of its legs."""
    races = [run() for _ in range(repeats)]
    return Race(
        min(race.state for race in races),
        min(race.first for race in races),
        list(np.min([race.others for race in races], axis=0)),
        races[0].found,
    )


def grouped(
    model: Any,
    xr: Any,
    part: sparse.coo_array,
    label: Index,
    rows: Rows,
    held: Floats,
) -> None:
    """Add the rows of a rule to a model of linopy: its coefficients grouped by row."""
    import linopy

    if not part.nnz:
        return
    entry = {"entry": np.arange(part.nnz)}
    terms = {
        "coeffs": (("entry", "_term"), part.data[:, None]),
        "vars": (("entry", "_term"), label[part.col][:, None]),
    }
    each = linopy.LinearExpression(xr.Dataset(terms, entry), model)
    row = xr.DataArray(part.row, entry, dims="entry", name="row")
    whole = each.groupby(row).sum()
    some = np.unique(part.row)
    for sign, limits in (("<=", rows.upper), (">=", rows.lower)):
        right = xr.DataArray((limits - held)[some], {"row": some}, dims="row")
        if np.isfinite(right).any():
            model.add_constraints(
                whole, sign, right, mask=np.isfinite(right), name=rows.rule + sign
            )


class Linopy:
    """State a program in linopy: a variable a block, a constraint a rule."""

    def __init__(
        self, program: Program, sheets: dict[str, Sheet], *, best: bool = False
    ) -> None:
        import linopy
        import xarray as xr

        self.program, self.sheets, self.xr = program, sheets, xr
        linopy.options["semantics"] = "v1" if best else "legacy"
        self.model = linopy.Model(sparse=best)
        self.blocks = {name: self._variable(name, s) for name, s in sheets.items()}
        self.model.add_constraints(self._balance(linopy) >= 0, name="balance")
        self.label = np.empty(program.cost.size, dtype=np.int64)
        for name, sheet in sheets.items():
            columns = program.network.blocks[name].columns
            self.label[columns] = self.blocks[name].labels.values[sheet.place]
        for rows in program.groups:
            # What a plan costs is the planner's affair: fixed starts keep no budget.
            if rows.rule not in ("balance", "budget"):
                part = program.matrix[rows.rows].tocoo()
                grouped(self.model, xr, part, self.label, rows, np.zeros(rows.size))
        self.model.add_objective(
            sum(
                (self.blocks[name] * self._table(name, sheet.cost)).sum()
                for name, sheet in sheets.items()
            )
        )

    def _table(self, name: str, values: Any) -> Any:
        """Label a table of a block's steps by moments."""
        axes = [(name, np.arange(len(values))), ("moment", self._moments)]
        return self.xr.DataArray(values, axes)

    @property
    def _moments(self) -> list[str]:
        return list(self.program.network.moments.label)

    def _variable(self, name: str, sheet: Sheet) -> Any:
        """Add the columns of a block."""
        upper, held = self._table(name, sheet.upper), self._table(name, sheet.held)
        return self.model.add_variables(lower=0.0, upper=upper, mask=held, name=name)

    def _balance(self, linopy: Any) -> Any:
        """Sum what is brought to each good and taken from it, block by block."""
        parts = []
        for name, sheet in self.sheets.items():
            for steps, goods, amounts in sheet.goods:
                good = self.xr.DataArray(goods, {name: steps}, dims=name, name="good")
                amount = self._table(name, amounts).assign_coords({name: steps})
                chosen = self.blocks[name].isel({name: steps})
                parts.append((amount * chosen).groupby(good).sum())
        return linopy.merge(parts, join="outer")

    def solve(self, plan: Floats, basis: Path | None = None) -> float:
        """Fix the starts and solve, from the basis of the plan before if it is told."""
        place = self.sheets["start"].place
        fixed = np.zeros(self.sheets["start"].upper.shape)
        fixed[place] = plan
        starts = self._table("start", fixed)
        self.blocks["start"].update(lower=starts, upper=starts)
        warm = {"basis_fn": basis} if basis else {}
        if basis and basis.exists():
            warm["warmstart_fn"] = basis
        self.model.solve("highs", io_api="direct", threads=1, output_flag=False, **warm)
        return float(self.model.objective.value)


class PyPSA:
    """State a market in PyPSA: a bus a good, a link a step; the rest through linopy.

    Starts are fixed: what a plan takes from the balances is a load, and what it allows
    is the right side of the rules.
    """

    def __init__(self, program: Program, sheets: dict[str, Sheet]) -> None:
        import pypsa

        self.program = program
        n = program.network
        self.network = pypsa.Network(snapshots=list(n.moments.label))
        self.network.snapshot_weightings["objective"] = n.moments.weight
        goods = np.arange(n.calibration.balance.row_place.size).astype(str)
        self.network.add("Bus", ["ground", *goods])
        # Goods without use are thrown away; the ground gives to mines and takes it all.
        self.network.add("Generator", "ground", bus="ground", p_nom=_ENDLESS)
        self.network.generators["p_min_pu"] = -1.0
        self.network.add("Load", goods, suffix=" filled", bus=goods)
        self.network.add(
            "Link", goods, suffix=" spare", bus0=goods, bus1="ground", p_nom=_ENDLESS
        )
        self.place = {name: sheet.place for name, sheet in sheets.items()}
        self.scale: dict[str, Floats] = {}
        for name, sheet in sheets.items():
            if name != "start":
                self.scale[name] = self._links(name, sheet)

    def _links(self, name: str, sheet: Sheet) -> Floats:
        """Add a block as links from what it takes most of; return p in one of ours."""
        steps = np.arange(len(sheet.upper))
        bus = np.full((steps.size, len(sheet.goods) + 1), "ground", dtype=object)
        amount = np.zeros((steps.size, len(sheet.goods) + 1))
        for line, (used, goods, amounts) in enumerate(sheet.goods):
            first = sheet.held[used].argmax(axis=1)
            bus[used, line] = goods.astype(str)
            amount[used, line] = amounts[np.arange(used.size), first]
        # A step that takes nothing takes from the ground.
        amount[amount.min(axis=1) >= 0.0, -1] = -1.0
        main = amount.argmin(axis=1)
        scale = -amount[steps, main]
        ends = {"bus0": bus[steps, main]}
        amount[steps, main] = 0.0
        for line in range(bus.shape[1]):
            ends[f"bus{line + 1}"] = bus[:, line]
            ends["efficiency" + (str(line + 1) if line else "")] = (
                amount[:, line] / scale
            )
        most = np.minimum(sheet.upper, _ENDLESS)
        width = most.max(axis=1)
        weight = self.program.network.moments.weight
        unit = (sheet.cost / weight).sum(axis=1) / sheet.held.sum(axis=1)
        if not np.allclose(sheet.cost, unit[:, None] * weight * sheet.held):
            raise SystemExit(f"PyPSA: costs of {name} change over time: not compared")
        names = [f"{name} {step}" for step in steps]
        part = most / np.where(width > 0.0, width, 1.0)[:, None]
        self.network.add(
            "Link",
            names,
            **ends,
            p_nom=width * scale,
            p_max_pu=self._by_moment(names, part),
            marginal_cost=unit / scale,
        )
        return scale

    def _by_moment(self, names: Sequence[str], values: Floats) -> Any:
        """Label a table of steps by moments."""
        import xarray as xr

        axes = [("snapshot", self.network.snapshots), ("name", list(names))]
        return xr.DataArray(values.T, axes).to_pandas()

    def solve(self, plan: Floats) -> float:
        """Fix the starts and solve; the model is stated in linopy anew."""
        program, block = self.program, self.program.network.blocks["start"]
        moments = len(program.network.moments)
        rows = program.group("balance").rows
        taken = -(program.matrix[rows, block.columns] @ plan).reshape(moments, -1)
        names = [f"{row} filled" for row in range(taken.shape[1])]
        self.network.loads_t["p_set"] = self._by_moment(names, taken.T)
        status, how = self.network.optimize(
            solver_name="highs",
            solver_options={"threads": 1, "output_flag": False},
            extra_functionality=lambda n, _: self._rules(n.model, plan),
            io_api="direct",
            include_objective_constant=False,
            assign_all_duals=True,
        )
        if status != "ok":
            raise SystemExit(f"PyPSA ends with {how}")
        fixed = float(program.cost[block.columns] @ plan)
        return float(self.network.objective) + fixed

    def _rules(self, model: Any, plan: Floats) -> None:
        """Add what PyPSA has no words for, the starts moved to the right side."""
        import xarray as xr

        program = self.program
        label, scale = self._labels(model)
        start = program.network.blocks["start"].columns
        for rows in program.groups:
            if rows.rule in ("balance", "budget"):
                continue
            part = program.matrix[rows.rows].tocsc()
            held = part[:, start] @ plan
            rest = sparse.csc_array(part @ sparse.diags_array(scale)).tocoo()
            rest.eliminate_zeros()
            grouped(model, xr, rest, label, rows, held)

    def _labels(self, model: Any) -> tuple[Index, Floats]:
        """Return each column's variable, and ours in one unit of theirs; 0: a start."""
        program = self.program
        flow = model["Link-p"]
        at = {name: i for i, name in enumerate(flow.indexes["name"])}
        label = np.zeros(program.cost.size, dtype=np.int64)
        scale = np.zeros(program.cost.size)
        for name, unit in self.scale.items():
            block = program.network.blocks[name]
            step, moment = self.place[name]
            which = np.array([at[f"{name} {i}"] for i in range(unit.size)])
            label[block.columns] = flow.labels.values[moment, which[step]]
            scale[block.columns] = 1.0 / unit[step]
        return label, scale


def runs_of(
    market: Market, program: Program, plans: Sequence[Floats]
) -> dict[str, Callable[[], Race]]:
    """Return every way to solve the plans of a market."""
    sheets = sheets_of(program)
    ways: dict[str, Callable[[], Race]] = {"Orepath": lambda: by_orepath(market, plans)}
    if find_spec("linopy"):
        ways["linopy"] = lambda: raced(
            lambda: Linopy(program, sheets), lambda m, plan: m.solve(plan), plans
        )
        ways["linopy, sparse and warm"] = lambda: by_linopy(program, sheets, plans)
    if find_spec("pypsa"):
        ways["PyPSA"] = lambda: raced(
            lambda: PyPSA(program, sheets), lambda m, plan: m.solve(plan), plans[:2]
        )
    return ways


def by_linopy(
    program: Program, sheets: dict[str, Sheet], plans: Sequence[Floats]
) -> Race:
    """Do the best that linopy can: sparse sums, and the basis of the plan before."""
    with TemporaryDirectory() as folder:
        basis = Path(folder) / "plan.bas"
        return raced(
            lambda: Linopy(program, sheets, best=True),
            lambda m, plan: float(m.solve(plan, basis)),
            plans,
        )


def main(study: str, count: int) -> None:
    """Race through a study and print a table."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    since = time.process_time()
    markets = markets_of(study)
    reading = time.process_time() - since
    whole: dict[str, Race] = {}
    size = np.zeros(3, dtype=np.int64)
    for market in markets:
        program = program_of(market.case, market.calibration, market.branches)
        size += (*program.matrix.shape, program.matrix.nnz)
        plans = plans_of(market, program, count)
        races = {
            name: fastest(run, 1 if name == "PyPSA" else REPEATS)
            for name, run in runs_of(market, program, plans).items()
        }
        refuse_others(races)
        for name, race in races.items():
            whole[name] = whole[name] + race if name in whole else race
    print(
        f"{study}: {len(markets)} markets, {size[0]:,} rows, {size[1]:,} columns, "
        f"{size[2]:,} coefficients; read and calibrated in {reading:.2f} s for all"
    )
    told(whole, len(markets), reading)


def refuse_others(races: dict[str, Race]) -> None:
    """Refuse to compare models that differ in their optimum."""
    ours = races["Orepath"].found
    for name, race in races.items():
        if not np.allclose(race.found, ours[: len(race.found)], rtol=1e-7):
            raise SystemExit(f"{name} finds {race.found}, Orepath {ours}")


def told(races: dict[str, Race], markets: int, reading: float) -> None:
    """Print seconds, and how many times those of Orepath they are.

    The last two columns count reading and calibrating in, the same for everybody.
    """
    ours = races["Orepath"]
    plans = len(ours.found) // markets
    heads = (
        *("state", "state, one plan", "a further plan", f"search of {plans} plans"),
        *("files to one plan", "files to search"),
    )
    print(f"{'seconds (times Orepath)':<26}" + "".join(f"{h:>20}" for h in heads))
    for name, race in races.items():
        search_of = race.one + race.each * len(ours.others)
        mine_of = ours.one + sum(ours.others)
        print(f"{name:<26}", end="")
        for value, mine in (
            (race.state, ours.state),
            (race.one, ours.one),
            (race.each * markets, ours.each * markets),
            (search_of, mine_of),
            (race.one + reading, ours.one + reading),
            (search_of + reading, mine_of + reading),
        ):
            print(f"{f'{value:.3f} ({value / mine:.1f})':>20}", end="")
        print()


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) > 1 else "india-titanium"
    main(named, int(sys.argv[2]) if len(sys.argv) > 2 else 10)
