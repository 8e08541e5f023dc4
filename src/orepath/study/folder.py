"""New case folders, made whole or not at all."""

import shutil
import tempfile
from pathlib import Path

from orepath.errors import InputError, Problem
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
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            Problem(str(folder), "exists and is not empty", "choose a new folder")
        )
    parent = folder.resolve().parent
    if not parent.is_dir():
        raise InputError(
            Problem(str(parent), "no such folder", "make it, or choose another")
        )
    source = find_case(study)
    load_case(source)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".orepath-") as rough:
        copy = Path(rough) / "case"
        copy.mkdir()
        for path in sorted(source.iterdir()):
            if path.suffix in {".csv", ".toml", ".md"}:
                shutil.copyfile(path, copy / path.name)
        if folder.exists():
            folder.rmdir()
        copy.rename(folder)
    return folder
