"""Sources of a study: every identifier its tables name, with a citation and an address.

An identifier of the embedded library is cited as the library does. One of the user's
own is listed as written, so that nothing a page cites leads nowhere.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from orepath.errors import InputError
from orepath.evidence.contents import PREFIXES
from orepath.evidence.library import library
from orepath.world.case import Case

# Words a row may carry in place of a source, and what they mean.
OWN = {
    "assumption": "Assumption of this study; its reasoning stands in the row's note.",
    "estimate": "Estimate of this study; its reasoning stands in the row's note.",
    "definition": "True by definition, or from atomic masses.",
}


def cited_ids(case: Case) -> list[str]:
    """Return every identifier the tables of a case name, sorted."""
    found: set[str] = set()
    for table in case.tables.values():
        if "source" in table.columns:
            for cell in table["source"].drop_nulls():
                found.update(part.strip() for part in cell.split(";") if part.strip())
    return sorted(found)


def citations(case: Case) -> pl.DataFrame:
    """Return one row a source: id, citation, licence, url, grade.

    ``grade`` is the best grade of the rows that cite it. One look into each table of
    the library that is cited at all.
    """
    return cited(cited_ids(case), _grades(case))


def cited(names: Sequence[str], grades: Mapping[str, str]) -> pl.DataFrame:
    """Return one row an identifier: id, citation, licence, url, grade.

    Parameters
    ----------
    names : sequence of str
        Identifiers of the library's rows or sources, or a case's own.
    grades : mapping of str to str
        The best grade under which each is cited.
    """
    stated = _stated_by(names)
    rows = [(n, *_cited(n, stated.get(n, n)), grades.get(n, "")) for n in names]
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(("id", "citation", "licence", "url", "grade"), pl.String),
        orient="row",
    )


def _stated_by(names: Sequence[str]) -> dict[str, str]:
    """Return the source behind every identifier that names a row of the library."""
    wanted: dict[str, list[str]] = {}
    for name in names:
        table = PREFIXES.get(name.partition("/")[0])
        if table is not None and "/" in name:
            wanted.setdefault(table, []).append(name)
    found: dict[str, str] = {}
    for table, mine in wanted.items():
        rows = library().table(table).filter(pl.col("id").is_in(mine))
        found.update(rows.select("id", "source").iter_rows())
    return found


def _grades(case: Case) -> dict[str, str]:
    """Return the best grade under which each identifier is cited."""
    best: dict[str, str] = {}
    for table in case.tables.values():
        if not {"source", "grade"} <= set(table.columns):
            continue
        for cell, grade in table.select("source", "grade").drop_nulls().iter_rows():
            for name in (part.strip() for part in cell.split(";")):
                best[name] = min(best.get(name, "C"), grade)
    return best


def _cited(name: str, source_id: str) -> tuple[str, str, str]:
    """Return citation, licence and address of an identifier and its source."""
    if name in OWN:
        return OWN[name], "", ""
    try:
        source = library().source(source_id)
    except InputError:
        return f"{name}: the case's own source.", "", ""
    who = source.publisher or "Unnamed publisher"
    when = f" ({source.year})" if source.year else ""
    return f"{who}{when}: {source.title}", source.licence, source.url
