"""Columns are picked by block and label, so that nobody has to count them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InputError, Problem, suggest
from orepath.plan.network import Block, Network
from orepath.plan.policy.supply import pairs_of
from orepath.world.case import Case

Index = NDArray[np.int64]
Words = NDArray[np.str_]

LABELS: Mapping[str, tuple[str, ...]] = {
    "make": ("site", "process", "place"),
    "ship": ("commodity", "origin", "destination"),
    "open": ("commodity", "origin", "destination"),
    "haul": ("commodity", "origin", "destination", "project"),
    "use": ("commodity", "place"),
    "run": ("project", "process", "place"),
    "release": ("project", "commodity", "place"),
    "start": ("project", "process", "commodity", "place"),
}
"""By what the columns of each block can be picked."""


@dataclass(frozen=True)
class Found:
    """Hold columns that were picked.

    Parameters
    ----------
    column : ndarray of int (c,)
        Columns of the draft. All steps of a stair are one of them.
    moment : ndarray of int (c,)
        Moment of each; of a start, the period in which it starts.
    item : ndarray of int (c,)
        Site, trade pair, use or project of each.
    """

    column: Index
    moment: Index
    item: Index


def picked(n: Network, name: str, labels: Mapping[str, str], where: str) -> Found:
    """Pick columns of a block by their labels; none picks all.

    Parameters
    ----------
    n : Network
        With its blocks.
    name : str
        A block of ``LABELS``.
    labels : mapping of str to str
        Label to word.
    where : str
        Who asks, for the fault's sake.

    Raises
    ------
    InputError
        Unknown block, label or word.
    """
    if name not in LABELS:
        what = f"unknown block {name!r}"
        raise InputError(Problem(where, what, suggest(name, LABELS)))
    for label, word in labels.items():
        fault = _fault(n.case, name, label, word)
        if fault is not None:
            raise InputError(Problem(where, *fault))
    block = n.blocks[name]
    held = _named(n, name, block)
    mine = np.ones(block.size, dtype=bool)
    for label, word in labels.items():
        mine &= held[label] == word
    at = np.flatnonzero(mine)
    return Found(block.index[at], block.moment[at], block.item[at])


def _fault(case: Case, name: str, label: str, word: str) -> tuple[str, str] | None:
    """Tell a label the block has not, or a word nobody knows in this market."""
    if label not in LABELS[name]:
        return f"columns of {name!r} have no {label!r}", suggest(label, LABELS[name])
    known = _words(case, label)
    if word in known:
        return None
    return (
        f"unknown {label} {word!r} in the market of {_words(case, 'commodity')[0]}",
        f"{suggest(word, known)}; if it belongs to another market, name its goods: "
        "OwnRule(rule, joins=(…,))",
    )


def _named(n: Network, name: str, block: Block) -> dict[str, Words]:
    """Return the labels of every column of a block."""
    b = n.calibration.balance
    places = np.array(b.places.labels)
    goods = np.array(b.chain.commodities.labels)
    processes = np.array(b.chain.processes.labels)
    if name == "make":
        return {
            "site": np.array(n.case.table("sites")["site"].to_list())[block.item],
            "process": processes[b.site_process[block.item]],
            "place": places[b.site_place[block.item]],
        }
    if name == "use":
        return {
            "commodity": goods[b.use_commodity[block.item]],
            "place": places[b.use_place[block.item]],
        }
    found = _of_projects(n, block) if name not in ("ship", "open") else {}
    if name in ("ship", "open", "haul"):
        pair = pairs_of(n, name)
        found |= {
            "commodity": goods[b.pair_commodity[pair]],
            "origin": places[b.pair_origin[pair]],
            "destination": places[b.pair_destination[pair]],
        }
    return found


def _of_projects(n: Network, block: Block) -> dict[str, Words]:
    """Return the labels that a column has of its project."""
    return {
        label: np.array(n.projects[label].fill_null("").to_list(), dtype=str)[
            block.item
        ]
        for label in ("project", "process", "commodity", "place")
    }


def _words(case: Case, label: str) -> list[str]:
    """Return every word a label may be in this market."""
    table, column = {
        "site": ("sites", "site"),
        "process": ("processes", "process"),
        "project": ("projects", "project"),
        "commodity": ("commodities", "commodity"),
    }.get(label, ("places", "place"))
    return [str(word) for word in case.table(table)[column]]
