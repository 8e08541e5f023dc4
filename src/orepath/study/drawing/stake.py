"""Rows for the figures of an appraised venture: cash by hand, fans, the tornado."""

import numpy as np
import polars as pl

from orepath.appraise.cash import HOST, PROJECT
from orepath.appraise.chance import Chance
from orepath.appraise.term import Input, Product, Venture
from orepath.core.gazetteer import name_of
from orepath.study.appraising import Appraisal
from orepath.study.sheet.term import term_name

PATHS = 4_000
"""Paths of prices from which the fan is drawn."""
MOST = 12
"""Figures that the tornado draws."""


def stake_rows(found: Appraisal) -> pl.DataFrame:
    """Return who gets what in which year, figures in the middle.

    Parameters
    ----------
    found : Appraisal
        Of a venture.

    Returns
    -------
    polars.DataFrame
        ``who``, ``year``, ``cash`` (USD): partners, the state, lenders, buyers.
    """
    flows = found.flows
    held = {
        each.name: found.worths[each.name].cash[0] for each in found.venture.partner
    }
    held[f"{name_of(found.venture.place)}: taxes"] = flows.host[0]
    for loan in found.venture.loan:
        name = loan.lender
        held[name] = held.get(name, 0.0) + flows.debt[loan.name].lender[0]
    held |= {f"{name}: gain": each[0] for name, each in flows.buyers.items()}
    frames = [
        pl.DataFrame({"year": flows.years, "cash": cash}).select(
            pl.lit(who).alias("who"), "year", "cash"
        )
        for who, cash in held.items()
        if np.abs(cash).max() > 0
    ]
    return pl.concat(frames)


def cash_fan(found: Appraisal) -> pl.DataFrame:
    """Return how the cash of the project, the partners and the state spreads.

    Parameters
    ----------
    found : Appraisal
        With draws.

    Returns
    -------
    polars.DataFrame
        ``series``, ``year``, ``value``, ``low``, ``high`` (USD m); empty without
        draws.
    """
    if found.drawn is None:
        return pl.DataFrame()
    seen = (PROJECT, *(each.name for each in found.venture.partner), HOST)
    names = {actor: found.name_of(actor) for actor in seen}
    fan = found.drawn.fan().filter(pl.col("actor").is_in(seen))
    return fan.select(
        pl.col("actor").replace(names).alias("series"),
        "year",
        *(
            (pl.col(old) / 1e6).alias(new)
            for old, new in (("middle", "value"), ("low", "low"), ("high", "high"))
        ),
    )


def price_fan(venture: Venture, chance: Chance) -> pl.DataFrame:
    """Return how the prices that move spread, about their middles.

    Parameters
    ----------
    venture : Venture
        Its products and inputs.
    chance : Chance
        How they move.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``year``, ``price``, ``low``, ``high`` (USD/t): the 10th, 50th
        and 90th percentile of paths, the figure itself in its middle; empty where no
        price moves.
    """
    moved = chance.moved((PATHS, len(venture.years)), "fan")
    frames = []
    goods: tuple[Product | Input, ...] = (*venture.product, *venture.input)
    for each in goods:
        path = moved.get(each.follows)
        if path is None:
            continue
        low, middle, high = np.quantile(path, [0.1, 0.5, 0.9], axis=0)
        price = each.price.value
        frames.append(
            pl.DataFrame(
                {
                    "commodity": [each.title] * len(venture.years),
                    "year": venture.years,
                    "price": middle * price,
                    "low": low * price,
                    "high": high * price,
                }
            )
        )
    return pl.concat(frames) if frames else pl.DataFrame()


def swing_rows(found: Appraisal) -> pl.DataFrame:
    """Return the widest swings: ``assumption``, ``low``, ``high`` (USD).

    Parameters
    ----------
    found : Appraisal
        Of a venture.
    """
    return found.swings.head(MOST).select(
        pl.col("figure")
        .map_elements(lambda name: term_name(found.venture, name), pl.String)
        .alias("assumption"),
        pl.col("npv_low").alias("low"),
        pl.col("npv_high").alias("high"),
    )


def worth_ranges(found: Appraisal) -> pl.DataFrame:
    """Return each one's net worth: label, measure, value, low and high (USD).

    Parameters
    ----------
    found : Appraisal
        Of a venture.
    """
    rows = []
    for actor, each in found.worths.items():
        told = found.outlooks.get(actor)
        rows.append(
            {
                "label": found.name_of(actor),
                "measure": "net worth",
                "value": float(each.npv[0]),
                "low": told and told.low.value,
                "high": told and told.high.value,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)
