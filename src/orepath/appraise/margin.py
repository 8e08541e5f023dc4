"""A margin is what a tonne leaves: price and by-products less all that goes into it.

Every figure carries its range, so the margin does too: its lines are drawn together and
the margin's own 10th and 90th percentile are read off, instead of adding up ends that
hardly ever meet.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.sampling import draw, stream
from orepath.errors import InputError, Problem, suggest
from orepath.world.case import Case

Floats = NDArray[np.float64]

DRAWS = 10_000


@dataclass(frozen=True)
class Figure:
    """Hold one figure with its range and grade.

    Parameters
    ----------
    value, low, high : float
        Middle, 10th and 90th percentile.
    grade : str
        A, B or C.
    """

    value: float
    low: float
    high: float
    grade: str


@dataclass(frozen=True)
class Line:
    """Hold one line of a margin, USD per tonne of the main product.

    Parameters
    ----------
    name : str
        For readers.
    sign : int
        +1 earns, -1 costs.
    factors : tuple of Figure
        Multiplied: price times quantity, for instance.
    """

    name: str
    sign: int
    factors: tuple[Figure, ...]

    @property
    def value(self) -> float:
        """Return the line at middle values, USD/t, costs negative."""
        return self.sign * float(np.prod([f.value for f in self.factors]))

    @property
    def grade(self) -> str:
        """Return the worst grade of the factors."""
        return max(f.grade for f in self.factors)

    def drawn(self, seed: int) -> Floats:
        """Draw the line ``DRAWS`` times; the same name draws the same numbers.

        Parameters
        ----------
        seed : int
            Of the case.

        Returns
        -------
        ndarray (DRAWS,)
            USD/t, costs negative.
        """
        total = np.full(DRAWS, float(self.sign))
        for i, figure in enumerate(self.factors):
            rng = stream(seed, "margin", self.name, str(i))
            total = total * draw(
                figure.low, figure.value, figure.high, DRAWS, rng
            ).reshape(DRAWS)
        return total


def project_lines(case: Case, project: str) -> list[Line]:
    """Return the lines of a plant project's margin, before freight to the buyer.

    Parameters
    ----------
    case : Case
        Prices, recipes, coefficients and projects.
    project : str
        A project with a process.

    Returns
    -------
    list of Line
        Product, by-products, inputs, power, operating cost, capital charge.

    Raises
    ------
    InputError
        No such project, or it makes nothing.
    """
    projects = case.table("projects").filter(pl.col("process").is_not_null())
    row = projects.filter(pl.col("project") == project)
    if row.is_empty():
        raise InputError(
            Problem(
                project,
                "no project of this name makes anything",
                suggest(project, projects["project"].to_list()),
            )
        )
    head = row.row(0, named=True)
    place, process = head["place"], head["process"]
    output = case.table("processes").filter(pl.col("process") == process)["output"][0]
    lines = [
        Line(case.name_of("commodities", output), 1, (price(case, output, place),))
    ]
    recipe = case.table("recipes").filter(pl.col("process") == process)
    for item in recipe.iter_rows(named=True):
        sign = 1 if item["direction"] == "out" else -1
        name = case.name_of("commodities", item["commodity"])
        lines.append(
            Line(
                name,
                sign,
                (_figure(item, "quantity"), price(case, item["commodity"], place)),
            )
        )
    power = _coefficient(case, process, place, "power")
    if power is not None:
        lines.append(Line("Power", -1, (power, _power(case, place))))
    lines.append(Line("Operating cost", -1, (_figure(head, "opex"),)))
    lines.append(
        Line("Capital charge", -1, (_figure(head, "capex"), _annuity(case, head)))
    )
    return lines


def price(case: Case, commodity: str, place: str) -> Figure:
    """Return the published price at a place, else the one for everywhere, USD/t.

    Parameters
    ----------
    case : Case
        With ``prices``; the reader has made sure that each commodity has one.
    commodity, place : str
        What and where.
    """
    rows = case.table("prices").filter(
        (pl.col("commodity") == commodity) & pl.col("place").is_in([place, "*"])
    )
    own = rows.filter(pl.col("place") == place)
    return _figure((own if own.height else rows).row(0, named=True), "price")


def _figure(row: dict[str, object], name: str) -> Figure:
    """Read a ranged cell of a row."""
    value, low, high = (float(str(row[name + end])) for end in ("", "_low", "_high"))
    return Figure(value, low, high, str(row["grade"]))


def _coefficient(case: Case, process: str, place: str, figure: str) -> Figure | None:
    """Return a figure of a process, or None where it has none."""
    rows = case.table("coefficients").filter(
        (pl.col("process") == process)
        & (pl.col("figure") == figure)
        & pl.col("place").is_in([place, "*"])
    )
    if rows.is_empty():
        return None
    own = rows.filter(pl.col("place") == place)
    return _figure((own if own.height else rows).row(0, named=True), "value")


def _power(case: Case, place: str) -> Figure:
    """Return the power price at a place, USD/MWh."""
    rows = case.table("power").filter(pl.col("place").is_in([place, "*"]))
    if rows.is_empty():
        raise InputError(
            Problem(
                "power.csv", f"no power price for {place}", "add a row, or one for *"
            )
        )
    own = rows.filter(pl.col("place") == place)
    return _figure((own if own.height else rows).row(0, named=True), "price")


def _annuity(case: Case, head: dict[str, object]) -> Figure:
    """Return the yearly charge per USD of capital, with interest while building."""
    r = case.settings.discount_rate
    life, lead = float(str(head["life"])), float(str(head["lead"]))
    rate = r / (1.0 - (1.0 + r) ** -life) if r > 0 else 1.0 / life
    charge = rate * (1.0 + r) ** (lead / 2)
    return Figure(charge, charge, charge, str(head["grade"]))


def margin_table(case: Case, lines: list[Line]) -> pl.DataFrame:
    """Return the lines and their sum.

    Parameters
    ----------
    case : Case
        For the seed.
    lines : list of Line
        All lines.

    Returns
    -------
    polars.DataFrame
        line, value, low, high (USD/t; costs negative), grade; the last row is the
        margin, its ends the 10th and 90th percentile of the drawn sum.
    """
    seed = case.settings.seed
    drawn = [line.drawn(seed) for line in lines]
    rows = [
        (line.name, line.value, *np.percentile(d, (10, 90)), line.grade)
        for line, d in zip(lines, drawn, strict=True)
    ]
    total = np.sum(drawn, axis=0)
    rows.append(
        (
            "Margin",
            sum(line.value for line in lines),
            *np.percentile(total, (10, 90)),
            max(line.grade for line in lines),
        )
    )
    return pl.DataFrame(
        rows, schema=["line", "value", "low", "high", "grade"], orient="row"
    )


def delivered(
    case: Case, lines: list[Line], freight: dict[str, Figure]
) -> pl.DataFrame:
    """Return the margin at the plant's gate and delivered over each corridor.

    The buyer pays the published price; freight comes out of the seller's margin.

    Parameters
    ----------
    case : Case
        For the seed.
    lines : list of Line
        The plant's lines.
    freight : dict of str to Figure
        Corridor to freight, USD/t.

    Returns
    -------
    polars.DataFrame
        route, freight, value, low, high (USD/t), positive (part of the draws in which
        the margin is above zero); the first row is fob.
    """
    seed = case.settings.seed
    gate = np.sum([line.drawn(seed) for line in lines], axis=0)
    middle = sum(line.value for line in lines)
    rows = [
        ("fob", 0.0, middle, *np.percentile(gate, (10, 90)), float((gate > 0).mean()))
    ]
    for name, figure in freight.items():
        cost = Line(name, -1, (figure,))
        left = gate + cost.drawn(seed)
        rows.append(
            (
                name,
                figure.value,
                middle + cost.value,
                *np.percentile(left, (10, 90)),
                float((left > 0).mean()),
            )
        )
    return pl.DataFrame(
        rows,
        schema=["route", "freight", "value", "low", "high", "positive"],
        orient="row",
    )


def break_even(lines: list[Line], name: str) -> float:
    """Return the price or rate of one line at which the margin at the gate is nil.

    Parameters
    ----------
    lines : list of Line
        All lines.
    name : str
        The line whose last factor is sought.

    Returns
    -------
    float
        In the unit of the line's last factor.

    Raises
    ------
    InputError
        No such line, or it weighs nothing.
    """
    found = [line for line in lines if line.name == name]
    if not found:
        raise InputError(
            Problem(name, "no such line", suggest(name, [x.name for x in lines]))
        )
    rest = sum(line.value for line in lines if line.name != name)
    share = sum(
        line.sign * float(np.prod([f.value for f in line.factors[:-1]]))
        for line in found
    )
    if share == 0.0:
        raise InputError(
            Problem(name, "weighs nothing in the margin", "seek it for another line")
        )
    return -rest / share
