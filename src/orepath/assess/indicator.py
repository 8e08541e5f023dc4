"""The indicators of exposure: a visible tuple of one signature each.

To add one, write a function from :class:`~orepath.assess.flows.Flows` to ``(D, K)``
and append a row to :data:`INDICATORS` with its name, unit and meaning. NaN inside the
array says "not known" and becomes null with a note in the table.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.assess.concentration import governance_hhi, hhi_bounds, ratio, top_share
from orepath.assess.contingency import embargo_cover, largest, outage_cover
from orepath.assess.flows import Flows
from orepath.assess.reliance import net_import_reliance
from orepath.assess.risk import geopolrisk, import_risk

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Indicator:
    """Name one column of the exposure table and the function that fills it.

    Parameters
    ----------
    name : str
        Column; ``name_low`` and ``name_high`` hold its 10th and 90th percentile.
    unit : str
        Unit of the number.
    meaning : str
        One plain sentence for readers.
    measure : callable
        ``Flows -> (D, K)``.
    needs_trade : bool
        Whether it is unknown without trade.
    needs_use : bool
        Whether it is unknown without demand.
    """

    name: str
    unit: str
    meaning: str
    measure: Callable[[Flows], Array]
    needs_trade: bool = False
    needs_use: bool = False


def _split(amounts: Array, flows: Flows) -> tuple[Array, Array]:
    """Separate named places ``(D, K, P)`` from the remainder's sum ``(D, K)``."""
    named = np.where(flows.named, amounts, 0.0)
    return named, np.asarray(amounts.sum(axis=-1) - named.sum(axis=-1)).clip(0.0)


def _supply(flows: Flows) -> Array:
    return np.asarray(flows.supply.sum(axis=-1))


def _hhi(flows: Flows) -> Array:
    return hhi_bounds(*_split(flows.supply, flows))[0]


def _hhi_as_one(flows: Flows) -> Array:
    return hhi_bounds(*_split(flows.supply, flows))[1]


def _top(flows: Flows, count: int) -> Array:
    named, rest = _split(flows.supply, flows)
    part = ratio(named.sum(axis=-1), named.sum(axis=-1) + rest)
    return np.asarray(top_share(named, count) * part)


def _top1(flows: Flows) -> Array:
    return _top(flows, 1)


def _top3(flows: Flows) -> Array:
    return _top(flows, 3)


def _focus_share(flows: Flows) -> Array:
    return ratio(flows.supply[..., flows.focus], _supply(flows))


def _governance(flows: Flows) -> Array:
    # Squares of a remainder of many small places vanish, its tonnes do not.
    weight = np.where(flows.named, flows.weight, 0.0)
    return governance_hhi(flows.supply, weight, flows.barrier)


def _imports(flows: Flows) -> Array:
    return np.asarray(flows.imports.sum(axis=-1))


def _reliance(flows: Flows) -> Array:
    made = flows.supply[..., flows.focus]
    return net_import_reliance(made, _imports(flows), flows.exports)


def _import_hhi(flows: Flows) -> Array:
    return hhi_bounds(*_split(flows.imports, flows))[0]


def _import_top(flows: Flows) -> Array:
    return ratio(flows.imports.max(axis=-1), _imports(flows))


def _import_risk(flows: Flows) -> Array:
    made = flows.supply[..., flows.focus]
    return import_risk(flows.imports, flows.stability, made)


def _geopolrisk(flows: Flows) -> Array:
    return geopolrisk(_hhi(flows), _import_risk(flows))


def _outage(flows: Flows, count: int) -> Array:
    named, _ = _split(flows.supply, flows)
    return outage_cover(flows.supply, flows.use, largest(named, count))


def _n1(flows: Flows) -> Array:
    return _outage(flows, 1)


def _n2(flows: Flows) -> Array:
    return _outage(flows, 2)


def _n1_embargo(flows: Flows) -> Array:
    named, _ = _split(flows.supply, flows)
    return embargo_cover(flows.supply, flows.use, largest(named))


INDICATORS: tuple[Indicator, ...] = (
    Indicator("supply", "t/a", "World supply at the stage.", _supply),
    Indicator(
        "hhi",
        "-",
        "Concentration of world supply, 0 to 1; unnamed places as many small ones.",
        _hhi,
    ),
    Indicator(
        "hhi_as_one",
        "-",
        "The same with the unnamed places counted as one: the upper bound.",
        _hhi_as_one,
    ),
    Indicator("top_share", "fraction", "Share of the largest supplier.", _top1),
    Indicator("top3_share", "fraction", "Share of the three largest suppliers.", _top3),
    Indicator(
        "focus_share", "fraction", "The focus place's share of supply.", _focus_share
    ),
    Indicator(
        "governance_hhi",
        "-",
        "Concentration weighted by governance and trade barriers, 0 to 10.",
        _governance,
    ),
    Indicator(
        "imports", "t/a", "Imports of the focus place.", _imports, needs_trade=True
    ),
    Indicator(
        "reliance",
        "fraction",
        "Net import reliance of the focus place; negative for a net exporter.",
        _reliance,
        needs_trade=True,
    ),
    Indicator(
        "import_hhi",
        "-",
        "Concentration of the focus place's imports by origin, 0 to 1.",
        _import_hhi,
        needs_trade=True,
    ),
    Indicator(
        "import_top_share",
        "fraction",
        "Share of the largest origin in the focus place's imports.",
        _import_top,
        needs_trade=True,
    ),
    Indicator(
        "import_risk",
        "-",
        "Imports weighted by the instability of their origins, 0 to 1.",
        _import_risk,
        needs_trade=True,
    ),
    Indicator(
        "geopolrisk",
        "-",
        "GeoPolRisk score: concentration times import risk.",
        _geopolrisk,
        needs_trade=True,
    ),
    Indicator(
        "n1",
        "fraction",
        "Cover of the others' demand when the largest supplier stops and its users are "
        "served first; negative where not even they can be.",
        _n1,
        needs_use=True,
    ),
    Indicator(
        "n1_embargo",
        "fraction",
        "Cover of the others' demand when the largest supplier and its users leave the "
        "market.",
        _n1_embargo,
        needs_use=True,
    ),
    Indicator(
        "n2",
        "fraction",
        "As n1 with the two largest suppliers.",
        _n2,
        needs_use=True,
    ),
)
"""Every indicator, in the order of the table's columns."""
