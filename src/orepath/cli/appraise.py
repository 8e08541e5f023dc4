"""The command of a venture: is it worth it, to whom, on which terms."""

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, show, table
from orepath.cli.plan import Report

What = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHAT]",
        help="A venture's file or folder, the name of a built-in venture, or a case "
        "and one of its projects. Without it the built-in ventures are listed.",
    ),
]


def counted(text: str) -> int:
    """Return a count, however it is written: 1000000, 1_000_000 or 1e6.

    Parameters
    ----------
    text : str
        As the user gave it.

    Raises
    ------
    typer.BadParameter
        It is no whole number of 0 or more.

    Examples
    --------
    >>> counted("1e6"), counted("20_000")
    (1000000, 20000)
    """
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if number < 0 or not number.is_integer():
        raise typer.BadParameter(f"{text!r} is no count: give 0 or more, as 1000000")
    return int(number)


Draws = Annotated[
    int,
    typer.Option(
        "--monte-carlo",
        parser=counted,
        metavar="DRAWS",
        help="Draws of all figures and prices; 0 leaves chance out.",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Set a figure, as product.slag.price=900; may be repeated.",
    ),
]
Workbook = Annotated[
    Path | None,
    typer.Option(
        "--workbook",
        help="Also write terms and cash as formulas: an .xlsx file, which can be "
        "given as WHAT again.",
    ),
]


def appraise(  # noqa: PLR0913  # one option for each thing a user may ask
    what: What = None,
    *,
    partner: Annotated[
        str, typer.Option("--partner", help="See it from one partner's side.")
    ] = "",
    draws: Draws = 100_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of all draws.")] = 7,
    settings: Settings = None,
    report: Report = None,
    workbook: Workbook = None,
    as_json: AsJson = False,
) -> None:
    """Tell whether a venture is worth it, to whom, and on which terms.

    Example: orepath appraise odisha-slag --partner IREL
    """
    with faults_told(as_json=as_json):
        if not what:
            _listed(as_json=as_json)
            return
        from orepath.study.appraising import Asked, paths_for
        from orepath.study.appraising import appraise as appraised
        from orepath.study.cashbook.book import write_cashbook
        from orepath.study.target import book_target, page_target
        from orepath.study.ventures import changed, find_venture

        target = None if report is None else page_target(Path(report))
        sheet = None if workbook is None else book_target(workbook)
        found = find_venture(what)
        venture = changed(found.venture, settings or ())
        asked = Asked(draws, seed, partner, paths_for(draws))
        with progress(as_json=as_json) as tell:
            told = appraised(venture, asked, case=found.case, tell=tell)
            if target is not None:
                from orepath.study.appraisingpage import write_appraisal

                tell("Writing the page")
                write_appraisal(told, target)
            if sheet is not None:
                tell("Writing the workbook")
                write_cashbook(venture, sheet)
        if as_json:
            _document(told)
            return
        _shown(told)
        for path in (target, sheet):
            if path is not None:
                sys.stdout.write(f"Wrote {path}.\n")


_WAYS = 3
"""Corridors to the buyer that the terminal shows."""


def _listed(*, as_json: bool) -> None:
    """List the built-in ventures and what to do next."""
    from orepath.study.ventures import listed

    frame = listed()
    if as_json:
        document(ventures=frame.to_dicts())
        return
    table(frame, "Built-in ventures")
    _tell(
        [
            "Appraise one: orepath appraise odisha-slag",
            "A project of a case: orepath appraise india-titanium ireuk_slag",
            "One of your own: copy the folder of a built-in one, change its "
            "venture.toml, and give its folder. What the file may say stands in "
            "docs/reference/venture.md.",
        ]
    )


def _shown(told: Any) -> None:
    """Print what was found: words first, then tables."""
    from orepath.study.sheet.remark import more_words
    from orepath.study.sheet.swing import MOST, gate_sheet, options_sheet, tornado_sheet
    from orepath.study.sheet.termsheet import (
        actors_sheet,
        bank_sheet,
        breaks_sheet,
        exchange_sheet,
        parts_sheet,
        tonnes_sheet,
    )
    from orepath.study.sheet.verdict import head_words, verdicts

    sys.stdout.write(f"{fill(head_words(told.venture), 80)}\n")
    _tell([f"{who}: {text}" for who, text in verdicts(told)], "Is it worth it?")
    _tell(more_words(told), "What to mind")
    sheets = (
        actors_sheet(told),
        parts_sheet(told),
        breaks_sheet(told),
        bank_sheet(told),
        tornado_sheet(told, MOST),
        options_sheet(told),
        gate_sheet(told, _WAYS),
        tonnes_sheet(told),
        exchange_sheet(told),
    )
    for sheet in sheets:
        if not sheet.frame.is_empty():
            show(sheet)
            sys.stdout.write(f"{fill(sheet.note, 80)}\n")


def _document(told: Any) -> None:
    """Write all that was found as one document."""
    from orepath.study.sheet.remark import more_words, plain
    from orepath.study.sheet.verdict import head_words, verdicts
    from orepath.study.termtable import tables_of

    document(
        venture=told.venture.name,
        words=[head_words(told.venture)],
        verdicts=dict(verdicts(told)),
        remarks=[plain(line) for line in more_words(told)],
        seed=told.asked.seed,
        draws=told.asked.draws,
        seen_from=told.side,
        unit_cost_usd_t=told.unit_cost,
        **{name: frame.to_dicts() for name, frame in tables_of(told).items()},
    )


def _tell(lines: list[str], head: str = "") -> None:
    """Print sentences of 80 columns, each behind a point."""
    from orepath.study.sheet.remark import plain

    sys.stdout.write(f"\n{head}\n" if head else "\n")
    for line in lines:
        told = fill(plain(line), 78, initial_indent="• ", subsequent_indent="  ",
                    break_long_words=False, break_on_hyphens=False)  # fmt: skip
        sys.stdout.write(f"{told}\n")


COMMANDS: tuple[Callable[..., None], ...] = (appraise,)
"""The commands, in the order in which the help lists them."""
