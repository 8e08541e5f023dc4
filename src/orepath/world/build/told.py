"""What is told of single places: resellers, uses that lie alike, outputs, sales.

Five small tables of the package hold what no publisher's series says; each row has its
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


@cache
def told_trade() -> pl.DataFrame:
    """Return trade whose codes are not in the library but that a source tells.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``year``, ``origin``, ``destination`` (one of the two may be
        ``*``: all others together), ``value``, ``low``, ``high`` (gross t/a),
        ``source``, ``grade``, ``note``.

    Examples
    --------
    >>> rows = told_trade().filter(origin="CHN", year=2024)
    >>> rows["value"].sum()
    28100.0
    """
    rows = _read("told_trade").cast(dict.fromkeys(_NUMBERS, pl.Float64()))
    return rows.cast({"year": pl.Int64()})


@cache
def unseen() -> pl.DataFrame:
    """Return what crosses borders of a chain that a built case does not see.

    Returns
    -------
    polars.DataFrame
        ``mineral``, ``commodity`` (the good that should hold it), ``hs`` (codes that
        the library lacks), ``note`` (what is missing and what that does), ``source``,
        ``grade``.

    Examples
    --------
    >>> unseen().filter(mineral="tungsten")["hs"].item()
    '284180 284990'
    """
    return _read("unseen_trade")


def _read(name: str) -> pl.DataFrame:
    """Read a table of the package as text."""
    file = files("orepath").joinpath("data", f"{name}.csv")
    with file.open("rb") as stream:
        return pl.read_csv(stream.read(), infer_schema=False)
