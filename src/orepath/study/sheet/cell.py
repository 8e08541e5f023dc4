"""Cells of a survey in words: places, shares and ranges as a reader writes them."""

from collections.abc import Collection, Mapping

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.evidence.group import groups

UNKNOWN = "–"
"""What stands where nothing is known."""


def filled(table: pl.DataFrame, columns: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Write the columns, with a dash for what is not known."""
    return table.select(**columns).with_columns(pl.col(pl.String).fill_null(UNKNOWN))


def decimals(column: str, digits: int = 2) -> pl.Expr:
    """Write a number with so many digits after the point; above 0 never as 0."""
    least = 10.0**-digits

    def written(number: float) -> str:
        if 0 < number < least / 2:
            return f"<{least:.{digits}f}"
        return f"{number:.{digits}f}"

    return pl.col(column).map_elements(written, return_dtype=pl.String)


def in_year(table: pl.DataFrame) -> str:
    """Say the year of a table that has but one."""
    years = table["year"].drop_nulls().unique().to_list()
    return f", {years[0]}" if len(years) == 1 else ""


def who(place: str, share: str) -> pl.Expr:
    """Write a place and its share: China 67 %."""
    text = pl.format("{} {}", place_name(place), percent(share))
    return pl.when(pl.col(place).is_not_null() & pl.col(share).is_not_null()).then(text)


def place_name(column: str) -> pl.Expr:
    """Write the name of a place for its code."""
    return pl.col(column).map_elements(name_of, return_dtype=pl.String)


def listed(members: str) -> str:
    """Write the names of several codes."""
    return ", ".join(name_of(code) for code in members.split(", "))


def percent(column: str) -> pl.Expr:
    """Write a fraction in per cent."""
    return percent_of(pl.col(column))


def percent_of(fraction: pl.Expr) -> pl.Expr:
    """Write a fraction in per cent; what is above 0 never looks like 0."""
    number = fraction * 100
    whole = number.round().cast(pl.Int64, strict=False)
    small = (number > 0) & (number < 0.5)
    text = pl.when(small).then(pl.lit("<1")).otherwise(whole.cast(pl.String))
    return pl.format("{}%", text.str.replace("-", "−"))


def ranged(column: str) -> pl.Expr:
    """Write a fraction in per cent with its range: 85% [81–88], 2% [−9 to 4]."""
    ends = [
        (pl.col(f"{column}_{end}") * 100).round().cast(pl.Int64, strict=False)
        for end in ("low", "high")
    ]
    low, high = (end.cast(pl.String).str.replace("-", "−") for end in ends)
    between = pl.when(ends[0] < 0).then(pl.lit(" to ")).otherwise(pl.lit("–"))
    text = (
        pl.when(ends[0].is_null() | (ends[0] == ends[1]))
        .then(percent(column))
        .otherwise(pl.format("{} [{}{}{}]", percent(column), low, between, high))
    )
    return pl.when(pl.col(column).is_not_null()).then(text)


def called(bloc: tuple[str, ...]) -> str:
    """Name a bloc in a heading: a place, a group, or how many places it is."""
    if len(bloc) == 1:
        return name_of(bloc[0])
    alike = (one.name for one in groups().values() if set(one.members) == set(bloc))
    return next(alike, f"{len(bloc)} places")


def both(made: str, sold: str) -> pl.Expr:
    """Write a bloc's part of what is made and of what the place buys."""
    parts = (percent(name).fill_null(UNKNOWN) for name in (made, sold))
    return pl.format("{} / {}", *parts)


def rank() -> pl.Expr:
    """Write a rank with its ends: 3 [2–5]."""
    sure = pl.col("rank_low") == pl.col("rank_high")
    text = (
        pl.when(sure)
        .then(pl.col("rank").cast(pl.String))
        .otherwise(pl.format("{} [{}–{}]", "rank", "rank_low", "rank_high"))
    )
    return pl.when(pl.col("rank").is_not_null()).then(text)


def reasons(
    table: pl.DataFrame, column: str = "note", without: Collection[str] = ()
) -> list[str]:
    """Tell each reason once with the forms it concerns, the commonest first.

    Parameters
    ----------
    table : polars.DataFrame
        ``commodity`` and the column, whose reasons are parted by semicolons.
    column : str
        The column.
    without : collection of str
        Reasons that are left out, by their beginnings.
    """
    told = (
        table.select("commodity", reason=pl.col(column).str.split("; "))
        .explode("reason")
        .filter(pl.col("reason").str.len_chars() > 0)
        .unique(maintain_order=True)
        .group_by("reason", maintain_order=True)
        .agg("commodity", pl.len().alias("times"))
        .sort("times", descending=True, maintain_order=True)
    )
    return [
        f"{reason[0].upper()}{reason[1:]} ({times}): {', '.join(sorted(forms))}."
        for reason, forms, times in told.select("reason", "commodity", "times").rows()
        if not reason.startswith(tuple(without))
    ]
