"""Layouts of publishers' files that the package declares, one TOML a publisher."""

import re
from importlib.resources import as_file, files

from orepath.errors import InputError, Problem
from orepath.evidence.importer.layout import Layout, layout_of


def declared(publisher: str, edition: str) -> Layout:
    """Return the layout the package declares for a publisher, named by its edition.

    Parameters
    ----------
    publisher : str
        Stem of a TOML file beside this room, such as ``"wmd"``.
    edition : str
        Year of the edition such as ``"2026"``, of which the newer is preferred; blank
        where it is not known.

    Returns
    -------
    Layout
        Its source bears the edition.

    Raises
    ------
    InputError
        When the edition is no word.

    Examples
    --------
    >>> declared("wmd", "2026").source.id
    'wmd-2026'
    """
    check_edition(edition)
    room = files("orepath.evidence.importer").joinpath(f"{publisher}.toml")
    with as_file(room) as file:
        layout = layout_of(file)
    source = layout.source.model_copy(
        update={
            "id": f"{publisher}-{edition}" if edition else publisher,
            "year": int(edition) if edition.isdecimal() else None,
        }
    )
    return layout.model_copy(update={"source": source})


def check_edition(edition: str) -> None:
    """Raise if an edition is no word: it becomes part of a name.

    Raises
    ------
    InputError
        When it is neither blank nor made of letters, digits, dots and dashes.
    """
    if edition and not re.fullmatch(r"\w[\w.-]*", edition):
        what, fix = f"'{edition}' is no edition", "give a year such as 2026"
        raise InputError(Problem("edition", what, fix))
