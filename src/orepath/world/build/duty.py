"""Duties are what the library tells of import tariffs on the goods of a case."""

import polars as pl

from orepath.evidence.library import library
from orepath.world.build.place import Places
from orepath.world.build.sheet import laid
from orepath.world.bundle import Bundle

_ANYWHERE = "*"
_HEADING = r"^\d{4,6}$"


def duties(bundle: Bundle, places: Places, last: int) -> pl.DataFrame:
    """Return the table of tariffs.

    Parameters
    ----------
    bundle : Bundle
        Commodities with the codes they are traded under.
    places : Places
        Who may levy one.
    last : int
        Year by whose end a rate must be in force; of several the newest holds.

    Returns
    -------
    polars.DataFrame
        One row a good and place, for goods from everywhere. Headings that the library
        tells only in words are left out; where nothing is told none is levied.
    """
    told = library().table("tariffs").filter(
        pl.col("hs").str.contains(_HEADING),
        pl.col("place").is_in(places.codes),
        pl.col("effective").str.slice(0, 4).cast(pl.Int64, strict=False) <= last,
        pl.col("rate").is_not_null(),
    )  # fmt: skip
    goods = bundle.commodities.filter("traded").select(
        "commodity", code=pl.col("hs").str.split(" ")
    ).explode("code").drop_nulls("code")  # fmt: skip
    found = (
        goods.join(told, how="cross")
        .filter(pl.col("code").str.starts_with(pl.col("hs")))
        .sort("effective", "hs", descending=True)
        .unique(["commodity", "place"], keep="first", maintain_order=True)
        .select(
            "commodity",
            origin=pl.lit(_ANYWHERE),
            destination="place",
            rate="rate",
            rate_low=pl.min_horizontal("rate", pl.col("previous").fill_null(1.0)),
            rate_high=pl.max_horizontal("rate", pl.col("previous").fill_null(0.0)),
            source="id",
            grade="grade",
            note=pl.format("{} on {} (HS {}); free trade agreements are not heeded",
                           "kind", "description", "hs"),
        )
    )  # fmt: skip
    return laid("tariffs", found.sort("commodity", "destination"))
