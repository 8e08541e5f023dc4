"""A mine pays its state a part of what its ore is worth.

For a mine abroad that is a cost. At home it goes to one's own treasury; there it stands
for what ore in the ground is worth, so that no mine looks better for digging what could
be sold or kept.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from orepath.evidence.library import library

ANYWHERE = "*"

_CELLS = ("rate", "low", "high", "grade", "source", "note")


@dataclass(frozen=True)
class Royalty:
    """Hold a rate on the worth of ore.

    Parameters
    ----------
    rate, low, high : float
        Fraction of the price; ends are 10th and 90th percentile.
    grade, source, note : str
        How sure it is, what it rests on, and how.
    """

    rate: float
    low: float
    high: float
    grade: str
    source: str
    note: str

    @property
    def told(self) -> str:
        """Return the rate in words."""
        return (
            f"royalty {100 * self.rate:.3g} % [{100 * self.low:.3g}-"
            f"{100 * self.high:.3g}] of the price in the running cost "
            f"({self.source}: {self.note})"
        )

    def on(self, price: float) -> tuple[float, float, float]:
        """Return what is paid on a tonne, USD/t: value, low, high.

        Parameters
        ----------
        price : float
            USD/t of the ore.

        Examples
        --------
        >>> royalty("IND", "lithium").on(1000.0)
        (30.0, 30.0, 30.0)
        """
        return self.rate * price, self.low * price, self.high * price


def royalty(place: str, mineral: str) -> Royalty:
    """Return the royalty or extraction tax on a mineral at a place.

    Parameters
    ----------
    place : str
        ISO 3166 code; what no row names has the rate of everywhere.
    mineral : str
        As in the catalogue of forms.

    Examples
    --------
    >>> royalty("KAZ", "chromium").rate, royalty("CHL", "copper").rate
    (0.17, 0.05)
    """
    rows = _rates()
    for who, what in ((place, mineral), (place, ANYWHERE), (ANYWHERE, ANYWHERE)):
        found = rows.filter(place=who, mineral=what)
        if found.height:
            break
    row = found.row(0, named=True)
    return Royalty(*(row[cell] for cell in _CELLS))


@cache
def minerals() -> tuple[str, ...]:
    """Return the minerals that a royalty can be asked of: all that the library knows.

    A name that is none of them would pay the rate of what is not named, so it is to be
    refused by whoever asks for :func:`royalty` with words of a user.

    Examples
    --------
    >>> "tungsten" in minerals(), "tungstn" in minerals()
    (True, False)
    """
    seen = {*library().table("observations")["mineral"], *_rates()["mineral"]}
    return tuple(sorted(seen - {ANYWHERE}))


@cache
def _rates() -> pl.DataFrame:
    """Read the table of the package."""
    file = files("orepath").joinpath("data", "royalties.csv")
    with file.open("rb") as stream:
        frame = pl.read_csv(stream.read(), infer_schema=False)
    return frame.cast(dict.fromkeys(("rate", "low", "high"), pl.Float64()))
