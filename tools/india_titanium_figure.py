"""Power, costs, times and elasticities of every process, and power prices."""

from india_titanium_row import Range, Row, cited, judged, span

# Figures that rest on evidence: process, place, figure, range, unit, source, grade.
CITED_FIGURES = (
    ("smelt_slag", "*", "power", (2.38, 2.219, 2.547), "MWh/t", "F0017", "A",
     "raw fines 2.547, pre-oxidised pellets 2.219 (F0018); 25.5 MVA furnace in China"),
    ("smelt_slag", "*", "capex", (1500.0, 423.0, 2500.0), "USD/(t/a)", "F0020", "C",
     "423 is a brownfield plan of 2013 (a low outlier); a slag furnace is costed here "
     "like a large submerged-arc smelter, 1,000-2,500; nothing was published for "
     "IREUK"),
    ("smelt_slag", "*", "ramp_up", (3.0, 1.0, 4.0), "a",
     "process/ti_slag/ramp-up-ramp-up", "C",
     "Jazan took four years and more, a single small furnace about one"),
    ("reduce_sponge", "*", "capex", (26923.0, 13500.0, 30000.0), "USD/(t/a)", "F0425",
     "A", "greenfield AMIC-Toho 420 MUSD for 15.6 kt, without chlorination; low end is "
     "the brownfield Wakamatsu (F0427) at about 80 JPY/USD; money of 2011-2014, not "
     "deflated"),
    ("reduce_sponge", "*", "lead", (4.0, 4.0, 5.0), "a", "F0426", "B",
     "observers say about four years; AMIC-Toho took five"),
    ("reduce_sponge", "*", "power", (28.0, 18.0, 40.0), "MWh/t",
     "process/ti_sponge/electricity", "C",
     "not found (F0737); electrolysis of MgCl2 alone needs at least 5.6, a figure of "
     "1975 for all energy from ore is 492 GJ/t; the range covers plants between"),
    ("pigment_chloride", "*", "capex", (2700.0, 2000.0, 5600.0), "USD/(t/a)",
     "process/ti_pig_cl/capex-intensity-plant", "C",
     "4,000 and more for a whole plant less the chlorination that is a process of its "
     "own here (2.28 x 600); high end from KMML's INR 499,000 (F0431)"),
    ("pigment_sulphate", "*", "capex", (1750.0, 1500.0, 2000.0), "USD/(t/a)",
     "process/ti_pig_so4/capex-intensity-plant", "C",
     "vendor page; effluent treatment of today may cost more"),
    ("pigment_sulphate_slag", "*", "capex", (1750.0, 1500.0, 2000.0), "USD/(t/a)",
     "process/ti_pig_so4/capex-intensity-plant", "C", "taken as for ilmenite"),
)  # fmt: skip

_POWER = "no figure found; order of magnitude of the unit operations"
_OPEX = (
    "not found; set so that inputs, power, capital and this come near the 2024 price"
)
_CAPEX = "not found; order of magnitude of comparable plants"
_LEAD = (
    "from decision to first output, permits included; brownfield low, greenfield high"
)
_LIFE = "usual planning lives; mines by reserve, plants by major overhaul"
_RAMP = "years to full output; single-line plants faster than furnaces"
_ETA = (
    "percent of supply per percent of price: mines 0.5-1.5 (dredges and licences are "
    "slow), plants 1.5-3 (idle capacity can be called); no estimate found"
)
_EXPAND = (
    "how fast capacity abroad may follow world demand, fraction a year; world pigment "
    "and sponge capacity grew by about 3-6 % a year over the last decade"
)

# power MWh/t, opex USD/t, capex USD/(t/a), lead, life, ramp-up a, elasticity, expansion
JUDGED_FIGURES: dict[str, dict[str, Range]] = {
    "mine_ilmenite": {
        "power": (0.06, 0.03, 0.12), "opex": (180, 120, 260), "capex": (600, 300, 1100),
        "lead": (4, 2, 7), "life": (20, 12, 30), "ramp_up": (2, 1, 3),
        "elasticity": (1.0, 0.5, 1.5), "expansion": (0.03, 0.01, 0.06),
    },
    "mine_rutile": {
        "power": (0.15, 0.08, 0.3), "opex": (950, 650, 1150),
        "capex": (2000, 1000, 3500),
        "lead": (4, 2, 7), "life": (15, 10, 25), "ramp_up": (2, 1, 3),
        "elasticity": (0.7, 0.4, 1.2), "expansion": (0.01, 0.0, 0.04),
    },
    "smelt_slag": {
        "opex": (220, 150, 320), "lead": (3, 2, 5), "life": (25, 20, 35),
        "elasticity": (1.5, 1.0, 2.5), "expansion": (0.03, 0.01, 0.06),
    },
    "make_synthetic_rutile": {
        "power": (0.5, 0.3, 0.8), "opex": (290, 200, 380), "capex": (1300, 800, 2200),
        "lead": (3, 2, 5), "life": (25, 20, 35), "ramp_up": (2, 1, 3),
        "elasticity": (2.0, 1.5, 3.0), "expansion": (0.03, 0.01, 0.06),
    },
    "chlorinate_slag": {
        "power": (0.25, 0.15, 0.5), "opex": (150, 100, 230), "capex": (600, 400, 1000),
        "lead": (3, 2, 4), "life": (25, 20, 30), "ramp_up": (1, 1, 2),
        "elasticity": (2.5, 1.5, 4.0), "expansion": (0.04, 0.02, 0.07),
    },
    "chlorinate_rutile": {
        "power": (0.22, 0.12, 0.45), "opex": (120, 80, 190), "capex": (580, 380, 950),
        "lead": (3, 2, 4), "life": (25, 20, 30), "ramp_up": (1, 1, 2),
        "elasticity": (2.5, 1.5, 4.0), "expansion": (0.02, 0.0, 0.05),
    },
    "chlorinate_synthetic_rutile": {
        "power": (0.22, 0.12, 0.45), "opex": (125, 80, 195), "capex": (580, 380, 950),
        "lead": (3, 2, 4), "life": (25, 20, 30), "ramp_up": (1, 1, 2),
        "elasticity": (2.5, 1.5, 4.0), "expansion": (0.03, 0.01, 0.06),
    },
    "chlorinate_ilmenite": {
        "power": (0.3, 0.2, 0.55), "opex": (330, 230, 450), "capex": (700, 450, 1200),
        "lead": (3, 2, 5), "life": (25, 20, 30), "ramp_up": (2, 1, 3),
        "elasticity": (2.0, 1.5, 3.0), "expansion": (0.02, 0.0, 0.05),
    },
    "reduce_sponge": {
        "opex": (3200, 2200, 4500), "life": (25, 20, 35), "ramp_up": (3, 2, 5),
        "elasticity": (1.5, 1.0, 2.5), "expansion": (0.05, 0.02, 0.08),
    },
    "pigment_chloride": {
        "power": (1.2, 0.8, 1.8), "opex": (650, 450, 900), "lead": (4, 3, 5),
        "life": (30, 20, 40), "ramp_up": (2, 1, 3), "elasticity": (2.0, 1.5, 3.0),
        "expansion": (0.03, 0.01, 0.06),
    },
    "pigment_sulphate": {
        "power": (1.5, 1.0, 2.2), "opex": (1200, 850, 1600), "lead": (3, 2, 4),
        "life": (25, 20, 35), "ramp_up": (2, 1, 3), "elasticity": (2.5, 1.5, 3.5),
        "expansion": (0.04, 0.01, 0.07),
    },
    "pigment_sulphate_slag": {
        "power": (1.3, 0.9, 2.0), "opex": (1600, 1100, 2000), "lead": (3, 2, 4),
        "life": (25, 20, 35), "ramp_up": (2, 1, 3), "elasticity": (2.0, 1.5, 3.0),
        "expansion": (0.0, 0.0, 0.03),
    },
    "collect_scrap": {
        "power": (0.05, 0.0, 0.1), "opex": (7500, 6000, 8200), "capex": (300, 100, 800),
        "lead": (1, 0.5, 2), "life": (20, 15, 30), "ramp_up": (2, 1, 4),
        "elasticity": (1.0, 0.5, 1.5), "expansion": (0.03, 0.01, 0.06),
    },
    "remelt_scrap": {
        "power": (3.0, 1.5, 5.0), "opex": (1500, 900, 2500),
        "capex": (6000, 3000, 12000),
        "lead": (2, 1, 3), "life": (20, 15, 30), "ramp_up": (2, 1, 3),
        "elasticity": (1.5, 1.0, 2.5), "expansion": (0.04, 0.02, 0.08),
    },
}  # fmt: skip

# Where a national figure differs so much that the world's would mislead.
JUDGED_LOCAL: tuple[tuple[str, str, str, Range, str], ...] = (
    ("reduce_sponge", "CHN", "opex", (1700, 1100, 2600),
     "Chinese sponge sells near 8,000 USD/t (BACI unit values), so its cost must lie "
     "below; 105,000 CNY/t of 2021 was at the peak of magnesium"),
    ("reduce_sponge", "CHN", "capex", (12000, 8000, 18000),
     "capacity doubled in few years at that price; Chinese plants commonly cost half "
     "or "
     "less of Western ones"),
    ("reduce_sponge", "RUS", "opex", (1500, 900, 2500),
     "old integrated plant, cheap magnesium loop; between China and the West"),
    ("pigment_sulphate", "CHN", "opex", (1000, 750, 1200),
     "by-product acid and scale; producers lost money at 13,300 CNY/t in 2025 (F0705)"),
    ("pigment_chloride", "CHN", "opex", (300, 150, 500),
     "net of the premium of chloride pigment: 15,300 against 13,300 CNY/t in 2025 "
     "(F0705)"),
    ("pigment_chloride", "IND", "opex", (400, 250, 650),
     "net of the premium that chloride pigment fetches over the mixed price here"),
    ("pigment_chloride", "ROW", "opex", (400, 250, 650),
     "net of the premium that chloride pigment fetches over the mixed price here"),
    *(("pigment_sulphate", place, "opex", (1900, 1400, 2300),
       "acid recycling, gas and labour: Western sulphate plants were closed in 2023-24 "
       "at prices near 3,000 USD/t, so their cost lies near it")
      for place in ("CAN", "DEU", "JPN", "REU")),
    ("pigment_chloride", "CHN", "capex", (1900, 1300, 2800),
     "Chinese plants commonly cost half to three quarters of Western ones"),
    ("mine_ilmenite", "CHN", "opex", (140, 90, 200),
     "by-product of iron mining at Panzhihua; concentrate sells near 240 USD/t"),
)  # fmt: skip

FIGURE_UNITS = {
    "power": "MWh/t", "opex": "USD/t", "capex": "USD/(t/a)", "lead": "a", "life": "a",
    "ramp_up": "a", "elasticity": "fraction", "expansion": "fraction",
}  # fmt: skip

FIGURE_NOTES = {
    "power": _POWER, "opex": _OPEX, "capex": _CAPEX, "lead": _LEAD, "life": _LIFE,
    "ramp_up": _RAMP, "elasticity": _ETA, "expansion": _EXPAND,
}  # fmt: skip


def coefficient_rows() -> list[Row]:
    """Return power, costs, times and elasticities of every process."""
    rows = [
        _figure(process, place, figure, value) | {"unit": unit, **cited(*source)}
        for process, place, figure, value, unit, *source in CITED_FIGURES
    ]
    rows += [
        _figure(process, "*", figure, value) | judged(FIGURE_NOTES[figure])
        for process, figures in JUDGED_FIGURES.items()
        for figure, value in figures.items()
    ]
    rows += [
        _figure(process, place, figure, value) | judged(note)
        for process, place, figure, value, note in JUDGED_LOCAL
    ]
    return rows


def _figure(process: str, place: str, figure: str, value: Range) -> Row:
    """Return the cells of one figure without its source."""
    return {
        "process": process,
        "place": place,
        "figure": figure,
        **span("value", *value),
        "unit": FIGURE_UNITS[figure],
    }


POWER_PRICES: tuple[tuple[str, Range], ...] = (
    ("*", (90, 60, 130)), ("AUS", (90, 65, 120)), ("CAN", (40, 30, 55)),
    ("CHN", (75, 55, 95)), ("DEU", (120, 90, 160)), ("GBR", (140, 100, 190)),
    ("IND", (85, 65, 105)), ("JPN", (130, 100, 165)), ("KAZ", (45, 30, 65)),
    ("KOR", (105, 85, 130)), ("MEX", (90, 70, 115)), ("NOR", (50, 35, 75)),
    ("REU", (105, 75, 145)), ("RUS", (55, 40, 75)), ("SAU", (50, 40, 70)),
    ("UKR", (95, 70, 130)), ("USA", (75, 55, 95)), ("VNM", (75, 60, 95)),
    ("ZAF", (75, 55, 100)),
)  # fmt: skip


def power_rows() -> list[Row]:
    """Return industrial power prices."""
    note = (
        "no tariff in the evidence; planning value for a large industrial user, ranked "
        "by what is commonly known (hydro cheap, gas-importing dear)"
    )
    return [
        {"place": place, **span("price", *price), "unit": "USD/MWh", **judged(note)}
        for place, price in POWER_PRICES
    ]
