"""What a place digs but does not process: raw tonnes that leave, stage by stage.

Two stages are compared only in tonnes of one content. A gross tonne of metal becomes a
contained one by a declared content; without it the gap is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.content import STAGES, Pair, factors, measured, pairs_of
from orepath.assess.spread import drawn, streams
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.form import contents

Array = NDArray[np.float64]

_LINE = {
    "mineral": pl.String,
    "year": pl.Int64,
    "place": pl.String,
    "from_stage": pl.String,
    "stage": pl.String,
    "from_forms": pl.String,
    "forms": pl.String,
    "content_of": pl.String,
    "mined": pl.Float64,
    "processed": pl.Float64,
    "gap": pl.Float64,
    "gap_low": pl.Float64,
    "gap_high": pl.Float64,
    "unprocessed": pl.Float64,
    "note": pl.String,
}
_NEEDS = {
    "supply": ("commodity", "stage", "place", "year", "value", "low", "high"),
    "forms": ("commodity", "mineral", "stage", "basis", "content_of"),
}


@dataclass(frozen=True)
class _Made:
    """What the places make at one stage in one year, ``(D,)`` in one content."""

    own: Array
    rest: Array
    listed: bool
    silent: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class _World:
    """Who makes what, in every draw."""

    rows: pl.DataFrame
    tonnes: Array
    members: tuple[str, ...]

    def made(self, forms: pl.DataFrame, holds: str, year: int) -> _Made | None:
        """Sum what the places and the unnamed make of forms; None without any row."""
        times = factors(forms, holds)
        wanted = pl.col("commodity").is_in(list(times)) & (pl.col("year") == year)
        part = self.rows.filter(wanted)
        if part.is_empty():
            return None
        factor = np.array([times[name] for name in part["commodity"]])
        amounts = self.tonnes[:, part["row"].to_numpy()] * factor
        ours, named, known = (
            part[name].to_numpy() for name in ("ours", "named", "known")
        )
        listed = set(part.filter("ours", "known")["place"])
        silent = set(part.filter(pl.col("ours") & ~pl.col("known"))["place"])
        return _Made(
            own=amounts[:, ours & known].sum(axis=1),
            rest=amounts[:, ~named].sum(axis=1),
            listed=bool(listed),
            silent=tuple(sorted(silent)),
            absent=tuple(one for one in self.members if one not in listed | silent),
        )


def processing_gap(  # noqa: PLR0913  # two tables, whose gap, and how it is sampled
    supply: pl.DataFrame,
    forms: pl.DataFrame,
    places: str | Sequence[str],
    *,
    content: pl.DataFrame | None = None,
    name: str | None = None,
    draws: int = 200,
    seed: int = 0,
    remainder: Sequence[str] = ("OTH", "ROW"),
) -> pl.DataFrame:
    """Compute the part of mined output that a place does not process at home.

    Parameters
    ----------
    supply : polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``year``, ``value``, ``low``, ``high``;
        t/a. Ends are 10th and 90th percentile. A null value is an output nobody gives.
        Rows whose ``unit`` is ``fraction`` are shares of the world and compare with
        nothing.
    forms : polars.DataFrame
        ``commodity``, ``mineral``, ``stage``, ``basis``, ``content_of``.
    places : str or sequence of str
        Codes; several are summed.
    content : polars.DataFrame, optional
        ``commodity``, ``content_of``, ``content``: what a gross tonne of a form holds;
        :func:`orepath.assess.content.contents` where not given.
    name : str, optional
        What to call them; their codes where not given.
    draws : int
        Draws from the ranges.
    seed : int
        0 or more.
    remainder : sequence of str
        Places that stand for many unnamed ones.

    Returns
    -------
    polars.DataFrame
        ``mineral``, ``year``, ``place``, ``from_stage``, ``stage``, ``from_forms``,
        ``forms`` (what is summed), ``content_of``, ``mined``, ``processed`` (t/a of
        content), ``gap``, ``gap_low``, ``gap_high`` (fractions of the mined),
        ``unprocessed`` (t/a), ``note``. One row for every stage after the first that
        the forms of a mineral have, and every content there; where the gap is not
        known it is null and the note gives the reason. Where the places may be among
        the unnamed processors, the value is null and only the ends are given.

    Raises
    ------
    InputError
        Columns miss, a form or basis is unknown, a content is not within 0 to 1, or a
        range is not ordered.

    Notes
    -----
    gap = max(0, mined − processed)/mined. What is processed may be other places' ore;
    then the gap is less than the share that leaves. O(D·rows).

    Examples
    --------
    >>> forms = pl.DataFrame(
    ...     {
    ...         "commodity": ["copper ore", "refined copper"],
    ...         "mineral": ["copper"] * 2,
    ...         "stage": ["mine", "refine"],
    ...         "basis": ["contained", "gross"],
    ...         "content_of": ["Cu", None],
    ...     }
    ... )
    >>> supply = forms.select("commodity", "stage").with_columns(
    ...     pl.Series("value", [999.9, 600.0]), place=pl.lit("KAZ"), year=2024
    ... )
    >>> supply = supply.with_columns(low="value", high="value")
    >>> found = processing_gap(supply, forms, "KAZ")
    >>> found.select("stage", pl.col("gap").round(6), "content_of").row(0)
    ('refine', 0.4, 'Cu')
    """
    members = (places,) if isinstance(places, str) else tuple(dict.fromkeys(places))
    _checked(supply, forms, members)
    known = measured(forms, contents() if content is None else content)
    rows = _joined(supply, known, members, remainder)
    world = _World(rows, _drawn(rows, draws, seed), members)
    head: dict[str, object] = {"place": name or ", ".join(members)}
    lines = []
    years = supply.join(known, on="commodity").select("mineral", "year").unique()
    for mineral in years["mineral"].unique().sort():
        part = known.filter(pl.col("mineral") == mineral)
        pairs = pairs_of(part)
        for year in years.filter(mineral=mineral)["year"].sort():
            when = head | {"mineral": mineral, "year": year}
            if not pairs:
                lines.append(when | {"note": f"not known: {_single(part)}"})
            for pair in pairs:
                found = {} if pair.told else _compared(world, pair, year)
                lines.append(when | pair.head() | found)
    return pl.DataFrame(lines, schema=_LINE, orient="row")


def _single(part: pl.DataFrame) -> str:
    """Say that a mineral has no two primary stages."""
    stages = [stage for stage in STAGES if stage in set(part["stage"])]
    return f"one stage only: {', '.join(stages) or 'no primary one'}"


def _compared(world: _World, pair: Pair, year: int) -> dict[str, object]:
    """Compare two stages in a year."""
    holds = str(pair.holds)
    mined, processed = (
        world.made(part, holds, year) for part in (pair.first, pair.later)
    )
    return _gap(mined, processed, f"{pair.later['stage'][0]} in {year}")


def _gap(mined: _Made | None, processed: _Made | None, where: str) -> dict[str, object]:
    """Compare what is mined with what is processed."""
    reason = _reason(mined, processed, where)
    if mined is None or processed is None or reason:
        return {
            "mined": float(mined.own[0]) if mined and mined.listed else None,
            "processed": float(processed.own[0])
            if processed and processed.listed
            else None,
            "note": f"not known: {reason}",
        }
    most = processed.own + (processed.rest if processed.absent else 0.0)
    low, value, high = (
        np.divide(
            (mined.own - done).clip(0.0),
            mined.own,
            out=np.zeros_like(done),
            where=mined.own > 0,
        )
        for done in (most, processed.own, processed.own)
    )
    spread = slice(1, None) if len(value) > 1 else slice(None)
    hidden = bool(processed.absent) and not processed.listed and processed.rest[0] > 0
    told = []
    if processed.absent and processed.rest[0] > 0:
        told.append(
            f"{', '.join(processed.absent)} may be among the unnamed at {where}, "
            f"{processed.rest[0]:,.0f} t in all"
        )
    elif not processed.listed:
        told.append(f"no output reported at {where}")
    done = float(processed.own[0])
    if done > mined.own[0]:
        told.append(f"processes {done / mined.own[0]:.3g} times what it mines")
    return {
        "mined": float(mined.own[0]),
        "processed": None if hidden else done,
        "gap": None if hidden else float(value[0]),
        "gap_low": float(min(np.quantile(low[spread], 0.1), low[0])),
        "gap_high": float(max(np.quantile(high[spread], 0.9), high[0])),
        "unprocessed": None if hidden else max(0.0, float(mined.own[0]) - done),
        "note": "; ".join(told),
    }


def _reason(mined: _Made | None, processed: _Made | None, where: str) -> str:
    """Say why a gap cannot be known; nothing where it can."""
    if mined is None:
        return "no figures of mining in that year"
    for hinders, reason in (
        (bool(mined.silent), f"no figure for the mines of {', '.join(mined.silent)}"),
        (
            not mined.listed and mined.rest[0] > 0,
            "its mines, if any, are among the unnamed",
        ),
        (not mined.own[0] > 0, "nothing mined"),
    ):
        if hinders:
            return reason
    if processed is None:
        return f"no figures of {where}"
    silent = ", ".join(processed.silent)
    return f"no figure for {silent} at {where}" if silent else ""


def _joined(
    supply: pl.DataFrame,
    forms: pl.DataFrame,
    members: Sequence[str],
    remainder: Sequence[str],
) -> pl.DataFrame:
    """Give each row its mineral, and mark whose it is."""
    # Shares of the world at two stages are not of one whole.
    if "unit" in supply.columns:
        supply = supply.filter(pl.col("unit") != "fraction")
    return (
        supply.join(forms.select("commodity", "mineral"), on="commodity")
        .sort("mineral", "year", "stage", "commodity", "place")
        .with_row_index("row")
        .with_columns(
            ours=pl.col("place").is_in(list(members)),
            named=~pl.col("place").is_in(list(remainder)),
            known=pl.col("value").is_not_null(),
        )
    )


def _drawn(rows: pl.DataFrame, draws: int, seed: int) -> Array:
    """Return ``(draws + 1, rows)`` tonnes, the values first; unknown ones as zero."""
    low, value, high = (
        rows[end].cast(pl.Float64).fill_null(0.0).to_numpy()
        for end in ("low", "value", "high")
    )
    begin = streams(rows, ("commodity", "stage", "year", "place"), "supply", seed)
    return drawn(low, value, high, begin, draws)


def _checked(supply: pl.DataFrame, forms: pl.DataFrame, members: Sequence[str]) -> None:
    """Raise unless the tables fit together."""
    problems = [
        Problem(f"{name}:1:{column}", "no such column", suggest(column, table.columns))
        for name, table in (("supply", supply), ("forms", forms))
        for column in _NEEDS[name]
        if column not in table.columns
    ]
    if problems:
        raise InputError(problems)
    if not members:
        problems.append(Problem("places", "none given", "name at least one place"))
    known = forms["commodity"].to_list()
    problems += [
        Problem(f"supply {name}", "no such form", suggest(name, known))
        for name in supply["commodity"].unique(maintain_order=True)
        if name not in set(known)
    ]
    if problems:
        raise InputError(problems)
