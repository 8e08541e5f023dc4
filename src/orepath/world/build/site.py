"""Sites are processes at places, with what the base year says they made."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from orepath.core.gazetteer import name_of
from orepath.world.build.grid import Grid
from orepath.world.build.ledger import PUBLISHED, Year
from orepath.world.build.place import REST
from orepath.world.build.sheet import gross, laid
from orepath.world.bundle import Bundle

_SPLIT = (0.8, 1.25)
"""How far a split by share may be off beside the doubt of the whole."""
_LEAST = 1e-6
"""Parts of the world's output below this are no site."""


def sites(grid: Grid, bundle: Bundle, year: Year, base: int) -> pl.DataFrame:
    """Return the table of sites.

    Parameters
    ----------
    grid, bundle : Grid, Bundle
        Chains over places, and the names of processes.
    year : Year
        Output by commodity and place.
    base : int
        Base year; output that was published for another one says so.

    Returns
    -------
    polars.DataFrame
        A site a process and place with output, and one of unlisted makers where more
        is sold or taken in than anybody is known to make. The latter have a range from
        nought to twice their value.
    """
    names = dict(bundle.processes.select("process", "name").iter_rows())
    rows = []
    for k, process in enumerate(grid.processes):
        g = int(grid.output[k])
        good = grid.commodities[g]
        world = max(float((year.made + year.latent)[g].sum()), 1e-9)
        several = int((grid.output == g).sum()) > 1
        for p, place in enumerate(grid.places):
            share = float(grid.share[k, p])
            made, more = share * year.made[g, p], share * year.latent[g, p]
            head = {
                "process": process, "place": place,
                "label": f"{names[process]}, {_said(place)}",
            }  # fmt: skip
            if made > _LEAST * world:
                rows.append(
                    head
                    | _dated(
                        _known(year, (g, p), (good, place), share, split=several),
                        year.source.get((good, place), ("", "", None))[2],
                        base,
                    )
                    | {"site": f"{process}_{place}", "output": made}
                )
            if more > _LEAST * world:
                rows.append(head | _unlisted(head, more))
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return laid("sites", gross(frame).rename({"label": "name"}).sort("site"))


def _said(place: str) -> str:
    """Return a place's name."""
    return "rest of the world" if place == REST else name_of(place)


def _known(
    year: Year,
    at: tuple[int, int],
    key: tuple[str, str],
    share: float,
    *,
    split: bool,
) -> dict[str, object]:
    """Return range and evidence of a site whose output is published or derived."""
    source, grade, _ = year.source.get(key, ("assumption", "C", None))
    how = year.how[key[0]]
    low, high = share * year.low[at], share * year.high[at]
    note = "" if how == PUBLISHED else f"{key[0]}: {how}"
    if split and share < 1.0:
        low, high, grade = low * _SPLIT[0], high * _SPLIT[1], "C"
        note = f"{key[0]}: split between ways of making it by the chain's shares; {how}"
    return {
        "output_low": float(np.minimum(low, share * year.made[at])),
        "output_high": float(np.maximum(high, share * year.made[at])),
        "source": source, "grade": grade, "note": note,
    }  # fmt: skip


def _dated(row: dict[str, object], stated: int | None, base: int) -> dict[str, object]:
    """Say of an output that was published for another year than the base year."""
    if stated in (None, base):
        return row
    told = f"published for {stated}, the nearest year"
    return row | {"note": f"{row['note']}; {told}" if row["note"] else told}


def _unlisted(head: Mapping[str, object], more: float) -> dict[str, object]:
    """Return a site of makers that no source lists."""
    return {
        "site": f"{head['process']}_{head['place']}_unlisted",
        "label": f"Unlisted: {head['label']}",
        "output": more, "output_low": 0.0, "output_high": 2.0 * more,
        "source": "assumption", "grade": "C",
        "note": "the place sells or takes in more than it is known to make and buy; "
        "from nought to twice that gap, the reconciliation settles it",
    }  # fmt: skip
