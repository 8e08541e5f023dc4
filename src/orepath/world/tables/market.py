"""The market of the base year: trade, prices, use and how stiff relations are."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, commodity, place, quantity

TRADE = TableSpec(
    "trade",
    "Flows between places in the base year, observed or supposed.",
    (
        commodity(),
        place("origin", "From where."),
        place("destination", "To where."),
        *quantity("quantity", "Tonnes shipped in the base year."),
        *EVIDENCE,
    ),
    ("commodity", "origin", "destination"),
)

PRICES = TableSpec(
    "prices",
    "Prices of the base year that anchor the calibration.",
    (
        commodity(),
        place("place", "Where; * is everywhere else.", wildcard=True),
        *ranged("price", "USD/t", "Price per gross tonne.", unit_from="unit"),
        Column("unit", "text", "Unit the row is written in."),
        *EVIDENCE,
    ),
    ("commodity", "place"),
)

DEMAND = TableSpec(
    "demand",
    "What is used up at a place in the base year, and how it answers price.",
    (
        commodity(),
        place("place", "Where."),
        *quantity("quantity", "Use in the base year."),
        *ranged(
            "elasticity",
            "-",
            "Price elasticity of use, given as a positive number.",
            least=0.01,
        ),
        *ranged(
            "growth", "fraction/a", "Growth of use per year.", least=-0.2, most=0.5
        ),
        *ranged(
            "choke",
            "-",
            "Price, as a multiple of the base price, at which users go without.",
            least=1.0,
        ),
        *EVIDENCE,
    ),
    ("commodity", "place"),
)

TIERS = TableSpec(
    "tiers",
    "Users of different patience: who gives up which part of a use at which price.",
    (
        Column("tier", "text", "Short name of the users meant."),
        commodity(),
        place(
            "place", "Where; * is everywhere without tiers of its own.", wildcard=True
        ),
        *ranged("share", "fraction", "Part of the use that is theirs.", most=1.0),
        *ranged(
            "multiple",
            "-",
            "Price, as a multiple of the base price, at which they go without. Tiers "
            "of a use together stand in place of its one choke price; what they leave "
            "over keeps that.",
            least=1.0,
        ),
        *EVIDENCE,
    ),
    ("tier", "commodity", "place"),
    optional=True,
)

RELATIONS = TableSpec(
    "relations",
    "How stiff trade in a commodity is.",
    (
        commodity(),
        *ranged(
            "elasticity",
            "-",
            "How readily buyers switch between origins (Armington).",
            least=0.1,
        ),
        *ranged(
            "ramp",
            "fraction/a",
            "Most a shipment to an existing partner grows per year.",
        ),
        *ranged(
            "opening",
            "fraction/a",
            "Share of the importer's use a new partner may win per year.",
            most=1.0,
        ),
        *EVIDENCE,
    ),
    ("commodity",),
)
