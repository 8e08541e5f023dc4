"""Where a place is exposed: every indicator of a commodity at a stage in one row.

What is not known stays null, and the column ``note`` says why; it is never a number.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.flows import Flows, Tables, flows, tables
from orepath.assess.indicator import INDICATORS, Indicator
from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]

NO_TRADE = "not known: no open trade data"
NO_USE = "not known: no demand data"


def exposure(  # noqa: PLR0913  # four tables and what to ask of them
    supply: pl.DataFrame,
    demand: pl.DataFrame,
    trade: pl.DataFrame,
    governance: pl.DataFrame,
    focus: str,
    *,
    draws: int = 200,
    seed: int = 0,
    remainder: Sequence[str] = ("OTH", "ROW"),
    barrier: Mapping[str, float] | None = None,
    indicators: Sequence[Indicator] = INDICATORS,
) -> pl.DataFrame:
    """Assess the exposure of one place in every commodity, stage and year.

    Parameters
    ----------
    supply : polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``year``, ``value``, ``low``, ``high``;
        t/a, one basis a commodity and stage. Ends are 10th and 90th percentile.
    demand : polars.DataFrame
        ``commodity``, ``place``, ``year``, ``value``, ``low``, ``high``, and ``stage``
        where a commodity has several; same basis.
    trade : polars.DataFrame
        ``commodity``, ``origin``, ``destination``, ``year``, ``value``, ``low``,
        ``high``, and ``stage`` where a commodity has several; same basis.
    governance : polars.DataFrame
        ``place``, ``value``: World Bank estimate, −2.5 to 2.5. A supplier or origin
        without one takes the middle of the scale, and the note names it.
    focus : str
        The place to look from.
    draws : int
        Draws from the ranges for the percentiles; 0 gives none and null ends.
    seed : int
        0 or more.
    remainder : sequence of str
        Places that stand for many unnamed ones: no single supplier, and bounded.
    barrier : mapping, optional
        Trade parameter by place, above 1 under an export restriction, below 1 under an
        agreement; 1 where not given.
    indicators : sequence of Indicator
        Which columns.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``stage``, ``year``, ``top_supplier``, ``top_origin``, then
        ``name``, ``name_low``, ``name_high`` of each indicator, then ``note``. The ends
        are the 10th and 90th percentile over the draws, widened to hold the value.

    Raises
    ------
    InputError
        A table lacks a column, a row is doubled or not ordered, a stage is in doubt, or
        the focus is unknown; see :func:`orepath.assess.flows.tables`.

    Notes
    -----
    One vectorised pass over draws × keys × places: O(D·(rows + K·P)) a table and
    indicator, 8 bytes a cell.

    Examples
    --------
    >>> ends = {"low": [6.0, 2.0], "high": [6.0, 2.0]}
    >>> made = {"commodity": ["Ni"] * 2, "stage": ["mine"] * 2, "year": [2024] * 2}
    >>> supply = pl.DataFrame(
    ...     {**made, "place": ["IDN", "PHL"], "value": [6.0, 2.0], **ends}
    ... )
    >>> nothing = supply.clear().rename({"place": "origin"})
    >>> trade = nothing.with_columns(destination=pl.col("origin"))
    >>> rating = pl.DataFrame({"place": ["IDN", "PHL"], "value": [-0.5, -0.8]})
    >>> row = exposure(supply, supply.clear(), trade, rating, "PHL").row(0, named=True)
    >>> row["top_supplier"], row["hhi"], row["geopolrisk"]
    ('IDN', 0.625, None)
    """
    checked = tables(supply, demand, trade, governance)
    laid = flows(checked, focus, draws, seed, remainder, dict(barrier or {}))
    columns: dict[str, pl.Series] = {}
    for indicator in indicators:
        columns |= _column(indicator, laid)
    return checked.keys.with_columns(
        _largest("top_supplier", laid.supply[0], laid, checked.places),
        _largest("top_origin", laid.imports[0], laid, checked.places),
        *columns.values(),
        pl.Series("note", _notes(laid, checked), dtype=pl.String),
    )


def bottleneck(
    table: pl.DataFrame, mineral: Mapping[str, str], by: str = "geopolrisk"
) -> pl.DataFrame:
    """Find the stage at which each mineral's chain is most at risk.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`exposure`.
    mineral : mapping
        Mineral of each commodity.
    by : str
        Indicator that ranks the stages, more being worse.

    Returns
    -------
    polars.DataFrame
        ``mineral``, ``year``, ``stage``, ``commodity``, the indicator, ``known`` and
        ``stages`` (how many rows had a number, of how many). Where none is known,
        stage, commodity and indicator are null.

    Raises
    ------
    InputError
        A commodity has no mineral, or the indicator is not in the table.

    Examples
    --------
    >>> table = pl.DataFrame(
    ...     {
    ...         "commodity": ["ore", "metal"],
    ...         "stage": ["mine", "refine"],
    ...         "year": [2024, 2024],
    ...         "geopolrisk": [0.1, 0.3],
    ...     }
    ... )
    >>> bottleneck(table, {"ore": "titanium", "metal": "titanium"}).row(0)
    ('titanium', 2024, 'refine', 'metal', 0.3, 2, 2)
    """
    problems = [
        Problem(f"mineral of {name}", "not given", suggest(name, mineral))
        for name in table["commodity"].unique(maintain_order=True)
        if name not in mineral
    ]
    if by not in table.columns:
        problems.append(Problem("by", f"no column {by!r}", suggest(by, table.columns)))
    if problems:
        raise InputError(problems)
    family = pl.col("commodity").replace_strict(dict(mineral), return_dtype=pl.String)
    worst = pl.col("stage", "commodity", by).sort_by(
        by, descending=True, nulls_last=True, maintain_order=True
    )
    known = pl.col(by).count()
    return (
        table.with_columns(mineral=family)
        .group_by("mineral", "year", maintain_order=True)
        .agg(worst.first(), known=known.cast(pl.Int64), stages=pl.len().cast(pl.Int64))
        .with_columns(
            pl.when(pl.col("known") > 0).then(pl.col(name)).alias(name)
            for name in ("stage", "commodity", by)
        )
        .sort("mineral", "year")
    )


def _column(indicator: Indicator, laid: Flows) -> dict[str, pl.Series]:
    """Measure one indicator and write its value and ends, null where not known."""
    measured = indicator.measure(laid)
    known = np.ones(measured.shape[1], dtype=bool)
    if indicator.needs_trade:
        known &= laid.traded
    if indicator.needs_use:
        known &= laid.used
    value = np.where(known, measured[0], np.nan)
    low = high = np.full_like(value, np.nan)
    if len(measured) > 1:
        low, high = np.quantile(measured[1:], [0.1, 0.9], axis=0)
        low, high = np.minimum(low, value), np.maximum(high, value)
    ends = {"": value, "_low": low, "_high": high}
    return {
        indicator.name + end: pl.Series(
            indicator.name + end, numbers, dtype=pl.Float64
        ).fill_nan(None)
        for end, numbers in ends.items()
    }


def _largest(
    name: str, amounts: Array, laid: Flows, places: Sequence[str]
) -> pl.Series:
    """Name the largest named place of ``(K, P)``; null where there is none."""
    named = np.where(laid.named, amounts, 0.0)
    best = named.argmax(axis=-1)
    words = [
        places[int(at)] if row[at] > 0 else None
        for row, at in zip(named, best, strict=True)
    ]
    return pl.Series(name, words, dtype=pl.String)


def _notes(laid: Flows, checked: Tables) -> list[str]:
    """Say of each key what is not known and why."""
    rated = set(checked.governance.drop_nulls("value")["place"])
    made = laid.supply[0, :, laid.focus]
    outside = laid.imports[0].sum(axis=-1) - laid.exports[0]
    touched = (laid.supply[0] > 0) | (laid.imports[0] > 0)
    notes = []
    for key in range(checked.keys.height):
        told = []
        if not laid.traded[key]:
            told.append(NO_TRADE)
        elif made[key] + outside[key] <= 0:
            told.append("reliance not known: exports exceed production and imports")
        if not laid.used[key]:
            told.append(NO_USE)
        unrated = [
            place
            for place, hit in zip(checked.places, touched[key], strict=True)
            if hit and place not in rated
        ]
        if unrated:
            told.append(f"governance not known, middle taken: {', '.join(unrated)}")
        notes.append("; ".join(told))
    return notes
