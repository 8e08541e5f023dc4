"""A barred plan is one under which no flows keep all rules: it is left out and told.

A rule of the user's own may join projects and flows, so that it can be kept under most
plans and not under some. Those are no reason to end a search.
"""

from collections import Counter
from collections.abc import Iterable

from orepath.errors import InfeasiblePlan
from orepath.plan.extension import OWN
from orepath.plan.program import Program

# What nobody has chosen: these rows stand in every conflict and are never its cause.
_GIVEN = ("balance", "started", "limit")


def broken(program: Program, fault: InfeasiblePlan) -> tuple[str, ...]:
    """Return the rules to blame that no flows keep all rules: the user's own, if any.

    Parameters
    ----------
    program : Program
        Of the market.
    fault : InfeasiblePlan
        With the labels of rows in conflict.

    Returns
    -------
    tuple of str
        Names of rules; ``rules`` where none can be named.
    """
    names = [
        group.rule
        for group in program.groups
        if any(label.startswith(f"{group.rule}: ") for label in fault.conflicts)
    ]
    own = [name for name in names if name.startswith(OWN)]
    chosen = own or [name for name in names if not name.startswith(_GIVEN)]
    return tuple(dict.fromkeys(chosen)) or ("rules",)


def counted(plans: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """Return how many plans broke each rule, the most often broken first.

    Parameters
    ----------
    plans : iterable of tuple of str
        The rules that each plan broke.

    Examples
    --------
    >>> counted([("own: a",), ("own: b", "own: a")])
    {'own: a': 2, 'own: b': 1}
    """
    return dict(Counter(rule for rules in plans for rule in rules).most_common())


def told(rule: str, count: int) -> str:
    """Return in words how many plans broke a rule.

    Parameters
    ----------
    rule : str
        Its name in results.
    count : int
        Plans, one at least.

    Examples
    --------
    >>> told("own: promise", 3)
    '3 plans tried broke your rule “promise” and were left out'
    >>> told("share cap", 1)
    '1 plan tried broke the rule “share cap” and was left out'
    """
    whose = "your" if rule.startswith(OWN) else "the"
    plans, were = ("plan", "was") if count == 1 else ("plans", "were")
    return (
        f"{count:,} {plans} tried broke {whose} rule “{rule.removeprefix(OWN)}” and "
        f"{were} left out"
    )


def refusal(rules: Iterable[str], conflicts: Iterable[str]) -> InfeasiblePlan:
    """Return the error for a case of which no plan at all keeps the rules.

    Parameters
    ----------
    rules : iterable of str
        Those that plans broke.
    conflicts : iterable of str
        Labels of rows and limits that exclude each other, of the plan tried first.
    """
    names = ", ".join(
        f"your rule “{rule.removeprefix(OWN)}”"
        if rule.startswith(OWN)
        else f"the rule “{rule}”"
        for rule in rules
    )
    rows = tuple(conflicts)
    what = f"no plan that was tried keeps {names or 'all rules and budgets'}"
    told_rows = f"; in conflict are: {'; '.join(rows)}" if rows else ""
    return InfeasiblePlan(
        f"{what}, nor does the one without any project{told_rows}", rows
    )
