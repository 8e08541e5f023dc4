"""Who made what in 2024: USGS where it says so, stated assumptions elsewhere."""

from collections.abc import Mapping
from pathlib import Path

from india_titanium_evidence import capacity, production
from india_titanium_row import ESTIMATE, Amount, Row, cited, number, spread

Site = tuple[str, str]
"""Process and place."""

MINERALS = "Titanium Mineral Concentrates"
SPONGE = "Titanium Sponge Metal"
TIO2 = {"basis": "TiO2"}

NAMES: dict[Site, str] = {
    ("mine_ilmenite", "IND"): "IREL, KMML and others, India",
    ("reduce_sponge", "KAZ"): "UKTMP, Ust-Kamenogorsk",
    ("reduce_sponge", "IND"): "KMML, Chavara",
    ("reduce_sponge", "SAU"): "AMIC-Toho, Yanbu",
    ("smelt_slag", "NOR"): "Tyssedal",
    ("smelt_slag", "SAU"): "Jazan",
    ("smelt_slag", "KAZ"): "UKTMP furnaces, Ust-Kamenogorsk",
    ("smelt_slag", "IND"): "Ganjam furnace, Odisha",
    ("pigment_chloride", "IND"): "KMML, Chavara",
    ("pigment_sulphate", "IND"): "Travancore Titanium and Thoothukudi units",
    ("make_synthetic_rutile", "IND"): "KMML and Cochin",
}

_TWO_EDITIONS = "USGS states no error; width from two editions of the summaries"

# USGS figures that the mass balance says are gross tonnes: low, high in kt, why.
GROSS_AT_MINE = {
    "MOZ": (1200.0, 2000.0, "read as gross: BACI exports are 1,413 kt gross, and as "
            "TiO2 over a million tonnes of TiO2 would have no user"),
    "UKR": (200.0, 330.0, "read as gross: exports 233 kt gross and one pigment maker "
            "make 286 kt TiO2 impossible; MCS 2025 had 120 kt"),
}  # fmt: skip

# Other ranges of ilmenite output in kt TiO2.
MINE_RANGE = {
    "AUS": (400.0, 780.0, "MCS 2025 had 400, the figure for 2025 is 780"),
    "USA": (50.0, 150.0, "rounded to 100 kt by USGS, holds rutile too"),
    "CHN": (2900.0, 3350.0, "MCS 2025 had 3,300"),
    "IND": (138.0, 240.0, "MCS 2025 had 210; another yearbook has 138"),
    "SEN": (250.0, 370.0, "exports of 545 kt gross need about 270; MCS 2025 had 300"),
    "ROW": (260.0, 700.0, "'Other countries' of USGS; customs show Nigeria, Egypt, "
            "Indonesia and Brazil exporting 680 kt gross, more than this alone; Viet "
            "Nam, Kenya and Sierra Leone, which may be in it, stand apart as grade C"),
}  # fmt: skip

# Producers no table lists: process, place, kt gross, low and high as factors, why.
LATENT_MINES = (
    ("mine_ilmenite", "VNM", 300.0, 0.65, 1.4, "not listed; exported 176 kt gross of "
     "ore in 2024 and smelts slag"),
    ("mine_ilmenite", "KEN", 140.0, 0.7, 1.3, "ilmenite not listed; exports of 2614 at "
     "ilmenite value imply about this"),
    ("mine_ilmenite", "SLE", 85.0, 0.5, 1.5, "ilmenite not listed; the cheap part of "
     "2614 exports implies about this"),
    ("mine_rutile", "SEN", 7.0, 0.3, 2.0, "not listed; bagged dear exports imply it"),
    ("mine_rutile", "VNM", 2.0, 0.2, 2.5, "not listed; small dear exports"),
    ("mine_rutile", "CHN", 8.0, 0.2, 2.5, "not listed; small mines known"),
)  # fmt: skip

# Furnaces and kilns: process, place, kt gross, low, high in kt, capacity, why.
PLANTS = (
    ("smelt_slag", "CAN", 545.0, 420.0, 650.0, None, "Rio Tinto made 1,050 kt with "
     "South Africa in 2016 (F0708); Canadian ore and Malagasy ilmenite suffice for "
     "about 560"),
    ("smelt_slag", "ZAF", 950.0, 700.0, 1250.0, None, "ore less exports would give "
     "1,250; Rio Tinto's half of 1,050 (F0708) and two more smelters about 900"),
    ("smelt_slag", "NOR", 185.0, 150.0, 200.0, 200.0, "capacity 200 (F0428); feed from "
     "Senegal 320 kt"),
    ("smelt_slag", "SAU", 105.0, 50.0, 150.0, None, "Jazan furnace, 260 kt TiO2 "
     "planned, troubled start; limited here by recorded ilmenite imports of 186 kt"),
    ("smelt_slag", "VNM", 65.0, 20.0, 130.0, None, "several small smelters known, "
     "no figure; ore not exported bounds it"),
    ("smelt_slag", "UKR", 0.0, 0.0, 20.0, 44.6, "44.6 kt in 2012 (F0021); no sponge "
     "made in 2024"),
    ("smelt_slag", "IND", 5.0, 0.0, 25.0, 36.0, "first furnace 36 kt/a (F0008) on "
     "trial since 2016, no output reported: a seventh assumed"),
    ("make_synthetic_rutile", "AUS", 320.0, 220.0, 430.0, None, "227 kt at one maker "
     "in 2020 (evidence), a second one feeds its own pigment plant"),
    ("make_synthetic_rutile", "IND", 80.0, 55.0, 110.0, None, "own feed of KMML about "
     "30; exports to Japan at 839 USD/t imply about 50"),
    ("make_synthetic_rutile", "ROW", 25.0, 8.0, 60.0, None, "one Malaysian plant "
     "known, imports of 108 kt of ore recorded there"),
)  # fmt: skip

PLANT_SOURCES = {
    ("smelt_slag", "CAN"): "F0708", ("smelt_slag", "ZAF"): "F0708",
    ("smelt_slag", "NOR"): "F0428", ("smelt_slag", "UKR"): "F0021",
    ("smelt_slag", "IND"): "F0008",
    ("make_synthetic_rutile", "AUS"): "process/ti_sr/typical-scale-capacity",
}  # fmt: skip

# Pigment where USGS gives a capacity: use of capacity, share of chloride, why.
PIGMENT_USE: dict[str, tuple[float, float, str]] = {
    "AUS": (0.77, 1.0, "two chloride plants, one slowed"),
    "CAN": (0.72, 0.8, "one site with both routes, mostly chloride"),
    "DEU": (0.70, 0.45, "both routes; sulphate lines were closed in 2023-24"),
    "GBR": (0.60, 1.0, "two chloride plants, one near insolvency"),
    "JPN": (0.65, 0.3, "mostly sulphate, closures announced"),
    "MEX": (0.85, 1.0, "one large chloride plant"),
    "RUS": (0.50, 0.0, "sulphate; short of ilmenite since 2022"),
    "SAU": (0.75, 1.0, "one chloride plant"),
    "UKR": (0.40, 0.0, "sulphate; USGS counts the Crimean plant here; war"),
}
# Pigment of the 820 kt that USGS calls other countries: capacity, use, chloride.
PIGMENT_OTHER: dict[str, tuple[float, float, float, str]] = {
    "KOR": (60.0, 0.8, 0.0, "two sulphate units"),
    "REU": (500.0, 0.66, 0.35, "Belgium and the Netherlands chloride, Spain, Italy, "
            "Czechia, Poland and Slovenia sulphate"),
    "ROW": (260.0, 0.73, 0.5, "Taiwan and Singapore chloride, Malaysia and Brazil "
            "sulphate"),
}  # fmt: skip


def mine_sites(folder: Path) -> dict[Site, Amount]:
    """Return mines: ilmenite and rutile of USGS, and those no table lists."""
    sites: dict[Site, Amount] = {}
    for good, content in (("ilmenite", 0.50), ("rutile", 0.95)):
        for code, kt in production(folder, MINERALS, f": {good.title()}").items():
            place = "ROW" if code == "OTH" else code
            sites[f"mine_{good}", place] = _mine(good, code, place, kt, content)
    for process, place, kt, low, high, why in LATENT_MINES:
        sites[process, place] = spread(kt, low, high, why)
    return sites


def _mine(good: str, code: str, place: str, kt: float, content: float) -> Amount:
    """Return one mine row of USGS in the basis it must have."""
    source = f"usgs-2026/{good}/production/{code}/2024"
    if good == "ilmenite" and place in GROSS_AT_MINE:
        low, high, why = GROSS_AT_MINE[place]
        return Amount(kt, low, high, cited(source, "C", why))
    low, high, why = 0.88 * kt, 1.12 * kt, _TWO_EDITIONS
    grade = "A"
    if good == "ilmenite" and place in MINE_RANGE:
        low, high, why = MINE_RANGE[place]
        grade = "B"
    why = f"kt TiO2: only so does the world's balance close; {why}"
    return Amount(
        kt, low, high, cited(source, grade, why), basis="TiO2", content=content
    )


def plant_sites() -> dict[Site, Amount]:
    """Return furnaces and kilns whose output is assumed."""
    return {
        (process, place): Amount(
            kt,
            low,
            high,
            cited(PLANT_SOURCES.get((process, place), ESTIMATE), "C", why),
        )
        for process, place, kt, low, high, _, why in PLANTS
    }


def sponge_sites(folder: Path) -> dict[Site, Amount]:
    """Return sponge makers in t/a, gross."""
    edges = {"CHN": (218e3, 260e3), "KAZ": (14e3, 20e3), "RUS": (20e3, 36e3)}
    edges |= {"IND": (250.0, 320.0), "SAU": (13e3, 15.6e3), "JPN": (55e3, 58e3)}
    notes = {
        "CHN": "220 in MCS 2025; 218 in 2023 (F0029)",
        "KAZ": "14 in MCS 2025; 16 in 2023 (F0026) and 19 in 2024 by Argus (F0023)",
        "RUS": "20 in MCS 2025: little is known since 2022",
        "IND": "260 t by the minister's reply (F0002)",
        "SAU": "15 by Argus (F0024); customs record 17 kt of exports, from stock",
        "JPN": "55 in MCS 2025 (F0022)",
    }
    return {
        ("reduce_sponge", place): Amount(
            t,
            *edges[place],
            cited(
                f"usgs-2026/titanium-sponge/production/{place}/2024", "A", notes[place]
            ),
            unit="t/a",
        )
        for place, t in production(folder, SPONGE, "sponge metal production").items()
        if t > 0
    }


def pigment_sites(folder: Path) -> dict[Site, Amount]:
    """Return pigment makers by route; sulphate from slag is split off later."""
    totals: dict[str, tuple[Amount, float]] = {
        "CHN": (
            Amount(4203, 4100, 4900, cited("F0623", "B", "made in 2023, stands for "
                   "2024; exports grew 17 % a year, so rather more")), 0.17),
        "USA": (
            Amount(940, 930, 955, cited("usgs-2026/tio2-pigment/production/USA/2024",
                   "A", "all by the chloride route")), 1.0),
        "IND": (
            Amount(68, 58, 82, cited("usgs-2025/tio2-pigment/capacity/IND/2024", "C",
                   "of 91 kt capacity; KMML 40 (F0430) near full, Travancore and one "
                   "Thoothukudi unit about 30, the other shut (policy facts)")), 0.53),
    }  # fmt: skip
    caps = capacity(folder, "USGS MCS 2025", "Pigment Capacity")
    for place, (use, chloride, why) in PIGMENT_USE.items():
        source = f"usgs-2025/tio2-pigment/capacity/{place}/2024"
        totals[place] = _used(caps[place] / 1e3, use, source, why), chloride
    for place, (cap, use, chloride, why) in PIGMENT_OTHER.items():
        source = "usgs-2025/tio2-pigment/capacity/OTH/2024"
        totals[place] = _used(cap, use, source, f"part of 820 kt: {why}"), chloride
    return {
        site: amount
        for place, (total, chloride) in totals.items()
        for site, amount in _by_route(place, total, chloride).items()
    }


def _used(cap: float, use: float, source: str, why: str) -> Amount:
    """Return output as an assumed use of capacity."""
    note = f"capacity {cap:.0f} kt times assumed use {use:.2f} [+-0.15]: {why}"
    kt = cap * use
    return Amount(kt, cap * (use - 0.15), cap * (use + 0.15), cited(source, "C", note))


def _by_route(place: str, total: Amount, chloride: float) -> dict[Site, Amount]:
    """Split output between the two routes; the split is an assumption."""
    shares = {"pigment_chloride": chloride, "pigment_sulphate": 1.0 - chloride}
    return {
        (route, place): _part(total, share)
        for route, share in shares.items()
        if share > 0
    }


def _part(total: Amount, share: float) -> Amount:
    """Return a route's part, wider than the total unless it is the whole."""
    if share == 1.0:
        return total
    note = f"{total.cells['note']}; share {share:.2f} of the route assumed [+-0.1]"
    cells = {**total.cells, "grade": "C", "note": note}
    low, high = max(0.02, share - 0.1), min(1.0, share + 0.1)
    return Amount(total.value * share, total.low * low, total.high * high, cells)


def capacities(folder: Path) -> dict[Site, tuple[float, str]]:
    """Return capacity in the unit of the site's row, where somebody states one."""
    sponge = capacity(folder, "USGS MCS 2026", "Titanium sponge metal Capacity")
    known: dict[Site, float] = {
        ("reduce_sponge", place): t for place, t in sponge.items() if t > 0
    }
    pigment = capacity(folder, "USGS MCS 2025", "Pigment Capacity")
    for place, (_, chloride, _) in PIGMENT_USE.items():
        if chloride in {0.0, 1.0}:
            route = "pigment_chloride" if chloride else "pigment_sulphate"
            known[route, place] = pigment[place] / 1e3
    known["pigment_chloride", "USA"] = pigment["USA"] / 1e3
    known["pigment_chloride", "IND"] = 40.0
    known["pigment_sulphate", "IND"] = 51.0
    known |= {(p, q): cap for p, q, *_, cap, _ in PLANTS if cap is not None}
    return {
        site: (cap, "t/a" if site[0] == "reduce_sponge" else "kt/a")
        for site, cap in known.items()
    }


def site_rows(
    sites: Mapping[Site, Amount], caps: Mapping[Site, tuple[float, str]]
) -> list[Row]:
    """Return the table of sites."""
    return [
        {
            "site": f"{process}_{place}",
            "place": place,
            "process": process,
            "name": NAMES.get(
                (process, place), f"{process.replace('_', ' ').capitalize()}, {place}"
            ),
            **amount.row("output"),
            "capacity": number(caps[process, place][0])
            if (process, place) in caps
            else "",
        }
        for (process, place), amount in sites.items()
    ]
