"""Several sources say different things of one thing; one is preferred, none is hidden.

The order of preference is declared: a value before none, the better grade, the newer
edition, a reported number before an estimate. With the preferred number goes how far
the others lie from it.
"""

import polars as pl

from orepath.evidence.library import Library, library
from orepath.evidence.width import with_ranges

KEY = (
    "mineral",
    "commodity",
    "stage",
    "measure",
    "basis",
    "content_of",
    "unit",
    "place",
    "year",
)
"""What makes two observations speak of the same thing; the basis belongs to it."""

_FLAG_ORDER = ("reported", "zero", "estimated", "range", "at least")


def resolve(observations: pl.DataFrame, shelf: Library | None = None) -> pl.DataFrame:
    """Return one row a thing: the preferred observation and how far others lie.

    Parameters
    ----------
    observations : polars.DataFrame
        Rows of :data:`orepath.evidence.observation.SCHEMA`.
    shelf : Library, optional
        Where the editions of the sources are read; without it the embedded library.

    Returns
    -------
    polars.DataFrame
        The columns of ``observations`` with ranges filled by grade, and ``least`` and
        ``most`` (smallest and largest value of any source), ``spread`` (their ratio,
        empty when the smallest is 0) and ``others`` (how many further sources give a
        value). Sorted by ``id``.

    Notes
    -----
    Within one source the first row by identifier stands for it: a second row of the
    same source is another series of the same name, not a contradiction.
    """
    editions = (shelf or library()).sources().select(source="id", edition="year")
    order = pl.col("flag").replace_strict(
        {flag: n for n, flag in enumerate(_FLAG_ORDER)}, default=len(_FLAG_ORDER)
    )
    ranked = (
        observations.join(editions, on="source", how="left")
        .with_columns(rank=order, empty=pl.col("value").is_null())
        .sort(
            "empty", "grade", "edition", "rank", "id",
            descending=[False, False, True, False, False],
            nulls_last=True,
        )
        .unique([*KEY, "source"], keep="first", maintain_order=True)
    )  # fmt: skip
    value, key = pl.col("value"), list(KEY)
    gathered = ranked.with_columns(
        least=value.min().over(key),
        most=value.max().over(key),
        others=(value.count().cast(pl.Int64).over(key) - 1).clip(lower_bound=0),
    )
    best = gathered.unique(key, keep="first", maintain_order=True)
    return (
        with_ranges(best.select(*observations.columns, "least", "most", "others"))
        .with_columns(
            spread=pl.when(pl.col("least") > 0).then(pl.col("most") / pl.col("least"))
        )
        .sort("id")
    )
