"""Prices that anchor the base year, and what is used up where."""

from india_titanium_feed import World
from india_titanium_row import Amount, Range, Row, cited, judged, span, spread
from india_titanium_trade import PIGMENT_USE, pigment_made

_USGS = "usgs-2026/{}/price/{}/2024"

# commodity, place, value, low, high, unit, source, grade, note
PRICES = (
    ("ilmenite", "*", (330, 280, 420), "USD/t", _USGS.format("ilmenite", "USA"), "A",
     "US import unit value; fob Australia with leucoxene 497, unit values of BACI "
     "mostly 280-420"),
    ("ilmenite", "CHN", (1715, 1615, 2025), "CNY/t", "F0703", "C",
     "46 % concentrate of Panzhihua before tax in 2025, stands for 2024; imported ore "
     "costs 300-420 USD/t"),
    ("rutile", "*", (1300, 1140, 1460), "USD/t", _USGS.format("rutile", "AUS"), "A",
     "bulk fob Australia; 1,460 in 2023, 1,140 in 2025"),
    ("slag", "*", (970, 880, 1050), "USD/t", _USGS.format("titanium-slag", "USA"), "A",
     "US import unit value, 80-95 % TiO2; 1,050 in 2023, 880 in 2025"),
    ("slag", "CHN", (5600, 4800, 6500), "CNY/t", "F0706", "C",
     "7,600 in 2021 (F0699), 5,600-5,800 in 2017 (F0700), down by 1,250 in 2024: none "
     "is a level of 2024"),
    ("synthetic_rutile", "*", (1100, 950, 1250), "USD/t", "assumption", "C",
     "no price in the evidence: between slag 970 and rutile 1,300 by TiO2 content"),
    ("ticl4", "*", (750, 600, 950), "USD/t", "assumption", "C",
     "not traded; 0.52 t slag 506 + 150 operating + 15 power + 60 capital = 730"),
    ("ticl4", "CHN", (640, 500, 780), "USD/t", "assumption", "C",
     "as elsewhere with cheaper feed and chlorine"),
    ("sponge", "*", (13300, 11500, 14500), "USD/t",
     _USGS.format("titanium-sponge", "USA"), "A",
     "US import value, duty paid; 12,300 in 2023, 12,000 in 2025"),
    ("sponge", "CHN", (8000, 6500, 9600), "USD/t", "baci-202601", "C",
     "exports averaged 9,600 USD/t, to Japan and Korea 8,000, to India 6,900; home "
     "price "
     "below"),
    ("sponge", "GBR", (12200, 11000, 13500), "USD/t", "baci/810820/JPN-GBR/2024", "B",
     "unit value of the main flow"),
    ("sponge", "IND", (7700, 5500, 10600), "USD/t", "baci-202601", "B",
     "mean unit value of imports; Kazakh 10,600, Chinese 6,900"),
    ("sponge", "JPN", (11600, 10500, 12500), "USD/t", "baci/810820/JPN-USA/2024", "B",
     "unit value of the main flow"),
    ("sponge", "KAZ", (10500, 7000, 14900), "USD/t", "baci-202601", "B",
     "mean unit value of exports: 14,900 to Europe, 6,800 to Korea, grades differ"),
    ("sponge", "KOR", (7300, 5500, 10700), "USD/t", "baci-202601", "B",
     "mean unit value of imports"),
    ("sponge", "RUS", (6000, 4000, 9000), "USD/t", "baci-202601", "C",
     "exports at 4,000-5,600 USD/t since the West turned away; home price unknown"),
    ("sponge", "SAU", (10800, 9500, 11500), "USD/t", "baci/810820/SAU-USA/2024", "B",
     "unit value of the main flows"),
    ("pigment", "*", (3170, 2700, 3450), "USD/t", _USGS.format("tio2-pigment", "USA"),
     "A", "US import value, duty paid"),
    ("pigment", "CHN", (13300, 12800, 15300), "CNY/t", "F0705", "B",
     "sulphate rutile grade before tax in 2025, stands for 2024; chloride 15,300"),
    ("pigment", "IND", (2350, 2050, 2800), "USD/t", "assumption", "C",
     "Chinese price 1,850 plus freight 90, duty 10 % and a grade mix with dearer "
     "chloride pigment"),
    ("pigment", "KAZ", (2300, 2000, 2800), "USD/t", "assumption", "C",
     "Chinese price plus rail"),
    ("pigment", "VNM", (2150, 1900, 2600), "USD/t", "assumption", "C",
     "Chinese price plus freight"),
    ("pigment", "ROW", (2350, 2000, 2900), "USD/t", "assumption", "C",
     "mostly bought from China"),
    ("pigment", "RUS", (2400, 2000, 3000), "USD/t", "assumption", "C",
     "mostly bought from China"),
    ("pigment", "KOR", (2400, 2050, 2900), "USD/t", "assumption", "C",
     "Chinese and own sulphate pigment"),
    ("pig_iron", "*", (450, 380, 520), "USD/t", "assumption", "C",
     "no price in the evidence; merchant pig iron of 2024, low-manganese grades "
     "dearer"),
    ("scrap", "*", (8500, 7700, 8500), "USD/t", "F0043", "A",
     "US import value; 7.70 USD/kg in 2025"),
)  # fmt: skip


def price_rows(world: World) -> list[Row]:
    """Return prices; a place row is kept only where the commodity is present."""
    places = set(world.places()) | {p for key in world.trade for p in key[1:]}
    return [
        {
            "commodity": good,
            "place": place,
            **span("price", *price),
            "unit": unit,
            **cited(source, grade, note),
        }
        for good, place, price, unit, source, grade, note in PRICES
        if place == "*" or place in places
    ]


# elasticity, growth a year, choke as a multiple of the price; and why.
ANSWERS: dict[str, tuple[Range, Range, Range, str]] = {
    "pigment": ((0.4, 0.2, 0.7), (0.025, 0.02, 0.03), (3.0, 2.0, 5.0),
        "paint makers thin and extend slowly, hence 0.2-0.7; growth with building and "
        "packaging; choke 3 [2-5]: pigment is a fifth to a third of paint cost, so "
        "users "
        "shut below a tripled to fivefold price. The value of shortage decides the "
        "plan: "
        "read results over the whole range"),
    "sponge": ((0.3, 0.1, 0.5), (0.03, 0.01, 0.05), (5.0, 3.0, 8.0),
        "aircraft and defence users hardly substitute, hence 0.1-0.5; growth 3 % [1-5] "
        "with aircraft, clean energy is but 6 of 370 kt; choke 5 [3-8]: metal is a "
        "small "
        "part of the part's cost. The value of shortage decides the plan"),
    "scrap": ((0.8, 0.4, 1.2), (0.03, 0.01, 0.05), (2.0, 1.5, 3.0),
        "melters turn to sponge when scrap is dear"),
    "ilmenite": ((0.5, 0.3, 1.0), (0.02, 0.0, 0.03), (3.0, 2.0, 5.0),
        "blast furnace lining, blasting grit and fluxes; substitutes exist"),
    "rutile": ((0.5, 0.3, 1.0), (0.02, 0.0, 0.03), (3.0, 2.0, 5.0),
        "welding rods, where rutile is a small cost"),
    "slag": ((0.8, 0.4, 1.5), (0.02, 0.0, 0.03), (2.0, 1.5, 3.0),
        "fluxes and small buyers, who have other ores to turn to"),
    "synthetic_rutile": ((0.8, 0.4, 1.5), (0.02, 0.0, 0.03), (2.0, 1.5, 3.0),
        "fluxes and small buyers, who have other ores to turn to"),
}  # fmt: skip

# India differs: growth, and why.
INDIA: dict[str, tuple[Range, str]] = {
    "pigment": ((0.06, 0.04, 0.08), "growth 6 % [4-8]: paint output of India grew by "
                "about the rate of its economy"),
    "sponge": ((0.05, 0.03, 0.08), "growth 5 % [3-8]: space, defence, aircraft parts; "
               "no projection found"),
}  # fmt: skip

SPONGE_STATED = {
    "USA": Amount(39800, 38000, 43000,
                  cited("usgs-2026/titanium-sponge/consumption/USA/2024", "A",
                        "apparent use"), unit="t/a"),
    "KAZ": Amount(300, 0, 2000, judged("UKTMP melts part of its sponge into ingots; "
    "what "
                  "it ships as ingots may stand under the same code, so little "
                  "remains"),
                  unit="t/a"),
}  # fmt: skip

# Ilmenite outside the chain, gross kt (F0016: 93 % pigment, 3 % metal, 4 % the rest).
OTHER_ILMENITE = {
    "CHN": 120.0, "REU": 25.0, "USA": 20.0, "DEU": 15.0, "JPN": 15.0, "KOR": 10.0,
    "ROW": 60.0, "IND": 10.0, "RUS": 5.0,
}  # fmt: skip

_OTHER = "of world feed 4 % goes neither to pigment nor metal (F0016); split by guess"

_ASIDE = {
    "rutile": "a quarter of the rutile at hand, all where nobody chlorinates",
    "slag": "what is at hand and no chlorinator there takes",
    "synthetic_rutile": "what is at hand and no chlorinator there takes",
}


def demand_rows(world: World) -> list[Row]:
    """Return the table of demand."""
    uses = _sponge(world) | _pigment(world)
    uses |= {("scrap", p): a for p, a in _scrap(world).items()}
    uses |= {
        ("ilmenite", p): spread(kt, 0.3, 2.0, _OTHER)
        for p, kt in OTHER_ILMENITE.items()
    }
    uses |= {
        (good, p): spread(kt, 0.4, 1.6, f"{_OTHER}; {_ASIDE[good]}")
        for (good, p), kt in world.other.items()
    }
    return [_row(good, place, amount) for (good, place), amount in uses.items()]


def _row(good: str, place: str, amount: Amount) -> Row:
    """Return one demand row with how it answers price and time."""
    elasticity, growth, choke, why = ANSWERS[good]
    if place == "IND" and good in INDIA:
        growth, local = INDIA[good]
        why = f"{why}; {local}"
    note = f"{amount.cells['note']} | {why}"
    return {
        "commodity": good,
        "place": place,
        **amount.row("quantity"),
        **span("elasticity", *elasticity),
        **span("growth", *growth),
        **span("choke", *choke),
        "note": note,
    }


def _sponge(world: World) -> dict[tuple[str, str], Amount]:
    """Return apparent use of sponge: made plus imports less exports."""
    uses = {("sponge", place): amount for place, amount in SPONGE_STATED.items()}
    touched = {p for g, *pair in world.trade for p in pair if g == "sponge"}
    for place in sorted(touched):
        made = 1e3 * world.made("reduce_sponge", place)
        used = made + 1e3 * world.net_import("sponge", place)
        if place in SPONGE_STATED or used < 20:
            continue
        note = (
            "apparent: USGS output plus imports less exports of HS 810820, stocks not "
            "known"
        )
        width = 0.12 if made else 0.25
        uses["sponge", place] = Amount(
            used,
            (1 - width) * used,
            (1 + width) * used,
            cited(_made_source(world, place), "C", note),
            unit="t/a",
        )
    return uses


def _made_source(world: World, place: str) -> str:
    """Return the source of what a place makes, else that of the customs record."""
    amount = world.sites.get(("reduce_sponge", place))
    return amount.cells["source"] if amount else "baci-202601"


def _pigment(world: World) -> dict[tuple[str, str], Amount]:
    """Return use of pigment; the rest of the world takes the remainder."""
    uses = {
        ("pigment", place): Amount(value, low, high, cited(*cells))
        for place, (value, low, high, *cells) in PIGMENT_USE.items()
    }
    rest = sum(pigment_made(world).values()) - sum(a.value for a in uses.values())
    note = "world output less the use of all named places"
    uses["pigment", "ROW"] = spread(rest, 0.7, 1.3, note)
    return uses


def _scrap(world: World) -> dict[str, Amount]:
    """Return use of scrap by melters: collected plus net imports."""
    note = "collected plus imports less exports, all assumed"
    used = {
        p: world.made("collect_scrap", p) + world.net_import("scrap", p)
        for process, p in world.sites
        if process == "collect_scrap"
    }
    return {p: spread(kt, 0.4, 1.8, note) for p, kt in used.items() if kt > 0.05}
