"""Read the cells of a printed table: numbers, bounds, ranges and signs for neither."""

import re
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold what a cell says: a value, bounds, and what kind of statement it is."""

    value: float | None
    low: float | None
    high: float | None
    flag: str


WORDS = MappingProxyType(
    {
        "W": "withheld",
        "NA": "unknown",
        "XX": "unknown",
        "E": "net exporter",
        "—": "zero",
        "zero (em dash)": "zero",
    }
)
"""What a sign that stands in place of a number means."""


def printed(said: str, note: str, *, estimated: bool) -> Cell:
    """Read a printed cell: a number, a range, a bound, or a sign for no number.

    Parameters
    ----------
    said : str
        The cell as it stands; commas separate thousands.
    note : str
        The note beside it, which says what a small number is.
    estimated : bool
        Whether the publisher calls the number an estimate.

    Examples
    --------
    >>> printed("50–300", "", estimated=False)
    Cell(value=175.0, low=50.0, high=300.0, flag='range')
    """
    text = said.replace(",", "").replace("\xa0", " ").strip()
    if text in WORDS:
        return Cell(0.0 if WORDS[text] == "zero" else None, None, None, WORDS[text])
    if text == "s":
        return _small(note)
    if re.fullmatch(r"\d*\.?\d+|\d+\.", text):
        flag = "estimated" if estimated else "reported"
        return Cell(float(text), None, None, flag)
    return _span(text) or _bound(text) or Cell(None, None, None, "in words")


def plain_note(note: str) -> str:
    """Drop from a note what every row of its kind says and what the flag says."""
    text = re.sub(r"^[^;]{1,30}; ?", "", note)
    text = re.sub(r"See Appendix C for resource[^.]*\.?( --)?", "", text)
    return re.sub(r"^(Estimated|Reported)\s*\.?( --)?", "", text).strip(" -")


def _small(note: str) -> Cell:
    """Read the sign for a small number, or for one that stands elsewhere."""
    small = re.search(r"(?i)less than (½|100.?000)", note)
    if not small:
        return Cell(None, None, None, "elsewhere")
    # The one series with a limit of 100,000 t is printed in million tonnes.
    most = 0.5 if small.group(1) == "½" else 0.1
    return Cell(None, 0.0, most, "under half a unit")


def _span(text: str) -> Cell | None:
    """Read a range such as ``50–300``; its middle stands for it."""
    found = re.fullmatch(r"([\d.]+) ?[–-] ?([\d.]+)", text)
    if not found:
        return None
    low, high = float(found.group(1)), float(found.group(2))
    return Cell((low + high) / 2, low, high, "range")


def _bound(text: str) -> Cell | None:
    """Read a bound such as ``>95``."""
    found = re.fullmatch(r"([<>])([\d.]+)", text)
    if not found:
        return None
    number = float(found.group(2))
    if found.group(1) == "<":
        return Cell(None, 0.0, number, "at most")
    return Cell(number, number, None, "at least")
