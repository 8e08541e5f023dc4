"""Write the reference page of the chains of minerals from the package's own tables.

With ``--check`` nothing is written; the exit code is 1 if the page is old.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from orepath.world.entry import CHAIN, FIGURES
from orepath.world.recipe import EVERYWHERE, chain_table, chains

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "chains.md"
_HEAD = """# Chains of minerals

<!-- Made by tools/make_chains_page.py: edit the tables, run the tool. -->

A chain says in numbers how one mineral is made. Each is one table,
`chains/<mineral>.csv` in the package's data, with one figure a row; every row has a
10th and a 90th percentile, a source and a grade, and an estimate says in its note how
it was reached: read that before you trust or mend a number.

- Tonnes are gross: a tonne of ore is the concentrate whose content stands in
  [the catalogue of forms](forms.md). A residue counts in tonnes of what it contains.
- Money is USD of 2024 a gross tonne; older money was brought there with the World
  Bank's deflator.
- Power is apart from other cost; inputs that are traded are apart from both.
- A by-product is won from a residue that its host gives off, so that a place without
  the host cannot make it; what nobody wins stays in the residue.
- Where a recipe differs between places there are two processes, and `share` says how
  much is made in each way where.
"""


def page() -> str:
    """Return the whole page."""
    parts = [_HEAD, f"## Columns\n\n{_columns()}", f"## Figures\n\n{_figures()}"]
    parts += [f"## {mineral}\n\n{_chain(mineral)}" for mineral in chains()]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _columns() -> str:
    """Return what each column of a table holds."""
    rows = ((f"`{c.name}`", c.meaning) for c in CHAIN.columns)
    return _table(("column", "meaning"), rows)


def _figures() -> str:
    """Return what each figure is."""
    rows = (
        (f"`{word}`", figure.of, figure.unit, figure.meaning)
        for word, figure in FIGURES.items()
    )
    return _table(("figure", "of a", "unit", "meaning"), rows)


def _chain(mineral: str) -> str:
    """Return the processes and the markets of one mineral."""
    rows = chain_table(mineral)
    graded = rows["grade"].value_counts().sort("grade").iter_rows()
    told = ", ".join(f"{count} {grade}" for grade, count in graded)
    parts = [f"{rows.height} figures: {told}.", _recipes(rows), _plants(rows)]
    shares = rows.filter(pl.col("figure") == "share", pl.col("place") != EVERYWHERE)
    if shares.height:
        parts.append(_shares(shares))
    parts.append(_market(rows))
    return "\n\n".join(parts)


def _recipes(rows: pl.DataFrame) -> str:
    """Return what each process makes of what."""
    lines = []
    for (process,), own in _by_process(rows):
        head = own.row(0, named=True)
        share = own.filter(figure="share", place=EVERYWHERE)
        lines.append(
            (
                f"`{process}`", head["name"], head["output"],
                _said(own.filter(figure="input")),
                _said(own.filter(figure="by-product")),
                _number(share.row(0, named=True)) if share.height else "all",
            )
        )  # fmt: skip
    heads = ("process", "what it is", "makes a tonne of", "takes in", "gives off")
    return _table((*heads, "share of it"), lines)


def _plants(rows: pl.DataFrame) -> str:
    """Return what each process needs and costs everywhere."""
    words = [
        word for word, figure in FIGURES.items() if figure.of == "process"
        and figure.needed
    ]  # fmt: skip
    lines = []
    for (process,), own in _by_process(rows):
        cells = {
            row["figure"]: _number(row)
            for row in own.filter(place=EVERYWHERE).iter_rows(named=True)
        }
        lines.append((f"`{process}`", *(cells[word] for word in words)))
    heads = (f"{word} [{FIGURES[word].unit}]" for word in words)
    return _table(("process", *heads), lines)


def _shares(shares: pl.DataFrame) -> str:
    """Return where another part of a form is made in one way than elsewhere."""
    lines = []
    for (output, place), own in shares.group_by("output", "place", maintain_order=True):
        ways = ", ".join(
            f"`{row['process']}` {row['value']:.2g}"
            for row in own.iter_rows(named=True)
            if row["value"]
        )
        lines.append((output, place, ways, own["note"][0]))
    return _table(("form", "place", "made by", "reason"), sorted(lines))


def _market(rows: pl.DataFrame) -> str:
    """Return how markets answer."""
    own = rows.filter(pl.col("process").is_null())
    lines = (
        (
            "if not named" if row["output"] == EVERYWHERE else row["output"],
            row["figure"] if row["place"] == EVERYWHERE
            else f"{row['figure']}, {row['place']}",
            _with_unit(row), row["grade"], row["note"],
        )
        for row in own.iter_rows(named=True)
    )  # fmt: skip
    return _table(("form", "figure", "value", "grade", "note"), lines)


def _by_process(
    rows: pl.DataFrame,
) -> Iterable[tuple[tuple[object, ...], pl.DataFrame]]:
    """Return the rows of each process in the order of the table."""
    own = rows.filter(pl.col("process").is_not_null())
    return own.group_by("process", maintain_order=True)


def _said(rows: pl.DataFrame) -> str:
    """Write tonnes of each form."""
    words = (f"{_number(row)} {row['commodity']}" for row in rows.iter_rows(named=True))
    return "; ".join(words) or "–"


def _with_unit(row: dict[str, float]) -> str:
    """Write a value with its ends and its unit, or yes or no."""
    unit = str(row["unit"])
    if unit == "1/0":
        return "yes" if row["value"] else "no"
    return _number(row) if unit == "-" else f"{_number(row)} {unit}"


def _number(row: dict[str, float]) -> str:
    """Write a value with its ends."""
    value, low, high = (_plain(row[name]) for name in ("value", "low", "high"))
    return value if low == value == high else f"{value} ({low}–{high})"


def _plain(value: float) -> str:
    """Write a number with three digits and without an exponent."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 1e-4 or value <= 0 else f"{value:.6f}".rstrip("0")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of the page."""
    heads = tuple(heads)
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in lines
    )


def main(words: list[str]) -> int:
    """Write the page, or tell whether it is old."""
    text = page()
    if "--check" in words:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE.name} is old: run tools/make_chains_page.py")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
