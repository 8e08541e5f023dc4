"""Parties to a venture: who owns it, who lends to it, and who buys from it on terms."""

from typing import Annotated, Literal

from orepath.appraise.figure import Figure, In, Section, Told

ANYWHERE = "world"
"""The place of buyers and suppliers whom nobody names."""


class Loan(Section):
    """Hold one line of debt; its rate is nominal, in its own currency."""

    name: Annotated[str, Told("Short name.")]
    lender: Annotated[str, Told("Who lends; empty is the name.")] = ""
    place: Annotated[str, Told("Where the lender is.")] = ANYWHERE
    share: Annotated[
        Figure, In("fraction", "Part of the capital it pays.", most=1.0, absent=0.0)
    ]
    amount: Annotated[
        Figure, In("USD", "What it pays, where it is no part.", absent=0.0)
    ]
    currency: Annotated[str, Told("ISO 4217 code; rates names its inflation.")] = "USD"
    rate: Annotated[Figure, In("fraction/a", "Interest a year.", most=1.0)]
    fee: Annotated[
        Figure, In("fraction", "Paid on the whole at the start.", most=1.0, absent=0.0)
    ]
    commitment: Annotated[
        Figure, In("fraction/a", "Paid on what is not yet drawn.", most=1.0, absent=0.0)
    ]
    tenor: Annotated[int, Told("Years from year 0 to the last payment.")]
    grace: Annotated[
        int, Told("Years from year 0 without repayment; the first falls a year later.")
    ] = 0
    repayment: Annotated[
        Literal["level", "equal"],
        Told("level: same payment a year; equal: same principal a year."),
    ] = "level"
    interest: Annotated[
        Literal["paid", "capitalised"], Told("What becomes of interest in grace.")
    ] = "paid"
    concessional: Annotated[bool, Told("Whether it is lent below the market.")] = False


class Partner(Section):
    """Hold one owner of the venture and what it gets besides its share."""

    name: Annotated[str, Told("Short name.")]
    title: Annotated[str, Told("Name for readers; empty is the short name.")] = ""
    place: Annotated[str, Told("Where it is at home.")]
    state: Annotated[bool, Told("Whether a state owns it.")] = False
    share: Annotated[Figure, In("fraction", "Part of the equity.", most=1.0)]
    carried: Annotated[
        Figure,
        In(
            "fraction",
            "Part of its capital that another pays.",
            most=1.0,
            absent=0.0,
        ),
    ]
    carried_by: Annotated[str, Told("The partner that pays it.")] = ""
    repaid: Annotated[
        bool, Told("Whether the carry is paid back out of its dividends.")
    ] = False
    carry_rate: Annotated[
        Figure,
        In("fraction/a", "Real interest on the carry.", most=1.0, absent=0.0),
    ]
    fee: Annotated[
        Figure, In("fraction", "Technology fee, part of sales.", most=1.0, absent=0.0)
    ]
    fee_tonne: Annotated[
        Figure,
        In("USD/t", "Technology fee per tonne of the first product.", absent=0.0),
    ]


class Offtake(Section):
    """Hold what a buyer takes under contract and at which price."""

    name: Annotated[str, Told("Short name.")]
    buyer: Annotated[str, Told("A partner, or somebody else; empty is the name.")] = ""
    place: Annotated[str, Told("Where the buyer is; a partner's is known.")] = ""
    product: Annotated[str, Told("Which product.")]
    share: Annotated[Figure, In("fraction", "Part of the product.", most=1.0)]
    discount: Annotated[
        Figure,
        In(
            "fraction",
            "Off the market price; below 0 is a premium.",
            least=-1.0,
            most=1.0,
            absent=0.0,
        ),
    ]
    floor: Annotated[Figure, In("USD/t", "Lowest price.", absent=0.0)]
    cap: Annotated[Figure | None, In("USD/t", "Highest price; none without.")] = None
    taken: Annotated[
        Figure,
        In("fraction", "Part of the tonnes really taken.", most=1.0, absent=1.0),
    ]
    pay: Annotated[
        Figure,
        In(
            "fraction",
            "Take or pay: part of the tonnes paid for in any case.",
            most=1.0,
            absent=0.0,
        ),
    ]
    collects: Annotated[bool, Told("Whether the buyer pays the freight.")] = False
