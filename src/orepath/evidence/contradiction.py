"""A contradiction is told in one list, whichever table the two numbers stand in.

Observations contradict each other edition by edition, facts report by report, and a
claim the evidence. ``kind`` says which; all are ranked by the same measure.
"""

from collections.abc import Collection

import polars as pl

from orepath.evidence.claim import Part, claims_of
from orepath.evidence.conflict import conflicts, hint, ranked
from orepath.evidence.fact import SCHEMA, disputed
from orepath.evidence.library import Library, library
from orepath.evidence.verdict import CONTRADICTED, verdicts

# Ranks and counts are no quantities: a ratio of them would rank them falsely.
_QUANTITIES = ("value", "sum", "ratio", "share")


def contradictions(
    mineral: str | None = None,
    hanging: pl.DataFrame | None = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return every contradiction of the library, worst first.

    Parameters
    ----------
    mineral : str, optional
        Keep one mineral; claims on no single mineral are then left out.
    hanging : polars.DataFrame, optional
        ``id``, ``rows`` and ``usd``: what rests on a row of evidence, as
        :func:`orepath.evidence.audit.weighed` counts it. With it, what has most money
        at stake comes first.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        Columns of :data:`orepath.evidence.fact.SCHEMA`, with ``hint`` (what the ratio
        looks like; of a claim, why it is contradicted), ``rows``, ``usd`` and
        ``at_stake`` as :func:`orepath.evidence.conflict.conflicts` returns them.
        ``kind`` is ``observations``, ``facts``, ``range of a fact``, ``claim`` or
        ``told in words``; the last has no ratio and stands at the end.

    Raises
    ------
    InputError
        When the mineral is unknown.
    """
    held = shelf or library()
    seen = held.observations(mineral=mineral)
    observed = conflicts(seen.height, seen, shelf=held).with_columns(
        pl.col("year").cast(pl.String),
        kind=pl.lit("observations"),
        what=pl.concat_str(
            "commodity", "measure", "content_of", separator=", ", ignore_nulls=True
        ),
    )
    named = None if mineral is None else {mineral, *seen["commodity"]}
    claims, documents = _claims(named, held)
    facts = disputed(mineral, documents, held).with_columns(
        hint=pl.col("spread").map_elements(hint, pl.String)
    )
    found = pl.concat([observed.select(*SCHEMA, "hint"), facts, claims])
    return ranked(found, hanging)


def _claims(
    named: Collection[str] | None, shelf: Library
) -> tuple[pl.DataFrame, list[str]]:
    """Return the claims whose number the evidence contradicts, and who makes them."""
    claims = claims_of(shelf=shelf)
    asked = [
        claim.model_copy(update={"part": parts})
        for claim in claims
        if (parts := [part for part in claim.part if _asked(part, named)])
    ]
    claimed, number = pl.col("claimed"), pl.col("found")
    rows = (
        verdicts(asked, shelf)
        .filter(pl.col("verdict") == CONTRADICTED, claimed > 0, number > 0)
        .with_columns(
            least=pl.min_horizontal(claimed, number),
            most=pl.max_horizontal(claimed, number),
        )
        .select(
            kind=pl.lit("claim"),
            id=pl.format("claim/{}: {}", "claim", "part"),
            what="statement",
            place=pl.lit(None, pl.String),
            year=pl.lit(None, pl.String),
            unit="unit",
            least="least",
            most="most",
            spread=pl.col("most") / pl.col("least"),
            ids="rests_on",
            says=pl.format("claimed: {}; found: {}", claimed.round(3), number.round(3)),
            hint="reason",
        )
    )
    return rows, sorted({source for claim in claims for source in claim.document})


def _asked(part: Part, named: Collection[str] | None) -> bool:
    """Tell whether a part claims a quantity, and of what was named."""
    if part.recipe not in _QUANTITIES:
        return False
    if named is None:
        return True
    words = (part.where.get(column, []) for column in ("mineral", "commodity"))
    lists = (word if isinstance(word, list) else [word] for word in words)
    return any(word in named for each in lists for word in each)
