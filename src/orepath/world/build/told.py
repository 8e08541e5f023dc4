"""What is told of single places: who resells, what is used alike, single outputs.

Three small tables of the package hold what no publisher's series says; each row has its
grade and reason.
"""

from functools import cache
from importlib.resources import files

import polars as pl

from orepath.evidence.importer.country import WORLD

_NUMBERS = ("value", "low", "high")


@cache
def resellers() -> tuple[str, ...]:
    """Return places that sell ore of others: they mine no metal that is published.

    Examples
    --------
    >>> "SGP" in resellers(), "VNM" in resellers()
    (True, False)
    """
    return tuple(_read("resellers")["place"])


@cache
def used_like() -> dict[str, str]:
    """Return for some goods another whose use by place is known and lies alike.

    Examples
    --------
    >>> used_like()["ferrochromium"]
    'iron ore'
    """
    return dict(_read("use_keys").select("commodity", "like").rows())


@cache
def told_output() -> pl.DataFrame:
    """Return outputs of single places, or of the world, that no series publishes.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``place`` (``WLD``: the world, of goods of which only shares are
        published), ``value``, ``low``, ``high`` (gross t/a), ``source``,
        ``grade``, ``note``.

    Examples
    --------
    >>> told_output().filter(place="KAZ")["value"].to_list()
    [1700000.0]
    """
    return _read("known_output").cast(dict.fromkeys(_NUMBERS, pl.Float64()))


@cache
def told_world() -> dict[str, float]:
    """Return what the world makes of goods of which only shares are published, t/a.

    Examples
    --------
    >>> told_world()["germanium"]
    120.0
    """
    rows = told_output().filter(place=WORLD)
    return dict(rows.select("commodity", "value").iter_rows())


def _read(name: str) -> pl.DataFrame:
    """Read a table of the package as text."""
    file = files("orepath").joinpath("data", f"{name}.csv")
    with file.open("rb") as stream:
        return pl.read_csv(stream.read(), infer_schema=False)
