"""An audit says what rests on what: each source cited, its worth and its weak spots.

It takes plain rows that name their sources and knows no case: whatever a study cites
can be audited, worst first.
"""

from collections.abc import Collection, Sequence

import polars as pl

from orepath.errors import InputError
from orepath.evidence.conflict import conflicts
from orepath.evidence.contents import PREFIXES
from orepath.evidence.library import Library, library
from orepath.evidence.resolve import KEY

CITED = {
    "table": pl.String,
    "row": pl.String,
    "source": pl.String,
    "grade": pl.String,
    "usd": pl.Float64,
}
"""Columns of rows to audit; ``source`` holds identifiers joined by ``;``."""

# Words that stand in place of a source, worst first.
OWN = ("assumption", "estimate", "definition")
_DISPUTED = 1.1


def weighed(cited: pl.DataFrame) -> pl.DataFrame:
    """Return how many rows, and how much money, rest on each identifier.

    Parameters
    ----------
    cited : polars.DataFrame
        Columns of :data:`CITED`; ``usd`` is a year's worth or an outlay, empty where
        a row has none.

    Returns
    -------
    polars.DataFrame
        ``id``, ``rows`` and ``usd``. A row that names two sources counts for both, so
        the column does not add up to the whole.

    Examples
    --------
    >>> rows = {"table": ["trade"], "row": ["x"], "source": ["a; b"], "grade": ["A"]}
    >>> weighed(pl.DataFrame(rows | {"usd": [5.0]}, CITED)).rows()
    [('a', 1, 5.0), ('b', 1, 5.0)]
    """
    return (
        _split(cited)
        .group_by("id")
        .agg(rows=pl.len().cast(pl.Int64), usd=pl.col("usd").sum())
        .sort("id")
    )


def audit(cited: pl.DataFrame, shelf: Library | None = None) -> pl.DataFrame:
    """Return what rests on which source, worst first.

    Parameters
    ----------
    cited : polars.DataFrame
        Columns of :data:`CITED`.
    shelf : Library, optional
        The library that knows the sources; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        One row a grade and identifier: ``grade``, ``id``, ``stands`` (``assumed``,
        ``own``, ``disputed``, where numbers lie more than 1.1 times apart, or
        ``cited``), ``rows``, ``usd``, ``share`` (of the money
        of all rows, 0 to 1), ``spread`` (largest over smallest number of any source),
        ``tables``, ``first`` (a row that cites it) and ``citation``. Sorted by grade
        from C to A, then by falling money, then by falling rows.
    """
    held = shelf or library()
    whole = float(cited["usd"].sum())
    split = _split(cited)
    keys = split["id"].unique().sort().to_list()
    spreads, cited_as = _spreads(keys, held), _citations(keys, held)
    grouped = (
        split.group_by("grade", "id")
        .agg(
            rows=pl.len().cast(pl.Int64),
            usd=pl.col("usd").sum(),
            tables=pl.col("table").unique().sort().str.join(", "),
            first=pl.format("{}: {}", "table", "row").sort().first(),
        )
        .with_columns(
            share=pl.col("usd") / whole if whole > 0 else pl.lit(0.0),
            spread=pl.col("id").replace_strict(
                spreads, default=None, return_dtype=pl.Float64
            ),
            citation=pl.col("id").replace_strict(
                cited_as, default="", return_dtype=pl.String
            ),
        )
    )
    stands = (
        pl.when(pl.col("id").is_in(OWN))
        .then(pl.lit("assumed"))
        .when(pl.col("citation") == "")
        .then(pl.lit("own"))
        .when(pl.col("spread") > _DISPUTED)
        .then(pl.lit("disputed"))
        .otherwise(pl.lit("cited"))
    )
    return (
        grouped.with_columns(stands=stands)
        .sort(
            "grade", "usd", "rows", "id", descending=[True, True, True, False]
        )
        .select(
            "grade", "id", "stands", "rows", "usd", "share", "spread", "tables",
            "first", "citation",
        )
    )  # fmt: skip


def by_grade(cited: pl.DataFrame) -> pl.DataFrame:
    """Return rows and money by grade, and how much of each is assumed.

    Parameters
    ----------
    cited : polars.DataFrame
        Columns of :data:`CITED`.

    Returns
    -------
    polars.DataFrame
        ``grade``, ``rows``, ``assumed`` (rows that name an assumption or estimate as
        their source), ``usd`` and ``share`` (of the money, 0 to 1); C first.
    """
    whole = float(cited["usd"].sum())
    assumed = pl.col("source").fill_null("").str.contains("assumption|estimate")
    return (
        cited.group_by("grade")
        .agg(
            rows=pl.len().cast(pl.Int64),
            assumed=assumed.sum().cast(pl.Int64),
            usd=pl.col("usd").sum(),
        )
        .with_columns(share=pl.col("usd") / whole if whole > 0 else pl.lit(0.0))
        .sort("grade", descending=True)
    )


def _split(cited: pl.DataFrame) -> pl.DataFrame:
    """Give each identifier that a row names a row of its own."""
    return (
        cited.with_columns(id=pl.col("source").fill_null("").str.split(";"))
        .explode("id")
        .with_columns(pl.col("id").str.strip_chars())
        .filter(pl.col("id") != "")
    )


def _spreads(keys: Sequence[str], shelf: Library) -> dict[str, float]:
    """Return how far sources lie apart, by every identifier in a conflict."""
    seen = shelf.observations()
    cited = seen.filter(pl.col("id").is_in(keys)).select(KEY).unique()
    seen = seen.join(cited, on=KEY, how="semi", nulls_equal=True)
    found = conflicts(seen.height, seen, shelf=shelf)
    return dict(found.select("ids", "spread").explode("ids").iter_rows())


def _citations(keys: Sequence[str], shelf: Library) -> dict[str, str]:
    """Return the citation of each identifier; none for a source only a case knows."""
    cited = dict(shelf.sources().select("id", source="id").iter_rows())
    by_table: dict[str, list[str]] = {}
    for key in keys:
        table = PREFIXES.get(key.partition("/")[0])
        if table is not None and key not in cited:
            by_table.setdefault(table, []).append(key)
    for table, wanted in by_table.items():
        rows = _table(table, wanted, shelf).filter(pl.col("id").is_in(wanted))
        cited.update(rows.select("id", "source").iter_rows())
    if shelf.beside is not None:
        cited |= _own(set(keys) - set(cited), shelf)
    known = {name: shelf.source(name).citation() for name in set(cited.values())}
    return {key: known[cited[key]] for key in keys if key in cited}


def _table(name: str, keys: Sequence[str], shelf: Library) -> pl.DataFrame:
    """Return a table; of trade, which is the bulk, only the codes that keys name."""
    if name != "trade":
        return shelf.table(name)
    named = {key.split("/")[1] for key in keys if "/" in key}
    return shelf.trade(hs=sorted(named.intersection(shelf.words("trade", "hs"))))


def _own(keys: Collection[str], shelf: Library) -> dict[str, str]:
    """Return the sources of rows that only the user's own evidence holds."""
    found = {}
    for key in keys:
        try:
            found[key] = str(shelf.row(key)["source"])
        except InputError:
            continue
    return found
