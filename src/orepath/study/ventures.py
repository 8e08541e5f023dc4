"""A venture is found by its file, its name or as a project of a case, and changed.

Built-in ventures lie in the folder ``ventures`` of a study. A venture that lies there
knows its case, and so the freight to its buyers.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import polars as pl
from pydantic import BaseModel

from orepath.appraise.figure import Figure
from orepath.appraise.file import read_venture
from orepath.appraise.project import venture_of
from orepath.appraise.term import Venture, figures_of
from orepath.errors import InputError, Problem, suggest
from orepath.world.load import find_case, load_case, studies

FOLDER = "ventures"
"""The folder of a case that holds its ventures."""
FILE = "venture.toml"
ALSO = "also.toml"
"""The file in that folder which names built-in ventures to take over."""
_CLOSE = 1e-9
SET = "set by the user"
"""The note of a figure that was changed."""

Part = TypeVar("Part")


@dataclass(frozen=True)
class Found:
    """Hold a venture and where it was found.

    Parameters
    ----------
    venture : Venture
        Its terms.
    case : pathlib.Path or None
        The case's folder that it belongs to; None for a file that stands alone.
    """

    venture: Venture
    case: Path | None = None


def ventures() -> dict[str, Path]:
    """Return the built-in ventures, name to folder.

    Examples
    --------
    >>> "odisha-slag" in ventures()
    True
    """
    return {
        file.parent.name: file.parent
        for study in studies().values()
        for file in sorted((study / FOLDER).glob(f"*/{FILE}"))
    }


def ventures_in(case: Path) -> list[Path]:
    """Return the folders of the ventures of a case, by name, then those it takes over.

    Parameters
    ----------
    case : pathlib.Path
        Its folder. Besides folders of its own, ``ventures/also.toml`` may name
        built-in ones: ``ventures = ["odisha-slag"]``.

    Raises
    ------
    InputError
        The file names no built-in venture, or is no TOML.
    """
    own = [file.parent for file in sorted((case / FOLDER).glob(f"*/{FILE}"))]
    more = case / FOLDER / ALSO
    if not more.is_file():
        return own
    try:
        names = tomllib.loads(more.read_text(encoding="utf-8")).get(FOLDER, [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError(
            Problem(f"{FOLDER}/{ALSO}", f"is no TOML: {fault}", "mend the line")
        ) from fault
    known = ventures()
    problems = [
        Problem(f"{FOLDER}/{ALSO}", f"no venture {name!r}", suggest(str(name), known))
        for name in names
        if name not in known
    ]
    if problems:
        raise InputError(problems)
    return [*own, *(known[name] for name in names)]


def find_venture(words: Sequence[str]) -> Found:
    """Return a venture by what a user calls it.

    Parameters
    ----------
    words : sequence of str
        A venture's file or folder, the name of a built-in venture, or a case and one
        of its projects.

    Raises
    ------
    InputError
        Nothing is called so, or the file has faults.
    """
    if len(words) > 2:
        raise InputError(
            Problem(
                " ".join(words),
                "more than a case and a project",
                "give a venture, or CASE PROJECT",
            )
        )
    if len(words) == 2:
        folder = find_case(words[0])
        return Found(venture_of(load_case(folder), words[1]), folder)
    path = Path(words[0])
    if path.is_file() or (path / FILE).is_file():
        return Found(read_venture(path), _case_of(path))
    known = ventures()
    if words[0] not in known:
        raise InputError(_unknown(words[0], known))
    return Found(read_venture(known[words[0]]), _case_of(known[words[0]]))


def changed(venture: Venture, settings: Sequence[str]) -> Venture:
    """Return a venture with figures set to sure values.

    Parameters
    ----------
    venture : Venture
        As read.
    settings : sequence of str
        ``NAME=VALUE`` each, in the figure's own unit; see
        :func:`orepath.appraise.term.figures_of`. Where a partner's share is set, the
        others make room in proportion.

    Raises
    ------
    InputError
        With every setting that is none, names no figure or is out of range.
    """
    figures = figures_of(venture)
    problems: list[Problem] = []
    wanted: dict[str, Figure] = {}
    for each in settings:
        name, mark, text = (part.strip() for part in each.partition("="))
        try:
            value = float(text)
        except ValueError:
            fix = "write --set NAME=VALUE, such as product.slag.price=900"
            problems.append(Problem(each, "no number is set", fix))
            continue
        if name not in figures or not mark:
            problems.append(Problem(name, "no such figure", _nearest(name, figures)))
            continue
        old = figures[name]
        if not old.least <= value <= old.most:
            span = f"{old.least:g} to {old.most:g} {old.unit}"
            problems.append(Problem(name, f"{text} is out of range", f"give {span}"))
            continue
        wanted[name] = old.model_copy(
            update={"value": value, "low": value, "high": value, "grade": "C"}
            | {"source": "assumption", "note": SET}
        )
    if problems:
        raise InputError(problems)
    return _replaced(venture, wanted | _room(venture, wanted)) if wanted else venture


def listed() -> pl.DataFrame:
    """Return a row for each built-in venture: name, title, place and partners."""
    rows = []
    for name, folder in ventures().items():
        found = read_venture(folder)
        who = ", ".join(each.name for each in found.partner)
        rows.append((name, found.title, found.place, who))
    names = ("venture", "title", "place", "partners")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _case_of(path: Path) -> Path | None:
    """Return the case in whose folder a venture lies, if it does."""
    folder = (path if path.is_dir() else path.parent).resolve()
    case = folder.parent.parent
    inside = folder.parent.name == FOLDER and (case / "case.toml").is_file()
    return case if inside else None


def _unknown(word: str, known: Mapping[str, Path]) -> Problem:
    """Tell that nothing is called so, and what would be."""
    path = Path(word)
    if (path.is_dir() and (path / "case.toml").is_file()) or word in studies():
        folder = find_case(word)
        own = ", ".join(each.name for each in ventures_in(folder))
        fix = f"add one of its projects: orepath appraise {word} PROJECT"
        return Problem(
            word, "is a case", f"{fix}, or name its venture: {own}" if own else fix
        )
    what = f"has no {FILE}" if path.is_dir() else "is no venture's file or name"
    return Problem(
        word,
        what,
        f"give a file, a folder with {FILE}, or a built-in venture "
        f"({suggest(word, known)})",
    )


def _room(venture: Venture, wanted: Mapping[str, Figure]) -> dict[str, Figure]:
    """Return the shares of the other partners where some are set."""
    shares = {each.share.name: each.share for each in venture.partner}
    taken = sum(wanted[name].value for name in shares if name in wanted)
    others = {name: each for name, each in shares.items() if name not in wanted}
    if len(others) == len(shares):
        return {}
    left = sum(each.value for each in others.values())
    if taken > 1.0 + _CLOSE or (taken < 1.0 - _CLOSE and not left):
        raise InputError(
            Problem(
                "partner", f"shares add up to {taken:g}", "set shares that add up to 1"
            )
        )
    room = max(1.0 - taken, 0.0) / left if left else 0.0
    return {
        name: each.model_copy(
            update=dict.fromkeys(("value", "low", "high"), each.value * room)
        )
        for name, each in others.items()
    }


def _nearest(name: str, figures: Mapping[str, Figure]) -> str:
    """Return what may have been meant; whole years are told apart."""
    if name.endswith((".tenor", ".grace", ".life")):
        return "whole years are changed in the venture's file"
    return suggest(name, figures)


def _replaced(part: Part, wanted: Mapping[str, Figure]) -> Part:
    """Return a part with figures replaced by name, wherever they stand in it."""
    if isinstance(part, Figure):
        return wanted.get(part.name, part)  # type: ignore[return-value]
    if isinstance(part, BaseModel):
        held = {name: getattr(part, name) for name in type(part).model_fields}
        new = {name: _replaced(each, wanted) for name, each in held.items()}
        return type(part).model_construct(**new)
    if isinstance(part, tuple):
        return tuple(_replaced(each, wanted) for each in part)  # type: ignore[return-value]
    if isinstance(part, dict):
        return {key: _replaced(each, wanted) for key, each in part.items()}  # type: ignore[return-value]
    return part
