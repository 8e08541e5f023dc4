"""A target is the file a user wants written: refused before the work, not after it."""

from pathlib import Path

from orepath.errors import InputError, Problem


def page_target(target: Path) -> Path:
    """Return where a page will be written, refusing what cannot be.

    Parameters
    ----------
    target : pathlib.Path
        As the user gave it.

    Raises
    ------
    InputError
        It does not end in .html, or its folder is missing.
    """
    return _target(target, "page", ".html")


def book_target(target: Path) -> Path:
    """Return where a workbook will be written, refusing what cannot be.

    Parameters
    ----------
    target : pathlib.Path
        As the user gave it.

    Raises
    ------
    InputError
        It does not end in .xlsx, or its folder is missing.
    """
    return _target(target, "workbook", ".xlsx")


def _target(target: Path, noun: str, suffix: str) -> Path:
    """Return a file that can be written under its name."""
    if target.suffix.lower() != suffix:
        what = f"a {noun} ends in {suffix}"
        raise InputError(Problem(str(target), what, f"end the name in {suffix}"))
    if not target.resolve().parent.is_dir():
        fix = "make it, or choose another"
        raise InputError(Problem(str(target.parent), "no such folder", fix))
    return target
