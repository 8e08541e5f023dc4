"""A fact is known by its words: two facts of the same words speak of the same thing.

Facts come from studies, offices and the press, each in its own words, so they share no
key as observations do. Only what agrees in words, unit and year is laid side by side.
"""

from collections.abc import Collection

import polars as pl

from orepath.evidence.library import Library, library

SCHEMA: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "id": pl.String(),
    "what": pl.String(),
    "place": pl.String(),
    "year": pl.String(),
    "unit": pl.String(),
    "least": pl.Float64(),
    "most": pl.Float64(),
    "spread": pl.Float64(),
    "ids": pl.List(pl.String()),
    "says": pl.String(),
}
"""Columns of a list of contradictions, in order."""

_ASIDE = r"\s*\([^)]*\)"
_SMALL_WORDS = ["and", "at", "for", "in", "of", "on", "the", "to", "with"]


def disputed(
    mineral: str | None = None,
    unheard: Collection[str] = (),
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return where facts contradict each other, or a fact its own other reports.

    Parameters
    ----------
    mineral : str, optional
        Keep the facts of one mineral.
    unheard : collection of str
        Sources whose facts are left out.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        Columns of :data:`SCHEMA`. ``kind`` is ``facts`` (two sources, the same words,
        unit and year), ``range of a fact`` (a row that is marked as disputed and holds
        both ends of what reports say) or ``told in words`` (a row that is marked, whose
        other number stands only in its note; ``spread`` is empty). What stands among
        the observations, too, is left to them.
    """
    held = shelf or library()
    facts = _worded(held.table("facts")).filter(~pl.col("source").is_in(unheard))
    if mineral is not None:
        facts = facts.filter(pl.col("mineral") == mineral)
    seen = held.observations(year=None).filter(
        pl.col("id").str.starts_with("observed/")
    )["id"]  # fmt: skip
    known = seen.str.replace("observed/", "fact/")
    twice = _twice(facts).filter(
        ~pl.col("ids").list.eval(pl.element().is_in(known.implode())).list.any()
    )
    told = {*known, *twice["ids"].explode()}
    marked = facts.filter("disputed", ~pl.col("id").is_in(list(told)))
    return pl.concat([twice, _marked(marked)])


def _worded(facts: pl.DataFrame) -> pl.DataFrame:
    """Add what a fact is about: its words, its unit and the year it begins in."""
    mineral = pl.when(pl.col("mineral") != "all").then("mineral")
    words = (
        pl.concat_str(
            "subject", "quantity", mineral, "stage", separator=" ", ignore_nulls=True
        )
        .str.replace_all(_ASIDE, "")
        .str.to_lowercase()
        .str.extract_all(r"[\p{L}\p{N}%<>=.]+")
        .list.unique()
        .list.set_difference(pl.lit(_SMALL_WORDS))
        .list.sort()
        .list.join(" ")
    )  # fmt: skip
    plain = pl.col("unit").str.replace_all(_ASIDE, "").str.replace("billion", "bn")
    return facts.with_columns(
        pl.col("year").cast(pl.String),
        what=pl.format("{}: {}", "subject", "quantity"),
        words=words,
        plain=plain.str.replace("/yr", ""),
        began=pl.col("year").cast(pl.String).str.extract(r"(\d{4})"),
    )


def _twice(facts: pl.DataFrame) -> pl.DataFrame:
    """Return things that two sources state with different numbers, in one place."""
    value = pl.col("value")
    grouped = (
        facts.filter(value > 0, pl.col("began").is_not_null())
        .sort("grade", "id")
        .group_by("words", "plain", "began", maintain_order=True)
        .agg(
            pl.col("id", "what", "unit", "year").first(),
            pl.col("place").drop_nulls().first(),
            places=pl.col("place").drop_nulls().n_unique(),
            sources=pl.col("source").n_unique(),
            least=value.min(),
            most=value.max(),
            ids=pl.col("id"),
            says=pl.format("{}: {}", "source", "value").str.join("; "),
        )
    )
    return (
        grouped.filter(
            pl.col("sources") > 1,
            pl.col("places") <= 1,
            pl.col("most") > pl.col("least"),
        )
        .with_columns(kind=pl.lit("facts"), spread=pl.col("most") / pl.col("least"))
        .select(list(SCHEMA))
    )


def _marked(facts: pl.DataFrame) -> pl.DataFrame:
    """Return facts whose rows say that other reports differ."""
    low, high = pl.col("low"), pl.col("high")
    both = (low > 0) & (high > low)
    ends = pl.format("{}: {} to {}", "source", "low", "high")
    alone = pl.format("{}: {}", "source", "note")
    return facts.with_columns(
        kind=pl.when(both).then(pl.lit("range of a fact"))
        .otherwise(pl.lit("told in words")),
        least=pl.when(both).then(low),
        most=pl.when(both).then(high),
        spread=pl.when(both).then(high / low),
        ids=pl.concat_list("id"),
        says=pl.when(both).then(ends).otherwise(alone),
    ).select(list(SCHEMA))  # fmt: skip
