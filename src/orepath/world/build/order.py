"""An order says for whom, of what and until when a case is made, and is checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from orepath.core.gazetteer import gazetteer, name_of
from orepath.core.money import RATES
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.group import group, places
from orepath.evidence.roster import named
from orepath.world.build.vintage import LAST, check_base
from orepath.world.bundle import with_hosts
from orepath.world.recipe import chains

PRICE_YEAR = 2024
"""Year of the money of the chains."""

_SHORT_STEPS = 4
_LONGEST = 40
_FEWEST, _MOST = 3, 120


@dataclass(frozen=True)
class Order:
    """Hold a checked order.

    Parameters
    ----------
    focus : str
        ISO 3166 alpha-3 code of the place for which is planned; of a group the name
        in capitals, such as ``EU27``.
    asked, minerals : tuple of str
        Minerals asked for, and with those whose chains give off what theirs take in.
    partners : tuple of str
        Codes of places that are kept whatever their size.
    start, end, base_year : int
        First and last year of the plan; the year the tables describe.
    most : int
        Most places besides the rest of the world. Where partners would fill more than
        half of them, half as many again are kept for who else makes and trades most.
    cover : float
        Part of every form's supply and trade that the places are to hold.
    fold : float
        Trade of a pair below this part of the form's world trade is folded away.
    members : tuple of str
        Codes of the countries that a group as focus stands for; else none.
    name : str
        What readers call a group as focus; else empty.
    """

    focus: str
    asked: tuple[str, ...]
    minerals: tuple[str, ...]
    partners: tuple[str, ...]
    start: int
    end: int
    base_year: int = 2024
    most: int = 24
    cover: float = 0.9
    fold: float = 0.002
    members: tuple[str, ...] = ()
    name: str = ""

    @property
    def title(self) -> str:
        """Return the name of the focus for readers.

        Examples
        --------
        >>> Order("JPN", ("tin",), ("tin",), (), 2026, 2040).title
        'Japan'
        """
        return self.name or name_of(self.focus)

    @property
    def own(self) -> tuple[str, ...]:
        """Return the countries of the focus: its members, or itself."""
        return self.members or (self.focus,)

    @property
    def periods(self) -> tuple[int, ...]:
        """Return the first years of the steps: four of two years, then of three.

        A last step of one year is joined to the one before.

        Examples
        --------
        >>> Order("JPN", ("tin",), ("tin",), (), 2026, 2040).periods
        (2026, 2028, 2030, 2032, 2034, 2037)
        """
        steps, year = [], self.start
        while year <= self.end:
            steps.append(year)
            year += 2 if len(steps) <= _SHORT_STEPS else 3
        if len(steps) > 1 and steps[-1] == self.end:
            steps.pop()
        return tuple(steps)

    @property
    def shock_year(self) -> int:
        """Return the year in which disruptions are tried: when a first plant runs."""
        return min(self.start + 6, self.end)

    @property
    def currency(self) -> str:
        """Return the currency of the focus place where its rate is known, else USD.

        Examples
        --------
        >>> Order("JPN", ("tin",), ("tin",), (), 2026, 2040).currency
        'JPY'
        """
        own = _CURRENCIES.get(self.focus, "USD")
        return own if own in {rate.currency for rate in RATES} else "USD"


def ordered(
    focus: str,
    minerals: str | Sequence[str],
    partners: str | Sequence[str] = (),
    start: int = 2026,
    end: int = 2040,
    **more: float,
) -> Order:
    """Check an order and complete it.

    Parameters
    ----------
    focus : str
        A place by code or name, or a group, planned for as one place.
    minerals : str or sequence of str
        Minerals, words of lists or whole lists.
    partners : str or sequence of str
        Places by code or name, or groups.
    start, end : int
        First and last year of the plan.
    **more : int or float
        ``base_year``, ``most``, ``cover`` and ``fold`` of :class:`Order`.

    Raises
    ------
    InputError
        Unknown minerals or places, a mineral without a chain, years or limits out of
        range: all of them at once.

    Examples
    --------
    >>> ordered("Japan", "titanium").focus
    'JPN'
    """
    problems: list[Problem] = []
    who = _found(places, focus, problems)
    united = group(focus) if len(who) > 1 else None
    if len(who) == 1 and who[0] not in gazetteer():
        told = f"{who[0]} has no point on the map of the package"
        problems.append(Problem("focus", told, "name a country that is drawn"))
    asked = _found(named, minerals, problems)
    beside = _found(places, partners, problems)
    if not asked and not problems:
        problems.append(Problem("minerals", "none given", f"give {_known()}"))
    for mineral in asked:
        if mineral not in chains():
            fix = suggest(mineral, chains())
            hint = f"{fix.rstrip('?')}? " if fix.startswith("did") else ""
            problems.append(
                Problem(
                    f"mineral {mineral}",
                    "no chain says how it is made",
                    f"{hint}chains are known of {_known()}; to add one, write "
                    f"{mineral.replace(' ', '-')}.csv as docs/how-to/new-case.md says",
                )
            )
    _check_years(start, end, problems)
    _check_limits(more, problems)
    chained = [mineral for mineral in asked if mineral in chains()]
    check_base(more.get("base_year", LAST), chained, problems)
    if problems:
        raise InputError(problems)
    partners_kept = tuple(p for p in beside if p not in who)
    code = "".join(united.name.upper().split()) if united else who[0]
    return Order(
        code, asked, with_hosts(asked), partners_kept, start, end,
        int(more.get("base_year", LAST)),
        int(more.get("most", Order.most)),
        more.get("cover", Order.cover),
        more.get("fold", Order.fold),
        united.members if united else (),
        united.name if united else "",
    )  # fmt: skip


def _known() -> str:
    """Return the minerals with a chain as words."""
    return ", ".join(chains())


def _found(
    ask: object, words: str | Sequence[str], problems: list[Problem]
) -> tuple[str, ...]:
    """Return what words mean; unknown ones are told."""
    try:
        return ask(words)  # type: ignore[operator,no-any-return]
    except InputError as fault:
        problems.extend(fault.problems)
        return ()


def _check_years(start: int, end: int, problems: list[Problem]) -> None:
    """Tell a horizon that does not follow the base year, is empty or too long."""
    if start <= LAST:
        what = f"{start} is not after the base year {LAST}"
        problems.append(Problem("from", what, f"start in {LAST + 1} or later"))
    if not start <= end < start + _LONGEST:
        what = f"{start} to {end} is no horizon"
        fix = f"end between {start} and {start + _LONGEST - 1}"
        problems.append(Problem("to", what, fix))


def _check_limits(more: dict[str, float], problems: list[Problem]) -> None:
    """Tell unknown options and those beyond their limits."""
    limits = {"most": (_FEWEST, _MOST), "cover": (0.0, 1.0), "fold": (0.0, 0.2)}
    for name, value in more.items():
        if name == "base_year":
            continue
        if name not in limits:
            problems.append(
                Problem(name, "unknown option", suggest(name, [*limits, "base_year"]))
            )
        elif not limits[name][0] <= value <= limits[name][1]:
            low, high = limits[name]
            what = f"{value:g} is out of range"
            problems.append(Problem(name, what, f"give {low:g} to {high:g}"))


_EURO = (
    "AUT BEL CYP DEU ESP EST FIN FRA GRC HRV IRL ITA LTU LUX LVA MLT NLD PRT SVK SVN"
)
_CURRENCIES = {
    **dict.fromkeys(_EURO.split(), "EUR"),
    "IND": "INR", "KAZ": "KZT", "KOR": "KRW", "UZB": "UZS", "KGZ": "KGS",
    "TJK": "TJS", "CHN": "CNY", "GBR": "GBP", "JPN": "JPY", "AUS": "AUD",
    "CAN": "CAD", "ZAF": "ZAR", "RUS": "RUB", "EU27": "EUR",
}  # fmt: skip
"""Currency of places whose rate is declared in ``core.money``."""
