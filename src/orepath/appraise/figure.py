"""A figure is a number with its range, its unit, how sure it is and who says so.

A project file writes it bare where it is sure, or as a table with its ends; source
and grade stand with the figure or once for its whole section.
"""

from dataclasses import dataclass
from math import inf
from typing import Literal

from pydantic import BaseModel, ConfigDict

Grade = Literal["A", "B", "C"]

GRADES = ("A", "B", "C")
"""A official or primary, B secondary, C estimate or assumption."""

DEFINITION = "definition"
"""Source of what is set, not known: a share of the whole, a term left at its nil."""


class Figure(BaseModel):
    """Hold one number of a project with its range and where it comes from.

    Parameters
    ----------
    value, low, high : float
        Middle and ends of the range, in ``unit``; the ends are the 10th and 90th
        percentile of what is believed, and equal the middle where it is sure.
    unit : str
        One of the closed set of :mod:`orepath.core.units`.
    grade : {"A", "B", "C"}
        How good the source is.
    source : str
        Identifier in the library, ``"assumption"`` or ``"definition"``.
    note : str
        How it was found.
    name : str
        Dotted name in its project, ``"product.slag.price"``: by it draws and tornados
        speak of the figure. Empty outside a project, and where draws may not move it.
    least, most : float
        Ends of what is possible at all.

    Examples
    --------
    >>> Figure(value=0.2, low=0.1, high=0.3, unit="fraction", source="assumption").sure
    False
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float
    unit: str
    grade: Grade = "C"
    source: str
    note: str = ""
    name: str = ""
    least: float = -inf
    most: float = inf

    @property
    def sure(self) -> bool:
        """Return whether the figure has no range."""
        return self.low == self.value == self.high


@dataclass(frozen=True)
class In:
    """Tell what a figure of a section may be.

    Parameters
    ----------
    unit : str
        Unit it is kept in; what the file gives is converted. ``{measure}`` stands for
        what an input is counted in.
    meaning : str
        One sentence for readers.
    least, most : float
        Ends of what may be.
    absent : float or None
        Its value where the file gives none; None if it must be given.
    drawn : bool
        Whether draws may move it; if not, it has no name to call it by.
    """

    unit: str
    meaning: str
    least: float = 0.0
    most: float = inf
    absent: float | None = None
    drawn: bool = True


@dataclass(frozen=True)
class Told:
    """Tell what a word or a whole number of a section means.

    Parameters
    ----------
    meaning : str
        One sentence for readers.
    """

    meaning: str


class Section(BaseModel):
    """Hold a part of a venture; frozen, and what is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def settled(value: float, kept: In, name: str = "") -> Figure:
    """Return a figure that is set by definition.

    Parameters
    ----------
    value : float
        In the unit it is kept in.
    kept : In
        Its unit and how far it may go.
    name : str
        Dotted name in its project.

    Examples
    --------
    >>> settled(1.0, In("fraction", "A part.")).grade
    'A'
    """
    return Figure(
        value=value,
        low=value,
        high=value,
        unit=kept.unit,
        grade="A",
        source=DEFINITION,
        name=name,
        least=kept.least,
        most=kept.most,
    )
