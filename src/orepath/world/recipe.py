"""A chain table says in numbers how one mineral is made: one figure a row.

Each file of ``data/chains`` is one mineral: what its processes take in and give off,
what they need and cost, and how its markets answer. What a form contains, and the codes
under which it is traded, stand in the catalogue of forms and nowhere else.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from orepath.core.gazetteer import gazetteer
from orepath.core.table import read_table
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.form import forms
from orepath.evidence.library import library
from orepath.world.entry import CHAIN, FIGURES, Figure

EVERYWHERE = "*"
ASSUMPTION = "assumption"
"""The source of a figure that nobody published; its reasoning stands in the note."""

_ONCE = ("traded", "residue", "outside")


def folder() -> Path:
    """Return the folder of the chains that the package ships."""
    return Path(str(files("orepath"))) / "data" / "chains"


def chains() -> tuple[str, ...]:
    """Return the minerals whose chain is known, sorted.

    Examples
    --------
    >>> "copper" in chains()
    True
    """
    return tuple(sorted(path.stem.replace("-", " ") for path in folder().glob("*.csv")))


@cache
def chain_table(mineral: str) -> pl.DataFrame:
    """Return the chain of a mineral, checked.

    Parameters
    ----------
    mineral : str
        One of :func:`chains`.

    Returns
    -------
    polars.DataFrame
        Columns of :data:`CHAIN` and ``row``, the row in the file, in its order. Empty
        ``process`` and ``commodity`` are null.

    Raises
    ------
    InputError
        The mineral has no chain, or its file is faulty: every fault at once.

    Examples
    --------
    >>> chain_table("zinc")["unit"].n_unique() > 5
    True
    """
    if mineral not in chains():
        raise InputError(
            Problem(
                f"mineral {mineral!r}",
                "no chain says how it is made",
                f"{suggest(mineral, chains())}; or add its file to data/chains",
            )
        )
    return read_chain(folder() / f"{mineral.replace(' ', '-')}.csv")


def read_chain(path: Path) -> pl.DataFrame:
    """Read one file of a chain and check all of it.

    Parameters
    ----------
    path : Path
        A CSV file with the columns of :data:`CHAIN`.

    Returns
    -------
    polars.DataFrame
        As of :func:`chain_table`.

    Raises
    ------
    InputError
        Unreadable cells; unknown forms, places or figures; wrong units; values outside
        their limits or ranges; processes that are named in two ways or lack a figure;
        commodities without a market; estimates without a reason.
    """
    problems: list[Problem] = []
    frame = read_table(path, CHAIN, problems)
    if not problems:
        frame = frame.with_row_index("row", offset=2).select(*CHAIN.schema(), "row")
        rows = list(frame.iter_rows(named=True))
        known = (set(forms()["commodity"]), _places())
        for row in rows:
            problems.extend(_of_row(row, path.name, known))
        problems.extend(_of_heads(rows, path.name))
        problems.extend(_of_gaps(rows, path.name))
    if problems:
        raise InputError(problems)
    return frame


@cache
def _places() -> set[str]:
    """Return every place that is rated or drawn, and everywhere."""
    return {EVERYWHERE, *gazetteer(), *library().words("governance", "place")}


def _of_row(
    row: Mapping[str, object], file: str, known: tuple[set[str], set[str]]
) -> Iterator[Problem]:
    """Tell the faults that a row shows by itself."""
    at = f"{file}:{row['row']}"
    figure = FIGURES[str(row["figure"])]
    yield from _of_number(row, at, figure)
    yield from _of_shape(row, at, figure)
    form_names, places = known
    said = [row["commodity"], row["output"]]
    for column, name in zip(("commodity", "output"), said, strict=True):
        everything = column == "output" and figure.of == "market" and name == EVERYWHERE
        if name is not None and not everything and name not in form_names:
            yield Problem(
                f"{at}:{column}",
                f"no form is called {name!r}",
                f"{suggest(str(name), form_names)}, or add it to forms.csv",
            )
    if row["place"] not in places:
        fix = suggest(str(row["place"]), places)
        yield Problem(f"{at}:place", f"unknown place {row['place']!r}", fix)
    if (row["source"] == ASSUMPTION or row["grade"] == "C") and not row["note"]:
        yield Problem(f"{at}:note", "an estimate without its reason", "say the reason")
    if row["source"] == ASSUMPTION and row["grade"] != "C":
        yield Problem(f"{at}:grade", f"an assumption graded {row['grade']}", "grade C")


def _of_number(row: Mapping[str, object], at: str, figure: Figure) -> Iterator[Problem]:
    """Tell a wrong unit, a range out of order, and a value beyond its limits."""
    low, value, high = (float(str(row[name])) for name in ("low", "value", "high"))
    if not low <= value <= high:
        what = f"range {low:g} to {high:g} does not hold {value:g}"
        yield Problem(f"{at}:value", what, "order them low, value, high")
    if low < figure.least or high > figure.most:
        what = f"{low:g} to {high:g}, expected {figure.least:g} to {figure.most:g}"
        yield Problem(f"{at}:value", what, "correct the numbers or their unit")
    if row["figure"] in _ONCE and value not in {0.0, 1.0}:
        yield Problem(f"{at}:value", f"{value:g}, expected 1 or 0", "write 1 or 0")
    if row["unit"] != figure.unit:
        what = f"{row['figure']} in {row['unit']}"
        yield Problem(f"{at}:unit", what, f"give it in {figure.unit}")


def _of_shape(row: Mapping[str, object], at: str, figure: Figure) -> Iterator[Problem]:
    """Tell cells that are empty or filled against what the figure belongs to."""
    filled = {
        "process": figure.of != "market",
        "name": figure.of != "market",
        "stage": figure.of != "market",
        "commodity": figure.of == "recipe",
    }
    for column, wanted in filled.items():
        if wanted != bool(row[column]):
            what = f"{'empty' if wanted else 'filled'} in a row of {row['figure']}"
            yield Problem(f"{at}:{column}", what, "fill it" if wanted else "empty it")
    if figure.of == "recipe" and row["place"] != EVERYWHERE:
        yield Problem(
            f"{at}:place",
            "a recipe holds everywhere",
            "write *, and make another process with a share where the recipe differs",
        )


def _of_heads(rows: list[dict[str, object]], file: str) -> Iterator[Problem]:
    """Tell processes that are named, staged or put out in two ways."""
    first: dict[object, dict[str, object]] = {}
    for row in rows:
        head = first.setdefault(row["process"], row)
        if row["process"] is None:
            continue
        for column in ("name", "stage", "output"):
            if row[column] != head[column]:
                yield Problem(
                    f"{file}:{row['row']}:{column}",
                    f"{row['process']} has {column} {head[column]!r} in row "
                    f"{head['row']} and {row[column]!r} here",
                    "write one of them in every row",
                )


def _of_gaps(rows: list[dict[str, object]], file: str) -> Iterator[Problem]:
    """Tell figures that a process or the market of a commodity lacks everywhere."""
    said = {
        (row["process"] or row["output"], row["figure"])
        for row in rows
        if row["place"] == EVERYWHERE
    }
    for process in {row["process"]: None for row in rows if row["process"]}:
        for word, figure in FIGURES.items():
            needed = figure.of == "process" and figure.needed
            if needed and (process, word) not in said:
                yield _gap(file, str(process), word, figure)
    for form in made(rows):
        own = {row["figure"] for row in rows if row["output"] == form}
        closed = any(
            row["output"] == form and row["value"] == 1.0
            for row in rows
            if row["figure"] in {"outside", "residue"}
        )
        for word, figure in FIGURES.items():
            needed = word == "price" if closed else figure.needed
            lacks = not {(form, word), (EVERYWHERE, word)} & said
            if figure.of == "market" and needed and lacks and word not in own:
                yield _gap(file, form, word, figure)


def _gap(file: str, owner: str, word: str, figure: Figure) -> Problem:
    """Tell a figure that is missing."""
    what = f"{owner} has no {word} that holds everywhere"
    return Problem(file, what, f"add a row {word} [{figure.unit}]: {figure.meaning}")


def made(rows: list[dict[str, object]]) -> tuple[str, ...]:
    """Return the forms that processes of these rows make or give off, main ones first.

    Parameters
    ----------
    rows : list of dict
        Rows of :func:`chain_table`.
    """
    main = [str(row["output"]) for row in rows if row["process"]]
    beside = [str(row["commodity"]) for row in rows if row["figure"] == "by-product"]
    return tuple(dict.fromkeys(main + beside))
