"""How a case lies in a workbook: which sheets, which rows, and what stands in them.

All of it is made from the catalogue of tables and the settings; nothing is listed
twice. A table's sheet bears its name, the headings stand in row 1, their units and
meanings in row 2, the cells from row 3.
"""

from orepath.core.column import Column
from orepath.core.table import TableSpec

CASE, SCENARIOS, LISTS = "case", "scenarios", "lists"
HEADINGS, MEANINGS, FIRST = 1, 2, 3
SETTING, VALUE, MEANING, REMARK = "setting", "value", "meaning", "remark"
SETTING_HEADINGS = (SETTING, VALUE, MEANING, REMARK)

HOW_TO_USE = (
    "How to use this workbook",
    "Each sheet is a table. Row 1 names its columns, row 2 tells unit and meaning.",
    "Rest on a heading to read what may stand below it and what an empty cell means.",
    "Dark headings must be filled, light ones may stay empty; a value and its low and "
    "high end stand together.",
    "Cells with an arrow offer the words that fit; add new places, goods and processes "
    "on their own sheets.",
    "Add rows at the foot. A sheet without rows: the case does without this table.",
    "Keep the names of sheets and columns; sheets of your own are left aside.",
    "Save as .xlsx, then run: orepath case from-excel FILE.xlsx FOLDER",
)


def explanation(column: Column) -> str:
    """Return unit and meaning, as they stand under a heading.

    Examples
    --------
    >>> explanation(Column("km", "number", "Length.", "km"))
    '[km] Length.'
    >>> explanation(Column("cost", "number", "Freight.", "USD/t", unit_from="unit"))
    "[in the row's unit] Freight."
    """
    if column.unit_from:
        return f"[in the row's {column.unit_from}] {column.meaning}"
    return column.meaning if column.unit == "-" else f"[{column.unit}] {column.meaning}"


def hint(column: Column) -> str:
    """Return all that is declared of a column, as the note on its heading tells it."""
    lines = [explanation(column), f"Empty: {_when_empty(column)}."]
    if column.choices:
        lines.append(f"One of: {', '.join(column.choices)}.")
    if column.refers:
        table, _, target = column.refers.partition(".")
        lines.append(f"A {target} of the sheet {table}.")
    if column.wildcard:
        lines.append("* stands for all.")
    if column.unit_from:
        lines.append(f"Converted to {column.unit} when read.")
    if column.least is not None:
        lines.append(f"At least {column.least:g}.")
    if column.most is not None:
        lines.append(f"At most {column.most:g}.")
    return "\n".join(lines)


def ends_of_ranges(spec: TableSpec) -> dict[str, str]:
    """Return the low and high ends in a table, each with the value it belongs to."""
    names = {column.name for column in spec.columns}
    return {
        name + end: name
        for name in names
        for end in ("_low", "_high")
        if name + end in names
    }


def _when_empty(column: Column) -> str:
    """Return what an empty cell stands for."""
    if column.required:
        return "not allowed"
    if column.name.endswith(("_low", "_high")):
        return "by the row's grade"
    if column.default is None:
        return "not known, or does not apply"
    if isinstance(column.default, bool):
        return "yes" if column.default else "no"
    return str(column.default) or "none"
