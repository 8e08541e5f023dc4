"""What a result rests on: the rows of the inputs that share its words.

Every sheet names the input tables behind it. A row leads to the group of each of them
that bears one of its own words — its commodity, project, disruption — and to the whole
table where that has no groups. Groups and words come from the case, so a new commodity
needs no entry here.
"""

from collections import Counter
from collections.abc import Mapping

from orepath.report.markup import slug
from orepath.report.tables import Link, Table
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.inputs import INPUTS, Input
from orepath.world.case import Case

Words = Mapping[str, str]
Sheets = Mapping[str, Sheet]

ALL = ("sites", "trade", "demand", "prices")
RESTS: Mapping[str, tuple[str, ...]] = {
    "exposure": ("sites", "trade", "demand", "places"),
    "projects": ("projects", "recipes", "prices", "policies"),
    "alternatives": ("projects", "prices"),
    "groups": ("projects",),
    "reasons": ("projects", "recipes", "prices"),
    "limits": ("projects", "sites", "policies", "relations"),
    "supply_end": ("sites", "trade", "demand", "prices"),
    "supply": ("sites", "trade", "routes"),
    "disruptions": ("shocks", "sites", "trade", "demand"),
    "suppliers": ("trade", "demand", "relations"),
    "fixes": ("shocks", "projects", "prices"),
    "fix_ranking": ("shocks", "projects", "prices"),
    "foresight": ("shocks", "projects"),
    "venture": ("projects", "prices", "corridors", "rates"),
    "venture_lines": ("prices", "recipes"),
    "corridors": ("corridors", "legs", "rates"),
    "grades": ALL,
    "costs": ALL,
    "surplus": ALL,
    "calibration": ("sites", "trade", "demand"),
    "prices": ("prices", "routes", "coefficients"),
    "audit": ALL,
    "policies": ("policies", "projects"),
    "cautions": ("policies", "projects", "recipes"),
}
"""Input tables behind each sheet, unless ``BY_CELL`` knows better for a row."""

BY_CELL: Mapping[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {
    "venture": (
        "Delivered over",
        {"fob": ("projects", "prices", "recipes", "power")},
    ),
    "venture_lines": (
        "Line",
        {
            "Power": ("power", "coefficients"),
            "Operating cost": ("projects",),
            "Capital charge": ("projects",),
            "Margin": ("projects", "prices", "recipes", "power"),
        },
    ),
    "grades": (
        "Rests on",
        {"Quantities": ("sites", "trade", "demand"), "Prices": ("prices",)},
    ),
    "costs": (
        "Line",
        {
            "Worth of use": ("demand", "prices"),
            "Operation": ("coefficients", "recipes", "power"),
            "Margins of sites": ("prices", "coefficients"),
            "Freight and duty": ("routes", "tariffs"),
            "Margins of trade": ("prices", "relations"),
            "Savings": ("projects",),
            "Idle capacity": ("projects", "prices"),
            "Capital": ("projects",),
            "Stock holding": ("projects",),
            "Stock refilling": ("projects", "prices"),
            "Excess shares": ("policies",),
        },
    ),
    "surplus": (
        "Part",
        {
            "users": ("demand", "prices"),
            "makers": ("sites", "coefficients"),
            "importers": ("trade", "relations"),
            "duties": ("tariffs",),
            "projects": ("projects",),
            "grants": ("projects",),
            "penalties": ("policies",),
        },
    ),
    "limits": (
        "Limit",
        {
            "size of a project": ("projects",),
            "capacity of a site": ("sites",),
            "growth of a relation": ("relations", "trade"),
            "cap on a share": ("policies",),
        },
    ),
    "audit": (
        "Rule",
        {
            "balance": ("sites", "trade", "demand", "recipes"),
            "once": ("projects",),
            "started run": ("projects",),
            "started haul": ("projects",),
            "started release": ("projects",),
            "started ease": ("projects",),
            "precedence": ("projects",),
            "recourse": ("projects",),
            "least use": ("projects",),
            "offtake": ("projects",),
            "ease": ("projects", "routes"),
            "depletion": ("sites", "projects"),
            "cohort": ("lifetimes", "demand"),
            "leg capacity": ("capacities", "routes"),
            "ramp": ("relations",),
            "budget": ("policies", "projects"),
            "share cap": ("policies",),
            "domestic share": ("policies",),
            "recycled share": ("policies",),
            "partner share": ("policies",),
            "reserve days": ("policies", "projects"),
            "emission limit": ("policies", "coefficients"),
            "energy limit": ("policies", "coefficients"),
        },
    ),
}
"""The column and, by its cells, the input tables behind a row."""

_NOWHERE = (Link("inputs", "inputs"),)
_SHORT: Mapping[str, str] = {
    "alternatives": "how firm",
    "groups": "groups of projects",
    "reasons": "why or why not",
    "limits": "what binds",
    "supply_end": "supply at the end",
    "supply": "suppliers",
    "suppliers": "lost suppliers",
    "foresight": "foresight",
    "venture_lines": "lines of the venture",
    "grades": "grades of evidence",
    "costs": "cost lines",
    "surplus": "who gains",
    "calibration": "what was changed",
    "prices": "prices of the base year",
    "audit": "rules",
}
_BY_TABLE = {kind.table: kind for kind in INPUTS}


def anchor_of(name: str) -> str:
    """Return the anchor of a sheet's table on the page.

    Examples
    --------
    >>> anchor_of("supply_end"), anchor_of("inputs_trade")
    ('t-supply-end', 'in-trade')
    """
    if name.startswith("inputs_"):
        return f"in-{slug(name.removeprefix('inputs_'))}"
    return f"t-{slug(name)}"


def row_anchors(sheet: Sheet) -> tuple[str, ...]:
    """Return an anchor for each row: its first cell, counted where it comes again.

    Examples
    --------
    >>> import polars as pl
    >>> twice = pl.DataFrame({"Commodity": ["Slag", "Slag"]})
    >>> row_anchors(Sheet("supply", "Supply", twice))
    ('t-supply-slag', 't-supply-slag-2')
    """
    seen: Counter[str] = Counter()
    found = []
    for cell in sheet.frame.to_series(0):
        name = f"{anchor_of(sheet.name)}-{slug(str(cell))}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return tuple(found)


def inputs_of(sheet: Sheet, sheets: Sheets) -> list[str]:
    """Return the sheets of inputs behind any row of a sheet, in the inputs' order."""
    _, cells = BY_CELL.get(sheet.name, ("", {}))
    wanted = {*RESTS.get(sheet.name, ()), *(t for some in cells.values() for t in some)}
    return [k.sheet for k in INPUTS if k.table in wanted and k.sheet in sheets]


def table_links(sheets: Sheets, *names: str) -> tuple[Link, ...]:
    """Return links to those of the named sheets that a study has."""
    return tuple(Link(anchor_of(name), _word(name)) for name in names if name in sheets)


def row_link(sheets: Sheets, name: str, cell: str) -> tuple[Link, ...]:
    """Return the link to the first row of a sheet that begins with a cell."""
    if name not in sheets:
        return ()
    sheet = sheets[name]
    for first, anchor in zip(sheet.frame.to_series(0), row_anchors(sheet), strict=True):
        if first == cell:
            return (Link(anchor, _word(name)),)
    return table_links(sheets, name)


def table_of(case: Case, sheets: Sheets, sheet: Sheet) -> Table:
    """Turn a sheet into a table of the page, each row with what it rests on.

    Parameters
    ----------
    case : Case
        For the words that belong to a project, a disruption or a supplier.
    sheets : mapping of str to Sheet
        All sheets of the study.
    sheet : Sheet
        The one, perhaps cut.
    """
    kind = _BY_TABLE.get(sheet.name.removeprefix("inputs_"))
    goes_in = kind is not None and kind.sheet == sheet.name
    grouped = kind.group if kind and goes_in and _groups(kind, sheet) else ""
    rests: tuple[tuple[Link, ...], ...] = ()
    if not goes_in and "source" not in sheet.frame.columns:
        rests = rests_of(case, sheets, sheet)
    return Table(
        sheet.frame,
        sheet.title,
        sheet.units,
        sheet.formats,
        sheet.note,
        anchor_of(sheet.name),
        grouped,
        () if grouped else row_anchors(sheet),
        rests,
    )


def rests_of(case: Case, sheets: Sheets, sheet: Sheet) -> tuple[tuple[Link, ...], ...]:
    """Return for each row of a sheet the links to what it rests on, at least one.

    A row whose words no input shares leads to the whole tables; where the case has none
    of them, to the section that shows what it has.
    """
    kin = _kin(case)
    heading, cells = BY_CELL.get(sheet.name, ("", {}))
    found = []
    for row in sheet.frame.iter_rows(named=True):
        tables = cells.get(row.get(heading, ""), RESTS.get(sheet.name, ALL))
        kinds = [_BY_TABLE[t] for t in tables if _BY_TABLE[t].sheet in sheets]
        words = _words(row, kin, case)
        near = [_near(kind, sheets[kind.sheet], words) for kind in kinds]
        some = tuple(link for link in near if link is not None)
        whole = table_links(sheets, *(kind.sheet for kind in kinds))
        found.append(some or whole or _NOWHERE)
    return tuple(found)


def _word(name: str) -> str:
    """Return the short word for a sheet."""
    kind = _BY_TABLE.get(name.removeprefix("inputs_"))
    if kind is not None and kind.sheet == name:
        return kind.word
    return _SHORT.get(name, name)


def _groups(kind: Input, sheet: Sheet) -> bool:
    """Say whether an input has groups of more than one row."""
    return bool(kind.group) and not sheet.frame[kind.group].is_unique().all()


def _near(kind: Input, sheet: Sheet, words: Words) -> Link | None:
    """Return the group of an input that bears a row's word; None where none does."""
    whole = anchor_of(kind.sheet)
    if kind.group not in words:
        return Link(whole, kind.word)
    said = words[kind.group]
    if said not in sheet.frame[kind.group]:
        return None
    return Link(f"{whole}-{slug(said)}", kind.word)


def _words(row: Mapping[str, object], kin: Mapping[str, Words], case: Case) -> Words:
    """Return the words of a row by heading, and those that belong to them."""
    words = {name: cell for name, cell in row.items() if isinstance(cell, str)}
    for cell in list(words.values()):
        words = {**kin.get(cell, {}), **words}
    if "Delivered over" in words and case.settings.venture:
        venture = case.name_of("projects", case.settings.venture)
        words |= {"Project": venture, **kin.get(venture, {})}
    return words


def _kin(case: Case) -> dict[str, dict[str, str]]:
    """Return by a reader's word the other words that belong to it."""
    goods = dict(case.table("commodities").select("commodity", "name").iter_rows())
    rows = case.table("processes").select("process", "name", "output").iter_rows()
    made = {key: {"Process": name, "Commodity": goods[out]} for key, name, out in rows}
    found: dict[str, dict[str, str]] = {
        name: {"Commodity": name} for name in goods.values()
    }
    for table, heading in (("projects", "Project"), ("shocks", "Disruption")):
        for row in case.table(table).iter_rows(named=True):
            words = dict(made.get(row["process"], {"Process": ""}))
            if row["commodity"]:
                words["Commodity"] = goods[row["commodity"]]
            found[row["name"]] = {heading: row["name"], **words}
    for row in case.table("corridors").iter_rows(named=True):
        found[row["title"]] = {"Corridor": row["title"]}
    for place in case.table("places")["name"]:
        for name in goods.values():
            found[f"{name} from {place}"] = {"Commodity": name}
    return found
