"""A venture's verdict in words: one sentence for each who has a part in it."""

import re
from collections.abc import Iterator

from orepath.appraise.cash import HOST, PROJECT, STATE
from orepath.appraise.choice import told as option_told
from orepath.appraise.cover import cover
from orepath.appraise.party import Loan
from orepath.appraise.term import Venture, figures_of
from orepath.appraise.threshold import Threshold
from orepath.appraise.worth import Worth
from orepath.core.gazetteer import name_of
from orepath.report.number import human
from orepath.study.appraising import Appraisal
from orepath.study.sheet.swing import lowered
from orepath.study.sheet.term import shares_of, term_name

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


def head_words(venture: Venture) -> str:
    """Return what a venture is, where, how large and at which cost.

    Parameters
    ----------
    venture : Venture
        Its terms.
    """
    plant, capital = venture.operation, venture.capital.total
    first = venture.product[0]
    span = "" if capital.sure else f" ({_range(capital.low, capital.high)})"
    return (
        f"{venture.title}, {name_of(venture.place)}: "
        f"{human(plant.capacity.value, 't/a')} of {first.title.lower()}, "
        f"{human(capital.value, 'USD')}{span} spent from {venture.first_year}, "
        f"running {venture.first_year + venture.building} to "
        f"{venture.first_year + venture.closing - 1}. "
        f"Money is constant USD of {venture.price_year}."
        + (f" {venture.note}" if venture.note else "")
    )


def years_words(venture: Venture) -> str:
    """Return the terms that are whole years and parts of years, in words.

    Parameters
    ----------
    venture : Venture
        Its terms.
    """
    ramp = [f"{100 * part:.0f}" for part in venture.operation.ramp]
    climb = f", its first years at {', '.join(ramp)} % of its use" if ramp else ""
    loans = "".join(
        f" {each.lender} is paid back by year {each.tenor}, nothing in the first "
        f"{each.grace}."
        for each in venture.loan
    )
    return (
        f"It is built in {venture.building} years and runs "
        f"{venture.operation.life}{climb}.{loans}"
    )


def verdicts(found: Appraisal) -> list[tuple[str, str]]:
    """Return a sentence for each actor: project, partners, host, lenders, buyers.

    Parameters
    ----------
    found : Appraisal
        Of the venture.

    Returns
    -------
    list of tuple of str
        Who, and the sentence.
    """
    seen = [each.name for each in found.venture.partner]
    lines = [(found.name_of(PROJECT), _owner(found, PROJECT))]
    lines += [(found.name_of(name), _owner(found, name)) for name in seen]
    lines.append((name_of(found.venture.place), _host(found)))
    lines += [(each.lender, _lender(found, each)) for each in found.venture.loan]
    return lines


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
    figures = [
        *(x for x in figures_of(found.venture).values() if x.value or not x.sure),
        *shares_of(found.venture),
    ]
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
    line = found.line
    if line is None:
        return
    who = ", ".join(
        f"{each.name} {human(line.gains[each.name], 'USD')}"
        for each in found.venture.partner
    )
    yield (
        f"Lent on India's concessional terms (25 years, 5 of them free, 1.75 % in "
        f"USD [[fact/F0571]] [[fact/F0572]]), the bank's "
        f"{human(line.lent, 'USD')} would be worth more: {who}, the state "
        f"{human(line.gains[HOST], 'USD')}; the lender would give up "
        f"{human(line.given_up, 'USD')}. Grant element "
        f"{100 * line.grant:.0f} % by the rate of the place's income group, "
        f"{100 * line.classic:.0f} % by the older 10 %; the scheme tells of 37.48 % "
        "at most [[fact/F0571]]. It is for borrowers of low income abroad: an upper "
        "bound."
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
            f"({_range(best['low'], best['high'], '/t')}){beside}. Grades differ."
        )


def _owner(found: Appraisal, actor: str) -> str:
    """Return the verdict of the project or of a partner."""
    each = found.worths[actor]
    worth = float(each.npv[0])
    verb = "gains" if worth >= 0 else "loses"
    asked = float(each.discount[0])
    text = f"{verb} {human(abs(worth), 'USD')}, {_rate(each, asked)}"
    look = found.outlooks.get(actor)
    if look is not None:
        text += (
            "; with all figures and prices drawn at once it loses in "
            f"{100 * look.loss.value:.0f} % of the draws, and in the worst tenth "
            f"{human(-look.tail.value, 'USD')} on average"
        )
    needs = [_need(found, one) for one in found.breaks.get(actor, ())]
    told = " or ".join(need for need in needs if need)
    head = "Nothing is left when" if worth >= 0 else "It breaks even when"
    return f"{text}. {head} {told}." if told else f"{text}."


def _rate(each: Worth, asked: float) -> str:
    """Return the rate of return beside the one asked, in words."""
    if each.irr.count[0] == 1:
        got = 100.0 * float(each.irr.rate[0])
        return f"{got:.1f} % a year for {100 * asked:.3g} % asked"
    return each.told()


def _need(found: Appraisal, each: Threshold) -> str:
    """Return at which price somebody breaks even, in words; empty without just one."""
    if len(each.values) != 1:
        return ""
    value, now = each.values[0], each.figure.value
    good = term_name(found.venture, each.figure.name).removesuffix(": price")
    verb = "rises" if value >= now else "falls"
    return f"{good[:1].lower()}{good[1:]} {verb} to {human(value, each.figure.unit)}"


def _host(found: Appraisal) -> str:
    """Return the verdict of the place where it stands."""
    taken = float(found.worths[HOST].npv[0])
    state = float(found.worths[STATE].npv[0])
    owned = [x.name for x in found.venture.partner
             if x.state and x.place == found.venture.place]  # fmt: skip
    text = (
        f"takes {human(taken, 'USD')} in taxes and duties"
        if taken >= 0
        else f"loses {human(-taken, 'USD')} in taxes"
    )
    if owned:
        text += f", {human(state, 'USD')} with what {' and '.join(owned)} earns"
    foreign = found.flows.foreign[found.venture.place][0]
    gained = float(foreign[found.flows.opens : found.venture.closing].mean())
    verb = "brings in" if gained >= 0 else "costs"
    return f"{text}; it {verb} {human(abs(gained), 'USD/a')} of foreign exchange."


def _lender(found: Appraisal, loan: Loan) -> str:
    """Return the verdict of a lender."""
    owed = found.flows.debt[loan.name]
    inflation = found.venture.rates[loan.currency].inflation.value
    real = (1.0 + loan.rate.value) / (1.0 + inflation) - 1.0
    text = (
        f"lends {human(float(owed.drawn.sum()), 'USD')} for {loan.tenor} years at "
        f"{100 * loan.rate.value:.3g} % in {loan.currency} ({100 * real:.1f} % above "
        "prices)"
    )
    held = cover(found.flows)
    at = int(abs(held.yearly[0] - held.least[0]).argmin())
    return (
        f"{text}; cash covers what is due {held.average[0]:.2f} times on average, "
        f"{held.least[0]:.2f} in {found.flows.years[at]}, the worst year."
    )


def _range(low: float, high: float, per: str = "") -> str:
    """Return a range of money, its currency once."""
    unit = f"USD{per}"
    return f"{human(low, unit)} to {human(high, unit).replace('USD ', '', 1)}"
