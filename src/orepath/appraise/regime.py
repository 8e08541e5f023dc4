"""A fiscal regime is what a state takes from a mine or plant, told as figures.

The regimes known by name lie in the package's ``data/fiscal``, one file a state. A
rate that the library does not hold stands there as a range of grade C.
"""

from typing import Annotated, Literal

from pydantic import Field

from orepath.appraise.figure import Figure, In, Section, Told


class Regime(Section):
    """Hold one state's taxes on income, on extraction and on what leaves the country.

    Royalty is due on products that name a mineral: what was dug, not what was bought.
    """

    title: Annotated[str, Told("Name for readers.")]
    place: Annotated[str, Told("The state, ISO 3166; '*' is any.")]
    note: Annotated[str, Told("What is left out.")] = ""
    income_tax: Annotated[
        Figure, In("fraction", "Tax on yearly profit, after interest.", most=1.0)
    ]
    depreciation: Annotated[
        Literal["straight", "declining"],
        Told("straight: equal parts; declining: a part of what is left."),
    ] = "straight"
    depreciated_in: Annotated[int, Told("Years of straight depreciation.")] = 10
    depreciated_by: Annotated[
        Figure,
        In(
            "fraction/a",
            "Part of what is left, a year.",
            most=1.0,
            absent=0.0,
            drawn=False,
        ),
    ]
    inflation: Annotated[
        Figure,
        In(
            "fraction/a",
            "Rise of prices, by which depreciation and losses lose worth.",
            most=1.0,
            absent=0.0,
            drawn=False,
        ),
    ]
    losses_kept: Annotated[
        int | None, Told("Years a loss may be set off later; without it for ever.")
    ] = None
    royalty: Annotated[
        dict[str, Figure],
        In("fraction", "Rate by mineral, part of the base.", most=1.0),
        Field(default_factory=dict),
    ]
    royalty_base: Annotated[
        Literal["sales", "netback"],
        Told("sales: price times content paid; netback: less charges and freight."),
    ] = "sales"
    royalty_levy: Annotated[
        Figure, In("fraction", "Funds fed on top, part of the royalty.", absent=0.0)
    ]
    dividend_tax: Annotated[
        Figure, In("fraction", "Withheld from dividends abroad.", most=1.0, absent=0.0)
    ]
    fee_tax: Annotated[
        Figure, In("fraction", "Withheld from fees abroad.", most=1.0, absent=0.0)
    ]
