"""Sheets of other sides of a survey: limits, gap, owners, what is known."""

import polars as pl

from orepath.assess.limit import Limit, sources
from orepath.study.aspect import MEASURED
from orepath.study.question import Question
from orepath.study.sheet.cell import (
    called,
    filled,
    in_year,
    percent,
    percent_of,
    place_name,
    ranged,
    reasons,
)
from orepath.study.sheet.form import Sheet

_FRACTIONS = frozenset(one.name for one in MEASURED if one.unit == "fraction")
_ENDS = ("low", "high")
_APART = "not known: the contents of its forms differ or are not declared"
_ASIDE = ("governance", "may be among", "shares of the world", "who makes it")
_VERDICTS = ("met", "missed", "in doubt", "not known")


def limit_sheet(asked: Question, table: pl.DataFrame, preset: str = "") -> Sheet:
    """Return the limits that a place holds or breaks, as far as it is known.

    Parameters
    ----------
    asked : Question
        Which place.
    table : polars.DataFrame
        From :func:`orepath.study.aspect.limited`.
    preset : str
        Name of a preset of the package, for what it rests on.
    """
    known = table.filter(pl.col("verdict") != "not known")
    asked_for = pl.struct("indicator", "at_least", "at_most")
    value = pl.struct("indicator", "value", "low", "high")
    columns = {
        "Form": pl.col("commodity"),
        "Year": pl.col("year"),
        "Limit": pl.col("limit"),
        "Asked": asked_for.map_elements(_asked, return_dtype=pl.String),
        "Found": value.map_elements(_found, return_dtype=pl.String),
        "Verdict": pl.col("verdict"),
    }
    if table["year"].drop_nulls().n_unique() < 2:
        del columns["Year"]
    rest = sources().filter(preset=preset)
    told = [f"{r['title']}: {r['source']}. {r['note']}" for r in rest.to_dicts()]
    return Sheet(
        "limits",
        f"Which limits {asked.title} holds{in_year(table)}",
        filled(known, columns),
        note=" ".join(
            [
                *told,
                "In doubt: the range of the evidence lies on both sides of the limit.",
            ]
        ),
        formats={"Year": "d"},
    )


def limit_lines(table: pl.DataFrame, wanted: tuple[Limit, ...]) -> list[str]:
    """Return how often each limit is held.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.study.aspect.limited`.
    wanted : tuple of Limit
        The limits, in order.
    """
    lines = []
    for one in wanted:
        verdicts = table.filter(pl.col("limit") == one.name)["verdict"].to_list()
        counts = (f"{verdicts.count(word)} {word}" for word in _VERDICTS)
        lines.append(f"{one.name}: {', '.join(counts)}. {one.meaning}".rstrip())
    return lines


def doubt_lines(table: pl.DataFrame) -> list[str]:
    """Return why limits are not known to be held or broken.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.study.aspect.limited`.
    """
    unknown = table.filter(pl.col("verdict") == "not known")
    return reasons(unknown, without=_ASIDE)


def gap_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return what a place mines and does not process at home.

    Parameters
    ----------
    asked : Question
        Which place.
    table : polars.DataFrame
        From :func:`orepath.study.aspect.processed`.
    """
    known = table.filter(pl.col("gap_high").is_not_null())
    ends = ((pl.col(f"gap_{end}") * 100).round().cast(pl.Int64) for end in _ENDS)
    columns = {
        "Mineral": pl.col("mineral"),
        "Year": pl.col("year"),
        "Stages": pl.format("{} – {}", "from_stage", "stage"),
        "Tonnes of": pl.col("content_of"),
        "Mined": pl.col("mined"),
        "Processed": pl.col("processed"),
        "Gap": pl.coalesce(ranged("gap"), pl.format("[{}–{}]%", *ends)),
    }
    if table["year"].drop_nulls().n_unique() < 2:
        del columns["Year"]
    return Sheet(
        "gap",
        f"What {asked.title} mines and does not process{in_year(table)}",
        filled(known, columns | {"Mind": pl.col("note")}),
        units={"Mined": "t/a", "Processed": "t/a"},
        note="Gap: the part of what is mined that is not processed at home. What is "
        "processed may be ore from abroad; then more leaves than the gap says. Ends "
        "alone: the place may be among processors that no source names.",
        terminal=tuple(columns),
        formats={"Year": "d"},
    )


def gap_lines(table: pl.DataFrame) -> list[str]:
    """Return why the gap of a mineral, or its value, is not known.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.study.aspect.processed`.
    """
    apart = pl.col("note").str.contains("not comparable")
    note = pl.when(apart).then(pl.lit(_APART)).otherwise("note")
    return reasons(table.with_columns(commodity=pl.col("mineral"), note=note))


def owner_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return who owns output beside where it is made, and how much nobody tells.

    Parameters
    ----------
    asked : Question
        Against whom.
    table : polars.DataFrame
        From :func:`orepath.study.aspect.owned`, the forms.
    """
    known = table.filter(pl.col("known") > 0)
    columns = {
        "Form": pl.col("commodity"),
        "Year": pl.col("year"),
        "Owner": place_name("owner"),
        "Made there": percent("located_share"),
        "Owned": ranged("share"),
        "Owner unknown": percent_of(1.0 - pl.col("known")),
    }
    if table["year"].drop_nulls().n_unique() < 2:
        del columns["Year"]
    whose = called(asked.against) if asked.against else "The largest known owner"
    return Sheet(
        "owners",
        f"{whose}'s part by place and by owner{in_year(table)}",
        filled(known, columns),
        note="Made there: part of the world's output made in the owner's country. "
        "Owned: part owned from there as far as sources tell; the upper end takes all "
        "that is not surely others'.",
        formats={"Year": "d"},
    )


def owner_lines(table: pl.DataFrame) -> list[str]:
    """Return of which forms no owner is known, and which sites are named in vain.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.study.aspect.owned`, the forms.
    """
    silent = pl.col("known") == 0
    nobody = "no part of the output has an owner that a source tells"
    lines = reasons(
        table.with_columns(
            note=pl.when(silent)
            .then(pl.lit(nobody))
            .when(pl.col("known").is_null())
            .then("note")
        )
    )
    sites = table.select("commodity", reason=pl.col("sites").str.split("; "))
    named = (
        sites.explode("reason")
        .filter(pl.col("reason").str.len_chars() > 0)
        .group_by("reason", maintain_order=True)
        .agg(pl.col("commodity").unique(maintain_order=True).str.join(", "))
    )
    return lines + [
        f"{site}: owners are named, but not its part of the output: {forms}."
        for site, forms in named.rows()
    ]


def known_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return what is known of every form, and why not the rest.

    Parameters
    ----------
    asked : Question
        The year asked about, if any.
    table : polars.DataFrame
        From :func:`orepath.study.aspect.overseen`.
    """
    when = f", {asked.years[0]}" if asked.years else ""
    return Sheet(
        "known",
        f"What is known of each form{when}",
        filled(
            table,
            {
                "Form": pl.col("commodity"),
                "Production": pl.col("production"),
                "Trade": pl.col("trade"),
                "Why": pl.col("why").fill_null(""),
            },
        ),
    )


def _asked(row: dict[str, str | float | None]) -> str:
    """Write a limit: ≥ 10 %."""
    name = str(row["indicator"])
    ends = (("≥", row["at_least"]), ("≤", row["at_most"]))
    return ", ".join(f"{sign} {_number(name, end)}" for sign, end in ends if end)


def _found(row: dict[str, str | float | None]) -> str:
    """Write a value with its range: 31% [25–39]."""
    name, value, low, high = row.values()
    shown, *ends = (_number(str(name), end) for end in (value, low, high))
    if low is None or ends[0] == ends[1]:
        return shown
    return f"{shown} [{ends[0].removesuffix('%')}–{ends[1].removesuffix('%')}]"


def _number(indicator: str, value: str | float | None) -> str:
    """Write a number of an indicator, a fraction in per cent."""
    if value is None:
        return ""
    number = float(value)
    if indicator in _FRACTIONS:
        return f"{100 * number:.0f}%".replace("-", "−")
    return f"{number:.3g}".replace("-", "−")
