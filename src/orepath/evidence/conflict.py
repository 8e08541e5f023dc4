"""A conflict is one thing of which sources say different numbers.

Conflicts are ranked by how far the numbers lie apart, and, when it is known what rests
on them, by the money that would follow the smaller number instead of the larger.
"""

import math

import polars as pl

from orepath.evidence.library import Library, library
from orepath.evidence.resolve import KEY, resolve

_NEAR = 0.02
# Countries add up to the world, in these measures, but for rounding.
_COUNTED = ("production", "capacity", "reserves")
_SHORT = 1.5


def conflicts(
    n: int = 10,
    observations: pl.DataFrame | None = None,
    hanging: pl.DataFrame | None = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return where sources disagree most, worst first.

    Parameters
    ----------
    n : int
        How many rows to return at most, at least 0.
    observations : polars.DataFrame, optional
        Observations to look through; without it those of the library.
    hanging : polars.DataFrame, optional
        ``id``, ``rows`` and ``usd``: what rests on an observation. With it, conflicts
        on which something rests come first, by ``at_stake``.
    shelf : Library, optional
        Where observations and editions are read; without it the embedded library.

    Returns
    -------
    polars.DataFrame
        Rows of :func:`orepath.evidence.resolve.resolve` with two values or more that
        differ, by falling ``spread`` and then by falling ``most``; ``ids`` and
        ``says`` name every row and its value, ``hint`` what the ratio looks like or
        which source's world is less than its countries together,
        ``rows`` and ``usd`` what rests on them, and ``at_stake`` the USD that would
        go if the smallest number held. "Other countries" are left out: what they hold
        differs between editions.

    Notes
    -----
    at stake = usd (1 - least / most).
    """
    held = shelf or library()
    frame = held.observations() if observations is None else observations
    found = resolve(frame, held).filter(pl.col("spread") > 1, pl.col("place") != "OTH")
    return ranked(_with_hints(_with_sayings(found, frame), frame), hanging).head(n)


def ranked(found: pl.DataFrame, hanging: pl.DataFrame | None = None) -> pl.DataFrame:
    """Rank conflicts by what hangs on them, then by how far the numbers lie apart.

    Parameters
    ----------
    found : polars.DataFrame
        At least ``id``, ``ids``, ``least``, ``most`` and ``spread``.
    hanging : polars.DataFrame, optional
        ``id``, ``rows`` and ``usd``: what rests on each row of evidence.

    Returns
    -------
    polars.DataFrame
        The same rows with ``rows``, ``usd`` and ``at_stake``, the worst first.
    """
    return _with_weight(found, hanging).sort(
        "at_stake", "rows", "spread", "most", "id",
        descending=[True, True, True, True, False],
        nulls_last=True,
    )  # fmt: skip


def hint(spread: float) -> str:
    """Say what a ratio looks like when it is near a power of ten.

    Parameters
    ----------
    spread : float
        Largest over smallest number, at least 1.

    Returns
    -------
    str
        Empty when nothing suggests itself.

    Examples
    --------
    >>> hint(1000.0)
    'suspected factor 1000: a unit'
    """
    power = round(math.log10(spread))
    if power < 1 or abs(spread / 10**power - 1) > _NEAR:
        return ""
    return f"suspected factor {10**power}: {'a decimal' if power == 1 else 'a unit'}"


def _with_hints(found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Add what the ratio looks like, and which world is less than its countries."""
    edition = [*(name for name in KEY if name != "place"), "source"]
    counted = frame.filter(pl.col("measure").is_in(_COUNTED), pl.col("value") > 0)
    parts = counted.filter(pl.col("place") != "WLD").group_by(edition).agg(
        parts=pl.col("value").sum()
    )  # fmt: skip
    short = (
        counted.filter(pl.col("place") == "WLD")
        .join(parts, on=edition, nulls_equal=True)
        .filter(pl.col("parts") > _SHORT * pl.col("value"))
        .select(*KEY, short="source")
        .unique(KEY, keep="first", maintain_order=True)
    )
    slip = pl.format("{}: the world is less than its countries together", "short")
    return (
        found.join(short, on=KEY, how="left", nulls_equal=True)
        .with_columns(hint=pl.col("spread").map_elements(hint, pl.String))
        .with_columns(hint=pl.coalesce(slip, "hint"))
        .drop("short")
    )


def _with_sayings(found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Join every row that speaks of the same thing, with what it says."""
    said = (
        frame.filter(pl.col("value").is_not_null())
        .join(found.select(KEY), on=KEY, how="semi", nulls_equal=True)
        .sort("source", "id", descending=[True, False])
        .group_by(KEY, maintain_order=True)
        .agg(
            ids=pl.col("id"),
            says=pl.format("{}: {}", "source", "value").str.join("; "),
        )
    )
    return found.join(said, on=KEY, how="left", nulls_equal=True)


def _with_weight(found: pl.DataFrame, hanging: pl.DataFrame | None) -> pl.DataFrame:
    """Add up what rests on any row of each conflict."""
    if hanging is None:
        hanging = pl.DataFrame(
            schema={"id": pl.String, "rows": pl.Int64, "usd": pl.Float64}
        )
    # What cites a fact rests on the observation that was made of it.
    facts = hanging.filter(pl.col("id").str.starts_with("fact/"))
    seen = facts.with_columns(pl.col("id").str.replace("fact/", "observed/"))
    rest = pl.concat([hanging, seen]).rename({"id": "part"})
    weights = (
        found.select("id", part="ids")
        .explode("part")
        .join(rest, on="part", how="inner")
        .group_by("id")
        .agg(pl.col("rows").sum().cast(pl.Int64), pl.col("usd").sum())
    )
    return (
        found.join(weights, on="id", how="left")
        .with_columns(pl.col("rows").fill_null(0), pl.col("usd").fill_null(0.0))
        .with_columns(at_stake=pl.col("usd") * (1 - pl.col("least") / pl.col("most")))
    )
