"""A small program that reckons a workbook's formulas, as Excel would."""

import re

from orepath.report.livebook import LiveSheet

_REF = re.compile(
    r"(?:(?:'([^']+)'|([A-Za-z]+))!)?\$?([A-Z]{1,3})\$?(\d+)"
    r"(?::\$?([A-Z]{1,3})\$?(\d+))?(?![A-Za-z(])"
)


class Reckoner:
    """Hold the cells of a workbook and what they come to."""

    def __init__(self, sheets: list[LiveSheet]) -> None:
        self.cells = {
            (sheet.name, *place): cell.content
            for sheet in sheets
            for place, cell in sheet.cells.items()
        }
        self.known: dict[tuple[str, int, int], object] = {}
        self.open: set[tuple[str, int, int]] = set()

    def change(self, sheet: str, row: int, column: int, value: float) -> None:
        """Put a number into a cell that held one."""
        assert not isinstance(self.cells[sheet, row, column], str)
        self.cells[sheet, row, column] = value
        self.known.clear()

    def value(self, sheet: str, row: int, column: int):
        """Return what a cell comes to; an empty one is nil."""
        key = (sheet, row, column)
        if key not in self.known:
            assert key not in self.open, f"{key} rests on itself"
            self.open.add(key)
            content = self.cells.get(key, 0.0)
            formula = isinstance(content, str) and content.startswith("=")
            self.known[key] = self._reckoned(sheet, content[1:]) if formula else content
            self.open.discard(key)
        return self.known[key]

    def _reckoned(self, sheet: str, formula: str):
        """Reckon a formula by reading it as Python."""
        words: list[str] = []

        def kept(found: re.Match[str]) -> str:
            words.append(found[0])
            return f"W[{len(words) - 1}]"

        text = re.sub(r'"[^"]*"', kept, formula)
        text = _REF.sub(lambda m: self._asked(sheet, m), text)
        text = text.replace("^", "**")
        text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
        text = re.sub(r"\bIF\(", "IF_(", text)
        names = {
            "V": self.value,
            "R": self._range,
            "W": [word.strip('"') for word in words],
            "MAX": max,
            "MIN": min,
            "ABS": abs,
            "AND": lambda *each: all(each),
            "SUM": sum,
            "IF_": lambda when, then, other: then if when else other,
            "SUMPRODUCT": lambda a, b: sum(x * y for x, y in zip(a, b, strict=True)),
            "NPV": lambda r, c: sum(x / (1 + r) ** i for i, x in enumerate(c, 1)),
            "IRR": _irr,
            "IFERROR": lambda value, other: other if value is None else value,
        }
        return eval(text, {"__builtins__": {}}, names)  # our own text

    def _asked(self, sheet: str, found: re.Match[str]) -> str:
        """Return the Python of a reference to a cell or a range."""
        name = found[1] or found[2] or sheet
        first = f"{int(found[4]) - 1},{_column(found[3])}"
        if found[5] is None:
            return f"V({name!r},{first})"
        return f"R({name!r},{first},{int(found[6]) - 1},{_column(found[5])})"

    def _range(self, sheet: str, top: int, left: int, bottom: int, right: int):
        """Return the values of a range in one row."""
        assert top == bottom
        return [self.value(sheet, top, at) for at in range(left, right + 1)]


def _column(letters: str) -> int:
    """Return a column counted from 0."""
    at = 0
    for letter in letters:
        at = 26 * at + ord(letter) - 64
    return at - 1


def _irr(cash: list[float]) -> float | None:
    """Return the rate at which cash is worth nothing, by halving; None without one."""

    def worth(rate: float) -> float:
        return sum(x / (1 + rate) ** i for i, x in enumerate(cash))

    low, high = -0.9, 5.0
    if worth(low) * worth(high) > 0:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        if worth(low) * worth(middle) <= 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2
