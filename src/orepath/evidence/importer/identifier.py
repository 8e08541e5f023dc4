"""Every observation gets one readable identifier, made of what it says."""

import polars as pl


def slug(words: pl.Expr) -> pl.Expr:
    """Write words in lower case with dashes between them."""
    plain = words.str.to_lowercase().str.replace_all(r"[^a-z0-9]+", "-")
    return plain.str.strip_chars("-")


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Add a number to the second and later rows of one identifier."""
    again = pl.int_range(pl.len()).over("id")
    counted = pl.col("id") + "/" + (again + 1).cast(pl.String)
    return frame.with_columns(
        id=pl.when(again > 0).then(counted).otherwise(pl.col("id"))
    )


BASED = ("source", "commodity", "measure", "basis", "content_of")
"""Columns that say whether a commodity is stated on several bases."""


def identified(frame: pl.DataFrame, based: pl.DataFrame | None = None) -> pl.DataFrame:
    """Give observations the identifier ``source/commodity/measure/place/year``.

    Parameters
    ----------
    frame : polars.DataFrame
        Observations; ``id`` is not read.
    based : polars.DataFrame, optional
        Every basis that occurs, in the columns :data:`BASED`, if the frame is only a
        part of the file.

    Returns
    -------
    polars.DataFrame
        The same rows in the same order. Where a source states a commodity on several
        bases, the basis ends the identifier.

    Examples
    --------
    >>> row = {"source": ["usgs-2026"], "commodity": ["TiO2 pigment"], "year": [2025]}
    >>> more = {"measure": ["capacity"], "place": ["IND"]}
    >>> basis = {"basis": ["gross"], "content_of": [None]}
    >>> identified(pl.DataFrame(row | more | basis))["id"].to_list()
    ['usgs-2026/tio2-pigment/capacity/IND/2025']
    """
    basis = pl.coalesce("content_of", "basis")
    group = ["source", "commodity", "measure"]
    counted = (
        (frame if based is None else based)
        .group_by(group)
        .agg(_several=basis.drop_nulls().n_unique() > 1)
    )
    joined = frame.join(
        counted, on=group, how="left", nulls_equal=True, maintain_order="left"
    )
    stem = pl.concat_str(
        "source",
        slug(pl.col("commodity")),
        slug(pl.col("measure")),
        "place",
        pl.col("year").cast(pl.String),
        pl.when(pl.col("_several") & basis.is_not_null()).then(slug(basis)),
        separator="/",
        ignore_nulls=True,
    )
    return joined.with_columns(id=stem).drop("_several")
