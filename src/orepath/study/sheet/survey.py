"""Sheets of a survey: exposure, weakest stages, what is left after a loss, ranks."""

import re
from collections.abc import Collection
from types import MappingProxyType

import polars as pl

from orepath.assess.note import (
    BEYOND,
    IDLE,
    NO_TRADE,
    NO_USE,
    NOT_COVERED,
    SHARES,
)
from orepath.study.question import Question
from orepath.study.relief import UNRATED, UNWEIGHED
from orepath.study.sheet.cell import (
    both,
    called,
    decimals,
    filled,
    in_year,
    listed,
    percent,
    ranged,
    rank,
    reasons,
    who,
)
from orepath.study.sheet.form import Sheet
from orepath.study.standing import Standing
from orepath.study.unnamed import UNNAMED

HOW = (
    "– is not known. "
    "Reliance: net imports over use; below zero the place exports more than it "
    "imports. Risk: GeoPolRisk, the world's concentration times the instability of the "
    "origins. Makes/sells: part of the world's output and of the place's imports. In "
    "brackets the 10th and 90th percentile of draws from the evidence's ranges."
)
"""How to read the columns that a terminal shows."""

_MORE = (
    " EU risk: the European Union's supply risk, with the Union's own rates of "
    "recycling and substitution; 1 and more is called a risk."
)
_SHORT = MappingProxyType(
    {
        NO_TRADE: "no open trade",
        NOT_COVERED: "trade of that year not open",
        BEYOND: "sells more than it makes and buys",
        IDLE: "neither made nor traded",
        "not known: no production": "no production",
        UNNAMED: "perhaps an unnamed maker",
        "who makes it: shares of the world in": "shares of",
        "governance not known, middle taken": "not rated",
    }
)
"""What the column of notes says in few words; the sections below say it in full."""


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
        "Largest maker": who("top_supplier", "top_share"),
        "Reliance": ranged("reliance"),
        "Largest origin": who("top_origin", "import_top_share"),
        "Risk": decimals("geopolrisk"),
    }
    if not several:
        del columns["Year"]
    blocs = _blocs(asked)
    # Eighty columns hold one bloc and no year; more have a sheet of their own.
    narrow = {} if several or len(blocs) > 1 else blocs
    more = {"EU risk": decimals("supply_risk"), "Mind": _mind()}
    return Sheet(
        "exposure",
        f"How exposed {asked.title} is{in_year(table)}",
        filled(table, columns | blocs | more),
        note=HOW + _MORE,
        terminal=(*columns, *narrow),
        formats={"Year": "d"},
    )


def bloc_sheet(asked: Question, table: pl.DataFrame) -> Sheet | None:
    """Return the blocs' parts; None where :func:`exposure_sheet` has room for them."""
    several = table["year"].drop_nulls().n_unique() > 1
    blocs = _blocs(asked)
    if not blocs or (len(blocs) == 1 and not several):
        return None
    years = {"Year": pl.col("year")} if several else {}
    return Sheet(
        "blocs",
        f"Whose part it is{in_year(table)}",
        filled(table, {"Form": pl.col("commodity")} | years | blocs),
        formats={"Year": "d"},
    )


def weakest_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return the stage of each mineral at which a place is most at risk.

    Parameters
    ----------
    asked : Question
        Which place.
    table : polars.DataFrame
        From :func:`orepath.study.survey.weakest`.
    """
    columns = {
        "Mineral": pl.col("mineral"),
        "Year": pl.col("year"),
        "Stage": pl.col("stage"),
        "Form": pl.col("commodity"),
        "Risk": decimals("geopolrisk"),
        "Forms known": pl.format("{} of {}", "known", "stages"),
    }
    if table["year"].n_unique() < 2:
        del columns["Year"]
    return Sheet(
        "weakest",
        f"The bottleneck of each mineral for {asked.title}{in_year(table)}",
        filled(table, columns),
        note="The form of the highest GeoPolRisk among those of which it is known. A "
        "form of which it is not known may be worse.",
        formats={"Year": "d"},
    )


def published_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return GeoPolRisk as its authors publish it.

    Parameters
    ----------
    asked : Question
        Which place.
    table : polars.DataFrame
        From :func:`orepath.study.convention.published`.
    """
    digits = {
        "HHI": "hhi",
        "Imports": "import_risk",
        "Score": "geopolrisk_published",
        "Factor": "geopolrisk_cf_published",
    }
    columns = {
        "Form": pl.col("commodity"),
        "Year": pl.col("year"),
        "Known as": pl.col("geopolrisk"),
    } | {word: decimals(name, 4) for word, name in digits.items()}
    if table["year"].drop_nulls().n_unique() < 2:
        del columns["Year"]
    return Sheet(
        "published",
        f"GeoPolRisk of {asked.title} as its authors publish it{in_year(table)}",
        filled(table.drop_nulls("year"), columns),
        note="HHI: the world's concentration. Imports: their risk, in gross tonnes of "
        "the convention's codes, of whatever stage, over the form's production in its "
        "own basis. Factor: kg Cu-eq/kg.",
        formats={"Year": "d"},
    )


def _blocs(asked: Question) -> dict[str, pl.Expr]:
    """Return a column for each bloc that is asked about."""
    return {
        f"{called(bloc)} makes/sells": both(f"{name}_share", f"{name}_imports")
        for name, bloc in (("against", asked.against), ("group", asked.group))
        if bloc
    }


def contingency_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return what is left of the world's supply after a loss; see exposure_sheet."""
    columns = {
        "Form": pl.col("commodity"),
        "Year": pl.col("year"),
        "Largest maker": who("top_supplier", "top_share"),
        "N-1": ranged("n1"),
        "N-1 embargo": ranged("n1_embargo"),
        "N-2": ranged("n2"),
    }
    if table["year"].drop_nulls().n_unique() < 2:
        del columns["Year"]
    if asked.against:
        columns[f"Without {called(asked.against)}"] = ranged("bloc_out")
    return Sheet(
        "n1",
        f"What is left of the others' needs without the largest maker{in_year(table)}",
        filled(table, columns),
        note="N-1: the largest maker stops and its own users buy first; N-1 embargo: "
        "it and its users leave the market; N-2: the two largest stop. Below zero not "
        "even the users of those who stopped are served. The loss is the world's: "
        f"{asked.title} is served as others are.",
        formats={"Year": "d"},
    )


def rank_sheet(asked: Question, table: pl.DataFrame) -> Sheet:
    """Return where a place stands among the world's makers.

    Parameters
    ----------
    asked : Question
        Which place.
    table : polars.DataFrame
        From :func:`orepath.study.standing.ranked`.
    """
    columns = {
        "Form": pl.col("commodity"),
        "Year": pl.col("year"),
        "Rank": rank(),
        "Share": ranged("share"),
        "Makers": pl.col("producers"),
        "Unnamed": percent("unnamed"),
    }
    if table["year"].n_unique() < 2:
        del columns["Year"]
    if len(asked.members) > 1:
        columns["Of which"] = pl.col("members").replace_strict(
            {m: listed(m) for m in table["members"].drop_nulls().unique()},
            default=None,
            return_dtype=pl.String,
        )
    return Sheet(
        "ranks",
        f"Where {asked.title} stands among the world's makers{in_year(table)}",
        filled(table.sort("rank", "commodity", nulls_last=True), columns),
        note="In brackets the best and the worst rank that the evidence allows: ranges "
        "overlap, and makers without a name may be larger. Unnamed: part of the "
        "world's output that no source gives to a place.",
        formats={"Year": "d"},
    )


def rank_lines(found: Standing, top: int) -> list[str]:
    """Return which forms asked for have no rank, and why.

    Parameters
    ----------
    found : Standing
        From :func:`orepath.study.standing.ranked`.
    top : int
        How many ranks were asked for; 0 for all.
    """
    lines = reasons(found.unranked, "reason")
    if found.beyond:
        lines.insert(0, f"Surely beyond the first {top}: {found.beyond} forms.")
    return lines


def unknown_lines(
    table: pl.DataFrame, without: Collection[str] = (NO_USE,)
) -> list[str]:
    """Return in plain words what a survey could not answer, the commonest first.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`.
    without : collection of str
        Beginnings of reasons that do not touch what is shown beside the lines.

    Returns
    -------
    list of str
        One line a reason with the forms it concerns, each once.
    """
    told = pl.element().str.starts_with
    words = (
        pl.col("note")
        .str.split("; ")
        .list.eval(
            # How many tonnes have no maker differs from form to form.
            pl.element()
            .filter(told("not known") | told(UNNAMED))
            .str.replace(r", \d+ t in all$", ", as the range allows")
        )
    )
    return reasons(table.with_columns(note=words.list.join("; ")), without=without)


def answered(table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of which anything that is shown is known.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`.
    """
    shown = ("top_supplier", "reliance", "top_origin", "geopolrisk")
    return table.filter(pl.any_horizontal(pl.col(shown).is_not_null()))


def _mind() -> pl.Expr:
    """Shorten a note to what concerns the numbers beside it."""
    other = "|".join(re.escape(word) for word in (NO_USE, UNRATED, UNWEIGHED, SHARES))
    kept = pl.element().filter(~pl.element().str.contains(f"^({other})"))
    short = kept.str.replace_many(list(_SHORT), list(_SHORT.values()))
    return pl.col("note").str.split("; ").list.eval(short).list.join("; ")
