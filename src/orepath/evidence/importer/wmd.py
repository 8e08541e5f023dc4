"""World Mining Data enters by a declaration: production by country."""

from pathlib import Path

from orepath.evidence.importer.declared import declared
from orepath.evidence.importer.intake import Imported
from orepath.evidence.importer.mapping import take_layout


def take_wmd(
    path: Path, folder: Path, *, sheet: str = "", edition: str = ""
) -> Imported:
    """Import production of World Mining Data.

    Parameters
    ----------
    path : pathlib.Path
        A table in long form as CSV, or a sheet of the yearbook with a column a year.
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
    # The yearbook's workbooks lay the years side by side, on the second line.
    across = path.suffix.lower() == ".xlsx"
    layout = declared("wmd", edition).model_copy(
        update={"years_across": across, "heading": 2}
    )
    return take_layout(path, folder, layout, sheet)
