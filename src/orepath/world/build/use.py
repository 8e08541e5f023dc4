"""Use is what is published, else what neither plants take in nor trade carries away."""

from functools import cache

import polars as pl

from orepath.evidence.library import library
from orepath.world.build.grid import Grid
from orepath.world.build.ledger import PUBLISHED, Stated, Year
from orepath.world.build.market import figures
from orepath.world.build.sheet import gross, laid
from orepath.world.build.survey import Survey
from orepath.world.build.told import used_like
from orepath.world.bundle import Bundle

_YEARS = (2024, 2035)
_MIDDLE = "STEPS"
_LEAST = 0.1  # t/a
CONTRADICTS = 1.3
"""From here on two figures of one use are called a contradiction."""


@cache
def projected() -> dict[str, tuple[float, float, float, str]]:
    """Return the growth of world demand by mineral that the energy agency projects.

    Returns
    -------
    dict
        Mineral to growth a year from 2024 to 2035 in the scenario of stated policies,
        least and most over the scenarios, and the row of the library.
    """
    rows = (
        library()
        .table("demand")
        .filter(pl.col("section") == "totalDemand", pl.col("series") == "totalDemand")
    )
    found: dict[str, tuple[float, float, float, str]] = {}
    for (mineral,), mine in rows.group_by("mineral", maintain_order=True):
        base = mine.filter(year=_YEARS[0])
        later = mine.filter(pl.col("year") == _YEARS[1])
        if base.is_empty() or later.is_empty():
            continue
        span = _YEARS[1] - _YEARS[0]
        rates = {
            s: (v / base["value"][0]) ** (1 / span) - 1
            for s, v in later.select("scenario", "value").iter_rows()
        }
        middle = rates.get(_MIDDLE)
        if middle is not None:
            word = str(later.filter(scenario=_MIDDLE)["id"][0])
            found[_MINERALS.get(str(mineral), str(mineral).lower())] = (
                middle, min(rates.values()), max(rates.values()), word,
            )  # fmt: skip
    return found


_MINERALS = {"Rare Earth Elements": "rare earths"}


def uses(grid: Grid, bundle: Bundle, survey: Survey, year: Year) -> pl.DataFrame:
    """Return the table of demand.

    Parameters
    ----------
    grid, bundle, survey : Grid, Bundle, Survey
        Chains over places, markets, and which trade is known.
    year : Year
        What is used of each good at each place.
    """
    rows = []
    minerals = dict(bundle.commodities.select("commodity", "mineral").iter_rows())
    for g, name in enumerate(grid.commodities):
        last = not grid.taken[g].any()
        market = figures(bundle, name)
        growth = _growth(minerals[name], market["growth"])
        for p, place in enumerate(grid.places):
            if year.used[g, p] <= _LEAST:
                continue
            value = float(year.used[g, p])
            stated = year.stated.get((g, p))
            least = 0.5 * value if last else 0.0
            rows.append(
                {
                    "commodity": name, "place": place, "quantity": value,
                    "quantity_low": least if stated is None else stated.low,
                    "quantity_high": float(year.used_high[g, p]),
                    **_spelt("elasticity", market["demand_elasticity"]),
                    **_spelt("growth", growth),
                    **_spelt("choke", market["choke"]),
                    **(
                        _published(name, stated, last=last, opened=name in survey.open)
                        if stated is not None
                        else _evidence(
                            name, last=last, opened=name in survey.open,
                            published=year.how.get(name) == PUBLISHED,
                        )
                    ),
                }
            )  # fmt: skip
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return laid("demand", gross(frame).sort("commodity", "place"))


def _growth(mineral: str, chain: dict[str, object]) -> dict[str, object]:
    """Return the growth of use: the agency's where it projects, else the chain's."""
    told = projected().get(mineral)
    if told is None:
        return chain
    return {"value": told[0], "low": told[1], "high": told[2], "source": told[3]}


def _spelt(name: str, row: dict[str, object]) -> dict[str, object]:
    """Return a figure under the headings of the case."""
    return {name: row["value"], f"{name}_low": row["low"], f"{name}_high": row["high"]}


def _published(
    name: str, stated: Stated, *, last: bool, opened: bool
) -> dict[str, object]:
    """Say where a stated use comes from, and how far what is left over lies off."""
    less = "" if last else ", less what plants of the case take in"
    other = "output and trade leave" if opened else "its part in industry would be"
    apart = stated.apart
    said = f", {apart:.2g} times apart: a contradiction" if apart > CONTRADICTS else ""
    return {
        "source": stated.source, "grade": stated.grade,
        "note": f"{name}: consumption published for {stated.year}{less}; {other} "
        f"{stated.left:,.0f} t{said}",
    }  # fmt: skip


def _evidence(
    name: str, *, last: bool, opened: bool, published: bool
) -> dict[str, object]:
    """Say how the use of a good was found, and what that is worth."""
    if last and opened:
        grade = "B" if published else "C"
        return {
            "source": "baci-202601", "grade": grade,
            "note": f"apparent: output and imports of {name} less exports; elasticity, "
            "growth and choke price are those of the chain or of the energy agency",
        }  # fmt: skip
    like = used_like().get(name)
    note = (
        f"{name}: the world's output spread by each place's part "
        f"{f'in the use of {like}' if like else 'of industry'}; at most what it makes "
        "and buys under the customs code, where that is known"
        if last
        else f"{name}: a quarter of what output and trade leave over; may be none, or "
        "all of it"
    )
    return {"source": "assumption", "grade": "C", "note": note}
