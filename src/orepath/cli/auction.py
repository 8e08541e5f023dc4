"""The command of an auction: will a mineral block sell, and at which premium."""

import sys
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, show


def auction(
    block: Annotated[
        str,
        typer.Argument(
            metavar="[BLOCK]",
            help="A block's file, or the name of a built-in one. Without it the model "
            "is held against past tranches.",
        ),
    ] = "",
    level: Annotated[
        list[str] | None,
        typer.Option(
            "--level",
            help="Explored up to G4, G3, G2 or G1 when offered; may be repeated. All "
            "from its own on if not told.",
        ),
    ] = None,
    premium: Annotated[
        list[float] | None,
        typer.Option(
            "--premium", help="A bid to look at, as 0.45 for 45 %; may be repeated."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of all draws.")] = 7,
    *,
    as_json: AsJson = False,
) -> None:
    """Tell whether a mineral block will sell, at which premium, and to whose gain.

    Example: orepath auction tungsten --level G2 --premium 0.45
    """
    from orepath.study.auctioning import auction_block, find_block

    with faults_told(as_json=as_json):
        if not block:
            _fitted(as_json=as_json)
            return
        found = auction_block(find_block(block), level or (), premium or (), seed)
        if as_json:
            _document(found)
            return
        _shown(found)


def _fitted(*, as_json: bool) -> None:
    """Hold the model against past tranches, and tell what to do next."""
    from orepath.study.auctioning import blocks, fit_sheet, premia_sheet

    sheets = fit_sheet(), premia_sheet()
    if as_json:
        document(
            blocks=sorted(blocks()),
            **{sheet.name: sheet.frame.to_dicts() for sheet in sheets},
        )
        return
    _sheets(*sheets)
    _told(
        f"Offer a block: orepath auction {min(blocks())}",
        f"One of your own: copy {_short(blocks()[min(blocks())])}, change it, and give "
        "the file.",
    )


def _short(path: Path) -> str:
    """Return a path as a reader may type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _shown(found: Any) -> None:
    """Print words first, then tables, then what to mind."""
    from orepath.report.number import human
    from orepath.study.auctioning import bids_sheet, sales_sheet, words

    block = found.block
    head = (
        f"{block.title}: {block.mineral} in {block.place}, explored to {block.level}. "
        f"The mineral is worth {human(found.value, 'USD')} (present value, middle of "
        f"400 draws), working it costs {human(found.cost, 'USD')}."
    )
    sys.stdout.write(f"{fill(head, 80)}\n")
    _told(*words(found))
    _sheets(sales_sheet(found), bids_sheet(found))
    _told(
        "How many firms come, what they spend and fear was fitted to 81 offers of "
        "which 34 sold: ranges of grade C. orepath auction without a block shows "
        "how well it fits.",
        *([block.note] if block.note else []),
    )


def _sheets(*sheets: Any) -> None:
    """Print tables, each with how to read it."""
    for sheet in sheets:
        show(sheet)
        sys.stdout.write(f"{fill(sheet.note, 80)}\n")


def _told(*sentences: str) -> None:
    """Print sentences as a list."""
    sys.stdout.write("\n")
    for sentence in sentences:
        text = fill(sentence, 80, initial_indent="• ", subsequent_indent="  ")
        sys.stdout.write(f"{text}\n")


def _document(found: Any) -> None:
    """Write all that was found as one document."""
    from dataclasses import asdict

    from orepath.study.auctioning import words

    document(
        block=found.block.model_dump(),
        value=found.value,
        cost=found.cost,
        words=words(found),
        offers=[{**asdict(one), "revenue": one.revenue} for one in found.offers],
        bids=[asdict(one) for one in found.losses],
    )


COMMANDS = (auction,)
