"""A rule of the user's own goes with the case, so that every analysis keeps it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Rule = Callable[[Any], None]
"""Adds rows to the draft of a program; see ``plan.extension``."""


@dataclass(frozen=True)
class OwnRule:
    """Hold a rule of the user's own and the goods it joins.

    Parameters
    ----------
    rule : callable
        Takes an :class:`orepath.plan.extension.OwnDraft` and adds rows to it. Must be
        a function of a module where several processes work.
    joins : tuple of str
        Commodities whose columns its rows hold together. They are kept in one market,
        and the rule is applied there alone. A rule that joins none is applied to every
        market by itself.
    """

    rule: Rule
    joins: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of the function."""
        return getattr(self.rule, "__name__", type(self.rule).__name__)
