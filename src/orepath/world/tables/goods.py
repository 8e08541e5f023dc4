"""Goods and how they are made: commodities, processes, their recipes and figures."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, commodity, place

STAGES = ("mine", "concentrate", "smelt", "refine", "make", "use", "recycle")
FIGURES = (
    "power",
    "opex",
    "capex",
    "lead",
    "life",
    "ramp_up",
    "elasticity",
    "expansion",
    "emission",
)

COMMODITIES = TableSpec(
    "commodities",
    "Materials in a form, each with what it contains.",
    (
        Column("commodity", "text", "Short name used in all other tables."),
        Column("mineral", "text", "Family, such as titanium."),
        Column("name", "text", "Name for readers."),
        Column("stage", "text", "Stage that makes it.", choices=STAGES),
        Column("content_of", "text", "What a content basis counts: TiO2, Ti, Fe."),
        *ranged(
            "content",
            "t/t",
            "Content per gross tonne, between 0 and 1.",
            most=1.0,
        ),
        Column("hs", "text", "HS heading it is traded under.", required=False),
        Column("traded", "flag", "Whether it crosses borders at all."),
        Column(
            "outside",
            "flag",
            "Whether any amount sells at the published price, in a market far larger "
            "than the chain (pig iron of a slag smelter).",
            required=False,
            default=False,
        ),
        *EVIDENCE,
    ),
    ("commodity",),
)

PROCESSES = TableSpec(
    "processes",
    "Recipes' heads: what is made, at which stage.",
    (
        Column("process", "text", "Short name."),
        Column("name", "text", "Name for readers."),
        Column("stage", "text", "Stage.", choices=STAGES),
        commodity("output"),
        *EVIDENCE,
    ),
    ("process",),
)

RECIPES = TableSpec(
    "recipes",
    "Tonnes taken in and given off per tonne of a process's main output.",
    (
        Column("process", "text", "Which process.", refers="processes.process"),
        commodity(),
        Column("direction", "text", "Taken in or given off.", choices=("in", "out")),
        *ranged("quantity", "t/t", "Gross tonnes per tonne of main output."),
        *EVIDENCE,
    ),
    ("process", "commodity", "direction"),
)

COEFFICIENTS = TableSpec(
    "coefficients",
    "Figures of a process: power, cost, capital, times, elasticity.",
    (
        Column("process", "text", "Which process.", refers="processes.process"),
        place("place", "Where it holds; * is everywhere.", wildcard=True),
        Column("figure", "text", "Which figure.", choices=FIGURES),
        *ranged("value", "by figure", "The figure.", unit_from="unit"),
        Column(
            "unit",
            "text",
            "power MWh/t; opex USD/t; capex USD/(t/a); lead, life, ramp_up years; "
            "elasticity and expansion fraction; emission t/t of CO2. Other units are "
            "converted.",
        ),
        *EVIDENCE,
    ),
    ("process", "place", "figure"),
)
