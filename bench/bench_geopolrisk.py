"""Measure GeoPolRisk of everything the library knows, beside geopolrisk-py.

The other program is run by an interpreter that has it, named with ``--peer`` (a virtual
environment of its own, since it wants other libraries); without it only Orepath is
measured. Both then assess the very rows of the other's own tables, and the largest
difference is told.
"""

import argparse
import json
import multiprocessing
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from orepath.assess.exposure import exposure
from orepath.assess.indicator import INDICATORS
from orepath.evidence.rating import governance
from orepath.evidence.scope import covered
from orepath.evidence.shipment import trade
from orepath.evidence.supply import supply

Row = list[Any]

COUNTRIES = ("India", "USA", "Japan", "Germany", "Kazakhstan")
MINERALS = ("Nickel", "Manganese", "Titanium", "Cobalt")
YEARS = (2022, 2023)
SCORE = tuple(one for one in INDICATORS if one.name == "geopolrisk")

# What the other interpreter runs: load, assess, and print what came out.
PEER = """
import json, resource, sys, time
begin = time.perf_counter()
from pathlib import Path
import geopolrisk
from geopolrisk.assessment.main import gprs_calc
asked = json.loads(sys.argv[1])
loaded = time.perf_counter()
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
table = gprs_calc(asked["years"], asked["countries"], asked["minerals"])
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
columns = ["Country [Economic Entity]", "Raw Material", "Year", "GeoPolRisk Score"]
print("\\n" + json.dumps({
    "folder": str(Path(geopolrisk.__file__).parent / "lib"),
    "load": loaded - begin,
    "seconds": done - loaded,
    "held": held,
    "peak": peak,
    "rows": table[columns].values.tolist(),
}))
"""


@dataclass(frozen=True)
class Run:
    """Hold what a run took: seconds to load and to assess, bytes, results.

    ``held`` is the peak of memory before the assessment, ``peak`` that of the whole.
    """

    load: float
    seconds: float
    held: float
    peak: float
    results: int

    def line(self, name: str) -> str:
        """Write the run on one line."""
        whole = self.results / (self.load + self.seconds)
        return (
            f"{name:<34}{self.results:>9,}{self.load:>9.2f}{self.seconds:>9.2f}"
            f"{self.results / self.seconds:>12,.1f}{whole:>12,.1f}"
            f"{self.held / 1e6:>11,.0f}{self.peak / 1e6:>9,.0f}"
        )


def main() -> None:
    """Run both, print what each took and where they differ."""
    parser = argparse.ArgumentParser(description="Measure GeoPolRisk.")
    parser.add_argument(
        "--peer", default=sys.executable, help="Python with geopolrisk-py"
    )
    peer = parser.parse_args().peer
    print(
        f"{'':<34}{'results':>9}{'load s':>9}{'assess s':>9}"
        f"{'results/s':>12}{'with load':>12}{'loaded MB':>11}{'peak MB':>9}"
    )
    spawned = multiprocessing.get_context("spawn")
    # A process begins with the peak of its parent, so each run has one of its own.
    with ProcessPoolExecutor(1, spawned) as pool:
        print(pool.submit(of_library).result().line("orepath, its library"))
    told = _peer(peer)
    if told is None:
        print("geopolrisk-py is not installed there: not measured (see --peer)")
        return
    numbers = (told[name] for name in ("load", "seconds", "held", "peak"))
    theirs = Run(*numbers, len(told["rows"]))
    with ProcessPoolExecutor(1, spawned) as pool:
        ours, scores = pool.submit(of_peer, told["folder"], told["rows"]).result()
    print(ours.line("orepath, the peer's tables"))
    print(theirs.line("geopolrisk-py, its tables"))
    alone = (ours.results / ours.seconds) / (theirs.results / theirs.seconds)
    whole = (ours.results / (ours.load + ours.seconds)) / (
        theirs.results / (theirs.load + theirs.seconds)
    )
    print(f"ratio of results/s: {alone:,.0f} after loading, {whole:,.0f} with it")
    apart = max(
        abs(mine - row[3]) for mine, row in zip(scores, told["rows"], strict=True)
    )
    print(f"largest difference of {len(scores)} scores: {apart:.2e}")


def of_library() -> Run:
    """Assess every form, importer and year of the embedded library in one call."""
    start = time.perf_counter()
    made, bought = supply(), trade()
    rating, known = governance(), covered()
    given = (made, made.clear(), bought, rating)
    return _measured(given, start, covered=known)[0]


def of_peer(folder: str, rows: list[Row]) -> tuple[Run, list[float]]:
    """Assess everything in the other program's tables; pick the scores it gave."""
    start = time.perf_counter()
    shelf = Path(folder)
    mined = _production(shelf / "world_mining_data.db")
    bought = _bought(shelf)
    nobody = mined.clear()
    run, found = _measured((mined, nobody, bought, _rating(shelf)), start)
    codes = dict(
        _read(shelf / "world_mining_data.db", "Country_ISO")
        .select("Country", "ISO")
        .rows()
    )
    score = {
        (place, commodity, year): number
        for place, commodity, year, number in found.select(
            "focus", "commodity", "year", "geopolrisk"
        ).rows()
    }
    # The other program writes 0 where nothing is made or bought; Orepath, null.
    return run, [
        score[str(codes[country]), commodity, year] or 0.0
        for country, commodity, year, _ in rows
    ]


def _measured(
    given: tuple[pl.DataFrame, ...], start: float, **options: pl.DataFrame
) -> tuple[Run, pl.DataFrame]:
    """Assess all importers of the trade table and tell what it took."""
    importers = given[2]["destination"].unique().sort().to_list()
    loaded, held = time.perf_counter(), _peak()
    found = exposure(*given, importers, draws=0, indicators=SCORE, **options)
    done = time.perf_counter()
    results = found["geopolrisk"].count()
    return Run(loaded - start, done - loaded, held, _peak(), results), found


def _peak() -> float:
    """Return the most bytes this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _peer(python: str) -> dict[str, Any] | None:
    """Run the other program; None where it is not installed."""
    asked = {"years": YEARS, "countries": COUNTRIES, "minerals": MINERALS}
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(  # the interpreter the caller named
            [python, "-c", PEER, json.dumps(asked)],
            capture_output=True,
            text=True,
            env={**os.environ, "HOME": home},
            check=False,
        )
    if done.returncode and "No module named 'geopolrisk'" in done.stderr:
        return None
    if done.returncode:
        sys.exit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _read(file: Path, table: str) -> pl.DataFrame:
    """Read a table of a database of the other program."""
    with sqlite3.connect(file) as base:
        found = base.execute(f'select * from "{table}"')
        names = [one[0] for one in found.description]
        return pl.DataFrame(found.fetchall(), schema=names, orient="row",
                            infer_schema_length=None)  # fmt: skip


def _codes(file: Path) -> pl.DataFrame:
    """Return the sheet, the commodity and each HS code of what is traded."""
    return (
        _read(file, "HS Code Map")
        .filter(pl.col("HS Code") != "Not Available")
        .select(
            sheet="Sheet_name",
            commodity="Reference ID",
            hs=pl.concat_str(
                "HS Code", "HS Code - Complementary", separator=";", ignore_nulls=True
            ).str.split(";"),
        )
    )


def _production(file: Path) -> pl.DataFrame:
    """Return what places make, in tonnes."""
    years = [str(year) for year in range(2018, 2025)]
    sheets = []
    for sheet, commodity in _codes(file).select("sheet", "commodity").rows():
        wide = _read(file, sheet).filter(pl.col("Country_Code") != "DELETE")
        scale = 0.001 if "kg" in wide["unit"].head(1) else 1.0
        sheets.append(
            wide.select(
                pl.lit(commodity).alias("commodity"),
                pl.col("Country_Code").cast(pl.String).alias("place"),
                *(pl.col(year).cast(pl.Float64) * scale for year in years),
            ).unpivot(years, index=["commodity", "place"], variable_name="year")
        )
    return _ranged(
        pl.concat(sheets)
        .with_columns(pl.col("year").cast(pl.Int64), stage=pl.lit("all"))
        .drop_nulls("value")
        # A sheet may list a place twice.
        .group_by("commodity", "stage", "place", "year")
        .agg(pl.col("value").sum())
    )


def _bought(shelf: Path) -> pl.DataFrame:
    """Return who buys what of whom, in gross tonnes, codes of a commodity summed."""
    codes = _codes(shelf / "world_mining_data.db").explode("hs")
    tonnes = pl.col("q").str.strip_chars().cast(pl.Float64, strict=False)
    rows = _read(shelf / "baci.db", "baci_trade").filter(
        pl.col("t").cast(pl.Int64) >= 2018, pl.col("i") != pl.col("j")
    )
    return _ranged(
        rows.with_columns(hs=pl.col("k").cast(pl.String).str.zfill(6))
        .join(codes.select("hs", "commodity"), on="hs")
        .group_by(
            "commodity",
            pl.lit("all").alias("stage"),
            pl.col("i").alias("origin"),
            pl.col("j").alias("destination"),
            pl.col("t").cast(pl.Int64).alias("year"),
        )
        .agg(value=tonnes.fill_null(0.0).sum())
    )


def _rating(shelf: Path) -> pl.DataFrame:
    """Return the estimates behind the instability that the other program carries."""
    wide = _read(shelf / "baci.db", "Normalized")
    years = [name for name in wide.columns if name.isdigit()]
    return (
        wide.unpivot(years, index="country_code", variable_name="year")
        .select(
            pl.col("country_code").cast(pl.String).alias("place"),
            pl.col("year").cast(pl.Int64),
            value=(0.5 - pl.col("value").cast(pl.Float64, strict=False)) / 0.2,
        )
        .drop_nulls()
        # Guyana's number stands for French Guiana as well.
        .unique(["place", "year"], keep="first", maintain_order=True)
    )


def _ranged(table: pl.DataFrame) -> pl.DataFrame:
    """Give numbers without a range the ends of one."""
    return table.with_columns(low=pl.col("value"), high=pl.col("value"))


if __name__ == "__main__":
    main()
