"""Every importer has one signature and stands here by its publisher's name."""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.baci import take_baci
from orepath.evidence.importer.bgs import take_bgs
from orepath.evidence.importer.comtrade import take_comtrade
from orepath.evidence.importer.intake import Imported
from orepath.evidence.importer.mapping import take_mapping
from orepath.evidence.importer.usgs import take_usgs
from orepath.evidence.importer.wgi import take_wgi
from orepath.evidence.importer.wmd import take_wmd

Importer = Callable[..., Imported]
"""Takes the file, the user's evidence folder and options by name."""

IMPORTERS: Mapping[str, Importer] = MappingProxyType(
    {
        "usgs": take_usgs,
        "baci": take_baci,
        "comtrade": take_comtrade,
        "wgi": take_wgi,
        "wmd": take_wmd,
        "bgs": take_bgs,
        "mapping": take_mapping,
    }
)
"""The publishers whose files can be imported; ``mapping`` reads any other."""


def options_of(publisher: str) -> tuple[str, ...]:
    """Return the names of an importer's options.

    Parameters
    ----------
    publisher : str
        A name of :data:`IMPORTERS`.

    Examples
    --------
    >>> options_of("baci")
    ('countries', 'products', 'release')
    """
    return tuple(inspect.signature(_importer(publisher)).parameters)[2:]


def import_file(
    publisher: str, path: Path, folder: Path, **options: str | Path
) -> Imported:
    """Import a publisher's file into a user's evidence folder.

    Parameters
    ----------
    publisher : str
        A name of :data:`IMPORTERS`.
    path : pathlib.Path
        The file.
    folder : pathlib.Path
        The user's evidence folder; made if it does not exist. Read it beside the
        embedded evidence with ``library(folder)``.
    **options : str or pathlib.Path
        Options of the importer, see :func:`options_of`.

    Returns
    -------
    Imported
        Rows written, rows kept aside, and what was wrong with these.

    Raises
    ------
    InputError
        When publisher or option is unknown, or the file is at fault; nothing is
        written then.
    """
    take = _importer(publisher)
    known = options_of(publisher)
    problems = [
        Problem(f"{publisher}:{name}", "no such option", suggest(name, known))
        for name in options
        if name not in known
    ]
    if publisher == "mapping" and "mapping" not in options:
        fix = "give mapping = the path of a TOML file"
        problems.append(Problem("mapping:mapping", "the option is missing", fix))
    if problems:
        raise InputError(problems)
    return take(Path(path), Path(folder), **options)


def _importer(publisher: str) -> Importer:
    """Return the importer of a publisher."""
    if publisher not in IMPORTERS:
        what, fix = f"unknown publisher '{publisher}'", suggest(publisher, IMPORTERS)
        raise InputError(Problem("publisher", what, fix))
    return IMPORTERS[publisher]
