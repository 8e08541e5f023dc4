"""The limits of a workbook: what a case may hold and a spreadsheet cannot."""

import sys
from collections.abc import Iterator

import polars as pl

from orepath.core.table import TableSpec
from orepath.errors import Problem
from orepath.world.catalogue import BY_NAME
from orepath.world.excel.content import CASE_FILE, Content
from orepath.world.excel.layout import FIRST
from orepath.world.scenario import FILE as SCENARIOS_FILE

# Limits of the file format, which every spreadsheet program keeps.
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576 - (FIRST - 1)
LEAST, GREATEST = sys.float_info.min, 9.99999999999999e307


def too_much(content: Content) -> Iterator[Problem]:
    """Yield every cell and table that a workbook cannot hold.

    Parameters
    ----------
    content : Content
        A case that passed its checks: its number cells are numbers.
    """
    for words in (content.settings, content.remarks):
        for name, text in words.items():
            yield from _too_long(f"{CASE_FILE}:{name}", text)
    for row, line in enumerate(content.scenarios.split("\n"), start=1):
        yield from _too_long(f"{SCENARIOS_FILE}:{row}", line)
    for name, frame in content.tables.items():
        yield from _too_much_of(frame, BY_NAME[name])


def _too_much_of(frame: pl.DataFrame, spec: TableSpec) -> Iterator[Problem]:
    """Yield what of a table a sheet cannot hold."""
    if frame.height > MOST_ROWS:
        what = f"{frame.height:,} rows, a sheet holds {MOST_ROWS:,}"
        yield Problem(f"{spec.name}.csv", what, "keep this case in its folder")
    for column in spec.columns:
        check = _too_long if column.kind in ("text", "flag") else _too_extreme
        for row, text in enumerate(frame[column.name].to_list(), start=2):
            if text is not None:
                yield from check(f"{spec.name}.csv:{row}:{column.name}", text)


def _too_long(where: str, text: str) -> Iterator[Problem]:
    """Yield the problem of a text that is too long; letters beyond 16 bits are two."""
    if len(text) * 2 > LONGEST_TEXT:
        length = len(text.encode("utf-16-le")) // 2
        if length > LONGEST_TEXT:
            what = f"{length:,} characters, a cell holds {LONGEST_TEXT:,}"
            yield Problem(where, what, "shorten the text")


def _too_extreme(where: str, text: str) -> Iterator[Problem]:
    """Yield the problem of a number too near to zero, or too far from it."""
    size = abs(float(text))
    if size and not LEAST <= size <= GREATEST:
        what = f"{text}, a cell holds {LEAST} to {GREATEST}"
        yield Problem(where, what, "choose another unit")
