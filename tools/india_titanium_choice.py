"""What India can do, what binds it, and what may strike: projects, policies, shocks."""

from typing import Any

from india_titanium_row import Range, Row, cited, judged, number, span

# For each commodity: sigma, ramp a year, opening a year.
STIFF: tuple[Range, Range, Range] = (
    (4.0, 2.0, 8.0), (0.15, 0.05, 0.3), (0.02, 0.005, 0.05)
)  # fmt: skip
RELATIONS = dict.fromkeys(
    ("ilmenite", "pigment", "rutile", "scrap", "slag", "sponge", "synthetic_rutile"),
    STIFF,
)


def relation_rows() -> list[Row]:
    """Return how stiff trade is, all assumed."""
    note = (
        "no estimate found for these goods; substitution between origins of 2-8 spans "
        "what trade studies use for raw materials; ramp: qualification and contracts "
        "let a partner grow by some 5-30 % a year; opening moved results of the trial "
        "more than any policy, so read results over the whole range"
    )
    return [
        {
            "commodity": good,
            **span("elasticity", *sigma),
            **span("ramp", *ramp),
            **span("opening", *opening),
            **judged(note),
        }
        for good, (sigma, ramp, opening) in RELATIONS.items()
    ]


_UKTMP = "owner/uktmp-ust-kamenogorsk-titanium-magnesium-plant"


def owner_rows() -> list[Row]:
    """Return who owns what; sites without a row belong to their own place."""
    source = f"{_UKTMP}/new-asia-investment-group-metacapital-investments-metal-"
    source += (
        "resource-technology-new-metal-investments-singapore-kolur-holding-switzerland"
    )
    rows = [
        ("REU", 0.4474, 0.4474, 0.4474, "A", "F0030",
         "Specialty Metals Holding, Belgium; who stands behind it is not known"),
        ("unknown", 0.5526, 0.5526, 0.5526, "A", source,
         "five companies in Singapore, Switzerland and elsewhere: implied remainder"),
    ]  # fmt: skip
    return [
        {
            "site": f"{process}_KAZ",
            "owner": owner,
            **span("share", value, low, high),
            **cited(where, grade, note),
        }
        for process in ("reduce_sponge", "chlorinate_slag", "smelt_slag")
        for owner, value, low, high, grade, where, note in rows
    ]


# Each project: what, where and how; ranges are value, low, high.
# Written in November 2026: nothing can start before the period that begins in 2027.
PROJECTS: tuple[dict[str, str | float | Range], ...] = (
    {
        "project": "ireuk_slag", "name": "IREUK Titanium: slag plant in Odisha",
        "kind": "plant", "place": "IND", "process": "smelt_slag",
        "size": (50.0, 30.0, 100.0), "unit": "kt/a",
        "capex": (1200.0, 423.0, 2500.0), "capex_unit": "USD/(t/a)",
        "opex": (220.0, 150.0, 320.0), "lead": 3, "life": 25,
        "earliest": 2027, "latest": 2034,
        "share": (0.5, 0.26, 0.74), "paid": (0.5, 0.26, 0.74), "source": "F0020",
        "note": "joint venture of IREL and UKTMP agreed in 2024. Size, cost and stake "
        "were not found (F0731-F0733): 50 kt is one to two furnaces, cost from a "
        "brownfield plan of 423 USD/(t/a) in 2013 to a large greenfield smelter; half "
        "assumed for India",
    },
    {
        "project": "oscom_ilmenite", "name": "Ilmenite from OSCOM, further dredging",
        "kind": "mine", "place": "IND", "process": "mine_ilmenite",
        "size": (150.0, 80.0, 300.0), "unit": "kt/a",
        "capex": (600.0, 300.0, 1100.0), "capex_unit": "USD/(t/a)",
        "opex": (180.0, 120.0, 260.0), "lead": 4, "life": 20,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 0.7, 1.0), "source": "F0010",
        "note": "OSCOM had 220 kt in 2008 (F0010), capacity of today not found "
        "(F0744); "
        "up to a doubling, cost of a dredge and separation plant not published",
    },
    {
        "project": "chlorination", "name": "Chlorination of slag beside KMML",
        "kind": "plant", "place": "IND", "process": "chlorinate_slag",
        "size": (60.0, 20.0, 90.0), "unit": "kt/a",
        "capex": (600.0, 400.0, 1000.0), "capex_unit": "USD/(t/a)",
        "opex": (150.0, 100.0, 230.0), "lead": 3, "life": 25,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 0.5, 1.0), "source": "assumption",
        "note": "supposed: 20 kt of TiCl4 for 5 kt of sponge and 46 for 20 kt of "
        "pigment; nothing published",
    },
    {
        "project": "sponge_expansion", "name": "Titanium sponge, new plant",
        "kind": "plant", "place": "IND", "process": "reduce_sponge",
        "size": (5.0, 1.0, 10.0), "unit": "kt/a",
        "capex": (26923.0, 13500.0, 30000.0), "capex_unit": "USD/(t/a)",
        "opex": (3200.0, 2200.0, 4500.0), "lead": 4, "life": 25,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 0.5, 1.0), "source": "F0425",
        "note": "no Indian plan of today found; 500 t plant intended to reach 1,000 "
        "(F0433), 10 kt in the plan of 2008 (F0005); cost from Saudi and Japanese "
        "plants",
    },
    {
        "project": "pigment_chloride_expansion",
        "name": "KMML pigment by the chloride route, second line",
        "kind": "plant", "place": "IND", "process": "pigment_chloride",
        "size": (20.0, 20.0, 60.0), "unit": "kt/a",
        "capex": (380000.0, 280000.0, 499000.0), "capex_unit": "INR/(t/a)",
        "opex": (400.0, 250.0, 650.0), "lead": 4, "life": 30,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 0.5, 1.0), "source": "F0431",
        "note": "INR 499,000 per t/a published in 2019 for +20 kt with chlorination, "
        "which is a project of its own here (about 119,000); rupees of 2019, not "
        "deflated; high end as published",
    },
    {
        "project": "pigment_sulphate_expansion",
        "name": "Pigment by the sulphate route, new plant",
        "kind": "plant", "place": "IND", "process": "pigment_sulphate",
        "size": (60.0, 20.0, 120.0), "unit": "kt/a",
        "capex": (1750.0, 1500.0, 2500.0), "capex_unit": "USD/(t/a)",
        "opex": (1200.0, 850.0, 1600.0), "lead": 3, "life": 25,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (0.5, 0.2, 1.0),
        "source": "process/ti_pig_so4/capex-intensity-plant",
        "note": "supposed private plant with public support of half; 1,500-2,000 by a "
        "vendor page, more for acid recovery",
    },
    {
        "project": "kazakh_slag_contract", "name": "Slag from Odisha for UKTMP",
        "kind": "contract", "place": "IND", "commodity": "slag", "destination": "KAZ",
        "size": (20.0, 10.0, 40.0), "unit": "kt/a",
        "capex": (0.0, 0.0, 0.0), "capex_unit": "USD/(t/a)",
        "opex": (0.0, 0.0, 20.0), "lead": 1, "life": 10,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 1.0, 1.0), "source": "F0004",
        "note": "UKTMP is to buy slag of the venture; tonnage not found (F0735): its "
        "whole feed is about 40 kt, half assumed",
    },
    {
        "project": "kazakh_sponge_contract", "name": "Sponge from UKTMP for India",
        "kind": "contract", "place": "KAZ", "commodity": "sponge", "destination": "IND",
        "size": (1.0, 0.5, 2.0), "unit": "kt/a",
        "capex": (0.0, 0.0, 0.0), "capex_unit": "USD/(t/a)",
        "opex": (0.0, 0.0, 200.0), "lead": 1, "life": 10,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 1.0, 1.0), "source": "assumption",
        "note": "supposed: 572 t went in 2024; about double, half of India's use",
    },
    {
        "project": "scrap_recycling", "name": "Remelting of titanium scrap",
        "kind": "recycling", "place": "IND", "process": "remelt_scrap",
        "size": (2.0, 0.5, 4.0), "unit": "kt/a",
        "capex": (6000.0, 3000.0, 12000.0), "capex_unit": "USD/(t/a)",
        "opex": (1500.0, 900.0, 2500.0), "lead": 2, "life": 20,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (0.5, 0.2, 1.0), "source": "policy/P007",
        "note": "the mission has INR 1,500 crore for recycling of all minerals; size "
        "and "
        "cost for titanium not found: an electron-beam furnace of a few kt",
    },
    {
        "project": "sponge_reserve", "name": "Reserve of sponge",
        "kind": "stock", "place": "IND", "commodity": "sponge",
        "size": (900.0, 450.0, 1800.0), "unit": "t",
        "capex": (300.0, 150.0, 600.0), "capex_unit": "USD/t",
        "opex": (40.0, 20.0, 80.0), "lead": 1, "life": 30,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 1.0, 1.0), "source": "assumption",
        "note": "supposed: 900 t in store, 90-350 days of India's use; stores under "
        "argon in drums, cost "
        "of a shed and handling",
    },
    {
        "project": "pigment_reserve", "name": "Reserve of pigment",
        "kind": "stock", "place": "IND", "commodity": "pigment",
        "size": (45.0, 20.0, 90.0), "unit": "kt",
        "capex": (120.0, 60.0, 250.0), "capex_unit": "USD/t",
        "opex": (15.0, 8.0, 30.0), "lead": 1, "life": 30,
        "earliest": 2027, "latest": 2034,
        "share": (1.0, 1.0, 1.0), "paid": (1.0, 1.0, 1.0), "source": "assumption",
        "note": "supposed: 45 kt in store, 30-130 days of India's use in dry sheds",
    },
)  # fmt: skip

_RANGED = ("size", "capex", "opex", "share", "paid")


def project_rows() -> list[Row]:
    """Return what can be built, bought or agreed."""
    return [_project(project) for project in PROJECTS]


def _project(project: dict[str, str | float | Range]) -> Row:
    """Return one project as text cells; all are grade C."""
    row: Row = {"grade": "C"}
    for name, value in project.items():
        if isinstance(value, tuple):
            row |= span(name, *value)
        else:
            row[name] = value if isinstance(value, str) else number(value)
    return row | cited(row["source"], "C", row["note"])


def policy_rows() -> list[Row]:
    """Return budgets and caps on India's imports."""
    capped = (
        "supposed: no Indian rule; the EU aims at 65 % of one origin, 50 % [40-65] is "
        "stricter. The price of breaking it lies below the first tier of shortage"
    )
    caps = [
        {
            "policy": f"{good}_share_cap",
            "name": f"At most half of {good} imports from one origin",
            "kind": "share_cap",
            "commodity": good,
            "place": "IND",
            **span("value", 0.5, 0.4, 0.65),
            "unit": "fraction",
            "start": "2029",
            "end": "2040",
            "excess": "0.2",
            **judged(capped),
        }
        for good in ("sponge", "pigment")
    ]
    return [*_budgets(), *caps]


def _budgets() -> list[Row]:
    """Return the mission's outlay and the part supposed for titanium."""
    head = {"kind": "budget", "place": "IND", "unit": "INR crore", "start": "2025"}
    return [
        head
        | {
            "policy": "ncmm_total",
            "name": "National Critical Mineral Mission, whole outlay",
            **span("value", 34300, 34300, 34300),
            "end": "2031",
            **cited(
                "policy/P001",
                "A",
                "16,300 of the state and 18,000 expected from public firms, 2024-25 to "
                "2030-31, for all critical minerals",
            ),
        },
        head
        | {
            "policy": "ncmm_titanium",
            "name": "Part of the mission supposed for titanium",
            **span("value", 3430, 1715, 6860),
            "end": "2031",
            **judged(
                "no split was published: thirty minerals are listed, but capital goes "
                "to "
                "the few with Indian ore and a plan; 10 % [5-20] supposed"
            ),
        },
    ]


_SHOCKS: tuple[tuple[Any, ...], ...] = (
    ("uktmp_leak_2025", "Chlorine leak at UKTMP", "outage", "KAZ", "reduce_sponge", "",
     "", ((0.16, 0.0, 1.0), (12, 1, 12), (0.06, 0.02, 0.12)), 2025, ("F0481", "C",
     "19 May 2025; output fell from 19 to 16 kt (-16 %), the company says no effect, "
     "others feared six months (F0031); once in the 17 years of F0730")),
    ("irshansk_2022", "Ilmenite of Irshansk stopped", "outage", "UKR", "mine_ilmenite",
     "", "", ((0.75, 0.5, 1.0), (9, 8, 10), (0.12, 0.05, 0.25)), 2022, ("F0483", "C",
     "October 2022 to July 2023; its part of Ukraine's output not stated, half to all; "
     "with 2009 (F0710) twice in 17 years")),
    ("russia_sponge_2022", "Russian sponge cut off", "export_ban", "RUS", "", "sponge",
     "", ((0.6, 0.3, 1.0), (24, 12, 36), (0.06, 0.02, 0.12)), 2022, ("F0482", "C",
     "Boeing stopped buying in March 2022, Airbus went on with half: a boycott in "
     "part; severity by guess, once in 17 years")),
    ("hormuz_2026", "Strait of Hormuz closed", "closure", "", "", "", "Hormuz",
     ((0.9, 0.5, 1.0), (4, 3, 8), (0.11, 0.05, 0.33)), 2026, ("F0586", "B",
     "from 2 March 2026, traffic down by 90 % (F0587), three months at least (F0617), "
     "end not found; three Iran shocks in nine years (F0729), one of them a closure. "
     "Goods for Kazakhstan could turn to Lianyungang or the Black Sea at a like cost")),
    ("china_export_stop", "China stops titanium exports (supposed)", "export_ban",
     "CHN", "", "", "", ((1.0, 0.5, 1.0), (12, 6, 24), (0.03, 0.005, 0.08)), 2029,
     ("assumption", "C",
     "not recorded for titanium: supposed, hits all titanium goods. China put export "
     "licences or bans on gallium, germanium, graphite, antimony, tungsten and rare "
     "earths in 2023-25; chance by guess, below the 0.24 events a year of the whole "
     "chain (F0730)")),
)  # fmt: skip

_SHOCK_CELLS = ("shock", "name", "kind", "place", "process", "commodity", "stop")
_SHOCK_RANGES = ("severity", "months", "probability")


def shock_rows() -> list[Row]:
    """Return recorded and supposed disruptions."""
    return [
        _shock(cells[: len(_SHOCK_CELLS)], ranges, year, source)
        for *cells, ranges, year, source in _SHOCKS
    ]


def _shock(
    cells: list[str],
    ranges: tuple[Range, Range, Range],
    year: int,
    source: tuple[str, str, str],
) -> Row:
    """Return one shock as text cells."""
    row = dict(zip(_SHOCK_CELLS, cells, strict=True))
    for name, values in zip(_SHOCK_RANGES, ranges, strict=True):
        row |= span(name, *values)
    return row | {"year": str(year)} | cited(*source)
