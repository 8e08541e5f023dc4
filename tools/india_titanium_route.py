"""Freight between places: distance over waypoints, a fit on bulk fixtures, handling."""

import math
from collections.abc import Iterable
from itertools import pairwise

from india_titanium_row import Range, Row, cited, judged, number, span

Point = tuple[float, float]

EARTH_KM = 6371.0
DETOUR = 1.12
"""Sea lanes over great circles between waypoints (assumed; searoute gives 1.05-1.2)."""

# A port that stands for the place's trade in bulk: latitude, longitude, coast.
PORTS: dict[str, tuple[float, float, str]] = {
    "AUS": (-32.0, 115.7, "australia"), "CAN": (46.8, -71.2, "america"),
    "CHN": (34.7, 119.5, "east"), "DEU": (53.5, 8.6, "europe"),
    "GBR": (53.6, -0.1, "europe"), "IND": (17.7, 83.3, "india"),
    "JPN": (34.7, 136.6, "east"), "KEN": (-4.1, 39.7, "india"),
    "KOR": (35.5, 129.4, "east"), "MDG": (-25.0, 47.0, "cape"),
    "MEX": (22.4, -97.9, "america"), "MOZ": (-16.2, 39.9, "cape"),
    "NOR": (60.1, 6.6, "europe"), "REU": (51.3, 4.3, "europe"),
    "ROW": (3.0, 101.4, "south-east"), "RUS": (44.7, 37.8, "black"),
    "SAU": (16.9, 42.5, "red"), "SEN": (14.7, -17.4, "africa"),
    "SLE": (8.5, -13.2, "africa"), "UKR": (46.5, 30.7, "black"),
    "USA": (29.9, -90.1, "america"), "VNM": (13.8, 109.2, "east"),
    "ZAF": (-28.8, 32.1, "cape"), "KAZ": (44.7, 37.8, "black"),
}  # fmt: skip

WAYPOINTS: dict[str, Point] = {
    "Bosporus": (41.1, 29.1), "Gibraltar": (36.0, -5.5), "Suez": (30.0, 32.6),
    "Bab-el-Mandeb": (12.6, 43.4), "Malacca": (2.5, 101.5), "Panama": (9.0, -79.6),
    "Cape": (-35.0, 18.5),
}  # fmt: skip

_WEST_EAST = ("Gibraltar", "Suez", "Bab-el-Mandeb")
# Waypoints between two coasts, in the order of the first coast named.
LANES: dict[tuple[str, str], tuple[str, ...]] = {
    ("europe", "india"): _WEST_EAST,
    ("europe", "east"): (*_WEST_EAST, "Malacca"),
    ("europe", "south-east"): _WEST_EAST,
    ("europe", "australia"): _WEST_EAST,
    ("europe", "red"): ("Gibraltar", "Suez"),
    ("europe", "black"): ("Gibraltar", "Bosporus"),
    ("europe", "cape"): ("Cape",),
    ("europe", "africa"): (),
    ("europe", "america"): (),
    ("america", "india"): _WEST_EAST,
    ("america", "red"): ("Gibraltar", "Suez"),
    ("america", "black"): ("Gibraltar", "Bosporus"),
    ("america", "east"): ("Panama",),
    ("america", "south-east"): ("Panama",),
    ("america", "australia"): ("Panama",),
    ("america", "cape"): ("Cape",),
    ("america", "africa"): (),
    ("black", "india"): ("Bosporus", "Suez", "Bab-el-Mandeb"),
    ("black", "east"): ("Bosporus", "Suez", "Bab-el-Mandeb", "Malacca"),
    ("black", "south-east"): ("Bosporus", "Suez", "Bab-el-Mandeb"),
    ("black", "australia"): ("Bosporus", "Suez", "Bab-el-Mandeb"),
    ("black", "red"): ("Bosporus", "Suez"),
    ("black", "cape"): ("Bosporus", "Suez", "Bab-el-Mandeb"),
    ("black", "africa"): ("Bosporus", "Gibraltar"),
    ("red", "india"): ("Bab-el-Mandeb",),
    ("red", "east"): ("Bab-el-Mandeb", "Malacca"),
    ("red", "south-east"): ("Bab-el-Mandeb",),
    ("red", "australia"): ("Bab-el-Mandeb",),
    ("red", "cape"): ("Bab-el-Mandeb",),
    ("red", "africa"): ("Suez", "Gibraltar"),
    ("india", "east"): ("Malacca",),
    ("cape", "east"): ("Malacca",),
    ("africa", "east"): ("Cape", "Malacca"),
    ("africa", "india"): ("Cape",),
    ("africa", "south-east"): ("Cape",),
    ("africa", "australia"): ("Cape",),
    ("africa", "cape"): ("Cape",),
}

# Bulk fixtures of 2024 in the evidence (freight.csv): ends and USD per tonne.
FIXTURES: tuple[tuple[str, Point, Point, tuple[str, ...], float], ...] = (
    ("Richards Bay-Krishnapatnam", (-28.8, 32.1), (14.3, 80.1), (), 20.6),
    ("Richards Bay-Navlakhi", (-28.8, 32.1), (22.9, 70.4), (), 18.85),
    ("Gladstone-India east coast", (-23.8, 151.3), (17.7, 83.3), (), 20.95),
    ("East Kalimantan-Paradip", (-0.5, 117.6), (20.3, 86.7), ("Malacca",), 12.2),
    ("India east coast-China", (17.7, 83.3), (36.1, 120.4), ("Malacca",), 14.1),
    ("Western Australia-China", (-20.3, 118.6), (36.1, 120.4), (), 11.67),
    ("Tubarao-Qingdao", (-20.3, -40.2), (36.1, 120.4), ("Cape", "Malacca"), 26.43),
)

PARCEL = 1.5
"""Concentrates move in 10-40 kt parcels, the fixtures in 50-170 kt (assumed factor)."""
HANDLING = 14.0
"""USD per tonne for loading and unloading, both ends (assumed, 8-22)."""
PACKED = 55.0
"""USD per tonne more for goods in bags and containers (assumed, 25-110)."""
PACKED_GOODS = ("pigment", "sponge", "scrap")

RAIL = 0.0804
"""USD per t-km by rail in Central Asia (CAREC 2022)."""

# Rail to and from Ust-Kamenogorsk: gateway, rail km, km or empty where by sea after it.
KAZ_BY: dict[str, tuple[str, float]] = {
    "CHN": ("rail over Dostyk to inland users", 3000.0),
    "RUS": ("rail over Semey to the Urals", 1800.0),
    "JPN": ("rail to Lianyungang, then sea", 4904.0),
    "KOR": ("rail to Lianyungang, then sea", 4904.0),
    "VNM": ("rail to Lianyungang, then sea", 4904.0),
    "UKR": ("rail through Russia", 4600.0),
}
KAZ_BLACK_SEA_KM = 4680.0


def great_circle(a: Point, b: Point) -> float:
    """Return kilometres between two points on the sphere.

    Examples
    --------
    >>> round(great_circle((0.0, 0.0), (0.0, 90.0)))
    10008
    """
    (y1, x1), (y2, x2) = [tuple(map(math.radians, p)) for p in (a, b)]
    h = (
        math.sin((y2 - y1) / 2) ** 2
        + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def lane(origin: str, destination: str) -> tuple[str, ...]:
    """Return the waypoints a ship passes between two places."""
    a, b = PORTS[origin][2], PORTS[destination][2]
    if (a, b) in LANES:
        return LANES[a, b]
    return tuple(reversed(LANES.get((b, a), ())))


def _length(points: list[Point]) -> float:
    """Return sea kilometres along points."""
    return DETOUR * sum(great_circle(a, b) for a, b in pairwise(points))


def sea_km(origin: str, destination: str) -> float:
    """Return sea kilometres between the ports of two places."""
    stops = [WAYPOINTS[w] for w in lane(origin, destination)]
    return _length([PORTS[origin][:2], *stops, PORTS[destination][:2]])


def bulk_fit() -> tuple[float, float]:
    """Return USD per tonne at zero distance and per 1,000 km, by least squares.

    Returns
    -------
    (float, float)
        Intercept and slope over the fixtures of 2024.
    """
    km = [
        _length([a, *[WAYPOINTS[w] for w in way], b]) / 1e3
        for _, a, b, way, _ in FIXTURES
    ]
    usd = [fixture[-1] for fixture in FIXTURES]
    mean_km, mean_usd = sum(km) / len(km), sum(usd) / len(usd)
    over = sum((x - mean_km) * (y - mean_usd) for x, y in zip(km, usd, strict=True))
    slope = over / sum((x - mean_km) ** 2 for x in km)
    return mean_usd - slope * mean_km, slope


def route_rows(pairs: Iterable[tuple[str, str, str]]) -> list[Row]:
    """Return one route for all bulk goods of a pair and one for each packed good."""
    fit = bulk_fit()
    wanted = {
        (good if good in PACKED_GOODS else "*", origin, destination)
        for good, origin, destination in pairs
    }
    return [
        {"commodity": good, "origin": a, "destination": b, **_route(good, a, b, fit)}
        for good, a, b in sorted(wanted)
    ]


def _route(good: str, origin: str, destination: str, fit: tuple[float, float]) -> Row:
    """Return mode, length, cost and chokepoints of one route."""
    if {origin, destination} == {"IND", "KAZ"}:
        return _corridor(good)
    if "KAZ" in (origin, destination):
        return _over_land(good, origin, destination, fit)
    km = sea_km(origin, destination)
    cost = _sea_cost(good, km, fit)
    passed = [w for w in lane(origin, destination) if w not in {"Cape", "Gibraltar"}]
    return {
        "mode": "sea",
        "km": number(km),
        **span("cost", *cost),
        "unit": "USD/t",
        "via": " ".join(_closable(passed)),
        **cited(_BULK, "C", _SEA_NOTE[good in PACKED_GOODS]),
    }


_BULK = "freight/sea-bulk/india-east-coast-china"
_SEA_NOTE = {
    False: "fit on 7 bulk fixtures of 2024 (one cited) times 1.5 for small parcels "
    "plus 14 for "
    "handling; great circle over waypoints times 1.12; range 0.7-1.6 for parcel size "
    "and the year",
    True: "as bulk, plus 55 [25-110] for bags and containers, whose rates swung "
    "tenfold "
    "between 2023 and 2024",
}


def _closable(waypoints: list[str]) -> list[str]:
    """Return the stops that a closure may hit, with the Black Sea by its own name."""
    return [w if w != "Bosporus" else "Black-Sea" for w in waypoints]


def _sea_cost(good: str, km: float, fit: tuple[float, float]) -> Range:
    """Return USD per tonne by sea: bulk, or packed."""
    base = PARCEL * (fit[0] + fit[1] * km / 1e3) + HANDLING
    if good in PACKED_GOODS:
        return base + PACKED, 0.7 * base + 25, 1.6 * base + 110
    return base, 0.7 * base, 1.6 * base


def _corridor(good: str) -> Row:
    """Return the corridor between Odisha and Ust-Kamenogorsk."""
    more = PACKED if good in PACKED_GOODS else 0.0
    return {
        "mode": "sea and rail",
        "km": "9700",
        **span("cost", 450 + more, 350 + more / 2, 600 + 2 * more),
        "unit": "USD/t",
        "via": "Hormuz Bandar-Abbas",
        **cited(
            "policy/P077",
            "C",
            "legs of the corridor tables at CAREC rates give 429-473 USD/t over Bandar "
            "Abbas, Chabahar, Lianyungang and the Black Sea alike; so a closure of "
            "Hormuz takes the cheapest named way, not every way",
        ),
    }


def _over_land(
    good: str, origin: str, destination: str, fit: tuple[float, float]
) -> Row:
    """Return a route with Ust-Kamenogorsk at one end."""
    other = destination if origin == "KAZ" else origin
    words, rail = KAZ_BY.get(other, ("rail to the Black Sea, then sea", 0.0))
    sea = 0.0
    via: list[str] = []
    if rail == 0.0:
        rail = KAZ_BLACK_SEA_KM
        sea = sea_km("RUS", other)
        via = ["Black-Sea", *[w for w in lane("RUS", other) if w == "Suez"]]
    elif "sea" in words:
        sea = sea_km("CHN", other)
    more = PACKED if good in PACKED_GOODS else 0.0
    cost = RAIL * rail + more + (_sea_cost("*", sea, fit)[0] if sea else HANDLING)
    return {
        "mode": "rail and sea" if sea else "rail",
        "km": number(rail + sea),
        **span("cost", cost, 0.7 * cost, 1.5 * cost),
        "unit": "USD/t",
        "via": " ".join(via),
        **cited(
            "policy/P077",
            "C",
            f"{words}; 0.0804 USD/t-km (CAREC 2022) over {rail:.0f} km of rail and the "
            "sea fit; range 0.7-1.5 for tariffs that differ by country",
        ),
    }


def tariff_rows() -> list[Row]:
    """Return import duties that matter for India."""
    return [
        {
            "commodity": "pigment",
            "origin": "*",
            "destination": "IND",
            **span("rate", 0.10, 0.05, 0.10),
            **judged(
                "no tariff table was found; pigments commonly pay a basic duty of "
                "7.5-10 % in India, less under trade agreements. The anti-dumping duty "
                "on China of 460-681 USD/t (F0619) was quashed in September 2025 and "
                "remanded (F0620): not charged here"
            ),
        },
    ]
