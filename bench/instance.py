"""Make large invented programs that look like ours, from a seed.

Each mineral has a chain of three goods traded among places: sites, trade pairs and uses
are stairs of rising cost around an invented base year. Years hang together by what is
left in the ground and by stocks, scenarios by nothing but the projects' starts, or, if
asked, by all that happens before the year of the shock.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.arrays import Arrays

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

SITE_CORNERS = np.array([0, 0.5, 0.7, 0.85, 0.95, 1, 1.1, 1.25, 1.5])
PAIR_CORNERS = np.array([0, 0.4, 0.7, 0.87, 1, 1.15, 1.4, 1.9, 2.8])
USE_CORNERS = np.array([0, 0.5, 0.75, 0.92, 1, 1.12, 1.4])
DISCOUNT = 0.05
PROJECTS, STOCKS = 6, 2  # a mineral
RAMP, OPENING = 0.1, 0.02  # of last year's trade, and of the base year's


@dataclass(frozen=True)
class Size:
    """Say how large the program is to be.

    Parameters
    ----------
    minerals, places, years, scenarios : int
        Their numbers.
    shock : int
        Year from which scenarios differ; 0 lets them differ from the first, so that
        they share the starts alone.
    seed : int
        Of all that is drawn.
    ramps : bool
        Whether trade relations grow only so fast from year to year.
    """

    minerals: int = 15
    places: int = 60
    years: int = 10
    scenarios: int = 5
    shock: int = 0
    seed: int = 1
    ramps: bool = False


@dataclass(frozen=True)
class Instance:
    """Hold a program and the columns that bind its parts together.

    Parameters
    ----------
    lp : Arrays
        The program.
    starts : ndarray
        Columns of the projects' starts.
    trunk : ndarray
        Columns of what happens before the shock; empty where scenarios share none.
    """

    lp: Arrays
    starts: Index
    trunk: Index


@dataclass(frozen=True)
class Moments:
    """Hold the stretches of time: year, scenario weight and the moment before each."""

    year: Index
    weight: Floats
    before: Index
    paths: tuple[Index, ...]
    left: Floats  # (moments, places)
    demand: Floats  # (moments,)


@dataclass(frozen=True)
class Chain:
    """Hold one mineral at the base year: stairs of columns over rows of balance."""

    kind: Index  # 0 make, 1 ship, 2 use
    place: Index  # whose disruption strikes the column
    width: Floats
    cost: Floats
    entries: tuple[Index, Index, Floats]  # row, column, coefficient
    rows: int
    mine: Index  # mine of each column, or -1
    pair: Index  # trade pair of each column, or -1
    ground: Floats  # what the mines hold
    price: Floats  # of each row
    good: Index  # of each row


def instance(size: Size) -> Instance:
    """Make a program.

    Parameters
    ----------
    size : Size
        How large, and the seed.

    Returns
    -------
    Instance
        The same for the same size, to the byte.
    """
    rng = np.random.default_rng(size.seed)
    moments = _moments(size, rng)
    parts, starts = [], size.minerals * (PROJECTS + STOCKS) * size.years
    capital = []
    for mineral in range(size.minerals):
        chain = _chain(size, rng)
        first = mineral * (PROJECTS + STOCKS) * size.years
        part = Part(chain, moments, size, first)
        capital.append(part.projects(rng))
        parts.append(part)
    return _joined(parts, starts, np.concatenate(capital), size)


def _moments(size: Size, rng: np.random.Generator) -> Moments:
    """Lay out time; a scenario strikes a few places for some years."""
    chance = np.full(size.scenarios, 0.4 / max(size.scenarios - 1, 1))
    chance[0] = 1.0 - chance[1:].sum()
    year, weight, before, left, demand = [], [], [], [], []
    at = np.zeros((size.scenarios, size.years), dtype=np.int64)
    for s in range(size.scenarios):
        struck = rng.choice(size.places, 3, replace=False)
        severity = rng.uniform(0.4, 0.95, 3)
        begins = rng.integers(size.shock, size.years - 1)
        lasts, drift = rng.integers(1, 4), rng.normal(0, 0.01)
        for t in range(size.years):
            if t < size.shock and s:
                at[s, t] = at[0, t]
                continue
            at[s, t] = len(year)
            year.append(t)
            weight.append(1.0 if t < size.shock else chance[s])
            before.append(at[s, t - 1] if t else -1)
            still = np.ones(size.places)
            if s and begins <= t < begins + lasts:
                still[struck] -= severity
            left.append(still)
            demand.append(np.exp(drift * max(t - size.shock, 0)) if s else 1.0)
    return Moments(
        np.array(year),
        np.array(weight),
        np.array(before),
        tuple(at),
        np.array(left),
        np.array(demand),
    )


def _chain(size: Size, rng: np.random.Generator) -> Chain:
    """Draw a base year that balances, and its stairs."""
    few = max(size.places // 5, 3)
    users = rng.choice(size.places, size.places * 7 // 10, replace=False)
    makers = [rng.choice(size.places, n, replace=False) for n in (few + 4, few, few)]
    recipe = rng.uniform(0.4, 0.9, 3)  # output from a tonne of input
    price = rng.lognormal(9, 0.8) * np.array([0.0, 0.3, 0.6, 1.0])
    price[1:] *= np.append(np.cumprod(recipe[:0:-1])[::-1], 1.0)
    need = np.zeros(size.places)
    need[users] = rng.lognormal(3, 1, users.size)
    stairs, mined = [_used(need, price[3], rng)], np.zeros(size.places)
    for good in (2, 1, 0):
        flow = _supplied(need, makers[good], rng)
        here = price[good + 1] * (1 + 0.04 * rng.random(size.places))
        stairs.append(_shipped(flow, good, here, rng))
        made = flow.sum(axis=1)
        ore = price[good] / recipe[good] if good else 0.0
        stairs.append(_made(made, good, (here, ore, recipe[good]), rng))
        need, mined = made / recipe[good], made
    return _stacked(stairs, mined, price, rng)


def _supplied(need: Floats, makers: Index, rng: np.random.Generator) -> Floats:
    """Draw who supplies whom, from and to (P, P)."""
    flow = np.zeros((need.size, need.size))
    weight = rng.lognormal(0, 1, makers.size)
    for place in np.flatnonzero(need):
        count = min(rng.integers(1, 5), makers.size)
        chosen = rng.choice(makers.size, count, False, weight / weight.sum())
        share = rng.dirichlet(np.full(count, 2.0))
        flow[makers[chosen], place] = share * need[place]
    return flow


Stairs = tuple[int, Index, Floats, Floats, list[tuple[Index, Index, Floats]], Index]


def _laid(base: Floats, corners: Floats) -> tuple[Floats, Floats]:
    """Return the widths of all steps and the middles of their multiples."""
    width = base[:, None] * np.diff(corners)
    middle = (corners[1:] + corners[:-1]) / 2
    return width, np.broadcast_to(middle, width.shape)


def _used(need: Floats, price: float, rng: np.random.Generator) -> Stairs:
    """Lay the stairs of use, worth less the more is used."""
    at = np.flatnonzero(need)
    width, middle = _laid(need[at], USE_CORNERS)
    slope = rng.uniform(-0.5, -0.2, at.size)[:, None]
    worth = price * np.minimum(middle ** (1 / slope), 5.0) * 1e-3
    return 2, at, width, -worth, [(np.full(at.size, 2), at, -np.ones(at.size))], at


def _shipped(
    flow: Floats, good: int, price: Floats, rng: np.random.Generator
) -> Stairs:
    """Lay the stairs of trade pairs."""
    a, b = np.nonzero(flow * (1 - np.eye(len(flow))))
    width, middle = _laid(flow[a, b], PAIR_CORNERS)
    wedge = np.maximum(price[b] - price[a], 0.0) + 20.0
    sigma = rng.uniform(4, 8, a.size)
    cost = (wedge[:, None] + (price[b] / sigma)[:, None] * (middle - 1)) * 1e-3
    goods = np.full(a.size, good)
    entries = [(goods, a, -np.ones(a.size)), (goods, b, np.full(a.size, 0.99))]
    return 1, a, width, cost, entries, a


def _made(
    made: Floats,
    good: int,
    money: tuple[Floats, float, float],
    rng: np.random.Generator,
) -> Stairs:
    """Lay the stairs of sites."""
    here, ore, recipe = money
    at = np.flatnonzero(made)
    width, middle = _laid(made[at], SITE_CORNERS)
    margin = np.maximum(here[at] - ore, 0.1 * here[at])
    eta = rng.uniform(0.4, 1.2, at.size)
    cost = margin[:, None] + (here[at] / eta)[:, None] * (middle - 1)
    cost = np.maximum(cost, 0.25 * margin[:, None]) * 1e-3
    entries = [(np.full(at.size, good), at, np.ones(at.size))]
    if good:
        entries.append((np.full(at.size, good - 1), at, np.full(at.size, -1 / recipe)))
    return 0 if good else 3, at, width, cost, entries, at


def _stacked(
    stairs: list[Stairs], mined: Floats, price: Floats, rng: np.random.Generator
) -> Chain:
    """Join the stairs of a mineral; rows are the goods and places that occur."""
    row, column, value, kind, place, width, cost, mine, pair = ([] for _ in range(9))
    first, pairs, mines = 0, 0, np.flatnonzero(mined)
    for what, _, widths, costs, entries, hit in stairs:
        items, steps = widths.shape
        for goods, places, number in entries:
            row.append(np.repeat(goods * mined.size + places, steps))
            column.append(first + np.arange(items * steps))
            value.append(np.repeat(number, steps))
        first += items * steps
        kind.append(np.full(items * steps, what % 3))
        place.append(np.repeat(hit, steps))
        width.append(widths.ravel())
        cost.append(np.asarray(costs).ravel())
        own = np.searchsorted(mines, hit) if what == 3 else np.full(items, -1)
        mine.append(np.repeat(own, steps))
        own = pairs + np.arange(items) if what == 1 else np.full(items, -1)
        pair.append(np.repeat(own, steps))
        pairs += items if what == 1 else 0
    named, rows = np.unique(np.concatenate(row), return_inverse=True)
    good = named // mined.size
    return Chain(
        np.concatenate(kind),
        np.concatenate(place),
        np.concatenate(width),
        np.concatenate(cost),
        (rows, np.concatenate(column), np.concatenate(value)),
        named.size,
        np.concatenate(mine),
        np.concatenate(pair),
        mined[mines] * rng.uniform(7, 16, mines.size),
        price[good + 1] * 1e-3,
        good,
    )


class Part:
    """Lay one mineral over all moments, with its projects and stocks."""

    def __init__(self, chain: Chain, moments: Moments, size: Size, first: int) -> None:
        self.chain, self.moments, self.first, self.size = chain, moments, first, size
        self.entries: list[tuple[Index, Index, Floats]] = []
        self.row_lower: list[Floats] = []
        self.row_upper: list[Floats] = []
        self.upper: list[Floats] = []
        self.cost: list[Floats] = []
        self.moment: list[Index] = []
        self.rows = self.columns = 0
        self.factor = moments.weight * (1 + DISCOUNT) ** -moments.year.astype(float)
        self._lay()
        self._ground()
        if size.ramps:
            self._ramps()

    def _columns(self, upper: Floats, cost: Floats) -> Index:
        """Add columns, moments first; return their numbers in the same shape."""
        at = self.columns + np.arange(upper.size).reshape(upper.shape)
        self.upper.append(upper.ravel())
        self.cost.append((cost * self.factor[:, None]).ravel())
        self.moment.append(np.repeat(np.arange(len(upper)), upper.shape[1]))
        self.columns += upper.size
        return at

    def _rows(self, lower: Floats, upper: Floats) -> Index:
        """Add rows; return their numbers in the same shape."""
        at = self.rows + np.arange(lower.size).reshape(lower.shape)
        self.row_lower.append(lower.ravel())
        self.row_upper.append(upper.ravel())
        self.rows += lower.size
        return at

    def _put(self, rows: Index, columns: Index, value: Floats | float) -> None:
        """Add coefficients; a column below nought counts starts, from the end."""
        rows, columns, value = np.broadcast_arrays(rows, columns, value)
        self.entries.append((rows.ravel(), columns.ravel(), value.ravel()))

    def _lay(self) -> None:
        """Lay the stairs and balances over the moments."""
        c, m = self.chain, self.moments
        growth = np.array([1.01, 1.03, 1.03])[c.kind] ** m.year[:, None]
        hit = np.where(c.kind == 2, 1.0, m.left[:, c.place])
        hit = hit * np.where(c.kind == 2, m.demand[:, None], 1.0)
        width = c.width * growth * hit
        self.stairs = self._columns(width, np.broadcast_to(c.cost, width.shape))
        nought = np.zeros((m.year.size, c.rows))
        self.balance = self._rows(nought, np.full(nought.shape, np.inf))
        row, column, value = c.entries
        self._put(self.balance[:, row], self.stairs[:, column], value)

    def _ground(self) -> None:
        """Hold what each mine brings up along a path to what lies in the ground."""
        c = self.chain
        own = np.flatnonzero(c.mine >= 0)
        for path in self.moments.paths:
            rows = self._rows(np.full(c.ground.size, -np.inf), c.ground)
            self._put(rows[c.mine[own]], self.stairs[path][:, own], 1.0)

    def _ramps(self) -> None:
        """Let trade grow by a part of last year's, and a little of the base year's."""
        c, m = self.chain, self.moments
        own = np.flatnonzero(c.pair >= 0)
        later = np.flatnonzero(m.before >= 0)
        base = np.bincount(c.pair[own], c.width[own]) / PAIR_CORNERS[-1]
        upper = np.tile(OPENING * base, (later.size, 1))
        rows = self._rows(np.full(upper.shape, -np.inf), upper)
        self._put(rows[:, c.pair[own]], self.stairs[later][:, own], 1.0)
        before = self.stairs[m.before[later]][:, own]
        self._put(rows[:, c.pair[own]], before, -1.0 - RAMP)

    def projects(self, rng: np.random.Generator) -> Floats:
        """Add projects that make goods, and stocks; return what each start takes."""
        c = self.chain
        use = c.width[c.kind == 2].sum() / USE_CORNERS[-1]
        capital = []
        for j in range(PROJECTS + STOCKS):
            stock = j >= PROJECTS
            good = 2 if stock else int(rng.integers(0, 3))
            row = int(rng.choice(np.flatnonzero(c.good == good)))
            size = use * rng.uniform(0.02, 0.06)
            lead = int(rng.integers(0 if stock else 1, 3))
            start = -1 - (self.first + j * self.size.years)
            if stock:
                self._stock(row, size, (start, lead))
                worth = 0.02 * size * c.price[row]
            else:
                self._plant(row, size, (start, lead), rng)
                worth = size * c.price[row] * rng.uniform(0.3, 2.5)
            years = np.arange(self.size.years)
            capital.append(worth * (1 + DISCOUNT) ** -years.astype(float))
        return np.concatenate(capital)

    def _started(self, columns: Index, size: float, when: tuple[int, int]) -> None:
        """Hold a column of each moment to what has been started by then."""
        start, lead = when
        years = self.moments.year
        rows = self._rows(np.full(years.size, -np.inf), np.zeros(years.size))
        self._put(rows, columns, 1.0)
        for begun in range(self.size.years):
            late = np.flatnonzero(years >= begun + lead)
            self._put(rows[late], np.array([start - begun]), -size)

    def _plant(
        self, row: int, size: float, when: tuple[int, int], rng: np.random.Generator
    ) -> None:
        """Add a plant that makes a good, of the good before it if there is one."""
        c = self.chain
        shape = (self.moments.year.size, 1)
        cost = c.price[row] * rng.uniform(0.2, 0.5)
        run = self._columns(np.full(shape, size), np.full(shape, cost))[:, 0]
        self._put(self.balance[:, row], run, 1.0)
        feed = np.flatnonzero(c.good == c.good[row] - 1)
        if feed.size:
            self._put(self.balance[:, int(rng.choice(feed))], run, -1.5)
        self._started(run, size, when)

    def _stock(self, row: int, size: float, when: tuple[int, int]) -> None:
        """Add a stock: filled, held, released."""
        shape = (self.moments.year.size, 1)
        full = np.full(shape, size)
        price = self.chain.price[row]
        held = self._columns(full, np.full(shape, 0.02 * price))[:, 0]
        filled = self._columns(full, np.full(shape, 1e-3 * price))[:, 0]
        freed = self._columns(full, np.full(shape, 1e-3 * price))[:, 0]
        self._put(self.balance[:, row], filled, -1.0)
        self._put(self.balance[:, row], freed, 1.0)
        rows = self._rows(np.zeros(shape[0]), np.zeros(shape[0]))
        later = np.flatnonzero(self.moments.before >= 0)
        self._put(rows, held, 1.0)
        self._put(rows[later], held[self.moments.before[later]], -1.0)
        self._put(rows, filled, -1.0)
        self._put(rows, freed, 1.0)
        self._started(held, size, when)


def _joined(parts: list[Part], starts: int, capital: Floats, size: Size) -> Instance:
    """Put the starts first, the parts behind them, the budgets below them."""
    row, column, value = [], [], []
    rows, columns = 0, starts
    for part in parts:
        for r, c, v in part.entries:
            row.append(r + rows)
            column.append(np.where(c < 0, -1 - c, c + columns))
            value.append(v)
        rows, columns = rows + part.rows, columns + part.columns
    project = np.arange(starts) // size.years
    year = np.arange(starts) % size.years
    for group, weight in (
        (project, np.ones(starts)),
        (project.max() + 1 + year, capital),
        (np.full(starts, project.max() + 1 + size.years), capital),
    ):
        row.append(group + rows)
        column.append(np.arange(starts))
        value.append(weight)
    every = project.max() + 1
    whole = capital.reshape(-1, size.years)[:, 0].sum()
    limit = np.concatenate(
        [np.ones(every), np.full(size.years, 0.05 * whole), [0.25 * whole]]
    )
    triplets = np.concatenate(row), np.concatenate(column)
    shape = (rows + limit.size, columns)
    matrix = sparse.coo_array((np.concatenate(value), triplets), shape=shape)
    lp = Arrays(
        np.concatenate([capital, *(c for p in parts for c in p.cost)]),
        sparse.csc_array(matrix),
        np.concatenate(
            [*(r for p in parts for r in p.row_lower), np.full(limit.size, -np.inf)]
        ),
        np.concatenate([*(r for p in parts for r in p.row_upper), limit]),
        np.zeros(columns),
        np.concatenate([np.ones(starts), *(u for p in parts for u in p.upper)]),
    )
    year_of = parts[0].moments.year
    when = [year_of[np.concatenate(p.moment)] for p in parts]
    early = np.concatenate([np.full(starts, size.years), *when]) < size.shock
    return Instance(lp, np.arange(starts), np.flatnonzero(early))


if __name__ == "__main__":
    made = instance(Size()).lp
    print(
        f"{made.matrix.shape[0]:,} rows, {made.cost.size:,} columns, "
        f"{made.matrix.nnz:,} coefficients"
    )
