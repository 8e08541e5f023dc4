"""Sheets of a survey: exposure, what is left after a loss, ranks."""

from collections.abc import Mapping

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.evidence.group import groups
from orepath.study.question import Question
from orepath.study.sheet.form import Sheet

_UNKNOWN = "–"
_HOW = (
    "– is not known. "
    "Reliance: net imports over use; below zero the place exports more than it "
    "imports. Risk: GeoPolRisk, the world's concentration times the instability of the "
    "origins. Makes/sells: part of the world's output and of the place's imports. In "
    "brackets the 10th and 90th percentile of draws from the evidence's "
    "ranges."
)


def exposure_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return how exposed a place is in every form.

    Parameters
    ----------
    asked : Question
        Which place, against whom.
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`.
    """
    several = table["year"].drop_nulls().n_unique() > 1
    columns = {
        "Form": pl.col("commodity"),
        "Year": pl.col("year"),
        "Largest maker": _who("top_supplier", "top_share"),
        "Reliance": _ranged("reliance"),
        "Largest origin": _who("top_origin", "import_top_share"),
        "Risk": _decimals("geopolrisk"),
    }
    for name, bloc in (("against", asked.against), ("group", asked.group)):
        if bloc:
            heading = f"{_called(bloc)} makes/sells"
            columns[heading] = _both(f"{name}_share", f"{name}_imports")
    if not several:
        del columns["Year"]
    return Sheet(
        "exposure",
        f"How exposed {asked.title} is{_in(table)}",
        _filled(table, columns | {"Mind": pl.col("note")}),
        note=_HOW,
        terminal=tuple(columns),
        formats={"Year": "d"},
    )


def contingency_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return what is left of the world's supply after a loss; see exposure_sheet."""
    columns = {
        "Form": pl.col("commodity"),
        "Largest maker": _who("top_supplier", "top_share"),
        "N-1": _ranged("n1"),
        "N-1 embargo": _ranged("n1_embargo"),
        "N-2": _ranged("n2"),
    }
    if asked.against:
        columns[f"Without {_called(asked.against)}"] = _ranged("bloc_out")
    return Sheet(
        "n1",
        f"What is left of the others' needs without the largest maker{_in(table)}",
        _filled(table, columns),
        note="N-1: the largest maker stops and its own users buy first; N-1 embargo: "
        "it and its users leave the market; N-2: the two largest stop. Below zero not "
        "even the users of those who stopped are served. The loss is the world's: "
        f"{asked.title} is served as others are.",
    )


def rank_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return where a place stands among the world's makers.

    Parameters
    ----------
    asked : Question
        Which place.
    table : polars.DataFrame
        From :func:`orepath.study.survey.ranked`.
    """
    members = table.filter(pl.col("members").str.contains(", ")).height > 0
    columns = {
        "Form": pl.col("commodity"),
        "Rank": _rank(),
        "Share": _ranged("share"),
        "Makers": pl.col("producers"),
        "Unnamed": _percent("unnamed"),
    }
    if members:
        columns["Of which"] = pl.col("members").replace_strict(
            {m: _listed(m) for m in table["members"].drop_nulls().unique()},
            default=None,
            return_dtype=pl.String,
        )
    return Sheet(
        "ranks",
        f"Where {asked.title} stands among the world's makers{_in(table)}",
        _filled(table.sort("rank", "commodity", nulls_last=True), columns),
        note="In brackets the best and the worst rank that the evidence allows: ranges "
        "overlap, and makers without a name may be larger. Unnamed: part of the "
        "world's output that no source gives to a place.",
    )


def unknown_lines(table: pl.DataFrame) -> list[str]:
    """Return in plain words what a survey could not answer, the commonest first.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`.

    Returns
    -------
    list of str
        One line a reason with the forms it concerns, each once.
    """
    told = (
        table.select("commodity", reason=pl.col("note").str.split("; "))
        .explode("reason")
        .filter(pl.col("reason").str.starts_with("not known"))
        .unique(maintain_order=True)
        .group_by("reason", maintain_order=True)
        .agg("commodity", pl.len().alias("times"))
        .sort("times", descending=True, maintain_order=True)
    )
    return [
        f"{reason[0].upper()}{reason[1:]} ({times}): {', '.join(sorted(forms))}."
        for reason, forms, times in told.select("reason", "commodity", "times").rows()
    ]


def _filled(table: pl.DataFrame, columns: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Write the columns, with a dash for what is not known."""
    return table.select(**columns).with_columns(pl.col(pl.String).fill_null(_UNKNOWN))


def _decimals(column: str) -> pl.Expr:
    """Write a number with two digits after the point."""
    return pl.col(column).map_elements(
        lambda number: f"{number:.2f}", return_dtype=pl.String
    )


def _in(table: pl.DataFrame) -> str:
    """Say the year of a table that has but one."""
    years = table["year"].drop_nulls().unique().to_list()
    return f", {years[0]}" if len(years) == 1 else ""


def _who(place: str, share: str) -> pl.Expr:
    """Write a place and its share: China 67 %."""
    text = pl.format("{} {}", _named(place), _percent(share))
    return pl.when(pl.col(place).is_not_null() & pl.col(share).is_not_null()).then(text)


def _named(column: str) -> pl.Expr:
    """Write the name of a place for its code."""
    return pl.col(column).map_elements(name_of, return_dtype=pl.String)


def _listed(members: str) -> str:
    """Write the names of several codes."""
    return ", ".join(name_of(code) for code in members.split(", "))


def _percent(column: str) -> pl.Expr:
    """Write a fraction in per cent."""
    number = pl.col(column) * 100
    whole = number.round().cast(pl.Int64, strict=False)
    small = (number > 0) & (number < 0.5)
    text = pl.when(small).then(pl.lit("<1")).otherwise(whole.cast(pl.String))
    return pl.format("{}%", text.str.replace("-", "−"))


def _ranged(column: str) -> pl.Expr:
    """Write a fraction in per cent with its range: 85 % [81–88]."""
    ends = [
        (pl.col(f"{column}_{end}") * 100).round().cast(pl.Int64, strict=False)
        for end in ("low", "high")
    ]
    shown = [end.cast(pl.String).str.replace("-", "−") for end in ends]
    text = (
        pl.when(ends[0].is_null() | (ends[0] == ends[1]))
        .then(_percent(column))
        .otherwise(pl.format("{} [{}–{}]", _percent(column), *shown))
    )
    return pl.when(pl.col(column).is_not_null()).then(text)


def _called(bloc: tuple[str, ...]) -> str:
    """Name a bloc in a heading: a place, a group, or how many places it is."""
    if len(bloc) == 1:
        return name_of(bloc[0])
    alike = (one.name for one in groups().values() if set(one.members) == set(bloc))
    return next(alike, f"{len(bloc)} places")


def _both(made: str, sold: str) -> pl.Expr:
    """Write a bloc's part of what is made and of what the place buys."""
    parts = (_percent(name).fill_null(_UNKNOWN) for name in (made, sold))
    return pl.format("{} / {}", *parts)


def _rank() -> pl.Expr:
    """Write a rank with its ends: 3 [2–5]."""
    sure = pl.col("rank_low") == pl.col("rank_high")
    text = (
        pl.when(sure)
        .then(pl.col("rank").cast(pl.String))
        .otherwise(pl.format("{} [{}–{}]", "rank", "rank_low", "rank_high"))
    )
    return pl.when(pl.col("rank").is_not_null()).then(text)
