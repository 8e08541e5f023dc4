"""The tables an assessment reads: checked together, with positions for labels."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

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
_ENDPOINTS = {
    "supply": ("place",),
    "demand": ("place",),
    "trade": ("origin", "destination"),
}
_NEEDS = {
    "supply": ("commodity", "stage", "place", "year", *_ENDS),
    "demand": ("commodity", "place", "year", *_ENDS),
    "trade": ("commodity", "origin", "destination", "year", *_ENDS),
    "governance": ("place", "value"),
    "covered": (*KEY, "place"),
    "keys": KEY,
    "relief": ("commodity", "recycling", "substitution"),
}
# Shares are published rounded: a whole may come to a little more than itself unsaid,
# and to some hundredths more before nothing can be made of it.
_ROUNDED, _WHOLE = 1.005, 1.05


@dataclass(frozen=True)
class Tables:
    """Hold the checked tables with the labels they share.

    Parameters
    ----------
    rows : mapping of str to polars.DataFrame
        ``supply``, ``demand`` and ``trade``: rows of the keys alone, sorted by key.
        ``key`` and ``place``, or ``origin`` and ``destination``, are positions.
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
        ``(K,)``, why it is not, or what was done to it; empty where nothing was.
    """

    rows: Mapping[str, pl.DataFrame]
    given: Mapping[str, pl.DataFrame]
    keys: pl.DataFrame
    places: tuple[str, ...]
    fraction: Mask
    made: Mask
    reason: tuple[str, ...]


def tables(given: Mapping[str, pl.DataFrame], also: Collection[str] = ()) -> Tables:
    """Check the tables and put them on common labels.

    Parameters
    ----------
    given : mapping of str to polars.DataFrame
        ``supply``, ``demand``, ``trade``, ``governance`` and, where there are such,
        ``covered``, ``keys`` and ``relief``, as
        :func:`orepath.assess.exposure.exposure` takes them.
    also : collection of str
        Places to label though they may make, use and trade nothing; those that nobody
        rates stay out.

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
    keys = asked.select(_KEY_TYPES).unique().sort(KEY)
    stages = pl.concat([keys, given["supply"].select(_KEY_TYPES)])
    staged = {
        "supply": given["supply"],
        **{name: _staged(name, given[name], stages) for name in ("demand", "trade")},
    }
    places = pl.Series(_places(given, also), dtype=pl.String)
    coded = _coded(staged, keys, places)
    problems = [*_units(given["supply"]), *_relief(given)]
    for name, table in staged.items():
        problems += _faults(name, table, coded[name])
    if problems:
        raise InputError(problems)
    rows = {
        name: table.filter(pl.col("key") < keys.height).sort("key", maintain_order=True)
        for name, table in coded.items()
    }
    fraction, total = _shares(rows["supply"], keys.height)
    listed = np.isin(np.arange(keys.height), rows["supply"]["key"].to_numpy())
    return Tables(
        rows,
        {name: given[name] for name in given if name not in {*rows, "keys"}},
        keys,
        tuple(places),
        fraction,
        listed & (total <= _WHOLE),
        _reasons(keys, given["supply"], listed, total),
    )


def _coded(
    staged: Mapping[str, pl.DataFrame], keys: pl.DataFrame, places: pl.Series
) -> dict[str, pl.DataFrame]:
    """Put positions in place of words: words weigh, and world trade has many rows.

    The keys asked for come first; others follow, for their rows are checked as well.
    """
    labels = [keys, *(table.select(_KEY_TYPES) for table in staged.values())]
    known = pl.concat(labels).unique(maintain_order=True).with_row_index("key")
    spot = pl.Enum(places)
    coded = {}
    for name, table in staged.items():
        extra = [one for one in ("unit", "usd", "gross") if one in table.columns]
        coded[name] = (
            table.lazy()
            .select(
                *_KEY_TYPES,
                *(pl.col(end).cast(spot).to_physical() for end in _ENDPOINTS[name]),
                *(pl.col(end).cast(pl.Float64) for end in _ENDS),
                *extra,
            )
            .join(known.lazy(), on=list(KEY), how="left", maintain_order="left")
            .drop(KEY)
            .collect()
        )
    return coded


_KEY_TYPES = (pl.col("commodity"), pl.col("stage"), pl.col("year").cast(pl.Int64))


def _missing(given: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Tell the columns a table lacks."""
    return [
        Problem(f"{name}:1:{column}", "no such column", suggest(column, table.columns))
        for name, table in given.items()
        for column in _NEEDS[name]
        if column not in table.columns
    ]


def _places(given: Mapping[str, pl.DataFrame], also: Collection[str]) -> list[str]:
    """Return every place that makes, uses, sells, buys or is covered, sorted."""
    columns = [
        given[name][column]
        for name, ends in (*_ENDPOINTS.items(), ("covered", ("place",)))
        if name in given
        for column in ends
    ]
    rated = set(also).intersection(given["governance"]["place"])
    return sorted({place for column in columns for place in column.unique()} | rated)


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


def _faults(name: str, table: pl.DataFrame, coded: pl.DataFrame) -> list[Problem]:
    """Tell rows that stand twice, ranges out of order and flows to themselves."""
    ends = list(_ENDPOINTS[name])
    # Labels are written for the culprits alone.
    label = pl.concat_str(
        [pl.col(column).cast(pl.String) for column in (*KEY, *ends)], separator=" "
    ).alias("label")
    ordered = (
        (pl.col("low") >= 0)
        & (pl.col("low") <= pl.col("value"))
        & (pl.col("value") <= pl.col("high"))
        & pl.col("high").is_finite()
    ).fill_null(value=False)
    fix = "give 0 <= low <= value <= high"
    problems = [
        Problem(f"{name} {where}", f"range {low} – {value} – {high}", fix)
        for where, low, value, high in table.filter(~coded.select(ordered).to_series())
        .select(label, "low", "value", "high")
        .rows()
    ]
    twice = table.filter(coded.select("key", *ends).is_duplicated())
    problems += [
        Problem(f"{name} {where}", f"stands {times} times", "resolve to one row")
        for where, times in twice.group_by(label, maintain_order=True).len().rows()
    ]
    if name == "trade":
        loops = table.filter(coded["origin"] == coded["destination"])
        problems += [
            Problem(f"{name} {where}", "goes nowhere", "leave domestic sales out")
            for where in loops.select(label)["label"]
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
    """Tell the keys in shares of the world, and their sum; 0 for keys in tonnes."""
    fraction, total = np.zeros(keys, dtype=bool), np.zeros(keys)
    if "unit" in supply.columns:
        part = supply.filter(pl.col("unit") == "fraction")
        at = part["key"].to_numpy().astype(np.int64)
        np.add.at(total, at, part["value"].to_numpy())
        fraction[at] = True
    return fraction, total


def _reasons(
    keys: pl.DataFrame, supply: pl.DataFrame, listed: Mask, total: Array
) -> tuple[str, ...]:
    """Say of each key why its supply is not known, or what was done to it."""
    years = {
        (commodity, stage): sorted(set(known))
        for commodity, stage, known in supply.group_by("commodity", "stage")
        .agg("year")
        .rows()
    }
    told = []
    for at, (commodity, stage, year) in enumerate(keys.select(KEY).rows()):
        known = years.get((commodity, stage), [])
        if total[at] > _WHOLE:
            told.append(f"not known: shares of the world sum to {total[at]:.3g}")
        elif total[at] > _ROUNDED:
            told.append(
                f"shares of the world sum to {total[at]:.3g}, taken in proportion"
            )
        elif listed[at]:
            told.append("")
        elif known:
            near = known[int(np.abs(np.array(known) - year).argmin())]
            told.append(f"not known: no production of {year}, the nearest is of {near}")
        else:
            told.append("not known: no production data")
    return tuple(told)
