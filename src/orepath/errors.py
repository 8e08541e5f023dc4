"""Every error Orepath raises on purpose, and the form in which a fault is told.

The tree::

    OrepathError
    |- InputError (also a ValueError): the user's files, words or numbers are at fault
    |  |- UnitError: a unit or basis does not convert
    |  '- AxisError: labels do not align
    |- PlanError
    |  |- InfeasiblePlan: no plan keeps all rules
    |  '- UnboundedPlan: the objective has no limit
    |- SolverError: the solver failed or contradicts itself
    '- EngineError: a worker or another engine failed

Anything else that escapes is a bug and keeps its traceback.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Tell one fault in the inputs: where it is, what was found, what to do.

    Parameters
    ----------
    where : str
        ``file:row:column`` as far as known, rows counted as a spreadsheet shows them
        (the header is row 1).
    what : str
        What was found and what was expected.
    fix : str
        What the reader can do about it.
    """

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        """Return the fault on one line."""
        return f"{self.where} — {self.what} — {self.fix}"


class OrepathError(Exception):
    """The root of all errors raised on purpose."""


class InputError(OrepathError, ValueError):
    """Carry every problem found in the inputs, raised once.

    Parameters
    ----------
    problems : Problem or sequence of Problem
        At least one; kept in the order given in ``problems``.
    """

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = found
        super().__init__(told(found))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let a fault found by another process come through whole."""
        return type(self), (self.problems,)


class UnitError(InputError):
    """A unit or a basis does not convert into the one needed."""


class AxisError(InputError):
    """Labels of two arrays or tables do not align exactly."""


class PlanError(OrepathError):
    """No plan could be made."""


class InfeasiblePlan(PlanError):
    """No plan keeps all rules; ``conflicts`` names the rules in conflict.

    Parameters
    ----------
    message : str
        What is impossible and what would mend it.
    conflicts : sequence of str
        Labels of the rules that exclude each other.
    problems : sequence of Problem
        Ways out, the cheapest first, where policies of the case are at fault.
    """

    def __init__(
        self,
        message: str,
        conflicts: Sequence[str] = (),
        problems: Sequence[Problem] = (),
    ) -> None:
        self.conflicts = tuple(conflicts)
        self.problems = tuple(problems)
        super().__init__(message)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Let a fault found by another process come through whole."""
        return type(self), (str(self), self.conflicts, self.problems)


class UnboundedPlan(PlanError):
    """The objective has no limit: a price or a bound is missing."""


class SolverError(OrepathError):
    """The solver failed, or its answer did not pass our own checks."""


class EngineError(OrepathError):
    """A worker, a process or another engine failed."""


def told(problems: Sequence[Problem], shown: int = _SHOWN) -> str:
    """Write problems one a line, the first few and a count of the rest.

    Examples
    --------
    >>> print(
    ...     told(
    ...         [Problem("sites.csv:2:output", "negative output -1", "give 0 or more")]
    ...     )
    ... )
    sites.csv:2:output — negative output -1 — give 0 or more
    """
    lines = [str(problem) for problem in problems[:shown]]
    rest = len(problems) - shown
    if rest > 0:
        lines.append(f"and {rest} more")
    return "\n".join(lines)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?``, or the first few known words when none is near.

    Examples
    --------
    >>> suggest("ilmenit", ["ilmenite", "rutile"])
    "did you mean 'ilmenite'?"
    >>> suggest("gold", ["ilmenite", "rutile"])
    'known are: ilmenite, rutile'
    """
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    head = ", ".join(names[:8])
    return f"known are: {head}{', …' if len(names) > 8 else ''}"
