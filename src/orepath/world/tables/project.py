"""What can be built, bought or agreed: projects."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, place

PROJECT_KINDS = ("plant", "mine", "recycling", "contract", "stock")

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
