"""The sheet of what to find out first: figures by what they are worth knowing."""

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
            called(case, row["table"], row["column"], row["row"]),
            row["worth"] * 1e6,
            max(row["loss_low"], row["loss_high"]) * 1e6,
            human(row["value"], row["unit"]),
            f"{human(row['low'], row['unit'])} to {human(row['high'], row['unit'])}",
            _change(row, projects),
            row["grade"],
            f"{row['table']}.csv:{row['row'] + 2}:{row['column']}",
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
        "ends, however far the result swings. Low, high, unknown: what a better plan "
        "does otherwise if the figure is so. Ends are the 10th and 90th percentile of "
        "what is believed. Figures are moved one by one, also where prices move "
        "together.",
        ("Figure", "Worth", "Range", "Then better", "Grade"),
    )


def _change(row: dict[str, object], projects: dict[str, str]) -> str:
    """Tell which plan would be better at which end."""
    if row["trouble"]:
        return f"could not be tried: {row['trouble']}"
    told = []
    for end, key in (
        ("low", "changes_low"),
        ("high", "changes_high"),
        ("unknown", "steady"),
    ):
        words = str(row[key])
        if words:
            told.append(
                f"{end}: {', '.join(_word(w, projects) for w in words.split(', '))}"
            )
    return "; ".join(told) or "–"


def _word(change: str, projects: dict[str, str]) -> str:
    """Write one change of a plan for readers."""
    if change[0] in "+-":
        side = "with" if change[0] == "+" else "without"
        return f"{side} {projects.get(change[1:], change[1:])}"
    name, year = change.rsplit(" ", 1)
    return f"{projects.get(name, name)} in {year}"


def information_words(case: Case, found: pl.DataFrame) -> list[str]:
    """Tell in plain words what to find out first and what need not be."""
    worth = found.filter(pl.col("worth") > 0)
    if worth.is_empty():
        return [
            f"None of the {found.height} widest figures alone would change the plan, "
            "at either end of its range."
        ]
    first = worth.row(0, named=True)
    name = called(case, first["table"], first["column"], first["row"])
    return [
        f"Find out first — {name}: knowing it is worth {_money(first['worth'])}; it "
        f"rests on grade {first['grade']}.",
        f"Of the {found.height} widest figures {worth.height} would change the plan at "
        "an end of their range, each by itself; none of the others would.",
    ]


def _money(millions: float) -> str:
    """Return USD million for people."""
    return human(millions * 1e6, "USD")
