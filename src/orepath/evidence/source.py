"""A source says who published a number, under which licence and where to read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from orepath.errors import InputError, Problem, suggest

SCHEMA: Mapping[str, pl.DataType] = {
    "id": pl.String(),
    "title": pl.String(),
    "publisher": pl.String(),
    "year": pl.Int64(),
    "licence": pl.String(),
    "url": pl.String(),
    "note": pl.String(),
}
"""Columns of the table of sources, in order."""


@dataclass(frozen=True, slots=True)
class Source:
    """Name one publication.

    Parameters
    ----------
    id : str
        Readable identifier, as rows of evidence bear it.
    title : str
        Title of the publication or page.
    publisher : str
        Who published it; empty when the page does not say.
    year : int or None
        Year of the edition; decides which of two editions is the newer.
    licence : str
        Licence, or what is known of the terms.
    url : str
        Where to read it; empty when it has no address.
    note : str
        What a reader must mind.
    """

    id: str
    title: str
    publisher: str
    year: int | None
    licence: str
    url: str
    note: str

    def citation(self) -> str:
        """Return one line with publisher, year, title, licence and address.

        Examples
        --------
        >>> Source(
        ...     "x", "Ores", "Survey", 2026, "CC BY 4.0", "https://x.org", ""
        ... ).citation()
        'Survey (2026): Ores. CC BY 4.0. https://x.org'
        """
        who = self.publisher or "Unnamed publisher"
        when = f" ({self.year})" if self.year else ""
        parts = (f"{who}{when}: {self.title}", self.licence, self.url)
        return ". ".join(part for part in parts if part)


def sources_of(frame: pl.DataFrame) -> dict[str, Source]:
    """Read a table of sources.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns as in :data:`SCHEMA`.

    Returns
    -------
    dict of str to Source
        By identifier, in the order of the table.

    Raises
    ------
    InputError
        When a column is missing or an identifier stands twice.
    """
    missing = [name for name in SCHEMA if name not in frame.columns]
    if missing:
        raise InputError(
            [
                Problem(f"sources:1:{n}", "the column is missing", "add it")
                for n in missing
            ]
        )
    rows = frame.select(list(SCHEMA)).iter_rows(named=True)
    found = [
        Source(
            id=row["id"],
            title=row["title"],
            publisher=row["publisher"] or "",
            year=row["year"],
            licence=row["licence"],
            url=row["url"] or "",
            note=row["note"] or "",
        )
        for row in rows
    ]
    by_id = {source.id: source for source in found}
    if len(by_id) < len(found):
        twice = frame.filter(pl.col("id").is_duplicated())["id"].unique().sort()
        raise InputError(
            [Problem("sources:id", f"'{i}' stands twice", "tell apart") for i in twice]
        )
    return by_id


def unknown_sources(
    used: Iterable[str], known: Mapping[str, Source], where: str
) -> list[Problem]:
    """Return a problem for every identifier that names no known source.

    Parameters
    ----------
    used : iterable of str
        Identifiers that rows bear.
    known : mapping of str to Source
        The sources there are.
    where : str
        Table or file of the rows, for the messages.

    Returns
    -------
    list of Problem
        Empty when all are known; sorted by identifier.
    """
    return [
        Problem(f"{where}:source", f"unknown source '{key}'", suggest(key, known))
        for key in sorted(set(used) - set(known))
    ]
