"""Weights: what one unit of a figure moves in each project, by table and column.

These are rules of thumb, good enough to choose which figures to try. Which of them
matter is settled by solving.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.study.stake import Stake

Floats = NDArray[np.float64]
Row = Mapping[str, Any]
Weigh = Callable[[Stake, Row], Floats]
"""What one unit of a figure moves in each project, USD a year (J,)."""

# A figure that says how stiffly a market answers moves money only where something else
# changes; projects change supply by about this part.
_STIFF = 0.1
# A choke price tells only in a year of shortage, one in twenty.
_RARE = 0.05
# Costs of what stands already are hidden in the margins that calibration fits to
# prices; this part comes through.
_HIDDEN = 0.02


def _each(weight: Floats, value: float) -> Floats:
    """Return what one unit moves of a figure that stands for all of something."""
    return weight / value if value else np.zeros_like(weight)


def _returned(column: str, part: float) -> Weigh:
    """Return what weighs a figure of what comes back after use."""

    def weigh(s: Stake, row: Row) -> Floats:
        made = s.where(process=row["process"]) * s.turnover
        return _each(part * made, row[column])

    return weigh


def _patience(column: str) -> Weigh:
    """Return what weighs a figure of users who give up at different prices."""
    return lambda s, row: _each(_RARE * s.goods[row["commodity"]], row[column])


def _price(s: Stake, row: Row) -> Floats:
    goods = s.goods[row["commodity"]]
    if row["place"] == "*":
        return _each(goods, row["price"])
    near = s.where(place=row["place"])
    if row["place"] == s.focus:
        # What a project elsewhere sells or buys is priced where it stands.
        near = np.maximum(near, s.where(destination=s.focus))
        return _each(goods * near, row["price"])
    made = s.world.get(row["commodity"], 0.0)
    sites = s.case.table("sites").select("place", "process").iter_rows()
    there = sum(
        float(tonnes)
        for (place, process), tonnes in zip(sites, s.sites, strict=True)
        if place == row["place"] and s.lines[process][0][0] == row["commodity"]
    )
    part = there / made if made > 0 else 0.0
    return _each(goods * np.maximum(near, part), row["price"])


def _output(s: Stake, row: Row) -> Floats:
    product = s.lines[row["process"]][0][0]
    return _each(s.market(product, row["output"], row["place"]), row["output"])


def _shipped(s: Stake, row: Row) -> Floats:
    ends = (row["origin"], row["destination"])
    weight = s.market(row["commodity"], row["quantity"], *ends)
    return _each(weight, row["quantity"])


def _used(s: Stake, row: Row) -> Floats:
    return s.market(row["commodity"], row["quantity"], row["place"])


def _quantity_used(s: Stake, row: Row) -> Floats:
    return _each(_used(s, row), row["quantity"])


def _growth(s: Stake, row: Row) -> Floats:
    return _used(s, row) * s.ahead


def _elasticity(s: Stake, row: Row) -> Floats:
    return _each(_STIFF * _used(s, row), row["elasticity"])


def _choke(s: Stake, row: Row) -> Floats:
    return _each(_RARE * _used(s, row), row["choke"])


def _relation(column: str) -> Weigh:
    """Return what weighs a figure of trade relations."""
    return lambda s, row: _each(_STIFF * s.goods[row["commodity"]], row[column])


def _recipe(s: Stake, row: Row) -> Floats:
    own = s.where(process=row["process"]) * s.size
    prices = [s.price(row["commodity"], place) for place in s.projects["place"]]
    return np.asarray(own * np.array(prices, dtype=np.float64))


def _coefficient(s: Stake, row: Row) -> Floats:
    own = np.asarray(s.where(process=row["process"], place=row["place"]) * s.size)
    product = s.lines[row["process"]][0][0]
    kind = row["figure"]
    if kind == "power":
        known = dict(s.case.table("power").select("place", "price").iter_rows())
        each = [known.get(p, known.get("*", 0.0)) for p in s.projects["place"]]
        return np.asarray(own * np.array(each, dtype=np.float64))
    if kind == "ramp_up":
        return own * s.price(product, s.focus) * _STIFF
    place = row["place"] if row["place"] != "*" else ""
    made = sum(
        float(tonnes)
        for (site, process), tonnes in zip(
            s.case.table("sites").select("place", "process").iter_rows(),
            s.sites,
            strict=True,
        )
        if process == row["process"] and place in ("", site)
    )
    market = s.market(product, made, place)
    if kind == "expansion":
        return market * s.ahead
    if kind == "elasticity":
        return _each(_STIFF * market, row["value"])
    return _each(_HIDDEN * market, row["value"])


def _power(s: Stake, row: Row) -> Floats:
    rows = s.case.table("coefficients").filter(figure="power")
    total: Floats = np.zeros(len(s.names))
    for process, place, each in rows.select("process", "place", "value").iter_rows():
        total += each * s.where(process=process, place=place) * s.size
    priced = s.case.table("power")["place"].to_list()
    if row["place"] == "*":
        other = [float(p not in priced) for p in s.projects["place"]]
        return np.asarray(total * np.array(other))
    return np.asarray(total * s.where(place=row["place"]))


def _freight(s: Stake, row: Row) -> Floats:
    goods = "*" if row["commodity"] == "*" else row["commodity"]
    ends = s.where(place=row["origin"], destination=row["destination"])
    return ends * s.where(commodity=goods) * s.size


def _duty(s: Stake, row: Row) -> Floats:
    ends = s.where(place=row["origin"], destination=row["destination"])
    return ends * s.where(commodity=row["commodity"]) * s.turnover


def _own(of: Callable[[Stake], Floats], part: float = 1.0) -> Weigh:
    """Return what weighs a figure of a project that counts each unit alike."""
    return lambda s, row: part * of(s) * s.only(row["project"])


def _whole(of: Callable[[Stake], Floats], column: str, part: float = 1.0) -> Weigh:
    """Return what weighs a figure of a project that stands for all of something."""
    return lambda s, row: _each(part * of(s) * s.only(row["project"]), row[column])


def _shock(column: str) -> Weigh:
    """Return what weighs a figure of a disruption."""

    def weigh(s: Stake, row: Row) -> Floats:
        lost = row["severity"] * min(row["months"], 12.0) / 12.0 * row["probability"]
        made = s.lines[row["process"]][0][0] if row["process"] else None
        goods = row["commodity"] or made
        hit = s.goods.get(goods or "", s.turnover)
        return _each(np.abs(hit) * lost, row[column])

    return weigh


WEIGHED: Mapping[tuple[str, str], Weigh] = {
    ("recipes", "quantity"): _recipe,
    ("coefficients", "value"): _coefficient,
    ("power", "price"): _power,
    ("sites", "output"): _output,
    ("trade", "quantity"): _shipped,
    ("prices", "price"): _price,
    ("demand", "quantity"): _quantity_used,
    ("demand", "growth"): _growth,
    ("demand", "elasticity"): _elasticity,
    ("demand", "choke"): _choke,
    ("relations", "elasticity"): _relation("elasticity"),
    ("relations", "ramp"): _relation("ramp"),
    ("relations", "opening"): _relation("opening"),
    ("tiers", "share"): _patience("share"),
    ("tiers", "multiple"): _patience("multiple"),
    ("lifetimes", "mean"): _returned("mean", _STIFF),
    ("lifetimes", "shape"): _returned("shape", _STIFF),
    ("lifetimes", "collected"): _returned("collected", 1.0),
    ("lifetimes", "recovered"): _returned("recovered", 1.0),
    ("routes", "cost"): _freight,
    ("tariffs", "rate"): _duty,
    ("projects", "size"): _whole(lambda s: s.turnover - s.running, "size"),
    ("projects", "capex"): _own(lambda s: s.capital),
    ("projects", "opex"): _own(lambda s: s.size),
    ("projects", "saving"): _own(lambda s: s.size),
    ("projects", "share"): _whole(lambda s: s.turnover, "share", _STIFF),
    ("projects", "chance"): _whole(lambda s: s.turnover, "chance"),
    ("projects", "least"): _whole(lambda s: s.turnover, "least", _STIFF),
    ("projects", "offtake"): _whole(lambda s: s.turnover, "offtake", _STIFF),
    ("projects", "paid"): _own(lambda s: s.capital, _RARE),
    ("shocks", "severity"): _shock("severity"),
    ("shocks", "months"): _shock("months"),
    ("shocks", "probability"): _shock("probability"),
}
"""What weighs a figure, by table and column."""

UNWEIGHED: Mapping[tuple[str, str], str] = {
    ("commodities", "content"): "quantities are gross once they are read",
    ("sites", "reserves"): "binds late, and only where a mine runs out",
    ("projects", "reserves"): "binds late, and only where a mine runs out",
    ("owners", "share"): "what a place owns abroad is on record",
    ("capacities", "capacity"): "told by what binds where a stop is full",
    ("policies", "value"): "chosen, not found out",
    ("legs", "km"): "the plan reads routes, not legs",
    ("rates", "value"): "the plan reads routes, not rates",
}
"""Figures with a range that are not tried, and why."""
