"""Who makes how much of each form: all sources in one basis, the spread between them.

Sources are laid side by side and none is hidden: the value is that of the preferred
one, and the range is widened until it holds what the others say.
"""

import polars as pl

from orepath.evidence.form import chosen, series
from orepath.evidence.importer.country import OTHERS, WORLD
from orepath.evidence.library import Library, Words, Years, library
from orepath.evidence.observation import SCHEMA
from orepath.evidence.remainder import KEY, with_remainder
from orepath.evidence.resolve import resolve
from orepath.evidence.width import WIDTHS, with_ranges

_ENDS = ("value", "low", "high")
_SURVEY = 3
"""A source that names so many makers surveys the world, even without a total."""


def supply(
    minerals: Words = None,
    years: Years = None,
    *,
    stages: Words = None,
    commodities: Words = None,
    partial: bool = False,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return what every place makes of every form.

    Parameters
    ----------
    minerals, stages, commodities : str or sequence of str, optional
        Forms to keep, by words of :func:`orepath.evidence.form.forms`.
    years : int or sequence of int, optional
        Calendar years to keep.
    partial : bool
        Keep forms and years of which only chance places are known, too: no total, no
        remainder and no source that surveys the world. Shares of these mean nothing.
    shelf : Library, optional
        The library to ask, with a user's own evidence; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``mineral``, ``stage``, ``place``, ``year``, ``value``, ``low``,
        ``high`` (t/a in the form's basis; ends are 10th and 90th percentile, widened
        to hold every source), ``least``, ``most`` (smallest and largest source),
        ``others`` (how many further sources give a value), ``grade``, ``id`` and
        ``source`` of the preferred one, ``note``, ``whole`` (false for forms and years
        of which only chance places are known); sorted. ``OTH`` is what no source
        names; a place without a published number has no row, see :func:`untold`.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.

    Notes
    -----
    OTH is the published remainder less what further sources name of it; where none is
    published, the world's total less all named places; never below 0.

    Examples
    --------
    >>> made = supply("titanium", 2024, stages="refine")
    >>> made.filter(place="KAZ").select("value", "least").row(0)
    (19000.0, 14000.0)
    """
    held = shelf or library()
    rows = stated(minerals, years, stages=stages, commodities=commodities, shelf=held)
    made = preferred(rows, held)
    return made if partial else made.filter("whole")


def preferred(rows: pl.DataFrame, shelf: Library | None = None) -> pl.DataFrame:
    """Return one row a form, place and year from what the sources say.

    Parameters
    ----------
    rows : polars.DataFrame
        From :func:`stated`; leave sources out to hear others alone.
    shelf : Library, optional
        Where the editions of the sources stand; without it the embedded library.

    Returns
    -------
    polars.DataFrame
        As :func:`supply` gives it, with forms and years known in part.

    Examples
    --------
    >>> rows = stated("titanium", 2024, stages="refine")
    >>> older = preferred(rows.filter(source="usgs-2025"))
    >>> older.filter(place="KAZ")["value"].to_list()
    [14000.0]
    """
    return with_remainder(_widened(resolve(rows, shelf or library()))).join(
        _surveyed(rows), on=list(KEY), how="left", maintain_order="left"
    )


def untold(
    minerals: Words = None,
    years: Years = None,
    *,
    stages: Words = None,
    commodities: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return the places that a publisher lists without a number, and why.

    Parameters
    ----------
    minerals, years, stages, commodities, shelf
        As :func:`supply` takes them.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``year``, ``flag`` (why there is no number,
        a word of :data:`orepath.evidence.observation.FLAGS`), ``id``; sorted.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.

    Examples
    --------
    >>> row = untold("titanium", 2024, stages="refine").row(0, named=True)
    >>> row["place"], row["flag"]
    ('USA', 'withheld')
    """
    held = shelf or library()
    rows = stated(minerals, years, stages=stages, commodities=commodities, shelf=held)
    known = rows.drop_nulls("value").select(*KEY, "place")
    return (
        rows.filter(pl.col("value").is_null(), ~pl.col("place").is_in([OTHERS, WORLD]))
        .join(known, on=[*KEY, "place"], how="anti")
        .unique([*KEY, "place"], keep="first", maintain_order=True)
        .select("commodity", "stage", "place", "year", "flag", "id")
        .sort("commodity", "stage", "year", "place")
    )


def stated(
    minerals: Words = None,
    years: Years = None,
    *,
    stages: Words = None,
    commodities: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return what each source says of each form, place and year, in the form's basis.

    Parameters
    ----------
    minerals, years, stages, commodities, shelf
        As :func:`supply` takes them.

    Returns
    -------
    polars.DataFrame
        Columns of :data:`orepath.evidence.observation.SCHEMA`, one row a form, place,
        year and source. A source that gives a whole and its parts speaks by the whole;
        parts alone are added, and ``note`` names them. Without a value ``flag`` says
        why.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.
    """
    held = shelf or library()
    wanted = chosen(minerals, stages, commodities)
    named = series().join(
        wanted.select(
            "commodity", "mineral", "stage", whole_basis="basis", whole_of="content_of"
        ),
        on="commodity",
    )
    found = pl.concat([_observed(named, years, held), _projected(named, years, held)])
    return _added(found).sort("id")


def _observed(named: pl.DataFrame, years: Years, held: Library) -> pl.DataFrame:
    """Return the observations of production that belong to forms, converted."""
    wanted = named.filter(table="observations")
    # A user's library may lack words of other publishers: ask only for known ones.
    known = set(held.words("observations", "commodity"))
    words = sorted(set(wanted["said"]) & known)
    rows = held.observations(commodity=words, measure="production", year=years)
    return _converted(rows.rename({"commodity": "said_commodity"}), wanted, [
        pl.col("said_commodity"), pl.col("unit"),
        pl.col("basis"), pl.col("content_of"),
    ])  # fmt: skip


def _projected(named: pl.DataFrame, years: Years, held: Library) -> pl.DataFrame:
    """Return the supply by place of the energy agency's base year, converted.

    Only the base year is history; later years are projections and are left out.
    """
    wanted = named.filter(table="demand")
    rows = held.table("demand").filter(
        pl.col("section") == "supply",
        pl.col("place").is_not_null(),
        pl.col("year") == pl.col("year").min(),
    )
    if years is not None:
        rows = rows.filter(
            pl.col("year").is_in([years] if isinstance(years, int) else list(years))
        )
    observed = rows.with_columns(
        said_commodity=pl.format("{}/{}", "mineral", "series"),
        measure=pl.lit("production"),
        flag=pl.lit("estimated"),
        said=pl.lit(None, dtype=pl.String),
        note=pl.lit(None, dtype=pl.String),
        low=pl.lit(None, dtype=pl.Float64),
        high=pl.lit(None, dtype=pl.Float64),
    )
    return _converted(observed, wanted, [pl.col("said_commodity"), pl.col("unit")])


def _converted(
    rows: pl.DataFrame, wanted: pl.DataFrame, on: list[pl.Expr]
) -> pl.DataFrame:
    """Join rows to the series they belong to and put them on the form's basis."""
    keys = ["said", "unit", "basis", "content_of"][: len(on)]
    given = rows.drop("mineral", "stage", "series", "basis", "content_of", strict=False)
    left = given.with_columns(
        rows.select(key=pl.struct(e.alias(k) for e, k in zip(on, keys, strict=True)))
    )
    right = wanted.with_columns(key=pl.struct(keys)).drop("unit", "said")
    joined = (
        with_ranges(left)
        .with_columns(
            # A lower bound has no published end: the widest width stands for it.
            high=pl.coalesce("high", pl.col("value") * (1 + WIDTHS["C"]))
        )
        .join(
            right.rename({"grade": "how", "note": "why", "source": "from"}).drop(
                "table", "basis", "content_of"
            ),
            on="key",
            nulls_equal=True,
        )
    )
    # What a judged content adds is no longer official.
    worse = pl.max_horizontal("grade", pl.when(pl.col("how") > "A").then("how"))
    return joined.select(
        "id", "mineral", "commodity", "stage", "measure",
        pl.col("whole_basis").alias("basis"), pl.col("whole_of").alias("content_of"),
        pl.lit("t/a").alias("unit"), "place", pl.col("year").cast(pl.Int64),
        value=pl.col("value") * pl.col("content"),
        low=pl.col("low") * pl.col("content_low"),
        high=pl.col("high") * pl.col("content_high"),
        grade=worse, flag="flag", source="source", said="said_commodity",
        note="note", role="role",
    )  # fmt: skip


def _added(found: pl.DataFrame) -> pl.DataFrame:
    """Add up the parts of each source, unless it gives the whole."""
    key = ["commodity", "stage", "place", "year", "source"]
    whole = ((pl.col("role") == "whole") & pl.col("value").is_not_null()).any()
    kept = found.filter(
        pl.when(whole.over(key)).then(pl.col("role") == "whole").otherwise(True)
    ).sort("value", "id", descending=[True, False], nulls_last=True)
    # Twice the same series in one source: the first stands for it, as in resolve.
    kept = kept.unique([*key, "said"], keep="first", maintain_order=True)
    some = pl.col("value").is_not_null()
    parts = pl.col("said").filter(some)
    note = pl.when(parts.len() > 1).then(
        pl.format("sum of {}", parts.sort().str.join(", "))
    )
    grouped = kept.group_by(key, maintain_order=True).agg(
        pl.col("id", "mineral", "measure", "basis", "content_of", "unit").first(),
        *(pl.when(some.any()).then(pl.col(end).sum()).alias(end) for end in _ENDS),
        grade=pl.col("grade").max(),
        flag=pl.col("flag").first(),
        said=pl.col("said").first(),
        note=pl.coalesce(note, pl.col("note").first()),
    )
    return grouped.select(list(SCHEMA))


def _surveyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Tell of each form and year whether the world's makers are known."""
    key = list(KEY)
    named = ~pl.col("place").is_in([OTHERS, WORLD])
    return (
        rows.drop_nulls("value")
        .group_by(*key, "source")
        .agg(whole=((~named).any()) | (named.sum() >= _SURVEY))
        .group_by(key)
        .agg(pl.col("whole").any())
    )


def _widened(best: pl.DataFrame) -> pl.DataFrame:
    """Widen the range of the preferred value to hold what all sources say.

    Remainders are not compared: each source leaves other places unnamed.
    """
    rest = pl.col("place") == OTHERS
    return (
        best.drop_nulls("value")
        .with_columns(
            *(
                pl.when(rest).then("value").otherwise(end).alias(end)
                for end in ("least", "most")
            ),
            others=pl.when(rest).then(0).otherwise("others").cast(pl.Int64),
        )
        .with_columns(
            low=pl.min_horizontal("low", "least"),
            high=pl.max_horizontal("high", "most"),
        )
    )
