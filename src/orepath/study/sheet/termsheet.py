"""Sheets of an appraised venture: who gets what, where nothing is left, the bank."""

import polars as pl

from orepath.appraise.party import Offtake
from orepath.appraise.worth import Worth
from orepath.core.gazetteer import name_of
from orepath.report.number import human
from orepath.study.appraising import Appraisal
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.term import term_name

_NONE = "–"
_LITTLE = 1e-9
_PARTS = {
    "equity": "Its part of the owners' cash",
    "carry": "What another pays for it, or it for another",
    "fee": "Technology fee",
    "offtake": "Contract of sale, against the market",
    "withheld": "Withheld by the state",
}


def actors_sheet(found: Appraisal) -> Sheet:
    """Return what the venture is worth to each.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    rows = []
    for actor, each in found.worths.items():
        told = found.outlooks.get(actor)
        put_in = bool(each.cash.min() < 0)
        rows.append(
            {
                "Who": found.name_of(actor),
                "Net worth": float(each.npv[0]),
                "Low": told and told.low.value,
                "High": told and told.high.value,
                "Loses in": told and told.loss.value,
                "Worst tenth": told and told.tail.value,
                "Return": _return(each),
                "Years": _told(each.payback[0], ".1f") if put_in else _NONE,
                "Per dollar": _told(each.index[0], ".2f") if put_in else _NONE,
            }
        )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    shown = tuple(name for name in frame.columns if name != "Worst tenth")
    if not found.outlooks:
        frame = frame.drop("Low", "High", "Loses in", "Worst tenth")
        shown = tuple(name for name in shown if name in frame.columns)
    units = dict.fromkeys(("Net worth", "Low", "High", "Worst tenth"), "USD")
    units["Loses in"] = "fraction"
    return Sheet(
        "worth",
        "What it is worth, and to whom",
        frame,
        {name: unit for name, unit in units.items() if name in frame.columns},
        "Net worth: all cash discounted to the first year, at each one's own rate, "
        "figures in the middle. "
        + (
            "Low, high: of ten draws one is below, one above; the plant runs on "
            "whatever prices do. "
            if found.drawn
            else ""
        )
        + "Return: a year. Years: until what was put in is back. Per dollar: what "
        "comes back for each dollar put in before the plant runs, in worth of the "
        "first year.",
        shown,
    )


def parts_sheet(found: Appraisal) -> Sheet:
    """Return what one partner's worth is made of; empty from the project's side.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    if not found.asked.partner:
        return Sheet("parts", "", pl.DataFrame())
    each = found.worths[found.side]
    sums: dict[str, float] = {}
    for part in each.parts:
        worth = float(part.npv(each.discount)[0])
        sums[part.name] = sums.get(part.name, 0.0) + worth
    rows = [{"Part": _PARTS[name], "Net worth": worth} for name, worth in sums.items()]
    rows.append({"Part": "All of it", "Net worth": float(each.npv[0])})
    return Sheet(
        "parts",
        f"What it is made of for {found.name_of(found.side)}",
        pl.DataFrame(rows),
        {"Net worth": "USD"},
        "At its own discount rate, figures in the middle.",
    )


def breaks_sheet(found: Appraisal) -> Sheet:
    """Return at which price of the product, and of power, nothing is left.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    rows = []
    for actor, several in found.breaks.items():
        for each in several:
            value = each.values[0] if len(each.values) == 1 else None
            middle = each.figure.value
            rows.append(
                {
                    "Who": found.name_of(actor),
                    "Figure": term_name(found.venture, each.figure.name),
                    "Breaks even at": value,
                    "Now": middle,
                    "Room": None if value is None or not middle else value / middle - 1,
                    "unit": each.figure.unit,
                    "Remark": each.told() if value is None else "",
                }
            )
    frame = pl.DataFrame(rows, infer_schema_length=None)
    plain = all(row["Remark"] == "" for row in rows)
    return Sheet(
        "break_even",
        "Where nothing is left",
        frame.drop("Remark") if plain else frame,
        {"Room": "fraction"},
        "The value of one figure, all others in the middle, at which the net worth is "
        "nil. Room: how far that lies from what is assumed.",
        ("Who", "Figure", "Breaks even at", "Now", "Room", "unit"),
        {"Breaks even at": "each", "Now": "each"},
    )


def bank_sheet(found: Appraisal) -> Sheet:
    """Return how debt is covered; empty without a loan.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    rows = [
        {
            "Prices": each.prices,
            "Contracts": each.contracts,
            "Least": _finite(each.least),
            "Average": _finite(each.average),
            "Loan life": _finite(each.loan_life),
        }
        for each in found.standings
    ]
    return Sheet(
        "cover",
        "What the bank sees: cash for each dollar due",
        pl.DataFrame(rows, infer_schema_length=None),
        {},
        "Least: the worst year with payments while the plant runs; average: of all of "
        "them; loan life: cash until the last payment for each dollar owed at opening. "
        "Banks commonly ask for 1.2 to 1.5. Low: all products at the low end of their "
        "range; half left: buyers under contract take half of theirs, and nobody else "
        "the rest. Without floor: no lowest price and no duty to take or pay.",
    )


def tonnes_sheet(found: Appraisal) -> Sheet:
    """Return who takes which tonnes, and on which terms.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    flows, venture = found.flows, found.venture
    rows = []
    for product in venture.product:
        sold = float(
            flows.tonnes[product.name][0, flows.opens : venture.closing].mean()
        )
        deals = [each for each in venture.offtake if each.product == product.name]
        taken = {each.name: float(flows.books.taken[each.name][0]) for each in deals}
        free = 1.0 - sum(each.share.value for each in deals)
        whole = free + sum(taken.values())
        parts = [(x.buyer, taken[x.name], _deal_words(x)) for x in deals]
        parts += [("anybody", free, "market price")] if free > _LITTLE else []
        for buyer, part, terms in parts:
            tonnes = sold * part / whole if whole else 0.0
            rows.append(
                {
                    "Product": product.title,
                    "Buyer": buyer,
                    "Tonnes a year": tonnes,
                    "Terms": terms,
                }
            )
    return Sheet(
        "tonnes",
        "Who takes which tonnes",
        pl.DataFrame(rows),
        {"Tonnes a year": "t/a"},
        "Mean of the years of running, figures in the middle.",
    )


def exchange_sheet(found: Appraisal) -> Sheet:
    """Return the net foreign exchange of each country.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    opens, closes = found.flows.opens, found.venture.closing
    rows = [
        {
            "Country": name_of(place) if place != "world" else "elsewhere",
            "While building": float(cash[0, :opens].sum()),
            "A year of running": float(cash[0, opens:closes].mean()),
            "In all": float(cash[0].sum()),
        }
        for place, cash in found.flows.foreign.items()
    ]
    names = ("While building", "A year of running", "In all")
    return Sheet(
        "exchange",
        "Foreign exchange: what each country gains",
        pl.DataFrame(rows),
        dict.fromkeys(names, "USD"),
        "Net of what it pays; all countries sum to nil. What is sold at home instead "
        "of being imported is not counted.",
    )


def _deal_words(deal: Offtake) -> str:
    """Return the terms of a contract in words."""
    off = deal.discount.value
    side = "below" if off > 0 else "above"
    words = [f"{100 * abs(off):.3g} % {side} market" if off else "market price"]
    if deal.floor.value:
        words.append(f"at least {human(deal.floor.value, 'USD/t')}")
    if deal.cap is not None:
        words.append(f"at most {human(deal.cap.value, 'USD/t')}")
    if deal.pay.value:
        words.append(f"{100 * deal.pay.value:.3g} % paid for, taken or not")
    if deal.collects:
        words.append("buyer pays the freight")
    return ", ".join(words)


def _return(each: Worth) -> str:
    """Return the rate of return in words; a dash where there is not exactly one."""
    if each.irr.count[0] != 1:
        return _NONE
    return f"{100 * float(each.irr.rate[0]):.1f} %"


def _told(value: float, form: str) -> str:
    """Return a number in words, never for one without end."""
    return format(float(value), form) if abs(value) != float("inf") else "never"


def _finite(value: float) -> float | None:
    """Return a number, None where it has no end."""
    return float(value) if abs(value) != float("inf") else None
