"""Write the study of India's mission with Central Asia: one build and its overlays.

The build is that of ``orepath new``, with the order below. What it cannot know stands
in readable tables in ``india_central_asia/``: projects, policies, shocks, owners and
relations that may open, what stops can carry, and programmes: exploration, upgrades,
credit, training. A range is one cell there: value, low, high. ``case.toml``,
``scenarios.toml`` and ``README.md`` of the study are written by hand.
"""

import argparse
import time
from functools import cache
from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.form import forms
from orepath.study.draft import tables_written
from orepath.world.atlas import NAMES, write_atlas
from orepath.world.build.case import Built, built
from orepath.world.build.contract import with_margins
from orepath.world.build.market import relations
from orepath.world.build.order import ordered
from orepath.world.build.royalty import royalty
from orepath.world.build.sheet import laid
from orepath.world.build.way import ways
from orepath.world.bundle import joined, with_hosts
from orepath.world.load import load_case

STUDY = Path(__file__).parents[1] / "studies" / "india-central-asia"
OVERLAYS = Path(__file__).parent / "india_central_asia"

FOCUS = "IND"
PARTNERS = ("KAZ", "UZB", "KGZ", "TJK", "TKM", "ARG", "MDG", "MYS", "COD")
MINERALS = (
    *("titanium", "chromium", "manganese", "lead", "zinc", "aluminium", "copper"),
    *("cobalt", "molybdenum", "nickel", "lithium", "graphite", "rare earths"),
    *("tungsten", "antimony", "vanadium", "cadmium", "rhenium", "indium", "gallium"),
    *("tellurium", "selenium"),
)
START, END, PLACES, FOLD = 2025, 2040, 42, 0.006
FIRST = 2027
"""Written in November 2026: nothing starts before the period that begins then."""

_RANGED = ("size", "capex", "opex", "share", "paid", "value")
_RANGED_PROGRAMME = ("chance", "offtake", "saving", "capacity")
_RANGED_SHOCK = ("severity", "months", "probability")
_FROM_CHAIN = ("capex", "opex", "lead", "life")
# Capital and yearly cost of a tonne in store, as parts of its price.
_PROGRAMMES = ("exploration", "upgrade", "training")
_STORE = {"capex": (0.03, 0.015, 0.06), "opex": (0.005, 0.0025, 0.01)}
_ENDS = ("", "_low", "_high")

Row = dict[str, object]


def overlay(name: str) -> list[Row]:
    """Read a table written by hand; a range in one cell becomes three.

    Parameters
    ----------
    name : str
        Of the file in ``india_central_asia/``.

    Raises
    ------
    InputError
        A range does not hold three numbers.
    """
    rows: list[Row] = []
    path = OVERLAYS / f"{name}.csv"
    ranged = (*_RANGED, *_RANGED_SHOCK, *_RANGED_PROGRAMME)
    for number, cells in enumerate(
        pl.read_csv(path, infer_schema=False).iter_rows(named=True), start=2
    ):
        row: Row = {}
        for key, cell in cells.items():
            if key not in ranged or cell is None:
                row[key] = cell
                continue
            words = cell.split()
            if len(words) != len(_ENDS):
                what = f"{cell!r} is no range"
                raise InputError(
                    Problem(f"{path.name}:{number}:{key}", what, "value low high")
                )
            row |= {f"{key}{e}": float(w) for e, w in zip(_ENDS, words, strict=True)}
        rows.append(row)
    return rows


def project_rows(found: Built) -> pl.DataFrame:
    """Return the projects; what a row leaves open is as the chain says.

    Parameters
    ----------
    found : Built
        The case that the library makes.
    """
    figures = found.case.table("coefficients")
    prices = found.case.table("prices").filter(place="*")
    price = dict(prices.select("commodity", "price").iter_rows())
    rows = [
        _project(row, figures, price)
        for row in (*overlay("projects"), *overlay("programmes"))
    ]
    return laid("projects", pl.DataFrame(rows, infer_schema_length=None))


def _project(row: Row, figures: pl.DataFrame, price: dict[str, float]) -> Row:
    """Return a project with what its kind settles."""
    own: Row = {name: cell for name, cell in row.items() if cell is not None}
    # Written in November 2026: a start named earlier is that of the first period.
    earliest = max(int(str(own.get("earliest", FIRST))), FIRST)
    when = {"earliest": earliest, "latest": int(str(row["latest"])), "grade": "C"}
    for name in ("lead", "life"):
        if name in own:
            own[name] = float(str(own[name]))
    if row["kind"] == "stock":
        units = {"unit": "t", "capex_unit": "USD/t", "lead": 1.0, "life": 30.0}
        worth = price[str(row["commodity"])]
        store = {
            f"{name}{end}": part * worth
            for name, parts in _STORE.items()
            for end, part in zip(_ENDS, parts, strict=True)
        }
        return own | when | units | store
    units = {"unit": "t/a", "capex_unit": "USD/(t/a)"}
    if row["kind"] in _PROGRAMMES:
        return own | when | units
    if row["kind"] == "contract":
        nought = {f"{n}{e}": 0.0 for n in ("capex", "opex") for e in _ENDS}
        return own | when | units | nought | {"lead": 1.0, "life": 10.0}
    full = _of_chain(figures, str(row["process"]), str(row["place"])) | own
    if row["kind"] == "mine":
        full |= _with_royalty(full, price)
    return full | when | units


def _with_royalty(row: Row, price: dict[str, float]) -> Row:
    """Return a mine's running cost with what its state takes, and a note of it."""
    output = dict(_outputs().rows())[str(row["process"])]
    mineral = dict(forms().select("commodity", "mineral").rows())[output]
    rate = royalty(str(row["place"]), mineral)
    paid = rate.on(price[output])
    cost = {
        f"opex{end}": float(str(row[f"opex{end}"])) + levy
        for end, levy in zip(_ENDS, paid, strict=True)
    }
    return cost | {"note": f"{row['note']}; {rate.told}"}


@cache
def _outputs() -> pl.DataFrame:
    """Return what each process of the study makes."""
    return joined(with_hosts(MINERALS)).processes.select("process", "output")


def _of_chain(figures: pl.DataFrame, process: str, place: str) -> Row:
    """Return cost, lead and life of a plant as its chain says, at a place."""
    row: Row = {}
    for name in _FROM_CHAIN:
        rows = figures.filter(process=process, figure=name)
        own = rows.filter(place=place)
        said = (own if own.height else rows.filter(place="*")).row(0, named=True)
        row |= {f"{name}{e}": said[f"value{e}"] for e in _ENDS}
    return row


def owner_rows(sites: pl.DataFrame) -> pl.DataFrame:
    """Return who owns what: a row of a process and place holds for all its sites.

    Parameters
    ----------
    sites : polars.DataFrame
        The table of sites.
    """
    said = pl.DataFrame(overlay("owners"), infer_schema_length=None)
    named = sites.select("site", "process", "place")
    return laid("owners", said.join(named, on=["process", "place"]))


def policy_rows() -> pl.DataFrame:
    """Return budgets in dollars of the price year, and caps."""
    frame = pl.DataFrame(overlay("policies"), infer_schema_length=None)
    return laid("policies", frame)


def relation_rows(trade: pl.DataFrame) -> pl.DataFrame:
    """Return trade with the relations that may open, at nought.

    Parameters
    ----------
    trade : polars.DataFrame
        The table of trade.
    """
    said = pl.DataFrame(overlay("openings"), infer_schema_length=None)
    ends = ["commodity", "origin", "destination"]
    fresh = said.join(trade.select(ends), on=ends, how="anti").with_columns(
        *(pl.lit(0.0).alias(f"quantity{e}") for e in _ENDS),
        note=pl.format("no trade is published: may open {}", "note"),
        unit=pl.lit("t/a"),
        basis=pl.lit("gross"),
        source=pl.lit("assumption"),
        grade=pl.lit("C"),
    )
    return pl.concat([trade, laid("trade", fresh)]).sort(ends)


def write_study(out: Path) -> dict[str, int]:
    """Write every table of the study.

    Parameters
    ----------
    out : Path
        The study's folder, with ``case.toml``.

    Returns
    -------
    dict of str to int
        Rows of every table.
    """
    settings = (out / "case.toml").read_text(encoding="utf8")
    order = ordered(FOCUS, MINERALS, PARTNERS, START, END, most=PLACES, fold=FOLD)
    found = built(order)
    case = found.case
    trade = relation_rows(case.table("trade"))
    prices = case.table("prices").filter(place="*")
    price = dict(prices.select("commodity", "price").iter_rows())
    shocks = pl.DataFrame(overlay("shocks"), infer_schema_length=None)
    case = case.replace(
        trade=trade,
        relations=relations(joined(order.minerals), trade["commodity"]),
        routes=ways(trade, price, found.places),
        projects=with_margins(
            project_rows(found),
            trade,
            case.table("prices"),
            ways(trade, price, found.places),
        ),
        policies=policy_rows(),
        capacities=laid("capacities", pl.DataFrame(overlay("capacities"))),
        shocks=laid("shocks", shocks.with_columns(pl.col("stop").fill_null(""))),
        owners=owner_rows(case.table("sites")),
    )
    for name in NAMES:
        (out / f"{name}.csv").unlink(missing_ok=True)
    tables_written(case, out)
    write_atlas(out)
    # The tables are the build's; what the case is for is written by hand.
    (out / "case.toml").write_text(settings, encoding="utf8")
    return {name: t.height for name, t in load_case(str(out)).tables.items()}


def main() -> None:
    """Read the command line and write the study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=STUDY)
    since = time.perf_counter()
    for name, count in write_study(parser.parse_args().out).items():
        print(f"{name}: {count}")
    print(f"{time.perf_counter() - since:.1f} s")


if __name__ == "__main__":
    main()
