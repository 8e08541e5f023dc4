"""World Mineral Statistics of the British survey enter by a declaration."""

from pathlib import Path

from orepath.evidence.importer.declared import declared
from orepath.evidence.importer.intake import Imported
from orepath.evidence.importer.mapping import take_layout


def take_bgs(
    path: Path, folder: Path, *, sheet: str = "", edition: str = ""
) -> Imported:
    """Import production of the World Mineral Statistics.

    Parameters
    ----------
    path : pathlib.Path
        A table as CSV, as the web service of the survey gives it, or a workbook.
    folder : pathlib.Path
        The user's evidence folder.
    sheet : str
        Sheet of a workbook; blank means the first.
    edition : str
        Year of the edition such as ``"2026"``; the newer of two is preferred.

    Returns
    -------
    Imported
        What came of it.

    Raises
    ------
    InputError
        When the file is at fault.
    """
    return take_layout(path, folder, declared("bgs", edition), sheet)
