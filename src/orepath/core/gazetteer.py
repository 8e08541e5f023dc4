"""The gazetteer tells of every country its code, its name and where it lies."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Country:
    """Hold what a table or a map needs of a country.

    Parameters
    ----------
    code : str
        ISO 3166 alpha-3, or ``XKX`` for Kosovo.
    number : str
        ISO 3166 numeric, three digits; empty where there is none.
    name : str
        Short name for readers.
    lon, lat : float
        Where its label stands, degrees.
    """

    code: str
    number: str
    name: str
    lon: float
    lat: float


@cache
def gazetteer() -> Mapping[str, Country]:
    """Return every country that the embedded outlines draw, by code.

    References
    ----------
    Natural Earth 1:50 m, public domain; compiled by ``tools/compile_places.py``.

    Examples
    --------
    >>> gazetteer()["KAZ"].name
    'Kazakhstan'
    """
    found = resources.files("orepath") / "data" / "geo" / "places.csv"
    with found.open(encoding="utf-8") as file:
        return MappingProxyType(
            {
                row["place"]: Country(
                    row["place"],
                    row["number"],
                    row["name"],
                    float(row["lon"]),
                    float(row["lat"]),
                )
                for row in csv.DictReader(file)
            }
        )


def name_of(code: str) -> str:
    """Return the name of a place for readers; a code nobody drew stands for itself.

    Examples
    --------
    >>> name_of("KAZ"), name_of("OTH")
    ('Kazakhstan', 'other countries')
    """
    if code == "OTH":
        return "other countries"
    country = gazetteer().get(code)
    return code if country is None else country.name
