"""A project of a case becomes a venture with the case's own figures and sources.

What a case does not hold is left plain: no debt, no working capital, no freight to the
buyer. A venture's file of one's own says more.
"""

from collections.abc import Iterable
from math import ceil
from typing import Any

import polars as pl

from orepath.appraise.figure import DEFINITION
from orepath.appraise.file import venture_from
from orepath.appraise.fiscal import regime_at
from orepath.appraise.party import ANYWHERE
from orepath.appraise.term import Venture
from orepath.errors import InputError, Problem, suggest
from orepath.world.case import Case

OTHERS = "others"
"""Who owns what the focus place does not."""

Cells = dict[str, Any]

_SURE: Cells = {"source": DEFINITION, "grade": "A"}


def venture_of(case: Case, project: str) -> Venture:
    """Return a project of a case as a venture.

    Parameters
    ----------
    case : Case
        Projects, recipes, prices, power, coefficients.
    project : str
        A project with a process.

    Returns
    -------
    Venture
        Built over the project's lead in equal parts, run for its life, at half output
        while it ramps up; sold at the gate at the place's prices; taxed as its place
        does; owned by the focus place and others by the project's share. All discount
        at the case's rate. The capacity is the middle one, so that a draw does not
        move the output without the capital. What stands in the running cost, such as
        a mine's royalty, stays there.

    Raises
    ------
    InputError
        No such project, it makes nothing, or a price it needs is missing.
    """
    row = _project(case, project)
    settings = case.settings
    rate = {"value": settings.discount_rate, "source": "case.toml", "grade": "C"}
    owners = _owners(case, row)
    place, process = row["place"], row["process"]
    output = case.table("processes").row(
        by_predicate=pl.col("process") == process, named=True
    )["output"]
    recipe = case.table("recipes").filter(pl.col("process") == process)
    items = list(recipe.iter_rows(named=True))
    raw: Cells = {
        "venture": {
            "name": project,
            "title": row["name"],
            "place": place,
            "price_year": settings.price_year,
            "first_year": row["earliest"],
            "note": row["note"] or "",
        },
        "discount": dict.fromkeys(
            ("project", "host", *(each["name"] for each in owners)), rate
        ),
        "capital": _capital(row),
        "operation": _operation(case, row),
        "product": [
            _good(case, output, place, {}),
            *(
                _good(case, each["commodity"], place, _cells(each, "quantity"))
                for each in items
                if each["direction"] == "out"
            ),
        ],
        "input": [
            *(
                _good(case, each["commodity"], place, _cells(each, "quantity"))
                for each in items
                if each["direction"] == "in"
            ),
            *_power(case, row),
            _running(row),
        ],
        "fiscal": {"regime": regime_at(place), **_SURE},
        "partner": owners,
        "offtake": _offtake(row, output),
    }
    known = case.table("places")["place"].to_list()
    return venture_from(raw, f"project {project}", places=known)


def _project(case: Case, project: str) -> Cells:
    """Return the row of a project that makes something."""
    rows = case.table("projects").filter(pl.col("process").is_not_null())
    found = rows.filter(pl.col("project") == project)
    if found.is_empty():
        raise InputError(
            Problem(
                project,
                "no project of this name makes anything",
                suggest(project, rows["project"].to_list()),
            )
        )
    return found.row(0, named=True)


def _cells(row: Cells, name: str, by: float = 1.0) -> Cells:
    """Return a ranged cell of a row as a figure, times a factor."""
    ends = {"value": row[name], "low": row[f"{name}_low"], "high": row[f"{name}_high"]}
    found: Cells = {key: float(end) * by for key, end in ends.items()}
    return found | _said(row)


def _said(row: Cells) -> Cells:
    """Return who says a row, and how sure it is."""
    return {
        "source": row["source"] or "assumption",
        "grade": row["grade"],
        "note": row["note"] or "",
    }


def _capital(row: Cells) -> Cells:
    """Return what a project costs, spread evenly over its lead."""
    years = max(1, ceil(row["lead"]))
    return {
        "total": _cells(row, "capex", float(row["size"])),
        "profile": [1.0 / years] * years,
    }


def _operation(case: Case, row: Cells) -> Cells:
    """Return how much a project makes, and how long."""
    found: Cells = {
        "capacity": {"value": float(row["size"]), **_said(row)},
        "life": max(1, round(row["life"])),
    }
    ramp = _at(case, row, "ramp_up")
    if ramp is not None:
        found["ramp"] = [0.5] * min(ceil(ramp["value"]), found["life"])
    return found


def _at(case: Case, row: Cells, figure: str) -> Cells | None:
    """Return a coefficient of a project's process at its place, else everywhere."""
    rows = case.table("coefficients").filter(
        (pl.col("process") == row["process"]) & (pl.col("figure") == figure)
    )
    return _nearest(rows, row["place"])


def _nearest(rows: pl.DataFrame, place: str) -> Cells | None:
    """Return the row of a place, else the one for everywhere."""
    for where in (place, "*"):
        found = rows.filter(pl.col("place") == where)
        if found.height:
            return found.row(0, named=True)
    return None


def _good(case: Case, commodity: str, place: str, quantity: Cells) -> Cells:
    """Return what is sold or bought at the price of a place."""
    row = _nearest(case.table("prices").filter(pl.col("commodity") == commodity), place)
    if row is None:
        raise InputError(
            Problem(
                "prices.csv", f"no price of {commodity} at {place}", "add a row for it"
            )
        )
    return {
        "name": commodity.replace(".", " "),
        "commodity": commodity,
        "title": case.name_of("commodities", commodity),
        "price": _cells(row, "price"),
    } | ({"quantity": quantity} if quantity else {})


def _power(case: Case, row: Cells) -> Iterable[Cells]:
    """Yield the power a project takes."""
    need = _at(case, row, "power")
    if need is None or not need["value"]:
        return
    price = _nearest(case.table("power"), row["place"])
    if price is None:
        raise InputError(
            Problem(
                "power.csv", f"no price at {row['place']}", "add a row, or one for *"
            )
        )
    yield {
        "name": "power",
        "title": "Power",
        "measure": "MWh",
        "quantity": _cells(need, "value"),
        "price": _cells(price, "price"),
    }


def _running(row: Cells) -> Cells:
    """Return the running cost a tonne besides inputs and power."""
    return {
        "name": "running",
        "title": "Running cost",
        "quantity": {"value": 1.0, **_SURE},
        "price": _cells(row, "opex"),
    }


def _owners(case: Case, row: Cells) -> list[Cells]:
    """Return the focus place and the others, by the project's share."""
    focus, part = case.settings.focus, float(row["share"])
    elsewhere = row["place"] if row["place"] != focus else ANYWHERE
    shares = ((focus, focus, part), (OTHERS, elsewhere, 1.0 - part))
    return [
        {"name": name, "place": place, "share": {"value": share, **_said(row)}}
        for name, place, share in shares
        if share > 0.0
    ]


def _offtake(row: Cells, output: str) -> list[Cells]:
    """Return the part of the output that must go to the project's destination."""
    part = row.get("offtake")
    if not part or not row["destination"]:
        return []
    share = _cells(row, "offtake")
    place = row["destination"]
    return [
        {
            "name": place,
            "place": place,
            "product": output.replace(".", " "),
            "share": share,
        }
    ]
