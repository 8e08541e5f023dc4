"""The numbers of an appraisal as tables, for those who compute on: keys, no words."""

import polars as pl

from orepath.appraise.option import table as option_table
from orepath.appraise.term import figures_of
from orepath.study.appraising import Appraisal


def tables_of(found: Appraisal) -> dict[str, pl.DataFrame]:
    """Return all numbers of an appraisal.

    Parameters
    ----------
    found : Appraisal
        Of a venture.

    Returns
    -------
    dict of str to polars.DataFrame
        ``actors``, ``break_even``, ``cover``, ``tornado``, ``chance``, ``prices``,
        ``options``, ``concession``, ``gate``, ``cash`` and ``terms``; money in USD.
    """
    return {
        "actors": actors_table(found),
        "break_even": _breaks(found),
        "cover": pl.DataFrame([_fields(each) for each in found.standings]),
        "tornado": found.swings,
        "chance": pl.DataFrame() if found.drawn is None else found.drawn.table(),
        "prices": found.chance.table(),
        "options": option_table(found.options),
        "concession": pl.DataFrame([_fields(found.line)] if found.line else []),
        "gate": found.gate,
        "cash": cash_table(found),
        "terms": _terms(found),
    }


def actors_table(found: Appraisal) -> pl.DataFrame:
    """Return what the venture is worth to each, figures in the middle.

    Parameters
    ----------
    found : Appraisal
        Of a venture.

    Returns
    -------
    polars.DataFrame
        ``actor``, ``npv`` (USD), ``discount``, ``irr`` (fractions a year; empty where
        there is none or several), ``irr_told`` in words, ``payback`` (years) and
        ``index``; empty where nothing is put in or nothing ever comes back.
    """
    rows = []
    for actor, each in found.worths.items():
        one = each.irr.count[0] == 1
        rows.append(
            {
                "actor": actor,
                "npv": float(each.npv[0]),
                "discount": float(each.discount[0]),
                "irr": float(each.irr.rate[0]) if one else None,
                "irr_told": each.told(),
                "payback": _finite(each.payback[0]),
                "index": _finite(each.index[0]),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def cash_table(found: Appraisal) -> pl.DataFrame:
    """Return the cash of each line and actor by year, figures in the middle.

    Parameters
    ----------
    found : Appraisal
        Of a venture.

    Returns
    -------
    polars.DataFrame
        ``year``, ``of`` (``line`` of the project, ``actor``, ``lender``, or ``country``
        for its net foreign exchange), ``name``, ``cash`` (USD).
    """
    flows = found.flows
    held = {("line", name): each[0] for name, each in flows.lines.items()}
    held |= {("actor", name): each.cash[0] for name, each in found.worths.items()}
    held |= {("lender", name): each.lender[0] for name, each in flows.debt.items()}
    held |= {("country", name): each[0] for name, each in flows.foreign.items()}
    frames = [
        pl.DataFrame({"year": flows.years, "cash": cash}).select(
            "year", pl.lit(of).alias("of"), pl.lit(name).alias("name"), "cash"
        )
        for (of, name), cash in held.items()
    ]
    return pl.concat(frames)


def _breaks(found: Appraisal) -> pl.DataFrame:
    """Return the break-evens: none, one or several for each figure."""
    rows = [
        {
            "actor": actor,
            "figure": each.figure.name,
            "unit": each.figure.unit,
            "middle": each.figure.value,
            "values": list(each.values),
            "told": each.told(),
        }
        for actor, several in found.breaks.items()
        for each in several
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _terms(found: Appraisal) -> pl.DataFrame:
    """Return all figures of the venture."""
    wanted = {"name", "value", "low", "high", "unit", "grade", "source", "note"}
    figures = figures_of(found.venture).values()
    return pl.DataFrame(
        [each.model_dump(include=wanted) for each in figures],
        infer_schema_length=None,
    )


def _fields(held: object) -> dict[str, object]:
    """Return the fields of a record, numbers without end left empty."""
    rows: dict[str, object] = {}
    for name in type(held).__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(held, name)
        rows[name] = _finite(value) if isinstance(value, float) else value
    return rows


def _finite(value: float) -> float | None:
    """Return a number, None where it has no end."""
    return float(value) if abs(value) != float("inf") else None
