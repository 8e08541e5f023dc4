"""The few numbers a hurried reader takes home."""

from orepath.report.pages import KeyFigure
from orepath.study.analysis import Study
from orepath.study.sheet.tracing import Sheets, row_link, table_links


def key_figures(study: Study, sheets: Sheets) -> tuple[KeyFigure, ...]:
    """Return the figures a hurried reader looks at first, each with its way down."""
    plan, case = study.plan, study.case
    focus = case.name_of("places", case.settings.focus)
    built = plan.projects.filter("built")
    gain = plan.search.best.mean - plan.search.without.mean
    return (
        *_exposed(study, sheets),
        KeyFigure(
            "Worth of the plan",
            gain * 1e6,
            "USD",
            f"what {focus} gains over the horizon, discounted, at world prices",
            "C",
            rests=table_links(sheets, "surplus", "projects"),
        ),
        KeyFigure(
            "Capital of the plan",
            float(built["capital"].sum()) * 1e6,
            "USD",
            f"{built.height} projects, all partners together",
            "C",
            rests=table_links(sheets, "projects"),
        ),
        *_losses(study, sheets),
    )


def _exposed(study: Study, sheets: Sheets) -> list[KeyFigure]:
    """Return the import reliance of the most exposed commodity."""
    known = study.exposure.drop_nulls("geopolrisk")
    if known.is_empty():
        return []
    row = known.sort("geopolrisk", descending=True).row(0, named=True)
    return [
        KeyFigure(
            f"Import reliance: {row['name'].lower()}",
            row["reliance"],
            "fraction",
            "the commodity with the highest supply risk",
            "B",
            rests=row_link(sheets, "exposure", row["name"]),
        )
    ]


def _losses(study: Study, sheets: Sheets) -> list[KeyFigure]:
    """Return the country's loss by the worst disruption, without and with the plan."""
    if study.strikes.is_empty():
        return []
    losses = study.strikes.unique(["shock", "side"], maintain_order=True).pivot(
        "side", index=["shock", "name"], values="country"
    )
    row = losses.sort("without", descending=True).row(0, named=True)
    return [
        KeyFigure(
            "Worst disruption, without the plan",
            row["without"] * 1e6,
            "USD",
            f"{row['name']}: loss of the whole country in the year it strikes",
            "C",
            rests=row_link(sheets, "disruptions", row["name"]),
        ),
        KeyFigure(
            "The same, with the plan",
            row["with"] * 1e6,
            "USD",
            "what remains of that loss",
            "C",
            rests=row_link(sheets, "disruptions", row["name"]),
        ),
    ]
