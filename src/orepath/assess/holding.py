"""Who owns a country's output, as far as anybody says: shares by owner with bounds.

Owners are known by site, tonnes by place. Where nobody says what part of a place's
output a site makes, its owners' tonnes stay unknown, and the unknown may belong to a
single owner or to none of those named: so every share has two ends.
"""

from collections.abc import Sequence
from importlib.resources import files

import polars as pl

from orepath.assess.ownership import UNKNOWN
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.library import Library, library

KEY = ("commodity", "stage", "year")
# Published percentages are rounded; their sum may miss 1 by this much.
_ROUNDING = 0.0005
_NEEDS = {
    "supply": (*KEY, "place", "value"),
    "owners": ("site", "owner", "share", "share_low", "share_high"),
    "sites": ("site", "place", "commodity", "part", "part_low", "part_high"),
}


def owned_sites() -> pl.DataFrame:
    """Return which forms the sites of the library make, and how much of a place's.

    Returns
    -------
    polars.DataFrame
        ``site``, ``place``, ``commodity``, ``part``, ``part_low``, ``part_high``
        (fraction of the place's output; null where nobody says), ``grade``,
        ``source``, ``note``.

    Examples
    --------
    >>> owned_sites().filter(commodity="titanium sponge")["part"].to_list()
    [1.0]
    """
    with files("orepath").joinpath("data", "owned_sites.csv").open("rb") as stream:
        frame = pl.read_csv(stream.read(), infer_schema=False)
    return frame.cast(dict.fromkeys(("part", "part_low", "part_high"), pl.Float64))


def owners(shelf: Library | None = None) -> pl.DataFrame:
    """Return the owners' countries of the library's sites.

    Parameters
    ----------
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``site``, ``owner`` (place; ``unknown`` for persons without a country),
        ``share``, ``share_low``, ``share_high``, the shares of one country's owners
        added. A share nobody gives is 0 to 1, its value 0.

    Examples
    --------
    >>> owners().filter(site="JV Inkai").select("owner", "share").rows()
    [('CAN', 0.4), ('KAZ', 0.6)]
    """
    rows = (shelf or library()).table("ownership")
    given = pl.col("share")
    silent = given.is_null()
    return (
        rows.select(
            "site",
            owner=pl.col("owner_place").fill_null(UNKNOWN),
            share=given.fill_null(0.0),
            share_low=pl.when(silent)
            .then(0.0)
            .otherwise(pl.coalesce("share_low", given)),
            share_high=pl.when(silent)
            .then(1.0)
            .otherwise(pl.coalesce("share_high", given)),
        )
        .group_by("site", "owner")
        .agg(pl.col("share", "share_low", "share_high").sum())
        .sort("site", "owner")
    )


def holdings(
    supply: pl.DataFrame, owners: pl.DataFrame, sites: pl.DataFrame
) -> pl.DataFrame:
    """Set output by owner's country beside output by place.

    Parameters
    ----------
    supply : polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``year``, ``value``; one unit a key.
    owners : polars.DataFrame
        As :func:`owners` gives them. They are taken as they are for every year.
    sites : polars.DataFrame
        As :func:`owned_sites`; a site without a part is one whose output nobody gives.

    Returns
    -------
    polars.DataFrame
        The key, ``place``, ``located`` and ``located_share`` (made there), ``owned``,
        ``owned_share``, ``owned_share_low``, ``owned_share_high`` (owned from there, as
        far as known), most owned first, ``unknown`` last. ``located_share`` and
        ``owned_share`` each sum to 1.

    Raises
    ------
    InputError
        Columns miss, shares of a site or parts of a place sum to more than 1, or a
        range is not ordered; all told at once.

    Notes
    -----
    With output X_p, part w_k of it made at site k and share s_ko of owner o:
    owned_o = Σ_p X_p Σ_k w_k s_ko; its low end takes the low w and s; its high end is
    the world less what is surely others'. The unknown is what is left. O(rows).

    Examples
    --------
    >>> supply = pl.DataFrame(
    ...     {
    ...         "commodity": ["Co"] * 2,
    ...         "stage": ["mine"] * 2,
    ...         "place": ["COD", "AUS"],
    ...         "year": [2024] * 2,
    ...         "value": [80.0, 20.0],
    ...     }
    ... )
    >>> held = {"site": ["m"], "owner": ["CHN"]}
    >>> ends = {"share": [0.5], "share_low": [0.5], "share_high": [0.5]}
    >>> part = {"part": [1.0], "part_low": [1.0], "part_high": [1.0]}
    >>> sites = pl.DataFrame(
    ...     {"site": ["m"], "place": ["COD"], "commodity": ["Co"], **part}
    ... )
    >>> found = holdings(supply, pl.DataFrame({**held, **ends}), sites)
    >>> found.select("place", "located", "owned", "owned_share_high").rows()[0]
    ('CHN', 0.0, 40.0, 1.0)
    """
    _checked(supply, owners, sites)
    made = supply.drop_nulls("value").with_columns(pl.col("value").cast(pl.Float64))
    known = _claims(owners, sites).join(made, on=["commodity", "place"])
    owned = known.group_by(*KEY, place="owner").agg(
        (pl.col(end) * pl.col("value")).sum().alias(name)
        for end, name in (("held", "owned"), ("held_low", "low"), ("held_high", "high"))
    )
    located = made.group_by(*KEY, "place").agg(located=pl.col("value").sum())
    world = located.group_by(KEY).agg(world=_world(supply))
    named = owned.filter(pl.col("place") != UNKNOWN)
    both = located.join(named, on=[*KEY, "place"], how="full", coalesce=True).join(
        world, on=KEY
    )
    both = both.with_columns(pl.col("located", "owned", "low").fill_null(0.0))
    # All that is not surely others' may be one owner's.
    most = pl.col("world") - pl.col("low").sum().over(KEY) + pl.col("low")
    both = both.with_columns(high=most)
    return _shared(pl.concat([both, _rest(both, named, world)], how="diagonal"))


def _world(supply: pl.DataFrame) -> pl.Expr:
    """Sum what is made; shares of the world are of a whole of 1."""
    total = pl.col("located").sum()
    whole = "unit" in supply.columns and (supply["unit"] == "fraction").all()
    return pl.max_horizontal(total, pl.lit(1.0)) if whole else total


def _claims(owners: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Give every owner a fraction of a place's output of a commodity."""
    known = sites.drop_nulls("part")
    return (
        known.join(owners, on="site")
        .group_by("commodity", "place", "owner")
        .agg(
            held=(pl.col("part") * pl.col("share")).sum(),
            held_low=(pl.col("part_low") * pl.col("share_low")).sum(),
            held_high=(pl.col("part_high") * pl.col("share_high")).sum(),
        )
    )


def _rest(both: pl.DataFrame, named: pl.DataFrame, world: pl.DataFrame) -> pl.DataFrame:
    """Leave to the unknown what no owner is known of."""
    most = named.group_by(KEY).agg(most=pl.col("high").sum())
    sums = both.group_by(KEY).agg(pl.col("owned", "low").sum())
    return (
        world.join(sums, on=KEY)
        .join(most, on=KEY, how="left")
        .select(
            *KEY,
            "world",
            place=pl.lit(UNKNOWN),
            located=pl.lit(0.0),
            owned=pl.col("world") - pl.col("owned"),
            low=(pl.col("world") - pl.col("most").fill_null(0.0)).clip(0.0),
            high=pl.col("world") - pl.col("low"),
        )
    )


def _shared(table: pl.DataFrame) -> pl.DataFrame:
    """Divide by the world, and sort."""
    part = pl.when(pl.col("world") > 0).then(pl.col("world"))
    return table.sort(
        *KEY,
        pl.col("place") == UNKNOWN,
        "owned",
        "located",
        "place",
        descending=[*[False] * 4, True, True, False],
    ).select(
        *KEY,
        "place",
        "located",
        located_share=pl.col("located") / part,
        owned="owned",
        owned_share=pl.col("owned") / part,
        owned_share_low=pl.col("low") / part,
        owned_share_high=pl.col("high") / part,
    )


def _checked(supply: pl.DataFrame, owners: pl.DataFrame, sites: pl.DataFrame) -> None:
    """Raise unless the tables fit together and nothing exceeds the whole."""
    given = {"supply": supply, "owners": owners, "sites": sites}
    problems = [
        Problem(f"{name}:1:{column}", "no such column", suggest(column, table.columns))
        for name, table in given.items()
        for column in _NEEDS[name]
        if column not in table.columns
    ]
    if problems:
        raise InputError(problems)
    problems += _over(owners, ["site"], "share", "owners of")
    problems += _over(sites, ["place", "commodity"], "part", "sites of")
    if problems:
        raise InputError(problems)


def _over(
    table: pl.DataFrame, labels: Sequence[str], name: str, what: str
) -> list[Problem]:
    """Tell sums beyond the whole and ranges that are not ordered."""
    sums = table.group_by(labels, maintain_order=True).agg(pl.col(name).sum())
    problems = [
        Problem(
            f"{what} {' '.join(row[:-1])}",
            f"{name}s sum to {row[-1]:g}",
            "let them sum to 1 at most",
        )
        for row in sums.filter(pl.col(name) > 1 + _ROUNDING).rows()
    ]
    low, high = pl.col(f"{name}_low"), pl.col(f"{name}_high")
    ordered = (low >= 0) & (low <= pl.col(name)) & (pl.col(name) <= high) & (high <= 1)
    wrong = table.filter(pl.col(name).is_not_null() & ~ordered.fill_null(value=False))
    return problems + [
        Problem(
            f"{what} {' '.join(row[:-3])}",
            "range {} – {} – {}".format(*row[-3:]),
            f"give 0 <= {name}_low <= {name} <= {name}_high <= 1",
        )
        for row in wrong.select(*labels, f"{name}_low", name, f"{name}_high").rows()
    ]
