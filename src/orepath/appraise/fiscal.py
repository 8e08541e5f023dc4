"""The fiscal regimes known by name, as the package tells them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from orepath.appraise.figure import Figure
from orepath.appraise.reader import Reader
from orepath.appraise.regime import Regime
from orepath.errors import suggest
from orepath.world.build.royalty import minerals as known_minerals
from orepath.world.build.royalty import royalty

OWN = "own"
"""The name of a regime that the project file writes out itself."""

PREFIX = "fiscal.terms"
"""Under which the figures of a regime are named in a venture."""

_RATES = f"{PREFIX}.royalty"


@cache
def known() -> tuple[str, ...]:
    """Return the names of the regimes of the package.

    Examples
    --------
    >>> known()
    ('general', 'india', 'kazakhstan', 'uzbekistan')
    """
    folder = files("orepath").joinpath("data", "fiscal")
    return tuple(
        sorted(
            file.name.removesuffix(".toml")
            for file in folder.iterdir()
            if file.name.endswith(".toml")
        )
    )


@cache
def written(name: str) -> Mapping[str, Any]:
    """Return a regime as its file has it.

    Parameters
    ----------
    name : str
        One of :func:`known`.
    """
    file = files("orepath").joinpath("data", "fiscal", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def regime_at(place: str) -> str:
    """Return the name of the regime of a state; the general one where none is known.

    Parameters
    ----------
    place : str
        ISO 3166.

    Examples
    --------
    >>> regime_at("KAZ"), regime_at("AUS")
    ('kazakhstan', 'general')
    """
    found = [name for name in known() if written(name)["place"] == place]
    return found[0] if found else "general"


def regime_of(
    name: str, changes: Mapping[str, Any], reader: Reader, minerals: tuple[str, ...]
) -> Regime | None:
    """Read a regime, with what a project file says otherwise.

    Parameters
    ----------
    name : str
        One of :func:`known`, or :data:`OWN`.
    changes : mapping
        Terms written in the project file; they go before the package's.
    reader : Reader
        Of the project file; gathers problems.
    minerals : tuple of str
        Minerals on which royalty is due; the regime keeps these rates.
    """
    raw = {**({} if name == OWN else written(name)), **changes}
    found = reader.section(Regime, raw, PREFIX)
    if found is None:
        return None
    own = [mineral for mineral in minerals if mineral in found.royalty]
    for mineral in minerals:
        if mineral not in own and name != OWN and mineral not in known_minerals():
            what = f"unknown mineral {mineral!r}"
            reader.tell(_RATES, what, suggest(mineral, known_minerals()))
    rates = {
        mineral: found.royalty.get(mineral) or _listed(found.place, mineral, name)
        for mineral in minerals
    }
    for mineral, rate in rates.items():
        if rate is None:
            reader.tell(
                _RATES,
                f"no rate on {mineral}",
                "name it, or leave the product without mineral",
            )
    return found.model_copy(
        update={"royalty": {m: rate for m, rate in rates.items() if rate is not None}}
    )


def _listed(place: str, mineral: str, name: str) -> Figure | None:
    """Return the rate of the package's list of royalties; none for one's own regime."""
    if name == OWN:
        return None
    row = royalty(place, mineral)
    cells = {"value": row.rate, "unit": "fraction", "least": 0.0, "most": 1.0}
    named = ("low", "high", "grade", "source", "note")
    told = {name: getattr(row, name) for name in named}
    return Figure.model_validate(cells | told | {"name": f"{_RATES}.{mineral}"})
