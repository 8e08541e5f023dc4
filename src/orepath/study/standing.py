"""Where a place stands among the world's makers, and why it may stand nowhere."""

from dataclasses import dataclass

import polars as pl

from orepath.assess.rank import ranks
from orepath.errors import InputError, Problem
from orepath.evidence.supply import supply, untold
from orepath.study.question import Question
from orepath.study.survey import KEY, forms_of, lost, with_shares, years_of

_ENDS = ("value", "low", "high")


@dataclass(frozen=True)
class Standing:
    """Hold the ranks of a place and the forms in which it has none.

    Parameters
    ----------
    table : polars.DataFrame
        ``mineral`` and the columns of :func:`orepath.assess.rank.ranks`.
    unranked : polars.DataFrame
        ``mineral``, ``commodity``, ``stage``, ``year``, ``reason``: every other form
        and year asked for, and every word that names no mineral.
    beyond : int
        Ranks left out because they are surely beyond those asked for.
    """

    table: pl.DataFrame
    unranked: pl.DataFrame
    beyond: int = 0


def ranked(asked: Question, top: int = 0) -> Standing:
    """Return where the place stands among the makers of every form asked for.

    Parameters
    ----------
    asked : Question
        Whose rank; several members are ranked as if they were one.
    top : int
        Keep only ranks that are, or may be, within so many; 0 keeps all.

    Returns
    -------
    Standing
        Every form and year asked for stands in one of its tables, or is beyond.

    Raises
    ------
    InputError
        No form stands at the stages, or no source names the place as a maker.
    """
    forms, years = forms_of(asked), years_of(asked)
    names = forms["commodity"].to_list()
    rows = _makers(asked, forms, years)
    if not set(asked.members) & set(rows["place"]):
        what = f"no source names {asked.title} as a maker of {', '.join(names)}"
        raise InputError(Problem("place", what, "ask for other minerals or stages"))
    found = ranks(
        rows, asked.members, name=asked.place, draws=asked.draws, seed=asked.seed
    )
    listed = found.drop_nulls("rank")
    kept = listed.filter(pl.col("rank_low") <= top) if top else listed
    sure = pl.when(pl.col("rank_high") <= top).then(pl.lit("yes"))
    within = sure.otherwise(pl.lit("in doubt")) if top else pl.lit("yes")
    order = forms.select("commodity", "mineral")
    table = (
        kept.with_columns(within=within)
        .join(order, on="commodity", maintain_order="left")
        .select("mineral", pl.exclude("mineral"))
    )
    asked_for = forms.select("mineral", "commodity", "stage").join(
        pl.DataFrame({"year": years}, schema={"year": pl.Int64}), how="cross"
    )
    missing = asked_for.join(listed, on=KEY, how="anti")
    return Standing(
        table, _unranked(asked, missing, found), listed.height - kept.height
    )


def _makers(asked: Question, forms: pl.DataFrame, years: list[int]) -> pl.DataFrame:
    """Return who makes what, and with a null who makes what nobody says."""
    names = forms["commodity"].to_list()
    made = supply(years=years, commodities=names, shelf=asked.shelf)
    told, _ = with_shares(made, forms, asked, years, merged=False)
    silent = untold(years=years, commodities=names, shelf=asked.shelf).join(
        told.select(KEY), on=KEY, how="semi"
    )
    ends = {end: pl.lit(None, dtype=pl.Float64) for end in _ENDS}
    units = told.select(*KEY, "unit").unique()
    return pl.concat(
        [told, silent.with_columns(**ends).join(units, on=KEY).select(told.columns)]
    ).unique([*KEY, "place"], keep="first", maintain_order=True)


def _unranked(
    asked: Question, missing: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    """Say why the place has no rank in a form."""
    silent = (
        untold(
            years=missing["year"].unique().to_list(),
            commodities=missing["commodity"].unique().to_list(),
            shelf=asked.shelf,
        )
        .filter(pl.col("place").is_in(asked.members))
        .group_by(KEY)
        .agg(flags=pl.col("flag").unique().sort().str.join(", "))
    )
    notes = found.select(*KEY, "note", "unnamed")
    hidden = pl.col("note").str.contains("among the unnamed")
    reason = (
        pl.when(pl.col("flags").is_not_null())
        .then(pl.format("its output is published without a number ({})", "flags"))
        .when(pl.col("note").is_null())
        .then(pl.lit("no source tells who makes it in that year"))
        .when(hidden)
        .then(pl.lit("not named as a maker, though it may be among the unnamed"))
        .otherwise(pl.lit("not named as a maker, and nothing is left unnamed"))
    )
    told = (
        missing.join(silent, on=KEY, how="left", maintain_order="left")
        .join(notes, on=KEY, how="left", maintain_order="left")
        .select("mineral", *KEY, reason=reason)
    )
    words = lost(asked).rename({"note": "reason"})
    return pl.concat([told, words], how="diagonal")
