"""Every term of a venture in a row: its name for readers, range, grade and source."""

import re

import polars as pl

from orepath.appraise.figure import DEFINITION, Figure
from orepath.appraise.term import Venture, figures_of
from orepath.study.sheet.form import Sheet

_FACT = re.compile(r"\bfact/F\d+\b")
_LEVY = "fiscal.terms.royalty_levy"
_OWN_WORDS = {
    "capital.total": "Capital cost",
    "capital.abroad": "Part of capital bought abroad",
    "capital.duty": "Duty on equipment",
    "capital.sustaining": "Sustaining capital",
    "capital.working": "Working capital",
    "capital.closure": "Closing cost",
    "capital.salvage": "Salvage",
    "operation.capacity": "Capacity",
    "operation.use": "Use of capacity",
    "operation.fixed": "Fixed cost",
    "fiscal.premium": "Auction premium",
}


def terms_sheet(venture: Venture) -> Sheet:
    """Return every figure of a venture with its range, grade, source and note.

    Parameters
    ----------
    venture : Venture
        Its terms.
    """
    rows = [
        {
            "Term": term_name(venture, each.name),
            "Middle": each.value,
            "Low": each.low,
            "High": each.high,
            "unit": each.unit,
            "Grade": each.grade,
            "source": each.source,
            "Note": each.note,
            "Note_source": ";".join(dict.fromkeys(_FACT.findall(each.note))),
        }
        for each in spoken(venture)
    ]
    return Sheet(
        "terms",
        "Terms",
        pl.DataFrame(rows, infer_schema_length=None),
        {},
        "Low and high: of ten cases one lies below, one above. Grade A: official or "
        "primary, B: secondary, C: estimate or assumption. Terms at nil, "
        "and those set by definition, are left out.",
        formats=dict.fromkeys(("Middle", "Low", "High"), "each"),
    )


def spoken(venture: Venture) -> list[Figure]:
    """Return the figures of which a reader is told: all but what is nil or defined.

    Parameters
    ----------
    venture : Venture
        Its terms.
    """
    mined = bool(venture.fiscal.terms.royalty)
    return [
        each
        for name, each in figures_of(venture).items()
        if (each.value or not each.sure)
        and (each.source != DEFINITION or name.endswith(".share"))
        and (mined or name != _LEVY)
    ]


def term_name(venture: Venture, dotted: str) -> str:
    """Return a figure's name for readers.

    Parameters
    ----------
    venture : Venture
        For the titles of its goods and lenders.
    dotted : str
        ``product.slag.price``.
    """
    if dotted in _OWN_WORDS:
        return _OWN_WORDS[dotted]
    head, *rest = dotted.split(".")
    titles = {f"product.{x.name}": x.title for x in venture.product}
    titles |= {f"input.{x.name}": x.title for x in venture.input}
    titles |= {f"loan.{x.name}": x.lender for x in venture.loan}
    titles |= {f"partner.{x.name}": x.name for x in venture.partner}
    titles |= {f"offtake.{x.name}": f"Contract of {x.buyer}" for x in venture.offtake}
    if head == "discount":
        return f"Discount rate, {rest[0]}"
    if head == "fiscal":
        return " ".join(rest[1:] or rest).replace("_", " ").capitalize()
    if head == "rates":
        return f"{rest[0]}: {rest[-1].replace('_', ' ')}"
    own = titles.get(f"{head}.{rest[0]}", head.capitalize())
    return f"{own}: {rest[-1].replace('_', ' ')}"
