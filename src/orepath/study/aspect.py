"""Other sides of a question: limits, processing at home, owners, what is known at all.

Each gives one table in which every form asked for stands, with a number or a reason,
and every word that names no mineral.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orepath.assess.control import control, touched
from orepath.assess.gap import processing_gap
from orepath.assess.holding import holdings, owned_sites, owners
from orepath.assess.indicator import INDICATORS, Indicator
from orepath.assess.limit import COVERS, Limit, held, presets, read_limits
from orepath.assess.ownership import UNKNOWN
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.group import groups
from orepath.evidence.overview import overview
from orepath.evidence.supply import supply
from orepath.study.question import Question
from orepath.study.survey import (
    KEY,
    Evidence,
    exposed,
    forms_of,
    lost,
    with_shares,
    years_of,
)

MEASURED: tuple[Indicator, ...] = (*INDICATORS, *COVERS)
"""What a limit may be set on."""


_UNMEASURED = {
    "recycled_cover was not measured": "not known: no source tells by place what part "
    "of use is recycled"
}

DEFAULT = "eu-crma-2030"
"""The preset that is meant where none is named."""


def limits(preset: str, path: Path | None = None) -> tuple[Limit, ...]:
    """Return the limits of a preset, or those of a user's file.

    Parameters
    ----------
    preset : str
        Name of a preset; empty takes all limits of a file, or :data:`DEFAULT`.
    path : pathlib.Path, optional
        A file of the user's own, see :func:`orepath.assess.limit.read_limits`.

    Raises
    ------
    InputError
        The file is faulty, or has no such preset; with the nearest known one.

    Examples
    --------
    >>> [one.name for one in limits("eu-crma-2030")][:2]
    ['extraction', 'processing']
    """
    known = read_limits(path) if path else presets()
    if path and not preset:
        return tuple(one for each in known.values() for one in each)
    wanted = preset or DEFAULT
    if wanted not in known:
        fix = suggest(wanted, known)
        raise InputError(Problem("preset", f"no preset '{wanted}'", fix))
    return known[wanted]


def limited(asked: Question, found: Evidence, wanted: Sequence[Limit]) -> pl.DataFrame:
    """Tell of every form and limit whether the place holds it.

    Parameters
    ----------
    asked : Question
        Which place.
    found : Evidence
        From :func:`orepath.study.survey.gathered`.
    wanted : sequence of Limit
        From :func:`limits`.

    Returns
    -------
    polars.DataFrame
        As :func:`orepath.assess.limit.held` gives it, then the words that name no
        mineral, not known.
    """
    names = {one.indicator for one in wanted}
    measured = [one for one in MEASURED if one.name in names]
    table = exposed(asked, found, measured).drop_nulls("year")
    words = lost(asked).with_columns(verdict=pl.lit("not known"))
    told = held(table, wanted).with_columns(pl.col("note").replace(_UNMEASURED))
    return pl.concat([told, words], how="diagonal")


def processed(asked: Question) -> pl.DataFrame:
    """Return what the place mines and does not process at home, stage by stage.

    Parameters
    ----------
    asked : Question
        Which place; the gap of several members is that of their sums.

    Returns
    -------
    polars.DataFrame
        As :func:`orepath.assess.gap.processing_gap` gives it; a row without stages for
        each mineral that nothing is known of and each word that names none.
    """
    forms, years = _of_minerals(asked), years_of(asked)
    made = supply(
        years=years, commodities=forms["commodity"].to_list(), shelf=asked.shelf
    )
    table = processing_gap(
        made,
        forms,
        asked.members,
        name=asked.place,
        draws=asked.draws,
        seed=asked.seed,
    )
    if asked.stages:
        kept = pl.col("stage").is_in(asked.stages) | pl.col("stage").is_null()
        table = table.filter(kept)
    minerals = forms.select("mineral").unique(maintain_order=True)
    none = minerals.join(
        pl.DataFrame({"year": years}, schema={"year": pl.Int64}), how="cross"
    ).join(table, on=["mineral", "year"], how="anti")
    reason = pl.lit("not known: no production by place in that year")
    words = lost(asked).drop("commodity")
    parts = [table, none.with_columns(place=pl.lit(asked.place), note=reason), words]
    return pl.concat(parts, how="diagonal").sort(
        "mineral", "year", maintain_order=True, nulls_last=True
    )


def owned(asked: Question) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Set output by owner's country beside output by place.

    Parameters
    ----------
    asked : Question
        Which minerals; the places of ``against`` are the owner summed up, as one, or
        the largest known owner of each form.

    Returns
    -------
    tuple of polars.DataFrame
        A row a form as :func:`orepath.assess.control.control` gives it, with
        ``mineral``, ``located_share`` (of the owner's country), ``touched`` (fraction
        of output in places of which any owner is named), ``sites`` (named, whose part
        of the output nobody gives); then the forms whose makers nobody knows and the
        words that name no mineral. And every owner, as
        :func:`orepath.assess.holding.holdings` gives them.
    """
    forms, years = forms_of(asked), years_of(asked)
    names = forms["commodity"].to_list()
    made = supply(years=years, commodities=names, shelf=asked.shelf)
    rows, _ = with_shares(made, forms, asked, years, merged=False)
    sites = owned_sites().filter(pl.col("commodity").is_in(names))
    whole = holdings(rows, owners(asked.shelf), sites)
    whole, wanted = _as_bloc(whole, asked.against)
    order = forms.select("commodity", "mineral").with_row_index("_at")
    own = whole.select(*KEY, owner="place", located_share="located_share")
    table = (
        control(whole, wanted)
        .join(own, on=[*KEY, "owner"], how="left")
        .join(touched(rows, sites), on=KEY, how="left")
        .with_columns(pl.col("located_share").fill_null(0.0))
    )
    asked_for = forms.select("commodity", "stage").join(
        pl.DataFrame({"year": years}, schema={"year": pl.Int64}), how="cross"
    )
    none = asked_for.join(table, on=KEY, how="anti").with_columns(
        note=pl.lit("not known: no source tells who makes it in that year")
    )
    both = (
        pl.concat([table, none], how="diagonal")
        .join(order, on="commodity")
        .sort("_at", "year")
        .select("mineral", pl.exclude("mineral", "_at"))
    )
    return pl.concat([both, lost(asked)], how="diagonal"), whole


def _as_bloc(
    whole: pl.DataFrame, bloc: tuple[str, ...]
) -> tuple[pl.DataFrame, str | None]:
    """Take the owners of a bloc as one; return its name beside the table."""
    if len(bloc) < 2:
        return whole, bloc[0] if bloc else None
    alike = (one.name for one in groups().values() if set(one.members) == set(bloc))
    name = next(alike, ", ".join(bloc))
    key = [*KEY, "place"]
    low = pl.col("owned_share_low")
    # What is not surely others' may be the bloc's.
    sure = low.filter(pl.col("place") != UNKNOWN).sum().over(KEY)
    sums = ("located", "located_share", "owned", "owned_share", "owned_share_low")
    merged = (
        whole.with_columns(place=pl.col("place").replace(dict.fromkeys(bloc, name)))
        .with_columns(_sure=sure)
        .group_by(key, maintain_order=True)
        .agg(pl.col(sums).sum(), pl.col("owned_share_high", "_sure").first())
    )
    high = pl.when(pl.col("place") == name).then(1.0 - pl.col("_sure") + low)
    return merged.with_columns(
        owned_share_high=high.otherwise("owned_share_high")
    ).drop("_sure"), name


def overseen(asked: Question) -> pl.DataFrame:
    """Return what is known of every form, before any number.

    Parameters
    ----------
    asked : Question
        Which minerals and stages; of several years the first is asked about, without
        years any counts.

    Returns
    -------
    polars.DataFrame
        As :func:`orepath.evidence.overview.overview` gives it, then the words that name
        no mineral.
    """
    forms_of(asked)
    table = overview(
        asked.minerals or None,
        asked.years[0] if asked.years else None,
        stages=asked.stages or None,
        shelf=asked.shelf,
    )
    words = lost(asked).rename({"note": "why"})
    return pl.concat([table, words], how="diagonal")


def _of_minerals(asked: Question) -> pl.DataFrame:
    """Return the forms of the minerals at all stages: a gap lies between two."""
    from dataclasses import replace

    forms_of(asked)
    return forms_of(replace(asked, stages=()))
