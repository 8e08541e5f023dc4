"""Flows of sponge, pigment and scrap, and relations that could be opened."""

from collections.abc import Mapping

from india_titanium_concentrate import Key, baci
from india_titanium_evidence import Flow
from india_titanium_feed import World
from india_titanium_gravity import Pair, gravity
from india_titanium_route import sea_km
from india_titanium_row import Amount, Row, cited, judged, spread

# Slag links that trade reports speak of, with a pull; their size is not known.
SLAG_LINKS: dict[Pair, float] = {
    ("CAN", "USA"): 3.0, ("CAN", "MEX"): 1.0, ("CAN", "REU"): 0.7, ("CAN", "DEU"): 0.7,
    ("CAN", "GBR"): 0.5, ("CAN", "JPN"): 1.0, ("CAN", "ROW"): 0.5, ("CAN", "SAU"): 0.3,
    ("ZAF", "USA"): 2.0, ("ZAF", "MEX"): 1.0, ("ZAF", "REU"): 1.5, ("ZAF", "DEU"): 1.5,
    ("ZAF", "GBR"): 1.5, ("ZAF", "JPN"): 1.5, ("ZAF", "SAU"): 1.0, ("ZAF", "ROW"): 1.0,
    ("NOR", "USA"): 1.0, ("NOR", "REU"): 1.0, ("NOR", "DEU"): 1.0, ("NOR", "GBR"): 1.0,
    ("VNM", "JPN"): 1.0, ("VNM", "ROW"): 0.7, ("NOR", "ROW"): 0.3,
}  # fmt: skip

SPONGE_MAKERS = ("CHN", "IND", "JPN", "KAZ", "RUS", "SAU")
SPONGE_VALUE = (3.0, 25.0)
"""USD/kg between which code 810820 is taken for sponge."""
SPONGE_LEAST = 20.0
RE_EXPORTS = (("REU", "IND"),)


def sponge_flows(found: Mapping[Pair, Flow]) -> dict[Key, Amount]:
    """Return sponge flows of makers, leaving ingots, powder and scrap aside."""
    flows: dict[Key, Amount] = {}
    for pair, flow in found.items():
        dear = flow.unit_value / 1e3
        if pair[0] not in SPONGE_MAKERS and pair not in RE_EXPORTS:
            continue
        if flow.tonnes < SPONGE_LEAST or not SPONGE_VALUE[0] <= dear <= SPONGE_VALUE[1]:
            continue
        note = (
            f"HS 810820 at {dear:.1f} USD/kg: unwrought titanium and powder, taken for "
            "sponge since the exporter makes it"
        )
        grade, low, high = "B", 0.85, 1.1
        if pair in RE_EXPORTS:
            note = f"HS 810820 at {dear:.1f} USD/kg: a re-export, form unknown"
            grade, low, high = "C", 0.3, 1.1
        elif dear < 6:
            note += "; so cheap that off-grade or scrap may be in it"
            low = 0.6
        t = flow.tonnes
        cells = cited(baci("810820", pair), grade, note)
        flows["sponge", *pair] = Amount(t, low * t, high * t, cells, unit="t/a")
    return flows


# Use of pigment, kt gross: value, low, high, source, grade, why.
_USE = "no figure found; share of world use by size of paint and plastics industries"
PIGMENT_USE: dict[str, tuple[float, float, float, str, str, str]] = {
    "CHN": (2561, 2400, 2900, "F0623", "B", "output 4,203 less exports 1,642 of 2023; "
            "imports not counted"),
    "USA": (818, 800, 840, "usgs-2026/tio2-pigment/consumption/USA/2024", "A",
            "apparent use"),
    "IND": (250, 150, 350, "F0435", "C", "124 kt in FY2018 by the trade press, grown "
    "at "
            "6-8 % about 185; 300 kt imported in 2025 by a vendor's claim (F0621); 39 "
            "kt "
            "in a national list: the three do not agree"),
    "REU": (880, 700, 1050, "assumption", "C", _USE),
    "DEU": (280, 220, 340, "assumption", "C", _USE),
    "GBR": (110, 80, 140, "assumption", "C", _USE),
    "JPN": (170, 140, 200, "assumption", "C", _USE),
    "KOR": (150, 110, 190, "assumption", "C", _USE),
    "CAN": (90, 70, 115, "assumption", "C", _USE),
    "MEX": (130, 100, 165, "assumption", "C", _USE),
    "AUS": (60, 45, 75, "assumption", "C", _USE),
    "RUS": (110, 80, 140, "assumption", "C", _USE),
    "UKR": (20, 12, 30, "assumption", "C", _USE),
    "SAU": (60, 40, 85, "assumption", "C", _USE),
    "ZAF": (45, 30, 60, "assumption", "C", _USE),
    "VNM": (70, 50, 100, "assumption", "C", _USE),
    "KAZ": (12, 7, 18, "assumption", "C", _USE),
    "NOR": (15, 10, 22, "assumption", "C", _USE),
}  # fmt: skip

# Imports that are known or better guessed than a quarter of use, kt.
PIGMENT_IMPORTS = {"CHN": 0.0, "USA": 236.0, "KAZ": 12.0, "RUS": 82.0}
EXPORTED = 0.3
"""Part of output that an importing maker still sells abroad (assumed)."""
PIGMENT_LEAST = 4.0

# China sells to India more than distance tells; Western makers stay closer to home.
AFFINITY: dict[Pair, float] = {
    ("CHN", "IND"): 1.6, ("CHN", "KAZ"): 1.5, ("CHN", "USA"): 0.25,
    ("CAN", "USA"): 6.0, ("MEX", "USA"): 6.0, ("UKR", "IND"): 0.0,
}  # fmt: skip
TO_RUSSIA = ("CHN", "IND", "KOR", "ROW", "SAU")
TO_KAZAKHSTAN = ("CHN", "RUS", "REU", "IND")


def pigment_made(world: World) -> dict[str, float]:
    """Return kt of pigment by place over all routes."""
    made: dict[str, float] = {}
    for (process, place), amount in world.sites.items():
        if process.startswith("pigment"):
            made[place] = made.get(place, 0.0) + amount.gross
    return made


def pigment_flows(world: World) -> dict[Key, Amount]:
    """Return a gravity prior of pigment trade.

    Notes
    -----
    Code 3206 is not in the data at hand. Exports of China (F0623) and the USA and
    imports of the USA (USGS) are met; all else is output less assumed use.
    """
    made = pigment_made(world)
    use = {place: row[0] for place, row in PIGMENT_USE.items()}
    use["ROW"] = sum(made.values()) - sum(use.values())
    bought = {p: PIGMENT_IMPORTS.get(p, _imports(made, use, p)) for p in use}
    sold = {p: made.get(p, 0.0) + bought[p] - use[p] for p in use}
    sellers = {p: x for p, x in sold.items() if x > 0.5}
    buyers = {p: m for p, m in bought.items() if m > 0.5}
    kept = _kept(gravity(sellers, buyers, _pull))

    def pull(origin: str, destination: str) -> float:
        return _pull(origin, destination) * ((origin, destination) in kept)

    flow = gravity(sellers, buyers, pull)
    return {("pigment", *pair): _pigment_flow(pair, flow[pair]) for pair in kept}


def _imports(made: Mapping[str, float], use: Mapping[str, float], place: str) -> float:
    """Return assumed imports: what is used beyond output kept at home."""
    kept = (1.0 - EXPORTED) * made.get(place, 0.0)
    return max(use[place] - kept, 0.15 * use[place])


def _pull(origin: str, destination: str) -> float:
    """Return the pull of one place on another's pigment."""
    if destination == "RUS" and origin not in TO_RUSSIA:
        return 0.0
    if destination == "KAZ" and origin not in TO_KAZAKHSTAN:
        return 0.0
    near = 1.0 / max(sea_km(origin, destination), 1500.0)
    return near * AFFINITY.get((origin, destination), 1.0)


def _kept(flow: Mapping[Pair, float]) -> list[Pair]:
    """Return pairs worth a row: large ones, and all that end in India or Kazakhstan."""
    return sorted(
        pair
        for pair, kt in flow.items()
        if kt >= PIGMENT_LEAST or (kt >= 0.3 and pair[1] in {"IND", "KAZ"})
    )


def _pigment_flow(pair: Pair, kt: float) -> Amount:
    """Return a pigment flow that nobody observed here."""
    note = "HS 3206 is not in the data at hand; gravity prior, range 0.4-1.8"
    if pair == ("CHN", "IND"):
        note += (
            "; between 39 kt (F0624, too low for a year) and most of the 300 kt that a "
            "vendor claims (F0621)"
        )
    return spread(kt, 0.4, 1.8, note)


# Scrap: collected and used, kt gross; flows. All assumed.
SCRAP_MADE = {
    "USA": 32.0, "REU": 14.0, "GBR": 9.0, "DEU": 5.0, "JPN": 7.0, "CHN": 25.0,
    "RUS": 8.0, "KOR": 2.0, "IND": 0.8, "ROW": 6.0,
}  # fmt: skip
SCRAP_FLOWS = {
    ("GBR", "USA"): 7.0, ("REU", "USA"): 8.0, ("DEU", "USA"): 3.0, ("JPN", "USA"): 4.0,
    ("KOR", "USA"): 1.5, ("ROW", "USA"): 4.0, ("IND", "USA"): 0.5,
}  # fmt: skip
_SCRAP = (
    "no figure at hand (HS 810830 missing); order of magnitude from sponge use, since "
    "half of a melt comes back as turnings"
)


def scrap_flows() -> dict[Key, Amount]:
    """Return assumed flows of scrap."""
    return {
        ("scrap", *pair): spread(kt, 0.3, 2.0, _SCRAP)
        for pair, kt in SCRAP_FLOWS.items()
    }


def scrap_sites() -> dict[tuple[str, str], Amount]:
    """Return assumed collection of scrap."""
    return {
        ("collect_scrap", place): spread(kt, 0.5, 1.7, _SCRAP)
        for place, kt in SCRAP_MADE.items()
    }


# Relations without trade today that a plan may open: commodity, pairs, and how much may
# have gone unrecorded in the base year, kt. Kazakhstan's feed is half unobserved.
CANDIDATES: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("slag", ("IND-KAZ", "IND-CHN", "IND-JPN", "IND-USA", "IND-DEU", "IND-SAU"), 0.0),
    ("slag", ("ZAF-IND", "NOR-IND", "CAN-IND", "VNM-IND"), 0.0),
    ("slag", ("CAN-KAZ", "ZAF-KAZ", "RUS-KAZ", "UKR-KAZ", "CHN-KAZ"), 8.0),
    ("ilmenite", ("RUS-KAZ", "UKR-KAZ"), 8.0),
    ("ilmenite", ("MOZ-KAZ", "SEN-KAZ", "IND-KAZ"), 0.0),
    ("ilmenite", ("KEN-IND", "SEN-IND", "ROW-IND", "UKR-IND"), 0.0),
    ("rutile", ("ZAF-IND", "SLE-IND", "KEN-KAZ", "AUS-KAZ"), 0.0),
    ("synthetic_rutile", ("AUS-KAZ", "IND-KAZ", "IND-USA", "IND-REU"), 0.0),
    ("sponge", ("IND-ROW", "IND-REU", "IND-USA", "IND-KOR", "KAZ-JPN"), 0.0),
    ("pigment", ("IND-ROW", "IND-REU", "IND-SAU", "IND-KAZ"), 0.0),
    ("scrap", ("USA-IND", "REU-IND", "GBR-IND", "JPN-IND"), 0.0),
)  # fmt: skip


def candidates(trade: Mapping[Key, Amount]) -> dict[Key, Amount]:
    """Return relations with nothing shipped in 2024 that a plan may open."""
    closed = "nothing shipped in 2024; stands here so that a plan may open it"
    hidden = "nothing recorded in 2024; some may go under other headings"
    keys = [(good, *link.split("-")) for good, links, _ in CANDIDATES for link in links]
    ends = [high for _, links, high in CANDIDATES for _ in links]
    return {
        (good, a, b): Amount(0.0, 0.0, high, judged(hidden if high else closed))
        for (good, a, b), high in zip(keys, ends, strict=True)
        if (good, a, b) not in trade
    }


def trade_rows(trade: Mapping[Key, Amount]) -> list[Row]:
    """Return the table of trade."""
    return [
        {
            "commodity": good,
            "origin": origin,
            "destination": destination,
            **amount.row("quantity"),
        }
        for (good, origin, destination), amount in trade.items()
    ]
