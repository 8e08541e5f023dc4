"""Write the reference page of forms, groups and lists from the package's own tables.

With ``--check`` nothing is written; the exit code is 1 if the page is old.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from orepath.evidence.form import BUT, codes, forms, minerals, mixtures, series
from orepath.evidence.group import groups
from orepath.evidence.library import library
from orepath.evidence.overview import overview
from orepath.evidence.roster import listed, lists

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "forms.md"
_HEAD = """# Forms of minerals

<!-- Made by tools/make_forms_page.py: edit the tables, run the tool. -->

A form is a material as it is made and shipped. The tables behind this page are
`forms.csv`, `form_series.csv`, `form_codes.csv`, `form_mixtures.csv` and
`trade_scope.csv` in the package's data, with grade and source in every row. Supply,
trade and use of a form are told in one basis; content is in tonnes a gross tonne, with
its 10th and 90th percentile. Codes marked * are beyond the embedded trade: import them,
and the form's trade becomes known.
Evidence of your own joins a form when it bears the form's name and basis.
"""
_TABLES = {"observations": "", "demand": "IEA ", "eu_shares": "EU shares "}


def page() -> str:
    """Return the whole page."""
    known = overview()
    parts = [_HEAD]
    for mineral in minerals():
        parts.append(f"## {mineral}\n\n{_forms(mineral, known)}")
        if codes().join(_of(mineral), on="commodity", how="semi").height:
            parts.append(_codes(mineral))
        if mixtures().join(_of(mineral), on="commodity", how="semi").height:
            parts.append(_mixtures(mineral))
    parts += [f"## Groups of places\n\n{_groups()}", f"## Lists\n\n{_lists()}"]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _of(mineral: str) -> pl.DataFrame:
    """Return the forms of one mineral."""
    return forms().filter(pl.col("mineral") == mineral)


def _forms(mineral: str, known: pl.DataFrame) -> str:
    """Return what each form is, what it is read from and what is not known."""
    why = dict(known.select("commodity", "why").iter_rows())
    rows = [
        (
            row["commodity"], row["stage"], _basis(row), _read(row["commodity"]),
            "; ".join(part for part in (why[row["commodity"]], row["note"]) if part),
        )
        for row in _of(mineral).iter_rows(named=True)
    ]  # fmt: skip
    return _table(("form", "stage", "a tonne means", "read from", "mind"), rows)


def _basis(row: dict[str, str]) -> str:
    """Say what a tonne of a form means."""
    return "gross" if row["basis"] == "gross" else f"{row['content_of']} contained"


def _read(commodity: str) -> str:
    """Name the series of a form that the publishers have."""
    rows = series().filter(pl.col("commodity") == commodity)
    held = set(library().words("observations", "commodity"))
    found = {
        f"{_TABLES[table]}{said}"
        for table, said in rows.select("table", "said").iter_rows()
        if table != "observations" or said in held
    }
    return ", ".join(sorted(found)) or "–"


def _codes(mineral: str) -> str:
    """Return the codes that carry a mineral's forms."""
    embedded = set(library().words("trade", "hs"))
    rows = []
    carried = codes().join(_of(mineral), on="commodity", how="semi")
    for row in carried.iter_rows(named=True):
        star = "" if row["hs"] in embedded else "*"
        rows.append(
            (
                f"{row['hs']}{star}", row["commodity"], _origins(row["origins"]),
                _content(row), row["grade"], row["note"] or "",
            )
        )  # fmt: skip
    return _table(("HS", "form", "from", "content", "grade", "note"), rows)


def _mixtures(mineral: str) -> str:
    """Return how codes of several forms are shared between them."""
    rows = [
        (
            row["hs"], row["commodity"], _origins(row["origins"]),
            "the rest" if row["part"] is None else f"{row['part']:g} of the dear part",
            f"{row['value']:g} ({row['low']:g}–{row['high']:g})", row["note"] or "",
        )
        for row in mixtures().join(
            _of(mineral), on="commodity", how="semi", maintain_order="left"
        ).iter_rows(named=True)
    ]  # fmt: skip
    told = (
        "A flow under a code of several forms is shared by what a tonne was worth, "
        "between the price of the cheap form and those of the dear ones that its "
        "origin makes; up to the high end of the cheap form's price it is that alone."
    )
    heads = ("HS", "form", "from", "share", "USD/t", "note")
    return f"{told}\n\n{_table(heads, rows)}"


def _origins(places: list[str] | None) -> str:
    """Say from where a code carries a form."""
    if places is None:
        return "all"
    words = ", ".join(place.removeprefix(BUT) for place in places)
    return f"all but {words}" if places[0].startswith(BUT) else words


def _content(row: dict[str, float]) -> str:
    """Write a content with its ends."""
    value, low, high = row["content"], row["content_low"], row["content_high"]
    return f"{value:.3g}" if low == high else f"{value:.3g} ({low:.3g}–{high:.3g})"


def _groups() -> str:
    """Return the groups of places."""
    rows = [(g.name, ", ".join(g.members), g.source) for g in groups().values()]
    return _table(("group", "members", "source"), rows)


def _lists() -> str:
    """Return the lists of critical minerals in words of the catalogue."""
    rows = []
    for name, full in lists().items():
        found = listed(name)
        without = found.filter(pl.col("mineral").is_null())["said"].to_list()
        meant = found["mineral"].drop_nulls().unique().sort().to_list()
        rows.append((f"`{name}`", full, ", ".join(meant), ", ".join(without) or "–"))
    return _table(("name", "list", "minerals", "not in the library"), rows)


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
        print(f"{PAGE.name} is old: run tools/make_forms_page.py")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
