"""Where places are exposed: every indicator of a commodity at a stage in one row.

What is not known stays null, and the column ``note`` says why; it is never a number.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.flows import Flows
from orepath.assess.indicator import INDICATORS, Extra, Indicator, Need, known
from orepath.assess.layout import Layout, Question
from orepath.assess.note import notes
from orepath.assess.rating import rating
from orepath.assess.table import Tables, tables
from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]
Index = NDArray[np.int64]


def exposure(  # noqa: PLR0913  # the tables and what to ask of them
    supply: pl.DataFrame,
    demand: pl.DataFrame,
    trade: pl.DataFrame,
    governance: pl.DataFrame,
    focus: str | Sequence[str],
    *,
    covered: pl.DataFrame | None = None,
    keys: pl.DataFrame | None = None,
    relief: pl.DataFrame | None = None,
    against: str | Sequence[str] = (),
    barrier: Mapping[str, float] | pl.DataFrame | None = None,
    remainder: Sequence[str] = ("OTH", "ROW"),
    draws: int = 200,
    seed: int = 0,
    indicators: Sequence[Indicator] = INDICATORS,
) -> pl.DataFrame:
    """Assess the exposure of places in every commodity, stage and year.

    Parameters
    ----------
    supply : polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``year``, ``value``, ``low``, ``high``;
        t/a, one basis a commodity and stage. Ends are 10th and 90th percentile. Where
        a column ``unit`` says ``fraction`` instead of ``t/a``, values are shares of the
        world, what they leave is nobody's by name, and nothing is told in tonnes.
    demand : polars.DataFrame
        ``commodity``, ``place``, ``year``, ``value``, ``low``, ``high``, and ``stage``
        where a commodity has several; same basis.
    trade : polars.DataFrame
        ``commodity``, ``origin``, ``destination``, ``year``, ``value``, ``low``,
        ``high``, and ``stage`` where a commodity has several; same basis. ``usd``
        (USD of the year) and ``gross`` (t/a as traded) where known.
    governance : polars.DataFrame
        ``place``, ``value``: World Bank estimate, −2.5 to 2.5; ``year`` where it has
        several, of which the nearest counts; ``stability`` where GeoPolRisk takes
        another estimate. A supplier or origin without one takes the middle of the
        scale. The note names what was borrowed.
    focus : str or sequence of str
        The place or places to look from.
    covered : polars.DataFrame, optional
        ``commodity``, ``stage``, ``year``, ``place``: whose trade is known in full.
        Trade of any other place is not known, though rows may name it. Without the
        table all trade of a key is known where any is.
    keys : polars.DataFrame, optional
        ``commodity``, ``stage``, ``year`` of the rows wanted; those of the supply
        without. A row that nothing is known of stays, and says so.
    relief : polars.DataFrame, optional
        ``commodity``, ``recycling`` (end-of-life input rate), ``substitution`` (index
        for supply risk), fractions; adds ``supply_risk``.
    against : str or sequence of str
        A place or bloc whose part is told, and what is left without it.
    barrier : mapping or polars.DataFrame, optional
        Trade parameter by place, above 1 under an export restriction, below 1 under an
        agreement; 1 where not given. As a table ``place``, ``value`` and any of
        ``commodity``, ``stage``, ``year``.
    remainder : sequence of str
        Places that stand for many unnamed ones: no single supplier, and bounded.
    draws : int
        Draws from the ranges for the percentiles; 0 gives none and null ends.
    seed : int
        0 or more.
    indicators : sequence of Indicator
        Which columns; ``(*INDICATORS, mine)`` adds one of one's own, see
        :mod:`orepath.assess.indicator`. Those whose ``extra`` was not given are left
        out.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``stage``, ``year``, ``focus`` (where several were asked for),
        ``top_supplier``, ``top_origin``, then ``name``, ``name_low``, ``name_high`` of
        each indicator, then ``note``; sorted by key, places in the order asked. The
        ends are the 10th and 90th percentile over the draws, widened to hold the value;
        null where any draw contradicts itself, as exports beyond what there is do.

    Raises
    ------
    InputError
        A table lacks a column, a row is doubled or not ordered, a stage is in doubt, a
        place is unknown; see :func:`orepath.assess.table.tables` and
        :func:`orepath.assess.rating.rating`.

    Notes
    -----
    One vectorised pass over draws × keys × places in blocks of keys:
    O(D·(rows + K·(P + F))) time a table and indicator. Besides the result, arrays of at
    most :data:`orepath.assess.layout.BLOCK` numbers, or of one key's, are held. A range
    is drawn from the stream of its own observation, so neither blocks nor other keys,
    places or rows move the ends.

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
    >>> both = exposure(supply, supply.clear(), trade, rating, ["PHL", "IDN"])
    >>> both.select("focus", "focus_share").rows()
    [('PHL', 0.25), ('IDN', 0.75)]
    """
    extra = {"covered": covered, "keys": keys, "relief": relief}
    asked = Question(_several(focus), tuple(remainder), _several(against), draws, seed)
    checked = tables(
        {"supply": supply, "demand": demand, "trade": trade, "governance": governance}
        | {name: table for name, table in extra.items() if table is not None},
        also=(*asked.focus, *asked.against),
    )
    _answerable(asked, checked, governance)
    rated = rating(checked, {} if barrier is None else barrier)
    layout = Layout(checked, rated, asked)
    has = _extras(trade, asked, relief)
    found = _Found(checked, asked, [one for one in indicators if has >= {*one.extra}])
    for block, flows in layout.blocks():
        found.take(block, flows)
        found.notes.append(notes(flows, block, checked, rated, found.needs))
    return found.table(named=not isinstance(focus, str))


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
        ``mineral``, ``year``, ``focus`` (where the table has it), ``stage``,
        ``commodity``, the indicator, ``known`` and ``stages`` (how many rows had a
        number, of how many). Where none is known, stage, commodity and indicator are
        null.

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
    each = ["mineral", "year", *(["focus"] if "focus" in table.columns else [])]
    return (
        table.with_columns(mineral=family)
        .group_by(each, maintain_order=True)
        .agg(worst.first(), known=known.cast(pl.Int64), stages=pl.len().cast(pl.Int64))
        .with_columns(
            pl.when(pl.col("known") > 0).then(pl.col(name)).alias(name)
            for name in ("stage", "commodity", by)
        )
        .sort("mineral", "year", maintain_order=True)
    )


class _Found:
    """Gather what the blocks give into one table."""

    def __init__(
        self, checked: Tables, asked: Question, indicators: Sequence[Indicator]
    ) -> None:
        self._checked, self._asked, self._indicators = checked, asked, indicators
        shape = (checked.keys.height, len(asked.focus))
        self.needs: set[Need] = {need for one in indicators for need in one.needs}
        self._numbers = {
            one.name: np.full((3 if asked.draws else 1, *shape), np.nan)
            for one in indicators
        }
        self._supplier = np.full(shape, -1)
        self._origin = np.full(shape, -1)
        self.notes: list[pl.Series] = []

    def take(self, block: slice, flows: Flows) -> None:
        """Measure a block of keys."""
        for one in self._indicators:
            self._numbers[one.name][:, block] = _measured(one, flows)
        self._supplier[block] = _largest_supplier(flows)[:, None]
        self._origin[block] = _largest_origin(flows)

    def table(self, *, named: bool) -> pl.DataFrame:
        """Write the table, with a column for the focus places where named."""
        keys, focus = self._checked.keys, self._asked.focus
        height = keys.height * len(focus)
        columns = [
            pl.Series("top_supplier", self._words(self._supplier)),
            pl.Series("top_origin", self._words(self._origin)),
        ]
        if named:
            looked = np.tile(np.arange(len(focus)), keys.height)
            columns.insert(0, pl.Series("focus", focus, dtype=pl.String)[looked])
        for name, numbers in self._numbers.items():
            for end, at in (("", 0), ("_low", 1), ("_high", 2)):
                part = numbers[at].ravel() if at < len(numbers) else None
                empty = pl.Series([None], dtype=pl.Float64).new_from_index(0, height)
                whole = empty if part is None else pl.Series(part).fill_nan(None)
                columns.append(whole.alias(name + end))
        note = pl.concat(self.notes) if height else pl.Series([], dtype=pl.String)
        rows = np.repeat(np.arange(keys.height), len(focus))
        return keys[rows].with_columns(*columns, note.alias("note"))

    def _words(self, spots: Index) -> pl.Series:
        """Write places for their positions; null for none."""
        words = pl.Series([*self._checked.places, None], dtype=pl.String)
        return words[np.where(spots < 0, len(words) - 1, spots).ravel()]


def _several(places: str | Sequence[str]) -> tuple[str, ...]:
    """Return places in order, each once."""
    return tuple(dict.fromkeys([places] if isinstance(places, str) else places))


def _answerable(asked: Question, checked: Tables, governance: pl.DataFrame) -> None:
    """Raise unless every place asked for stands in some table."""
    places = sorted({*checked.places, *governance["place"].drop_nulls()})
    problems = [
        Problem(name, f"no row names {place!r}", suggest(place, places))
        for name, wanted in (("focus", asked.focus), ("against", asked.against))
        for place in wanted
        if place not in places
    ]
    if not asked.focus:
        problems.append(Problem("focus", "no place", "give at least one"))
    if problems:
        raise InputError(problems)


def _extras(
    trade: pl.DataFrame, asked: Question, relief: pl.DataFrame | None
) -> set[Extra]:
    """Tell what was given beyond the tables every assessment has."""
    given: dict[Extra, bool] = {
        "usd": "usd" in trade.columns,
        "gross": "gross" in trade.columns,
        "against": bool(asked.against),
        "relief": relief is not None,
    }
    return {name for name, here in given.items() if here}


def _measured(indicator: Indicator, flows: Flows) -> Array:
    """Measure value, low and high ``(3, K, F)``, or the value alone without draws."""
    measured = indicator.measure(flows)
    axes = (*flows.world.shape, len(flows.focus))
    if measured.shape not in {axes, (*axes[:2], 1)}:
        raise InputError(
            Problem(
                f"indicator {indicator.name}",
                f"gives {measured.shape}, expected {axes}",
                "return draws × keys × focus places, or 1 for the last",
            )
        )
    value, drawn = measured[0], measured[1:]
    found = value[None]
    if len(drawn):
        low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
        found = np.stack([value, np.minimum(low, value), np.maximum(high, value)])
    return np.where(known(indicator, flows), found, np.nan)


def _largest_supplier(flows: Flows) -> Index:
    """Return the position ``(K,)`` of the largest named supplier, −1 for none."""
    named = flows.named_supply[0]
    return np.where(named.max(axis=-1, initial=0.0) > 0, named.argmax(axis=-1), -1)


def _largest_origin(flows: Flows) -> Index:
    """Return the position ``(K, F)`` of the largest named origin, −1 for none."""
    trade = flows.inward
    named = np.where(flows.named[trade.partner], trade.amounts[0], 0.0)
    most = trade.largest(named)[trade.key, trade.focus]
    # Of equal origins the first stands, so it is written last.
    hit = np.flatnonzero((named == most) & (named > 0))[::-1]
    best = np.full(trade.shape, -1)
    best[trade.key[hit], trade.focus[hit]] = trade.partner[hit]
    return np.where(flows.traded, best, -1)
