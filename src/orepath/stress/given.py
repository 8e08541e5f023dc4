"""Shocks may be given in a file of one's own, in place of those of the case."""

from dataclasses import replace
from pathlib import Path

from orepath.core.table import read_table
from orepath.errors import InputError, Problem
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME
from orepath.world.coherence import check_coherence
from orepath.world.load import fill_ranges

_NAME = "shocks"
_FILE = f"{_NAME}.csv"


def with_shocks(case: Case, path: Path) -> Case:
    """Return a case with the shocks of a file in place of its own.

    Parameters
    ----------
    case : Case
        Checked.
    path : Path
        A file with the columns of ``shocks.csv``.

    Returns
    -------
    Case
        Its places, goods, sites and routes as they were.

    Raises
    ------
    InputError
        With every problem of the file, told at once; or there is no such file, or no
        shock in it.
    """
    fix = "give a file with the columns of shocks.csv"
    if not path.is_file():
        raise InputError(Problem(str(path), "there is no such file", fix))
    read: list[Problem] = []
    table = read_table(path, BY_NAME[_NAME], read)
    # Whoever checks a table knows it by its own name.
    problems = [_named(problem, path.name, _FILE) for problem in read]
    shocks = fill_ranges(_NAME, table, problems)
    check_coherence({**case.tables, _NAME: shocks}, case.settings, problems)
    if shocks.is_empty() and not problems:
        problems.append(Problem(path.name, "holds no shock", fix))
    if problems:
        raise InputError([_named(problem, _FILE, path.name) for problem in problems])
    return case.replace(**{_NAME: shocks})


def _named(problem: Problem, old: str, new: str) -> Problem:
    """Return a problem told by another file's name."""
    if not problem.where.startswith(old):
        return problem
    return replace(problem, where=new + problem.where.removeprefix(old))
