"""A blank workbook is where every Excel file begins: same inputs, same bytes."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

_MADE = datetime(2000, 1, 1, tzinfo=UTC)


def blank(content: BytesIO, title: str) -> Any:
    """Begin a workbook in memory; texts stay texts, whatever they look like.

    Parameters
    ----------
    content : io.BytesIO
        Filled when the workbook is closed.
    title : str
        As the file's properties tell it.

    Returns
    -------
    xlsxwriter.Workbook
        Without a sheet.
    """
    import xlsxwriter

    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(content, settings)
    # The day of making would make every file another one.
    book.set_properties({"title": title, "created": _MADE.replace(tzinfo=None)})
    return book
