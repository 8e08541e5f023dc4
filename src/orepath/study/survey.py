"""Survey the minerals of any place from the library alone, without a case.

One question goes through the evidence to ``assess`` and comes back as tables: how
exposed the place is in every form of every mineral. Whatever cannot be answered keeps
its row and says why. Several places may be asked for as if they were one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from orepath.assess.exposure import bottleneck, exposure
from orepath.assess.indicator import INDICATORS, Indicator
from orepath.errors import InputError, Problem
from orepath.evidence import shelf
from orepath.evidence.form import chosen
from orepath.evidence.rating import governance
from orepath.evidence.scope import covered
from orepath.evidence.share import shares
from orepath.evidence.shipment import trade
from orepath.evidence.supply import supply
from orepath.evidence.use import apparent
from orepath.study.merger import (
    barred_as_one,
    covered_as_one,
    made_as_one,
    rated_as_one,
    shipped_as_one,
)
from orepath.study.question import Question
from orepath.study.relief import UNRATED, barrier, relief, unweighed
from orepath.study.unnamed import widened

KEY = ("commodity", "stage", "year")
SUPPLY = ("commodity", "stage", "place", "year", "value", "low", "high", "unit")
_PARTS = ("share", "imports")
_OF_GROUP = tuple(f"against_{part}" for part in _PARTS)


@dataclass(frozen=True)
class Evidence:
    """Hold the tables of a question, the members of its place taken as one.

    Parameters
    ----------
    forms : polars.DataFrame
        Rows of :func:`orepath.evidence.form.forms` that are asked for.
    supply, demand, trade, covered, governance : polars.DataFrame
        As :func:`orepath.assess.exposure.exposure` takes them. Where no tonnes of a
        year are published the supply holds shares of the world, of other years.
    borrowed : polars.DataFrame
        :data:`KEY` and ``years``: where shares of other years stand in.
    years : tuple of int
        The years answered.
    relief, barrier : polars.DataFrame
        From :mod:`orepath.study.relief`, for the European Union's supply risk.
    """

    forms: pl.DataFrame
    supply: pl.DataFrame
    demand: pl.DataFrame
    trade: pl.DataFrame
    covered: pl.DataFrame
    governance: pl.DataFrame
    borrowed: pl.DataFrame
    years: tuple[int, ...]
    relief: pl.DataFrame
    barrier: pl.DataFrame


def gathered(asked: Question) -> Evidence:
    """Read the evidence that a question needs.

    Parameters
    ----------
    asked : Question
        What to read.

    Returns
    -------
    Evidence
        Use is apparent consumption, where the trade of every place is known.

    Raises
    ------
    InputError
        No form of the minerals stands at the stages.
    """
    held = asked.shelf
    forms, years = forms_of(asked), years_of(asked)
    names = forms["commodity"].to_list()
    made = supply(years=years, commodities=names, shelf=held)
    # Gross tonnes of a form's own codes are not those of the published convention.
    flows = trade(years=years, commodities=names, shelf=held).drop("gross")
    known = covered(years=years, commodities=names, shelf=held)
    ratings = governance(years, shelf=held)
    barred = barrier(asked.members, held)
    if asked.members != (asked.place,):
        barred = barred_as_one(barred, made, asked)
        made, known = made_as_one(made, asked), covered_as_one(known, asked)
        flows, ratings = shipped_as_one(flows, asked), rated_as_one(ratings, asked)
    told, borrowed = with_shares(made, forms, asked, years)
    return Evidence(
        forms,
        told,
        apparent(made, flows, known),
        flows,
        known,
        ratings,
        borrowed,
        tuple(years),
        relief(held),
        barred,
    )


def exposed(
    asked: Question, found: Evidence, indicators: Sequence[Indicator] = INDICATORS
) -> pl.DataFrame:
    """Return every indicator of every form asked for, in every year.

    Parameters
    ----------
    asked : Question
        Whose exposure.
    found : Evidence
        From :func:`gathered`.
    indicators : sequence of Indicator
        Which columns.

    Returns
    -------
    polars.DataFrame
        ``mineral``, then the columns of :func:`orepath.assess.exposure.exposure`, and
        with a group ``group_share`` and ``group_imports`` with their ends. A row a form
        and year, none left out, by mineral in the order of the catalogue; then a row
        for each word of the question that names no mineral. A place that may be among
        the unnamed makers has wider ends, see :func:`orepath.study.unnamed.widened`.
    """
    table = widened(
        _told(asked, found, asked.against, indicators),
        found.supply,
        found.trade,
        asked.place,
    )
    if asked.group:
        parts = [one for one in INDICATORS if one.name in _OF_GROUP]
        ends = [(part, end) for part in _PARTS for end in ("", "_low", "_high")]
        beside = _told(asked, found, asked.group, parts).select(
            *KEY,
            *(pl.col(f"against_{p}{e}").alias(f"group_{p}{e}") for p, e in ends),
        )
        table = table.join(beside, on=KEY, how="left", maintain_order="left")
    order = found.forms.select("commodity", "mineral").with_row_index("_at")
    known = (
        table.join(order, on="commodity", maintain_order="left")
        .join(found.borrowed, on=KEY, how="left", maintain_order="left")
        .join(_remarks(asked, found), on=KEY, how="left", maintain_order="left")
        .with_columns(
            note=pl.concat_str(
                pl.format("who makes it: shares of the world in {}", "years"),
                pl.when(pl.col("note") != "").then("note"),
                pl.when("supply_risk" in table.columns).then("remark"),
                separator="; ",
                ignore_nulls=True,
            )
        )
        .sort("mineral", "_at", "year")
        .select("mineral", pl.exclude("mineral", "_at", "years", "remark"))
    )
    return pl.concat([known, lost(asked)], how="diagonal")


def lost(asked: Question) -> pl.DataFrame:
    """Return a row for each word of a question that names no mineral.

    Parameters
    ----------
    asked : Question
        With such words or none.

    Returns
    -------
    polars.DataFrame
        ``mineral`` and ``commodity`` (the word), ``note`` (what to do).
    """
    return pl.DataFrame(
        [(word, word, f"not known by this name: {fix}") for word, fix in asked.unknown],
        schema=dict.fromkeys(("mineral", "commodity", "note"), pl.String),
        orient="row",
    )


def weakest(found: Evidence, table: pl.DataFrame) -> pl.DataFrame:
    """Return the stage of each mineral at which the place is most at risk.

    Parameters
    ----------
    found : Evidence
        From :func:`gathered`.
    table : polars.DataFrame
        From :func:`exposed`.

    Returns
    -------
    polars.DataFrame
        As :func:`orepath.assess.exposure.bottleneck` gives it, by GeoPolRisk, for
        minerals of which it is known of a form at least.
    """
    minerals = dict(found.forms.select("commodity", "mineral").rows())
    rows = table.drop_nulls("year")
    return bottleneck(rows, minerals).filter(pl.col("known") > 0)


def _told(
    asked: Question,
    found: Evidence,
    against: tuple[str, ...],
    indicators: Sequence[Indicator],
) -> pl.DataFrame:
    """Assess the place beside a bloc."""
    years = pl.DataFrame({"year": found.years}, schema={"year": pl.Int64})
    return exposure(
        found.supply,
        found.demand,
        found.trade,
        found.governance,
        asked.place,
        covered=found.covered,
        keys=found.forms.select("commodity", "stage").join(years, how="cross"),
        relief=found.relief,
        barrier=found.barrier,
        against=against,
        draws=asked.draws,
        seed=asked.seed,
        indicators=indicators,
    )


def _remarks(asked: Question, found: Evidence) -> pl.DataFrame:
    """Say of each key what its supply risk lacks."""
    years = pl.DataFrame({"year": found.years}, schema={"year": pl.Int64})
    keys = found.forms.select("commodity", "stage", "mineral").join(years, how="cross")
    late = unweighed(asked.shelf)
    rows = pl.concat(
        [keys.join(late, on="mineral"),
         keys.join(late, left_on="commodity", right_on="mineral").drop("mineral_right",
                                                                     strict=False)],
        how="diagonal",
    )  # fmt: skip
    last = pl.col("last").fill_null(pl.col("year"))
    standing = (
        rows.filter(pl.col("year").is_between("first", last))
        .group_by(KEY)
        .agg(pl.col("told").unique(maintain_order=True).str.join("; "))
    )
    unrated = ~pl.col("commodity").is_in(found.relief["commodity"].to_list())
    return keys.join(standing, on=KEY, how="left").select(
        *KEY,
        remark=pl.when(unrated).then(pl.lit(UNRATED)).otherwise("told"),
    )


def years_before(asked: Question, year: int) -> tuple[int, ...]:
    """Return the years up to one in which trade is known at all."""
    traded = shelf.years(asked.shelf.shelves, "trade")
    return tuple(known for known in traded if known <= year)


def forms_of(asked: Question) -> pl.DataFrame:
    """Return the forms asked for.

    Raises
    ------
    InputError
        There is none.
    """
    forms = chosen(asked.minerals or None, asked.stages or None)
    if forms.is_empty():
        what = f"no form of {', '.join(asked.minerals)} at {', '.join(asked.stages)}"
        raise InputError(Problem("question", what, "leave the stage out"))
    return forms


def years_of(asked: Question) -> list[int]:
    """Return the years asked for, or the latest in which trade is known."""
    return list(asked.years) or [shelf.years(asked.shelf.shelves, "trade")[-1]]


def with_shares(
    made: pl.DataFrame,
    forms: pl.DataFrame,
    asked: Question,
    years: Sequence[int],
    *,
    merged: bool = True,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Let published shares of the world stand in where no tonnes are published.

    Parameters
    ----------
    made : polars.DataFrame
        From :func:`orepath.evidence.supply.supply`, the place's members as one where
        ``merged``.
    forms : polars.DataFrame
        From :func:`forms_of`.
    asked : Question
        What is asked.
    years : sequence of int
        The years answered.
    merged : bool
        Whether the shares of the members are added up.

    Returns
    -------
    tuple of polars.DataFrame
        Columns :data:`SUPPLY`, and :data:`KEY` with the ``years`` of the shares.
    """
    wanted = forms.select("commodity", "stage").join(
        pl.DataFrame({"year": years}, schema={"year": pl.Int64}), how="cross"
    )
    lacking = wanted.join(made.select(KEY), on=KEY, how="anti")
    tonnes = made.select(*SUPPLY[:-1], unit=pl.lit("t/a"))
    if lacking.is_empty():
        return tonnes, lacking.with_columns(years=pl.lit(""))
    parts = shares(
        commodities=lacking["commodity"].unique().to_list(), shelf=asked.shelf
    )
    found = lacking.join(parts, on=["commodity", "stage"])
    spans = found.select(*KEY, "years").unique(KEY, maintain_order=True)
    if merged and asked.members != (asked.place,):
        found = made_as_one(found, asked).with_columns(unit=pl.lit("fraction"))
    return pl.concat([tonnes, found.select(SUPPLY)]), spans
