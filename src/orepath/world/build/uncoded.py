"""Trade under no code of the library is taken from what a source tells of it."""

from typing import Any

import numpy as np
import polars as pl

from orepath.world.build.grid import ANYWHERE
from orepath.world.build.ledger import Ground
from orepath.world.build.told import told_trade

_RANGE = ("quantity", "quantity_low", "quantity_high")


def uncoded(ground: Ground, base: int) -> pl.DataFrame:
    """Return trade of the base year that no code of the library holds, but a source.

    What one place sells to all others goes by their industry, what it buys of all
    others by what they make; of those named apart, none.

    Parameters
    ----------
    ground : Ground
        Places, their industry, and who makes what part.
    base : int
        Base year.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``origin``, ``destination``, ``quantity`` with its ends (gross
        t/a), ``source``, ``grade``, ``note``.
    """
    places, rows = ground.grid.places, []
    asked = told_trade().filter(
        pl.col("commodity").is_in(ground.grid.commodities), pl.col("year") == base
    ).with_columns(*(
        pl.when(pl.col(side) == ANYWHERE).then(pl.lit(ANYWHERE))
        .otherwise(ground.places.at(side)).alias(side)
        for side in ("origin", "destination")
    ))  # fmt: skip
    for row in asked.to_dicts():
        named = asked.filter(commodity=row["commodity"])
        for (origin, destination), part in _parts(ground, row, named).items():
            ends = (part * float(row[end]) for end in ("value", "low", "high"))
            rows.append(
                {
                    "commodity": row["commodity"], "origin": places[origin],
                    "destination": places[destination],
                    **dict(zip(_RANGE, ends, strict=True)),
                    "source": row["source"], "grade": row["grade"], "note": row["note"],
                }
            )  # fmt: skip
    schema = {
        **dict.fromkeys(("commodity", "origin", "destination"), pl.String),
        **dict.fromkeys(_RANGE, pl.Float64),
        **dict.fromkeys(("source", "grade", "note"), pl.String),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _parts(
    ground: Ground, row: dict[str, Any], named: pl.DataFrame
) -> dict[tuple[int, int], float]:
    """Return by pair of places the part of a row of told trade."""
    name, places = str(row["commodity"]), ground.grid.places
    origin, destination = str(row["origin"]), str(row["destination"])
    if ANYWHERE not in (origin, destination):
        pair = places.index(origin), places.index(destination)
        return {pair: 1.0} if origin != destination else {}
    if destination == ANYWHERE:
        mine, side, other = origin, "destination", "origin"
        weight = ground.key.of(name).copy()
    else:
        mine, side, other = destination, "origin", "destination"
        made = pl.concat([
            ground.survey.made.select("commodity", "place", "value"),
            ground.survey.parts.select("commodity", "place", "value"),
        ]).with_columns(ground.places.at("place"))  # fmt: skip
        weight = ground.grid.spread(made, "value")[ground.grid.commodities.index(name)]
    apart = named.filter(pl.col(other) == mine)[side].to_list()
    for code in (mine, *apart):
        if code != ANYWHERE:
            weight[places.index(code)] = 0.0
    at = places.index(mine)
    found = {}
    for p in np.flatnonzero(weight):
        pair = (at, int(p)) if side == "destination" else (int(p), at)
        found[pair] = float(weight[p] / weight.sum())
    return found
