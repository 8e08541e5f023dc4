"""Layouts of publishers' files that the package declares, one TOML a publisher."""

from importlib.resources import as_file, files

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

    Examples
    --------
    >>> declared("wmd", "2026").source.id
    'wmd-2026'
    """
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
