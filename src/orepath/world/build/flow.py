"""Flows are trade as published, without small pairs, or supposed where none is."""

import numpy as np
import polars as pl

from orepath.world.build.grid import Floats
from orepath.world.build.ledger import Ground, Year
from orepath.world.build.order import Order
from orepath.world.build.place import Places
from orepath.world.build.sheet import gross, judged, laid
from orepath.world.build.survey import Survey

_RANGE = ("quantity", "quantity_low", "quantity_high")
_NEAR_KM = 4000.0
"""Distance at which a supposed relation is half as likely as next door."""
_SUPPOSED = (0.3, 2.5)
_ROUNDS = 50
_KNOWN = 10.0
_OPEN_GAP = 0.002
"""Gaps below this part of the world's output are left to the reconciliation."""
_UNKNOWN = (
    "no trade of this form is published here: what makers have left goes to those who "
    "lack it, less with distance"
)
_GAP = (
    "more than customs tell: plants took in what nobody is known to have sent them; "
    "from those who have it left, less with distance"
)
_FAINT = 1e-3


def known(order: Order, survey: Survey, places: Places) -> pl.DataFrame:
    """Return published trade between the places of a case.

    Parameters
    ----------
    order : Order
        Focus, and the part below which a pair is folded away.
    survey : Survey
        Trade of every place.
    places : Places
        Places of the case.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``origin``, ``destination``, ``quantity`` with its ends (gross
        t/a), ``usd``, ``estimated``, ``flows`` (joined), ``kept`` (part of the form's
        trade that is not folded away), ``source``, ``grade``, ``note``. A pair of the
        focus place is kept from a tenth of that size on.
    """
    joined = (
        survey.sent.with_columns(
            first=pl.format("{}-{}", "origin", "destination"),
        )
        .with_columns(places.at("origin"), places.at("destination"))
        .filter(pl.col("origin") != pl.col("destination"))
        .sort("value", descending=True)
        .group_by("commodity", "origin", "destination", maintain_order=True)
        .agg(
            quantity=pl.col("value").sum(),
            quantity_low=pl.col("low").sum(),
            quantity_high=pl.col("high").sum(),
            usd=pl.col("usd").sum(),
            guessed=(pl.col("value") * pl.col("estimated")).sum(),
            flows=pl.len(),
            grade=pl.col("grade").max(),
        )
        .with_columns(
            estimated=pl.col("guessed") / pl.col("quantity"),
            part=pl.col("quantity") / pl.col("quantity").sum().over("commodity"),
        )
    )
    own = (pl.col("origin") == order.focus) | (pl.col("destination") == order.focus)
    least = pl.when(own).then(0.1 * order.fold).otherwise(order.fold)
    return (
        joined.filter(pl.col("part") >= least, pl.col("quantity") > 0)
        .with_columns(
            kept=pl.col("part").sum().over("commodity"),
            source=pl.lit("baci-202601"),
            note=pl.when(pl.col("estimated") > 0)
            .then(
                pl.format(
                    "joined of {} published flows; {} % of the tonnes estimated from "
                    "their value",
                    "flows", (100 * pl.col("estimated")).round(0).cast(pl.Int64),
                )
            )
            .when(pl.col("flows") > 1)
            .then(pl.format("joined of {} published flows", "flows"))
            .otherwise(pl.lit("")),
        )
        .sort("commodity", "origin", "destination")
    )  # fmt: skip


def supposed(ground: Ground, year: Year, km: Floats) -> pl.DataFrame:
    """Return flows that nobody publishes, of all traded forms.

    What makers have left goes to those who lack it, less with distance: proportional
    fitting of f = s·d / (1 + km/4000) to what each place sells and buys. Trade in both
    directions is not seen. Of a form with published trade only what that leaves open
    is filled, ten times as readily between places that trade in it.

    Parameters
    ----------
    ground : Ground
        Chains, which forms are traded, and which trade is known.
    year : Year
        Output and use of every place.
    km : ndarray (P, P)
        Distances.

    Returns
    -------
    polars.DataFrame
        As :func:`known` gives it, of grade C.
    """
    rows = []
    grid = ground.grid
    heads = ground.bundle.commodities.filter("traded", ~pl.col("outside"))
    process = grid.share * (year.made + year.latent)[grid.output]
    for name in heads["commodity"]:
        g = grid.commodities.index(name)
        made = year.made[g] + year.latent[g] + grid.given[g] @ process
        left = made - year.need[g] - year.used[g] + year.imported[g] - year.exported[g]
        is_open = ground.is_open(g)
        least = _OPEN_GAP * float(made.sum()) if is_open else 0.0
        lacks = np.where(left < -least, -left, 0.0)
        ready = _readiness(ground, name, km)
        flows = _fitted(np.maximum(left, 0.0), lacks, ready)
        large = flows > _FAINT * flows.sum()
        # Everyone who lacks it keeps at least the main seller.
        largest = (flows == flows.max(axis=0)) & (flows > 0)
        for i, j in np.argwhere(large | largest):
            rows.append(
                {
                    "commodity": name,
                    "origin": grid.places[i],
                    "destination": grid.places[j],
                    "quantity": float(flows[i, j]),
                    "note": _GAP if is_open else _UNKNOWN,
                }
            )
    schema = {
        "commodity": pl.String, "origin": pl.String, "destination": pl.String,
        "quantity": pl.Float64, "note": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema).with_columns(
        *judged(pl.col("quantity"), *_SUPPOSED, "quantity"),
        source=pl.lit("assumption"),
        grade=pl.lit("C"),
    )


def merged(flows: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    """Return known flows and others, one row a pair.

    Parameters
    ----------
    flows, more : polars.DataFrame
        From :func:`known`, and from :func:`supposed` or
        :func:`orepath.world.build.uncoded.uncoded`.
    """
    ends = ["commodity", "origin", "destination"]
    told = pl.col("note").filter(pl.col("note") != "").str.join("; ")
    return (
        pl.concat([flows, more], how="diagonal")
        .group_by(ends, maintain_order=True)
        .agg(
            *(pl.col(name).sum() for name in _RANGE),
            pl.col("usd", "kept").first(),
            pl.col("source").first(),
            pl.col("grade").max(),
            told,
        )
        .sort(ends)
    )


def _readiness(ground: Ground, name: str, km: Floats) -> Floats:
    """Return how readily places trade in a good: less with distance (P, P)."""
    ready = 1.0 / (1.0 + km / _NEAR_KM)
    at = {place: i for i, place in enumerate(ground.grid.places)}
    known_ones = ground.flows.filter(commodity=name)
    for origin, destination in known_ones.select("origin", "destination").iter_rows():
        ready[at[origin], at[destination]] *= _KNOWN
    return ready


def _fitted(out: Floats, into: Floats, ready: Floats) -> Floats:
    """Fit flows to what places sell and buy, by turns."""
    total = min(float(out.sum()), float(into.sum()))
    if total <= 0:
        return np.zeros_like(ready)
    out, into = out * total / out.sum(), into * total / into.sum()
    flows = np.outer(out, into) * ready
    np.fill_diagonal(flows, 0.0)
    for _ in range(_ROUNDS):
        flows *= (out / np.maximum(flows.sum(axis=1), 1e-12))[:, None]
        flows *= (into / np.maximum(flows.sum(axis=0), 1e-12))[None, :]
    return flows


def trades(flows: pl.DataFrame) -> pl.DataFrame:
    """Return the table of trade from flows known and supposed."""
    return laid("trade", gross(flows).sort("commodity", "origin", "destination"))
