"""An argument tells in plain words why a project is built, and what would turn it."""

from collections.abc import Iterator

import polars as pl

from orepath.plan.around import GRAIN
from orepath.plan.explain import Explanation
from orepath.plan.result import Plan
from orepath.report.number import human
from orepath.world.case import Case


def words_of(plan: Plan, found: Explanation) -> list[str]:
    """Tell in plain words why a project is built or not, and what would change it.

    Parameters
    ----------
    plan : Plan
        Where it stands or not.
    found : Explanation
        As :func:`explained` gives it.
    """
    case = plan.case
    focus = case.name_of("places", case.settings.focus)
    told = [
        _verdict(case, found, focus),
        _own(case, found, focus),
        _others(found, focus),
    ]
    told += [_purse(found), *_needs(found)]
    return [words for words in told if words]


def _verdict(case: Case, found: Explanation, focus: str) -> str:
    """Say whether it is built and what that brings."""
    name = case.name_of("projects", found.project)
    gain, world = _money(found.gain), _money(found.world)
    if found.built:
        return (
            f"{name} is in the plan from {found.year}: {focus} gains {gain} by it over "
            f"the horizon, the world {world}."
        )
    if not found.affordable and found.gain > 0:
        return (
            f"{name} is not in the plan: {focus} would gain {gain} by it, but a budget "
            "bars it."
        )
    if found.gain > 0:
        return (
            f"{name} is not in the plan: it would bring {focus} {gain}, less than can "
            "be told from rounding."
        )
    return (
        f"{name} is not in the plan: started in {found.year} it would cost {focus} "
        f"{_money(-found.gain)} over the horizon; the world would "
        f"{'gain' if found.world > 0 else 'lose'} {_money(abs(found.world))}."
    )


def _own(case: Case, found: Explanation, focus: str) -> str:
    """Say what the project itself earns."""
    margin = found.margin
    if margin.lines.is_empty():
        return ""
    if margin.idle:
        capital = -float(margin.lines.filter(line="capital")["worth"].sum())
        before = margin.per_tonne + capital
        kind = case.table("projects").filter(project=found.project)["kind"][0]
        idle = "be released" if kind == "stock" else "run"
        after = f", {_signed(margin.per_tonne)} after it" if capital else ""
        told = f" before capital{after}" if capital else ""
        return (
            f"It would not {idle}: at market prices a tonne leaves "
            f"{_signed(before)} USD{told}."
        )
    verb = "earn" if found.profit >= 0 else "lose"
    part = "all" if found.share > 0.999 else human(found.share, "fraction")
    return (
        f"A tonne leaves {_signed(margin.per_tonne)} USD after capital at the prices "
        f"with the project, {_signed(margin.per_tonne_without)} at those without it; "
        f"its owners {verb} {_money(abs(found.profit))}, {part} of it {focus}'s."
    )


def _signed(dollars: float) -> str:
    """Return a number with its sign."""
    return f"{dollars:+,.0f}".replace("-", "−")


def _others(found: Explanation, focus: str) -> str:
    """Say who else at home gains or loses, and whose loss abroad is largest."""
    parts = found.focus.filter(pl.col("part") != "this project").sort(
        pl.col("change").abs(), descending=True
    )
    told = [
        f"{PARTS.get(part, part)} {_gains(change)}"
        for part, change in parts.head(3).iter_rows()
        if abs(change) >= 0.05
    ]
    return f"Besides, in {focus}: {'; '.join(told)}." if told else ""


def _rents(found: Explanation, focus: str) -> str:
    """Say if the verdict hangs on whose the margins of trade are."""
    if found.gain * found.other >= 0 or abs(found.other) < GRAIN:
        return ""
    verb = "bring" if found.other > 0 else "cost"
    return (
        "That hangs on who pockets the margins of trade, which nobody publishes: were "
        f"they the exporters' and not the importers', it would {verb} {focus} "
        f"{_money(abs(found.other))}."
    )


PARTS = {
    "users": "users",
    "other projects": "other projects",
    "own sites": "owners of mines and plants",
    "margins of imports": "importers' margins",
    "duties": "the treasury's duties",
    "excess over caps": "what is paid for exceeding caps",
    "grants to partners": "grants to partners",
    "less at risk": "what disruptions put at risk",
    "rounding": "rounding of the cost steps",
}
"""Parts of the focus actor's gain, in words."""


def _gains(millions: float) -> str:
    """Say that somebody gains or loses some money."""
    return f"{'+' if millions > 0 else '−'}{_money(abs(millions))}"


def _purse(found: Explanation) -> str:
    """Say what it takes from the tightest budget."""
    if found.budgets.is_empty():
        return ""
    left = found.budgets.with_columns(left=pl.col("limit") - pl.col("committed")).sort(
        "left"
    )
    row = left.row(0, named=True)
    if row["takes"] <= 0:
        return "It takes nothing from a budget."
    return (
        f"It takes {_money(row['takes'])} of the budget '{row['name']}', of which the "
        f"plan commits {_money(row['committed'])} of {_money(row['limit'])}."
    )


def _needs(found: Explanation) -> Iterator[str]:
    """Yield what would have to change."""
    for figure, unit, now, needed, way in found.turns.iter_rows():
        if figure == "premium on a tonne":
            if needed is None:
                continue
            if found.built:
                yield f"It could bear {-needed:,.0f} USD a tonne less ({way})."
            else:
                yield f"It lacks {needed:,.0f} USD a tonne ({way})."
        elif needed is None:
            reach = (
                "it would not pay even for nothing"
                if figure == "capital"
                else "not between half and twice of what it is"
            )
            yield f"No {figure} alone changes that: {reach} ({way})."
        else:
            verb = "It stays in until the" if found.built else "It would enter at a"
            reaches = "reaches" if found.built else "of"
            yield (
                f"{verb} {figure} {reaches} {needed:,.0f} {unit}, now {now:,.0f} "
                f"({way})."
            )


def _money(millions: float) -> str:
    """Return USD million for people."""
    return human(millions * 1e6, "USD")
