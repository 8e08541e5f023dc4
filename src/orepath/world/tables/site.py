"""Where goods are made: places, their power, the sites there and who owns them."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, place, quantity, reserves

PLACES = TableSpec(
    "places",
    "Countries and groups of countries that produce, trade or use.",
    (
        Column("place", "text", "ISO 3166 alpha-3 code, or a code of one's own."),
        Column("name", "text", "Name for readers."),
        Column(
            "members",
            "text",
            "Codes of the countries a group stands for, separated by blanks.",
            required=False,
            default="",
        ),
        Column("lat", "number", "Latitude of the label.", "degree", least=-90, most=90),
        Column(
            "lon",
            "number",
            "Longitude of the label.",
            "degree",
            least=-180,
            most=180,
        ),
        Column("bloc", "text", "Bloc for bloc-out tests.", required=False, default=""),
        Column(
            "governance",
            "number",
            "Mean of the six World Bank governance indicators, -2.5 to 2.5; empty "
            "where a group has none.",
            "index",
            required=False,
            least=-3.5,
            most=3.5,
        ),
        *EVIDENCE,
    ),
    ("place",),
)

POWER = TableSpec(
    "power",
    "Industrial power prices by place.",
    (
        place("place", "Where; * is everywhere else.", wildcard=True),
        *ranged("price", "USD/MWh", "Price of power for a smelter.", unit_from="unit"),
        Column("unit", "text", "Unit the row is written in."),
        *EVIDENCE,
    ),
    ("place",),
)

SITES = TableSpec(
    "sites",
    "A process at a place, with what it made in the base year.",
    (
        Column("site", "text", "Short name."),
        place("place", "Where."),
        Column("process", "text", "Which process.", refers="processes.process"),
        Column("name", "text", "Name for readers."),
        *quantity("output", "Main output of the base year."),
        Column(
            "capacity",
            "number",
            "Most it can make in a year; empty where not known.",
            "t/a",
            required=False,
            least=0,
            unit_from="unit",
            basis_from="basis",
        ),
        *reserves(basis_from="basis"),
        *EVIDENCE,
    ),
    ("site",),
)

OWNERS = TableSpec(
    "owners",
    "Who owns which share of a site's output.",
    (
        Column("site", "text", "Which site.", refers="sites.site"),
        Column("owner", "text", "Owner's place code, or 'unknown'."),
        *ranged("share", "fraction", "Share of equity.", most=1.0),
        *EVIDENCE,
    ),
    ("site", "owner"),
    optional=True,
)
