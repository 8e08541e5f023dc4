"""How each indicator is taken from the flows: one small function each.

Every function takes :class:`~orepath.assess.flows.Flows` and returns ``(D, K, F)``, or
``(D, K, 1)`` where the number is the same for every focus place. NaN says "not known".
"""

import numpy as np
from numpy.typing import NDArray

from orepath.assess.concentration import hhi_bounds, ratio, top_share
from orepath.assess.contingency import bloc_out, embargo_cover, largest, outage_cover
from orepath.assess.flows import Flows, Trade
from orepath.assess.reliance import net_import_reliance
from orepath.assess.risk import (
    characterisation,
    geopolrisk,
    supply_risk,
    weighed_risk,
)

Array = NDArray[np.float64]


def world(measured: Array) -> Array:
    """Give a number of the world, ``(D, K)``, an axis for the focus places."""
    return measured[..., None]


def by_partner(table: Array, trade: Trade) -> Array:
    """Pick each row's number from a table ``(K, P)`` of its partner."""
    return table[trade.key, trade.partner]


def supply(flows: Flows) -> Array:
    """World supply, t/a."""
    return world(flows.world)


def hhi(flows: Flows) -> Array:
    """Herfindahl index of supply, unnamed places as many small ones."""
    return world(hhi_bounds(flows.named_supply, flows.unnamed_supply)[0])


def hhi_as_one(flows: Flows) -> Array:
    """Herfindahl index of supply, unnamed places as one."""
    return world(hhi_bounds(flows.named_supply, flows.unnamed_supply)[1])


def _top(flows: Flows, count: int) -> Array:
    part = ratio(flows.named_supply.sum(axis=-1), flows.world)
    return world(np.asarray(top_share(flows.named_supply, count) * part))


def top1(flows: Flows) -> Array:
    """Share of the largest supplier."""
    return _top(flows, 1)


def top3(flows: Flows) -> Array:
    """Share of the three largest suppliers."""
    return _top(flows, 3)


def focus_share(flows: Flows) -> Array:
    """Share of the focus place in supply."""
    return ratio(flows.own, world(flows.world))


def against_share(flows: Flows) -> Array:
    """Share of the bloc in supply."""
    return world(ratio(flows.supply[..., flows.against].sum(axis=-1), flows.world))


def governance(flows: Flows) -> Array:
    """Concentration weighed by governance and barriers."""
    # Squares of a remainder of many small places vanish, its tonnes do not.
    square = flows.named_supply**2 * flows.weight * flows.barrier
    return world(ratio(square.sum(axis=-1), flows.world**2))


def imports(flows: Flows) -> Array:
    """Sum the focus place's imports, t/a."""
    return flows.imports


def reliance(flows: Flows) -> Array:
    """Net import reliance of the focus place."""
    return net_import_reliance(flows.own, flows.imports, flows.exports)


def import_hhi(flows: Flows) -> Array:
    """Herfindahl index of imports, unnamed origins as many small ones."""
    trade = flows.inward
    named = np.where(flows.named[trade.partner], trade.amounts, 0.0)
    return ratio(trade.summed(named**2), flows.imports**2)


def import_top(flows: Flows) -> Array:
    """Share of the largest origin in imports."""
    return ratio(flows.inward.largest(flows.inward.amounts), flows.imports)


def against_imports(flows: Flows) -> Array:
    """Share of the bloc in imports."""
    trade = flows.inward
    from_it = np.where(flows.against[trade.partner], trade.amounts, 0.0)
    return ratio(trade.summed(from_it), flows.imports)


def import_risk(flows: Flows) -> Array:
    """Weigh imports by the instability of their origins."""
    unrest = flows.inward.amounts * by_partner(flows.stability, flows.inward)
    return weighed_risk(flows.inward.summed(unrest), flows.imports, flows.own)


def score(flows: Flows) -> Array:
    """GeoPolRisk score, supply and trade in one basis."""
    return geopolrisk(hhi(flows), import_risk(flows))


def price(flows: Flows) -> Array:
    """Import value over import tonnes, USD/t, of the rows that have both."""
    trade = flows.inward
    priced = np.where(np.isnan(trade.usd), 0.0, trade.amounts)
    return ratio(trade.summed(np.nan_to_num(trade.usd))[None], trade.summed(priced))


def factor(flows: Flows) -> Array:
    """Characterisation factor of the score, supply and trade in one basis."""
    return characterisation(score(flows), price(flows) / 1000.0)


def published_score(flows: Flows) -> Array:
    """GeoPolRisk score as published: own production as it is, imports gross."""
    trade = flows.inward
    gross = np.nan_to_num(trade.gross)
    unrest = trade.summed(gross * by_partner(flows.stability, trade))
    risk = weighed_risk(unrest[None], trade.summed(gross)[None], flows.own)
    return geopolrisk(hhi(flows), risk)


def published_factor(flows: Flows) -> Array:
    """Characterisation factor as published, with the price of a gross tonne."""
    # Rows without tonnes count as none but keep their value, as the authors have it.
    trade = flows.inward
    value, tonnes = (
        trade.summed(np.nan_to_num(one)) for one in (trade.usd, trade.gross)
    )
    return characterisation(published_score(flows), ratio(value, tonnes)[None] / 1000.0)


def sourcing(flows: Flows) -> Array:
    """Governance-weighted concentration of own production and imports together."""
    trade = flows.inward
    burden = by_partner(flows.weight * flows.barrier, trade)
    named = np.where(flows.named[trade.partner], trade.amounts, 0.0)
    at_home = (flows.weight * flows.barrier)[:, flows.focus]
    square = trade.summed(named**2 * burden) + flows.own**2 * at_home
    return ratio(square, (flows.own + flows.imports) ** 2)


def eu_risk(flows: Flows) -> Array:
    """Supply risk of the European Union's method."""
    parts = np.broadcast_arrays(
        governance(flows),
        sourcing(flows),
        reliance(flows),
        flows.recycling[:, None],
        flows.substitution[:, None],
    )
    missing = np.isnan(parts).any(axis=0)
    risk = supply_risk(*(np.where(missing, 0.0, part) for part in parts))
    return np.where(missing, np.nan, risk)


def n1(flows: Flows) -> Array:
    """Cover without the largest supplier, whose users are served first."""
    gone = largest(flows.named_supply)
    return world(outage_cover(flows.supply, flows.use, gone))


def n1_embargo(flows: Flows) -> Array:
    """Cover without the largest supplier and its users."""
    gone = largest(flows.named_supply)
    return world(embargo_cover(flows.supply, flows.use, gone))


def n2(flows: Flows) -> Array:
    """Cover without the two largest suppliers."""
    gone = largest(flows.named_supply, 2)
    return world(outage_cover(flows.supply, flows.use, gone))


def against_cover(flows: Flows) -> Array:
    """Cover of the others when the bloc keeps its supply."""
    return world(bloc_out(flows.supply, flows.use, flows.against))
