"""An auction told: will the block sell, at which premium, what would change that."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from orepath.appraise.block import Block, grounds, read_block
from orepath.appraise.sale import Loss, Offer, bid_at, offer
from orepath.appraise.tender import LEVELS, tender
from orepath.appraise.tranche import fit_table, observed
from orepath.errors import InputError, Problem, suggest
from orepath.report.number import human
from orepath.study.sheet.form import Sheet
from orepath.world.load import studies

FOLDER = "blocks"
"""The folder of a study that holds its blocks."""

_BIDS = (0.05, 0.5, 1.0, 2.0, 4.0)
_ALL = 1.0


@dataclass(frozen=True)
class Auctioned:
    """Hold what was found of one block.

    Parameters
    ----------
    block : Block
        As told.
    offers : tuple of Offer
        As it is explored, then better explored, level by level.
    losses : tuple of Loss
        What bids mean for who makes them.
    value, cost : float
        Mineral's value and cost of mining, present, middle of the draws, USD.
    """

    block: Block
    offers: tuple[Offer, ...]
    losses: tuple[Loss, ...]
    value: float
    cost: float


def blocks() -> dict[str, Path]:
    """Return the built-in blocks, name to file.

    Examples
    --------
    >>> "tungsten" in blocks()
    True
    """
    return {
        file.stem: file
        for study in studies().values()
        for file in sorted((study / FOLDER).glob("*.toml"))
    }


def find_block(what: str) -> Block:
    """Return a block by its file or its name.

    Parameters
    ----------
    what : str
        A TOML file, or the name of a built-in block.

    Raises
    ------
    InputError
        There is none; or every problem of its file.
    """
    known = blocks()
    if what in known:
        return read_block(known[what])
    if Path(what).is_file():
        return read_block(Path(what))
    raise InputError(
        Problem(
            "block",
            f"nothing is called {what!r}, and it is no file",
            suggest(what, list(known)),
        )
    )


def auction_block(
    block: Block,
    levels: Sequence[str] = (),
    premia: Sequence[float] = (),
    seed: int = 7,
) -> Auctioned:
    """Auction a block as it is, better explored, and at given bids.

    Parameters
    ----------
    block : Block
        As told.
    levels : sequence of str
        Levels of exploration to offer it at; all from its own on if empty.
    premia : sequence of float
        Bids to look at beside the usual ones, parts of the mineral's value.
    seed : int
        Of the draws.

    Returns
    -------
    Auctioned
        Its own level first.

    Raises
    ------
    InputError
        A level is unknown or below the block's own, or a bid is below nil.
    """
    own = LEVELS[LEVELS.index(block.level) :]
    asked = tuple(dict.fromkeys((block.level, *(levels or own))))
    ground = grounds(block, block.level, seed, tender())
    return Auctioned(
        block,
        tuple(offer(block, level, seed) for level in asked),
        tuple(bid_at(block, p, seed) for p in sorted({*_BIDS, *premia})),
        float(np.median(ground.base)),
        float(np.median(ground.cost)),
    )


def words(found: Auctioned) -> list[str]:
    """Return the answer in sentences, the most wanted first.

    Parameters
    ----------
    found : Auctioned
        Of one block.
    """
    first, second, either = found.offers[0].sales
    best = max(found.offers, key=lambda one: one.revenue)
    rule = tender().rule
    told = [
        f"It sells at the first attempt in {_of_hundred(first.sold)}, with "
        f"{first.bidders:.1f} bidders on average where {rule.first} are needed; "
        f"{_of_hundred(first.none)} draw nobody, {_of_hundred(first.few)} too few.",
        f"Of what is left, the second attempt, which one bidder may win, sells "
        f"{_of_hundred(second.sold)}: {_of_hundred(either.sold)} in all.",
    ]
    if either.premium_low is not None and either.premium_high is not None:
        told.append(
            f"Where it sells, the premium is {_percent(either.premium)} "
            f"[{_percent(either.premium_low)} to {_percent(either.premium_high)}] of "
            f"the mineral's value, the winner's net present value "
            f"{human(either.gain, 'USD')}, and a mine follows in "
            f"{_of_hundred(either.worked)}."
        )
    told.append(
        f"The state may expect {human(found.offers[0].revenue, 'USD')} in royalty and "
        "premium, present value, sold or not."
    )
    if best is found.offers[0]:
        told.append(
            "Exploring it further before the sale costs the state more than bidders "
            "would then pay."
            if len(found.offers) > 1
            else "It is explored as far as blocks are."
        )
    else:
        told.append(
            f"Explored to {best.level} first, which costs "
            f"{human(best.spent, 'USD')} and fails in "
            f"{_of_hundred(1.0 - best.found)}, it would bring "
            f"{human(best.revenue, 'USD')}."
        )
    return told


def _of_hundred(chance: float) -> str:
    """Return a chance as so many in a hundred."""
    return f"{100 * chance:.0f} of 100"


def _percent(part: float) -> str:
    """Return a part of the mineral's value in per cent."""
    return f"{100 * part:.0f} %"


def sales_sheet(found: Auctioned) -> Sheet:
    """Return both attempts at each level of exploration, and either."""
    rows = [
        (
            one.level,
            one.sales[0].bidders,
            *(sale.sold for sale in one.sales),
            either.premium if either.sold > 0 else None,
            either.gain if either.sold > 0 else None,
            either.worked,
            one.revenue,
        )
        for one in found.offers
        for either in one.sales[-1:]
    ]
    shares = ("First", "Second", "In all", "Premium", "Mined")
    heads = ("Level", "Bids", *shares[:4], "Winner", "Mined", "State")
    return Sheet(
        "auction",
        f"{found.block.title}: offered as it is, and better explored",
        pl.DataFrame(rows, schema=list(heads), orient="row"),
        units=dict.fromkeys(shares, "fraction") | {"Winner": "USD", "State": "USD"},
        note="Level: explored so far when offered; the first is how it is now. First: "
        "chance of a sale at the first attempt, and bids that come to it; second: of "
        "what that did not sell. Premium, winner's net present value and chance that "
        "a mine follows: where sold. State: what it may expect over both attempts, "
        "less what it spends to explore, times the chance that exploring does not "
        "fail.",
        formats={"Bids": ".1f"},
    )


def bids_sheet(found: Auctioned) -> Sheet:
    """Return what bids mean for who makes them; above 100 % is marked."""
    rows = [
        (
            _percent(one.premium) + (" !" if one.premium > _ALL else ""),
            one.gain,
            one.forced,
            one.needed,
            one.worked,
        )
        for one in found.losses
    ]
    heads = ("Bid", "Gain", "Gain if it must build", "Must earn", "Mined")
    return Sheet(
        "bids",
        "What a bid means for who makes it",
        pl.DataFrame(rows, schema=list(heads), orient="row"),
        units={"Gain": "USD", "Gain if it must build": "USD", "Mined": "fraction"},
        note="Bid: part of the mineral's official value, paid year by year on what is "
        "mined. Gain: of a bidder of middling cost that explores and may walk away; "
        "below nil it loses what it explores for. Must earn: dollars for each dollar "
        "of official value to come out even; the block's own figure is "
        f"{found.block.earned.value:.2f}. !: more than the whole value is promised; "
        "who bids so makes dearer goods of the mineral, holds the ground without "
        "mining it, or loses.",
        formats={"Must earn": ".2f"},
    )


def fit_sheet() -> Sheet:
    """Return past tranches beside what the model tells of them."""
    frame = fit_table()
    return Sheet(
        "fit",
        "The model of bidders against tranches I to V",
        frame.select(
            pl.col("what").str.to_titlecase().str.slice(0, 1)
            + pl.col("what").str.slice(1),
            pl.col("seen").alias("Seen"),
            pl.col("told").alias("Model"),
            pl.col("off").alias("Off by"),
        ).rename({"what": "What"}),
        note="Off by: in standard errors, so within 2 is what luck alone may do. "
        f"Sum of squares {(frame['off'] ** 2).sum():.1f} over {frame.height} numbers "
        "with nine fitted figures: it fits, as so many figures should; it is no proof. "
        "Parts: tranches as the government told them (auction_tranches.csv).",
        formats=dict.fromkeys(("Seen", "Model"), ".2f") | {"Off by": "+.1f"},
    )


def premia_sheet() -> Sheet:
    """Return published premia, the highest first, with what they ask of a bidder."""
    _, premia = observed()
    given = tender()
    take = given.offered.royalty.value * (1.0 + given.rule.levy.value)
    frame = premia.sort("premium", descending=True).select(
        pl.col("block").alias("Block"),
        pl.col("premium").alias("Premium"),
        (pl.col("premium") + take).alias("Must earn"),
        pl.when(pl.col("premium") > _ALL)
        .then(pl.lit("more than the whole value"))
        .otherwise(pl.lit(""))
        .alias("Mind"),
    )
    return Sheet(
        "premia",
        "Published premia of blocks sold",
        frame,
        units={"Premium": "fraction"},
        note="Must earn: dollars for each dollar of official value before any cost of "
        f"mining, with a royalty of {100 * take:.1f} % (funds on top included).",
        formats={"Must earn": ".2f"},
    )
