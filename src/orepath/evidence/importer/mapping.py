"""A small declaration says how any table of numbers becomes observations.

It is a TOML file: where the file comes from, which of its columns is which of ours,
and what its words mean. World Mining Data and the British Geological Survey are read by
declarations of this form, too.
"""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from orepath.errors import InputError, Problem, UnitError, suggest
from orepath.evidence.importer.country import coded, near
from orepath.evidence.importer.identifier import identified
from orepath.evidence.importer.intake import (
    Fault,
    Imported,
    Intake,
    Rule,
    cells_of,
)
from orepath.evidence.importer.quantity import (
    DECIMAL_COMMA,
    calendar_year,
    inner,
    number,
)
from orepath.evidence.importer.reading import LINE
from orepath.evidence.importer.workbook import text_of
from orepath.evidence.observation import MEASURES, SCHEMA, check
from orepath.evidence.source import Source

NEEDED = ("mineral", "commodity", "measure", "unit", "place", "year", "value")
NAMING = ("mineral", "commodity", "stage", "measure", "basis", "content_of")
YEAR_HEADING = r"(19|20)\d\d"
SAID = "said"
_TYPES = tuple(SCHEMA.items())


class _Part(BaseModel):
    """Refuse what is not declared, and stay as it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Origin(_Part):
    """Say where the numbers come from; the fields are those of a source."""

    id: str
    title: str
    publisher: str = ""
    year: int | None = None
    licence: str = "not stated: do not pass on"
    url: str = ""
    note: str = ""


class Layout(_Part):
    """Declare how a file is laid out and what its words mean.

    Parameters
    ----------
    source : Origin
        Where the numbers come from.
    columns : mapping of str to str or list of str
        Heading of the file by column of ours; of several the first that is there.
        ``said`` names the columns whose words are looked up in ``names``.
    constants : mapping of str to str
        What holds in every row, by column of ours.
    names : tuple of mappings
        ``said`` (words of the file, joined by `` | ``) and what they mean:
        ``mineral``, ``commodity``, ``stage``, ``measure``, ``basis``, ``content_of``.
    units : mapping of str to str
        Units by the file's words for them.
    encodings : tuple of str
        Encodings of a text file, the likeliest first.
    decimal : {".", ","}
        The decimal mark.
    heading : int
        The line of a workbook on which the headings stand.
    years_across : bool
        Whether each year has a column of its own.
    """

    source: Origin
    columns: Mapping[str, str | list[str]]
    constants: Mapping[str, str] = {}
    names: tuple[Mapping[str, str], ...] = ()
    units: Mapping[str, str] = {}
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")
    decimal: Literal[".", ","] = "."
    heading: int = 1
    years_across: bool = False


def layout_of(file: Path) -> Layout:
    """Read a declaration.

    Parameters
    ----------
    file : pathlib.Path
        A TOML file with the fields of :class:`Layout`.

    Returns
    -------
    Layout
        Checked.

    Raises
    ------
    InputError
        When the file is no TOML, or a field is unknown, missing or of another kind.
    """
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(Problem(file.name, str(error), "mend the file")) from error
    try:
        layout = Layout.model_validate(said)
    except ValidationError as error:
        problems = [
            Problem(
                f"{file.name}:{'.'.join(str(part) for part in fault['loc'])}",
                fault["msg"],
                suggest(str(fault["loc"][-1]), Layout.model_fields),
            )
            for fault in error.errors()
        ]
        raise InputError(problems) from error
    _check_layout(layout, file.name)
    return layout


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
    table = text_of(path, layout.encodings, sheet, layout.heading)
    found = _headings(table, layout, path.name)
    name = "-".join(filter(None, (layout.source.id, path.stem.lower(), sheet.lower())))
    rows = _long(table, layout) if layout.years_across else table
    with Intake(path, folder, "observations", name) as intake:
        intake.headings = tuple(h for h in table.columns if h != LINE)
        read = _read(rows, layout, found)
        sound = intake.take(read, _rules(layout, found))
        ours = (pl.col(f"_{name}").cast(kind).alias(name) for name, kind in _TYPES)
        frame = identified(sound.select(LINE, *ours))
        frame = _once(frame, intake, found)
        check(frame.drop(LINE), path.name)
        intake.write(frame.drop(LINE).sort("id"))
        source = Source(**layout.source.model_dump())
        return intake.close([source], cells_of(table))


def _check_layout(layout: Layout, file: str) -> None:
    """Raise if a column of ours is unknown or has no origin."""
    known = [*SCHEMA, SAID]
    given = {*layout.columns, *layout.constants}
    given |= {key for name in layout.names for key in name}
    problems = [
        Problem(f"{file}:{name}", f"no column '{name}'", suggest(name, known))
        for name in sorted(given - set(known))
    ]
    given |= {"year", "value"} if layout.years_across else set()
    problems += [
        Problem(f"{file}:{name}", "nothing says what it is", "give column or constant")
        for name in NEEDED
        if name not in given
    ]
    measure = layout.constants.get("measure", MEASURES[0])
    if measure not in MEASURES:
        fix = suggest(measure, MEASURES)
        problems.append(
            Problem(f"{file}:constants.measure", f"unknown '{measure}'", fix)
        )
    if problems:
        raise InputError(problems)


def _headings(table: pl.DataFrame, layout: Layout, file: str) -> dict[str, list[str]]:
    """Return the file's headings for each column of ours."""
    across = {"year": ["year"], "value": ["value"]} if layout.years_across else {}
    found: dict[str, list[str]] = {}
    problems = []
    for ours, said in layout.columns.items():
        if ours in across:
            continue
        wanted = [said] if isinstance(said, str) else said
        there = [name for name in wanted if name in table.columns]
        found[ours] = there if ours == SAID else there[:1]
        if not there and ours in (*NEEDED, SAID):
            fix = suggest(wanted[0], [c for c in table.columns if c != LINE])
            where = f"{file}:{layout.heading}:{wanted[0]}"
            problems.append(Problem(where, "the column is missing", fix))
    if problems:
        raise InputError(problems)
    return found | across


def _long(table: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Lay the columns of years below each other; blank cells state nothing."""
    years = table.select(pl.col(f"^{YEAR_HEADING}$")).columns
    if not years:
        fix = "name them by four digits, or set years_across = false"
        raise InputError(Problem(layout.source.id, "no column is a year", fix))
    rest = [name for name in table.columns if name not in years]
    long = table.unpivot(on=years, index=rest, variable_name="year", value_name="value")
    return long.filter(pl.col("value").is_not_null())


def _read(
    rows: pl.DataFrame, layout: Layout, found: Mapping[str, list[str]]
) -> pl.DataFrame:
    """Add our columns, each with a line before its name; unreadable cells are empty."""
    frame = rows.with_columns(
        _said=pl.concat_str(found.get(SAID, []), separator=" | ", ignore_nulls=True)
        if found.get(SAID)
        else pl.lit(None, pl.String)
    )
    for ours in SCHEMA:
        if ours != SAID:
            frame = frame.with_columns(_cell(ours, layout, found).alias(f"_{ours}"))
    places = {s: coded(s) for s in frame["_place"].drop_nulls().unique()}
    frame = frame.with_columns(_place=_looked_up("_place", places))
    measures = frame.select("_unit", "_measure").drop_nulls().unique()
    times, units = {}, {}
    for unit, measure in measures.iter_rows():
        try:
            times[unit, measure], units[unit, measure] = inner(unit, measure)
        except UnitError:
            continue
    key = pl.format("{}\t{}", "_unit", "_measure")
    scale = {"\t".join(pair): value for pair, value in times.items()}
    words = {"\t".join(pair): value for pair, value in units.items()}
    factor = key.replace_strict(scale, default=None, return_dtype=pl.Float64)
    return frame.with_columns(
        _unit=key.replace_strict(words, default=None, return_dtype=pl.String),
        **{name: pl.col(name) * factor for name in ("_value", "_low", "_high")},
    )


def _cell(ours: str, layout: Layout, found: Mapping[str, list[str]]) -> pl.Expr:
    """Return how one of our columns is read from the file."""
    column = next(iter(found.get(ours, [])), "")
    if ours in {"value", "low", "high"}:
        empty = pl.lit(None, pl.Float64)
        return number(column, layout.decimal) if column else empty
    if ours == "year":
        constant = pl.lit(layout.constants.get("year"))
        return calendar_year(column) if column else constant.cast(pl.Int64)
    if column:
        text = pl.col(column)
        return text.replace(dict(layout.units)) if ours == "unit" else text
    if ours in NAMING and layout.names:
        words = {n[SAID].lower(): n[ours] for n in layout.names if n.get(ours)}
        looked = pl.col("_said").str.to_lowercase()
        named = looked.replace_strict(words, default=None, return_dtype=pl.String)
        return pl.coalesce(named, pl.lit(layout.constants.get(ours), pl.String))
    given = {"flag": "reported", "grade": "B"} | dict(layout.constants)
    return pl.lit(layout.source.id if ours == "source" else given.get(ours), pl.String)


def _looked_up(column: str, words: Mapping[str, str | None]) -> pl.Expr:
    """Replace words by what they mean; a word without meaning is empty."""
    return pl.col(column).replace_strict(
        dict(words), default=None, return_dtype=pl.String
    )


def _rules(layout: Layout, found: Mapping[str, list[str]]) -> tuple[Rule, ...]:
    """Return what a row must satisfy, the first fault first."""

    def heading(ours: str) -> str:
        """Return the file's heading for a column of ours."""
        return next(iter(found.get(ours, [])), ours)

    known = [name[SAID].lower() for name in layout.names]
    named: Callable[[str], str] = lambda said: suggest(said.lower(), known)  # noqa: E731
    naming = SAID if layout.names else "commodity"
    unnamed = pl.col("_commodity").is_null() | pl.col("_mineral").is_null()
    value, text = pl.col("_value"), heading("value")
    blank = pl.col(text).is_null()
    year = pl.col("_year").is_null()
    unit = f"a unit such as '{next(iter(layout.units), 'thousand metric tons')}'"
    return (
        Rule(heading(naming), "no name is declared", named, unnamed),
        Rule(heading("place"), "unknown country", near, pl.col("_place").is_null()),
        Rule(heading("year"), "no calendar year", "write four digits", year),
        Rule(heading("unit"), "unknown unit", unit, pl.col("_unit").is_null()),
        Rule(text, "the row states no number", "nothing to do", blank),
        Rule(text, "no number", DECIMAL_COMMA, value.is_null() | ~value.is_finite()),
        Rule(text, "a negative value", "give 0 or more", value < 0),
    )


def _once(
    frame: pl.DataFrame, intake: Intake, found: Mapping[str, list[str]]
) -> pl.DataFrame:
    """Keep the first row of a thing that is stated twice; keep the others aside."""
    earliest = pl.col("id").is_first_distinct()
    column = next(iter(found.get("value", [])), "")
    for line in frame.filter(~earliest)[LINE]:
        what = "an earlier line states the same thing"
        intake.aside(Fault(line, column, what, "keep one of the two rows"))
    return frame.filter(earliest)
