"""The tables an assessment reads: checked together, with positions for labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

KEY = ("commodity", "stage", "year")
UNITS = {"t": False, "t/a": False, "fraction": True}
"""Words for the unit of a supply row, and whether it is a share of the world."""

_ENDS = ("value", "low", "high")
_NEEDS = {
    "supply": ("commodity", "stage", "place", "year", *_ENDS),
    "demand": ("commodity", "place", "year", *_ENDS),
    "trade": ("commodity", "origin", "destination", "year", *_ENDS),
    "governance": ("place", "value"),
    "covered": (*KEY, "place"),
    "keys": KEY,
    "relief": ("commodity", "recycling", "substitution"),
}
# Shares are published rounded, so a whole may come to a little more than itself.
_WHOLE = 1.005


@dataclass(frozen=True)
class Tables:
    """Hold the checked tables with the labels they share.

    Parameters
    ----------
    rows : mapping of str to polars.DataFrame
        ``supply``, ``demand`` and ``trade``, rows of the keys alone, sorted by key,
        with the position ``key``.
    given : mapping of str to polars.DataFrame
        The other tables as they were given: ``governance`` always, ``covered`` and
        ``relief`` where there is one.
    keys : polars.DataFrame
        ``commodity``, ``stage``, ``year``, one row a key, sorted.
    places : tuple of str
        Labels of P.
    fraction : ndarray of bool
        ``(K,)``, whether the supply of the key is in shares of the world.
    made : ndarray of bool
        ``(K,)``, whether the supply of the key is known and can be used.
    reason : tuple of str
        ``(K,)``, why it is not; empty where it is.
    """

    rows: Mapping[str, pl.DataFrame]
    given: Mapping[str, pl.DataFrame]
    keys: pl.DataFrame
    places: tuple[str, ...]
    fraction: Mask
    made: Mask
    reason: tuple[str, ...]

    def with_places(self, places: Iterable[str]) -> "Tables":
        """Return the same tables with places added that no row of them names."""
        return replace(self, places=tuple(sorted({*self.places, *places})))


def tables(given: Mapping[str, pl.DataFrame]) -> Tables:
    """Check the tables and put them on common labels.

    Parameters
    ----------
    given : mapping of str to polars.DataFrame
        ``supply``, ``demand``, ``trade``, ``governance`` and, where there are such,
        ``covered``, ``keys`` and ``relief``, as
        :func:`orepath.assess.exposure.exposure` takes them.

    Returns
    -------
    Tables
        Without ``keys``, those of the supply: rows of other tables that fit none are
        left out, since nothing can be said of a market nobody asked for.

    Raises
    ------
    InputError
        Columns miss, a range is not ordered, a row stands twice, a flow begins where
        it ends, demand or trade gives no stage for a commodity that has several, or a
        unit is unknown or differs within a key.

    Notes
    -----
    O(rows · log rows).
    """
    problems = _missing(given)
    if problems:
        raise InputError(problems)
    asked = given.get("keys", given["supply"])
    keys = asked.select(_KEY_TYPES).unique().sort(KEY).with_row_index("key")
    stages = pl.concat([keys, given["supply"].select(_KEY_TYPES)], how="diagonal")
    staged = {
        "supply": given["supply"],
        **{name: _staged(name, given[name], stages) for name in ("demand", "trade")},
    }
    problems = [*_units(given["supply"]), *_relief(given)]
    for name, table in staged.items():
        problems += _faults(name, table)
    if problems:
        raise InputError(problems)
    rows = {
        name: table.cast({"year": pl.Int64})
        .join(keys, on=list(KEY), maintain_order="left")
        .sort("key", maintain_order=True)
        for name, table in staged.items()
    }
    fraction, over = _shares(rows["supply"], keys.height)
    listed = np.isin(np.arange(keys.height), rows["supply"]["key"].to_numpy())
    return Tables(
        rows,
        {name: given[name] for name in given if name not in {*rows, "keys"}},
        keys.drop("key"),
        _places(given),
        fraction,
        listed & np.isnan(over),
        _reasons(keys, given["supply"], listed, over),
    )


def positions(column: pl.Series, known: pl.Series) -> NDArray[np.int64]:
    """Return where each word of a column stands among the known ones.

    Parameters
    ----------
    column : polars.Series
        Words, all of them known.
    known : polars.Series
        Distinct words.

    Returns
    -------
    ndarray of int
        ``(R,)``.

    Examples
    --------
    >>> positions(pl.Series(["b", "a", "b"]), pl.Series(["a", "b"])).tolist()
    [1, 0, 1]
    """
    return column.cast(pl.Enum(known)).to_physical().to_numpy().astype(np.int64)


_KEY_TYPES = (pl.col("commodity"), pl.col("stage"), pl.col("year").cast(pl.Int64))


def _missing(given: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Tell the columns a table lacks."""
    return [
        Problem(f"{name}:1:{column}", "no such column", suggest(column, table.columns))
        for name, table in given.items()
        for column in _NEEDS[name]
        if column not in table.columns
    ]


def _places(given: Mapping[str, pl.DataFrame]) -> tuple[str, ...]:
    """Return every place that makes, uses, sells, buys or is covered, sorted."""
    columns = [
        given[name][column]
        for name, column in (
            ("supply", "place"),
            ("demand", "place"),
            ("trade", "origin"),
            ("trade", "destination"),
            ("covered", "place"),
        )
        if name in given
    ]
    return tuple(sorted({place for column in columns for place in column.unique()}))


def _staged(name: str, table: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Give each row its stage: its own, or the only one its commodity has."""
    if "stage" in table.columns:
        return table
    stages = keys.select("commodity", "stage").unique().sort("commodity", "stage")
    several = stages.group_by("commodity", maintain_order=True).agg("stage")
    doubt = several.filter(
        (pl.col("stage").list.len() > 1)
        & pl.col("commodity").is_in(table["commodity"].to_list())
    )
    if doubt.height:
        raise InputError(
            [
                Problem(
                    f"{name}:1:stage",
                    f"{commodity} has the stages {', '.join(known)}",
                    "give a stage column that says which one each row belongs to",
                )
                for commodity, known in doubt.rows()
            ]
        )
    return table.join(stages, on="commodity")


def _faults(name: str, table: pl.DataFrame) -> list[Problem]:
    """Tell rows that stand twice, ranges out of order and flows to themselves."""
    ends = ("origin", "destination") if name == "trade" else ("place",)
    key = [*KEY, *ends]
    label = pl.concat_str(
        [pl.col(column).cast(pl.String) for column in key], separator=" "
    )
    ordered = (
        (pl.col("low") >= 0)
        & (pl.col("low") <= pl.col("value"))
        & (pl.col("value") <= pl.col("high"))
        & pl.col("high").is_finite()
    ).fill_null(value=False)
    fix = "give 0 <= low <= value <= high"
    problems = [
        Problem(f"{name} {where}", f"range {low} – {value} – {high}", fix)
        for where, low, value, high in table.filter(~ordered)
        .select(label, "low", "value", "high")
        .rows()
    ]
    # Labels are written for the culprits alone: a year of world trade has many rows.
    twice = table.filter(table.select(key).is_duplicated())
    problems += [
        Problem(f"{name} {where}", f"stands {times} times", "resolve to one row")
        for where, times in twice.group_by(label.alias("label"), maintain_order=True)
        .len()
        .rows()
    ]
    if name == "trade":
        loops = table.filter(pl.col("origin") == pl.col("destination"))
        problems += [
            Problem(f"{name} {where}", "goes nowhere", "leave domestic sales out")
            for where in loops.select(label.alias("label"))["label"]
        ]
    return problems


def _units(supply: pl.DataFrame) -> list[Problem]:
    """Tell units nobody knows, and keys that mix tonnes with shares."""
    if "unit" not in supply.columns:
        return []
    problems = [
        Problem("supply:unit", f"unknown unit {word!r}", suggest(str(word), UNITS))
        for word in supply["unit"].unique(maintain_order=True)
        if word not in UNITS
    ]
    mixed = (
        supply.group_by(KEY, maintain_order=True)
        .agg((pl.col("unit") == "fraction").n_unique().alias("kinds"))
        .filter(pl.col("kinds") > 1)
    )
    return problems + [
        Problem(
            f"supply {commodity} {stage} {year}",
            "has rows in tonnes and rows in shares of the world",
            "give one of the two",
        )
        for commodity, stage, year in mixed.select(KEY).rows()
    ]


def _relief(given: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Tell commodities that stand twice in relief, and numbers beyond 0 to 1."""
    if "relief" not in given:
        return []
    table = given["relief"]
    twice = table.filter(pl.col("commodity").is_duplicated())["commodity"].unique()
    problems = [
        Problem(f"relief {name}", "stands several times", "resolve to one row")
        for name in twice.sort()
    ]
    for column in ("recycling", "substitution"):
        wrong = table.filter(~pl.col(column).is_between(0, 1))
        problems += [
            Problem(f"relief {name}:{column}", f"{number:g}", "give 0 to 1")
            for name, number in wrong.select("commodity", column).rows()
        ]
    return problems


def _shares(supply: pl.DataFrame, keys: int) -> tuple[Mask, Array]:
    """Tell the keys in shares of the world, and the sum where it is beyond the whole.

    The sum is NaN where nothing is wrong.
    """
    fraction = np.zeros(keys, dtype=bool)
    over = np.full(keys, np.nan)
    if "unit" in supply.columns:
        part = supply.filter(pl.col("unit") == "fraction")
        at = part["key"].to_numpy().astype(np.int64)
        total = np.bincount(at, part["value"].to_numpy(), minlength=keys)
        fraction[at] = True
        over = np.where(total > _WHOLE, total, over)
    return fraction, over


def _reasons(
    keys: pl.DataFrame, supply: pl.DataFrame, listed: Mask, over: Array
) -> tuple[str, ...]:
    """Say of each key why its supply is not known; nothing where it is."""
    years = {
        (commodity, stage): sorted(set(known))
        for commodity, stage, known in supply.group_by("commodity", "stage")
        .agg("year")
        .rows()
    }
    told = []
    for at, (commodity, stage, year) in enumerate(keys.select(KEY).rows()):
        known = years.get((commodity, stage), [])
        if not np.isnan(over[at]):
            told.append(f"not known: shares of the world sum to {over[at]:.3g}")
        elif listed[at]:
            told.append("")
        elif known:
            near = known[int(np.abs(np.array(known) - year).argmin())]
            told.append(f"not known: no production of {year}, the nearest is of {near}")
        else:
            told.append("not known: no production data")
    return tuple(told)
