"""What publishers say about titanium, gathered to the places of the study."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from india_titanium_place import INDICATORS, place_of
from orepath.evidence.importer.country import RENAMED

Pair = tuple[str, str]


@dataclass(frozen=True)
class Flow:
    """Hold one customs flow between two places of the study.

    Parameters
    ----------
    tonnes : float
        Gross tonnes; flows without a stated weight are not counted.
    kusd : float
        Value in thousand USD of the weighed part.
    """

    tonnes: float
    kusd: float

    @property
    def unit_value(self) -> float:
        """Return USD per tonne."""
        return self.kusd / self.tonnes * 1e3


def _rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as text."""
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def production(folder: Path, commodity: str, words: str) -> dict[str, float]:
    """Return production of 2024 by country code from USGS MCS 2026.

    Parameters
    ----------
    folder : Path
        The evidence.
    commodity : str
        USGS chapter, such as ``"Titanium Sponge Metal"``.
    words : str
        How the measure ends, such as ``": Ilmenite"``.
    """
    return {
        row["country_iso3"]: float(row["value"])
        for row in _rows(folder / "usgs_world.csv")
        if row["source"] == "USGS MCS 2026"
        and row["year"] == "2024"
        and row["commodity"] == commodity
        and row["measure"].endswith(words)
        and row["measure"].startswith("production")
        and row["country_iso3"] != "WLD"
        and row["value"]
    }


def capacity(folder: Path, source: str, words: str) -> dict[str, float]:
    """Return capacity by country code from one edition of the USGS summaries.

    Parameters
    ----------
    folder : Path
        The evidence.
    source : str
        ``"USGS MCS 2025"`` or ``"USGS MCS 2026"``.
    words : str
        How the measure ends, such as ``"Pigment Capacity"``.
    """
    return {
        row["country_iso3"]: float(row["value"])
        for row in _rows(folder / "usgs_world.csv")
        if row["source"] == source
        and row["measure"].startswith("capacity")
        and row["measure"].endswith(words)
        and row["country_iso3"] != "WLD"
        and row["value"]
    }


def flows(folder: Path, file: str, column: str, code: str) -> dict[Pair, Flow]:
    """Return BACI flows of 2024 of one code between places; O(rows of the file)."""
    tonnes: dict[Pair, float] = defaultdict(float)
    kusd: dict[Pair, float] = defaultdict(float)
    for row in _rows(folder / file):
        if row["year"] != "2024" or row[column] != code or not row["quantity_t"]:
            continue
        pair = place_of(row["exporter_iso3"]), place_of(row["importer_iso3"])
        if pair[0] != pair[1]:
            tonnes[pair] += float(row["quantity_t"])
            kusd[pair] += float(row["value_kusd"])
    return {p: Flow(tonnes[p], kusd[p]) for p in sorted(tonnes) if tonnes[p] > 0}


def governance(folder: Path) -> dict[str, float]:
    """Return the mean of the six World Bank indicators of 2023 by country code."""
    sums: dict[str, list[float]] = defaultdict(list)
    for row in _rows(folder / "wgi_all.csv"):
        if row["year"] == "2023" and row["estimate"]:
            code = RENAMED.get(row["country_iso3"], row["country_iso3"])
            sums[code].append(float(row["estimate"]))
    return {c: sum(v) / len(v) for c, v in sums.items() if len(v) == INDICATORS}
