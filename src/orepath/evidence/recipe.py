"""A recipe computes the number of a claim again, in every reading the tables allow.

Seven recipes suffice: a value, a sum, a ratio, a share, a rank, a count, and whether
there is anything at all. Each returns readings, the preferred first, and names the rows
that each rests on.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from orepath.evidence.claim import Claim, Part
from orepath.evidence.finding import Asked, Finding, Reading, ids_of, readings_of
from orepath.evidence.library import Library, library
from orepath.evidence.resolve import resolve

WORLD = "WLD"
OTHERS = "OTH"


def found_for(claim: Claim, part: Part, shelf: Library | None = None) -> Finding:
    """Compute the number of one part of a claim from the tables.

    Parameters
    ----------
    claim : Claim
        Whose documents do not testify.
    part : Part
        The number and its recipe.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    Finding
        Readings in the unit of the claim.

    Examples
    --------
    >>> from orepath.evidence.claim import claims_of
    >>> outlay = claims_of()[0]
    >>> found_for(outlay, outlay.part[0]).readings[0].value
    34300.0
    """
    asked = Asked(part, tuple(claim.document), shelf or library())
    return _RECIPES[part.recipe](asked, asked.rows(part.where))


def _silent(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return the rows that say that a number was looked for and not found."""
    return tuple(rows.filter(~pl.col("found"))["id"])


def _value(asked: Asked, rows: pl.DataFrame) -> Finding:
    """Read a number that stands in a row."""
    del asked
    return Finding(readings_of(rows), silent=_silent(rows))


def _sum(asked: Asked, rows: pl.DataFrame) -> Finding:
    """Add the numbers of all rows, year by year."""
    part = asked.part
    rows = rows.filter(pl.col("number").is_not_null())
    if part.year is not None:
        rows = rows.filter(pl.col("told") == part.year)
    found = []
    for (year,), group in rows.group_by("told", maintain_order=True):
        value, low, high = (float(group[n].sum()) for n in ("number", "least", "most"))
        words = f"{group.height} rows"
        found.append(Reading(value, low, high, _year(year), words, ids_of(group)))
    found.sort(key=lambda one: -(one.year or 0))
    return Finding(tuple(found), silent=_silent(rows))


def _ratio(asked: Asked, rows: pl.DataFrame) -> Finding:
    """Divide the preferred number by that of the rows below the line."""
    part = asked.part
    over = readings_of(asked.rows(part.over))
    found = tuple(
        Reading(
            above.value / below.value * part.scale,
            above.low / below.high * part.scale,
            above.high / below.low * part.scale,
            above.year,
            "",
            above.rests_on + below.rests_on,
        )
        for above in readings_of(rows)[:1]
        for below in over[:1]
        if below.low > 0
    )
    return Finding(found, silent=_silent(rows))


def _share(asked: Asked, rows: pl.DataFrame) -> Finding:
    """Divide what the places hold by the whole, edition by edition, basis by basis."""
    part, shelf = asked.part, asked.shelf
    keys = [n for n in ("source", "basis", "content_of") if n in rows.columns]
    editions = {name: shelf.source(name).year for name in set(rows["source"])}
    rows = rows.with_columns(
        held=pl.col(part.by),
        edition=pl.col("source").replace_strict(editions, return_dtype=pl.Int64),
    )
    if part.year is not None:
        rows = rows.filter(pl.col("told") == part.year)
    groups = sorted(
        (group for _, group in rows.group_by(keys, maintain_order=True)),
        key=lambda group: (group["edition"][0] or 0, group["told"].max() or 0),
        reverse=True,
    )
    found: list[Reading] = []
    most: float | None = None
    words = ""
    for group in groups:
        readings, bound = _shares(part, group)
        if readings and not found:
            most, words = bound, _rest_of(part, group)
        found += readings
    return Finding(tuple(found), most, words=words)


def _shares(part: Part, group: pl.DataFrame) -> tuple[list[Reading], float | None]:
    """Return the share of the world and of all listed places, and the upper bound."""
    held, number = pl.col("held"), pl.col("number")
    listed = group.filter(~held.is_in([WORLD, OTHERS]), number.is_not_null())
    ours = listed.filter(held.is_in(part.of))
    mine, named = float(ours["number"].sum()), float(listed["number"].sum())
    year = _year(group["told"].max())
    told = " ".join(
        str(group[name][0])
        for name in ("content_of", "basis")
        if name in group.columns and group[name][0]
    )
    told = f"{group['source'][0]} {told}".strip()
    world = group.filter(held == WORLD, number.is_not_null())
    found = []
    bound = None
    if world.height:
        whole = float(world["number"].sum())
        rest = group.filter(held == OTHERS)["number"].sum()
        bound = (mine + max(float(rest), whole - named, 0.0)) / whole * part.scale
        share = mine / whole * part.scale
        words = f"of the world, {told}"
        found.append(Reading(share, share, share, year, words, ids_of(ours, world)))
    if named > 0 and (ours.height or not world.height):
        share = mine / named * part.scale
        words = f"of the listed places, {told}"
        found.append(Reading(share, share, share, year, words, ids_of(listed)))
    return found, bound


def _rest_of(part: Part, group: pl.DataFrame) -> str:
    """Name the largest places that are not meant, with their numbers."""
    rest = group.filter(~pl.col("held").is_in([*part.of, WORLD, OTHERS]))
    top = rest.filter(pl.col("number") > 0).sort("number", descending=True).head(4)
    named = [f"{place} {number:,.0f}" for place, number in
             top.select("held", "number").iter_rows()]  # fmt: skip
    return f"others: {', '.join(named)}" if named else ""


def _rank(asked: Asked, rows: pl.DataFrame) -> Finding:
    """Rank a place among those that are meant: by newest numbers, then year by year."""
    part = asked.part
    rows = rows.filter(pl.col("number").is_not_null()).with_columns(
        held=pl.col(part.by)
    )
    summed = rows.group_by("held", "told").agg(pl.col("number").sum(), pl.col("id"))
    newest = summed.sort("told", descending=True).unique("held", keep="first")
    found = _ranked(part, newest, "newest of each")
    if not found:
        return Finding()
    # A year without the place that leads today cannot tell who led.
    leader = newest.filter(pl.col("held").is_in(part.of)).sort("number")["held"][-1]
    for year in sorted(set(summed["told"].drop_nulls()), reverse=True):
        then = summed.filter(pl.col("told") == year)
        found += _ranked(part, then, str(year)) if leader in set(then["held"]) else []
    return Finding(tuple(found))


def _ranked(part: Part, frame: pl.DataFrame, words: str) -> list[Reading]:
    """Return the rank of the first place meant, if it and another are there."""
    order = frame.filter(pl.col("held").is_in(part.of)).sort("number", descending=True)
    places = order["held"].to_list()
    if part.of[0] not in places or len(places) < 2:
        return []
    rank = float(places.index(part.of[0]) + 1)
    told = ", ".join(
        f"{place} {number:.3g} ({year})"
        for place, number, year in order.select("held", "number", "told").iter_rows()
    )
    ids = tuple(key for group in order["id"] for key in group[:1])
    year = _year(order["told"].max())
    return [Reading(rank, rank, rank, year, f"{words}: {told}", ids)]


def _count(asked: Asked, rows: pl.DataFrame) -> Finding:
    """Count the minerals of a list in which the places rank or weigh enough."""
    part, shelf = asked.part, asked.shelf
    listed = shelf.table("critical_lists").filter(pl.col("list") == part.minerals)
    names = [str(name).lower() for name in listed["mineral"]]
    wanted = {part.called.get(name, name) for name in names} - set(part.skip)
    kept = rows.filter(pl.col("mineral").is_in(wanted)).select(
        shelf.observations(year=0).columns
    )
    best = resolve(kept, shelf).filter(pl.col("value") > 0)
    thing = ("commodity", "stage", "basis", "content_of", "unit", "year")
    world = best.filter(pl.col("place") == WORLD).select(*thing, whole="value")
    ours = (
        best.filter(~pl.col("place").is_in([WORLD, OTHERS]))
        .with_columns(rank=pl.col("value").rank("min", descending=True).over(thing))
        .join(world, on=thing, how="left", nulls_equal=True)
        .filter(pl.col("place").is_in(part.of))
    )
    if part.top:
        ours = ours.filter(pl.col("rank") <= part.top)
    if part.least:
        ours = ours.filter(pl.col("value") >= part.least * pl.col("whole"))
    first = ours.sort("mineral", "rank", "id").unique(
        "mineral", keep="first", maintain_order=True
    )
    number = float(first.height)
    words = ", ".join(
        f"{mineral} {place} #{rank:.0f}"
        for mineral, place, rank in first.select("mineral", "place", "rank").iter_rows()
    )
    year = _year(kept["year"].max())
    reading = Reading(number, number, number, year, "", ids_of(first))
    return Finding((reading,), words=words)


def _exists(asked: Asked, rows: pl.DataFrame) -> Finding:
    """Count the rows that speak of a thing."""
    del asked
    said = rows.filter(pl.col("found"))
    if "flag" in said.columns:
        said = said.filter(pl.col("value").is_not_null())
    number = float(said.height)
    readings = (Reading(number, number, number, None, "", ids_of(said)),)
    return Finding(readings if said.height else (), silent=_silent(rows))


_RECIPES: Mapping[str, Callable[[Asked, pl.DataFrame], Finding]] = MappingProxyType(
    {
        "value": _value,
        "sum": _sum,
        "ratio": _ratio,
        "share": _share,
        "rank": _rank,
        "count": _count,
        "exists": _exists,
    }
)


def _year(found: Any) -> int | None:
    """Return a year as a plain number."""
    return None if found is None else int(found)
