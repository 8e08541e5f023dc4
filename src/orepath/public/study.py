"""A study: all of it, as a report."""

from pathlib import Path
from typing import TYPE_CHECKING

from orepath.public.case import load_case

if TYPE_CHECKING:
    from orepath.study.analysis import Study


def run_study(name: "str | Path", output: "str | Path", scenario: str = "") -> "Study":
    """Run all analyses of a case and write its report.

    Parameters
    ----------
    name : str or Path
        A case folder, or the name of a built-in study.
    output : str or Path
        Folder for the page, the workbook and the tables; made if missing.
    scenario : str
        Name of a scenario of the case; empty for none.

    Returns
    -------
    orepath.study.analysis.Study
        Everything that was found.

    Raises
    ------
    InputError
        The case is faulty, or the folder cannot be made.
    PlanError
        No plan could be made.
    """
    from orepath.study.analysis import analyse
    from orepath.study.appraising import appraised_in
    from orepath.study.output import target_of, write_study
    from orepath.world.load import find_case

    target_of(Path(output))
    # First, for a fault in a venture's file is told before a long search.
    ventures = appraised_in(find_case(name))
    found = analyse(load_case(name, scenario))
    write_study(found, Path(output), ventures)
    return found
