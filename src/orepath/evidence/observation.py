"""An observation is one number with its meaning, its range, its grade and its source.

All observations share one schema, so that numbers of any publisher can be laid side by
side. What a publisher withheld or did not know stays absent and says so in ``flag``.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from orepath.errors import InputError, Problem, suggest

STAGES = ("explore", "mine", "concentrate", "smelt", "refine", "make", "use", "recycle")
"""Where in the chain a number belongs."""

MEASURES = (
    "production",
    "capacity",
    "reserves",
    "imports",
    "exports",
    "consumption",
    "reported consumption",
    "shipments",
    "stocks",
    "price",
    "import reliance",
)
"""What was measured."""

BASES = ("gross", "contained", "oxide")
"""What a tonne means; ``content_of`` names the element or oxide."""

GRADES = ("A", "B", "C")
"""A official or primary, B secondary, C estimate or assumption."""

FLAGS = MappingProxyType(
    {
        "reported": "a number as the publisher states it",
        "estimated": "a number the publisher calls an estimate",
        "zero": "a true zero (the publisher prints a dash)",
        "range": "only a range was published; the value is its middle",
        "at least": "only a lower bound was published; the value is that bound",
        "at most": "only an upper bound was published; no value",
        "under half a unit": "less than half of the printed unit; no value",
        "elsewhere": "counted under another row; no value",
        "net exporter": "exports exceed imports, so no reliance; no value",
        "withheld": "withheld to protect a company; no value",
        "unknown": "not available; no value",
        "in words": "described in words only; no value",
    }
)
"""What the ``value`` of a row is, or why there is none."""

SCHEMA: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "id": pl.String(),
        "mineral": pl.String(),
        "commodity": pl.String(),
        "stage": pl.String(),
        "measure": pl.String(),
        "basis": pl.String(),
        "content_of": pl.String(),
        "unit": pl.String(),
        "place": pl.String(),
        "year": pl.Int64(),
        "value": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "grade": pl.String(),
        "flag": pl.String(),
        "source": pl.String(),
        "said": pl.String(),
        "note": pl.String(),
    }
)
"""Columns of an observation table, in order."""

_FILLED = ("id", "mineral", "commodity", "measure", "unit", "place", "year")
_WORDS = MappingProxyType(
    {
        "stage": STAGES,
        "measure": MEASURES,
        "basis": BASES,
        "grade": GRADES,
        "flag": tuple(FLAGS),
    }
)


def check(frame: pl.DataFrame, where: str = "observations") -> None:
    """Raise every fault of an observation table at once.

    Parameters
    ----------
    frame : polars.DataFrame
        The table to check.
    where : str
        Name of the table or file, for the messages.

    Raises
    ------
    InputError
        When a column is missing or of another type, a word is unknown, a needed cell
        is empty, an identifier stands twice, a value is negative or not finite, lies
        outside its range, or is missing without a flag that says why.
    """
    problems = _schema_problems(frame, where)
    if not problems:
        problems = [
            problem
            for rule in (_empty_cells, _strange_words, _twice, _wrong_numbers)
            for problem in rule(frame, where)
        ]
    if problems:
        raise InputError(problems)


def _schema_problems(frame: pl.DataFrame, where: str) -> list[Problem]:
    """Name missing columns and columns of another type."""
    problems = []
    for name, kind in SCHEMA.items():
        found = frame.schema.get(name)
        if found != kind:
            what = "is missing" if found is None else f"holds {found}, not {kind}"
            problems.append(
                Problem(f"{where}:1:{name}", f"the column {what}", f"give {kind}")
            )
    return problems


def _empty_cells(frame: pl.DataFrame, where: str) -> list[Problem]:
    """Name the first empty cell of each column that must be filled."""
    return [
        Problem(
            _cell(frame, pl.col(name).is_null(), where, name), "empty", "fill it in"
        )
        for name in (*_FILLED, "grade", "flag", "source")
        if frame[name].null_count()
    ]


def _strange_words(frame: pl.DataFrame, where: str) -> list[Problem]:
    """Name every word that is not one of its column's declared words."""
    return [
        Problem(
            _cell(frame, pl.col(name) == word, where, name),
            f"unknown {name} '{word}'",
            suggest(word, known),
        )
        for name, known in _WORDS.items()
        for word in sorted(set(frame[name].drop_nulls()) - set(known))
    ]


def _twice(frame: pl.DataFrame, where: str) -> list[Problem]:
    """Name every identifier that stands more than once."""
    again = frame.filter(pl.col("id").is_duplicated())["id"].unique().sort()
    return [Problem(f"{where}:id", f"'{i}' stands twice", "make it one") for i in again]


def _wrong_numbers(frame: pl.DataFrame, where: str) -> list[Problem]:
    """Name the first row of each kind of fault in the numbers."""
    value, low, high = pl.col("value"), pl.col("low"), pl.col("high")
    stated = pl.col("flag").is_in(
        ["reported", "estimated", "zero", "range", "at least"]
    )
    rules = (
        ("is negative", "give 0 or more", value < 0),
        ("is not finite", "leave unknown cells empty", ~value.is_finite()),
        ("lies below its low", "mend the range", value < low),
        ("lies above its high", "mend the range", value > high),
        ("is missing", "state in flag why there is none", value.is_null() & stated),
        ("is given", "the flag says there is none", value.is_not_null() & ~stated),
    )
    return [
        Problem(_cell(frame, bad, where, "value"), f"the value {what}", fix)
        for what, fix, bad in rules
        if frame.select(bad.fill_null(False).any()).item()
    ]


def _cell(frame: pl.DataFrame, bad: pl.Expr, where: str, column: str) -> str:
    """Say where the first bad cell stands, counting the header as row 1."""
    row = frame.select(bad.fill_null(False).arg_max()).item()
    return f"{where}:{row + 2}:{column}"
