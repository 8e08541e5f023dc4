"""A check reads a case, balances its base year, assembles its program and stops."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from orepath.appraise.file import read_venture
from orepath.plan.caution import cautions_of
from orepath.study.answering import programs_of
from orepath.study.ventures import ventures_in
from orepath.world.calibrate import calibrate
from orepath.world.load import find_case, load_case
from orepath.world.scenario import changed, scenarios_of


def checked(name: str | Path) -> dict[str, Any]:
    """Check a case as far as it can be checked without solving it.

    Parameters
    ----------
    name : str or Path
        A folder, or the name of a built-in study.

    Returns
    -------
    dict
        case, tables, rows, adjusted (figures moved by the calibration), overlap (of
        trade), columns and rules (of the program), scenarios (their titles by name),
        ventures (their titles by name), notes (what a reader must know of it),
        cautions (where, what and fix of each).

    Raises
    ------
    InputError
        Any fault in the tables, the scenarios, the projects, the shocks or a venture.
    SolverError
        The base year does not settle.
    """
    case = load_case(name)
    scenarios = scenarios_of(case)
    for scenario in scenarios:
        changed(case, scenario)
    ventures = [read_venture(folder) for folder in ventures_in(find_case(name))]
    calibration = calibrate(case)
    programs = programs_of(case, calibration)
    filled = {n: t for n, t in case.tables.items() if t.height}
    return {
        "case": case.settings.name,
        "tables": len(filled),
        "rows": sum(t.height for t in filled.values()),
        "adjusted": calibration.adjustments.height,
        "overlap": round(calibration.overlap, 4),
        "columns": sum(one.cost.size for one in programs),
        "rules": sum(one.matrix.shape[0] for one in programs),
        "scenarios": {name: s.title for name, s in scenarios.items()},
        "ventures": {each.name: each.title for each in ventures},
        "notes": " ".join(case.settings.notes.split()),
        "cautions": [asdict(one) for one in cautions_of(case, programs)],
    }
