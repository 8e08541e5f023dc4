"""Countries enter as their three letters, whatever a publisher calls them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import pycountry

from orepath.errors import suggest

OTHERS = "OTH"
WORLD = "WLD"

SPELT = MappingProxyType(
    {
        "bolivia": "BOL",
        "brunei": "BRN",
        "burma": "MMR",
        "china, mainland": "CHN",
        "congo": "COG",
        "congo (brazzaville)": "COG",
        "congo (kinshasa)": "COD",
        "congo, d.r.": "COD",
        "congo, democratic republic": "COD",
        "congo, rep.": "COG",
        "congo, republic of": "COG",
        "cote d'ivoire": "CIV",
        "côte d’ivoire": "CIV",
        "czech republic": "CZE",
        "democratic republic of the congo": "COD",
        "hong kong": "HKG",
        "iran": "IRN",
        "ivory coast": "CIV",
        "korea, north": "PRK",
        "korea, republic of": "KOR",
        "korea, south": "KOR",
        "kosovo": "XKX",
        "kyrgyz republic": "KGZ",
        "laos": "LAO",
        "macedonia": "MKD",
        "moldova": "MDA",
        "north korea": "PRK",
        "reunion": "REU",
        "russia": "RUS",
        "russia, asia": "RUS",
        "russia, europe": "RUS",
        "south korea": "KOR",
        "swaziland": "SWZ",
        "syria": "SYR",
        "taiwan": "TWN",
        "tanzania": "TZA",
        "turkey": "TUR",
        "uk": "GBR",
        "united states": "USA",
        "united states of america": "USA",
        "venezuela": "VEN",
        "vietnam": "VNM",
    }
)
"""Names that publishers use and the standard does not."""

AREAS = MappingProxyType(
    {
        OTHERS: "other countries",
        WORLD: "world",
        "ANT": "netherlands antilles",
        "XKX": "kosovo",
    }
)
"""Codes beside those of ISO 3166 today: ours, one in wide use and one of the past."""


PARTS = frozenset({"russia, asia", "russia, europe"})
"""Names under which a country is printed in parts, which belong together."""

RENAMED = MappingProxyType(
    {
        "ADO": "AND",
        "BUR": "MMR",
        "KSV": "XKX",
        "ROM": "ROU",
        "TMP": "TLS",
        "WBG": "PSE",
        "ZAR": "COD",
    }
)
"""Codes of other publishers, or of the past, for a country of the same extent."""

NUMBERED = MappingProxyType(
    {
        0: WORLD,
        251: "FRA",
        490: "TWN",
        579: "NOR",
        699: "IND",
        757: "CHE",
        842: "USA",
    }
)
"""Numbers of the United Nations' trade statistics that differ from ISO 3166."""


@cache
def numbers() -> Mapping[str, str]:
    """Return the code of every country by its number in trade statistics."""
    standard = {int(c.numeric): c.alpha_3 for c in pycountry.countries}
    return MappingProxyType(
        {str(n): code for n, code in (standard | dict(NUMBERED)).items()}
    )


@cache
def codes() -> frozenset[str]:
    """Return every code that a place may bear."""
    return frozenset({c.alpha_3 for c in pycountry.countries} | set(AREAS))


@cache
def names() -> Mapping[str, str]:
    """Return the code of every known name, the names in lower case."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for said in ("name", "common_name", "official_name"):
            if hasattr(country, said):
                found[getattr(country, said).lower()] = country.alpha_3
    return MappingProxyType(
        found | dict(SPELT) | {word: code for code, word in AREAS.items()}
    )


def coded(said: str) -> str | None:
    """Return the code of a country by its code or name, None when it is unknown.

    Parameters
    ----------
    said : str
        A code of two or three letters, or a name, in any case.

    Examples
    --------
    >>> coded("Kazakhstan"), coded("kaz"), coded("Congo (Kinshasa)"), coded("Ruritania")
    ('KAZ', 'KAZ', 'COD', None)
    """
    word = " ".join(said.split()).strip()
    short = word.upper()
    if short in codes() or short in RENAMED:
        return RENAMED.get(short, short)
    if word.lower() in names():
        return names()[word.lower()]
    # Namibia's two letters are what most files write for "not available".
    if len(word) == 2 and short != "NA":
        country = pycountry.countries.get(alpha_2=word.upper())
        return None if country is None else str(country.alpha_3)
    return None


def near(said: str) -> str:
    """Suggest the code or the name nearest to an unknown one.

    Examples
    --------
    >>> near("Kazakstan")
    "did you mean 'kazakhstan'?"
    >>> near("SUN")
    'USSR, Union of Soviet Socialist Republics is no more: name a country of today'
    """
    word = said.strip()
    if word.upper() == "NA":
        return "write NAM if Namibia is meant, or leave the row out"
    past = _past().get(word.upper()) or _past().get(word.lower())
    if past:
        return f"{past} is no more: name a country of today"
    if len(word) <= 3:
        found = suggest(word.upper(), sorted(codes()))
        # Only a near code helps: the first few of two hundred say nothing.
        return found if found.startswith("did") else "write the ISO 3166 code"
    found = suggest(word.lower(), sorted(names()))
    return found if found.startswith("did") else "write the ISO 3166 code"


@cache
def _past() -> Mapping[str, str]:
    """Return the countries that are no more, by code and by name in lower case."""
    gone = {c.alpha_3: c.name for c in pycountry.historic_countries}
    gone |= {"SCG": "Serbia and Montenegro", "BLX": "Belgium-Luxembourg"}
    gone = {code: name for code, name in gone.items() if code not in RENAMED}
    return MappingProxyType(
        gone
        | {name.lower(): name for name in gone.values()}
        | {"soviet union": "Soviet Union", "ussr": "USSR"}
    )
