"""Prices anchor the base year: published ones, else values of trade, else a chain's.

All are USD of the price year a gross tonne. A place of much trade has its own: what its
imports cost, or its exports fetch.
"""

from typing import Any

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.form import forms, series
from orepath.evidence.library import library
from orepath.evidence.shipment import trade, unit_values
from orepath.evidence.width import WIDTHS, ends
from orepath.world.build.market import figures
from orepath.world.build.order import PRICE_YEAR, Order
from orepath.world.build.place import Places
from orepath.world.build.sheet import laid
from orepath.world.build.survey import Survey
from orepath.world.build.worth import caps
from orepath.world.bundle import Bundle

ANYWHERE = "*"
_NEAR = 2
_PRICE_WIDTH = 0.15
_LARGE = 0.02
"""Part of a form's trade from which on a place has a price of its own."""
_ROBUST = (0.6, 1.67)
"""A place's unit value beyond these multiples of the world's is an error of customs."""
_LEAST_PRICE = 1.0
"""USD/t: nothing is sold for nothing."""

Price = dict[str, object]


def prices(
    order: Order, bundle: Bundle, survey: Survey, places: Places
) -> pl.DataFrame:
    """Return the table of prices.

    Parameters
    ----------
    order : Order
        Base year.
    bundle : Bundle
        Commodities with content, and the prices of the chains.
    survey : Survey
        Trade with its value.
    places : Places
        Places of the case.

    Returns
    -------
    polars.DataFrame
        A row for ``*`` of every commodity, and one for each place of much trade.
    """
    by = deflator(order.base_year)
    values = _unit_values(survey.sent, by)
    told = _told(order, bundle, values)
    world: dict[str, Price] = {}
    for head in bundle.commodities.iter_rows(named=True):
        name = str(head["commodity"])
        chain = figures(bundle, name).get("price")
        if head["outside"] and chain is not None:
            found = _of_chain(chain, name)
        else:
            found = (
                told.get(name)
                or values.get(name)
                or (_near_value(order, head) if chain is None else None)
                or _of_chain(chain, name)
            )
        if name in values and found is told.get(name):
            found = _widened(found, values[name])
        world[name] = {"commodity": name, "place": ANYWHERE, **found}
    most = caps(bundle, {name: float(str(row["price"])) for name, row in world.items()})
    world = {name: _capped(row, most.get(name)) for name, row in world.items()}
    own = _of_places(order, survey, places, by)
    local = [
        _capped(row, most.get(row["commodity"]))
        for row in own.iter_rows(named=True)
        if _ROBUST[0]
        <= row["price"] / float(str(world[row["commodity"]]["price"]))
        <= _ROBUST[1]
    ]
    frame = pl.DataFrame([*world.values(), *local], infer_schema_length=None)
    floor = pl.lit(_LEAST_PRICE)
    return laid(
        "prices",
        frame.with_columns(
            *(
                pl.max_horizontal(end, floor).alias(end)
                for end in ("price", "price_low", "price_high")
            ),
            unit=pl.lit("USD/t"),
        ).sort("commodity", "place"),
    )


def _capped(row: Price, most: float | None) -> Price:
    """Lower a price to the most that users can pay, its range with it."""
    price = float(str(row["price"]))
    if most is None or price <= most:
        return row
    part = most / price
    ends = ("price", "price_low", "price_high")
    note = (
        f"{row['note']}; lowered from {price:,.0f}: more than its metal fetches less "
        "the cost of making it; customs may count gold, silver and other metals, of "
        "which the chain makes nothing"
    )
    return {
        **row,
        **{end: float(str(row[end])) * part for end in ends},
        "grade": "C",
        "note": note.removeprefix("; ").removeprefix("None; "),
    }


def deflator(year: int) -> float:
    """Return how many USD of the price year one USD of a year is worth.

    Read from the nominal and real prices of the World Bank, which share one deflator.

    Parameters
    ----------
    year : int
        Calendar year.

    Examples
    --------
    >>> deflator(2024)
    1.0
    >>> 1.0 < deflator(2020) < 1.5
    True
    """
    rows = (
        library()
        .table("prices_annual")
        .filter(pl.col("mineral") == "copper", pl.col("year").is_in([year, PRICE_YEAR]))
    )
    known = {
        (y, d == "nominal"): p
        for y, d, p in rows.select("year", "deflated", "price").iter_rows()
        if d == "nominal" or "MUV" in d
    }
    now, then = (known[(y, True)] / known[(y, False)] for y in (PRICE_YEAR, year))
    return float(now / then)


def _of_chain(row: dict[str, object] | None, name: str) -> Price:
    """Return the price that a chain states, or refuse a good that has none at all."""
    if row is None:
        raise InputError(
            Problem(
                f"price of {name}",
                "nobody publishes one, no trade tells one, and its chain states none",
                "add a row `price` for it to the chain of its mineral",
            )
        )
    return {
        "price": row["value"], "price_low": row["low"], "price_high": row["high"],
        "source": row["source"], "grade": row["grade"], "note": row["note"],
    }  # fmt: skip


def _told(order: Order, bundle: Bundle, values: dict[str, Price]) -> dict[str, Price]:
    """Return published prices by commodity: the survey's, else an exchange's.

    Of several places' prices that stands which is nearest to the value of trade.
    """
    traded = {name: float(str(row["price"])) for name, row in values.items()}
    said = (
        series()
        .filter(pl.col("table") == "observations")
        .select("commodity", "said")
        .unique()
    )
    one = said.filter(pl.len().over("commodity") <= 2)
    own = bundle.commodities.select("commodity", said="commodity")
    names = pl.concat([own, one]).unique(["commodity", "said"])
    near = (pl.col("year") - order.base_year).abs()
    rows = (
        library().observations(measure="price")
        .filter(near <= _NEAR, pl.col("unit") == "USD/t", pl.col("value") > 0)
        .drop("said").rename({"commodity": "said"})
        .join(names, on="said")
        .join(bundle.commodities.select("commodity", "content"), on="commodity")
        .with_columns(
            price=pl.when(pl.col("basis").is_in(["contained", "oxide"]))
            .then(pl.col("value") * pl.col("content"))
            .otherwise("value"),
            world=pl.col("place") == "WLD",
            same=pl.col("said") == pl.col("commodity"),
        )
        .with_columns(
            far=(
                pl.col("price")
                / pl.col("commodity").replace_strict(
                    traded, default=pl.col("price"), return_dtype=pl.Float64
                )
            ).log().abs()
        )
        .sort(near, ~pl.col("world"), ~pl.col("same"), "far", "grade", "id")
        .unique("commodity", keep="first", maintain_order=True)
    )  # fmt: skip
    found: dict[str, Price] = {
        row["commodity"]: _priced(
            row["price"] * deflator(row["year"]), row["id"], row["grade"],
            f"{row['place']}, {row['year']}",
        )
        for row in rows.iter_rows(named=True)
    }  # fmt: skip
    return found | _exchange(order, bundle)


def _exchange(order: Order, bundle: Bundle) -> dict[str, Price]:
    """Return prices of exchange metals by commodity."""
    rows = (
        library()
        .table("prices_annual")
        .filter(year=order.base_year, deflated="nominal", unit="USD/mt")
    )
    by = {row["mineral"]: row for row in rows.iter_rows(named=True)}
    found = {}
    for name in bundle.commodities["commodity"]:
        metal = name.removeprefix("refined ")
        if metal in by and (name == metal or name.startswith("refined ")):
            row = by[metal]
            price = row["price"] * deflator(order.base_year)
            found[name] = _priced(price, row["id"], row["grade"], "mean of the year")
    return found


def _priced(value: float, source: str, grade: str, note: str) -> Price:
    """Return a published price with the usual width."""
    return {
        "price": value, "price_low": value / (1 + _PRICE_WIDTH),
        "price_high": value * (1 + _PRICE_WIDTH),
        "source": source, "grade": grade, "note": note,
    }  # fmt: skip


def _widened(price: Price, value: Price) -> Price:
    """Return a price whose range holds the middle of the trade's, within a half."""
    middle = float(str(price["price"]))
    other = float(str(value["price"]))
    inside = min(max(other, 0.67 * middle), 1.5 * middle)
    return price | {
        "price_low": min(float(str(price["price_low"])), inside),
        "price_high": max(float(str(price["price_high"])), inside),
    }


def _flows(sent: pl.DataFrame, by: float) -> pl.DataFrame:
    """Return flows with published tonnes and value, in money of the price year."""
    return sent.filter(
        pl.col("estimated") == 0, pl.col("value") > 0, pl.col("usd") > 0
    ).with_columns(pl.col("usd") * by)


def _unit_values(sent: pl.DataFrame, by: float) -> dict[str, Price]:
    """Return the median unit value of each form's world trade."""
    flows = _flows(sent, by)
    rows = unit_values(
        flows.select(hs="commodity", year="year", usd="usd", tonnes="value")
    )
    low, high = ends(pl.col("middle"), pl.lit(WIDTHS["B"]))
    rows = rows.with_columns(low=low, high=high)
    return {
        row["hs"]: {
            "price": row["middle"],
            "price_low": max(row["lower"], 0.5 * row["middle"]),
            "price_high": min(row["upper"], 2.0 * row["middle"]),
            "source": "baci-202601", "grade": "B",
            "note": "median value of the year's world trade, free on board; range is "
            "the middle four fifths, at most from half to twice",
        }
        for row in rows.iter_rows(named=True)
    }  # fmt: skip


def _near_value(order: Order, head: dict[str, Any]) -> Price | None:
    """Return the value of a form's trade in the nearest year with published tonnes."""
    name, away = str(head["commodity"]), (pl.col("year") - order.base_year).abs()
    years = range(order.base_year - _NEAR, order.base_year + _NEAR + 1)
    sent = trade(None, list(years), commodities=name).filter(
        pl.col("estimated") == 0, pl.col("value") > 0, pl.col("usd") > 0
    )
    sent = sent.filter(away == away.min()).filter(
        pl.col("year") == pl.col("year").max()
    )
    if sent.is_empty():
        return None
    basis = forms().filter(commodity=name)["basis"].item()
    content = 1.0 if basis == "gross" else float(head["content"])
    of = int(sent["year"][0])
    gross = sent.with_columns(pl.col("value") / content)
    found = _unit_values(gross, deflator(of))[name]
    return found | {"grade": "C", "note": f"{found['note']}; of {of}, the nearest year"}


def _of_places(order: Order, survey: Survey, places: Places, by: float) -> pl.DataFrame:
    """Return what places of much trade pay or get, by which of the two is larger."""
    flows = (
        _flows(survey.sent, by)
        .with_columns(places.at("origin"), places.at("destination"))
        .filter(pl.col("origin") != pl.col("destination"))
    )
    sides = pl.concat(
        flows.group_by("commodity", place=side)
        .agg(tonnes=pl.col("value").sum(), usd=pl.col("usd").sum(), flows=pl.len())
        .with_columns(side=pl.lit(word))
        for side, word in (("destination", "imports"), ("origin", "exports"))
    )
    world = pl.col("tonnes").sum().over("commodity", "side")
    large = pl.when(pl.col("place") == order.focus).then(_LARGE / 10).otherwise(_LARGE)
    low, high = ends(pl.col("price"), pl.lit(WIDTHS["B"]))
    return (
        sides.filter(pl.col("tonnes") >= large * world)
        .sort("tonnes", descending=True)
        .unique(["commodity", "place"], keep="first", maintain_order=True)
        .with_columns(price=pl.col("usd") / pl.col("tonnes"))
        .with_columns(
            price_low=low, price_high=high,
            source=pl.lit("baci-202601"), grade=pl.lit("B"),
            note=pl.format(
                "mean value of {}, joined of {} published flows", "side", "flows"
            ),
        )
    )  # fmt: skip
