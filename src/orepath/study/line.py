"""India's concessional line, put in place of a venture's bank.

Its terms are those of the Indian Development and Economic Assistance Scheme for
borrowers of low income abroad, the mildest it has: an upper bound of what such a line
could give.
"""

import polars as pl

from orepath.appraise.figure import Figure
from orepath.appraise.party import Loan
from orepath.appraise.term import Venture
from orepath.evidence.library import library

IDEAS = "ideas"
"""The short name of the line."""
TENOR, RATE = "fact/F0571", "fact/F0572"
GRACE = 5
"""Years without repayment; told in the note of the fact of the tenor."""

GROUPS = {
    **dict.fromkeys(("IND", "UZB", "KGZ", "TJK"), "lower middle"),
    **dict.fromkeys(("KAZ", "TKM"), "upper middle"),
}
"""Income groups of the places whose ventures may take such a line."""


def concessional(venture: Venture) -> tuple[Venture, str, str] | None:
    """Return a venture whose bank is replaced by India's concessional line.

    Parameters
    ----------
    venture : Venture
        With a loan of the market.

    Returns
    -------
    tuple or None
        The venture with the line and the bank's loan at nil, the income group of its
        place, and the name of the bank's loan. None without a loan of the market, or
        in a place whose income group is not known.
    """
    market = next((x for x in venture.loan if not x.concessional), None)
    group = GROUPS.get(venture.place)
    taken = {each.name for each in venture.loan}
    if market is None or group is None or IDEAS in taken:
        return None
    line = _line(venture, market)
    nothing = {"share": _sure(market.share, 0.0), "amount": _sure(market.amount, 0.0)}
    left = market.model_copy(update=nothing)
    loans = tuple(left if each is market else each for each in venture.loan)
    return venture.model_copy(update={"loan": (line, *loans)}), group, market.name


def _line(venture: Venture, market: Loan) -> Loan:
    """Return the line: as much as the bank lends, at the scheme's terms."""
    facts = {row["id"]: row for row in _facts().iter_rows(named=True)}
    tenor = min(int(facts[TENOR]["value"]), venture.closing - 1)
    told = facts[RATE]
    rate = market.rate.model_copy(
        update={
            "value": told["value"] / 100.0,
            "low": told["low"] / 100.0,
            "high": told["high"] / 100.0,
            "source": RATE,
            "grade": told["grade"],
            "name": "",
        }
    )
    return market.model_copy(
        update={
            "name": IDEAS,
            "lender": "EXIM India",
            "place": "IND",
            "currency": "USD",
            "rate": rate,
            "fee": _sure(market.fee, 0.0),
            "commitment": _sure(market.commitment, 0.0),
            "tenor": tenor,
            "grace": min(GRACE, tenor - 1),
            "repayment": "equal",
            "concessional": True,
        }
    )


def _facts() -> pl.DataFrame:
    """Return the library's facts on the line."""
    return library().table("facts").filter(pl.col("id").is_in([TENOR, RATE]))


def _sure(figure: Figure, value: float) -> Figure:
    """Return a figure at a value that is sure."""
    return figure.model_copy(update={"value": value, "low": value, "high": value})
