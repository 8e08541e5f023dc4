"""An ending tells how a run of the solver ended, and a conflict why it could not."""

from dataclasses import dataclass
from typing import Literal

from orepath.plan.arrays import Index

Status = Literal["optimal", "infeasible", "unbounded", "stopped"]


@dataclass(frozen=True)
class Ending:
    """Tell how a run ended.

    Parameters
    ----------
    status : str
        ``optimal`` (with whole columns: within the gap asked for), ``infeasible``,
        ``unbounded`` or ``stopped`` (out of time).
    objective : float
        Cost of the best answer; infinite where there is none.
    bound : float
        No answer can cost less; minus infinity where nothing is known.
    violation : float
        Largest breach of any limit by the answer, computed here.
    """

    status: Status
    objective: float
    bound: float
    violation: float = 0.0


@dataclass(frozen=True)
class Conflict:
    """Hold rows and column limits that exclude each other.

    Parameters
    ----------
    rows, columns : ndarray (r,), (c,)
        Their positions.
    row_sides, column_sides : tuple of str
        Which limit: ``lower``, ``upper`` or ``both``.
    """

    rows: Index
    row_sides: tuple[str, ...]
    columns: Index
    column_sides: tuple[str, ...]
