"""Measure how fast a yearly file of BACI is imported, and in how much memory.

A file of made-up flows in the publisher's layout is written to a temporary folder,
imported by a process of its own, and removed. ``--rows`` sets its length.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import pycountry

from orepath.evidence.importer.baci import take_baci
from orepath.evidence.library import Library

YEAR = 2024
GOODS = 5_000
NAME = f"BACI_HS92_Y{YEAR}_V202601.csv"
CHUNK = 1_000_000


def main() -> None:
    """Write, import, ask, and print what each took."""
    parser = argparse.ArgumentParser(description="Measure the import of BACI.")
    parser.add_argument("--rows", type=int, default=10_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        spawned = multiprocessing.get_context("spawn")
        # A process begins with the peak of its parent, so the parent stays small.
        with spawned.Pool(1) as pool:
            pool.apply(write, (folder, rows))
        size = (folder / NAME).stat().st_size
        with spawned.Pool(1) as pool:
            seconds, used, peak, found, asked = pool.apply(measured, (folder,))
    print(f"rows             {found:>14,}")
    print(f"file             {size / 1e6:>14,.0f} MB")
    print(f"wall time        {seconds:>14.2f} s   {found / seconds:>12,.0f} rows/s")
    print(f"processor time   {used:>14.2f} s")
    print(f"peak memory      {peak / 1e6:>14,.0f} MB")
    print(f"one query after  {asked:>14.2f} s")


def measured(folder: Path) -> tuple[float, float, float, int, float]:
    """Import the file and return seconds, processor seconds, peak bytes and rows."""
    start, before = time.perf_counter(), _used()
    rows = take_baci(folder / NAME, folder / "own").rows
    seconds, used = time.perf_counter() - start, _used() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    start = time.perf_counter()
    Library(folder / "own").trade(hs="010100", exporter="IND")
    return seconds, used, peak, rows, time.perf_counter() - start


def write(folder: Path, rows: int) -> None:
    """Write a file of flows in CEPII's layout and order, with its two code files."""
    countries = sorted(pycountry.countries, key=lambda country: int(country.numeric))
    codes = np.array([int(country.numeric) for country in countries])
    pl.DataFrame(
        {
            "country_code": codes,
            "country_name": [country.name for country in countries],
            "country_iso3": [country.alpha_3 for country in countries],
        }
    ).write_csv(folder / "country_codes_V202601.csv")
    goods = np.arange(10_100, 10_100 + GOODS * 100, 100)
    pl.DataFrame({"code": goods}).write_csv(folder / "product_codes_HS92_V202601.csv")
    chance = np.random.default_rng(1)
    pairs = len(codes) * (len(codes) - 1)
    drawn = np.sort(chance.choice(pairs * GOODS, rows, replace=False))
    with (folder / NAME).open("wb") as file:
        for at in range(0, rows, CHUNK):
            flows = _flows(drawn[at : at + CHUNK], codes, goods, chance)
            flows.write_csv(file, include_header=at == 0)


def _flows(
    drawn: np.ndarray, codes: np.ndarray, goods: np.ndarray, chance: np.random.Generator
) -> pl.DataFrame:
    """Return flows; three in a hundred have no quantity."""
    pair, good = np.divmod(drawn, GOODS)
    exporter, importer = np.divmod(pair, len(codes) - 1)
    importer += importer >= exporter
    worth, tonnes = chance.lognormal(3, 2, (2, len(drawn))).round(3)
    unknown = pl.Series(chance.random(len(drawn)) < 0.03)
    return pl.DataFrame(
        {"i": codes[exporter], "j": codes[importer], "k": goods[good], "v": worth}
    ).select(
        pl.lit(YEAR).alias("t"),
        "i",
        "j",
        pl.col("k").cast(pl.String).str.zfill(6),
        "v",
        q=pl.when(unknown).then(pl.lit("        NA")).otherwise(pl.Series(tonnes)),
    )


def _used() -> float:
    """Return the processor seconds this process has taken."""
    taken = resource.getrusage(resource.RUSAGE_SELF)
    return taken.ru_utime + taken.ru_stime


if __name__ == "__main__":
    main()
