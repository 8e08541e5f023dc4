"""The library is the evidence that Orepath ships: tables, scanned when asked for.

Every row has a ``source``, and an ``id`` that a reader can follow: a report writes the
identifier, and :meth:`Library.cite` turns it into a line with publisher and licence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence import shelf
from orepath.evidence.contents import PREFIXES, TABLES
from orepath.evidence.source import SCHEMA, Source

Words = str | Sequence[str] | None
Years = int | Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Library:
    """Hold a folder of compiled evidence and answer queries on it.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with one Parquet file a table and ``sources.parquet``.
    beside : pathlib.Path, optional
        Folder of a user's own evidence; its rows go before those of ``folder``.
    """

    folder: Path
    beside: Path | None = None

    @property
    def shelves(self) -> shelf.Shelves:
        """Return the folders that are read, the one that goes before first."""
        return (self.folder,) if self.beside is None else (self.beside, self.folder)

    def observations(
        self,
        *,
        mineral: Words = None,
        commodity: Words = None,
        stage: Words = None,
        measure: Words = None,
        place: Words = None,
        year: Years = None,
    ) -> pl.DataFrame:
        """Return the observations that fit, as published.

        Parameters
        ----------
        mineral, commodity, stage, measure, place : str or sequence of str, optional
            Words to keep; None keeps all. Places are ISO 3166 alpha-3 codes, with
            ``OTH`` for other countries and ``WLD`` for the world.
        year : int or sequence of int, optional
            Calendar years to keep.

        Returns
        -------
        polars.DataFrame
            Columns of :data:`orepath.evidence.observation.SCHEMA`, sorted by ``id``;
            quantities in t/a, t, USD/t or fractions. Rows without a value say why in
            ``flag``.

        Raises
        ------
        InputError
            When a word stands nowhere in its column; all such words at once.

        Examples
        --------
        >>> frame = library().observations(commodity="titanium slag", year=2024)
        >>> frame["value"].to_list()
        [970.0]
        """
        wanted = {
            "mineral": mineral,
            "commodity": commodity,
            "stage": stage,
            "measure": measure,
            "place": place,
        }
        return self._kept("observations", wanted, year)

    def trade(
        self,
        *,
        hs: Words = None,
        year: Years = None,
        exporter: Words = None,
        importer: Words = None,
    ) -> pl.DataFrame:
        """Return bilateral trade flows.

        Parameters
        ----------
        hs : str or sequence of str, optional
            Codes of the Harmonized System, or their first digits (``"2614"``).
        year : int or sequence of int, optional
            Calendar years to keep.
        exporter, importer : str or sequence of str, optional
            ISO 3166 alpha-3 codes.

        Returns
        -------
        polars.DataFrame
            ``id``, ``year``, ``exporter``, ``importer``, ``hs``, ``edition``,
            ``value_usd`` (USD of the year), ``tonnes`` (gross, empty where the
            publisher has none) and ``source``.

        Raises
        ------
        InputError
            When a code or a place is unknown; all of them at once.

        Examples
        --------
        >>> flows = library().trade(hs="810820", exporter="KAZ", year=2024)
        >>> round(flows["tonnes"].max())
        5290
        """
        codes = self._codes(hs)
        wanted = {"hs": codes, "exporter": exporter, "importer": importer}
        return self._kept("trade", wanted, year)

    def governance(
        self, *, indicator: Words = None, place: Words = None, year: Years = None
    ) -> pl.DataFrame:
        """Return governance indicators, about -2.5 (weak) to 2.5 (strong).

        Parameters
        ----------
        indicator : str or sequence of str, optional
            ``CC``, ``GE``, ``PV``, ``RL``, ``RQ`` or ``VA``.
        place : str or sequence of str, optional
            ISO 3166 alpha-3 codes.
        year : int or sequence of int, optional
            Calendar years to keep.

        Returns
        -------
        polars.DataFrame
            ``id``, ``year``, ``place``, ``indicator``, ``estimate``, ``error``
            (standard error), ``rank`` (percentile, 0 to 100) and ``source``.

        Raises
        ------
        InputError
            When a word is unknown; all of them at once.
        """
        return self._kept("governance", {"indicator": indicator, "place": place}, year)

    def table(self, name: str) -> pl.DataFrame:
        """Return a whole table.

        Parameters
        ----------
        name : str
            A name of :data:`orepath.evidence.contents.TABLES`, such as ``"legs"``.

        Returns
        -------
        polars.DataFrame
            All rows, each with ``id`` and ``source``.

        Raises
        ------
        InputError
            When there is no such table.

        Examples
        --------
        >>> library().table("stops").height
        82
        """
        return self._scan(name).collect()

    def sources(self) -> pl.DataFrame:
        """Return the table of all sources, sorted by identifier."""
        found = shelf.scan(self.shelves, "sources")
        return found.select(list(SCHEMA)).sort("id").collect()

    def source(self, key: str) -> Source:
        """Return one source.

        Parameters
        ----------
        key : str
            Identifier of a source.

        Returns
        -------
        Source
            The publication.

        Raises
        ------
        InputError
            When there is no such source.

        Examples
        --------
        >>> library().source("usgs-2026").publisher
        'U.S. Geological Survey'
        """
        known = shelf.sources(self.shelves)
        if key not in known:
            raise InputError(
                Problem("source", f"unknown source '{key}'", suggest(key, known))
            )
        return known[key]

    def row(self, key: str) -> dict[str, object]:
        """Return the row of any table that bears an identifier.

        Parameters
        ----------
        key : str
            Identifier such as ``"fact/F0001"``.

        Returns
        -------
        dict of str to object
            The row, by column.

        Raises
        ------
        InputError
            When no table holds such a row.
        """
        head = key.split("/", 1)[0]
        own = () if self.beside is None else (self.beside,)
        name = shelf.table_of(own, key) or PREFIXES.get(head)
        if name is None:
            raise InputError(
                Problem("id", f"unknown identifier '{key}'", suggest(head, PREFIXES))
            )
        found = self._scan(name, pl.col("id") == key).collect()
        if found.is_empty():
            fix = self._nearest(name, key)
            raise InputError(Problem("id", f"no row '{key}'", fix))
        return found.row(0, named=True)

    def cite(self, key: str) -> str:
        """Return a one-line citation of a source, or of the source behind a row.

        Parameters
        ----------
        key : str
            Identifier of a source or of a row of any table.

        Returns
        -------
        str
            Publisher, year, title, licence and address.

        Raises
        ------
        InputError
            When neither a source nor a row bears the identifier.

        Examples
        --------
        >>> library().cite("usgs-2026/titanium-sponge/production/KAZ/2024")[:29]
        'U.S. Geological Survey (2026)'
        """
        if key in shelf.sources(self.shelves):
            return self.source(key).citation()
        return self.source(str(self.row(key)["source"])).citation()

    def words(self, table: str, column: str) -> tuple[str, ...]:
        """Return the words that stand in a text column, sorted.

        Parameters
        ----------
        table, column : str
            Names of a table and of one of its columns.

        Returns
        -------
        tuple of str
            Each word once; empty cells are left out.

        Raises
        ------
        InputError
            When the table or the column is unknown.
        """
        known = self._scan(table).collect_schema().names()
        if column not in known:
            raise InputError(
                Problem(f"{table}:{column}", "no such column", suggest(column, known))
            )
        return shelf.words(self.shelves, table, column)

    def columns(self, table: str) -> dict[str, str]:
        """Return the columns of a table with the name of the type each holds.

        Raises
        ------
        InputError
            When there is no such table.

        Examples
        --------
        >>> library().columns("facts")["subject"]
        'String'
        """
        schema = self._scan(table).collect_schema()
        return {name: str(kind) for name, kind in schema.items()}

    def _scan(self, name: str, *keep: pl.Expr) -> pl.LazyFrame:
        """Open a table lazily, after checking its name."""
        if name not in TABLES:
            raise InputError(
                Problem("table", f"unknown table '{name}'", suggest(name, TABLES))
            )
        return shelf.scan(self.shelves, name, keep)

    def _nearest(self, name: str, key: str) -> str:
        """Suggest an identifier of a table that shares the most parts with one."""
        parts = pl.lit(key.split("/"))
        shared = pl.col("id").str.split("/").list.set_intersection(parts).list.len()
        best = self._scan(name).select("id", shared=shared).sort(
            "shared", "id", descending=[True, False]
        ).head(50).collect()["id"]  # fmt: skip
        return suggest(key, best)

    def _kept(self, table: str, wanted: dict[str, Words], year: Years) -> pl.DataFrame:
        """Return the rows of a table whose words and years are wanted."""
        keep: list[pl.Expr] = []
        problems = []
        for column, words in wanted.items():
            if words is None:
                continue
            asked = [words] if isinstance(words, str) else list(words)
            known = shelf.words(self.shelves, table, column)
            problems += [
                Problem(f"{table}:{column}", f"unknown {column} '{word}'",
                        suggest(word, known))
                for word in asked if word not in known
            ]  # fmt: skip
            keep.append(pl.col(column).is_in(asked))
        if problems:
            raise InputError(problems)
        if year is not None:
            years = [year] if isinstance(year, int) else list(year)
            keep.append(pl.col("year").is_in(years))
        return self._scan(table, *keep).collect()

    def _codes(self, hs: Words) -> list[str] | None:
        """Replace first digits by the codes of the library that begin with them."""
        if hs is None:
            return None
        known = shelf.words(self.shelves, "trade", "hs")
        asked = [hs] if isinstance(hs, str) else list(hs)
        found: list[str] = []
        for code in asked:
            found += [full for full in known if full.startswith(code)] or [code]
        return found


@cache
def library(beside: Path | None = None) -> Library:
    """Return the library that is embedded in the package.

    Parameters
    ----------
    beside : pathlib.Path, optional
        Folder of a user's own evidence, read before the embedded one.
    """
    return Library(Path(str(files("orepath").joinpath("data"))), beside)
