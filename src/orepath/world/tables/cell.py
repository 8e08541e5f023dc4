"""Cells that many tables share: evidence, places, commodities and tonnes a year."""

from orepath.core.column import Column, ranged

EVIDENCE = (
    Column(
        "source", "text", "Identifier of the observation or source the row rests on."
    ),
    Column(
        "grade",
        "text",
        "A official or primary, B secondary, C estimate or assumption.",
        choices=("A", "B", "C"),
    ),
    Column(
        "note", "text", "Reasoning, doubt, contradiction.", required=False, default=""
    ),
)
"""Where a row comes from: the last columns of every table with numbers."""


def place(name: str, meaning: str, *, wildcard: bool = False) -> Column:
    """Declare a column that names a place.

    Parameters
    ----------
    name, meaning : str
        Heading, and what the place is to the row.
    wildcard : bool
        Whether ``*`` may stand for every place.
    """
    return Column(name, "text", meaning, refers="places.place", wildcard=wildcard)


def commodity(name: str = "commodity", *, wildcard: bool = False) -> Column:
    """Declare a column that names a commodity.

    Parameters
    ----------
    name : str
        Heading.
    wildcard : bool
        Whether ``*`` may stand for every commodity.
    """
    return Column(
        name,
        "text",
        "Which commodity.",
        refers="commodities.commodity",
        wildcard=wildcard,
    )


def quantity(name: str, meaning: str) -> tuple[Column, ...]:
    """Declare t/a with its range, and the row's own unit and basis beside it.

    Parameters
    ----------
    name, meaning : str
        Heading of the middle value, and what it counts.
    """
    return (
        *ranged(name, "t/a", meaning, unit_from="unit", basis_from="basis"),
        Column("unit", "text", "Unit the row is written in, such as t/a or kt/a."),
        Column(
            "basis",
            "text",
            "What a tonne means in the row: gross, or the content (TiO2, Ti …).",
        ),
    )


def reserves(basis_from: str = "") -> tuple[Column, ...]:
    """Declare what is left in the ground, and the unit it is written in.

    Parameters
    ----------
    basis_from : str
        Column that names the basis; empty where tonnes are gross.
    """
    return (
        *ranged(
            "reserves",
            "t",
            "Main output that can still be won after the base year; empty where it "
            "will not run out within the horizon.",
            unit_from="reserves_unit",
            basis_from=basis_from,
            required=False,
        ),
        Column(
            "reserves_unit", "text", "Unit of the reserves; empty is t.", required=False
        ),
    )
