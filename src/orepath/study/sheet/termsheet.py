"""Sheets of an appraised venture: who gets what, what it hangs on, what it rests on."""

import polars as pl

from orepath.appraise.cash import PROJECT
from orepath.appraise.figure import Figure
from orepath.appraise.option import table as option_table
from orepath.appraise.term import Venture, figures_of
from orepath.appraise.worth import Worth
from orepath.core.gazetteer import name_of
from orepath.report.number import human
from orepath.study.appraising import Appraisal
from orepath.study.sheet.form import Sheet

MOST = 8
"""Figures of the tornado that the terminal shows."""
_BAR = 8
_NONE = "–"
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
        "Banks commonly ask for 1.2 to 1.5. Low prices: all products at the low end. "
        "Without floor: no lowest price and no duty to take or pay.",
        formats=dict.fromkeys(("Least", "Average", "Loan life"), ".2f"),
    )


def tornado_sheet(found: Appraisal, most: int | None = None) -> Sheet:
    """Return what each figure's range alone does.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    most : int, optional
        Figures at most.
    """
    swings = found.swings if most is None else found.swings.head(most)
    reach = max(
        (max(abs(r["npv_low"] - r["npv"]), abs(r["npv_high"] - r["npv"]))
         for r in swings.iter_rows(named=True)), default=1.0,
    )  # fmt: skip
    rows = [
        {
            "Figure": term_name(found.venture, row["figure"]),
            "Range": _span(row),
            "At low": row["npv_low"],
            "At high": row["npv_high"],
            "Worse | better": _bar(row, reach),
            "Grade": row["grade"],
            "source": row["source"],
        }
        for row in swings.iter_rows(named=True)
    ]
    return Sheet(
        "tornado",
        tornado_title(found),
        pl.DataFrame(rows, infer_schema_length=None),
        {"At low": "USD", "At high": "USD"},
        "Each figure alone moved to the low and to the high end of its range "
        "(░ low end, █ high end).",
        ("Figure", "Range", "At low", "At high", "Worse | better", "Grade"),
    )


def tornado_title(found: Appraisal) -> str:
    """Return what a tornado tells of.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    return f"What it hangs on: net worth to {lowered(found.name_of(found.side))}"


def options_sheet(found: Appraisal) -> Sheet:
    """Return what the rights to decide later are worth; empty where none was valued.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    frame = option_table(found.options) if found.options else pl.DataFrame()
    if frame.is_empty():
        return Sheet("options", "", frame)
    words = {"wait": "wait ten years", "stop": "close early", "expand": "add half"}
    return Sheet(
        "options",
        "What it is worth to be able to",
        frame.select(
            pl.col("option").replace(words).alias("Right to"),
            pl.col("actor").replace({PROJECT: "The project"}).alias("Whose"),
            pl.col("value").alias("Worth"),
            pl.col("value_error").alias("Error"),
            pl.col("used").alias("Used on"),
            pl.col("year").alias("Mostly in"),
        ),
        {"Worth": "USD", "Error": "USD", "Used on": "fraction", "Mostly in": "year"},
        "Prices move, figures stay in the middle. Each right alone; they do not add "
        "up. Error: standard error of the estimate.",
        formats={"Mostly in": "plain"},
    )


def gate_sheet(found: Appraisal) -> Sheet:
    """Return what buyers abroad pay at their gates; empty where that is not known.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    if found.gate.is_empty():
        return Sheet("gate", "", pl.DataFrame())
    home = found.venture.place
    frame = found.gate.select(
        pl.col("buyer").alias("Buyer"),
        pl.when(pl.col("origin") == home)
        .then(pl.format("this venture, {}", pl.col("way")))
        .otherwise(pl.col("way"))
        .alias("From"),
        pl.col("price").alias("Price"),
        pl.col("freight").alias("Freight"),
        (pl.col("price") + pl.col("freight")).alias("At the buyer's"),
        pl.col("low").alias("Low"),
        pl.col("high").alias("High"),
        pl.col("grade").alias("Grade"),
        pl.col("source"),
    )
    names = ("Price", "Freight", "At the buyer's", "Low", "High")
    return Sheet(
        "gate",
        "What the buyer abroad pays at its own gate",
        frame,
        dict.fromkeys(names, "USD/t"),
        "Price at the plant; freight over each named corridor of the case, from the "
        "legs' rates. What was bought elsewhere: unit value at the seller's border, "
        "its freight is not known.",
        ("From", "Price", "Freight", "At the buyer's", "Low", "High"),
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


def processes_sheet(found: Appraisal) -> Sheet:
    """Return how each price moves that the venture rests on.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    frame = found.chance.table().select(
        pl.col("series").alias("Price of"),
        pl.col("kind").alias("Moves"),
        pl.col("half_life").alias("Half-life"),
        pl.col("volatility").alias("A year's swing"),
        pl.col("note").alias("Why"),
        pl.col("grade").alias("Grade"),
        pl.col("source"),
    )
    return Sheet(
        "processes",
        "How prices move",
        frame,
        {"A year's swing": "fraction"},
        "Walks: stays where chance put it. Returns: half of a deviation is gone after "
        "the half-life, in years. Steady: the price is the same in every year.",
        formats={"Half-life": ".1f"},
    )


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
        }
        for each in (*figures_of(venture).values(), *shares_of(venture))
        if not (each.value == each.low == each.high == 0.0)
    ]
    return Sheet(
        "terms",
        "Terms",
        pl.DataFrame(rows, infer_schema_length=None),
        {},
        "Low and high: of ten cases one lies below, one above. Grade A: official or "
        "primary, B: secondary, C: estimate or assumption. Terms at nil are left out.",
        formats=dict.fromkeys(("Middle", "Low", "High"), "each"),
    )


def shares_of(venture: Venture) -> list[Figure]:
    """Return the partners' shares, named, which draws do not move.

    Parameters
    ----------
    venture : Venture
        Its partners.
    """
    return [
        each.share.model_copy(update={"name": f"partner.{each.name}.share"})
        for each in venture.partner
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


def _span(row: dict[str, float]) -> str:
    """Return the range of a figure in words, its unit once."""
    unit = str(row["unit"])
    if unit.startswith("fraction"):
        end = unit.removeprefix("fraction")
        return f"{100 * row['low']:.3g} to {100 * row['high']:.3g} %{end}"
    low, high = human(row["low"], unit), human(row["high"], unit)
    return f"{low} to {high.removeprefix('USD ')}"


def _bar(row: dict[str, float], reach: float) -> str:
    """Return a bar of text about a middle: what is lost on the left, gained right."""
    ends = {
        "░": row["npv_low"] - row["npv"],
        "█": row["npv_high"] - row["npv"],
    }
    left = right = ""
    for mark, moved in sorted(ends.items(), key=lambda pair: pair[1]):
        length = round(abs(moved) / reach * _BAR)
        if moved < 0:
            left = mark * max(length, len(left))
        else:
            right = mark * max(length, len(right))
    return f"{left:>{_BAR}}|{right:<{_BAR}}"


def lowered(name: str) -> str:
    """Return an actor's name as it stands within a sentence.

    Parameters
    ----------
    name : str
        For readers.

    Examples
    --------
    >>> lowered("The project"), lowered("IREL")
    ('the project', 'IREL')
    """
    return name[0].lower() + name[1:] if name.startswith(("The ", "All ")) else name
