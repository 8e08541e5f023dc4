"""Every table a reader sees, defined once: terminal, page and workbook show the same.

``SHEETS`` lists them in the order in which a reader asks; each entry makes one
:class:`~orepath.study.sheet.form.Sheet` from a study.
"""

from collections.abc import Callable

from orepath.plan.result import Plan
from orepath.study.analysis import Study
from orepath.study.exposure import sources_after
from orepath.study.sheet.alternative import alternatives_sheet, groups_sheet
from orepath.study.sheet.evidence import calibration_sheet, grades_sheet, prices_sheet
from orepath.study.sheet.explain import limits_sheet, reasons_sheet
from orepath.study.sheet.fixes import fixes_sheet, ranking_sheet
from orepath.study.sheet.foresight import foresight_sheet
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.inputs import INPUTS, Input, input_sheet
from orepath.study.sheet.plan import (
    audit_sheet,
    costs_sheet,
    projects_sheet,
    sources_sheet,
    supply_sheet,
    surplus_sheet,
)
from orepath.study.sheet.policy import cautions_sheet, policies_sheet
from orepath.study.sheet.risk import exposure_sheet, strike_sheet, suppliers_sheet
from orepath.study.sheet.venture import corridors_sheet, lines_sheet, venture_sheet

Make = Callable[[Study], Sheet]


def _goes_in(kind: Input) -> Make:
    """Return what makes the sheet of one input table."""
    return lambda study: input_sheet(study.case, kind)


SHEETS: tuple[Make, ...] = (
    lambda study: exposure_sheet(study.case, study.exposure),
    lambda study: projects_sheet(study.plan),
    lambda study: alternatives_sheet(study.case, study.near),
    lambda study: groups_sheet(study.case, study.near),
    lambda study: reasons_sheet(study.case, study.reasons),
    lambda study: limits_sheet(study.case, study.limits),
    lambda study: sources_sheet(study.case, study.sources),
    lambda study: supply_sheet(study.plan),
    lambda study: policies_sheet(study.plan),
    lambda study: strike_sheet(study.case, study.strikes),
    lambda study: suppliers_sheet(study.suppliers),
    lambda study: fixes_sheet(study.case, study.fixes),
    lambda study: ranking_sheet(study.case, study.fixes),
    lambda study: foresight_sheet(study.plan),
    lambda study: venture_sheet(study.case, study.venture),
    lambda study: lines_sheet(study.venture),
    lambda study: corridors_sheet(study.corridors),
    lambda study: grades_sheet(study.grades),
    lambda study: costs_sheet(study.plan),
    lambda study: surplus_sheet(study.plan),
    lambda study: calibration_sheet(study.calibration),
    lambda study: prices_sheet(study.case, study.calibration),
    lambda study: audit_sheet(study.plan),
    lambda study: cautions_sheet(study.plan),
    *(_goes_in(kind) for kind in INPUTS),
)


def sheets_of(study: Study) -> dict[str, Sheet]:
    """Return every sheet of a study by name; empty ones are left out."""
    made = [make(study) for make in SHEETS]
    return {sheet.name: sheet for sheet in made if not sheet.frame.is_empty()}


def plan_sheets(plan: Plan) -> list[Sheet]:
    """Return the sheets that tell a plan by itself; an empty one is left out."""
    after = sources_sheet(plan.case, sources_after(plan))
    more = (foresight_sheet(plan), cautions_sheet(plan))
    return [projects_sheet(plan), after, *(one for one in more if one.frame.height)]
