"""New case folders, made whole or not at all."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from orepath.errors import InputError, Problem
from orepath.study.draft import readme, tables_written
from orepath.study.ventures import FOLDER
from orepath.world.build.case import Built
from orepath.world.load import find_case, load_case


def copy_case(study: str | Path, folder: Path) -> Path:
    """Copy a case into a new folder.

    Parameters
    ----------
    study : str or Path
        A folder, or the name of a built-in study; it is checked first.
    folder : Path
        Must not exist, or be empty.

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    InputError
        The folder holds something, its parent is missing, or the study has faults.
    """
    check_free(folder)
    source = find_case(study)
    load_case(source)

    def fill(copy: Path) -> None:
        for path in sorted(source.iterdir()):
            if path.suffix in {".csv", ".toml", ".md"}:
                shutil.copyfile(path, copy / path.name)
        if (source / FOLDER).is_dir():
            shutil.copytree(source / FOLDER, copy / FOLDER)

    return _whole(folder, fill)


def make_case(built: Built, folder: Path) -> Path:
    """Write a made case into a new folder, and read it again as a reader would.

    Parameters
    ----------
    built : Built
        From :func:`orepath.world.build.case.built`.
    folder : Path
        Must not exist, or be empty.

    Returns
    -------
    Path
        The new folder, with ``case.toml``, tables and README.

    Raises
    ------
    InputError
        The folder holds something or its parent is missing.
    """
    check_free(folder)

    def fill(copy: Path) -> None:
        tables_written(built.case, copy)
        text = readme(built, folder.name)
        (copy / "README.md").write_text(text, encoding="utf8")
        load_case(copy)

    return _whole(folder, fill)


def check_free(folder: Path) -> None:
    """Refuse a target that holds something, or that nothing can hold.

    Parameters
    ----------
    folder : Path
        Where a case is to stand.

    Raises
    ------
    InputError
        The folder holds something or its parent is missing.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            Problem(str(folder), "exists and is not empty", "choose a new folder")
        )
    parent = folder.resolve().parent
    if not parent.is_dir():
        raise InputError(
            Problem(str(parent), "no such folder", "make it, or choose another")
        )


def _whole(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a folder beside its place and move it there when it is complete."""
    parent = folder.resolve().parent
    with tempfile.TemporaryDirectory(dir=parent, prefix=".orepath-") as rough:
        copy = Path(rough) / "case"
        copy.mkdir()
        fill(copy)
        if folder.exists():
            folder.rmdir()
        copy.rename(folder)
    return folder
