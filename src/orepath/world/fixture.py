"""Fixtures are freights that were paid; a line through them prices every voyage.

What is fitted is a fixed part and a part per kilometre, over the lengths of the chart.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.library import library
from orepath.world.chart import Chart, read_chart, seas

_ENDS = 1.28
"""Standard errors from the middle to the 10th and 90th percentile."""


@dataclass(frozen=True)
class Fit:
    """Hold a line through fixtures: freight = fee + cost × km.

    Parameters
    ----------
    fee, cost : tuple of float
        Low, value, high; per one of the fixtures' unit, and per km.
    spread : float
        Standard deviation of the residuals.
    residuals : polars.DataFrame
        ``freight``, ``from``, ``to``, ``km``, ``paid``, ``fitted``, ``residual``.
    """

    fee: tuple[float, float, float]
    cost: tuple[float, float, float]
    spread: float
    residuals: pl.DataFrame


def sea_km(
    ports: tuple[str, ...], closed: frozenset[str] = frozenset()
) -> NDArray[np.float64]:
    """Return the shortest lengths by sea between ports.

    Parameters
    ----------
    ports : tuple of str
        Names of ports.
    closed : frozenset of str
        As :meth:`orepath.world.chart.Chart.closed` returns it.

    Returns
    -------
    ndarray of shape (len(ports), len(ports))
        km; infinite where no open lane leads.

    Raises
    ------
    InputError
        A name is no port.

    Notes
    -----
    Dijkstra, O(len(ports)·E log V). Ships call at a port, they do not pass it.
    """
    chart = read_chart()
    _known(ports, chart)
    asked = dict.fromkeys(ports)
    number = {name: spot for spot, name in enumerate(chart.points)}
    count = len(number)
    lanes = [
        way
        for way in chart.ways
        if way.mode == "sea"
        and not way.shut(closed)
        and all(not chart.points[end].place or end in asked for end in way.ends)
    ]
    # A port has a twin: ships leave the one and enter the other.
    tail, head, km = [], [], []
    for way in lanes:
        for one, other in (way.ends, way.ends[::-1]):
            tail.append(number[one])
            head.append(number[other] + count * bool(chart.points[other].place))
            km.append(way.km)
    net = coo_array((km, (tail, head)), shape=(2 * count, 2 * count)).tocsr()
    spots = np.array([number[port] for port in ports])
    found = np.asarray(dijkstra(net, indices=spots))[:, spots + count]
    found[np.equal.outer(spots, spots)] = 0.0
    return found


@cache
def fitted(fixtures: str) -> Fit:
    """Fit a line to the embedded fixtures of one kind.

    Parameters
    ----------
    fixtures : str
        ``bulk`` (USD/t) or ``container`` (USD/TEU).

    Returns
    -------
    Fit

    Notes
    -----
    Ordinary least squares of what was paid on km, through the origin where the fee
    would fall below 0. The ends of ``cost`` lie 1.28 standard errors away, those of
    ``fee`` 1.28 spreads of the residuals, so that one voyage's freight is covered and
    not only the mean; none goes below 0.
    """
    rows = seas("fixtures").filter(pl.col("fixtures") == fixtures)
    paid = library().table("freight").select(freight="id", paid="value")
    rows = rows.join(paid, on="freight", how="left", maintain_order="left")
    km = _lengths(rows)
    usd = rows["paid"].to_numpy()
    design = np.stack([np.ones(km.size), km], axis=1)
    (fee, cost), *_ = np.linalg.lstsq(design, usd, rcond=None)
    if fee < 0:
        fee, cost = 0.0, float(km @ usd / (km @ km))
    line = design @ np.array([fee, cost])
    spread = float(np.sqrt(((usd - line) ** 2).sum() / (km.size - 2)))
    error = spread / float(np.sqrt(((km - km.mean()) ** 2).sum()))
    told = rows.select("freight", "from", "to").with_columns(
        km=pl.Series(km), paid=pl.Series(usd), fitted=pl.Series(line),
        residual=pl.Series(usd - line),
    )  # fmt: skip
    return Fit(_around(fee, spread), _around(cost, error), spread, told)


def _around(value: float, error: float) -> tuple[float, float, float]:
    """Return a value with its ends, none below 0."""
    ends = value - _ENDS * error, value, value + _ENDS * error
    low, middle, high = (max(float(end), 0.0) for end in ends)
    return low, middle, high


def _lengths(rows: pl.DataFrame) -> NDArray[np.float64]:
    """Return the sea km of each fixture, by the way open at its time."""
    km = np.empty(rows.height)
    for closed in rows["closed"].unique():
        mine = np.flatnonzero((rows["closed"] == closed).to_numpy())
        ends = [rows[side].to_numpy()[mine] for side in ("from", "to")]
        ports, number = np.unique(np.concatenate(ends), return_inverse=True)
        between = sea_km(tuple(ports), read_chart().closed(closed.split()))
        km[mine] = between[number[: mine.size], number[mine.size :]]
    return km


def _known(ports: tuple[str, ...], chart: Chart) -> None:
    known = [point.name for point in chart.points.values() if point.shore]
    problems = [
        Problem("port", f"unknown port {port!r}", suggest(port, known))
        for port in ports
        if port not in known
    ]
    if problems:
        raise InputError(problems)
