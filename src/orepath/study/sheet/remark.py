"""What is to be minded of a venture, in words: doubt, rights, bank, line, buyer."""

import re
from collections.abc import Iterator

from orepath.appraise.cash import HOST
from orepath.appraise.choice import told as option_told
from orepath.report.number import human
from orepath.study.appraising import Appraisal
from orepath.study.line import RATE, TENOR, concessional
from orepath.study.sheet.swing import lowered
from orepath.study.sheet.term import spoken, term_name

_MOST = 3
_SAME = 0.005
_FAR = 0.05
"""Part of the spread of the draws from which half of them lie far off."""
_TRIED = {
    "low": "At low prices",
    "low, half left": "If buyers leave half of it at low prices",
}
_CONTRACTS = ("as agreed", "without floor", "none")
_CITED = re.compile(r" ?\[\[[^\]]+\]\]")


def plain(line: str) -> str:
    """Return a sentence without the marks of its sources.

    Parameters
    ----------
    line : str
        As a page takes it.

    Examples
    --------
    >>> plain("at 1.75 % [[fact/F0572]].")
    'at 1.75 %.'
    """
    return _CITED.sub("", line)


def more_words(found: Appraisal) -> list[str]:
    """Return what else is to be said: cost, doubt, rights, the line, the buyer.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    lines = [
        f"A tonne of {found.venture.product[0].title.lower()} costs "
        f"{human(found.unit_cost, 'USD/t')} over the plant's life, capital and "
        "royalty in, by-products taken off.",
        doubt_words(found),
        *skew_words(found),
    ]
    lines += option_words(found)
    return [*lines, *bank_words(found), *line_words(found), *gate_words(found)]


def doubt_words(found: Appraisal) -> str:
    """Return how much rests on estimates, in words.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    figures = spoken(found.venture)
    guessed = [each for each in figures if each.grade == "C"]
    widest = [
        term_name(found.venture, row["figure"])
        for row in found.swings.filter(grade="C").head(_MOST).iter_rows(named=True)
    ]
    named = f" Most hangs on: {'; '.join(widest)}." if widest else ""
    return (
        f"{len(guessed)} of {len(figures)} terms are estimates (grade C): ranges to "
        f"be narrowed, not facts.{named}"
    )


def skew_words(found: Appraisal) -> Iterator[str]:
    """Yield, in words, where half of the draws lie, if far from the middle figures.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    look = found.outlooks.get(found.side)
    if look is None:
        return
    worth, half = float(found.worths[found.side].npv[0]), look.middle.value
    if abs(worth - half) < _FAR * (look.high.value - look.low.value):
        return
    side = "bad" if half < worth else "good"
    yield (
        f"Half of the draws lie below {human(half, 'USD')} for "
        f"{lowered(found.name_of(found.side))}, though the middle figures give "
        f"{human(worth, 'USD')}: ranges and prices reach further "
        f"on the {side} side."
    )


def option_words(found: Appraisal) -> list[str]:
    """Return what the rights to decide later are worth, in words.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    return [option_told(each, found.venture) for each in found.options]


def bank_words(found: Appraisal) -> Iterator[str]:
    """Yield what contracts do for the bank, in words.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    held = {(str(x.prices), x.contracts): x for x in found.standings}
    for prices, words in _TRIED.items():
        if (prices, "none") not in held:
            continue
        agreed, bare, none = (held[prices, name] for name in _CONTRACTS)
        if abs(agreed.average - none.average) < _SAME:
            yield (
                f"{words}, cash covers debt {agreed.average:.2f} times on average, "
                "with the contracts as without: no lowest price of theirs counts."
            )
            continue
        yield (
            f"{words}, cash covers debt {agreed.average:.2f} times on average with "
            f"the contracts, {bare.average:.2f} without their floor and duty to pay, "
            f"{none.average:.2f} without any."
        )


def line_words(found: Appraisal) -> Iterator[str]:
    """Yield what a concessional line would give, in words.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    line, terms = found.line, concessional(found.venture)
    if line is None or terms is None:
        return
    soft = terms[0].loan[0]
    who = ", ".join(
        f"{each.name} {human(line.gains[each.name], 'USD')}"
        for each in found.venture.partner
    )
    yield (
        f"Lent on India's concessional terms ({soft.tenor} years, {soft.grace} of "
        f"them free, {100 * soft.rate.value:.3g} % in {soft.currency} [[{TENOR}]] "
        f"[[{RATE}]]), the bank's "
        f"{human(line.lent, 'USD')} would be worth more: {who}, the state "
        f"{human(line.gains[HOST], 'USD')}; the lender would give up "
        f"{human(line.given_up, 'USD')}. Grant element "
        f"{100 * line.grant:.0f} % by the rate of the place's income group, "
        f"{100 * line.classic:.0f} % by the older 10 %; the scheme itself tells of "
        f"less [[{TENOR}]]. It is for borrowers of low income abroad: an upper bound."
    )


def gate_words(found: Appraisal) -> Iterator[str]:
    """Yield what a buyer abroad pays here and elsewhere, in words.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    rows = found.gate.to_dicts()
    for buyer in dict.fromkeys(row["buyer"] for row in rows):
        own = [r for r in rows if r["buyer"] == buyer and r["freight"] is not None]
        other = [r for r in rows if r["buyer"] == buyer and r["freight"] is None]
        if not own:
            continue
        best = min(own, key=lambda row: float(row["price"] + row["freight"]))
        beside = "".join(
            f"; {row['way'].replace(', ', ' was paid in ')} "
            f"{human(row['price'], 'USD/t')} before freight"
            for row in other[:1]
        )
        yield (
            f"{buyer} pays {human(best['price'], 'USD/t')} for "
            f"{best['product'].lower()} at the plant and "
            f"{human(best['freight'], 'USD/t')} of freight ({best['way']}): "
            f"{human(best['price'] + best['freight'], 'USD/t')} at its own gate "
            f"({money_range(best['low'], best['high'], '/t')}){beside}. Grades differ."
        )


def money_range(low: float, high: float, per: str = "") -> str:
    """Return a range of money, its currency once.

    Parameters
    ----------
    low, high : float
        USD.
    per : str
        As ``/t``; empty for plain money.

    Examples
    --------
    >>> money_range(2e6, 5e6), money_range(900.0, 1200.0, "/t")
    ('USD 2 m to 5 m', 'USD 900/t to 1,200/t')
    """
    unit = f"USD{per}"
    return f"{human(low, unit)} to {human(high, unit).replace('USD ', '', 1)}"
