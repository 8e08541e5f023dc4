"""Write the page "how good are the numbers" from the library itself.

The prose stands in ``data_page.md`` beside this script, with a ``{name}`` for each
table or number that is computed here. With ``--check`` nothing is written; the exit
code is 1 if the page differs from what the library says.
"""

import sys
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

import polars as pl

from orepath.evidence.claim import claims_of
from orepath.evidence.contents import TABLES
from orepath.evidence.contradiction import contradictions
from orepath.evidence.gap import gaps
from orepath.evidence.history import restated
from orepath.evidence.library import library
from orepath.evidence.resolve import resolve
from orepath.evidence.verdict import verdicts
from orepath.evidence.width import DECLARED

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "explanation" / "how-good-is-the-data.md"
PROSE = HERE / "data_page.md"
SHOWN = 10


def page() -> str:
    """Return the page."""
    lib = library()
    seen = lib.observations()
    both = resolve(seen).filter(pl.col("others") > 0, pl.col("spread").is_not_null())
    spread = both["spread"]
    missing = gaps()
    return PROSE.read_text(encoding="utf-8").format(
        observations=f"{seen.height:,}",
        sources=f"{lib.sources().height:,}",
        without=f"{seen['value'].null_count():,}",
        estimated=_percent((seen["flag"] == "estimated").mean()),
        twice=f"{both.height:,}",
        within_five=_percent((spread <= 1.05).mean()),
        within_fifteen=_percent((spread <= 1.15).mean()),
        within_forty=_percent((spread <= 1.4).mean()),
        median=f"{_number(spread.median()):.2f}",
        ninth=f"{_number(spread.quantile(0.9)):.2f}",
        gaps=f"{missing.height:,}",
        widths=_widths(),
        **_restated(),
        tables=_tables(),
        conflicts=_conflicts(),
        gap_table=_gaps(missing),
        corrections=_corrections(seen),
        claims=_claims(),
    )


def _widths() -> str:
    """Return every declared width and how it was found."""
    rows = [
        (one.grade, one.flag or "any", one.measure or "any", f"{one.width:.2f}",
         one.measured)
        for one in DECLARED
    ]  # fmt: skip
    return _table(("grade", "flag", "measure", "width", "how it was found"), rows)


def _restated() -> dict[str, str]:
    """Return how many restated outputs lie in, above and below their range."""
    pairs = restated().filter(
        pl.col("measure") == "production", pl.col("flag") == "estimated"
    )
    above = _number((pairs["later"] > pairs["high"]).mean())
    below = _number((pairs["later"] < pairs["low"]).mean())
    shares = {"held": 1 - above - below, "above": above, "below": below}
    counted = {"restated": f"{pairs.height:,}"}
    return counted | {name: _percent(share) for name, share in shares.items()}


def _tables() -> str:
    """Return every table of the library with its rows and grades."""
    lib = library()
    rows = []
    for name, meaning in TABLES.items():
        frame = lib.table(name)
        grades = ""
        if "grade" in frame.columns:
            count = dict(frame["grade"].value_counts().iter_rows())
            grades = ", ".join(f"{g} {count[g]:,}" for g in "ABC" if g in count)
        rows.append((f"`{name}`", meaning, f"{frame.height:,}", grades))
    return _table(("table", "holds", "rows", "of grade"), rows)


def _conflicts() -> str:
    """Return the ten worst conflicts."""
    rows = [
        (kind, f"`{key}`", _short(says), unit or "", f"{spread:.1f}", hint or "")
        for kind, key, says, unit, spread, hint in contradictions()
        .head(SHOWN)
        .select("kind", "id", "says", "unit", "spread", "hint")
        .iter_rows()
    ]
    heads = ("of", "preferred", "says", "unit", "apart", "looks like")
    return _table(heads, rows)


def _gaps(missing: pl.DataFrame) -> str:
    """Return how many gaps there are by mineral, the most first."""
    counted = (
        missing.filter(pl.col("mineral").is_not_null())
        .group_by("mineral")
        .agg(pl.len(), first=pl.col("what").first())
        .sort("len", "mineral", descending=[True, False])
        .head(SHOWN)
    )
    rows = [(m, str(n), first) for m, n, first in counted.iter_rows()]
    return _table(("mineral", "gaps", "the first of them"), rows)


def _corrections(seen: pl.DataFrame) -> str:
    """Return every named correction with the rows it changed."""
    said = pl.col("note").str.extract(r"corrected: (.*)")
    counted = (
        seen.with_columns(said=said)
        .filter(pl.col("said").is_not_null())
        .group_by(name=pl.col("said").str.extract(r"^([^:]+): "))
        .agg("said", pl.len(), pl.col("id").sort().first())
        .sort("name")
    )
    rows = []
    for name, notes, count, key in counted.iter_rows():
        # Further notes follow the reason in some rows; what all begin with is it.
        reason = _shared(notes).removeprefix(f"{name}: ").rstrip("; ")
        rows.append((f"`{name}`", reason, str(count), f"`{key}`"))
    return _table(("correction", "reason", "rows", "such as"), rows)


def _shared(notes: list[str]) -> str:
    """Return what all notes begin with: that of the first and last in order."""
    pairs = zip(min(notes), max(notes), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _claims() -> str:
    """Return every number of the founding documents with its verdict."""
    rows = []
    for row in verdicts(claims_of()).iter_rows(named=True):
        claimed = f"{_short_number(row['claimed'])} {row['unit']}"
        found = "–" if row["found"] is None else _short_number(row["found"])
        first = f"`{row['rests_on'][0]}`" if row["rests_on"] else "–"
        cells = (str(row["number"]), row["part"], claimed, found, row["verdict"])
        rows.append((*cells, row["reason"], first))
    heads = ("no.", "number", "claimed", "found", "verdict", "reason", "rests on")
    return _table(heads, rows)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of the page."""
    heads = tuple(heads)
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in lines
    )


def _short(says: str) -> str:
    """Write the numbers of a conflict with separators."""
    parts = (part.rpartition(": ") for part in says.split("; "))
    return "; ".join(f"{s}: {_short_number(float(n))}" for s, _, n in parts)


def _short_number(value: float) -> str:
    """Write a number as a reader would."""
    return f"{value:,.0f}" if value >= 1e4 else f"{value:.4g}"


def _percent(share: object) -> str:
    """Write a share as whole percent."""
    return f"{_number(share):.0%}".replace("%", " %")


def _number(value: object) -> float:
    """Return a statistic, which stands where there are rows, as a number."""
    if not isinstance(value, float):
        raise TypeError(f"no number: {value!r}")
    return value


def main(words: list[str]) -> int:
    """Write the page, or with ``--check`` tell whether it is old."""
    text = page()
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in words:
        print("old page: how-good-is-the-data.md; run make reference")
        return 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"wrote docs/explanation/{PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
