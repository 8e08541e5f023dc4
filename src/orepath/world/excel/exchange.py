"""A case goes out to one Excel workbook and comes back the same."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from orepath.errors import InputError, Problem
from orepath.report.file import write_whole
from orepath.world.case import Case
from orepath.world.excel.address import address
from orepath.world.excel.book import book_of
from orepath.world.excel.content import CASE_FILE, Content, content_of, write_content
from orepath.world.excel.grid import read_grids
from orepath.world.excel.layout import CASE, SCENARIOS, VALUE
from orepath.world.excel.limit import too_much
from orepath.world.excel.sheet import Reading, content_in
from orepath.world.load import load_case
from orepath.world.scenario import FILE as SCENARIOS_FILE
from orepath.world.scenario import changed, read_scenarios

_TWIN = re.compile(r"(?<=already in row )\d+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what came of an exchange.

    Parameters
    ----------
    case : Case
        The case as checked.
    notes : tuple of str
        What a user may want to know: files or sheets left aside, formulas taken by
        their values.
    """

    case: Case
    notes: tuple[str, ...]


def to_excel(name: str | Path, target: Path, *, replacing: bool = False) -> Outcome:
    """Write a case into one Excel workbook, whole or not at all.

    Numbers keep every digit and the unit of their row. Comments above settings and the
    text of the scenarios go along; other files of the folder are named in the notes.

    Parameters
    ----------
    name : str or Path
        A folder, or a built-in study; it must pass its checks.
    target : Path
        An .xlsx file to make.
    replacing : bool
        Whether an old file may be replaced; it may hold somebody's work.

    Raises
    ------
    InputError
        The case is faulty, the target stands already or is no .xlsx, or a cell holds
        more than Excel can.
    """
    if target.suffix.lower() != ".xlsx":
        fix = f"call it {target.with_suffix('.xlsx').name}"
        raise InputError(Problem(str(target), "a workbook's name ends in .xlsx", fix))
    if target.exists() and not (replacing and target.is_file()):
        fix = "give another name, or --replace to write it anew"
        raise InputError(Problem(str(target), "stands there already", fix))
    case = load_case(name)
    folder = case.folder or Path(name)
    content = content_of(folder, case.settings)
    problems = list(too_much(content))
    if problems:
        raise InputError(problems)
    with _disk_faults_told(target):
        write_whole(target, book_of(content))
    notes = (f"{file} is not carried" for file in content.left)
    return Outcome(case, tuple(notes))


def from_excel(path: Path, folder: Path) -> Outcome:
    """Read a workbook into a new case folder that passes its checks, or write nothing.

    Parameters
    ----------
    path : Path
        A workbook as :func:`to_excel` makes them, edited.
    folder : Path
        Where the case shall lie: missing, or an empty folder.

    Returns
    -------
    Outcome
        The case as read from the new folder.

    Raises
    ------
    InputError
        The folder is not empty, the workbook cannot be read, or the case in it is
        faulty: every fault is told with its sheet and cell.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        fix = "name a folder that is missing or empty"
        raise InputError(Problem(str(folder), "stands there already", fix))
    reading = Reading(path.name)
    content = content_in(read_grids(path), reading)
    with tempfile.TemporaryDirectory() as draft:
        write_content(content, Path(draft))
        case = _checked(Path(draft), content, reading)
    with _disk_faults_told(folder):
        _settle(content, folder)
    return Outcome(replace(case, folder=folder), tuple(reading.notes))


@contextmanager
def _disk_faults_told(target: Path) -> Iterator[None]:
    """Tell a disk that refuses as a problem of the target."""
    try:
        yield
    except OSError as fault:
        what = f"cannot be written: {fault.strerror}"
        fix = "choose another place"
        raise InputError(Problem(str(target), what, fix)) from fault


def _settle(content: Content, folder: Path) -> None:
    """Write the folder under another name beside its place, then move it there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=folder.parent, prefix=f".{folder.name}."
    ) as home:
        draft = Path(home) / folder.name
        draft.mkdir()
        write_content(content, draft)
        if folder.exists():  # it is empty
            folder.rmdir()
        draft.replace(folder)


def _checked(draft: Path, content: Content, reading: Reading) -> Case:
    """Return the case in a draft, or raise all its problems with sheet and cell."""
    problems: list[Problem] = []
    try:
        case = load_case(draft)
    except InputError as fault:
        problems += fault.problems
    try:
        scenarios = read_scenarios(draft)
        if not problems:
            for name in scenarios:
                changed(case, name)
    except InputError as fault:
        problems += fault.problems
    told = {problem.where for problem in reading.problems}
    placed = (_placed(one, content, reading) for one in problems)
    found = [one for one in placed if one is not None and one.where not in told]
    if reading.problems or found:
        raise InputError([*reading.problems, *found])
    return case


def _placed(problem: Problem, content: Content, reading: Reading) -> Problem | None:
    """Return a problem of a file as one of a sheet, or None if the sheet is lost."""
    what, fix = (_sheets_named(words) for words in (problem.what, problem.fix))
    file, _, part = problem.where.partition(":")
    name = {CASE_FILE: CASE, SCENARIOS_FILE: SCENARIOS}.get(file)
    name = name or file.removesuffix(".csv")
    if name in reading.lost:
        return None
    if name == CASE:
        cell = _setting(part, content, reading)
    elif name == SCENARIOS:
        cell = f"A{_line(part, what, content.scenarios)}"
        what = f"{part}: {what}" if part else what
    else:
        row, _, column = part.partition(":")
        cell = _cell(name, int(row or 0), column, reading)
        what = _TWIN.sub(lambda twin: str(_row(name, int(twin[0]), reading)), what)
    return Problem(reading.where(name, cell), what, fix)


def _sheets_named(words: str) -> str:
    """Return words that speak of sheets, where they spoke of files."""
    for name, file in ((CASE, CASE_FILE), (SCENARIOS, SCENARIOS_FILE)):
        words = words.replace(file, f"the sheet {name}")
    return re.sub(r"\b(\w+)\.csv\b", r"the sheet \1", words)


def _row(name: str, row: int, reading: Reading) -> int:
    """Return the row on a sheet of a row of its file, whose headings are row 1."""
    rows = reading.rows.get(name, [])
    return rows[row - 2] if 0 <= row - 2 < len(rows) else 1


def _cell(name: str, row: int, column: str, reading: Reading) -> str:
    """Return the address of a table's cell; a column that is missing has none."""
    columns = reading.columns.get(name, {})
    if not row:
        return ""
    if column in columns:
        return address(_row(name, row, reading), columns[column])
    # Row 1 of a file is its headings: a missing one is told where the next would stand.
    if row == 1:
        return address(1, max(columns.values(), default=0) + 1)
    shown = _row(name, row, reading)
    return f"{shown}:{shown}"


def _setting(part: str, content: Content, reading: Reading) -> str:
    """Return the address of a setting's value; one that has no row has none."""
    name = part.partition(".")[0]
    known = list(content.settings)
    if name not in known:
        return ""
    row = reading.rows[CASE][known.index(name)]
    return address(row, reading.columns[CASE][VALUE])


def _line(part: str, what: str, text: str) -> int:
    """Return the line of the scenarios at fault, as far as it can be known."""
    said = re.search(r"at line (\d+)", what)
    if said:
        return int(said[1])
    head = re.compile(r"\s*\[+\s*" + re.escape(re.split(r"[.\[]", part)[0]) + r"\b")
    lines = enumerate(text.split("\n"), start=1)
    return next((row for row, line in lines if head.match(line)), 1)
