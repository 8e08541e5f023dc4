"""A way is how goods get from one place of a case to another, and what that costs."""

import numpy as np
import polars as pl

from orepath.world.build.grid import Floats
from orepath.world.build.place import REST, Places
from orepath.world.build.sheet import laid
from orepath.world.voyage import voyages

ANYTHING = "*"
CARGOES = ((150.0, "bulk"), (3000.0, "parcel"), (float("inf"), "container"))
"""The cargo as which goods go that cost less than so many USD/t."""

_COMMON = "parcel"
_WORST = 1.5
_ENDS = ("cost", "cost_low", "cost_high")


def distances(places: Places) -> Floats:
    """Return the length of the cheapest way between any two places, km (P, P).

    The rest of the world stands where its largest trader does.

    Parameters
    ----------
    places : Places
        Places of the case.
    """
    at = {code: i for i, code in enumerate(places.codes)}
    found = np.zeros((len(at), len(at)))
    for origin, destination, km in (
        _sailed(places, _COMMON).select("origin", "destination", "km").iter_rows()
    ):
        found[at[origin], at[destination]] = km
    return found


def ways(flows: pl.DataFrame, price: dict[str, float], places: Places) -> pl.DataFrame:
    """Return the table of routes for flows.

    Parameters
    ----------
    flows : polars.DataFrame
        ``commodity``, ``origin``, ``destination``.
    price : dict of str to float
        Price of each commodity, USD/t: cheap goods go in shiploads, dear ones in boxes.
    places : Places
        Places of the case.

    Returns
    -------
    polars.DataFrame
        One row a pair for all goods that go in parcels, and one a pair and commodity
        for the others.
    """
    cargo = {name: next(c for most, c in CARGOES if price[name] < most)
             for name in flows["commodity"].unique()}  # fmt: skip
    pairs = flows.select(
        commodity=pl.when(
            pl.col("commodity").replace_strict(cargo, return_dtype=pl.String) == _COMMON
        )
        .then(pl.lit(ANYTHING))
        .otherwise("commodity"),
        cargo=pl.col("commodity").replace_strict(cargo, return_dtype=pl.String),
        origin="origin",
        destination="destination",
    ).unique(maintain_order=True)
    told = pl.concat(
        _sailed(places, name).with_columns(cargo=pl.lit(name))
        for name in sorted(set(pairs["cargo"]))
    )
    routes = pairs.join(
        told, on=["cargo", "origin", "destination"], how="left", maintain_order="left"
    )
    return laid("routes", routes.with_columns(unit=pl.lit("USD/t")))


def _sailed(places: Places, cargo: str) -> pl.DataFrame:
    """Return the voyages between all places of a case, by the ports they stand at.

    Through which straits a crowd ships is not said. Where no way is open the worst one
    known stands, half as dear again.
    """
    real = [places.ports[code] for code in places.codes]
    found = voyages(real, real, cargo=cargo)
    code = {port: code for code, port in places.ports.items()}
    sides = [pl.col(side).replace(code) for side in ("origin", "destination")]
    crowd = (pl.col("origin") == REST) | (pl.col("destination") == REST)
    shut = pl.col("cost").is_null()
    return (
        found.with_columns(sides)
        .with_columns(
            pl.when(crowd).then(pl.lit("")).otherwise(pl.col("via")).alias("via"),
            pl.when(shut).then(pl.lit("C")).otherwise(pl.col("grade")).alias("grade"),
            pl.when(crowd)
            .then(pl.format("from or to {}, for the rest; {}",
                            pl.lit(places.stand_in), "note"))
            .otherwise(pl.col("note")).alias("note"),
            pl.col("source").fill_null("assumption"),
            pl.col("mode").fill_null("unknown"),
            *(
                pl.col(end).fill_null(_WORST * pl.col(end).max())
                for end in (*_ENDS, "km")
            ),
        )
        .select("origin", "destination", "mode", "km", *_ENDS, "via", "source",
                "grade", "note")
    )  # fmt: skip
