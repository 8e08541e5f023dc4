"""The section of a study's page that says how firm the plan is, and why."""

from collections.abc import Iterable, Iterator

from orepath.plan.barrier import barred_of
from orepath.report.figures.alternatives import verdict_strips
from orepath.report.pages import Drawn, Point, Section
from orepath.study.analysis import Study
from orepath.study.drawing.alternative import verdict_rows
from orepath.study.sheet.alternative import alternative_words
from orepath.study.sheet.explain import budget_words, limit_words
from orepath.study.sheet.tracing import Sheets, table_links
from orepath.study.shown import tables_on


def firm_section(study: Study, sheets: Sheets) -> Section | None:
    """Tell how firm the plan is, and why each project is in it or not.

    Parameters
    ----------
    study : Study
        All results.
    sheets : mapping of str to Sheet
        Of the study.

    Returns
    -------
    Section or None
        None where the case lists no project.
    """
    if "alternatives" not in sheets:
        return None
    strips = verdict_strips(
        verdict_rows(study.case, study.near),
        "How firm each project is",
        within=study.near.within * 1e6,
        caption="Filled where the plan holds the project. The dashed line is what a "
        "nearly as good plan may give up.",
    )
    points = [
        *_points(alternative_words(study.case, study.near), sheets, "alternatives"),
        *_points(limit_words(study.case, study.limits), sheets, "limits"),
        *_points(budget_words(study.case, barred_of(study.plan)), sheets, "projects"),
    ]
    return Section(
        "firm",
        "How firm is the plan, and why?",
        "What all plans share that are nearly as good; what speaks for and against "
        "each project; what binds, and what one more unit of it is worth.",
        (Drawn(strips, table_links(sheets, "alternatives")),),
        tables_on(study, sheets, "alternatives", "groups", "reasons", "limits"),
        points=tuple(points),
    )


def _points(lines: Iterable[str], sheets: Sheets, rests: str) -> Iterator[Point]:
    """Turn lines into points; a few words before a colon are the head."""
    for line in lines:
        head, mark, rest = line.partition(": ")
        said = (head, rest) if mark and len(head) < _HEAD else ("", line)
        yield Point(*said, table_links(sheets, rests))


_HEAD = 20
