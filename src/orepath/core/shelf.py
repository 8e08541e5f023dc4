"""The shelf is a folder of the user's where a run that is cut off leaves what it knew.

Nothing on it is needed: a file is taken down when its run has ended, and whoever clears
the shelf loses no more than the time of runs that were cut off.
"""

import os
from collections.abc import Mapping
from pathlib import Path

PLACE = "OREPATH_CACHE"
"""The variable that names another folder."""


def shelf(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder, made if it is not there yet.

    Parameters
    ----------
    environment : mapping of str to str
        ``OREPATH_CACHE`` names the folder itself; otherwise it lies where the system
        keeps caches (``XDG_CACHE_HOME``, ``LOCALAPPDATA``, or ``.cache`` at home).

    Returns
    -------
    Path or None
        None where no folder can be made or written.
    """
    if environment.get(PLACE):
        folder = Path(environment[PLACE])
    else:
        named = (environment.get(key) for key in ("XDG_CACHE_HOME", "LOCALAPPDATA"))
        home = environment.get("HOME") or environment.get("USERPROFILE") or "."
        folder = Path(next(filter(None, named), Path(home) / ".cache")) / "orepath"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
