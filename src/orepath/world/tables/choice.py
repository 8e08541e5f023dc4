"""What may be done and what may happen: projects, policies and shocks."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, place

PROJECT_KINDS = ("plant", "mine", "recycling", "contract", "stock")
POLICY_KINDS = ("budget", "share_cap")
SHOCK_KINDS = ("outage", "export_ban", "closure")

PROJECTS = TableSpec(
    "projects",
    "What can be built, bought or agreed.",
    (
        Column("project", "text", "Short name."),
        Column("name", "text", "Name for readers."),
        Column("kind", "text", "What it is.", choices=PROJECT_KINDS),
        place("place", "Where it stands, or who sells under a contract."),
        Column(
            "process",
            "text",
            "Process of a plant, mine or recycling project.",
            required=False,
            refers="processes.process",
        ),
        Column(
            "commodity",
            "text",
            "Commodity of a contract or a stock.",
            required=False,
            refers="commodities.commodity",
        ),
        Column(
            "destination",
            "text",
            "Buyer under a contract.",
            required=False,
            refers="places.place",
        ),
        *ranged(
            "size",
            "t/a or t",
            "Capacity, contract tonnage or stock (t).",
            unit_from="unit",
        ),
        Column("unit", "text", "Unit of the size."),
        *ranged(
            "capex",
            "USD/(t/a) or USD/t",
            "Capital per unit of size; for a stock, storage capital per tonne.",
            unit_from="capex_unit",
        ),
        Column("capex_unit", "text", "Unit of the capital."),
        *ranged("opex", "USD/t", "Operating cost per tonne besides inputs and power."),
        Column(
            "release",
            "number",
            "Stocks only: price at which the stock is released, as a multiple of the "
            "published one.",
            "-",
            required=False,
            default=1.25,
            least=1.0,
        ),
        Column("lead", "number", "Years from start to first output.", "a", least=0),
        Column("life", "number", "Years of operation.", "a", least=1),
        Column("earliest", "integer", "First year it may start.", "year"),
        Column("latest", "integer", "Last year it may start.", "year"),
        *ranged(
            "share", "fraction", "The focus actor's share of the profit.", most=1.0
        ),
        *ranged(
            "paid",
            "fraction",
            "Part of the capital that falls on the focus actor's budget.",
            most=1.0,
        ),
        *EVIDENCE,
    ),
    ("project",),
    optional=True,
)

POLICIES = TableSpec(
    "policies",
    "Limits and duties somebody chose.",
    (
        Column("policy", "text", "Short name."),
        Column("name", "text", "Name for readers."),
        Column("kind", "text", "What it limits.", choices=POLICY_KINDS),
        Column(
            "commodity",
            "text",
            "Which commodity, where it applies to one.",
            required=False,
            refers="commodities.commodity",
        ),
        place("place", "Who is bound."),
        *ranged(
            "value",
            "by kind",
            "Budget in USD; cap as a fraction.",
            unit_from="unit",
        ),
        Column("unit", "text", "Unit the row is written in."),
        Column("start", "integer", "First year.", "year"),
        Column("end", "integer", "Last year.", "year"),
        Column(
            "excess",
            "number",
            "Cost of breaking a cap, as a multiple of the price; empty for a budget.",
            "-",
            required=False,
            least=0,
        ),
        *EVIDENCE,
    ),
    ("policy",),
    optional=True,
)

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
