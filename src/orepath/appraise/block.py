"""A block is ground on offer: what is told of it, with how much doubt.

Its figures are ranges, so it is drawn many times as it may be.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.bidding import Ground
from orepath.appraise.figure import Figure, In, Section, Told
from orepath.appraise.reader import Reader
from orepath.appraise.tender import Tender
from orepath.core.gazetteer import gazetteer
from orepath.core.sampling import draw, stream
from orepath.errors import InputError, Problem, suggest
from orepath.world.build.royalty import minerals, royalty

Floats = NDArray[np.float64]

DRAWS = 400


class Block(Section):
    """Hold what is known of a block on offer.

    Money is constant USD; the mineral's value is what royalty and premium are due on.
    """

    name: Annotated[str, Told("Short name.")]
    title: Annotated[str, Told("Name for readers.")]
    place: Annotated[str, Told("Where it lies, ISO 3166.")]
    mineral: Annotated[str, Told("Mineral on which royalty is due.")]
    level: Annotated[
        Literal["G4", "G3", "G2", "G1"], Told("How far it is explored; G1 is best.")
    ]
    note: Annotated[str, Told("What a reader must know.")] = ""
    tonnes: Annotated[Figure, In("t", "Ore that can be taken out.")]
    content: Annotated[
        Figure, In("fraction", "Tonnes of what is priced in a tonne of ore.", most=1.0)
    ]
    price: Annotated[Figure, In("USD/t", "Official price per tonne of what is priced.")]
    earned: Annotated[
        Figure,
        In(
            "fraction",
            "What the miner earns for each dollar of that value: below 1 for what is "
            "lost or unpaid, above 1 where it makes dearer goods of it.",
            absent=1.0,
        ),
    ]
    capital: Annotated[Figure, In("USD", "Spent to build the mine and what follows.")]
    cost: Annotated[Figure, In("USD/t", "Cost of running per tonne of ore.")]
    years: Annotated[Figure, In("a", "Years of mining.", least=1.0)]
    wait: Annotated[Figure, In("a", "Years of building, exploration not counted.")]
    discount: Annotated[
        Figure, In("fraction/a", "Real rate of bidders and state.", most=1.0)
    ]


def read_block(path: Path) -> Block:
    """Read a block from its TOML file.

    Parameters
    ----------
    path : pathlib.Path
        With one section ``[block]``; figures as in a venture's file.

    Returns
    -------
    Block
        Checked and frozen.

    Raises
    ------
    InputError
        Every problem of the file, each with where, what and a fix.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise InputError(
            Problem(str(path), "no such file", "give a block's file")
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(
            Problem(path.name, f"is no TOML: {fault}", "mend the line it names")
        ) from fault
    reader = Reader(path.name)
    for name in raw:
        if name != "block":
            reader.tell(name, "unknown section", suggest(name, ["block"]))
    found = reader.section(Block, raw.get("block"), "block")
    if found is not None:
        for key, known in (("place", tuple(gazetteer())), ("mineral", minerals())):
            word = getattr(found, key)
            if word not in known:
                what = f"unknown {key} {word!r}"
                reader.tell(f"block.{key}", what, suggest(word, known))
    if found is None or reader.problems:
        raise InputError(reader.problems)
    return found


def grounds(block: Block, level: str, seed: int, given: Tender) -> Ground:
    """Return a block as it may be, drawn from its ranges, at a level of exploration.

    Parameters
    ----------
    block : Block
        As told.
    level : str
        Known up to here when it is offered.
    seed : int
        Of the draws.
    given : Tender
        What a level tells and leaves to do.

    Returns
    -------
    Ground
        Of ``DRAWS`` rows; money in USD of today, production after exploring and
        building.
    """

    def drawn(figure: Figure) -> Floats:
        return draw(
            figure.low,
            figure.value,
            figure.high,
            DRAWS,
            stream(seed, "block", figure.name),
        )

    before, after = given.level[block.level], given.level[level]
    known = np.sqrt(max(before.error.value**2 - after.error.value**2, 0.0))
    news = stream(seed, "block", "news").standard_normal(DRAWS)
    told = np.exp(known * news - 0.5 * known**2)
    rate, years = drawn(block.discount), drawn(block.years)
    begin = (1.0 + rate) ** -float(after.years)
    each = (1.0 - (1.0 + rate) ** -years) / rate / years
    each = each * begin * (1.0 + rate) ** -drawn(block.wait)
    tonnes = drawn(block.tonnes) * told
    due = royalty(block.place, block.mineral)
    count = np.ones(DRAWS)
    return Ground(
        base=tonnes * drawn(block.content) * drawn(block.price) * each,
        earned=drawn(block.earned),
        cost=drawn(block.capital) * begin + drawn(block.cost) * tonnes * each,
        take=count * due.rate * (1.0 + given.rule.levy.value),
        left=count * after.left.value,
        chance=count * after.chance.value,
        error=count * after.error.value,
        reserve=count * given.rule.reserve.value,
        faith=count * np.exp(-given.crowd.fear.value * after.error.value),
    )
