"""Shocks are the loss of a good's largest seller, recorded bans and closed straits."""

import polars as pl

from orepath.core.gazetteer import gazetteer, name_of
from orepath.evidence.library import library
from orepath.world.build.order import Order
from orepath.world.build.place import REST, Places
from orepath.world.build.sheet import judged, laid
from orepath.world.bundle import Bundle
from orepath.world.chart import read_chart
from orepath.world.voyage import voyages

_MOST = 6
_CHANCE = {"supplier": 0.03, "recorded": 0.10, "strait": 0.02}
_STRAIT = 0.1
"""Part of the focus place's imports by value that must pass a strait to try it."""
_AROUND = 1.3
"""Times the usual cost from which on a way around is no way out."""
_WHOLE = ("ban", "quota")


def shocks(
    order: Order,
    bundle: Bundle,
    places: Places,
    flows: pl.DataFrame,
    routes: pl.DataFrame,
) -> pl.DataFrame:
    """Return the table of shocks, those that touch most of the focus' imports first.

    Parameters
    ----------
    order, bundle, places : Order, Bundle, Places
        Focus, minerals and places of the case.
    flows : polars.DataFrame
        Trade with ``worth`` (USD a year).
    routes : polars.DataFrame
        The table of routes.

    Returns
    -------
    polars.DataFrame
        At most six; their chances are judgements of grade C.
    """
    bought = flows.filter(pl.col("destination") == order.focus)
    found = pl.concat(
        [
            _recorded(bundle, places, flows, order),
            _suppliers(bought),
            _straits(bought, routes, places),
        ],
        how="diagonal",
    )
    ends = dict.fromkeys(("place", "process", "commodity"), pl.lit(None, pl.String))
    kept = (
        found.sort("worth", descending=True)
        .unique(["kind", "place", "commodity", "stop"], keep="first",
                maintain_order=True)
        .head(_MOST)
    )  # fmt: skip
    missing = {n: e for n, e in ends.items() if n not in kept.columns}
    return laid(
        "shocks",
        kept.with_columns(**missing).with_columns(
            *judged(pl.col("part"), 0.5, 1.0, "severity"),
            *judged(pl.col("lasts"), 0.5, 2.0, "months"),
            *judged(pl.col("chance"), 0.3, 2.5, "probability"),
            grade=pl.lit("C"),
        ),
    )


def _suppliers(bought: pl.DataFrame) -> pl.DataFrame:
    """Return the loss of the largest seller of each good to the focus place."""
    return (
        bought.filter(pl.col("origin") != REST)
        .sort("quantity", descending=True)
        .unique("commodity", keep="first", maintain_order=True)
        .select(
            shock=pl.format(
                "no_{}_from_{}", pl.col("commodity").str.replace_all(" ", "_"), "origin"
            ),
            name=pl.format(
                "No {} from {} (supposed)", "commodity",
                pl.col("origin").map_elements(name_of, return_dtype=pl.String),
            ),
            kind=pl.lit("export_ban"), place="origin", commodity="commodity",
            stop=pl.lit(""), part=pl.lit(1.0), lasts=pl.lit(12.0),
            chance=pl.lit(_CHANCE["supplier"]), year=pl.lit(2024),
            source=pl.lit("assumption"), worth="worth",
            note=pl.lit(
                "the largest seller to the focus place stops for a year; once in some "
                "thirty years is supposed"
            ),
        )
    )  # fmt: skip


def _recorded(
    bundle: Bundle, places: Places, flows: pl.DataFrame, order: Order
) -> pl.DataFrame:
    """Return recorded bans and quotas that name a mineral of the case."""
    minerals = set(bundle.commodities["mineral"])
    rows = []
    for row in library().table("restrictions").iter_rows(named=True):
        if row["place"] not in places.codes or not row["start"]:
            continue
        words = str(row["measure"]).lower()
        if not any(word in words for word in _WHOLE):
            continue
        for mineral in sorted(minerals):
            if mineral not in str(row["mineral"]).lower() or "scrap" in str(
                row["mineral"]
            ):
                continue
            goods = bundle.commodities.filter(mineral=mineral)["commodity"]
            sold = flows.filter(
                pl.col("origin") == row["place"], pl.col("commodity").is_in(goods)
            )
            if sold.is_empty():
                continue
            top = sold.sort("worth", descending=True)["commodity"][0]
            mine = sold.filter(pl.col("destination") == order.focus)
            rows.append(
                {
                    "shock": f"{row['place']}_{mineral}_{row['start'][:7]}".replace(
                        "-", "_").replace(" ", "_"),
                    "name": f"{name_of(row['place'])}: {row['measure']} of {mineral}, "
                    f"{row['start'][:4]}",
                    "kind": "export_ban" if "ban" in words else "quota",
                    "place": row["place"], "commodity": top,
                    "stop": "", "part": 1.0 if "ban" in words else 0.5, "lasts": 8.0,
                    "chance": _CHANCE["recorded"], "year": int(row["start"][:4]),
                    "source": row["id"], "worth": float(mine["worth"].sum()),
                    "note": "recorded; that it comes again once in ten years, for "
                    "eight months and for the most sold form, is supposed",
                }
            )  # fmt: skip
    schema = {
        "shock": pl.String, "name": pl.String, "kind": pl.String, "place": pl.String,
        "commodity": pl.String, "stop": pl.String, "part": pl.Float64,
        "lasts": pl.Float64, "chance": pl.Float64, "year": pl.Int32,
        "source": pl.String, "worth": pl.Float64, "note": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _straits(
    bought: pl.DataFrame, routes: pl.DataFrame, places: Places
) -> pl.DataFrame:
    """Return the closure of straits that much of what the focus buys passes."""
    whole = float(bought["worth"].sum())
    bought = bought.filter(pl.col("origin") != REST)
    ends = ["origin", "destination"]
    via = routes.select(*ends, "via").unique(ends, keep="first", maintain_order=True)
    return (
        bought.join(via, on=ends)
        .with_columns(stop=pl.col("via").fill_null("").str.split(" "))
        .explode("stop")
        .filter(~pl.col("stop").is_in(["", *gazetteer(), *read_chart().points]))
        .group_by("stop")
        .agg(pl.col("worth").sum())
        .filter(
            pl.col("worth") >= _STRAIT * whole,
            pl.col("stop").map_elements(
                lambda stop: _matters(stop, bought, routes, places),
                return_dtype=pl.Boolean,
            ),
        )
        .select(
            shock=pl.format(
                "closed_{}", pl.col("stop").str.replace_all("-", "_")
            ),
            name=pl.format("{} closed (supposed)", "stop"),
            kind=pl.lit("closure"), stop="stop", part=pl.lit(0.9),
            lasts=pl.lit(4.0), chance=pl.lit(_CHANCE["strait"]), year=pl.lit(2024),
            source=pl.lit("assumption"), worth="worth",
            note=pl.lit(
                "closed to nine tenths for four months, once in fifty years: supposed"
            ),
        )
    )  # fmt: skip


def _matters(
    stop: str, bought: pl.DataFrame, routes: pl.DataFrame, places: Places
) -> bool:
    """Return whether a closed strait cannot be gone around at a small cost.

    Where ships lose a day its closure is hardly worth trying.
    """
    passing = routes.filter(pl.col("via").str.split(" ").list.contains(stop)).join(
        bought, on=["origin", "destination"], how="semi"
    )
    ends = passing.select(pl.col("origin", "destination").replace(places.ports)).unique(
        maintain_order=True
    )
    around = voyages(
        sorted(set(ends["origin"])), sorted(set(ends["destination"])), closed=[stop]
    )
    direct = voyages(sorted(set(ends["origin"])), sorted(set(ends["destination"])))
    both = ends.join(
        direct.select("origin", "destination", now="cost"), on=["origin", "destination"]
    ).join(
        around.select("origin", "destination", then="cost"),
        on=["origin", "destination"],
    )
    dearer = pl.col("then").is_null() | (pl.col("then") > _AROUND * pl.col("now"))
    return bool(both.select(dearer.mean()).item() >= 0.5)
