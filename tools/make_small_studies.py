"""Write the two small studies: a case made by the package, then edited by hand.

Each study has a page of edits, ``studies/<name>/edits.toml``, in four kinds: ``drop``
takes rows away, ``change`` sets cells, ``project``, ``policy`` and ``shock`` add rows.
A figure with a range is written ``[value, low, high]``; a single number has no range.
What a project does not say of cost, lead and life is the chain's. ``README.md`` and
``scenarios.toml`` are written by hand and left alone.
"""

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from orepath.study.draft import settings_text, tables_written
from orepath.world.build.case import Built, built
from orepath.world.build.contract import with_margins
from orepath.world.build.market import relations
from orepath.world.build.order import ordered
from orepath.world.build.royalty import royalty
from orepath.world.build.way import ways
from orepath.world.bundle import joined
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME

STUDIES = Path(__file__).parents[1] / "studies"
NAMES = ("european-buyer", "kazakhstan-processing")
_EDGE = {"low": 1, "high": 2}
_WHOLE = {"earliest": 2027, "latest": 2036, "share": 1.0, "paid": 1.0, "grade": "C"}
_OF_CHAIN = ("capex", "opex", "lead", "life")
_PLANTS = ("plant", "mine", "recycling")


def edits_of(name: str) -> dict[str, Any]:
    """Return the page of edits of a study.

    Parameters
    ----------
    name : str
        Folder under ``studies``.
    """
    text = (STUDIES / name / "edits.toml").read_text(encoding="utf8")
    return tomllib.loads(text)


def automatic(edits: dict[str, Any]) -> Built:
    """Return the case before any edit.

    Parameters
    ----------
    edits : dict
        With the section ``order``.
    """
    order = edits["order"]
    return built(
        ordered(
            order["focus"], order["minerals"], order["partners"],
            order["start"], order["end"], most=order["places"],
        )
    )  # fmt: skip


def edited(found: Built, edits: dict[str, Any]) -> Case:
    """Return the case after every edit.

    Parameters
    ----------
    found : Built
        The automatic case.
    edits : dict
        As :func:`edits_of` gives them.

    Raises
    ------
    ValueError
        An edit meets no row, so that it says nothing any more.
    """
    tables = dict(found.case.tables)
    for edit in edits.get("drop", ()):
        frame = tables[edit["table"]]
        tables[edit["table"]] = frame.filter(~_hit(frame, edit))
    for edit in edits.get("change", ()):
        tables[edit["table"]] = _changed(tables[edit["table"]], edit)
    order = found.order
    projects = [_project(row, found) for row in edits.get("project", ())]
    tables["projects"] = _added("projects", tables["projects"], projects)
    policies, shocks = edits.get("policy", ()), edits.get("shock", ())
    tables["policies"] = _added(
        "policies", tables["policies"], [{"place": order.focus, **p} for p in policies]
    )
    tables["shocks"] = _added("shocks", tables["shocks"], shocks)
    settings = found.case.settings.model_copy(update=edits["settings"])
    return _opened(Case(settings, tables), found)


def _hit(frame: pl.DataFrame, edit: dict[str, Any]) -> pl.Series:
    """Return which rows an edit means; one that means none is refused."""
    hit = pl.repeat(value=True, n=frame.height, dtype=pl.Boolean, eager=True)
    for column, word in edit.get("where", {}).items():
        words = word if isinstance(word, list) else [word]
        hit &= frame[column].is_in(words).fill_null(value=False)
    if not hit.any():
        raise ValueError(f"{edit['table']}: no row where {edit.get('where')}")
    return hit


def _changed(frame: pl.DataFrame, edit: dict[str, Any]) -> pl.DataFrame:
    """Return a table with the cells of the rows that an edit means set anew."""
    hit = _hit(frame, edit)
    cells = _spread(frame.columns, {**edit["set"], "note": edit["why"]})
    return frame.with_columns(
        pl.when(hit).then(pl.lit(cell)).otherwise(pl.col(name)).alias(name)
        for name, cell in cells.items()
    )


def _spread(columns: Sequence[str], row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with every range written out in its three columns."""
    full = {}
    for name, cell in row.items():
        ends = cell if isinstance(cell, list) else [cell] * 3
        full[name] = ends[0]
        for edge, i in _EDGE.items():
            if f"{name}_{edge}" in columns:
                full[f"{name}_{edge}"] = ends[i]
    return full


def _added(
    name: str, frame: pl.DataFrame, rows: Sequence[dict[str, Any]]
) -> pl.DataFrame:
    """Return a table with rows added."""
    spec = BY_NAME[name]
    blank = {column.name: column.default for column in spec.columns}
    full = [{**blank, **_spread(frame.columns, row)} for row in rows]
    return pl.concat([frame, pl.DataFrame(full, schema=spec.schema(), strict=False)])


def _project(row: dict[str, Any], found: Built) -> dict[str, Any]:
    """Return a project with what its page of edits leaves to the chain."""
    full = {"place": found.order.focus, "source": "assumption", **_WHOLE, **row}
    if row["kind"] in _PLANTS:
        for figure in _OF_CHAIN:
            full.setdefault(figure, _figure(found.case, row["process"], figure))
        if row["kind"] == "mine":
            full |= _with_royalty(full, found.case)
        return {"unit": "t/a", "capex_unit": "USD/(t/a)", **full}
    if row["kind"] == "stock":
        return {"unit": "t", "capex_unit": "USD/t", "lead": 1, "life": 30, **full}
    free = {"capex": 0.0, "opex": 0.0, "lead": 1, "life": 10}
    return {"unit": "t/a", "capex_unit": "USD/(t/a)", **free, **full}


def _with_royalty(full: dict[str, Any], case: Case) -> dict[str, Any]:
    """Return a mine's running cost with what its state takes, and a note of it."""
    output = case.table("processes").filter(process=full["process"])["output"][0]
    head = case.table("commodities").filter(commodity=output)
    price = case.table("prices").filter(commodity=output, place="*")["price"][0]
    rate = royalty(full["place"], head["mineral"][0])
    cost = full["opex"] if isinstance(full["opex"], list) else [full["opex"]] * 3
    both = [a + b for a, b in zip(cost, rate.on(price), strict=True)]
    return {"opex": both, "note": f"{full['note']}; {rate.told}"}


def _figure(case: Case, process: str, figure: str) -> list[float]:
    """Return value, low and high of a process everywhere."""
    rows = case.table("coefficients").filter(process=process, figure=figure, place="*")
    if rows.is_empty():
        raise ValueError(f"no chain gives {figure} of {process}")
    return [rows[name][0] for name in ("value", "value_low", "value_high")]


def _opened(case: Case, found: Built) -> Case:
    """Return the case with a flow of nought and a way for each contract without."""
    ends = ["commodity", "origin", "destination"]
    wanted = case.table("projects").filter(kind="contract")
    new = wanted.select(
        "commodity", pl.col("place").alias("origin"), "destination"
    ).join(case.table("trade").select(ends), on=ends, how="anti")
    if new.is_empty():
        return _margined(case)
    note = "no trade is published: the row lets the contract ship"
    flow = {
        "quantity": 0.0, "unit": "t/a", "basis": "gross",
        "source": "assumption", "grade": "C", "note": note,
    }  # fmt: skip
    rows = [{**row, **flow} for row in new.to_dicts()]
    prices = case.table("prices").filter(place="*")
    price = dict(prices.select("commodity", "price").iter_rows())
    trade = _added("trade", case.table("trade"), rows)
    return _margined(
        case.replace(
            trade=trade,
            routes=ways(trade, price, found.places),
            relations=relations(joined(found.order.minerals), trade["commodity"]),
        )
    )


def _margined(case: Case) -> Case:
    """Return the case with the margins of its sellers on contracts with new buyers."""
    names = ("projects", "trade", "prices", "routes")
    return case.replace(projects=with_margins(*(case.table(n) for n in names)))


def write_study(name: str, folder: Path | None = None) -> dict[str, int]:
    """Write ``case.toml`` and every table of a study; return rows by table.

    Parameters
    ----------
    name : str
        One of ``NAMES``.
    folder : Path, optional
        Where to; the study's own folder if not given.
    """
    edits = edits_of(name)
    case = edited(automatic(edits), edits)
    target = folder or STUDIES / name
    for old in target.glob("*.csv"):
        old.unlink()
    tables_written(case, target)
    text = settings_text(case).replace(
        "Made by `orepath new`; edit freely.",
        "Made by tools/make_small_studies.py\n# from edits.toml: edit that.",
    )
    (target / "case.toml").write_text(text, encoding="utf8")
    return {table: frame.height for table, frame in case.tables.items() if frame.height}


def main() -> None:
    """Read the command line and write the studies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=NAMES)
    only = parser.parse_args().only
    for name in (only,) if only else NAMES:
        counts = write_study(name)
        print(f"{name}: {', '.join(f'{k} {n}' for k, n in counts.items())}")


if __name__ == "__main__":
    main()
