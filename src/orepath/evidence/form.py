"""A form is a material as it is made and shipped: its basis, its names, its codes.

Four tables say so once for every analysis: which forms each mineral has and what a
tonne of each means, which published series make up a form, which codes of the
Harmonized System carry it with what content, and how a code that carries several forms
is shared between them. All are data of the package, each row with grade and source;
chemistry is computed from formulas.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import polars as pl

from orepath.core.formula import content_factor
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.library import Words, library

_NUMBERS = {name: pl.Float64() for name in ("fraction", "low", "high", "part", "value")}

BUT = "!"
"""Before a list of origins: all places but these."""


@cache
def forms() -> pl.DataFrame:
    """Return the forms of every mineral, one row each.

    Returns
    -------
    polars.DataFrame
        ``commodity`` (the form's name), ``mineral``, ``stage``, ``basis`` and
        ``content_of`` (what a tonne means), ``basket_hs`` (codes that carry it among
        other things, so that its trade is not known from them), ``geopolrisk`` and
        ``geopolrisk_hs`` (raw material and codes of the published GeoPolRisk
        convention, gross tonnes as traded), ``grade``, ``source``, ``note``; in the
        order of the file.

    Examples
    --------
    >>> forms().filter(commodity="copper ore")["content_of"].to_list()
    ['Cu']
    >>> forms().filter(commodity="cobalt ore")["geopolrisk_hs"].to_list()
    [['282200', '810510']]
    """
    frame = _read("forms.csv")
    spelt = pl.concat_str(
        "hs", "hs_more", separator=";", ignore_nulls=True
    ).str.split(";").list.eval(
        pl.element().filter(pl.element().str.contains(r"^\d{6}$"))
    )  # fmt: skip
    codes = library().table("recycling").select(
        geopolrisk="commodity", geopolrisk_hs=spelt
    )  # fmt: skip
    empty = pl.lit([], dtype=pl.List(pl.String))
    return (
        frame.join(codes, on="geopolrisk", how="left", maintain_order="left")
        .with_columns(
            pl.col("geopolrisk_hs").fill_null(empty),
            pl.col("basket_hs").str.split(" ").fill_null(empty),
        )
        .select(
            "commodity", "mineral", "stage", "basis", "content_of", "basket_hs",
            "geopolrisk", "geopolrisk_hs", "grade", "source", "note",
        )
    )  # fmt: skip


@cache
def codes() -> pl.DataFrame:
    """Return the codes that carry each form, with the content of a gross tonne.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``hs``, ``origins`` (None for all places, else the exporters
        for which the row holds; a first ``"!"`` means all but these), ``content``,
        ``content_low``, ``content_high`` (tonnes of the form's basis a gross tonne;
        ends are 10th and 90th percentile), ``needed`` (false for a code that adds
        little), ``grade``, ``source``, ``note``.

    Notes
    -----
    Content is f · k, with f the fraction of the tonne that is the declared formula
    and k the content factor from that formula to what the form counts.

    Examples
    --------
    >>> row = codes().filter(hs="283691").row(0, named=True)
    >>> round(row["content"], 4)
    0.186
    """
    frame = _with_factor(_read("form_codes.csv"))
    return frame.select(
        "commodity", "hs",
        origins=pl.col("origins").str.split(" "),
        content=pl.col("fraction") * pl.col("factor"),
        content_low=pl.col("low") * pl.col("factor"),
        content_high=pl.col("high") * pl.col("factor"),
        needed=pl.col("needed") == "yes",
        grade="grade", source="source", note="note",
    )  # fmt: skip


@cache
def mixtures() -> pl.DataFrame:
    """Return the codes that carry a cheap form and dear ones, with what tells them.

    Returns
    -------
    polars.DataFrame
        ``hs``, ``commodity``, ``origins`` (as in :func:`codes`), ``part`` (null for the
        cheap form, else the fraction of an origin's dear tonnes), ``value``, ``low``,
        ``high`` (USD a gross tonne of the form; a flow worth no more than the ``high``
        of the cheap form is that form alone, below its ``low`` its tonnes are
        doubted), ``grade``, ``source``, ``note``.

    Examples
    --------
    >>> mixtures().filter(commodity="rutile", part=0.6)["origins"].to_list()
    [['AUS']]
    """
    return _read("form_mixtures.csv").with_columns(pl.col("origins").str.split(" "))


@cache
def series() -> pl.DataFrame:
    """Return the published series that make up each form.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``table`` (of the library) and ``said`` (its word there),
        ``role`` (``part`` is added to other parts, ``whole`` stands for all parts),
        ``unit``, ``basis`` and ``content_of`` a row must have, ``content``,
        ``content_low``, ``content_high`` (what it is multiplied by), ``grade``,
        ``source``, ``note``. Rows that bear a form's own name on its basis belong to
        it, too: so does evidence of one's own.

    Examples
    --------
    >>> names = series().filter(commodity="titanium concentrates", role="part")["said"]
    >>> sorted(names)
    ['ilmenite', 'rutile']
    """
    frame = _read("form_series.csv")
    # Contained and oxide tonnes convert by their own formula.
    stated = frame.with_columns(holds=pl.coalesce("holds", "content_of"))
    bases = _read("forms.csv").select("commodity", whole="basis")
    frame = _with_factor(pl.concat([stated, _of_own_name(stated)])).join(
        bases, on="commodity", maintain_order="left"
    )
    ends = {"content": ("fraction", "fraction"), "content_low": ("low", "high"),
            "content_high": ("high", "low")}  # fmt: skip
    # Content becomes a gross tonne by division, a gross tonne content by the product.
    gross = (pl.col("whole") == "gross") & (pl.col("basis") != "gross")
    return frame.select(
        "commodity", "table", "said", "role", "unit", "basis", "content_of",
        *(
            pl.when(gross)
            .then(1.0 / pl.col(under).fill_null(1.0))
            .otherwise(pl.col(times).fill_null(1.0) * pl.col("factor"))
            .alias(name)
            for name, (times, under) in ends.items()
        ),
        grade="grade", source="source", note="note",
    )  # fmt: skip


def contents() -> pl.DataFrame:
    """Return the declared content of forms that are counted in gross tonnes.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``content_of``, ``content`` (tonnes in a gross tonne), ``grade``,
        ``source`` (a row of the library, or a source), ``note``.

    Examples
    --------
    >>> contents().filter(commodity="refined copper").row(0)[1:3]
    ('Cu', 0.9999)
    """
    return _read("form_contents.csv").cast({"content": pl.Float64})


def chosen(
    minerals: Words = None, stages: Words = None, commodities: Words = None
) -> pl.DataFrame:
    """Return the forms of some minerals, stages or names.

    Parameters
    ----------
    minerals, stages, commodities : str or sequence of str, optional
        Words of the columns of :func:`forms`, in any case; None keeps all.

    Returns
    -------
    polars.DataFrame
        Rows of :func:`forms`.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once, each with the nearest known one.

    Examples
    --------
    >>> chosen("titanium", "smelt")["commodity"].to_list()
    ['synthetic rutile', 'titanium slag']
    """
    frame = forms()
    wanted = {"mineral": minerals, "stage": stages, "commodity": commodities}
    problems: list[Problem] = []
    for column, words in wanted.items():
        if words is None:
            continue
        asked = _folded([words] if isinstance(words, str) else words)
        known = {word.lower(): word for word in sorted(forms()[column].unique())}
        problems += [
            Problem(column, f"no form has the {column} '{word}'", suggest(word, known))
            for word in asked
            if word not in known
        ]
        frame = frame.filter(pl.col(column).str.to_lowercase().is_in(asked))
    if problems:
        raise InputError(problems)
    return frame


def minerals() -> tuple[str, ...]:
    """Return the minerals of the catalogue, sorted."""
    return tuple(sorted(forms()["mineral"].unique().to_list()))


def _folded(words: Sequence[str]) -> list[str]:
    """Return words in lower case, without outer blanks."""
    return [word.strip().lower() for word in words]


def _of_own_name(stated: pl.DataFrame) -> pl.DataFrame:
    """Return a series for each form that no publisher calls by its own name."""
    own = _read("forms.csv").select(
        "commodity",
        table=pl.lit("observations"),
        said="commodity",
        role=pl.lit("whole"),
        unit=pl.lit("t/a"),
        basis="basis",
        content_of="content_of",
        holds="content_of",
        fraction=pl.lit(None, dtype=pl.Float64),
        low=pl.lit(None, dtype=pl.Float64),
        high=pl.lit(None, dtype=pl.Float64),
        grade=pl.lit("A"),
        source="source",
        note=pl.lit("rows that bear the form's own name"),
    )
    key = ["commodity", "table", "said", "unit", "basis"]
    return own.join(stated, on=key, how="anti", maintain_order="left")


def _read(name: str) -> pl.DataFrame:
    """Read a table of the package; empty cells are null."""
    file = files("orepath").joinpath("data", name)
    with file.open("rb") as stream:
        frame = pl.read_csv(stream.read(), infer_schema=False)
    return frame.cast({n: t for n, t in _NUMBERS.items() if n in frame.columns})


def _with_factor(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the content factor from the formula a row holds to what its form counts."""
    counted = dict(_read("forms.csv").select("commodity", "content_of").iter_rows())
    factors = [
        1.0
        if held is None or counted[commodity] in {None, held}
        else content_factor(held, counted[commodity])
        for commodity, held in frame.select("commodity", "holds").iter_rows()
    ]
    return frame.with_columns(factor=pl.Series(factors, dtype=pl.Float64))
