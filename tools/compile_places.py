"""Compile the table of places: a code, a name for readers and where the label stands.

The label stands at the centre of the largest ring of the country's outline (Natural
Earth 1:50 m, public domain, embedded in the package), so that overseas parts do not
pull it into the sea.

Run: python tools/compile_places.py
"""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pycountry
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1] / "src" / "orepath" / "data"
OUTLINES = ROOT / "geo" / "countries-50m.json.gz"
TARGET = ROOT / "geo" / "places.csv"

# Names for readers where the outline's own is abridged.
NAMES = {
    "ATF": "French Southern Territories",
    "ATG": "Antigua and Barbuda",
    "BIH": "Bosnia and Herzegovina",
    "CAF": "Central African Republic",
    "COD": "DR Congo",
    "COG": "Congo (Brazzaville)",
    "COK": "Cook Islands",
    "CYM": "Cayman Islands",
    "DOM": "Dominican Republic",
    "ESH": "Western Sahara",
    "FLK": "Falkland Islands",
    "FRO": "Faroe Islands",
    "GNQ": "Equatorial Guinea",
    "HMD": "Heard and McDonald Islands",
    "IOT": "British Indian Ocean Territory",
    "KNA": "St Kitts and Nevis",
    "MHL": "Marshall Islands",
    "MNP": "Northern Mariana Islands",
    "PCN": "Pitcairn Islands",
    "PYF": "French Polynesia",
    "SGS": "South Georgia",
    "SLB": "Solomon Islands",
    "SPM": "St Pierre and Miquelon",
    "SSD": "South Sudan",
    "TCA": "Turks and Caicos Islands",
    "USA": "United States",
    "VCT": "St Vincent and the Grenadines",
    "VGB": "British Virgin Islands",
    "VIR": "US Virgin Islands",
    "WLF": "Wallis and Futuna",
    "XKX": "Kosovo",
}
# The outlines give these no number of the standard.
UNNUMBERED = {"Kosovo": "XKX"}

Points = NDArray[np.float64]


def arcs_of(topology: dict[str, Any]) -> list[Points]:
    """Decode the arcs to degrees."""
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    return [
        np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]
    ]


def rings_of(geometry: dict[str, Any], arcs: list[Points]) -> Iterator[Points]:
    """Yield the outer ring of each polygon of a country."""
    polygons = geometry["arcs"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        parts = [arcs[at] if at >= 0 else arcs[~at][::-1] for at in polygon[0]]
        yield np.vstack([part[:-1] for part in parts])


def centre(ring: Points) -> tuple[float, float, float]:
    """Return the area and the centre of gravity of a ring, in degrees."""
    # A ring over the date line goes on past 180 degrees instead of jumping back.
    x, y = np.unwrap(ring[:, 0], period=360.0), ring[:, 1]
    # Degrees of longitude shrink towards the poles: weigh the area, not the centre.
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    area = cross.sum() / 2.0
    if abs(area) < 1e-9:
        return 0.0, float(x.mean()), float(y.mean())
    lon = ((x + np.roll(x, -1)) * cross).sum() / (6.0 * area)
    lat = ((y + np.roll(y, -1)) * cross).sum() / (6.0 * area)
    east = (float(lon) + 180.0) % 360.0 - 180.0
    return abs(area) * float(np.cos(np.radians(lat))), east, float(lat)


def places() -> list[tuple[str, str, str, float, float]]:
    """Return code, number, name, longitude and latitude of every country drawn."""
    topology = json.loads(gzip.decompress(OUTLINES.read_bytes()))
    arcs = arcs_of(topology)
    found: dict[str, tuple[float, tuple[str, str, str, float, float]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        number = geometry.get("id", "")
        known = pycountry.countries.get(numeric=number) if number else None
        code = known.alpha_3 if known else UNNUMBERED.get(name)
        if code is None:
            continue
        area, lon, lat = max(centre(ring) for ring in rings_of(geometry, arcs))
        row = (code, number, NAMES.get(code, name), round(lon, 2), round(lat, 2))
        if code not in found or area > found[code][0]:
            found[code] = (area, row)
    return sorted(row for _, row in found.values())


def main() -> None:
    """Write the table."""
    rows = places()
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["place", "number", "name", "lon", "lat"])
        writer.writerows(rows)
    print(f"{len(rows)} places written to {TARGET}")


if __name__ == "__main__":
    main()
