"""An extension is a rule of the user's own: a function that adds rows to a draft.

It sees the same columns as the rules of the house, by block, label and year, and its
rows are checked, named, audited and explained like theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import InputError, Problem, suggest
from orepath.plan.column import Found, picked
from orepath.plan.network import Network
from orepath.plan.program import Draft, Labeller, Program, Triplets
from orepath.world.case import Case
from orepath.world.own import OwnRule

Floats = NDArray[np.float64]

OWN = "own: "
"""What the rules of users' own are called in results begins with this."""
_SLACK = 1e-9


def with_rules(
    case: Case, rules: Sequence[OwnRule | Callable[["OwnDraft"], None]]
) -> Case:
    """Return a case that brings rules of the user's own along.

    Parameters
    ----------
    case : Case
        A case that was read.
    rules : sequence of OwnRule or callable
        A bare function joins no goods: it is applied to every market by itself.

    Raises
    ------
    InputError
        What is given is no function, or joins unknown goods.

    Examples
    --------
    >>> from orepath.world.load import load_case
    >>> def nothing(draft): ...
    >>> with_rules(load_case("india-titanium"), [nothing]).own[0].name
    'nothing'
    """
    own = [one if isinstance(one, OwnRule) else OwnRule(one) for one in rules]
    known = case.table("commodities")["commodity"].to_list()
    given: list[Any] = [one.rule for one in own]
    problems = [
        Problem(f"rules[{at}]", f"{one!r} is no function", "give a function")
        for at, one in enumerate(given)
        if not callable(one)
    ]
    problems += [
        Problem(
            f"rules[{at}]:joins", f"unknown commodity {word!r}", suggest(word, known)
        )
        for at, one in enumerate(own)
        for word in one.joins
        if word not in known
    ]
    if problems:
        raise InputError(problems)
    return replace(case, own=(*case.own, *own))


class OwnDraft:
    """Give a rule of the user's own what it needs: columns by label, and rows to add.

    Parameters
    ----------
    draft : Draft
        What the rows end up in.
    name : str
        Name of the rule.
    """

    def __init__(self, draft: Draft, name: str) -> None:
        self._draft, self._name = draft, name

    @property
    def network(self) -> Network:
        """Return moments, projects and blocks of columns, kt/a and whole starts."""
        return self._draft.network

    def columns(self, block: str, **labels: str) -> Found:
        """Pick columns of a block by their labels; none picks all.

        Parameters
        ----------
        block : str
            ``make`` (kt/a of a site's main output), ``ship`` and ``open`` (kt/a over a
            known and over a new relation), ``use``, ``run`` (of a project), ``haul``
            (under a contract), ``release`` (of a stock) or ``start`` (0 to 1).
        **labels
            By ``place``, ``commodity``, ``origin`` and so on, as the block has them.

        Returns
        -------
        Found
            Empty where a known word has no column in this market.

        Raises
        ------
        InputError
            Unknown block, label or word.
        """
        return picked(self.network, block, labels, f"rule {self._name}")

    def each_year(
        self,
        *terms: tuple[Found, float],
        least: float = -np.inf,
        most: float = np.inf,
        years: tuple[int, int] = (0, 9999),
        disrupted: bool = False,
    ) -> None:
        """Add one row a moment: least ≤ Σ factor · column ≤ most.

        Parameters
        ----------
        *terms : tuple of (Found, float)
            Columns with the factor of each, not of starts.
        least, most : float
            kt/a; one of them at least.
        years : tuple of int
            First and last year in which a moment must begin to be bound.
        disrupted : bool
            Whether disrupted years are bound as well. What a supplier cannot send
            then, no promise can bring.
        """
        moments = self.network.moments
        bound = np.flatnonzero(
            (moments.first >= years[0]) & (moments.first <= years[1])
        )
        if not disrupted:
            bound = np.intersect1d(bound, moments.stem)
        rows, columns, values = [], [], []
        for found, factor in terms:
            slot = np.searchsorted(bound, found.moment)
            at = np.flatnonzero(np.isin(found.moment, bound))
            rows.append(slot[at])
            columns.append(found.column[at])
            values.append(np.full(at.size, factor))
        self.add(
            (np.concatenate(rows), np.concatenate(columns), np.concatenate(values)),
            (np.full(bound.size, least), np.full(bound.size, most)),
            lambda i: moments.label[bound[i]],
        )

    def in_all(
        self,
        *terms: tuple[Found, float],
        least: float = -np.inf,
        most: float = np.inf,
    ) -> None:
        """Add one row over all columns: least ≤ Σ factor · column ≤ most.

        A row of starts alone is a condition on plans, as a budget is: plans that break
        it are not built.

        Parameters
        ----------
        *terms : tuple of (Found, float)
            Columns with the factor of each.
        least, most : float
            In the unit of the sum; one of them at least.
        """
        columns = np.concatenate([found.column for found, _ in terms])
        values = [np.full(found.column.size, factor) for found, factor in terms]
        self.add(
            (np.zeros(columns.size, np.int64), columns, np.concatenate(values)),
            (np.array([least]), np.array([most])),
            lambda _: "in all",
        )

    def add(
        self, triplets: Triplets, limits: tuple[Floats, Floats], label: Labeller
    ) -> None:
        """Add any rows at all.

        Parameters
        ----------
        triplets : tuple of ndarray (e,)
            Row within the rule, column of the draft, coefficient.
        limits : tuple of ndarray (r,)
            Lower and upper limit.
        label : callable
            Names the n-th row for readers.

        Raises
        ------
        InputError
            Arrays do not fit together, or a number is none.
        """
        rows, columns, values = (np.asarray(one) for one in triplets)
        lower, upper = (np.asarray(one, dtype=np.float64) for one in limits)
        size, width = lower.size, self.network.columns
        if not rows.size == columns.size == values.size or lower.size != upper.size:
            raise self._fault(
                "rows, columns and coefficients, or the limits, differ in length",
                "give arrays of one length",
            )
        if rows.size and not (
            0 <= rows.min() <= rows.max() < size
            and 0 <= columns.min() <= columns.max() < width
        ):
            raise self._fault(
                f"a row lies outside 0 to {size - 1}, or a column outside 0 to "
                f"{width - 1}",
                "take columns from draft.columns(...)",
            )
        if not np.isfinite(values).all() or (np.isnan(lower) | np.isnan(upper)).any():
            raise self._fault("a coefficient or limit is no number", "correct it")
        if (lower > upper).any() or not (np.isfinite(lower) | np.isfinite(upper)).all():
            raise self._fault(
                "a row without a limit, or with the least above the most",
                "give least, most or both, in order",
            )
        whole = (rows.astype(np.int64), columns.astype(np.int64), values.astype(float))
        self._draft.add(f"{OWN}{self._name}", whole, (lower, upper), label)

    def _fault(self, what: str, fix: str) -> InputError:
        """Return the fault of this rule."""
        return InputError(Problem(f"rule {self._name}", what, fix))


def apply_own(draft: Draft) -> None:
    """Apply the rules of the user's own that a case brings along.

    Parameters
    ----------
    draft : Draft
        With the rules and policies of the house in it.

    Raises
    ------
    InputError
        A rule names what is not there, or gives arrays that do not fit.
    """
    for own in draft.network.case.own:
        own.rule(OwnDraft(draft, own.name))


@dataclass(frozen=True)
class Choice:
    """Hold the rows of own rules that speak of starts alone: a condition on plans.

    Parameters
    ----------
    rows : ndarray of int (r,)
        Rows of the program.
    matrix : scipy.sparse.csr_array (r, start columns)
        Coefficients.
    lower, upper : ndarray (r,)
        Limits.
    """

    rows: NDArray[np.int64]
    matrix: sparse.csr_array
    lower: Floats
    upper: Floats

    def kept(self, starts: Floats) -> bool:
        """Return whether a plan meets the condition.

        Parameters
        ----------
        starts : ndarray (start columns,)
            0 or 1 each.
        """
        sums = self.matrix @ starts
        high = sums <= self.upper + _SLACK
        return bool((high & (sums >= self.lower - _SLACK)).all())


def choice_of(program: Program) -> Choice | None:
    """Return what own rules ask of plans alone, or None where they ask nothing.

    Parameters
    ----------
    program : Program
        Of one market.
    """
    own = [group for group in program.groups if group.rule.startswith(OWN)]
    if not own:
        return None
    rows = np.concatenate([np.arange(g.start, g.start + g.size) for g in own])
    whole = sparse.csr_array(program.matrix[rows, :])
    begun = sparse.csr_array(whole[:, program.network.blocks["start"].columns])
    alone = np.flatnonzero(np.diff(begun.indptr) == np.diff(whole.indptr))
    if not alone.size:
        return None
    mine = rows[alone]
    return Choice(
        mine, begun[alone, :], program.row_lower[mine], program.row_upper[mine]
    )
