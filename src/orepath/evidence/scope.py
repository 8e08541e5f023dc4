"""Whose trade is known in full: a place whose trade was not read has unknown trade.

Nothing is sent and nothing was read look alike in a table of flows. Here they are told
apart, by what each source of trade covers.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import polars as pl

from orepath.evidence import shelf as shelves
from orepath.evidence.form import chosen, codes
from orepath.evidence.library import Library, Words, Years, library

ALL = "*"
"""Stands for all places in the scope of a source."""

WHOLE = "baci"
"""How the identifier of a source begins that holds the trade of all places."""


def covered(
    minerals: Words = None,
    years: Years = None,
    *,
    stages: Words = None,
    commodities: Words = None,
    gross: bool = False,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return the places whose trade of a form and year is known with all partners.

    Parameters
    ----------
    minerals, years, stages, commodities, shelf
        As :func:`orepath.evidence.shipment.trade` takes them.
    gross : bool
        Ask for the codes of :func:`orepath.evidence.shipment.as_traded` instead: of
        these, one that the library has is enough, as in the published convention.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``stage``, ``year``, ``place``; sorted. A place that is missing
        has trade that is not known, whatever flows of it were read by chance.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.

    Notes
    -----
    A form is covered when every needed code of it is. What a source covers stands in
    the table of scopes of the package; an imported release of BACI covers all places,
    any other imported trade the places that stand in each of its flows.

    Examples
    --------
    >>> known = covered("titanium", [2018, 2022], stages="refine")
    >>> known.filter(year=2018, place="KAZ").height
    1
    >>> known.filter(place="DEU")["year"].to_list()
    [2022]
    """
    held = shelf or library()
    wanted = chosen(minerals, stages, commodities)
    needed = _published(wanted, held) if gross else _needed(wanted)
    scope = _scope(needed["hs"].to_list(), years, held)
    key = ["commodity", "stage", "year", "place"]
    return (
        needed.with_columns(all=pl.len().over("commodity"))
        .join(scope, on="hs")
        .group_by(*key, "all").agg(found=pl.col("hs").n_unique())
        .filter(pl.col("found") == pl.col("all"))
        .select(key).sort(key)
    )  # fmt: skip


def _needed(wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the codes without which the trade of a form is not known."""
    carried = codes().filter("needed").select("commodity", "hs").unique()
    return carried.join(wanted.select("commodity", "stage"), on="commodity")


def _published(wanted: pl.DataFrame, held: Library) -> pl.DataFrame:
    """Return the codes of the published convention that the library has."""
    carried = wanted.select("commodity", "stage", hs="geopolrisk_hs").explode("hs")
    return carried.filter(pl.col("hs").is_in(held.words("trade", "hs")))


def _scope(hs: Sequence[str], years: Years, held: Library) -> pl.DataFrame:
    """Return ``hs``, ``year``, ``place`` of which all partners are known."""
    keep = [pl.col("hs").is_in(sorted(set(hs)))]
    if years is not None:
        keep.append(pl.col("year").is_in([years] if isinstance(years, int) else years))
    flows = (
        shelves.scan(held.shelves, "trade", keep)
        .select("hs", "year", "exporter", "importer", "source").collect()
    )  # fmt: skip
    read = flows.group_by("hs", "year", "source").agg(pl.len().alias("flows"))
    stated = (
        read.join(_scopes(), on="source")
        .filter(pl.col("year").is_between(pl.col("first"), pl.col("last")))
        .select("hs", "year", "places")
    )
    other = read.join(_scopes(), on="source", how="anti")
    whole = other.filter(pl.col("source").str.starts_with(WHOLE)).select(
        "hs", "year", places=pl.lit([ALL])
    )
    every = pl.DataFrame({"every": [_everyone(held)]})
    listed = (
        pl.concat([stated, whole])
        .join(every, how="cross")
        .with_columns(
            place=pl.when(pl.col("places").list.contains(ALL))
            .then("every").otherwise("places")
        )
        .select("hs", "year", "place").explode("place")
    )  # fmt: skip
    return (
        pl.concat([listed, _in_each(flows, other)])
        .unique()
        .with_columns(pl.col("year").cast(pl.Int64))
    )


def _in_each(flows: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the places that stand in each flow of a code, year and source."""
    group = ["hs", "year", "source"]
    partial = other.filter(~pl.col("source").str.starts_with(WHOLE))
    sides = flows.join(partial, on=group)
    return (
        pl.concat([
            sides.select(*group, "flows", place="exporter"),
            sides.select(*group, "flows", place="importer"),
        ])
        .group_by(*group, "flows", "place").len()
        .filter(pl.col("len") == pl.col("flows"))
        .select("hs", "year", "place")
    )  # fmt: skip


def _everyone(held: Library) -> list[str]:
    """Return every place that trades or is rated."""
    found = {
        *held.words("trade", "exporter"),
        *held.words("trade", "importer"),
        *held.words("governance", "place"),
    }
    return sorted(found)


@cache
def _scopes() -> pl.DataFrame:
    """Read what each embedded source of trade covers."""
    file = files("orepath").joinpath("data", "trade_scope.csv")
    with file.open("rb") as stream:
        frame = pl.read_csv(stream.read())
    return frame.select(
        "source",
        pl.col("first", "last").cast(pl.Int16),
        pl.col("places").str.split(" "),
    )
