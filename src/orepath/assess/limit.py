"""Limits that somebody set for where supply comes from, and whether they are held.

A limit is a row of data, not code: a preset of the package or a user's own file. A
number whose range lies on both sides of the limit neither holds nor breaks it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.concentration import ratio
from orepath.assess.flows import Flows
from orepath.assess.indicator import Indicator
from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]

MET, MISSED, DOUBT, UNKNOWN = "met", "missed", "in doubt", "not known"

_WORDS = ("name", "meaning", "indicator", "stages", "at_least", "at_most")
_LABELS = ("commodity", "mineral", "stage", "year", "focus")


@dataclass(frozen=True)
class Limit:
    """Hold one limit on one indicator.

    Parameters
    ----------
    name : str
        What it is called.
    meaning : str
        One plain sentence.
    indicator : str
        Column of the table it is compared with.
    stages : tuple of str
        Where it holds; empty for all stages.
    at_least, at_most : float or None
        The limit; one of them, or both for a corridor.
    """

    name: str
    meaning: str
    indicator: str
    stages: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


def _use(flows: Flows) -> Array:
    """Apparent use ``(D, K, F)`` of the focus places; NaN where it is not above 0."""
    use = flows.own + flows.imports - flows.exports
    return np.where(use > 0, use, np.nan)


def home_cover(flows: Flows) -> Array:
    """Divide what the focus place makes by what it uses."""
    use = _use(flows)
    return ratio(np.broadcast_to(flows.own, use.shape), np.nan_to_num(use))


def origin_cover(flows: Flows) -> Array:
    """Divide what comes from the largest origin by what the focus place uses."""
    trade = flows.inward
    named = np.where(flows.named[trade.partner], trade.amounts, 0.0)
    return ratio(trade.largest(named), np.nan_to_num(_use(flows)))


COVERS: tuple[Indicator, ...] = (
    Indicator(
        "home_cover",
        "fraction",
        "The focus place's own output over its apparent use; above 1 for an exporter.",
        home_cover,
        ("tonnes", "trade"),
    ),
    Indicator(
        "origin_cover",
        "fraction",
        "Imports from the largest origin over the focus place's apparent use.",
        origin_cover,
        ("tonnes", "trade"),
    ),
)
"""The indicators that limits ask for, to be measured beside the usual ones."""


def presets() -> Mapping[str, tuple[Limit, ...]]:
    """Return the limits of the package by name of the preset.

    Examples
    --------
    >>> [limit.name for limit in presets()["eu-crma-2030"]]
    ['extraction', 'processing', 'recycling', 'one third country']
    """
    text = files("orepath").joinpath("data", "limits.toml").read_text(encoding="utf-8")
    return _parsed(tomllib.loads(text), "limits.toml")


def sources() -> pl.DataFrame:
    """Return what each preset rests on.

    Returns
    -------
    polars.DataFrame
        ``preset``, ``title``, ``source``, ``note``.

    Examples
    --------
    >>> sources()["source"][0]
    'Regulation (EU) 2024/1252, Article 5(1)'
    """
    text = files("orepath").joinpath("data", "limits.toml").read_text(encoding="utf-8")
    return pl.DataFrame(
        [
            {"preset": row["name"]} | {word: row[word] for word in _HEAD}
            for row in tomllib.loads(text)["preset"]
        ]
    )


_HEAD = ("title", "source", "note")


def read_limits(path: Path) -> Mapping[str, tuple[Limit, ...]]:
    """Read a user's own limits from a file of the presets' form.

    Parameters
    ----------
    path : pathlib.Path
        TOML with ``[[preset]]``, its ``name``, and ``[[preset.limit]]`` below it.

    Returns
    -------
    mapping of str to tuple of Limit
        By name of the preset.

    Raises
    ------
    InputError
        The file is not TOML, a word is missing or unknown, or a limit has no number;
        all told at once.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        what = f"cannot be read: {error}"
        raise InputError(Problem(str(path), what, "give a TOML file")) from error
    return _parsed(content, path.name)


def held(table: pl.DataFrame, limits: Sequence[Limit]) -> pl.DataFrame:
    """Tell of every limit, commodity, stage and year whether it is held.

    Parameters
    ----------
    table : polars.DataFrame
        ``commodity``, ``stage``, ``year`` (and ``mineral``, ``focus``), the limits'
        indicators with ``_low`` and ``_high``, and ``note``, as
        :func:`orepath.assess.exposure.exposure` gives with :data:`COVERS` measured.
    limits : sequence of Limit
        One preset, or any others.

    Returns
    -------
    polars.DataFrame
        The labels, ``limit``, ``indicator``, ``at_least``, ``at_most``, ``value``,
        ``low``, ``high``, ``verdict`` (``met``, ``missed``, ``in doubt`` where the
        range lies on both sides, ``not known``), ``note``. In the order of the table,
        then of the limits. A limit whose indicator the table lacks stays as rows that
        are not known.

    Raises
    ------
    InputError
        The table has no commodity, stage or year.

    Notes
    -----
    met: low ≥ least and high ≤ most; missed: high < least or low > most. Without a
    range the value stands for both ends.

    Examples
    --------
    >>> table = pl.DataFrame(
    ...     {
    ...         "commodity": ["copper ore", "tin ore"],
    ...         "stage": ["mine"] * 2,
    ...         "year": [2024] * 2,
    ...         "home_cover": [0.3, 0.12],
    ...         "home_cover_low": [0.2, 0.08],
    ...         "home_cover_high": [0.4, 0.2],
    ...     }
    ... )
    >>> held(table, presets()["eu-crma-2030"][:1])["verdict"].to_list()
    ['met', 'in doubt']
    """
    problems = [
        Problem(f"table:1:{name}", "no such column", suggest(name, table.columns))
        for name in ("commodity", "stage", "year")
        if name not in table.columns
    ]
    if problems:
        raise InputError(problems)
    rows = table.with_row_index("row")
    parts = [
        _compared(rows, limit).with_columns(order=pl.lit(at))
        for at, limit in enumerate(limits)
    ]
    if not parts:
        raise InputError(Problem("limits", "none given", "give at least one"))
    return pl.concat(parts).sort("row", "order").drop("row", "order")


def _compared(rows: pl.DataFrame, limit: Limit) -> pl.DataFrame:
    """Compare the rows of a limit's stages with it."""
    if limit.stages:
        rows = rows.filter(pl.col("stage").is_in(limit.stages))
    name = limit.indicator
    missing = name not in rows.columns
    value, low, high = (
        pl.col(one).cast(pl.Float64)
        if one in rows.columns
        else pl.lit(None, dtype=pl.Float64)
        for one in (name, f"{name}_low", f"{name}_high")
    )
    told = pl.col("note") if "note" in rows.columns else pl.lit("")
    least = -np.inf if limit.at_least is None else limit.at_least
    most = np.inf if limit.at_most is None else limit.at_most
    bottom, top = pl.coalesce(low, value), pl.coalesce(high, value)
    verdict = (
        pl.when(value.is_null())
        .then(pl.lit(UNKNOWN))
        .when((bottom >= least) & (top <= most))
        .then(pl.lit(MET))
        .when((top < least) | (bottom > most))
        .then(pl.lit(MISSED))
        .otherwise(pl.lit(DOUBT))
    )
    reason = (
        pl.lit(f"{name} was not measured")
        if missing
        else pl.when(told.fill_null("") == "")
        .then(pl.lit("no apparent use above 0"))
        .otherwise(told)
    )
    return rows.select(
        "row",
        *[label for label in _LABELS if label in rows.columns],
        limit=pl.lit(limit.name),
        indicator=pl.lit(name),
        at_least=pl.lit(limit.at_least, dtype=pl.Float64),
        at_most=pl.lit(limit.at_most, dtype=pl.Float64),
        value=value,
        low=low,
        high=high,
        verdict=verdict,
        note=pl.when(value.is_null()).then(reason).otherwise(pl.lit("")),
    )


def _parsed(content: Mapping[str, object], where: str) -> dict[str, tuple[Limit, ...]]:
    """Turn a file's content into limits, telling all faults at once."""
    given = content.get("preset")
    if not isinstance(given, list) or not given:
        raise InputError(Problem(where, "no [[preset]]", "begin with [[preset]]"))
    problems: list[Problem] = []
    found: dict[str, tuple[Limit, ...]] = {}
    for at, preset in enumerate(given, start=1):
        name = preset.get("name") if isinstance(preset, dict) else None
        if not isinstance(name, str):
            problems.append(Problem(f"{where}:preset {at}", "no name", "name it"))
            continue
        limits: list[Limit] = []
        rows = preset.get("limit", [])
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
            spot = f"{where}:{name}:limit {number}"
            faults = _faults(row, spot)
            problems += faults
            if not faults:
                limits.append(_limit(row))
        found[name] = tuple(limits)
    if problems:
        raise InputError(problems)
    return found


def _limit(row: Mapping[str, object]) -> Limit:
    """Make a limit of a row that has no faults."""
    ends = [row.get(end) for end in ("at_least", "at_most")]
    return Limit(
        str(row["name"]),
        str(row.get("meaning", "")),
        str(row["indicator"]),
        tuple(cast("list[str]", row.get("stages", []))),
        *[None if end is None else float(cast("float", end)) for end in ends],
    )


def _faults(row: object, spot: str) -> list[Problem]:
    """Tell what keeps a row from being a limit."""
    if not isinstance(row, dict):
        return [Problem(spot, f"{row}", "give [[preset.limit]] with words")]
    problems = [
        Problem(f"{spot}:{word}", "unknown word", suggest(word, _WORDS))
        for word in row
        if word not in _WORDS
    ]
    problems += [
        Problem(f"{spot}:{word}", "missing", f"give {word} as text")
        for word in ("name", "indicator")
        if not isinstance(row.get(word), str)
    ]
    stages = row.get("stages", [])
    if not isinstance(stages, list) or not all(isinstance(one, str) for one in stages):
        problems.append(Problem(f"{spot}:stages", f"{stages}", "give a list of stages"))
    ends = [row.get(end) for end in ("at_least", "at_most")]
    numbers = [end for end in ends if end is not None]
    # A boolean is a whole number to Python, not to a reader.
    if not numbers or not all(type(end) in {int, float} for end in numbers):
        what = "no number to hold"
        problems.append(Problem(spot, what, "give at_least, at_most or both"))
    return problems
