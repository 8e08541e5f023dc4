"""An address names a cell as a spreadsheet shows it: C14 is row 14, column 3."""

import re

Place = tuple[int, int]
"""Row and column of a cell, each counted from 1."""

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


def letters(column: int) -> str:
    """Return the letters of a column.

    Parameters
    ----------
    column : int
        From 1.

    Examples
    --------
    >>> letters(3), letters(28)
    ('C', 'AB')
    """
    word = ""
    while column:
        column, rest = divmod(column - 1, 26)
        word = chr(ord("A") + rest) + word
    return word


def address(row: int, column: int) -> str:
    """Return the name of a cell.

    Examples
    --------
    >>> address(14, 3)
    'C14'
    """
    return f"{letters(column)}{row}"


def place_of(word: str) -> Place:
    """Return row and column of a cell's name.

    Parameters
    ----------
    word : str
        As in ``C14``.

    Raises
    ------
    ValueError
        The word names no cell.

    Examples
    --------
    >>> place_of("AB7")
    (7, 28)
    """
    found = _CELL.fullmatch(word)
    if found is None:
        raise ValueError(f"no cell is named {word!r}")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
