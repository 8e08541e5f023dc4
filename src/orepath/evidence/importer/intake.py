"""One file is taken in whole or not at all; a faulty row is kept aside, never dropped.

Rows go to a folder that no reader sees. Only when the file has been read to its end,
and most of it is sound, does that folder become part of the user's evidence.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.contents import MADE
from orepath.evidence.importer.aside import (
    KEPT_ASIDE,
    Advice,
    Aside,
    Cells,
    write_aside,
)
from orepath.evidence.importer.block import LINE
from orepath.evidence.importer.record import Spoilt
from orepath.evidence.importer.repeat import later_places
from orepath.evidence.shelf import imports
from orepath.evidence.source import SCHEMA, Source

MOST_FAULTY = 0.5
"""Above this share of one fault the file is another than it should be."""
MOST_ASIDE = 100_000
"""More faulty rows than this are refused: nobody would mend them one by one."""


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
    expected : bool
        Whether a sound file holds such rows, too: they do not speak against it.
    """

    column: str
    what: str
    fix: Advice
    bad: pl.Expr
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold one row that is kept aside: its line and what is wrong with it."""

    line: int
    column: str
    what: str
    fix: Advice
    expected: bool = False


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

    Raises
    ------
    InputError
        When the folder cannot be made.
    """

    def __init__(self, path: Path, folder: Path, table: str, name: str) -> None:
        # A name is that of a folder: no way up, and none that readers pass over.
        plain = re.sub(r"[^\w.-]+", "-", name).strip(".-")
        self.path, self.folder, self.table, self.name = path, folder, table, plain
        self.headings: tuple[str, ...] = ()
        self.rows = 0
        self.seen = 0
        self._aside = Aside()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._room = Path(tempfile.mkdtemp(prefix=".importing-", dir=folder))
        except OSError as error:
            what = f"no folder to write to: {error.strerror}"
            raise InputError(Problem(str(folder), what, "name another")) from error

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
        for (number,), rows in bad.group_by("broken", maintain_order=True):
            rule = rules[int(str(number))]
            self._aside.add(
                rows[LINE].to_list(),
                rule.column,
                rule.what,
                rule.fix,
                expected=rule.expected,
            )
        if len(self._aside) > MOST_ASIDE:
            self._refuse_another_file([])
        return frame.filter(at["broken"].is_null())

    def aside(self, fault: Fault) -> None:
        """Keep one row aside."""
        lines, what = [fault.line], fault.what
        self._aside.add(lines, fault.column, what, fault.fix, expected=fault.expected)
        if len(self._aside) > MOST_ASIDE:
            self._refuse_another_file([])

    def spoilt(self, line: Spoilt) -> None:
        """Keep a line aside that is no row of the table."""
        self.seen += 1
        self.aside(Fault(line.line, "", line.what, line.fix))

    def write(self, frame: pl.DataFrame) -> None:
        """Write sound rows out of readers' sight.

        Parameters
        ----------
        frame : polars.DataFrame
            In the columns of the table, or as :meth:`settle` is to find them.
        """
        if frame.height:
            number = len(list(self._room.glob("*.parquet"))) + 1
            frame.write_parquet(self._room / f"{number:04}.parquet", compression="zstd")
            self.rows += frame.height

    def settle(
        self,
        key: Sequence[str],
        again: Callable[[dict[str, object]], Fault],
        prepare: Callable[[pl.DataFrame], pl.DataFrame],
        first: str = LINE,
    ) -> None:
        """Keep one row of each key, across batches, and sort each batch by its key.

        Parameters
        ----------
        key : sequence of str
            Columns that say what a row speaks of.
        again : callable
            Tells a later row of a key, which is kept aside.
        prepare : callable
            Adds to the rows of a batch what only the whole file tells.
        first : str
            Column of whole numbers, of which the least goes before; then the earliest
            line does.

        Notes
        -----
        What is held is that of :func:`~orepath.evidence.importer.repeat.later_places`:
        some bytes a row. Each batch is read twice and written once more.
        """
        files = self.written()
        batches = (prepare(pl.read_parquet(file)) for file in files)
        later = later_places(batches, key, first)
        self.rows = at = 0
        for file in files:
            frame = prepare(pl.read_parquet(file))
            after = at + frame.height
            places = later[slice(*np.searchsorted(later, [at, after]))] - at
            left = np.ones(frame.height, dtype=bool)
            left[places] = False
            for row in frame.filter(~left).iter_rows(named=True):
                self.aside(again(row))
            at = after
            kept = frame.filter(left).drop(LINE, *{first} - {LINE}).sort(key)
            kept.write_parquet(file, compression="zstd")
            self.rows += kept.height

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
        aside, new = self.folder / KEPT_ASIDE, self._room / KEPT_ASIDE
        told = self._aside.told(self.path.name, self.headings, cells)
        count, problems = write_aside(aside, new, self.path.name, told)
        if not self.rows:
            what = "no row could be imported" if self.seen else "the file has no rows"
            raise InputError([Problem(self.path.name, what, _LOOK), *problems])
        self._refuse_another_file(problems)
        self._refuse_twice()
        shelved = self._shelve(sources)
        if count or aside.exists():
            new.replace(aside)
        else:
            new.unlink()
        place = self.folder / self.table / self.name
        _replace(self._room, place)
        kept = (aside,) if aside.exists() else ()
        written = (*sorted(place.glob("*.parquet")), shelved, *kept)
        return Imported(self.rows, count, tuple(problems), written)

    def _refuse_another_file(self, problems: Sequence[Problem]) -> None:
        """Raise if one fault strikes most rows: it lies in the file, not in them."""
        column, what, struck = self._aside.commonest()
        if struck > MOST_FAULTY * self.seen or len(self._aside) > MOST_ASIDE:
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


def _replace(room: Path, place: Path) -> None:
    """Move a folder in place of another; a reader sees the one or the other."""
    place.parent.mkdir(parents=True, exist_ok=True)
    old = place.with_name(f".{place.name}.old")
    if place.exists():
        place.rename(old)
    room.rename(place)
    shutil.rmtree(old, ignore_errors=True)
