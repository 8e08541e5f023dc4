"""The toll is what a disrupted year takes: use given up, money lost, dearer goods.

It is counted as :mod:`orepath.stress.trial` counts it for one disruption at a time, but
for many years at once and against the same undisturbed year.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import KT
from orepath.plan.policy.supply import pairs_of
from orepath.plan.policy.tariff import duty_change
from orepath.plan.program import Program
from orepath.plan.project import stock_row
from orepath.plan.surplus import owned_parts, shares_of
from orepath.stress.cut import Cuts
from orepath.stress.dispatch import Dispatch
from orepath.stress.operation import Answers
from orepath.stress.price import Pricing

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

TIERS = ("vital", "firm", "spare")
"""Use by what it is worth: as much as may be, above 1.5 times the price, and less."""

_FIRM = 1.5


@dataclass(frozen=True)
class Toll:
    """Hold what disrupted years take from the focus place.

    Parameters
    ----------
    short : ndarray (T, U, 3)
        Use given up against the undisturbed year, by tier, t.
    part : ndarray (T, U)
        Part of what is wanted that is given up, 0 to 1.
    price : ndarray (T, U)
        Price of each use as a multiple of that of the undisturbed year.
    release : ndarray (T, U)
        What stocks of the good give, t.
    users : ndarray (T,)
        What users lose, USD million.
    country : ndarray (T,)
        What the focus actor as a whole loses, USD million.
    """

    short: Floats
    part: Floats
    price: Floats
    release: Floats
    users: Floats
    country: Floats


@dataclass(frozen=True)
class _Year:
    """Hold years before they are compared.

    Use, its price and what it gains are (T, U), what users and the country gain (T,).
    """

    used: Floats
    price: Floats
    by_use: Floats
    users: Floats
    country: Floats


class Assessor:
    """Count the toll of disrupted years of one dispatch.

    Parameters
    ----------
    program : Program
        The whole.
    dispatch : Dispatch
        The year cut out of it.
    moment : int
        The moment it was cut from.

    Attributes
    ----------
    uses : ndarray of int (U,)
        Uses of the focus place, without sales outside the chain.
    goods : tuple of str
        Commodity of each.
    stock : ndarray (U,)
        What stocks at the focus place hold of it, t.
    """

    def __init__(self, program: Program, dispatch: Dispatch, moment: int) -> None:
        n = program.network
        b = n.calibration.balance
        focus = b.places.at(n.case.settings.focus)
        uses = dispatch.of("use")
        uses = uses[b.use_place[dispatch.item[uses]] == focus]
        # What is sold outside the chain is nobody's need here.
        self._sold, self._uses = uses, uses[~b.outside[dispatch.item[uses]]]
        self.uses = use = dispatch.item[self._uses]
        rows = b.row_index(b.use_commodity[use], b.use_place[use])
        self.goods = tuple(b.chain.commodities.labels[g] for g in b.use_commodity[use])
        self._dispatch, self._pricing = dispatch, Pricing(program, dispatch)
        self._at = np.searchsorted(self._pricing.goods, rows)
        self._owned, self._duty = _gains(program, dispatch, moment)
        self._levied = _levied(program, dispatch)
        held = np.flatnonzero(self._owned)
        self._held = np.union1d(held, self._sold)
        self._net = dispatch.net.tocsr()[self._pricing.rows][:, self._held]
        self._steps = tuple(each[self._held] for each in dispatch.steps.grid())
        self._saved = _saved(program, dispatch)
        price = n.calibration.price[rows] * KT
        self._tops = _tops(dispatch, self._uses, price)
        releases = dispatch.of("release")
        stocked = [stock_row(n, int(j)) for j in dispatch.item[releases]]
        serves = np.array(stocked, dtype=np.int64)[:, None] == rows[None, :]
        self._released = releases, serves.astype(np.float64)
        self.stock = dispatch.height[releases] @ self._released[1] / KT

    def tolls(self, cuts: Cuts, answers: Answers, base: Answers) -> Toll:
        """Count the toll of disrupted years.

        Parameters
        ----------
        cuts : Cuts
            What T disruptions leave.
        answers, base : Answers
            What the market does in them, and in the undisturbed year.

        Returns
        -------
        Toll
            All nil where the undisturbed year stands.
        """
        years = np.flatnonzero(answers.solved)
        shape = (len(cuts), len(self.goods))
        short, price = np.zeros((*shape, len(TIERS))), np.ones(shape)
        part = np.zeros(shape)
        release, users, country = np.zeros(shape), *np.zeros((2, len(cuts)))
        if not years.size:
            return Toll(short, part, price, release, users, country)
        # The undisturbed year is read beside the others, as the last of them.
        found = self._year(
            cuts.of(years).plus(self._dispatch.uncut()),
            np.concatenate([answers.total[years], base.total]),
            np.concatenate([answers.dual[years], base.dual]),
        )
        # Who wants more or less is compared with that, at undisturbed prices.
        wants = cuts.scale[np.ix_(years, self._uses)]
        tops = wants[:, :, None] * self._tops.T
        wanted = (wants * found.used[-1:])[:, :, None]
        top = np.minimum(wanted, tops[:, :, 1:])
        bottom = np.maximum(found.used[:-1, :, None], tops[:, :, :-1])
        more = (wants - 1.0) @ found.by_use[-1]
        short[years] = np.maximum(top - bottom, 0.0) / KT
        gone = wanted[:, :, 0] - found.used[:-1]
        part[years] = np.maximum(gone, 0.0) / np.maximum(wanted[:, :, 0], 1e-12)
        price[years] = found.price[:-1] / np.maximum(found.price[-1], 1e-12)
        stocks, serves = self._released
        release[years] = answers.total[np.ix_(years, stocks)] @ serves / KT
        users[years] = found.users[-1] + more - found.users[:-1]
        country[years] = found.country[-1] + more - found.country[:-1]
        return Toll(short, part, price, release, users, country)

    def _year(self, cuts: Cuts, total: Floats, dual: Floats) -> _Year:
        """Return use, prices, and what users and the country gain in some years."""
        price = self._pricing.prices(cuts, total, dual)
        held = total[:, self._held]
        cost = self._cost(held, cuts.scale[:, self._held])
        cost += cuts.extra[:, self._held] * held
        gain = np.zeros_like(total)
        gain[:, self._held] = (price @ self._net) * held - cost
        country = gain @ self._owned + total @ self._duty
        country += (total * cuts.levy) @ self._levied
        country += self._waiting(cuts, total, price)
        for ease, saving, served in self._saved:
            carried = total[:, served]
            whole = carried.sum(axis=1)
            part = np.divide(
                carried @ self._owned[served],
                whole,
                out=np.full(whole.size, self._owned[ease]),
                where=whole > 0.0,
            )
            country += saving * total[:, ease] * (part - self._owned[ease])
        return _Year(
            total[:, self._uses],
            price[:, self._at],
            gain[:, self._uses],
            gain[:, self._sold].sum(axis=1),
            country,
        )

    def _waiting(self, cuts: Cuts, total: Floats, price: Floats) -> Floats:
        """Return what the country gains by goods that wait for their buyer (T,)."""
        part = self._dispatch
        found = np.zeros(len(cuts))
        for at, (row, stair, _) in enumerate(part.owed):
            good = np.flatnonzero(self._pricing.rows == row)
            if good.size:
                moved = part.slope[at] * (cuts.owed[:, at] - 1.0) * total[:, stair]
                found += self._owned[stair] * moved * price[:, good[0]]
        return found

    def _cost(self, total: Floats, scale: Floats) -> Floats:
        """Return what stairs cost that are used up to a total (T, H)."""
        foot, width, cost = self._steps
        taken = (
            total[:, :, None]
            - np.where(np.isfinite(foot), foot, 0.0) * scale[:, :, None]
        )
        np.clip(taken, 0.0, width * scale[:, :, None], out=taken)
        return np.asarray((taken * cost).sum(axis=2))


def _gains(program: Program, part: Dispatch, moment: int) -> tuple[Floats, Floats]:
    """Return the focus actor's part of each stair's gain, and the duty it levies (S,).

    Duties are in USD million per kt. What exceeds a policy is a fine the country pays.
    """
    n = program.network
    b = n.calibration.balance
    focus = b.places.at(n.case.settings.focus)
    owned, duty = np.zeros(part.size), np.zeros(part.size)
    owned[part.of("excess")] = 1.0
    for name, shares in owned_parts(n, shares_of(n)).items():
        mine = part.of(name)
        owned[mine] = shares[part.item[mine]]
    rate = n.calibration.pair_duty + duty_change(n)[:, moment]
    for name in ("ship", "open", "haul"):
        mine = part.of(name)
        pair = pairs_of(n, name)[part.column[mine] - n.blocks[name].start]
        duty[mine] = np.where(b.pair_destination[pair] == focus, rate[pair] * KT, 0.0)
    return owned, duty


def _levied(program: Program, part: Dispatch) -> Floats:
    """Return whether the focus actor levies the duty on each stair (S,)."""
    b = program.network.calibration.balance
    focus = b.places.at(program.network.case.settings.focus)
    mine = np.zeros(part.size)
    mine[part.priced.ship] = b.pair_destination[part.priced.pair] == focus
    return mine


def _saved(program: Program, part: Dispatch) -> list[tuple[int, float, Index]]:
    """Return each upgrade or training with what it saves, USD million per kt, and whom.

    As in :func:`orepath.plan.surplus.margins` those it serves gain what it saves.
    """
    eases = part.of("ease")
    net = part.net.tocsr()
    rules = [group.rows for group in program.groups if group.rule == "ease"]
    found = []
    for row in np.flatnonzero([any(g.start <= at < g.stop for g in rules)
                               for at in part.row]):  # fmt: skip
        inside = net[[row]].indices
        for ease in np.intersect1d(inside, eases):
            saving = -float(part.steps.cost[part.steps.first[ease]])
            found.append((int(ease), saving, np.setdiff1d(inside, [ease])))
    return found


def _tops(part: Dispatch, uses: Index, price: Floats) -> Floats:
    """Return how high each tier reaches in each use, from vital (0) on up (4, U)."""
    tops = np.zeros((4, uses.size))
    for at, use in enumerate(uses):
        mine = slice(part.steps.first[use], part.steps.first[use + 1])
        worth, width = -part.steps.cost[mine], part.steps.width[mine]
        firm = worth > _FIRM * price[at]
        vital = firm & (worth >= worth.max() * (1.0 - 1e-9))
        tops[1:3, at] = width[vital].sum(), width[firm].sum()
    tops[3] = np.inf
    return tops
