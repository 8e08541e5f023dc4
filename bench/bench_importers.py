"""Measure how fast files of any publisher stream in, and that memory stays level.

Made-up rows in Comtrade's layout and in one of a declaration are written to a temporary
folder and imported by a process each: a tenth of the rows first, then all of them. Peak
memory must not grow by more than some bytes a row. ``--rows`` sets the length.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pycountry

from orepath.evidence.importer.catalogue import import_file

LAYOUT = """
[source]
id = "made-up"
title = "Made-up numbers"
[columns]
commodity = "Product"
place = "Country"
year = "Year"
value = "Amount"
unit = "Unit"
basis = "Basis"
note = "Note"
[constants]
mineral = "chromium"
measure = "production"
"""
CODES = np.array(sorted(country.alpha_3 for country in pycountry.countries))
CHUNK = 100_000
YEARS = 75


def main() -> None:
    """Write, import, and print what each took."""
    parser = argparse.ArgumentParser(description="Measure imports by streaming.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    spawned = multiprocessing.get_context("spawn")
    print(f"{'file':<18}{'rows':>10}{'MB':>7}{'s':>8}{'rows/s':>10}{'peak MB':>9}")
    for name, write in WRITERS.items():
        for count in (rows // 10, rows):
            with tempfile.TemporaryDirectory() as room:
                file = Path(room) / f"{name.replace(' ', '-')}.csv"
                # A process begins with the peak of its parent, so that stays small.
                with spawned.Pool(1) as pool:
                    pool.apply(write, (file, count))
                size = file.stat().st_size / 1e6
                with spawned.Pool(1) as pool:
                    seconds, peak, found = pool.apply(measured, (name, file))
            speed = found / seconds
            print(
                f"{name:<18}{found:>10,}{size:>7.0f}{seconds:>8.2f}{speed:>10,.0f}"
                f"{peak / 1e6:>9.0f}"
            )


def measured(name: str, file: Path) -> tuple[float, float, int]:
    """Import a file and return seconds, peak bytes and rows read."""
    own = file.parent / "own"
    options = {}
    if not name.startswith("comtrade"):
        layout = file.parent / "layout.toml"
        layout.write_text(LAYOUT, encoding="utf-8")
        options = {"mapping": layout}
    start = time.perf_counter()
    told = import_file(name.split(maxsplit=1)[0], file, own, **options)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return seconds, peak, told.rows + told.kept_aside


def comtrade(file: Path, rows: int, *, described: bool = False) -> None:
    """Write flows as Comtrade exports them, one in fifty reported by both sides."""
    pairs = len(CODES) * (len(CODES) - 1)
    words = "Titanium; unwrought, powders" if described else "810820"
    with file.open("wb") as out:
        for at in range(0, rows, CHUNK):
            which = np.arange(at, min(at + CHUNK, rows))
            which = np.where(which % 50 == 49, which - 1, which)
            good, pair = np.divmod(which, pairs)
            one, two = np.divmod(pair, len(CODES) - 1)
            two += two >= one
            mirrored = np.arange(at, at + len(which)) % 50 == 49
            frame = pl.DataFrame(
                {
                    "reporterISO": CODES[np.where(mirrored, two, one)],
                    "flowCode": np.where(mirrored, "X", "M"),
                    "partnerISO": CODES[np.where(mirrored, one, two)],
                    "cmdCode": [f"{810000 + each}" for each in good],
                    "netWgt": which * 10.0 + 1,
                    "primaryValue": which * 3.5 + 2,
                }
            ).with_columns(
                **{name: pl.lit(said) for name, said in FIXED.items()},
                cmdDesc=pl.lit(words),
            )
            frame.write_csv(out, include_header=at == 0)


FIXED = {
    "typeCode": "C", "freqCode": "A", "refYear": "2024", "refMonth": "52",
    "period": "2024", "partner2Code": "0", "classificationCode": "H6",
    "customsCode": "C00", "mosCode": "0", "motCode": "0", "isReported": "false",
    "qtyUnitAbbr": "kg", "isQtyEstimated": "false", "isAggregate": "true",
}  # fmt: skip


def described(file: Path, rows: int) -> None:
    """Write flows whose goods are described in quotes, with commas."""
    comtrade(file, rows, described=True)


def declared(file: Path, rows: int) -> None:
    """Write observations, one product before the next, one row in fifty bad."""
    bases = np.array(["gross", "contained", "oxide"])
    with file.open("wb") as out:
        for at in range(0, rows, CHUNK):
            which = np.arange(at, min(at + CHUNK, rows))
            rest, basis = np.divmod(which, len(bases))
            rest, place = np.divmod(rest, len(CODES))
            product, year = np.divmod(rest, YEARS)
            place_said = np.where(which % 50 == 7, "Ruritania", CODES[place])
            pl.DataFrame(
                {
                    "Country": place_said,
                    "Product": [f"ore {each}" for each in product],
                    "Year": 1950 + year,
                    "Amount": which * 0.5,
                    "Unit": np.full(len(which), "thousand metric tons"),
                    "Basis": bases[basis],
                    "Note": [f"page {each}" for each in which],
                }
            ).write_csv(out, include_header=at == 0)


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "comtrade": comtrade,
    "comtrade quoted": described,
    "mapping": declared,
}


if __name__ == "__main__":
    main()
