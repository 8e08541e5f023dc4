"""Power costs what a table of the package says of a place, or of everywhere else."""

from functools import cache
from importlib.resources import files

import polars as pl

from orepath.world.build.place import Places
from orepath.world.build.sheet import laid


@cache
def power_prices() -> pl.DataFrame:
    """Return the price of power for a large industrial user, by place.

    Returns
    -------
    polars.DataFrame
        ``place`` (``*`` is everywhere else), ``price``, ``low``, ``high``, ``unit``
        (USD/MWh), ``source``, ``grade``, ``note``.

    Examples
    --------
    >>> power_prices().filter(place="*")["price"].item()
    90.0
    """
    file = files("orepath").joinpath("data", "power_prices.csv")
    with file.open("rb") as stream:
        frame = pl.read_csv(stream.read(), infer_schema=False)
    return frame.cast(dict.fromkeys(("price", "low", "high"), pl.Float64()))


def powers(places: Places) -> pl.DataFrame:
    """Return the table of power prices of a case.

    Parameters
    ----------
    places : Places
        Places without a price of their own pay that for ``*``.
    """
    rows = power_prices().filter(pl.col("place").is_in([*places.codes, "*"]))
    return laid("power", rows.rename({"low": "price_low", "high": "price_high"}))
