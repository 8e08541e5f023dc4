"""One file is taken in whole or not at all; a faulty row is kept aside, never dropped.

Rows go to a folder that no reader sees. Only when the file has been read to its end,
and most of it is sound, does that folder become part of the user's evidence.
"""

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.contents import MADE
from orepath.evidence.importer.reading import LINE
from orepath.evidence.shelf import imports
from orepath.evidence.source import SCHEMA, Source

KEPT_ASIDE = "kept-aside.csv"
"""Name of the file of rows that were not imported, in the user's evidence folder."""

ASIDE = ("file", "line", "column", "found", "why", "fix", "row")
MOST_FAULTY = 0.5
"""Above this share of one fault the file is another than it should be."""
MOST_ASIDE = 100_000
"""More rows than this are not kept aside: nobody would mend them one by one."""

Advice = str | Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Say when a row is at fault.

    Parameters
    ----------
    column : str
        Heading of the cell at fault, as in the file.
    what : str
        What is wrong with it.
    fix : str or callable
        What to do; a function of the cell may suggest a word.
    bad : polars.Expr
        True where the row is at fault; empty counts as sound.
    """

    column: str
    what: str
    fix: Advice
    bad: pl.Expr


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold one row that is kept aside: its line and what is wrong with it."""

    line: int
    column: str
    what: str
    fix: Advice


@dataclass(frozen=True, slots=True)
class Imported:
    """Tell what came of an import.

    Parameters
    ----------
    rows : int
        Rows that were written.
    kept_aside : int
        Rows of the file that were not imported and stand in ``kept-aside.csv``.
    problems : tuple of Problem
        One for each kind of fault, with the first line it stands on.
    written : tuple of pathlib.Path
        Files that were written.
    """

    rows: int
    kept_aside: int
    problems: tuple[Problem, ...]
    written: tuple[Path, ...]


Cells = Callable[[Sequence[int]], Iterable[tuple[int, Sequence[str | None]]]]
"""Gives back the cells of some lines as they stand in the file."""


class Intake:
    """Take in one file and put it in place at the end.

    Parameters
    ----------
    path : pathlib.Path
        The publisher's file, for the messages.
    folder : pathlib.Path
        The user's evidence folder; made if it does not exist.
    table : str
        The table to which the rows belong.
    name : str
        Name of the import: the same name replaces the earlier import.
    """

    def __init__(self, path: Path, folder: Path, table: str, name: str) -> None:
        self.path, self.folder, self.table, self.name = path, folder, table, name
        self.headings: tuple[str, ...] = ()
        self.rows = 0
        self.seen = 0
        self.faults: list[Fault] = []
        self._counts: dict[tuple[str, str], int] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self._room = Path(tempfile.mkdtemp(prefix=".importing-", dir=folder))

    def __enter__(self) -> Self:
        """Return the intake itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what was not put in place."""
        shutil.rmtree(self._room, ignore_errors=True)

    def take(self, frame: pl.DataFrame, rules: Sequence[Rule] = ()) -> pl.DataFrame:
        """Return the sound rows and keep the faulty ones aside.

        Parameters
        ----------
        frame : polars.DataFrame
            Rows of the file with ``line``.
        rules : sequence of Rule
            The first rule that a row breaks is the one told.

        Returns
        -------
        polars.DataFrame
            The rows that break no rule.
        """
        self.seen += frame.height
        if not rules:
            return frame
        broken = pl.coalesce(
            pl.when(rule.bad).then(pl.lit(at, pl.Int16))
            for at, rule in enumerate(rules)
        )
        at = frame.select(LINE, broken=broken)
        bad = at.filter(pl.col("broken").is_not_null())
        if bad.is_empty():
            return frame
        for line, number in bad.iter_rows():
            rule = rules[number]
            self.aside(Fault(line, rule.column, rule.what, rule.fix))
        if len(self.faults) > MOST_ASIDE:
            self._refuse_another_file([])
        return frame.filter(at["broken"].is_null())

    def aside(self, fault: Fault) -> None:
        """Keep one row aside."""
        self.faults.append(fault)
        key = (fault.column, fault.what)
        self._counts[key] = self._counts.get(key, 0) + 1

    def write(self, frame: pl.DataFrame) -> None:
        """Write sound rows, in the columns of the table, out of readers' sight."""
        if frame.height:
            number = len(list(self._room.glob("*.parquet"))) + 1
            frame.write_parquet(self._room / f"{number:04}.parquet", compression="zstd")
            self.rows += frame.height

    def written(self) -> list[Path]:
        """Return the files written so far, which no reader sees yet."""
        return sorted(self._room.glob("*.parquet"))

    def close(self, sources: Sequence[Source], cells: Cells) -> Imported:
        """Put the rows in place, with their sources and what was kept aside.

        Parameters
        ----------
        sources : sequence of Source
            The sources that the rows name.
        cells : callable
            Gives back the cells of faulty lines.

        Returns
        -------
        Imported
            What was written.

        Raises
        ------
        InputError
            When no row is sound, most rows have one and the same fault, or another
            import holds one of the rows; nothing is put in place then.
        """
        told = self._told(cells)
        problems = _gathered(self.path.name, told)
        if not self.rows:
            what = "no row could be imported" if self.seen else "the file has no rows"
            raise InputError([Problem(self.path.name, what, _LOOK), *problems])
        self._refuse_another_file(problems)
        self._refuse_twice()
        shelved = self._shelve(sources)
        place = self.folder / self.table / self.name
        _replace(self._room, place)
        aside = _write_aside(self.folder / KEPT_ASIDE, self.path.name, told)
        written = (*sorted(place.glob("*.parquet")), shelved, *aside)
        return Imported(self.rows, len(told), tuple(problems), written)

    def _told(self, cells: Cells) -> list[tuple[str, ...]]:
        """Return the rows of ``kept-aside.csv`` for this file, by line."""
        faults = {fault.line: fault for fault in self.faults}
        rows: list[tuple[str, ...]] = []
        for line, found in cells(sorted(faults)):
            fault = faults[line]
            cell = self._cell(fault.column, found)
            fix = fault.fix if isinstance(fault.fix, str) else fault.fix(cell)
            whole = ",".join(each or "" for each in found)
            rows.append(
                (self.path.name, str(line), fault.column, cell, fault.what, fix, whole)
            )
        return rows

    def _cell(self, column: str, found: Sequence[str | None]) -> str:
        """Return the cell of a column in a row, blank if the row is too short."""
        at = self.headings.index(column) if column in self.headings else -1
        return (found[at] or "").strip() if 0 <= at < len(found) else ""

    def _refuse_another_file(self, problems: Sequence[Problem]) -> None:
        """Raise if one fault strikes most rows: it lies in the file, not in them."""
        struck = max(self._counts.values(), default=0)
        if struck > MOST_FAULTY * self.seen or len(self.faults) > MOST_ASIDE:
            column, what = max(self._counts, key=lambda key: self._counts[key])
            share = f"{struck} of {self.seen} rows: {what}"
            fix = "look whether columns are swapped or the file is another"
            first = Problem(f"{self.path.name}:1:{column}", share, fix)
            raise InputError([first, *problems])

    def _refuse_twice(self) -> None:
        """Raise if another import speaks of the same thing: no flow counts twice."""
        key = list(MADE[self.table][1]) if self.table in MADE else ["id"]
        mine = pl.scan_parquet(self.written())
        years = mine.select(pl.col("year").unique()).collect()["year"].to_list()
        for name, files in imports(self.folder, self.table).items():
            if name == self.name:
                continue
            other = pl.scan_parquet(list(files)).filter(pl.col("year").is_in(years))
            if other.select(pl.len()).collect().item() == 0:
                continue
            both = mine.join(other, on=key, how="semi").select(key).head(1)
            found = both.collect(engine="streaming")
            if found.height:
                said = " ".join(str(cell) for cell in found.row(0))
                what = f"'{said}' stands already in the import '{name}'"
                fix = f"choose one; remove {self.table}/{name} to import this file"
                raise InputError(Problem(self.path.name, what, fix))

    def _shelve(self, sources: Sequence[Source]) -> Path:
        """Write the sources first: a source without rows harms nobody."""
        rows = [{name: getattr(source, name) for name in SCHEMA} for source in sources]
        frame = pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")
        room = Path(tempfile.mkdtemp(prefix=".importing-", dir=self.folder))
        frame.write_parquet(room / "0001.parquet")
        place = self.folder / "sources" / f"{self.table}-{self.name}"
        _replace(room, place)
        return place / "0001.parquet"


_LOOK = "look whether it is the publisher's own file"


def _gathered(file: str, told: Sequence[tuple[str, ...]]) -> list[Problem]:
    """Return one problem for each kind of fault, with its first line."""
    kinds: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in told:
        kinds.setdefault((row[2], row[4]), []).append(row)
    problems = []
    for (column, what), rows in kinds.items():
        _, line, _, found, _, fix, _ = rows[0]
        said = f"{what}: '{found}'" if found else what
        more = f" (and {len(rows) - 1} rows more)" if len(rows) > 1 else ""
        problems.append(Problem(f"{file}:{line}:{column}", f"{said}{more}", fix))
    return problems


def _replace(room: Path, place: Path) -> None:
    """Move a folder in place of another; a reader sees the one or the other."""
    place.parent.mkdir(parents=True, exist_ok=True)
    old = place.with_name(f".{place.name}.old")
    if place.exists():
        place.rename(old)
    room.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _write_aside(
    file: Path, name: str, told: Sequence[tuple[str, ...]]
) -> tuple[Path, ...]:
    """Write what was kept aside, in place of what this file left there before."""
    if not told and not file.exists():
        return ()
    new = file.with_name(f".{file.name}.new")
    with new.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(ASIDE)
        writer.writerows(row for row in _aside(file) if row[0] != name)
        writer.writerows(told)
    new.replace(file)
    return (file,)


def _aside(file: Path) -> Iterator[list[str]]:
    """Yield the rows that are kept aside so far."""
    if file.exists():
        with file.open(encoding="utf-8", newline="") as text:
            reader = csv.reader(text)
            next(reader, None)
            yield from reader


def cells_of(frame: pl.DataFrame) -> Cells:
    """Return a function that gives back the rows of a table of text by their lines.

    Parameters
    ----------
    frame : polars.DataFrame
        ``line`` and the columns of the file, all as text.
    """

    def cells(lines: Sequence[int]) -> Iterator[tuple[int, list[str | None]]]:
        for line, *row in frame.filter(pl.col(LINE).is_in(list(lines))).iter_rows():
            yield line, row

    return cells


def kept_aside(folder: Path) -> pl.DataFrame:
    """Return the rows of a user's files that were not imported, and why.

    Parameters
    ----------
    folder : pathlib.Path
        The user's evidence folder.

    Returns
    -------
    polars.DataFrame
        ``file``, ``line`` (the heading is line 1), ``column``, ``found``, ``why``,
        ``fix`` and ``row`` (the whole row); empty when all rows were sound.
    """
    rows = list(_aside(folder / KEPT_ASIDE))
    schema = dict.fromkeys(ASIDE, pl.String())
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col("line").cast(pl.Int64))
