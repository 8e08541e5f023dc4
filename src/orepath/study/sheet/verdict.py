"""A venture's verdict in words: one sentence for each who has a part in it."""

from orepath.appraise.cash import HOST, PROJECT, STATE
from orepath.appraise.cover import cover
from orepath.appraise.party import Loan
from orepath.appraise.term import Venture
from orepath.appraise.threshold import Threshold
from orepath.appraise.worth import Worth
from orepath.core.gazetteer import name_of
from orepath.report.number import human
from orepath.study.appraising import Appraisal
from orepath.study.sheet.remark import money_range
from orepath.study.sheet.term import term_name


def head_words(venture: Venture) -> str:
    """Return what a venture is, where, how large and at which cost.

    Parameters
    ----------
    venture : Venture
        Its terms.
    """
    plant, capital = venture.operation, venture.capital.total
    first = venture.product[0]
    span = "" if capital.sure else f" ({money_range(capital.low, capital.high)})"
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
        f"{human(float(owed.drawn.sum()), 'USD')} lent for {loan.tenor} years at "
        f"{100 * loan.rate.value:.3g} % in {loan.currency} ({100 * real:.1f} % above "
        "prices)"
    )
    held = cover(found.flows)
    at = int(abs(held.yearly[0] - held.least[0]).argmin())
    return (
        f"{text}; cash covers what is due {held.average[0]:.2f} times on average, "
        f"{held.least[0]:.2f} in {found.flows.years[at]}, the worst year."
    )
