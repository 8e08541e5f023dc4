"""Sheets of what a venture hangs on: ranges, prices, rights to decide, the buyer."""

import polars as pl

from orepath.appraise.cash import PROJECT
from orepath.appraise.option import table as option_table
from orepath.report.number import human
from orepath.study.appraising import Appraisal
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.term import term_name

MOST = 8
"""Figures of the tornado that the terminal shows."""
_BAR = 8


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


def gate_sheet(found: Appraisal, most: int | None = None) -> Sheet:
    """Return what buyers abroad pay at their gates; empty where that is not known.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    most : int, optional
        Corridors at most for each buyer, the cheapest.
    """
    if found.gate.is_empty():
        return Sheet("gate", "", pl.DataFrame())
    kept = [
        group.filter(group["freight"].is_null() | (pl.int_range(pl.len()) < most))
        if most
        else group
        for _, group in found.gate.group_by("buyer", maintain_order=True)
    ]
    frame = pl.concat(kept).select(
        pl.col("buyer").alias("Buyer"),
        pl.when(pl.col("freight").is_null())
        .then(pl.format("elsewhere: {}", pl.col("way")))
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
        "This venture's goods: price at the plant, and freight over a named corridor "
        "of the case, from the legs' rates. What was bought elsewhere: unit value at "
        "the seller's border; its freight is not known.",
        ("From", "Price", "Freight", "At the buyer's", "Low", "High"),
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
        pl.when(pl.col("half_life").is_null())
        .then(pl.lit("–"))
        .otherwise(pl.col("half_life").round(1).cast(pl.String))
        .alias("Half-life"),
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
    )


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
