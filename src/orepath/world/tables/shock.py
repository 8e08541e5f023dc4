"""What may happen: disruptions, recorded and supposed."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE

SHOCK_KINDS = ("outage", "export_ban", "closure")

SHOCKS = TableSpec(
    "shocks",
    "Disruptions: recorded events and supposed ones.",
    (
        Column("shock", "text", "Short name."),
        Column("name", "text", "Name for readers."),
        Column("kind", "text", "What happens.", choices=SHOCK_KINDS),
        Column(
            "place",
            "text",
            "Which place is hit.",
            required=False,
            refers="places.place",
        ),
        Column(
            "process",
            "text",
            "Which process stops (outage).",
            required=False,
            refers="processes.process",
        ),
        Column(
            "commodity",
            "text",
            "Which goods are barred (export ban); empty is all.",
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
        *ranged("severity", "fraction", "Part lost while it lasts.", most=1.0),
        *ranged("months", "month", "How long it lasts.", most=120.0),
        *ranged("probability", "1/a", "Chance that it strikes in a year.", most=1.0),
        Column("year", "integer", "Year it was recorded in.", "year"),
        *EVIDENCE,
    ),
    ("shock",),
    optional=True,
)
