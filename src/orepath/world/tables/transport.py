"""How goods move and what it costs: routes, duties, and the corridors' legs."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, commodity, place

ROUTES = TableSpec(
    "routes",
    "What it costs to move goods from place to place.",
    (
        commodity(wildcard=True),
        place("origin", "From where."),
        place("destination", "To where."),
        Column("mode", "text", "Sea, rail, road or a mix."),
        Column("km", "number", "Length.", "km", least=0),
        *ranged("cost", "USD/t", "Freight and handling.", unit_from="unit"),
        Column("unit", "text", "Unit of the cost."),
        Column(
            "loss",
            "number",
            "Part lost on the way.",
            "fraction",
            required=False,
            default=0.0,
            least=0.0,
            most=0.9,
        ),
        Column(
            "via",
            "text",
            "Straits and stops on the way that a closure may hit, blank-separated.",
            required=False,
            default="",
        ),
        *EVIDENCE,
    ),
    ("commodity", "origin", "destination"),
)

TARIFFS = TableSpec(
    "tariffs",
    "Import duties, as a share of the price at the origin.",
    (
        commodity(wildcard=True),
        place("origin", "From where; * is everywhere.", wildcard=True),
        place("destination", "Who levies it."),
        *ranged("rate", "fraction", "Ad valorem rate.", most=5.0),
        *EVIDENCE,
    ),
    ("commodity", "origin", "destination"),
    optional=True,
)

STOPS = TableSpec(
    "stops",
    "Ports, stations and towns of the corridors.",
    (
        Column("stop", "text", "Name."),
        Column("lat", "number", "Latitude.", "degree", least=-90, most=90),
        Column("lon", "number", "Longitude.", "degree", least=-180, most=180),
        Column("place", "text", "Country code."),
        Column(
            "also",
            "text",
            "Other names, separated by ;",
            required=False,
            default="",
        ),
        *EVIDENCE,
    ),
    ("stop",),
    optional=True,
)

CAPACITIES = TableSpec(
    "capacities",
    "What stops, straits and legs can carry of the goods of the case.",
    (
        Column("stop", "text", "Stop, strait or leg, as routes name it in `via`."),
        *ranged(
            "capacity",
            "t/a",
            "Most that can pass in a year of all goods of the case together, both "
            "ways; what other goods take is not in it. A stop that carried more in "
            "the base year can carry that.",
            unit_from="unit",
        ),
        Column("unit", "text", "Unit of the capacity."),
        *EVIDENCE,
    ),
    ("stop",),
    optional=True,
)

LEGS = TableSpec(
    "legs",
    "Stretches of transport by one mode.",
    (
        Column("from", "text", "Stop at one end.", refers="stops.stop"),
        Column("to", "text", "Stop at the other end.", refers="stops.stop"),
        Column("mode", "text", "rail, road, sea or ferry."),
        *ranged("km", "km", "Length."),
        Column("region", "text", "Rate region.", required=False, default=""),
        Column(
            "passes",
            "text",
            "Codes of countries and names of straits and seas on the way, "
            "blank-separated; each may be closed, and may have a rate of closures.",
            required=False,
            default="",
        ),
        Column(
            "borders",
            "integer",
            "Border crossings on the leg.",
            required=False,
            default=0,
            least=0,
        ),
        Column(
            "gauge",
            "integer",
            "Gauge changes on the leg.",
            required=False,
            default=0,
            least=0,
        ),
        *EVIDENCE,
    ),
    ("from", "to", "mode"),
    optional=True,
)

CORRIDORS = TableSpec(
    "corridors",
    "Named chains of legs.",
    (
        Column("corridor", "text", "Short name."),
        Column("title", "text", "Name for readers."),
        Column("from", "text", "First stop.", refers="stops.stop"),
        Column("to", "text", "Last stop.", refers="stops.stop"),
        Column("via", "text", "Stops in between, separated by ;"),
        *EVIDENCE,
    ),
    ("corridor",),
    optional=True,
)

RATES = TableSpec(
    "rates",
    "Freight rates, times and fees by mode and region.",
    (
        Column("mode", "text", "Mode of the legs; port, yard or passage."),
        Column(
            "region",
            "text",
            "Region; empty is anywhere.",
            required=False,
            default="",
        ),
        Column("figure", "text", "Which figure."),
        *ranged("value", "by figure", "The figure."),
        Column("unit", "text", "Unit of the figure."),
        *EVIDENCE,
    ),
    ("mode", "region", "figure"),
    optional=True,
)
