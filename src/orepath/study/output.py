"""Everything a run leaves behind, written whole or not at all.

All files are first written into a folder beside the target and moved into place when
all of them are there, so that a failed or killed run never spoils an older result.
"""

import json
import shutil
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import polars as pl

from orepath.errors import InputError, Problem
from orepath.report.file import write_whole
from orepath.report.pages import write_page
from orepath.report.workbook import Sheet as Tab
from orepath.report.workbook import write_tables, write_workbook
from orepath.study.analysis import Study
from orepath.study.appraising import Appraisal
from orepath.study.citing import citations
from orepath.study.pages import page_of
from orepath.study.sheet.tracing import inputs_of
from orepath.study.sheets import sheets_of
from orepath.study.termtable import tables_of

_FLAT = ("actors", "tornado", "chance", "prices", "options", "gate", "cash", "terms")
"""Tables of a venture that are written out."""
_LIBRARIES = ("polars", "numpy", "scipy", "highspy", "altair", "vl-convert-python")


def write_study(
    study: Study, folder: Path, ventures: Sequence[Appraisal] = ()
) -> list[Path]:
    """Write report, tables, workbook and manifest.

    Parameters
    ----------
    study : Study
        All results.
    folder : Path
        Made if missing; files of an earlier run of the same names are replaced.
    ventures : sequence of Appraisal
        The ventures of the case, appraised; each has a section and its tables.

    Returns
    -------
    list of Path
        ``report.html``, ``workbook.xlsx``, ``manifest.json``, ``tables``.

    Raises
    ------
    InputError
        The folder is a file, its parent does not exist, or the disk is full.
    """
    target = target_of(folder)
    try:
        _renewed(study, target, ventures)
    except OSError as fault:
        raise InputError(
            Problem(
                str(folder),
                f"cannot be written: {fault.strerror or fault}",
                "make room, or choose another folder with -o; older results are as "
                "they were",
            )
        ) from fault
    order = ("report.html", "workbook.xlsx", "manifest.json", "tables")
    return [folder / name for name in order]


def _renewed(study: Study, target: Path, ventures: Sequence[Appraisal]) -> None:
    """Write all files beside a folder, then move them into it."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".orepath-") as rough:
        draft = Path(rough)
        _write(study, draft, ventures)
        target.mkdir(exist_ok=True)
        for path in sorted(draft.iterdir()):
            _moved(path, target / path.name)


def target_of(folder: Path) -> Path:
    """Return where a folder of results will lie, refusing one that cannot be made.

    Asked before a long study runs, so that it does not run for nothing.

    Parameters
    ----------
    folder : Path
        As the user gave it.

    Returns
    -------
    Path
        The same, absolute.

    Raises
    ------
    InputError
        The folder is a file, or its parent does not exist.
    """
    target = folder.resolve()
    if target.exists() and not target.is_dir():
        raise InputError(Problem(str(folder), "is a file", "give a folder with -o"))
    if not target.parent.is_dir():
        raise InputError(
            Problem(str(folder.parent), "no such folder", "make it, or choose another")
        )
    return target


def _moved(source: Path, target: Path) -> None:
    """Move a finished file or folder over an older one."""
    if source.is_dir() and target.is_dir():
        shutil.rmtree(target)
    source.replace(target)


def _write(study: Study, draft: Path, ventures: Sequence[Appraisal]) -> None:
    """Write all files into a draft folder."""
    sheets = sheets_of(study)
    sources = citations(study.case)
    write_page(draft / "report.html", page_of(study, ventures))
    title = study.case.settings.title
    write_workbook(
        draft / "workbook.xlsx",
        [
            Tab(
                sheet.name,
                sheet.frame,
                sheet.units,
                sheet.note or sheet.title,
                rests=tuple(inputs_of(sheet, sheets)),
            )
            for sheet in sheets.values()
        ],
        title=title,
        meaning=f"Results of Orepath for {_asked(study)}. Constant "
        f"USD of {study.case.settings.price_year}. Units stand in the headings' notes.",
        sources=sources,
    )
    tables = draft / "tables"
    tables.mkdir()
    write_tables(
        tables,
        {name: sheet.frame for name, sheet in sheets.items()}
        | _raw(study)
        | {"citations": sources}
        | _of_ventures(ventures),
    )
    manifest = json.dumps(manifest_of(study), indent=2, sort_keys=True) + "\n"
    write_whole(draft / "manifest.json", manifest.encode("utf8"))


def _of_ventures(ventures: Sequence[Appraisal]) -> dict[str, pl.DataFrame]:
    """Return the tables of each venture that hold plain numbers."""
    return {
        f"venture_{each.venture.name}_{name}": table
        for each in ventures
        for name, table in tables_of(each).items()
        if name in _FLAT and not table.is_empty()
    }


def _asked(study: Study) -> str:
    """Name the case and its scenario."""
    case = study.case
    under = f" under the scenario {case.scenario}" if case.scenario else ""
    return f"the case {case.settings.name}{under}"


def _raw(study: Study) -> dict[str, pl.DataFrame]:
    """Return the plan's long tables, for those who compute on."""
    plan = study.plan
    return {
        "flows": plan.flows,
        "flows_without_plan": plan.flows_without,
        "use": plan.use,
        "output": plan.output,
    }


def manifest_of(study: Study) -> dict[str, Any]:
    """Return what a rerun needs to know: inputs' hashes, versions, seed, time taken."""
    found = {}
    for name in ("orepath", *_LIBRARIES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed as a package"
    search = study.plan.search
    return {
        "case": study.case.settings.name,
        "scenario": study.case.scenario,
        "inputs": dict(study.case.hashes),
        "seed": study.case.settings.seed,
        "versions": found,
        "plan": dict(search.best.starts),
        "proven": search.proven,
        "plans_solved": search.tried,
        "focus_gain_musd": round(search.best.focus - search.without.focus, 6),
        "world_gain_musd": round(search.best.world - search.without.world, 6),
        "largest_breach_t": 1e3
        * float(study.plan.audit["largest_breach"].to_numpy().max(initial=0.0)),
        "base_year_residual_t": study.calibration.year.residual,
        "trade_overlap": round(study.calibration.overlap, 6),
        "seconds": study.seconds,
    }
