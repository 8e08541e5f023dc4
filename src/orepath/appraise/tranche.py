"""Past tranches tell what bidders must have thought: a fit by simulated moments.

Blocks as they may have been are auctioned by the model; what it sells, what finds no
bidder and at which premia is held against what was published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.appraise.auction import Crowd, Outcome, attempt
from orepath.appraise.bidding import Ground, bids
from orepath.appraise.tender import LEVELS, Tender, tender

Floats = NDArray[np.float64]

FITTED = (
    "crowd.firms",
    "crowd.uneven",
    "crowd.spread",
    "crowd.again",
    "offered.base",
    "offered.margin",
    "offered.margin_spread",
    "offered.cost",
    "offered.cost_spread",
)
"""What the fit may move; all else stays as supposed."""

_BLOCKS, _DRAWS = 240, 48
_TENTH = 0.005
_QUARTILES = (0.25, 0.5, 0.75)
# Log premia of ten sold blocks, scattered by 1.9: what luck does to their quartiles.
_LUCK = 0.6
_BIDS, _BIDS_LUCK = 56.0, 12.0
_LEAST_SPREAD = 0.02


@dataclass(frozen=True)
class Moment:
    """Hold one thing that was seen and that the model tells as well.

    Parameters
    ----------
    name : str
        For readers.
    seen, told : float
        What was published, and what the model says.
    luck : float
        Standard error of what was seen, were the model right.
    """

    name: str
    seen: float
    told: float
    luck: float

    @property
    def off(self) -> float:
        """Return how far the model lies off, in standard errors."""
        return (self.told - self.seen) / self.luck


def observed() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return past tranches and published premia, each row with its source."""
    folder = files("orepath").joinpath("data")
    found = [
        pl.read_csv(folder.joinpath(name).read_bytes())
        for name in ("auction_tranches.csv", "auction_premia.csv")
    ]
    return found[0], found[1]


def settled(given: Tender) -> dict[str, float]:
    """Return the fitted figures of a tender by dotted name."""
    return {
        name: float(getattr(getattr(given, part), key).value)
        for name in FITTED
        for part, key in [name.split(".")]
    }


def offered(given: Tender, values: Mapping[str, float]) -> tuple[Ground, Crowd]:
    """Return blocks as they may have been offered, and who may bid for them.

    Parameters
    ----------
    given : Tender
        What is supposed.
    values : mapping of str to float
        What is fitted, by name of :data:`FITTED`.

    Returns
    -------
    tuple of Ground and Crowd
        A few hundred blocks that fill the distributions evenly.
    """
    from scipy.special import gammaincinv, ndtri

    even = _even()
    margin, size, cost = (ndtri(u) for u in even[:3])
    base = values["offered.base"] * np.exp(given.offered.base_spread.value * size)
    part = values["offered.cost"] * np.exp(values["offered.cost_spread"] * cost)
    over = values["offered.margin"] + values["offered.margin_spread"] * margin
    levels = [given.level[name] for name in LEVELS]
    share = np.cumsum([level.offered.value for level in levels])
    at = np.searchsorted(share / share[-1], even[3], side="right")

    def by_level(key: str) -> Floats:
        values = np.array([float(getattr(level, key).value) for level in levels])
        return np.asarray(values[at], dtype=np.float64)

    count = np.ones(base.size)
    ground = Ground(
        base=base,
        earned=part * np.exp(over),
        cost=part * base,
        take=count * given.offered.royalty.value * (1.0 + given.rule.levy.value),
        left=by_level("left"),
        chance=by_level("chance"),
        error=by_level("error"),
        reserve=count * given.rule.reserve.value,
        faith=np.exp(-given.crowd.fear.value * by_level("error")),
    )
    shape = values["crowd.uneven"] ** -2.0
    firms = values["crowd.firms"] * gammaincinv(shape, even[4]) / shape
    crowd = Crowd(
        firms,
        given.crowd.look.value,
        values["crowd.spread"],
        values["crowd.again"],
    )
    return ground, crowd


@cache
def _even() -> Floats:
    """Return points that fill the unit cube of five sides evenly (5, B)."""
    # Roberts' lattice: powers of the root of x^6 = x + 1.
    root = 1.1347241384015194
    steps = root ** -np.arange(1.0, 6.0)
    return np.asarray(np.mod(0.5 + np.outer(steps, np.arange(_BLOCKS)), 1.0))


def moments(given: Tender, values: Mapping[str, float]) -> list[Moment]:
    """Return what was seen of past tranches beside what the model tells.

    Parameters
    ----------
    given : Tender
        What is supposed.
    values : mapping of str to float
        What is fitted.

    Returns
    -------
    list of Moment
        Parts sold by tranche; parts without a bidder by tranche with a known count;
        bids for a block of the first tranche; quartiles of the log premia.

    Notes
    -----
    Fresh blocks stand in their first attempt; those offered again in their second, and
    are the fresh ones weighed by the chance that they were not sold.
    """
    tranches, premia = observed()
    ground, crowd = offered(given, values)
    found = bids(ground, crowd.spread, _DRAWS)
    first = attempt(found, crowd, given.rule.first)
    second = attempt(found, crowd, given.rule.second)
    unsold = 1.0 - first.sold
    weight = unsold / unsold.sum()

    def told(row: Mapping[str, float], what: str) -> float:
        fresh = getattr(first, what).mean()
        again = float(weight @ getattr(second, what))
        return float((row["fresh"] * fresh + row["again"] * again) / row["offered"])

    shares = [
        _share(f"part {words}, tranche {row['tranche']}", row, what, told(row, what))
        for what, words in (("sold", "sold"), ("none", "without a bidder"))
        for row in tranches.iter_rows(named=True)
        # That nobody stayed away in the third follows from a total, and is not counted.
        if what == "sold" or row["fresh"]
    ]
    begun = tranches.row(0, named=True)["offered"]
    bid = Moment(
        "bids for a block, tranche I",
        _BIDS / begun,
        float(first.bidders.mean()),
        _BIDS_LUCK / begun,
    )
    return [*shares, bid, *_premia(premia, (first, second), unsold, tranches)]


def _share(name: str, row: Mapping[str, float], what: str, told: float) -> Moment:
    """Return the moment of a part of a tranche's blocks."""
    count = row["offered"]
    luck = np.sqrt(max(told * (1.0 - told), _LEAST_SPREAD) / count)
    return Moment(name, row[what] / count, told, float(luck))


def _premia(
    premia: pl.DataFrame,
    outcomes: tuple[Outcome, Outcome],
    unsold: Floats,
    tranches: pl.DataFrame,
) -> list[Moment]:
    """Return the moments of the log premia."""
    first, second = outcomes
    fresh, again = (
        float(tranches[name].to_numpy().sum()) for name in ("fresh", "again")
    )
    weight = np.concatenate(
        [first.sold * fresh, unsold / unsold.mean() * second.sold * again]
    )
    paid = np.concatenate([first.premium, second.premium])
    log = np.log(np.maximum(np.nan_to_num(paid, nan=_TENTH), _TENTH))
    order = np.argsort(log)
    reached = np.cumsum(weight[order]) / weight.sum()
    seen = np.quantile(np.log(premia["premium"].to_numpy()), _QUARTILES)
    told = np.interp(_QUARTILES, reached, log[order])
    return [
        Moment(
            f"log of the premium, {100 * part:.0f} % lie below",
            float(s),
            float(t),
            _LUCK,
        )
        for part, s, t in zip(_QUARTILES, seen, told, strict=True)
    ]


def distance(found: Sequence[Moment]) -> float:
    """Return the sum of squares of how far the model lies off, in standard errors."""
    return float(sum(moment.off**2 for moment in found))


def fit_table() -> pl.DataFrame:
    """Return the fit as it stands: what was seen, what the model tells, how far off.

    Returns
    -------
    polars.DataFrame
        what, seen, told, luck, off.
    """
    given = tender()
    found = moments(given, settled(given))
    return pl.DataFrame(
        [(m.name, m.seen, m.told, m.luck, m.off) for m in found],
        schema=["what", "seen", "told", "luck", "off"],
        orient="row",
    )
