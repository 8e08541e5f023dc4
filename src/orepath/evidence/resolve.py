"""Several sources say different things of one thing; one is preferred, none is hidden.

The order of preference is declared: a value before none, the better grade, the newer
edition, a reported number before an estimate. With the preferred number goes how far
the others lie from it.
"""

import polars as pl

from orepath.evidence.library import Library, library
from orepath.evidence.observation import with_ranges

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


def conflicts(n: int = 10, observations: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return where sources disagree most, worst first.

    Parameters
    ----------
    n : int
        How many rows to return at most, at least 0.
    observations : polars.DataFrame, optional
        Observations to look through; without it the embedded ones.

    Returns
    -------
    polars.DataFrame
        Rows of :func:`resolve` with two values or more that differ, by falling
        ``spread`` and then by falling ``most``. "Other countries" are left out: what
        they hold differs between editions.
    """
    frame = library().observations() if observations is None else observations
    return (
        resolve(frame)
        .filter(pl.col("spread") > 1, pl.col("place") != "OTH")
        .sort("spread", "most", "id", descending=[True, True, False])
        .head(n)
    )


def gaps(mineral: str | None = None, shelf: Library | None = None) -> pl.DataFrame:
    """Return what no source of the library states.

    Parameters
    ----------
    mineral : str, optional
        Keep only the gaps of one mineral; None keeps all.
    shelf : Library, optional
        The library to look through; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``id``, ``mineral``, ``what``, ``place``, ``year`` and ``why``: observations
        without a value in any source, and facts and recipe numbers that were looked
        for and not found.

    Raises
    ------
    InputError
        When the mineral is unknown.
    """
    held = shelf or library()
    empty = resolve(held.observations(mineral=mineral), held).filter(
        pl.col("value").is_null(),
        pl.col("flag").is_in(["withheld", "unknown", "in words"]),
    )
    parts = [
        empty.select(
            "id", "mineral", "place",
            what=pl.format("{}, {}", "commodity", "measure"),
            year=pl.col("year").cast(pl.String),
            why="flag",
        )
    ]  # fmt: skip
    for name, what in (
        ("facts", pl.format("{}: {}", "subject", "quantity")),
        ("processes", pl.format("{}: {}", "process_name", "quantity")),
    ):
        rows = held.table(name).filter(~pl.col("found"))
        if mineral is not None:
            rows = rows.filter(pl.col("mineral") == mineral)
        place = pl.col("place") if "place" in rows.columns else pl.lit(None, pl.String)
        parts.append(
            rows.select(
                "id", "mineral", place.alias("place"), what.alias("what"), "year",
                why=pl.lit("not found"),
            )
        )  # fmt: skip
    return pl.concat(parts, how="diagonal").select(
        "id", "mineral", "what", "place", "year", "why"
    )
