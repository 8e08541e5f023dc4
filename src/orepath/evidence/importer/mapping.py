"""A small declaration says how any table of numbers becomes observations.

World Mining Data and the British Geological Survey are read by declarations, too. The
file is read in batches; what is stated twice is found across them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, UnitError, suggest
from orepath.evidence.importer.block import LINE
from orepath.evidence.importer.country import PARTS, coded, near
from orepath.evidence.importer.identifier import BASED, identified
from orepath.evidence.importer.intake import Fault, Imported, Intake, Rule
from orepath.evidence.importer.layout import NEEDED, SAID, WORDS, Layout, layout_of
from orepath.evidence.importer.quantity import (
    calendar_year,
    inner,
    is_unsaid,
    number,
    number_advice,
    year_advice,
)
from orepath.evidence.importer.workbook import paged
from orepath.evidence.observation import SCHEMA, check
from orepath.evidence.source import Source

NAMING = ("mineral", "commodity", "stage", "measure", "basis", "content_of")
MOST = 1e16
"""More than anything on Earth that is counted here, in tonnes, cubic metres or USD."""

AMOUNTS = ("value", "low", "high")
YEAR_HEADING = r"(19|20)\d\d"
Found = Mapping[str, Sequence[str]]


def take_mapping(
    path: Path, folder: Path, *, mapping: Path | str, sheet: str = ""
) -> Imported:
    """Import any table of numbers by a declaration.

    Parameters
    ----------
    path : pathlib.Path
        A text file or a workbook.
    folder : pathlib.Path
        The user's evidence folder.
    mapping : pathlib.Path or str
        The declaration, a TOML file with the fields of :class:`Layout`.
    sheet : str
        Sheet of a workbook; blank means the first.

    Returns
    -------
    Imported
        What came of it.

    Raises
    ------
    InputError
        When the declaration or the file is at fault.
    """
    return take_layout(path, folder, layout_of(Path(mapping)), sheet)


def take_layout(path: Path, folder: Path, layout: Layout, sheet: str = "") -> Imported:
    """Import a file whose layout is known.

    Parameters
    ----------
    path, folder, sheet
        As of :func:`take_mapping`.
    layout : Layout
        The declaration.

    Returns
    -------
    Imported
        What came of it.

    Raises
    ------
    InputError
        When the file is at fault.
    """
    table = paged(path, layout.encodings, sheet, layout.heading)
    found = _headings(table.headings, layout, path.name)
    name = "-".join(filter(None, (layout.source.id, path.stem.lower(), sheet.lower())))
    wanted = list(dict.fromkeys(each for names in found.values() for each in names))
    views = _views(table.headings, layout, found)
    wanted += [year for year in views if year]
    rules = {year: _rules(layout, view) for year, view in views.items()}
    based = pl.DataFrame(schema=dict.fromkeys(BASED, pl.String()))
    with Intake(path, folder, "observations", name) as intake:
        intake.headings = table.headings
        for batch in table.texts(wanted, intake.spoilt):
            for year, view in views.items():
                rows = batch
                if year:
                    stated = batch.filter(pl.col(year).is_not_null())
                    rows = stated.with_columns(_across=pl.lit(year))
                sound = intake.take(_read(rows, layout, view), rules[year])
                frame = _ours(_whole(sound, view))
                based = pl.concat([based, frame.select(BASED)]).unique()
                intake.write(frame)
        intake.settle(["id"], _again(views), lambda rows: identified(rows, based))
        for file in intake.written():
            check(pl.read_parquet(file), path.name)
        source = Source(**layout.source.model_dump())
        return intake.close([source], table.cells)


def _views(
    headings: Sequence[str], layout: Layout, found: Found
) -> Mapping[str, Found]:
    """Return the columns of each year that stands in a column, or of all years."""
    if not layout.years_across:
        return {"": found}
    years = [name for name in headings if re.fullmatch(YEAR_HEADING, name)]
    if not years:
        fix = "name them by four digits, or set years_across = false"
        raise InputError(Problem(layout.source.id, "no column is a year", fix))
    return {year: {**found, "year": ["_across"], "value": [year]} for year in years}


def _again(views: Mapping[str, Found]) -> Callable[[dict[str, object]], Fault]:
    """Return what tells a row whose thing an earlier one states."""
    one = next(iter(views[""].get("value", [])), "value") if "" in views else ""

    def again(row: dict[str, object]) -> Fault:
        column = one or str(row["year"])
        what = "an earlier line states the same thing"
        fix = "keep one of the two rows"
        return Fault(int(str(row[LINE])), column, what, fix)

    return again


def _ours(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of an observation, and the line."""
    ours = (pl.col(f"_{name}").cast(kind).alias(name) for name, kind in SCHEMA.items())
    return frame.select(LINE, *ours)


def _whole(frame: pl.DataFrame, found: Found) -> pl.DataFrame:
    """Add up the parts of a country that is printed in parts."""
    column = next(iter(found.get("place", [])), "")
    if not column:
        return frame
    part = pl.col(column).str.to_lowercase().is_in(sorted(PARTS)).fill_null(value=False)
    parts = frame.filter(part)
    if parts.is_empty():
        return frame
    alone = [f"_{name}" for name in (*AMOUNTS, "note")]
    key = [f"_{name}" for name in SCHEMA if f"_{name}" not in alone]
    # A part whose number is unknown leaves the sum unknown.
    sums = [
        pl.when(~pl.col(f"_{name}").is_null().any()).then(pl.col(f"_{name}").sum())
        for name in AMOUNTS
    ]
    printed = pl.format("printed as {}", pl.col(column).str.join(" and "))
    joined = parts.group_by(key, maintain_order=True).agg(
        pl.col(LINE).min(), *sums, _note=printed
    )
    return pl.concat(
        [frame.filter(~part), joined.select(LINE, *(*key, *alone))], how="diagonal"
    )


def _headings(
    headings: Sequence[str], layout: Layout, file: str
) -> dict[str, list[str]]:
    """Return the file's headings for each column of ours."""
    across = ("year", "value") if layout.years_across else ()
    found: dict[str, list[str]] = {}
    problems = []
    for ours, said in layout.columns.items():
        if ours in across:
            continue
        wanted = [said] if isinstance(said, str) else said
        there = [name for name in wanted if name in headings]
        found[ours] = there if ours == SAID else there[:1]
        if not there and ours in (*NEEDED, SAID) and ours not in layout.constants:
            where = f"{file}:{layout.heading}:{wanted[0]}"
            fix = suggest(wanted[0], headings)
            problems.append(Problem(where, "the column is missing", fix))
    if problems:
        raise InputError(problems)
    return found


def _read(rows: pl.DataFrame, layout: Layout, found: Found) -> pl.DataFrame:
    """Add our columns, each with a line before its name; unreadable cells are empty."""
    frame = rows.with_columns(
        _said=pl.concat_str(found.get(SAID, []), separator=" | ", ignore_nulls=True)
        if found.get(SAID)
        else pl.lit(None, pl.String)
    )
    cells = {f"_{o}": _cell(o, layout, found) for o in SCHEMA if o != SAID}
    frame = frame.with_columns(**cells)
    places = {s: coded(s) for s in frame["_place"].drop_nulls().unique()}
    frame = frame.with_columns(_place=_looked_up("_place", places))
    measures = frame.select("_unit", "_measure").drop_nulls().unique()
    scale, words = {}, {}
    for unit, measure in measures.iter_rows():
        try:
            scale[f"{unit}\t{measure}"], words[f"{unit}\t{measure}"] = inner(
                unit, measure
            )
        except UnitError:
            continue
    key = pl.format("{}\t{}", "_unit", "_measure")
    factor = key.replace_strict(scale, default=None, return_dtype=pl.Float64)
    return frame.with_columns(
        _unit=key.replace_strict(words, default=None, return_dtype=pl.String),
        **{f"_{name}": pl.col(f"_{name}") * factor for name in AMOUNTS},
    )


def _cell(ours: str, layout: Layout, found: Found) -> pl.Expr:
    """Return how one of our columns is read from the file."""
    column = next(iter(found.get(ours, [])), "")
    if ours in AMOUNTS:
        empty = pl.lit(None, pl.Float64)
        return number(column, layout.decimal) if column else empty
    if ours == "year":
        constant = pl.lit(layout.constants.get("year"))
        return calendar_year(column) if column else constant.cast(pl.Int64)
    if column:
        return _text(ours, column, layout)
    if ours in NAMING and layout.names:
        words = {n[SAID].lower(): n[ours] for n in layout.names if n.get(ours)}
        looked = pl.col("_said").str.to_lowercase()
        named = looked.replace_strict(words, default=None, return_dtype=pl.String)
        return pl.coalesce(named, pl.lit(layout.constants.get(ours), pl.String))
    given = {"flag": "reported", "grade": "B"} | dict(layout.constants)
    return pl.lit(layout.source.id if ours == "source" else given.get(ours), pl.String)


def _text(ours: str, column: str, layout: Layout) -> pl.Expr:
    """Return how a column of words is read; our own words may stand in any case."""
    text = pl.col(column)
    if ours == "unit":
        units = {word.lower(): unit for word, unit in layout.units.items()}
        return pl.coalesce(
            text.str.to_lowercase().replace_strict(
                units, default=None, return_dtype=pl.String
            ),
            text,
        )
    if ours == "grade":
        return text.str.to_uppercase()
    return text.str.to_lowercase() if ours in WORDS else text


def _looked_up(column: str, words: Mapping[str, str | None]) -> pl.Expr:
    """Replace words by what they mean; a word without meaning is empty."""
    return pl.col(column).replace_strict(
        dict(words), default=None, return_dtype=pl.String
    )


def _rules(layout: Layout, found: Found) -> tuple[Rule, ...]:
    """Return what a row must satisfy, the first fault first."""

    def heading(ours: str) -> str:
        """Return the file's heading for a column of ours."""
        return next(iter(found.get(ours, [])), ours)

    known = [name[SAID].lower() for name in layout.names]
    named: Callable[[str], str] = lambda said: suggest(said.lower(), known)  # noqa: E731
    naming = SAID if layout.names else "commodity"
    unnamed = pl.col("_commodity").is_null() | pl.col("_mineral").is_null()
    unit = f"a unit such as '{next(iter(layout.units), 'thousand metric tons')}'"
    return (
        # A publisher knows more minerals than a declaration.
        Rule(heading(naming), "no name is declared", named, unnamed, expected=True),
        Rule(heading("place"), "unknown country", near, pl.col("_place").is_null()),
        Rule(heading("year"), "no calendar year", year_advice,
             pl.col("_year").is_null()),
        *_word_rules(heading),
        Rule(heading("unit"), "unknown unit", unit, pl.col("_unit").is_null()),
        *_amount_rules(heading, found),
    )  # fmt: skip


def _word_rules(heading: Callable[[str], str]) -> Iterator[Rule]:
    """Yield the rules of columns that hold one of some words."""
    for ours, known in WORDS.items():
        word = pl.col(f"_{ours}")
        strange = ~word.is_in(list(known))
        if ours in {"measure", "grade", "flag"}:
            strange |= word.is_null()
        yield Rule(heading(ours), f"unknown {ours}", partial(suggest, known=known),
                   strange)  # fmt: skip


def _amount_rules(heading: Callable[[str], str], found: Found) -> Iterator[Rule]:
    """Yield the rules of a value and its range."""
    text, value = heading("value"), pl.col("_value")
    yield Rule(text, "the row states no number", "nothing to do", is_unsaid(text),
               expected=True)  # fmt: skip
    for ours in AMOUNTS:
        if found.get(ours):
            wrong = pl.col(f"_{ours}").is_null() & ~is_unsaid(heading(ours))
            yield Rule(heading(ours), "no number", number_advice, wrong)
            below = pl.col(f"_{ours}") < 0
            yield Rule(heading(ours), "a negative value", "give 0 or more", below)
            wild = pl.col(f"_{ours}") > MOST
            what, fix = "no amount is that large", "look at the number and its unit"
            yield Rule(heading(ours), what, fix, wild)
    for ours, beyond in (("low", value < pl.col("_low")),
                         ("high", value > pl.col("_high"))):  # fmt: skip
        what, fix = "the value lies outside its range", "mend the range"
        yield Rule(heading(ours), what, fix, beyond)
    empty = ~pl.col("_flag").is_in(_STATED)
    what, fix = "the flag says there is no number", "mend the flag"
    yield Rule(heading("flag"), what, fix, empty)


_STATED = ("reported", "estimated", "zero", "range", "at least")
