"""Compile the USGS Mineral Commodity Summaries with the package's own importer."""

from collections import Counter
from pathlib import Path

import polars as pl

from orepath.evidence.importer.intake import Fault
from orepath.evidence.importer.reading import LINE, opened
from orepath.evidence.importer.usgs import ENCODINGS, observations

RELEASES = {2025: "MCS2025_World_Data.csv", 2026: "MCS2026_Commodities_Data.csv"}


def summaries(folder: Path) -> pl.DataFrame:
    """Return the observations of both releases and say what was left out."""
    frames = []
    for edition, name in RELEASES.items():
        left: list[Fault] = []
        table = opened(folder / "raw" / name, ENCODINGS).table()
        frames.append(observations(table, edition, left.append).drop(LINE))
        for what, rows in Counter(fault.what for fault in left).items():
            print(f"{name}: {rows} rows left out: {what}")
    return pl.concat(frames)


def summary(frame: pl.DataFrame) -> str:
    """Count the observations by flag, in one line."""
    counts = Counter(frame["flag"].to_list())
    return ", ".join(f"{flag} {n}" for flag, n in counts.most_common())
