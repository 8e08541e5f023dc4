"""Two sides of every loss: without the plan and with it."""

from collections.abc import Mapping

import polars as pl

from orepath.report.columns import Kind, checked

SIDES: Mapping[str, str] = {"without": "without the plan", "with": "with the plan"}
"""Columns that hold losses, and what they are called."""


def on_both_sides(
    frame: pl.DataFrame, table: str, kinds: Mapping[str, Kind]
) -> pl.DataFrame:
    """Return a table of losses without and with the plan, or raise what is wrong.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of ``kinds``, and ``without`` and ``with`` (loss, USD; below zero a
        gain).
    table : str
        Its name, for the messages.
    kinds : mapping of str to Kind
        The columns that say whose losses they are.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    return checked(frame, table, {**kinds, **dict.fromkeys(SIDES, "number")})
