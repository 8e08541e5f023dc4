"""Limits and duties somebody chose: policies."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, place

POLICY_KINDS = ("budget", "share_cap")

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
