"""Flows and corridors with coordinates, ready for a map."""

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.study.analysis import Study
from orepath.study.drawing.crowd import COLOURS, lumped
from orepath.study.sheet.form import named
from orepath.world.case import Case
from orepath.world.corridor import Corridors
from orepath.world.course import drawn
from orepath.world.path import via_of

# Flows away from the focus place that the map still shows, the largest ones.
_OTHERS = 25
_OWN = 90
_LEAST = 50.0  # t/a
_WORTH = 1e7  # USD a year


def trade_arcs(study: Study) -> pl.DataFrame:
    """Return the calibrated trade of the base year as arcs, the focus's marked.

    Of a crowd those worth most are drawn, so that bauxite does not hide cobalt.
    """
    case, balance = study.case, study.calibration.balance
    focus = case.settings.focus
    arcs = (
        case.table("trade")
        .select("commodity", "origin", "destination")
        .with_columns(
            pl.Series("tonnes", study.calibration.year.quantity[balance.pairs]),
        )
        .with_columns(
            ((pl.col("origin") == focus) | (pl.col("destination") == focus)).alias(
                "highlight"
            )
        )
        .join(
            case.table("prices").filter(place="*").select("commodity", "price"),
            on="commodity", how="left", maintain_order="left",
        )
        .with_columns(worth=pl.col("tonnes") * pl.col("price"))
        .filter(
            (pl.col("tonnes") > _LEAST) | (pl.col("worth") > _WORTH)
        )
        .sort("highlight", "worth", "tonnes", descending=True, nulls_last=True)
        .drop("price")
    )  # fmt: skip
    kept = pl.concat(
        [
            arcs.filter("highlight").head(_OWN),
            arcs.filter(~pl.col("highlight")).head(_OTHERS),
        ]
    )
    return _coloured(case, placed(case, kept))


def _coloured(case: Case, arcs: pl.DataFrame) -> pl.DataFrame:
    """Let many goods share the colours of their minerals, the least of them one."""
    if arcs["commodity"].n_unique() <= COLOURS + 1:
        return arcs
    minerals = dict(case.table("commodities").select("name", "mineral").iter_rows())
    by_mineral = arcs.with_columns(pl.col("commodity").replace(minerals))
    whole = by_mineral.group_by(pl.exclude("tonnes", "worth"), maintain_order=True).agg(
        pl.col("tonnes", "worth").sum()
    )
    own = pl.col("worth").filter("highlight").sum()
    return lumped(whole.select(arcs.columns), "commodity", own, COLOURS)


def filled(case: Case) -> list[str]:
    """Return the names of the countries that the focus stands for.

    Parameters
    ----------
    case : Case
        Whose table of places tells the members of a group.
    """
    row = case.table("places").filter(place=case.settings.focus).row(0, named=True)
    members = str(row["members"] or "").split()
    return [name_of(code) for code in members] or [str(row["name"])]


def placed(case: Case, arcs: pl.DataFrame) -> pl.DataFrame:
    """Add names and coordinates of origin and destination, and the commodity's name."""
    places = case.table("places").select("place", "name", "lon", "lat")
    for end in ("origin", "destination"):
        arcs = arcs.join(
            places.rename(
                {
                    "place": end,
                    "name": f"{end}_name",
                    "lon": f"{end}_lon",
                    "lat": f"{end}_lat",
                }
            ),
            on=end,
            how="left",
            maintain_order="left",
        )
    return arcs.with_columns(named(case, "commodities", "commodity", "commodity"))


def corridor_legs(study: Study) -> pl.DataFrame:
    """Return the legs of every named corridor with coordinates; the cheapest is marked.

    Columns as ``report.figures.corridormap`` reads them; see ``world.course``.
    """
    case = study.case
    network = Corridors(case.table("legs"), case.table("rates"))
    best = study.corridors.sort("cost")["title"][0]
    paths = [
        (row["title"], network.through(row["from"], row["to"], via_of(row)))
        for row in case.table("corridors").iter_rows(named=True)
    ]
    return drawn(paths, case.table("stops"), best)
