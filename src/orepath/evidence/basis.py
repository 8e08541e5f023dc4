"""A tonne of ore, of oxide and of metal are three things; chemistry joins two of them.

Contained and oxide tonnes convert by atomic masses alone. A gross tonne does not: it
needs a grade that somebody declares, so it is refused here rather than guessed.
"""

import polars as pl

from orepath.core.formula import MASSES, content_factor
from orepath.errors import Problem, UnitError

_TONNES = ("t", "t/a")
_PRICES = ("USD/t",)


def in_content(frame: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """Express contained and oxide quantities as tonnes of one element or compound.

    Parameters
    ----------
    frame : polars.DataFrame
        Observations; ``basis`` is ``contained`` or ``oxide`` in every row, and
        ``content_of`` a formula that shares one metal with ``wanted``.
    wanted : str
        Formula such as ``"Ti"`` or ``"Cr2O3"``.

    Returns
    -------
    polars.DataFrame
        The same rows; tonnes multiplied by the content factor, prices a tonne divided
        by it, fractions untouched; ``basis`` and ``content_of`` say what a tonne now
        means.

    Raises
    ------
    UnitError
        When a row is gross or states no basis, or its formula shares no single metal
        with ``wanted``; every such commodity at once.

    Examples
    --------
    >>> row = {"commodity": ["ilmenite"], "basis": ["oxide"], "content_of": ["TiO2"]}
    >>> number = {"value": [100.0], "low": [90.0], "high": [110.0], "unit": ["t/a"]}
    >>> in_content(pl.DataFrame(row | number), "Ti")["value"].round(2).to_list()
    [59.93]
    """
    pairs = frame.select("commodity", "basis", "content_of").unique(maintain_order=True)
    factors: dict[str, float] = {}
    problems: list[Problem] = []
    for commodity, basis, held in pairs.iter_rows():
        where = f"observations:{commodity}:basis"
        if basis not in {"contained", "oxide"} or held is None:
            what = f"a tonne of {commodity} is {basis or 'of no stated basis'}"
            fix = f"declare its content of {wanted}, or leave these rows out"
            problems.append(Problem(where, what, fix))
            continue
        try:
            factors[held] = content_factor(held, wanted)
        except UnitError as error:
            problems += [Problem(where, p.what, p.fix) for p in error.problems]
    if problems:
        raise UnitError(problems)
    return _scaled(frame, factors).with_columns(
        basis=pl.lit("contained" if wanted in MASSES else "oxide"),
        content_of=pl.lit(wanted),
    )


def _scaled(frame: pl.DataFrame, factors: dict[str, float]) -> pl.DataFrame:
    """Multiply tonnes, and divide prices a tonne, by the factor of each row."""
    times = pl.col("content_of").replace_strict(factors, return_dtype=pl.Float64)
    scale = (
        pl.when(pl.col("unit").is_in(_TONNES))
        .then(times)
        .when(pl.col("unit").is_in(_PRICES))
        .then(1 / times)
        .otherwise(1.0)
    )
    return frame.with_columns(pl.col(name) * scale for name in ("value", "low", "high"))
