"""Write a file whole or not at all, so that no reader meets half a report."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write bytes under a temporary name beside the target, then rename.

    Parameters
    ----------
    path : Path
        The target; its folder is made if missing, an old file is replaced.
    content : bytes
        All that the file shall hold.

    Raises
    ------
    OSError
        If the folder cannot be made or written; the old file then still stands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
