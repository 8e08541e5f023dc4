"""What two stages have in common: tonnes of one content, declared or by chemistry."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from orepath.core.formula import content_factor
from orepath.errors import InputError, Problem, UnitError, suggest

STAGES = ("mine", "concentrate", "smelt", "refine")
"""The stages of primary supply in their order."""

UNDECLARED = "gross tonnes of undeclared content"


@dataclass(frozen=True)
class Pair:
    """Hold two stages of a mineral and the content in which they compare.

    Parameters
    ----------
    first, later : polars.DataFrame
        Rows of :func:`measured`, the forms of either stage.
    holds : str or None
        What is counted; None where nobody declares it.
    told : str
        Why the two do not compare; empty where they do.
    """

    first: pl.DataFrame
    later: pl.DataFrame
    holds: str | None
    told: str

    def head(self) -> dict[str, object]:
        """Return what the answer says of the pair itself."""
        return {
            "from_stage": self.first["stage"][0],
            "stage": self.later["stage"][0],
            "from_forms": ", ".join(self.first["commodity"]),
            "forms": ", ".join(self.later["commodity"]),
            "content_of": self.holds,
            "note": f"not known: {self.told}" if self.told else "",
        }


def measured(forms: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """Say what a tonne of each form holds, as far as it is known.

    Parameters
    ----------
    forms : polars.DataFrame
        ``commodity``, ``mineral``, ``stage``, ``basis`` (``contained``, ``oxide`` or
        ``gross``), ``content_of``.
    declared : polars.DataFrame
        ``commodity``, ``content_of``, ``content`` of gross forms, as of
        :func:`orepath.evidence.form.contents`.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``mineral``, ``stage``, ``holds`` (formula; null where it is not
        known), ``content`` (tonnes of it in a tonne of the form).

    Raises
    ------
    InputError
        A basis is unknown, or a content is not above 0 and at most 1.

    Examples
    --------
    >>> from orepath.evidence.form import contents
    >>> forms = pl.DataFrame(
    ...     {
    ...         "commodity": ["copper ore", "refined copper"],
    ...         "mineral": ["copper"] * 2,
    ...         "stage": ["mine", "refine"],
    ...         "basis": ["contained", "gross"],
    ...         "content_of": ["Cu", None],
    ...     }
    ... )
    >>> measured(forms, contents()).select("holds", "content").rows()
    [('Cu', 1.0), ('Cu', 0.9999)]
    """
    words = ("contained", "oxide", "gross")
    problems = [
        Problem(
            f"forms {name}:basis", f"unknown basis {basis!r}", suggest(basis, words)
        )
        for name, basis in forms.select("commodity", "basis").rows()
        if basis not in words
    ]
    problems += [
        Problem(f"content of {name}", f"{content:g}", "give more than 0, at most 1")
        for name, content in declared.select("commodity", "content").rows()
        if not 0 < content <= 1
    ]
    if problems:
        raise InputError(problems)
    gross = pl.col("basis") == "gross"
    given = declared.select("commodity", given_of="content_of", given="content")
    return forms.join(given, on="commodity", how="left", maintain_order="left").select(
        "commodity",
        "mineral",
        "stage",
        holds=pl.when(gross).then("given_of").otherwise("content_of"),
        content=pl.when(gross).then("given").otherwise(1.0),
    )


def factors(forms: pl.DataFrame, wanted: str) -> Mapping[str, float]:
    """Return the tonnes of one content in a tonne of each form that can have them.

    Parameters
    ----------
    forms : polars.DataFrame
        From :func:`measured`.
    wanted : str
        A formula, or any other word for a content, which only itself converts to.

    Returns
    -------
    mapping of str to float
        Without the forms whose content is not known or does not convert.

    Examples
    --------
    >>> held = {"commodity": ["rutile"], "holds": ["TiO2"], "content": [1.0]}
    >>> round(factors(pl.DataFrame(held), "Ti")["rutile"], 4)
    0.5993
    """
    found = {}
    for name, holds, content in forms.select("commodity", "holds", "content").rows():
        if holds is None or content is None:
            continue
        if holds == wanted:
            found[name] = content
            continue
        try:
            found[name] = content * content_factor(holds, wanted)
        except UnitError:
            # Two contents without one metal in common are simply not comparable.
            continue
    return found


def pairs_of(known: pl.DataFrame) -> list[Pair]:
    """Pair the first stage of a mineral with every later one, content by content.

    Parameters
    ----------
    known : polars.DataFrame
        Rows of :func:`measured`, of one mineral.

    Returns
    -------
    list of Pair
        In the order of :data:`STAGES`; none where there is a single stage.
    """
    stages = [stage for stage in STAGES if stage in set(known["stage"])]
    pairs = []
    for stage in stages[1:]:
        first, later = (
            known.filter(pl.col("stage") == one).sort("commodity")
            for one in (stages[0], stage)
        )
        for holds in later["holds"].unique(maintain_order=True):
            ends = later.filter(pl.col("holds").eq_missing(holds))
            mined = factors(first, holds) if holds else {}
            told = "" if mined else _apart(first, ends)
            starts = first.filter(pl.col("commodity").is_in(list(mined)) | bool(told))
            pairs.append(Pair(starts, ends, holds, told))
    return pairs


def _apart(first: pl.DataFrame, later: pl.DataFrame) -> str:
    """Say why two stages do not compare."""
    words = [
        f"{name} in {holds or UNDECLARED}"
        for name, holds in pl.concat([first, later]).select("commodity", "holds").rows()
    ]
    return f"not comparable: {'; '.join(words)}"
