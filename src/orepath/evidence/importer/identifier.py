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


def identified(frame: pl.DataFrame) -> pl.DataFrame:
    """Give observations the identifier ``source/commodity/measure/place/year``.

    Parameters
    ----------
    frame : polars.DataFrame
        Observations; ``id`` is not read.

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
    several = basis.drop_nulls().n_unique().over(group) > 1
    stem = pl.concat_str(
        "source",
        slug(pl.col("commodity")),
        slug(pl.col("measure")),
        "place",
        pl.col("year").cast(pl.String),
        pl.when(several & basis.is_not_null()).then(slug(basis)),
        separator="/",
        ignore_nulls=True,
    )
    return frame.with_columns(id=stem)
