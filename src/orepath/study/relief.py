"""What the European Union's supply risk takes into account besides who supplies.

Recycling and substitution ease a risk, export restrictions worsen it. All numbers are
the Union's own, of its own materials, and stand in for those of other places: nobody
publishes theirs.
"""

from collections.abc import Sequence
from types import MappingProxyType

import polars as pl

from orepath.evidence.form import forms, series
from orepath.evidence.group import groups
from orepath.evidence.library import Library

UNRATED = "supply risk not known: the European Union rates no such material"

UNWEIGHED = "no number is published for, and none counts"

SPELT = MappingProxyType(
    {
        "Aluminium/extraction": "Bauxite",
        "Barytes/extraction": "Baryte",
        "Kaolin/extraction": "Kaolin clay",
        "Phosphorous/processing": "Phosphorus",
    }
)
"""What the Union's study of 2017 calls a material and stage of its study of 2023, where
it is not the same word in another case."""

_PARAMETER = "global_supply_share_trade_parameter_t"


def relief(held: Library) -> pl.DataFrame:
    """Return how far recycling and substitution ease the lack of every form.

    Parameters
    ----------
    held : Library
        With the tables ``recycling`` and ``eu_2017``.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``recycling`` (end-of-life input rate), ``substitution`` (index
        for supply risk; 1 where nothing substitutes); fractions of the whole material
        in the European Union, whatever the form. Forms without both are missing.

    Notes
    -----
    The catalogue's own name for a form in ``recycling`` goes first; where it has none
    the rate of 2017 stands in.

    Examples
    --------
    >>> from orepath.evidence.library import library
    >>> relief(library()).filter(commodity="tungsten ore").row(0)
    ('tungsten ore', 0.42, 1.0)
    """
    called = series().filter(table="eu_shares").select("commodity", "said").unique()
    word = pl.col("said").replace(SPELT).str.split("/").list.first()
    old = held.table("eu_2017").select(
        word=pl.col("commodity").str.to_lowercase(),
        substitution="si_sr",
        before=pl.col("eol_rir_pct") / 100,
    )
    rates = held.table("recycling").select(geopolrisk="commodity", rate="input_rate")
    return (
        forms()
        .select("commodity", "geopolrisk")
        .join(called, on="commodity", maintain_order="left")
        .with_columns(word=word.str.to_lowercase())
        .join(old, on="word", maintain_order="left")
        .join(rates, on="geopolrisk", how="left", maintain_order="left")
        .select(
            "commodity",
            recycling=pl.coalesce("rate", "before"),
            substitution="substitution",
        )
        .drop_nulls()
    )


def barrier(members: Sequence[str], held: Library) -> pl.DataFrame:
    """Return what stands between a supplier and the market, by form.

    Parameters
    ----------
    members : sequence of str
        The places that buy. An agreement eases trade only with who has made it: for
        places outside the European Union its agreements count for nothing.
    held : Library
        With the table ``eu_shares``.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``place``, ``value``: the trade parameter, above 1 where exports
        are taxed, limited or forbidden, below 1 under an agreement; 1 is left out.

    Notes
    -----
    The parameters are those of the Union's study of 2023, for 2016–2020. What came
    later has no published number and counts as 1; :func:`unweighed` names it.

    Examples
    --------
    >>> from orepath.evidence.library import library
    >>> rows = barrier(["IND"], library())
    >>> rows.filter(commodity="refined tin", place="CHN")["value"].to_list()
    [1.5]
    """
    called = series().filter(table="eu_shares").select("commodity", "said").unique()
    rows = held.table("eu_shares").filter(measure=_PARAMETER)
    found = (
        rows.select("place", "value", said=pl.format("{}/{}", "commodity", "stage"))
        .join(called, on="said")
        .select("commodity", "place", "value")
        .sort("commodity", "place")
    )
    inside = set(members) <= set(groups()["EU27"].members)
    return found if inside else found.filter(pl.col("value") > 1)


def unweighed(held: Library) -> pl.DataFrame:
    """Return the dated export restrictions that have no trade parameter.

    Parameters
    ----------
    held : Library
        With the table ``restrictions``.

    Returns
    -------
    polars.DataFrame
        ``mineral`` (or the name of a form), ``place``, ``first``, ``last`` (years; no
        last where it stands), ``told`` (in words). Only rows that name one place and
        begin after 2020, the last year of the parameters.

    Examples
    --------
    >>> from orepath.evidence.library import library
    >>> unweighed(library()).filter(mineral="graphite")["told"][0]
    'no number is published for, and none counts: CHN, export licence since 2023-12-01'
    """
    return (
        held.table("restrictions")
        .filter(
            pl.col("place").str.contains("^[A-Z]{3}$"),
            pl.col("place") != "WLD",
            pl.col("measure").str.starts_with("export"),
            # No form of the catalogue is scrap.
            ~pl.col("mineral").str.contains("scrap"),
        )
        .select(
            mineral=pl.col("mineral").str.split(", "),
            place="place",
            first=pl.col("start").str.head(4).cast(pl.Int64),
            last=pl.col("end").str.head(4).cast(pl.Int64),
            told=pl.format(
                f"{UNWEIGHED}: {{}}, {{}} since {{}}",
                "place",
                "measure",
                "start",
            ),
        )
        .filter(pl.col("first") > 2020)
        .explode("mineral")
        .sort("mineral", "first", "place")
    )
