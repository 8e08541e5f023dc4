"""What can be built, bought or agreed: projects."""

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE, place, reserves

MAKERS = ("plant", "mine", "recycling", "credit")
"""Kinds that run a process and so make goods."""
EASERS = ("upgrade", "training")
"""Kinds that make existing shipments or sites cheaper."""
PROJECT_KINDS = (*MAKERS, "contract", "stock", "exploration", *EASERS)

PROJECTS = TableSpec(
    "projects",
    "What can be built, bought or agreed.",
    (
        Column("project", "text", "Short name, no blanks where others require it."),
        Column("name", "text", "Name for readers."),
        Column("kind", "text", "What it is.", choices=PROJECT_KINDS),
        place("place", "Where it stands, or who sells under a contract."),
        Column(
            "process",
            "text",
            "Process of a plant, mine, recycling project or of a partner's plant on "
            "credit; process whose sites a training makes cheaper.",
            required=False,
            refers="processes.process",
        ),
        Column(
            "commodity",
            "text",
            "Commodity of a contract or a stock, or what an exploration looks for; the "
            "one commodity an upgrade serves, empty for all that pass.",
            required=False,
            refers="commodities.commodity",
        ),
        Column(
            "destination",
            "text",
            "Buyer under a contract, or under the duty of an offtake.",
            required=False,
            refers="places.place",
        ),
        Column(
            "stop",
            "text",
            "Upgrades only: the stop, strait or leg, as routes name it in `via`.",
            required=False,
            default="",
        ),
        Column(
            "requires",
            "text",
            "Projects that must be ready before this one starts, blank-separated.",
            required=False,
            default="",
        ),
        *ranged(
            "size",
            "t/a or t",
            "Capacity, contract tonnage or stock (t); for an exploration the capacity "
            "it looks for, for an upgrade or a training the tonnage it can serve.",
            unit_from="unit",
        ),
        Column("unit", "text", "Unit of the size."),
        *ranged(
            "chance",
            "fraction",
            "Explorations only: chance of success. What requires it counts with this "
            "part of its size, in capital as in output.",
            most=1.0,
            required=False,
        ),
        *ranged(
            "least",
            "fraction",
            "Least use of the capacity once it stands, in undisturbed years.",
            most=1.0,
            required=False,
        ),
        *ranged(
            "offtake",
            "fraction",
            "Part of the output that must go to `destination`.",
            most=1.0,
            required=False,
        ),
        *ranged(
            "saving",
            "USD/t",
            "Upgrades and trainings only: what a tonne served becomes cheaper by.",
            unit_from="saving_unit",
            required=False,
        ),
        Column(
            "saving_unit", "text", "Unit of the saving; empty is USD/t.", required=False
        ),
        *reserves(),
        Column(
            "whole",
            "flag",
            "Whether it is built whole or not at all; no lets a part of it be built "
            "where the world as a whole plans.",
            required=False,
            default=True,
        ),
        Column(
            "recourse",
            "flag",
            "Contracts with a lead of a year at most: whether it may also be agreed "
            "once a disruption is known, for as long as that lasts.",
            required=False,
            default=False,
        ),
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
            "Part of the capital that falls on the focus actor's budget; of a credit, "
            "the grant element, which is given and not lent.",
            most=1.0,
        ),
        *EVIDENCE,
    ),
    ("project",),
    optional=True,
)
