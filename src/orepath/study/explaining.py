"""Explain a project to a reader: why, for whom, and which prices would change it.

What needs no solving stands in ``plan.explain``. A price is a figure of the whole
market: to see what another one does, the case is rebuilt with it, the base year
calibrated anew, and the plan tried with the project and without it.

Each price is moved alone, that of a product and that of its input too, though they rise
and fall together: at which margin between them the project turns is what is asked, not
what is likely (``doubt`` moves the prices of a chain together).
"""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from orepath.errors import InputError, PlanError
from orepath.plan.explain import Explanation, explain
from orepath.plan.result import Plan
from orepath.plan.worth import Starts
from orepath.study.answering import Tell, silent
from orepath.study.variant import Cell, base_from, markets_of, moved
from orepath.world.case import Case

MOST = 2.0
"""Prices are tried up to twice and down to half of what they are."""
_CLOSE = 0.01
_TRIES = 8


def explained(plan: Plan, project: str, tell: Tell = silent) -> Explanation:
    """Explain a project, with the prices at which it would come in or drop out.

    Parameters
    ----------
    plan : Plan
        With the markets that answered it.
    project : str
        Short name.
    tell : callable
        Told one line of words for every price tried.

    Returns
    -------
    Explanation
        Its ``turns`` hold the price of the product and of the main input as well, the
        way ``re-solved``; their need is null where neither twice nor half of today's
        price does it.

    Raises
    ------
    InputError
        No such project, one that can never run within the horizon, or one that rules
        bar or ask for.
    """
    tell(f"Explaining {plan.case.name_of('projects', project)}")
    found = explain(plan, project)
    rows = list(found.turns.iter_rows())
    for role, goods in _priced(plan.case, found):
        name = within(plan.case.name_of("commodities", goods))
        tell(f"Trying prices of {name}")
        at = _turning(plan, found, goods, sold=role == "product")
        here = plan.case.settings.focus
        now = _published(plan.case, goods, here)
        needed = None if at is None else at * now
        rows.append((f"price of {name}", "USD/t", now, needed, "re-solved"))
    return replace(found, turns=pl.DataFrame(rows, found.turns.schema, orient="row"))


def within(name: str) -> str:
    """Return a name as it stands within a sentence; TiO2 keeps its capitals.

    Examples
    --------
    >>> within("Titania slag"), within("TiO2 pigment")
    ('titania slag', 'TiO2 pigment')
    """
    first = name.split(maxsplit=1)[0] if name else ""
    return name[:1].lower() + name[1:] if first[1:].islower() else name


def _priced(case: Case, found: Explanation) -> list[tuple[str, str]]:
    """Return the product and the main input of a plant, mine or recycling project."""
    row = case.table("projects").row(
        by_predicate=pl.col("project") == found.project, named=True
    )
    if not row["process"]:
        return []
    goods = found.margin.lines.filter(kind="goods")
    heads = case.table("processes").filter(process=row["process"])
    product = str(heads["output"][0])
    taken = goods.filter(pl.col("tonnes") < 0).sort("worth")["commodity"].to_list()
    return [("product", product), *(("input", name) for name in taken[:1])]


def _published(case: Case, commodity: str, place: str) -> float:
    """Return the published price at a place, else elsewhere, USD/t."""
    rows = case.table("prices").filter(commodity=commodity)
    own = rows.filter(place=place)
    rest = rows.filter(place="*")
    return float((own if own.height else rest if rest.height else rows)["price"][0])


def _turning(plan: Plan, found: Explanation, goods: str, *, sold: bool) -> float | None:
    """Return the multiple of a good's price at which a project neither gains nor loses.

    ``sold`` tells whether a higher price is for the project or against it.
    """
    base = base_from(plan)
    prices = plan.case.table("prices")
    cells = [
        Cell("prices", "price", row)
        for row, name in enumerate(prices["commodity"])
        if name == goods
    ]
    rest = tuple(s for s in plan.search.best.starts if s[0] != found.project)
    around = plan.search.neighbours.filter(project=found.project)
    tried = [found.year] if found.built else sorted({found.year, around["year"][0]})

    def gain(multiple: float) -> float | None:
        try:
            case = moved(base.case, cells, lambda price: price * multiple)
            markets = markets_of(base, case)
            without = markets.worth(rest).focus
            return (
                max(
                    markets.worth(_joined(rest, found.project, year)).focus
                    for year in tried
                )
                - without
            )
        except (InputError, PlanError):
            return None

    up = sold is not found.built
    return root_of(gain, found.gain, MOST if up else 1.0 / MOST)


def _joined(rest: Starts, project: str, year: int) -> Starts:
    """Return a plan with one project more."""
    return tuple(sorted([*rest, (project, year)]))


def root_of(
    gain: Callable[[float], float | None], now: float, end: float
) -> float | None:
    """Return the multiple between 1 and ``end`` at which a gain is nil.

    Parameters
    ----------
    gain : callable
        Gain at a multiple; None where it cannot be told.
    now : float
        Gain at 1.
    end : float
        The last multiple tried.

    Returns
    -------
    float or None
        To one part in a hundred; None where the gain keeps its sign.

    Notes
    -----
    Regula falsi with halving of the end that stays (Illinois).

    References
    ----------
    Dowell, M. and Jarratt, P. (1971). A modified regula falsi method for computing the
    root of an equation. BIT 11, 168-174. doi 10.1007/BF01934364

    Examples
    --------
    >>> round(root_of(lambda m: 10 * m - 12, -2.0, 2.0), 3)
    1.2
    >>> root_of(lambda m: m - 5, -4.0, 2.0) is None
    True
    """
    far = gain(end)
    if far is None or far * now > 0:
        return None
    (a, fa), (b, fb) = (1.0, now), (end, far)
    middle = a
    for _ in range(_TRIES):
        middle = (a * fb - b * fa) / (fb - fa) if fb != fa else (a + b) / 2
        value = gain(middle)
        if value is None or abs(b - a) < _CLOSE or value == 0:
            break
        if value * fb < 0:
            a, fa = b, fb
        else:
            fa /= 2
        if abs(middle - b) < _CLOSE / 2:
            break
        b, fb = middle, value
    return middle
