"""Survey the minerals of any place from the library alone, without a case.

One question goes through the evidence to ``assess`` and comes back as tables: how
exposed the place is in every form of every mineral. Whatever cannot be answered keeps
its row and says why. Several places may be asked for as if they were one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from orepath.assess.exposure import exposure
from orepath.assess.indicator import INDICATORS, Indicator
from orepath.assess.rank import ranks
from orepath.errors import InputError, Problem
from orepath.evidence import shelf
from orepath.evidence.form import chosen
from orepath.evidence.rating import governance
from orepath.evidence.scope import covered
from orepath.evidence.share import shares
from orepath.evidence.shipment import trade
from orepath.evidence.supply import supply, untold
from orepath.evidence.use import apparent
from orepath.study.question import Question

KEY = ("commodity", "stage", "year")
SUPPLY = ("commodity", "stage", "place", "year", "value", "low", "high", "unit")
_ENDS = ("value", "low", "high")
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
    """

    forms: pl.DataFrame
    supply: pl.DataFrame
    demand: pl.DataFrame
    trade: pl.DataFrame
    covered: pl.DataFrame
    governance: pl.DataFrame
    borrowed: pl.DataFrame
    years: tuple[int, ...]


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
    forms, years = _forms(asked), _answered(asked)
    names = forms["commodity"].to_list()
    made = supply(years=years, commodities=names, shelf=held)
    flows = trade(years=years, commodities=names, shelf=held)
    known = covered(years=years, commodities=names, shelf=held)
    ratings = governance(years, shelf=held)
    if asked.members != (asked.place,):
        made, known = _made_as_one(made, asked), _covered_as_one(known, asked)
        flows, ratings = _shipped_as_one(flows, asked), _rated_as_one(ratings, asked)
    told, borrowed = _with_shares(made, forms, asked, years)
    return Evidence(
        forms,
        told,
        apparent(made, flows, known),
        flows,
        known,
        ratings,
        borrowed,
        tuple(years),
    )


def exposed(asked: Question, found: Evidence) -> pl.DataFrame:
    """Return every indicator of every form asked for, in every year.

    Parameters
    ----------
    asked : Question
        Whose exposure.
    found : Evidence
        From :func:`gathered`.

    Returns
    -------
    polars.DataFrame
        ``mineral``, then the columns of :func:`orepath.assess.exposure.exposure`, and
        with a group ``group_share`` and ``group_imports`` with their ends. A row a form
        and year, none left out, by mineral in the order of the catalogue; then a row
        for each word of the question that names no mineral.
    """
    years = pl.DataFrame({"year": found.years}, schema={"year": pl.Int64})
    keys = found.forms.select("commodity", "stage").join(years, how="cross")

    def told(against: tuple[str, ...], indicators: Sequence[Indicator]) -> pl.DataFrame:
        return exposure(
            found.supply,
            found.demand,
            found.trade,
            found.governance,
            asked.place,
            covered=found.covered,
            keys=keys,
            against=against,
            draws=asked.draws,
            seed=asked.seed,
            indicators=indicators,
        )

    table = told(asked.against, INDICATORS)
    if asked.group:
        parts = [one for one in INDICATORS if one.name in _OF_GROUP]
        ends = [(part, end) for part in _PARTS for end in ("", "_low", "_high")]
        beside = told(asked.group, parts).select(
            *KEY,
            *(pl.col(f"against_{p}{e}").alias(f"group_{p}{e}") for p, e in ends),
        )
        table = table.join(beside, on=KEY, how="left", maintain_order="left")
    order = found.forms.select("commodity", "mineral").with_row_index("_at")
    known = (
        table.join(order, on="commodity", maintain_order="left")
        .join(found.borrowed, on=KEY, how="left", maintain_order="left")
        .with_columns(
            note=pl.concat_str(
                pl.format("who makes it: shares of the world in {}", "years"),
                pl.when(pl.col("note") != "").then("note"),
                separator="; ",
                ignore_nulls=True,
            )
        )
        .sort("mineral", "_at", "year")
        .select("mineral", pl.exclude("mineral", "_at", "years"))
    )
    lost = pl.DataFrame(
        [(word, word, f"not known by this name: {fix}") for word, fix in asked.unknown],
        schema=dict.fromkeys(("mineral", "commodity", "note"), pl.String),
        orient="row",
    )
    return pl.concat([known, lost], how="diagonal")


def years_before(asked: Question, year: int) -> tuple[int, ...]:
    """Return the years up to one in which trade is known at all."""
    traded = shelf.years(asked.shelf.shelves, "trade")
    return tuple(known for known in traded if known <= year)


def ranked(asked: Question, top: int = 0) -> pl.DataFrame:
    """Return where the place stands among the makers of every form asked for.

    Parameters
    ----------
    asked : Question
        Whose rank; several members are ranked as if they were one.
    top : int
        Keep only ranks that are, or may be, within so many; 0 keeps all.

    Returns
    -------
    polars.DataFrame
        ``mineral`` and the columns of :func:`orepath.assess.rank.ranks`, a row a form
        and year of which makers are known.

    Raises
    ------
    InputError
        No form stands at the stages, or no source names the place as a maker.
    """
    forms, years = _forms(asked), _answered(asked)
    names = forms["commodity"].to_list()
    made = supply(years=years, commodities=names, shelf=asked.shelf)
    told, _ = _with_shares(made, forms, asked, years)
    silent = untold(years=years, commodities=names, shelf=asked.shelf).join(
        told.select(KEY), on=KEY, how="semi"
    )
    ends = {end: pl.lit(None, dtype=pl.Float64) for end in _ENDS}
    units = told.select(*KEY, "unit").unique()
    rows = pl.concat(
        [told, silent.with_columns(**ends).join(units, on=KEY).select(told.columns)]
    ).unique([*KEY, "place"], keep="first", maintain_order=True)
    if not set(asked.members) & set(rows["place"]):
        what = f"no source names {asked.title} as a maker of {', '.join(names)}"
        raise InputError(Problem("place", what, "ask for other minerals or stages"))
    table = ranks(
        rows,
        asked.members,
        name=asked.place,
        top=top or None,
        draws=asked.draws,
        seed=asked.seed,
    )
    order = forms.select("commodity", "mineral")
    return table.join(order, on="commodity", maintain_order="left").select(
        "mineral", pl.exclude("mineral")
    )


def _forms(asked: Question) -> pl.DataFrame:
    """Return the forms asked for, or refuse a question about none."""
    forms = chosen(asked.minerals or None, asked.stages or None)
    if forms.is_empty():
        what = f"no form of {', '.join(asked.minerals)} at {', '.join(asked.stages)}"
        raise InputError(Problem("question", what, "leave the stage out"))
    return forms


def _answered(asked: Question) -> list[int]:
    """Return the years asked for, or the latest in which trade is known."""
    return list(asked.years) or [shelf.years(asked.shelf.shelves, "trade")[-1]]


def _with_shares(
    made: pl.DataFrame, forms: pl.DataFrame, asked: Question, years: list[int]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Let published shares of the world stand in where no tonnes are published."""
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
    if asked.members != (asked.place,):
        unit, spans = found.select("unit").head(1), found.select(*KEY, "years").unique()
        found = _made_as_one(found, asked).join(unit, how="cross").join(spans, on=KEY)
    return (
        pl.concat([tonnes, found.select(SUPPLY)]),
        found.select(*KEY, "years").unique(KEY, maintain_order=True),
    )


def _renamed(column: str, asked: Question) -> pl.Expr:
    """Write the place's name for each of its members."""
    names = dict.fromkeys(asked.members, asked.place)
    return pl.col(column).replace(names)


def _made_as_one(made: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Add up what the members make; ends are added as if all erred together."""
    key = ["commodity", "stage", "place", "year"]
    return (
        made.with_columns(_renamed("place", asked))
        .group_by(key)
        .agg(pl.col(_ENDS).sum())
        .sort(key)
    )


def _shipped_as_one(flows: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Add up what the members trade with others; trade among them is none."""
    key = ["commodity", "stage", "origin", "destination", "year"]
    return (
        flows.with_columns(_renamed("origin", asked), _renamed("destination", asked))
        .filter(pl.col("origin") != pl.col("destination"))
        .group_by(key)
        .agg(
            pl.col(*_ENDS, "usd").sum(),
            # Tonnes as traded are known only if those of every member are.
            pl.when(pl.col("gross").is_not_null().all()).then(pl.col("gross").sum()),
        )
        .sort(key)
    )


def _covered_as_one(known: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Count the place as covered where every member is."""
    members = pl.col("place").is_in(asked.members)
    whole = (
        known.filter(members)
        .group_by(KEY)
        .agg(pl.col("place").n_unique().alias("_n"))
        .filter(pl.col("_n") == len(asked.members))
        .select(*KEY, place=pl.lit(asked.place))
    )
    return pl.concat([known.filter(~members), whole]).sort(*KEY, "place")


def _rated_as_one(ratings: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Rate the place by the mean of its members, each counting the same."""
    return (
        ratings.with_columns(_renamed("place", asked))
        .group_by("place", "year")
        .agg(pl.col("value", "stability").mean())
        .sort("place", "year")
    )
