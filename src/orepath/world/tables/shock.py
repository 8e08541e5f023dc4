"""What may happen: disruptions, recorded and supposed."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE

SHOCK_KINDS = (
    "outage",
    "export_ban",
    "quota",
    "closure",
    "tariff",
    "price",
    "demand",
)

SHOCKS = TableSpec(
    "shocks",
    "Disruptions: recorded events and supposed ones. All that a row names holds "
    "together; an empty cell leaves it open.",
    (
        Column("shock", "text", "Short name."),
        Column("name", "text", "Name for readers."),
        Column("kind", "text", "What happens.", choices=SHOCK_KINDS),
        Column(
            "place",
            "text",
            "Which place is hit: where sites or users stand, or goods come from.",
            required=False,
            refers="places.place",
        ),
        Column(
            "process",
            "text",
            "Which process stops or becomes dearer (outage, price).",
            required=False,
            refers="processes.process",
        ),
        Column(
            "commodity",
            "text",
            "Which goods are hit; empty is all.",
            required=False,
            refers="commodities.commodity",
        ),
        Column(
            "stop",
            "text",
            "Which strait or stop closes (closure).",
            required=False,
            default="",
        ),
        Column(
            "leg",
            "text",
            "Which leg closes, its two ends with a dash between (closure).",
            required=False,
        ),
        Column(
            "destination",
            "text",
            "Where the goods go that are hit (ban, quota, tariff); empty is anywhere.",
            required=False,
            refers="places.place",
        ),
        Column(
            "bloc",
            "text",
            "Which bloc of places is hit, in place of one place.",
            required=False,
        ),
        Column(
            "owner",
            "text",
            "Whose parts of sites stand still (outage).",
            required=False,
        ),
        Column(
            "stage",
            "text",
            "Which stage stops or becomes dearer, such as smelt (outage, price).",
            required=False,
        ),
        Column(
            "site",
            "text",
            "Which site stops or becomes dearer (outage, price).",
            required=False,
            refers="sites.site",
        ),
        *ranged("severity", "fraction", "Part lost while it lasts.", most=1.0),
        Column(
            "rate",
            "number",
            "What it adds at severity 1: a duty or a cost of making as a part of the "
            "price, or a part of use; less than 0 where users want less (tariff, "
            "price, demand).",
            "fraction",
            required=False,
            least=-1.0,
            most=10.0,
        ),
        Column(
            "around",
            "flag",
            "Whether goods may go round what is closed (closure).",
            required=False,
            default=True,
        ),
        *ranged("months", "month", "How long it lasts.", most=120.0),
        Column(
            "start",
            "integer",
            "Month of the year in which it begins; 1 hits the first year hardest.",
            "month",
            required=False,
            default=1,
            least=1,
            most=12,
        ),
        *ranged("probability", "1/a", "Chance that it strikes in a year.", most=1.0),
        Column("year", "integer", "Year it was recorded in.", "year"),
        *EVIDENCE,
    ),
    ("shock",),
    optional=True,
)
