"""A verdict says whether a claim agrees with the evidence, and why.

Four words: *supported*, *contradicted*, *outdated* and *not checkable*. The rules are
tried in a fixed order, each gives its reason in numbers, and none knows any claim.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from orepath.evidence.claim import Claim, Part
from orepath.evidence.finding import Finding, Reader, Reading
from orepath.evidence.library import Library, library
from orepath.evidence.recipe import found_for

SUPPORTED = "supported"
CONTRADICTED = "contradicted"
OUTDATED = "outdated"
UNCHECKABLE = "not checkable"

# Worst first: a claim is as good as its worst part.
ORDER = (CONTRADICTED, OUTDATED, UNCHECKABLE, SUPPORTED)

_SLIPS = (10.0, 0.1, 100.0, 0.01, 1000.0, 0.001)
# Whoever says more than a source lists may still be right if the unlisted rest would
# bear it; more than half of that rest in a few places is not believed.
_REST_BELIEVED = 0.5
# A rising series is carried back this many years to find the claim's own year.
_YEARS_BACK = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold the verdict on one part of a claim.

    Parameters
    ----------
    word : str
        One word of :data:`ORDER`.
    reason : str
        Why, in one sentence.
    found : float or None
        What the evidence says, in the unit of the claim.
    rests_on : tuple of str
        Identifiers of the rows that decide.
    """

    word: str
    reason: str
    found: float | None
    rests_on: tuple[str, ...]


def judge(part: Part, finding: Finding) -> Verdict:
    """Weigh one number claimed against what the tables say.

    Parameters
    ----------
    part : Part
        The number claimed.
    finding : Finding
        The readings of its recipe.

    Returns
    -------
    Verdict
        The first rule that applies decides.

    Examples
    --------
    >>> part = Part(says="trade", value=27, unit="USD bn", recipe="value")
    >>> found = Finding((Reading(2.7, 2.7, 2.7, 2021, "", ("fact/1",)),))
    >>> judge(part, found).reason
    'ten times 2.7 (2021): a misplaced decimal'
    """
    for rule in _RULES:
        verdict = rule(part, finding)
        if verdict is not None:
            return verdict
    best = finding.readings[0]
    reason = f"the evidence says {_told(best)}"
    if best.value > 0 and part.value > 1.5 * best.value:
        reason += f", the claim is {part.value / best.value:.1f} times that"
    if finding.words:
        reason += f" ({finding.words})"
    return Verdict(CONTRADICTED, reason, best.value, best.rests_on)


def verdicts(claims: Sequence[Claim], shelf: Library | None = None) -> pl.DataFrame:
    """Answer claims, one row a part.

    Parameters
    ----------
    claims : sequence of Claim
        As read by :func:`orepath.evidence.claim.claims_of`.
    shelf : Library, optional
        The library to ask; without it the embedded one.

    Returns
    -------
    polars.DataFrame
        ``number``, ``claim``, ``statement``, ``part``, ``claimed``, ``found``,
        ``most`` (upper bound of a share), ``unit``, ``verdict``, ``overall`` (the
        worst verdict of the claim), ``reason``, ``recipe``, ``rests_on`` and ``note``.
    """
    held = shelf or library()
    reader = Reader(held.folder, held.beside)
    rows = []
    for number, claim in enumerate(claims, 1):
        judged = [(p, found_for(claim, p, reader)) for p in claim.part]
        answers = [(p, found, judge(p, found)) for p, found in judged]
        overall = min((v.word for _, _, v in answers), key=ORDER.index)
        rows += [
            {
                "number": number,
                "claim": claim.claim,
                "statement": claim.statement,
                "part": part.says,
                "claimed": part.value,
                "found": verdict.found,
                "most": found.most,
                "unit": part.unit,
                "verdict": verdict.word,
                "overall": overall,
                "reason": verdict.reason,
                "recipe": _recipe(part),
                "rests_on": list(verdict.rests_on),
                "note": part.note,
            }
            for part, found, verdict in answers
        ]
    return pl.DataFrame(rows, schema=_SCHEMA)


_SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "number": pl.Int64,
    "claim": pl.String,
    "statement": pl.String,
    "part": pl.String,
    "claimed": pl.Float64,
    "found": pl.Float64,
    "most": pl.Float64,
    "unit": pl.String,
    "verdict": pl.String,
    "overall": pl.String,
    "reason": pl.String,
    "recipe": pl.String,
    "rests_on": pl.List(pl.String),
    "note": pl.String,
}


def _silence(part: Part, finding: Finding) -> Verdict | None:
    """Tell that nothing answers, or nothing of the year the claim speaks of."""
    if not finding.readings:
        looked = f"; looked for: {', '.join(finding.silent)}" if finding.silent else ""
        return Verdict(UNCHECKABLE, f"no open source{looked}", None, finding.silent)
    if part.year is None or any(r.year == part.year for r in finding.readings):
        return None
    asked = part.year
    near = sorted(finding.readings, key=lambda r: abs((r.year or 0) - asked))
    told = ", ".join(_told(r) for r in sorted(near[:3], key=lambda r: r.year or 0))
    ids = tuple(key for r in near[:3] for key in r.rests_on)
    reason = f"no independent source for {part.year}; at hand {told}"
    return Verdict(UNCHECKABLE, reason, None, ids)


def _bound_below(part: Part, finding: Finding) -> Verdict | None:
    """Bound the claim from below where only a part of what it claims is held."""
    best = finding.readings[0]
    if not part.floor:
        return None
    if part.value < best.low * (1 - part.within):
        reason = f"a part of it alone is {_told(best)}"
        return Verdict(CONTRADICTED, reason, best.value, best.rests_on)
    reason = f"at least {_told(best)}, a part of the whole; nothing against it"
    return Verdict(UNCHECKABLE, reason, best.value, best.rests_on)


def _agreement(part: Part, finding: Finding) -> Verdict | None:
    """Find a reading that agrees, of today or only of an earlier year or edition."""
    readings = _of_year(part, finding)
    best = readings[0]
    fits = [r for r in readings if _agrees(part, r)]
    if not fits:
        return None
    fit = fits[0]
    if part.recipe == "exists":
        rows = "rows say" if best.value > 1 else "row says"
        return Verdict(
            SUPPORTED, f"{best.value:.0f} {rows} so", best.value, best.rests_on
        )
    if fit is best:
        told = f"{_told(best)}{f' ({finding.words})' if finding.words else ''}"
        return Verdict(SUPPORTED, f"the evidence says {told}", best.value, fit.rests_on)
    if _issue(fit) == _issue(best):
        reason = f"only {_told(fit)}; {_told(best)}"
        return Verdict(SUPPORTED, reason, fit.value, fit.rests_on + best.rests_on)
    reason = f"true of {_told(fit)}; by now {_told(best)}"
    return Verdict(OUTDATED, reason, best.value, fit.rests_on + best.rests_on)


def _slip(part: Part, finding: Finding) -> Verdict | None:
    """Shift the claim by powers of ten until it agrees: a misplaced decimal or unit."""
    if part.compare != "equals" or part.recipe not in {"value", "sum"}:
        return None
    for shift in _SLIPS:
        moved = part.model_copy(update={"value": part.value / shift})
        for reading in finding.readings:
            if _agrees(moved, reading):
                what = "a misplaced decimal" if shift in _SLIPS[:2] else "a wrong unit"
                reason = f"{_times(shift)} {_told(reading)}: {what}"
                best = finding.readings[0]
                if reading is not best:
                    reason += f"; newest {_told(best)}"
                ids = tuple(dict.fromkeys(reading.rests_on + best.rests_on))
                return Verdict(CONTRADICTED, reason, reading.value, ids)
    return None


def _rest(part: Part, finding: Finding) -> Verdict | None:
    """Ask how much of what no source lists by place the claim would need."""
    best, most = finding.readings[0], finding.most
    if most is None or part.value <= best.value:
        return None
    room = most - best.value
    need = (part.value - best.value) / room if room > 0 else float("inf")
    told = f"{_told(best)}, at most {most:.3g} with all that is listed for no place"
    if need > _REST_BELIEVED:
        return Verdict(CONTRADICTED, told, best.value, best.rests_on)
    told = f"{_told(best)}; would need {need:.0%} of what is listed for no place"
    return Verdict(UNCHECKABLE, told, best.value, best.rests_on)


def _drift(part: Part, finding: Finding) -> Verdict | None:
    """Carry a steady series back a few years, to where the claim may come from."""
    first_of = {r.year: r for r in reversed(finding.readings) if r.year is not None}
    years = sorted(first_of)
    if part.recipe != "value" or len(years) < 3:
        return None
    line = [first_of[year] for year in years]
    steps = [b.value - a.value for a, b in pairwise(line)]
    if not (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
        return None
    pace = (line[-1].value - line[0].value) / (years[-1] - years[0])
    back = (line[0].value - part.value) / pace
    if not 0 < back <= _YEARS_BACK:
        return None
    ids = tuple(key for r in line for key in r.rests_on)
    reason = (
        f"moved from {_told(line[0])} to {_told(line[-1])}; at that pace the claim "
        f"lies {back:.0f} years before"
    )
    return Verdict(OUTDATED, reason, line[-1].value, ids)


_RULES: tuple[Callable[[Part, Finding], Verdict | None], ...] = (
    _silence,
    _bound_below,
    _agreement,
    _slip,
    _rest,
    _drift,
)


def _of_year(part: Part, finding: Finding) -> list[Reading]:
    """Keep the readings of the claim's year where it names one."""
    return [r for r in finding.readings if part.year in {None, r.year}]


def _agrees(part: Part, reading: Reading) -> bool:
    """Say whether a claim lies within a reading's range, widened by its tolerance."""
    low, high = (
        reading.low - part.within * abs(reading.low),
        reading.high + part.within * abs(reading.high),
    )
    if part.compare == "at least":
        return high >= part.value
    if part.compare == "at most":
        return low <= part.value
    return low <= part.value <= high


def _issue(reading: Reading) -> object:
    """Return what makes two readings equally new: their edition, else their year."""
    head, _, edition = reading.words.partition(", ")
    return edition.partition(" ")[0] if head.startswith("of the") else reading.year


def _times(shift: float) -> str:
    """Write a power of ten in words."""
    names = {10.0: "ten times", 0.1: "a tenth of", 100.0: "a hundred times"}
    names |= {0.01: "a hundredth of", 1e3: "a thousand times", 1e-3: "a thousandth of"}
    return names[shift]


def _told(reading: Reading) -> str:
    """Write a reading with its range, its year and what tells it from others."""
    if reading.value == reading.year:
        return str(reading.year)
    value = f"{reading.value:,.4g}" if reading.value < 1e4 else f"{reading.value:,.0f}"
    if reading.low < reading.high:
        value = f"{reading.low:,.4g} to {reading.high:,.4g}"
    marks = [str(reading.year)] if reading.year and not reading.words else []
    marks += [reading.words] if reading.words else []
    return f"{value} ({'; '.join(marks)})" if marks else value


def _recipe(part: Part) -> str:
    """Write a recipe on one line."""
    where = "; ".join(f"{key} {_list(words)}" for key, words in part.where.items())
    line = f"{part.recipe} of {part.table}"
    if part.recipe != "exists" and part.column != "value":
        line += f".{part.column}"
    line += f" where {where}" if where else ""
    if part.over:
        under = "; ".join(f"{key} {_list(words)}" for key, words in part.over.items())
        line += f", over {under}"
    line += f", of {_list(part.of)}" if part.of else ""
    line += f", on {part.minerals}" if part.minerals else ""
    line += f", rank up to {part.top}" if part.top else ""
    return line + (f", share from {part.least:.0%}" if part.least else "")


def _list(words: object) -> str:
    """Write the words of a query."""
    if isinstance(words, list):
        shown = [str(word) for word in words[:6]]
        return " or ".join(shown) + (" …" if len(words) > 6 else "")
    return str(words)
