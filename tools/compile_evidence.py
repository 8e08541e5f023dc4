"""Compile gathered evidence into the compressed tables that Orepath ships.

Run it as ``python tools/compile_evidence.py --from DIR``, where DIR holds the folders
``evidence`` (gathered tables) and ``raw`` (publishers' own files). The same input gives
the same bytes.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import polars as pl

import evidence_corridors as corridors
import evidence_rows as rows
import evidence_series as series
import evidence_trade
import evidence_usgs
from evidence_observed import observed
from evidence_sources import Shelf
from orepath.errors import InputError, Problem
from orepath.evidence.observation import check

TABLES: tuple[Callable[[Path, Shelf], pl.DataFrame], ...] = (
    rows.facts, rows.processes, rows.commodities, rows.ownership, rows.freight,
    rows.restrictions, rows.tariffs, rows.critical_lists,
    corridors.legs, corridors.leg_lines, corridors.stops, corridors.facilities,
    series.prices_annual, series.price_reversion, series.demand, series.eu_shares,
    series.eu_uses, series.eu_risk, series.eu_2017, series.recycling,
    series.recoveries,
)  # fmt: skip
"""The functions that compile a table each; the function's name is the table's."""

OUT = Path(__file__).parents[1] / "src/orepath/data"
LIMIT = 12_000_000


def main() -> None:
    """Compile every table, check it, write it and report its size."""
    parser = argparse.ArgumentParser(description="Compile gathered evidence.")
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    parser.add_argument("--to", dest="out", type=Path, default=OUT)
    given = parser.parse_args()
    tables = compiled(given.folder)
    given.out.mkdir(parents=True, exist_ok=True)
    for name, frame in sorted(tables.items()):
        file = given.out / f"{name}.parquet"
        frame.write_parquet(file, compression="zstd", compression_level=19)
        print(f"{name:18}{frame.height:>9} rows{file.stat().st_size:>11,} bytes")
    total = sum(f.stat().st_size for f in given.out.rglob("*") if f.is_file())
    print(f"{'in all':18}{total:>25,} bytes")
    if total > LIMIT:
        raise SystemExit(f"more than {LIMIT:,} bytes: leave something out")


def compiled(folder: Path) -> dict[str, pl.DataFrame]:
    """Return every table of the library, checked, with its sources."""
    shelf = Shelf()
    others = {make.__name__: make(folder, shelf) for make in TABLES}
    usgs = evidence_usgs.summaries(folder)
    observations = pl.concat([usgs, observed(others["facts"])]).sort("id")
    check(observations)
    print(evidence_usgs.summary(observations))
    tables = {
        "observations": observations,
        "trade": evidence_trade.trade(folder),
        "world_trade": evidence_trade.world_trade(folder),
        "governance": evidence_trade.governance(folder),
        **others,
    }
    sources = shelf.table()
    _whole(tables, sources)
    return {**tables, "sources": sources}


def _whole(tables: dict[str, pl.DataFrame], sources: pl.DataFrame) -> None:
    """Raise if a row names no known source, or two rows bear one identifier."""
    known = set(sources["id"])
    problems = []
    for name, frame in tables.items():
        strange = set(frame["source"].unique().to_list()) - known
        problems += [
            Problem(f"{name}:source", f"unknown source '{key}'", "shelve it first")
            for key in sorted(str(key) for key in strange)
        ]
        if "id" in frame.columns and not frame["id"].is_unique().all():
            twice = frame.filter(pl.col("id").is_duplicated())["id"][0]
            problems.append(
                Problem(f"{name}:id", f"'{twice}' stands twice", "tell apart")
            )
    if problems:
        raise InputError(problems)


if __name__ == "__main__":
    main()
