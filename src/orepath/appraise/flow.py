"""The cash of a venture, line by line and hand by hand, draws by years.

Every line is signed as the venture sees it: what comes in is positive. Lines of the
project sum to the project's cash; what partners, lenders, the host and outside buyers
get sums to what the venture brings all of them together, the lines with the market.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.loan import Repayment
from orepath.appraise.root import npv

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """Tell what a kind of line holds.

    Parameters
    ----------
    name : str
        Name of the line, or the part before the dot of several: ``"revenue.slag"``.
    several : bool
        Whether there is one a product, input or partner.
    to : str
        Who is at the other end: market, host, partner or nobody in particular.
    meaning : str
        One sentence for readers.
    """

    name: str
    several: bool
    to: str
    meaning: str


LINES = (
    Kind("revenue", True, "market", "Tonnes sold at the market price of what is paid."),
    Kind("offtake", True, "buyer", "What contracts pay above the market, or below it."),
    Kind("treatment", True, "market", "Treatment and refining charges of the smelter."),
    Kind("freight", True, "market", "Freight to the buyer that the venture pays."),
    Kind("input", True, "market", "What is bought for each tonne made."),
    Kind("fixed", False, "market", "Cost of a year of running at any output."),
    Kind("fee", True, "partner", "Technology fees to partners."),
    Kind("royalty", True, "host", "Royalty or extraction tax, by product."),
    Kind("levy", False, "host", "Funds fed on top of the royalty."),
    Kind("premium", False, "host", "Auction premium on the mineral's value."),
    Kind("duty", False, "host", "Duties on exports, imported inputs and equipment."),
    Kind("capital", False, "market", "What is spent until the plant runs."),
    Kind("sustaining", False, "market", "Capital spent to keep it running."),
    Kind("working", False, "market", "Working capital tied up, and freed at the end."),
    Kind("closure", False, "market", "Closing costs in the last year."),
    Kind("salvage", False, "market", "What equipment brings in the last year."),
    Kind("tax", False, "host", "Income tax as if the venture had no debt."),
)
"""All lines of a project, in the order of a cash-flow sheet; they sum to its cash."""


INVESTED = ("capital", "sustaining", "working")
"""Lines that are no cost of their year: capital is written off, stock comes back."""


@dataclass(frozen=True)
class Books:
    """Hold a venture's accounts, years first: (T, D), or (T, 1) where draws agree.

    Parameters
    ----------
    lines : mapping of str to ndarray
        By kind and name; signed as the venture sees them.
    earned : ndarray
        The sum of what is income or cost of the year: all lines but
        :data:`INVESTED` and the tax.
    debt : mapping of str to Owed
        By loan.
    shield : ndarray
        Income tax saved by interest and fees of loans.
    value : mapping of str to ndarray
        By product: what all of it would bring at the market price.
    taken : mapping of str to ndarray (D,) or (1,)
        By offtake: part of the product that is really taken under it.
    tonnes : mapping of str to Part
        Sold, by product, t/a.
    """

    lines: Mapping[str, Floats]
    earned: Floats
    debt: Mapping[str, "Owed"]
    shield: Floats
    value: Mapping[str, Floats]
    taken: Mapping[str, Floats]
    tonnes: Mapping[str, "Part"]

    def of(self, *kinds: str) -> Floats:
        """Return the sum of all lines of some kinds.

        Parameters
        ----------
        *kinds : str
            Names of :data:`LINES`.
        """
        return total(
            line for name, line in self.lines.items() if name.split(".")[0] in kinds
        )

    @cached_property
    def project(self) -> Floats:
        """Return the sum of all lines."""
        rest = (self.lines[name] for name in (*INVESTED, "tax") if name in self.lines)
        return total((self.earned, *rest))

    @cached_property
    def equity(self) -> Floats:
        """Return the owners' cash after debt and the tax it saves."""
        borrowed = (each.borrowed for each in self.debt.values())
        return total((self.project, self.shield, *borrowed))


@dataclass(frozen=True)
class Owed:
    """Hold one loan's cash as parts of what is lent, years first.

    Parameters
    ----------
    lent : ndarray (D,) or (1,)
        USD.
    unit : Repayment
        What becomes of one dollar lent.
    fees : ndarray
        Paid on one dollar lent.
    """

    lent: Floats
    unit: Repayment
    fees: Floats

    @property
    def cost(self) -> Floats:
        """Return interest and fees, which the income tax counts as costs."""
        return np.asarray(self.lent * (self.unit.interest + self.fees))

    @property
    def service(self) -> Floats:
        """Return interest and principal paid."""
        return np.asarray(self.lent * (self.unit.interest + self.unit.principal))

    @property
    def balance(self) -> Floats:
        """Return what is owed at the end of each year."""
        return np.asarray(self.lent * self.unit.balance)

    @property
    def borrowed(self) -> Floats:
        """Return the owners' cash with the lender: drawn, less all that is paid."""
        unit = self.unit
        net = unit.drawn - self.fees - unit.interest
        net -= unit.principal
        return np.asarray(net * self.lent)

    @property
    def lender(self) -> Floats:
        """Return the lender's cash."""
        return -self.borrowed


@dataclass(frozen=True)
class Part:
    """Hold a part of somebody's cash as a weight on an array that others share.

    So the worth of many actors is told without writing out the cash of each.

    Parameters
    ----------
    name : str
        ``equity``, ``carry``, ``fee``, ``offtake``, ``withheld``, or a line.
    base : ndarray (T, D) or (T, 1), or of the first years alone
        USD a year, years first.
    weight : ndarray (D,) or (1,)
        What the base is multiplied by.
    """

    name: str
    base: Floats
    weight: Floats = field(default_factory=lambda: np.ones(1))

    def less(self) -> "Part":
        """Return the same with the other sign: what one gets another pays."""
        return replace(self, weight=-self.weight)

    def npv(self, rate: Floats) -> Floats:
        """Return its net present value, (D,) or (1,).

        Parameters
        ----------
        rate : ndarray (D,) or (1,)
            Discount a year.
        """
        return np.asarray(self.weight * npv(self.base.T, rate))


def added(parts: Sequence[Part], years: int) -> Floats:
    """Return the sum of parts over all years, years first.

    Parameters
    ----------
    parts : sequence of Part
        May be empty.
    years : int
        T.
    """
    width = max(
        (max(len(part.weight), part.base.shape[1]) for part in parts), default=1
    )
    result = np.zeros((years, width))
    for part in parts:
        result[: len(part.base)] += part.base * part.weight
    return result


def total(arrays: Iterable[Floats]) -> Floats:
    """Return a sum, the narrow arrays first: what draws share is added up but once.

    Parameters
    ----------
    arrays : iterable of ndarray (T, D) or (T, 1)
        At least one.
    """
    found = sorted(arrays, key=lambda array: array.shape[1])
    width = found[-1].shape[1]
    narrow = [array for array in found if array.shape[1] < width]
    wide = found[len(narrow) :]
    if narrow:
        wide.insert(0, np.asarray(sum(narrow[1:], narrow[0])))
    if len(wide) == 1:
        return wide[0].copy()
    result = wide[0] + wide[1]
    for array in wide[2:]:
        result += array
    return np.asarray(result)


def kind_of(line: str) -> Kind:
    """Return the kind of a line.

    Parameters
    ----------
    line : str
        ``"revenue.slag"``.

    Examples
    --------
    >>> kind_of("revenue.slag").to
    'market'
    """
    head = line.split(".", maxsplit=1)[0]
    return next(kind for kind in LINES if kind.name == head)
