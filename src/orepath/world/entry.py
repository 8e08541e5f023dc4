"""An entry is one figure of a chain: its word, unit, limits and what it belongs to.

The declaration reads the files of the chains and is the text of their reference page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from orepath.core.column import Column
from orepath.core.table import TableSpec
from orepath.world.tables.cell import EVIDENCE
from orepath.world.tables.goods import STAGES


@dataclass(frozen=True, slots=True)
class Figure:
    """Declare one figure of a chain.

    Parameters
    ----------
    of : {"recipe", "process", "market"}
        What it belongs to: a process and a commodity it takes in or gives off, a
        process, or a commodity.
    unit : str
        The only unit in which it is written.
    meaning : str
        One plain sentence.
    needed : bool
        Whether every process, or every commodity with a market of its own, has it.
    least, most : float
        Limits, both included.
    """

    of: Literal["recipe", "process", "market"]
    unit: str
    meaning: str
    needed: bool = True
    least: float = 0.0
    most: float = float("inf")


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "input": Figure("recipe", "t/t", "Gross tonnes taken in a tonne of output."),
        "by-product": Figure(
            "recipe", "t/t", "Gross tonnes given off beside a tonne of output."
        ),
        "share": Figure(
            "process", "fraction", "Part of the output made this way at the place.",
            needed=False, most=1.0,
        ),
        "power": Figure("process", "MWh/t", "Electricity a tonne."),
        "opex": Figure(
            "process", "USD/t", "Cost a tonne besides traded inputs and power."
        ),
        "capex": Figure("process", "USD/(t/a)", "Capital a tonne of yearly output."),
        "scale": Figure("process", "t/a", "Yearly output of a typical new plant."),
        "lead": Figure("process", "a", "Years from decision to first output."),
        "life": Figure("process", "a", "Years a plant works.", least=1.0),
        "ramp_up": Figure("process", "a", "Years from first to full output."),
        "elasticity": Figure(
            "process", "fraction", "Percent of supply a percent of price.", least=0.01
        ),
        "expansion": Figure(
            "process", "fraction", "Most that capacity abroad grows a year.", most=1.0
        ),
        "traded": Figure("market", "1/0", "Whether it crosses borders.", most=1.0),
        "demand_elasticity": Figure(
            "market", "-", "Price elasticity of use, positive.", least=0.01
        ),
        "growth": Figure(
            "market", "fraction/a", "Growth of use a year.", least=-0.2, most=0.5
        ),
        "choke": Figure(
            "market", "-", "Multiple of the base price at which users go without.",
            least=1.0,
        ),
        "switch": Figure(
            "market", "-", "How readily buyers change origins (Armington).", least=0.1
        ),
        "ramp": Figure(
            "market", "fraction/a", "Most a shipment to a partner grows a year."
        ),
        "opening": Figure(
            "market", "fraction/a",
            "Share of the importer's use a new partner may win a year.", most=1.0,
        ),
        "price": Figure(
            "market", "USD/t", "Price a gross tonne where no series gives one.",
            needed=False,
        ),
        "content": Figure(
            "market", "t/t",
            "Content of the tonne meant, of a form with several in the catalogue.",
            needed=False, most=1.0,
        ),
        "outside": Figure(
            "market", "1/0",
            "Whether any amount sells at its price, in a far larger market.",
            needed=False, most=1.0,
        ),
        "residue": Figure(
            "market", "1/0",
            "Whether it is stacked or left where no process takes it; a residue counts "
            "in tonnes of what it contains.",
            needed=False, most=1.0,
        ),
    }
)  # fmt: skip
"""Every figure a chain may state, by its word in the column ``figure``."""

CHAIN = TableSpec(
    "chain",
    "One figure of a process or of a commodity of a mineral.",
    (
        Column("process", "text", "Short name; empty in rows of a commodity.",
               required=False),
        Column("name", "text", "Name of the process for readers.", required=False),
        Column("stage", "text", "Stage of the process.", required=False,
               choices=STAGES),
        Column("output", "text", "Form made by the process, or the commodity meant; "
               "* in a row of the market is every form made in this file."),
        Column("figure", "text", "Which figure.", choices=tuple(FIGURES)),
        Column("commodity", "text", "Form taken in or given off.", required=False),
        Column("place", "text", "Where it holds; * is everywhere."),
        Column("value", "number", "The figure.", "by figure"),
        Column("low", "number", "Its 10th percentile.", "by figure"),
        Column("high", "number", "Its 90th percentile.", "by figure"),
        Column("unit", "text", "Unit of the figure; money is USD of 2024."),
        *EVIDENCE,
    ),
    ("process", "output", "figure", "commodity", "place"),
)  # fmt: skip
"""The columns of a file of ``data/chains``."""
