"""The terms of a venture: what is built and sold, who pays, who lends, who gets what.

Money is constant USD of the price year. Year 0 is the first year in which capital is
spent; the plant runs for ``life`` years after the last of them, and a last year closes
it and gives the working capital back.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field

from orepath.appraise.figure import Figure, In, Section, Told
from orepath.appraise.party import ANYWHERE, Loan, Offtake, Partner
from orepath.appraise.regime import Regime


class Capital(Section):
    """Hold what is spent to build, to keep up and to close."""

    total: Annotated[Figure, In("USD", "All that is spent until the plant runs.")]
    profile: Annotated[
        tuple[float, ...],
        Told("Part of the total in each year of building; adds up to 1."),
    ] = (1.0,)
    abroad: Annotated[
        Figure, In("fraction", "Part bought abroad.", most=1.0, absent=0.0)
    ]
    origin: Annotated[str, Told("Where the part from abroad comes from.")] = ANYWHERE
    duty: Annotated[
        Figure, In("fraction", "Import duty on the part from abroad.", absent=0.0)
    ]
    sustaining: Annotated[
        Figure,
        In("fraction/a", "Spent every year of running, part of the total.", absent=0.0),
    ]
    working: Annotated[
        Figure, In("d", "Working capital, days of sales.", most=365.0, absent=0.0)
    ]
    closure: Annotated[Figure, In("USD", "Spent in the last year.", absent=0.0)]
    salvage: Annotated[
        Figure,
        In("fraction", "Part of the total got back at the end.", most=1.0, absent=0.0),
    ]


class Operation(Section):
    """Hold how much is made, how long, and what running costs whatever is made."""

    capacity: Annotated[Figure, In("t/a", "Output or throughput when in full use.")]
    life: Annotated[int, Told("Years of running.")]
    ramp: Annotated[
        tuple[float, ...],
        Told("Part of the capacity reached in the first years of running."),
    ] = ()
    use: Annotated[
        Figure, In("fraction", "Part of the capacity used.", most=1.0, absent=1.0)
    ]
    fixed: Annotated[
        Figure, In("USD/a", "Cost of a year of running at any output.", absent=0.0)
    ]


class Product(Section):
    """Hold what is sold, on which terms."""

    name: Annotated[str, Told("Short name.")]
    title: Annotated[str, Told("Name for readers; empty is the short name.")] = ""
    commodity: Annotated[str, Told("Commodity; empty is the name.")] = ""
    follows: Annotated[
        str, Told("Series of prices it moves with; empty is the commodity.")
    ] = ""
    mineral: Annotated[
        str, Told("Mineral on which royalty is due; empty for what was bought in.")
    ] = ""
    quantity: Annotated[
        Figure, In("fraction", "Tonnes per tonne of the plant's output.", absent=1.0)
    ]
    recovery: Annotated[
        Figure, In("fraction", "Part of it that is won.", most=1.0, absent=1.0)
    ]
    content: Annotated[
        Figure,
        In("fraction", "Tonnes of what is paid in a tonne.", most=1.0, absent=1.0),
    ]
    payable: Annotated[
        Figure, In("fraction", "Part of the content paid for.", most=1.0, absent=1.0)
    ]
    price: Annotated[Figure, In("USD/t", "Price per tonne of what is paid for.")]
    treatment: Annotated[
        Figure, In("USD/t", "Treatment charge per tonne sold.", absent=0.0)
    ]
    refining: Annotated[
        Figure, In("USD/t", "Refining charge per tonne paid for.", absent=0.0)
    ]
    destination: Annotated[
        str, Told("Where it is sold; empty is where the plant stands.")
    ] = ""
    freight: Annotated[
        Figure, In("USD/t", "Freight to the buyer that the venture pays.", absent=0.0)
    ]
    duty: Annotated[
        Figure, In("fraction", "Export duty on what goes abroad.", absent=0.0)
    ]


class Input(Section):
    """Hold what is bought for every tonne made."""

    name: Annotated[str, Told("Short name.")]
    title: Annotated[str, Told("Name for readers; empty is the short name.")] = ""
    commodity: Annotated[str, Told("Commodity; empty is the name.")] = ""
    follows: Annotated[
        str, Told("Series of prices it moves with; empty is the commodity.")
    ] = ""
    measure: Annotated[
        Literal["t", "MWh", "m3", "person"], Told("What it is counted in.")
    ] = "t"
    quantity: Annotated[Figure, In("{measure}/t", "Taken per tonne of output.")]
    price: Annotated[Figure, In("USD/{measure}", "Price at the plant, before duty.")]
    origin: Annotated[
        str, Told("Where it comes from; empty is where the plant stands.")
    ] = ""
    duty: Annotated[
        Figure, In("fraction", "Import duty on what comes from abroad.", absent=0.0)
    ]


class Levied(Section):
    """Hold under which regime a venture falls, and what it bid for its ground."""

    regime: Annotated[str, Told("Name of a fiscal regime, or 'own'.")]
    premium: Annotated[
        Figure,
        In("fraction", "Auction premium, part of the mineral's value.", absent=0.0),
    ]


class Fiscal(Levied):
    """Hold what the state takes."""

    terms: Annotated[
        Regime, Told("The regime itself; written out where the name is 'own'.")
    ]


class Currency(Section):
    """Hold a currency: what a dollar costs, and how fast its prices rise."""

    per_usd: Annotated[
        Figure, In("fraction", "Units of it for one US dollar.", drawn=False)
    ]
    inflation: Annotated[
        Figure, In("fraction/a", "Yearly rise of prices in it.", least=-0.5, most=10.0)
    ]


class Venture(Section):
    """Hold all terms of a project or venture.

    Figures are reached as attributes; :func:`figures_of` lists them by dotted name.
    """

    name: Annotated[str, Told("Short name.")]
    title: Annotated[str, Told("Name for readers; empty is the short name.")] = ""
    place: Annotated[str, Told("Where it stands, ISO 3166.")]
    price_year: Annotated[int, Told("Year whose dollars all money is in.")]
    first_year: Annotated[int, Told("Calendar year 0: the first capital.")]
    note: Annotated[str, Told("What a reader must know of it.")] = ""
    discount: Annotated[
        dict[str, Figure],
        In("fraction/a", "Real rates a year: project, host, each partner.", most=1.0),
    ]
    capital: Capital
    operation: Operation
    product: tuple[Product, ...]
    input: tuple[Input, ...] = ()
    fiscal: Fiscal
    loan: tuple[Loan, ...] = ()
    partner: tuple[Partner, ...]
    offtake: tuple[Offtake, ...] = ()
    rates: dict[str, Currency]
    schedule: Annotated[
        dict[str, tuple[float, ...]],
        Told("By what is scheduled, the multiple of its middle in each year, (T,)."),
        Field(default_factory=dict),
    ]

    @property
    def building(self) -> int:
        """Return the years of building."""
        return len(self.capital.profile)

    @property
    def closing(self) -> int:
        """Return the year, counted from 0, in which it closes."""
        return self.building + self.operation.life

    @property
    def years(self) -> tuple[int, ...]:
        """Return the calendar years, T of them."""
        return tuple(range(self.first_year, self.first_year + self.closing + 1))

    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Self:
        """Return a copy with some parts changed; its figures are found anew."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("figures", None)
        return copied

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Return all figures that draws may move, by dotted name."""
        return MappingProxyType({figure.name: figure for figure in _walk(self)})


def figures_of(venture: Venture) -> Mapping[str, Figure]:
    """Return all figures of a venture by dotted name.

    Parameters
    ----------
    venture : Venture
        As read.

    Returns
    -------
    mapping of str to Figure
        ``"capital.total"``, ``"product.slag.price"``, ``"discount.IREL"`` …, in the
        order of the file's sections. What draws may not move is left out.
    """
    return venture.figures


def _walk(part: object) -> Iterator[Figure]:
    """Yield the figures below a part."""
    if isinstance(part, Figure):
        if part.name:
            yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _walk(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from _walk(each)
    elif isinstance(part, dict):
        for each in part.values():
            yield from _walk(each)
