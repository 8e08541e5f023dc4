"""Feeds nobody reports follow from what sponge and pigment makers must have eaten.

Each place's chloride pigment and sponge need TiCl4. Natural and synthetic rutile at
hand go there first, ilmenite where direct chlorination is known, the remainder is slag.
All rows made here are grade C and meant to be moved by the reconciliation.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from india_titanium_chain import RECIPES
from india_titanium_concentrate import Key
from india_titanium_gravity import Pair, gravity
from india_titanium_route import sea_km
from india_titanium_row import Amount, cited, judged, spread
from india_titanium_site import Site

INTO = {(p, good): q[0] for p, good, way, q, *_ in RECIPES if way == "in"}

OTHER_USE_OF_RUTILE = 0.25
"""Part of natural rutile that goes into welding rods and the like (assumed)."""
DIRECT = ("USA", "MEX")
"""Places that chlorinate ilmenite itself."""
SLAG_PIGMENT = ("DEU", "REU", "JPN", "CAN")
"""Places whose sulphate plants take slag for what their ilmenite does not cover."""
MAKERS = ("CAN", "ZAF", "NOR", "VNM")
"""Smelters that sell most of their slag abroad."""
SELF_FED = ("CHN", "KAZ", "RUS")
"""Smelters whose output is set by their own chlorinators."""

_FEED = (
    "what the place's sponge and chloride pigment need less other feeds at hand; range "
    "0.65-1.35, the reconciliation settles it"
)


@dataclass
class World:
    """Hold sites and trade while the gaps between them are closed.

    Parameters
    ----------
    sites : dict
        Amount by process and place.
    trade : dict
        Amount by commodity, origin and destination.
    other : dict
        Uses outside the chain, gross kt by commodity and place.
    """

    sites: dict[Site, Amount]
    trade: dict[Key, Amount]
    other: dict[tuple[str, str], float] = field(default_factory=dict)

    def made(self, process: str, place: str) -> float:
        """Return gross kt made by a process at a place."""
        amount = self.sites.get((process, place))
        return amount.gross if amount else 0.0

    def net_import(self, good: str, place: str) -> float:
        """Return gross kt imported less exported."""
        return sum(
            amount.gross * ((b == place) - (a == place))
            for (g, a, b), amount in self.trade.items()
            if g == good
        )

    def places(self) -> list[str]:
        """Return all places that have a site, sorted."""
        return sorted({place for _, place in self.sites})


def close(world: World, prior_slag: Mapping[Pair, float]) -> None:
    """Add chlorination, sulphate pigment from slag, furnaces, mines and slag trade.

    Parameters
    ----------
    world : World
        Evidence rows; changed in place.
    prior_slag : mapping of pair to float
        Slag links known to exist though not their size, with a pull factor.
    """
    missing = {p: _chlorinate(world, p) for p in world.places()}
    for place in world.places():
        missing[place] = missing.get(place, 0.0) + _sulphate_slag(world, place)
    _self_fed(world, missing)
    _slag_trade(world, missing, prior_slag)


def _ticl4_need(world: World, place: str) -> float:
    """Return kt of TiCl4 that a place's makers take in."""
    return sum(
        world.made(process, place) * INTO[process, "ticl4"]
        for process in ("pigment_chloride", "reduce_sponge")
    )


def _chlorinate(world: World, place: str) -> float:
    """Spread a place's TiCl4 over feeds; return the slag it takes, kt."""
    left = _ticl4_need(world, place)
    rutile = world.made("mine_rutile", place) + world.net_import("rutile", place)
    aside = max(0.0, rutile) * (OTHER_USE_OF_RUTILE if left else 1.0)
    if aside > 0.1:
        world.other["rutile", place] = aside
    if not left:
        _set_aside(world, "synthetic_rutile", place)
        if place not in MAKERS:
            _set_aside(world, "slag", place)
        return 0.0
    made = world.made("make_synthetic_rutile", place)
    synthetic = made + world.net_import("synthetic_rutile", place)
    feeds = {"rutile": rutile - aside, "synthetic_rutile": synthetic}
    if place in DIRECT:
        ore = world.made("mine_ilmenite", place) + world.net_import("ilmenite", place)
        feeds["ilmenite"] = 0.95 * ore
    for feed, tonnes in feeds.items():
        process = f"chlorinate_{feed}"
        ticl4 = min(max(0.0, tonnes) / INTO[process, feed], left)
        if ticl4 > 0.2:
            world.sites[process, place] = spread(ticl4, 0.65, 1.35, _FEED)
            left -= ticl4
    if left <= 0.2:
        _set_aside(world, "slag", place)
        return 0.0
    world.sites["chlorinate_slag", place] = spread(left, 0.65, 1.35, _FEED)
    return left * INTO["chlorinate_slag", "slag"]


def _set_aside(world: World, good: str, place: str) -> None:
    """Count what nobody in the chain takes at a place as other use."""
    process = {"slag": "smelt_slag", "synthetic_rutile": "make_synthetic_rutile"}[good]
    tonnes = world.made(process, place) + world.net_import(good, place)
    if tonnes > 0.3:
        world.other[good, place] = tonnes


def _ilmenite_at_hand(world: World, place: str) -> float:
    """Return kt of ilmenite left after furnaces and kilns."""
    taken = sum(
        world.made(process, place) * INTO[process, "ilmenite"]
        for process in ("smelt_slag", "make_synthetic_rutile")
    )
    ore = world.made("mine_ilmenite", place) + world.net_import("ilmenite", place)
    return ore - taken


def _sulphate_slag(world: World, place: str) -> float:
    """Give part of a place's sulphate pigment to slag; return the slag taken, kt."""
    pigment = world.sites.get(("pigment_sulphate", place))
    if pigment is None or place not in SLAG_PIGMENT:
        return 0.0
    ore = max(0.0, _ilmenite_at_hand(world, place))
    share = min(0.9, ore / INTO["pigment_sulphate", "ilmenite"] / pigment.value)
    if share > 0.9:
        return 0.0
    why = f"{pigment.cells['note']}; ilmenite at hand covers {share:.2f}, slag the rest"
    for process, part in (
        ("pigment_sulphate", share),
        ("pigment_sulphate_slag", 1.0 - share),
    ):
        world.sites[process, place] = Amount(
            part * pigment.value,
            0.8 * part * pigment.low,
            1.2 * part * pigment.high,
            {**pigment.cells, "grade": "C", "note": why},
        )
    made = world.made("pigment_sulphate_slag", place)
    return made * INTO["pigment_sulphate_slag", "slag"]


def _self_fed(world: World, missing: dict[str, float]) -> None:
    """Let furnaces of China, Russia and Kazakhstan, and their mines, fill the gap."""
    for place in SELF_FED:
        slag = missing[place] - world.net_import("slag", place)
        why = "no figure found; what its chlorinators need less recorded imports"
        world.sites["smelt_slag", place] = spread(slag, 0.6, 1.5, why)
        missing[place] = 0.0
    for place in ("KAZ", "RUS"):
        need = -_ilmenite_at_hand(world, place)
        need += (
            world.made("pigment_sulphate", place) * INTO["pigment_sulphate", "ilmenite"]
        )
        why = (
            "not in the summaries; recorded imports cover only part of the feed, the "
            "rest is given to mines at home, though ore or slag may come unrecorded"
        )
        world.sites["mine_ilmenite", place] = Amount(need, 0.0, 2.0 * need, judged(why))


def _slag_trade(
    world: World, missing: Mapping[str, float], prior: Mapping[Pair, float]
) -> None:
    """Add the slag that moves under code 2620, which no table at hand records."""
    recorded = {
        (a, b): amount for (g, a, b), amount in world.trade.items() if g == "slag"
    }
    supply = {
        a: max(1.0, _slag_to_sell(world, a, missing) - _sum_of(recorded, a, 0))
        for a in MAKERS
    }
    need = {
        place: tonnes - world.made("smelt_slag", place) - _sum_of(recorded, place, 1)
        for place, tonnes in missing.items()
        if place not in MAKERS
    }
    need = {place: gap for place, gap in need.items() if gap > 1.0}

    def pull(origin: str, destination: str) -> float:
        known = prior.get((origin, destination), 0.0)
        known += 1.5 * ((origin, destination) in recorded)
        return known / math.sqrt(sea_km(origin, destination))

    for pair, kt in gravity(supply, need, pull).items():
        if kt >= 1.0:
            world.trade["slag", *pair] = _slag_flow(kt, pair, recorded.get(pair))


def _sum_of(recorded: Mapping[Pair, Amount], place: str, side: int) -> float:
    """Return recorded slag out of (side 0) or into (side 1) a place, kt."""
    return sum(amount.gross for pair, amount in recorded.items() if pair[side] == place)


def _slag_to_sell(world: World, place: str, missing: Mapping[str, float]) -> float:
    """Return slag a maker has left after its own use, kt."""
    return max(1.0, world.made("smelt_slag", place) - missing.get(place, 0.0))


def _slag_flow(kt: float, pair: Pair, recorded: Amount | None) -> Amount:
    """Return a slag flow that is not observed, or only partly."""
    note = (
        f"slag from {pair[0]} to {pair[1]} moves under HS 2620, not in the data at "
        f"hand; "
        "gravity prior that closes feeds, range 0.4-1.8"
    )
    if recorded is None:
        return spread(kt, 0.4, 1.8, note)
    value = recorded.value + kt
    note = f"{note}; {recorded.value:.0f} kt of it recorded under HS 2614"
    return Amount(
        value,
        recorded.low,
        recorded.high + 1.8 * kt,
        cited(recorded.cells["source"], "C", note),
    )
