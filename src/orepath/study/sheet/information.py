"""The sheet of what to find out first: figures by what they are worth knowing."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from orepath.report.number import human
from orepath.study.sheet.form import Sheet
from orepath.world.case import Case

WORDS = {
    ("prices", "price"): "Price",
    ("power", "price"): "Power price",
    ("sites", "output"): "Output",
    ("trade", "quantity"): "Shipments",
    ("demand", "quantity"): "Use",
    ("demand", "growth"): "Growth of use",
    ("demand", "elasticity"): "How use answers price",
    ("demand", "choke"): "Price at which users go without",
    ("relations", "elasticity"): "How buyers switch origins",
    ("relations", "ramp"): "Growth of old relations",
    ("relations", "opening"): "Growth of new relations",
    ("recipes", "quantity"): "Recipe",
    ("tiers", "share"): "Part of users",
    ("tiers", "multiple"): "Price at which users go without",
    ("lifetimes", "mean"): "Years in use",
    ("lifetimes", "shape"): "Spread of years in use",
    ("lifetimes", "collected"): "Part collected",
    ("lifetimes", "recovered"): "Part recovered",
    ("routes", "cost"): "Freight",
    ("tariffs", "rate"): "Duty",
    ("projects", "size"): "Size",
    ("projects", "capex"): "Capital",
    ("projects", "opex"): "Running cost",
    ("projects", "share"): "Share of the profit",
    ("projects", "paid"): "Part paid",
    ("projects", "saving"): "Saving",
    ("projects", "chance"): "Chance of success",
    ("shocks", "severity"): "Severity",
    ("shocks", "months"): "Length",
    ("shocks", "probability"): "Yearly chance",
}
"""What a column is called in the name of a figure."""


def called(case: Case, table: str, column: str, row: int) -> str:
    """Return the reader's name of one figure of a case.

    Parameters
    ----------
    case : Case
        For names.
    table, column : str
        Where it stands.
    row : int
        Position in the table.

    Returns
    -------
    str
        ``Price: titania slag, everywhere else``.
    """
    cells = case.table(table).row(row, named=True)
    what = WORDS.get((table, column), cells.get("figure") or column)
    told = [
        _name(case, "projects", cells.get("project")),
        cells["name"] if table == "shocks" else "",
        _name(case, "processes", cells.get("process")),
        "all goods"
        if cells.get("commodity") == "*"
        else _name(case, "commodities", cells.get("commodity")),
    ]
    told = told[:1] if told[0] else told[1:2] if told[1] else told[2:]
    keys = ("place", "origin", "destination")
    where = [
        _everywhere(case, table, cells)
        if cells.get(key) == "*"
        else _name(case, "places", cells.get(key))
        for key in keys
        if table not in ("projects", "shocks")
    ]
    ends = " to ".join(name for name in where if name)
    names = ", ".join(name for name in (*told, ends) if name)
    return f"{what[:1].upper()}{what[1:].replace('_', ' ')}: {names}"


def chain_called(case: Case, rows: Sequence[int]) -> str:
    """Return the reader's name of prices that move together.

    Parameters
    ----------
    case : Case
        For names.
    rows : sequence of int
        Positions in the table of prices, the weightiest first.

    Returns
    -------
    str
        ``Prices of the titanium chain: Slag, Ore``, or ``Price: Slag, in all places``
        where they are of one good.
    """
    goods = _goods_of(case, rows)
    names = [case.name_of("commodities", good) for good in goods]
    if len(goods) == 1:
        return f"Price: {names[0]}, in all places"
    table = case.table("commodities")
    mineral = table.filter(pl.col("commodity") == goods[0])["mineral"][0]
    left = len(names) - _NAMED
    more = f" and {left} more" * (left > 0)
    return f"Prices of the {mineral} chain: {', '.join(names[:_NAMED])}{more}"


_NAMED = 2
_RANGED = 2


def _goods_of(case: Case, rows: Sequence[int]) -> list[str]:
    """Return the goods of some prices, the weightiest first."""
    goods = case.table("prices")["commodity"]
    return list(dict.fromkeys(goods[row] for row in rows))


def _title(case: Case, row: Mapping[str, Any]) -> str:
    """Return the reader's name of one line: a figure, or a chain of prices."""
    if len(row["rows"]) > 1:
        return chain_called(case, row["rows"])
    return called(case, row["table"], row["column"], row["row"])


def _range(case: Case, row: Mapping[str, Any]) -> str:
    """Write the range of a figure; of a chain that of its weightiest goods."""

    def span(low: float, high: float) -> str:
        return f"{human(low, row['unit'])} to {human(high, row['unit'])}"

    goods = _goods_of(case, row["rows"]) if len(row["rows"]) > 1 else []
    if len(goods) < 2:
        return span(row["low"], row["high"])
    prices = case.table("prices")
    told = []
    for good in goods[:_RANGED]:
        at = next(r for r in row["rows"] if prices["commodity"][r] == good)
        ends = (prices[f"price_{end}"][at] for end in ("low", "high"))
        told.append(f"{case.name_of('commodities', good)} {span(*ends)}")
    more = "; the others alike" * (len(goods) > _RANGED)
    return "; ".join(told) + more


def _name(case: Case, table: str, key: str | None) -> str:
    """Return the reader's name of a key."""
    return case.name_of(table, key) if key else ""


def _everywhere(case: Case, table: str, cells: dict[str, object]) -> str:
    """Say where a row for ``*`` holds: everywhere, or where no other row does."""
    frame = case.table(table)
    same = [
        pl.col(key) == cells[key]
        for key in ("commodity", "process", "figure")
        if key in cells
    ]
    alike = frame.filter(*same).height if same else frame.height
    return "elsewhere" if alike > 1 else "everywhere"


def information_sheet(case: Case, found: pl.DataFrame) -> Sheet:
    """Return what to find out first."""
    projects = dict(case.table("projects").select("project", "name").iter_rows())
    rows = [
        (
            _title(case, row),
            row["worth"] * 1e6,
            max(row["loss_low"], row["loss_high"]) * 1e6,
            human(row["value"], row["unit"]),
            _range(case, row),
            _change(row, projects),
            row["grade"],
            _where(row),
            row["source"],
        )
        for row in found.iter_rows(named=True)
    ]
    frame = pl.DataFrame(
        rows,
        {
            "Figure": pl.String,
            "Worth": pl.Float64,
            "Largest regret": pl.Float64,
            "Now": pl.String,
            "Range": pl.String,
            "Then better": pl.String,
            "Grade": pl.String,
            "Where": pl.String,
            "source": pl.String,
        },
        orient="row",
    )
    return Sheet(
        "information",
        "What to find out first",
        frame,
        {"Worth": "USD", "Largest regret": "USD"},
        "Worth: what a plan must be expected to lose, discounted over the horizon, for "
        "want of the figure: a quarter of the regret at either end of its range, less "
        "what some one plan would save at both. Regret: what the best plan found for "
        "that end gains more than this plan. 0 where this plan stays best at both "
        "ends, however far the result swings. Low, high: what a better plan does "
        "otherwise if the figure is so; in any case: what is better even before it is "
        "known. Ends are the 10th and 90th percentile of what is believed. "
        "Prices of one chain (an ore, its concentrate, its metal) stand all at their "
        "low or all at their high ends, since they rise and fall together; all other "
        "figures are moved one by one.",
        ("Figure", "Worth", "Range", "Then better", "Grade"),
    )


def _where(row: Mapping[str, Any]) -> str:
    """Return file, row and column, and how many rows more are moved with it."""
    more = len(row["rows"]) - 1
    where = f"{row['table']}.csv:{row['row'] + 2}:{row['column']}"
    return f"{where} and {more} more row{'s' * (more > 1)}" if more else where


def _change(row: Mapping[str, Any], projects: dict[str, str]) -> str:
    """Tell which plan would be better at which end."""
    if row["trouble"]:
        return f"could not be tried: {row['trouble']}"
    told = [
        f"{end}: {words}" for end in _ENDS if (words := _better(row, end, projects))
    ]
    if row["steady"]:
        told.append(f"in any case: {_list(str(row['steady']).split(', '), projects)}")
    return "; ".join(told) or "–"


_ENDS = ("low", "high")


def _better(row: Mapping[str, Any], end: str, projects: dict[str, str]) -> str:
    """Write what a better plan does otherwise at an end, and not in any case."""
    steady = str(row["steady"]).split(", ")
    words = str(row[f"changes_{end}"]).split(", ")
    return _list([word for word in words if word not in steady], projects)


def _list(changes: Sequence[str], projects: dict[str, str]) -> str:
    """Write changes of a plan for readers."""
    # Names of projects hold commas themselves.
    return " and ".join(_word(change, projects) for change in changes if change)


def _word(change: str, projects: dict[str, str]) -> str:
    """Write one change of a plan for readers."""
    if change[0] in "+-":
        side = "with" if change[0] == "+" else "without"
        return f"{side} {projects.get(change[1:], change[1:])}"
    name, year = change.rsplit(" ", 1)
    return f"with {projects.get(name, name)} in {year}"


def information_words(case: Case, found: pl.DataFrame) -> list[str]:
    """Tell in plain words what to find out first and what need not be.

    Parameters
    ----------
    case : Case
        For names.
    found : polars.DataFrame
        As ``study.information.information`` gives it.
    """
    worth = found.filter(pl.col("worth") > 0)
    if worth.is_empty():
        return [
            f"None of the {found.height} widest figures alone would change the plan "
            "so that it pays to find it out first."
        ]
    projects = dict(case.table("projects").select("project", "name").iter_rows())
    told = []
    for first, row in enumerate(worth.head(_FIRST).iter_rows(named=True)):
        lead = "Then" if first else "Find out first"
        told.append(
            f"{lead} — {_title(case, row)}: knowing it is worth "
            f"{_money(row['worth'])}; grade {row['grade']}.{_ends(row, projects)}"
        )
    more = worth.height - len(told)
    if more > 0:
        least = _money(worth["worth"][_FIRST])
        told.append(
            f"{more} more {'is' if more == 1 else 'are'} worth {least} or less."
        )
    odd = found.filter(pl.col("trouble") != "").height
    rest = found.height - worth.height - odd
    if rest:
        told.append(
            f"The other {rest} of the {found.height} widest figures need not be found "
            "out for this plan: at both ends of their ranges it stays the best, or so "
            "near that no difference can be told."
        )
    if odd:
        told.append(
            f"{odd} of them could not be tried at an end; the table tells which and "
            "why."
        )
    return told


_FIRST = 3


def _ends(row: Mapping[str, Any], projects: dict[str, str]) -> str:
    """Say which plan is better at which end, and by how much, in a sentence."""
    these = "they are" if len(row["rows"]) > 1 else "it is"
    told = "; ".join(
        f"if {these} {end}, a plan {words} is better by {_money(row[f'loss_{end}'])}"
        for end in _ENDS
        if (words := _better(row, end, projects))
    )
    return f" {told[:1].upper()}{told[1:]}." if told else ""


def _money(millions: float) -> str:
    """Return USD million for people."""
    return human(millions * 1e6, "USD")
