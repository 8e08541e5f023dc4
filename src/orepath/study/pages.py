"""The report page of a study: what a reader asks, in the order in which it is asked."""

from dataclasses import replace

import polars as pl

from orepath.plan.result import Plan
from orepath.report.figures.bars import range_bars, stress_bars
from orepath.report.figures.corridormap import corridor_map
from orepath.report.figures.flowmap import flow_map
from orepath.report.figures.heatmap import exposure_map
from orepath.report.figures.picture import Picture
from orepath.report.figures.sankey import sankey
from orepath.report.figures.shares import grade_bars, share_bars
from orepath.report.figures.timeline import (
    capacity_over_time,
    cost_over_time,
    demand_met,
)
from orepath.report.figures.trend import price_over_time
from orepath.report.pages import KeyFigure, Page, Section
from orepath.report.tables import Table
from orepath.study.analysis import Study
from orepath.study.citing import citations
from orepath.study.drawing.chain import chain_links
from orepath.study.drawing.map import corridor_legs, trade_arcs
from orepath.study.drawing.risk import exposure_cells, strike_bars
from orepath.study.drawing.time import (
    bills,
    capacities,
    final_goods,
    focus_prices,
    served,
    supplier_shares,
)
from orepath.study.sheet.form import Sheet
from orepath.study.sheets import sheets_of
from orepath.study.words import headlines

_LONG = 25
_MOST = 60


def page_of(study: Study) -> Page:
    """Compose the report page of a study.

    Parameters
    ----------
    study : Study
        All results.

    Returns
    -------
    Page
        Sections, figures, tables and sources, ready to be written.
    """
    sheets = sheets_of(study)
    case = study.case
    sections = [make(study, sheets) for make in SECTIONS]
    focus = case.name_of("places", case.settings.focus)
    title = case.settings.title
    return Page(
        f"{title}: {case.scenario_title}" if case.scenario else title,
        f"{focus}'s chain, answered from open evidence: where it is exposed, what to "
        "build, buy and agree, whether it holds, and how sure all this is.",
        tuple(section for section in sections if section is not None),
        citations(case),
        key_figures(study),
        f"Made by Orepath from the case {case.settings.name}"
        + (f" under its scenario {case.scenario}. " if case.scenario else ". ")
        + f"Money is constant USD of {case.settings.price_year}. "
        "Borders on maps are indicative only.",
    )


def key_figures(study: Study) -> tuple[KeyFigure, ...]:
    """Return the figures a hurried reader looks at first."""
    plan, case = study.plan, study.case
    focus = case.name_of("places", case.settings.focus)
    built = plan.projects.filter("built")
    gain = plan.search.best.focus - plan.search.without.focus
    return (
        *_exposure_figure(study),
        KeyFigure(
            "Worth of the plan",
            gain * 1e6,
            "USD",
            f"what {focus} gains over the horizon, discounted, at world prices",
            "C",
        ),
        KeyFigure(
            "Capital of the plan",
            float(built["capital"].sum()) * 1e6,
            "USD",
            f"{built.height} projects, all partners together",
            "C",
        ),
        *_loss_figures(study),
    )


def _exposure_figure(study: Study) -> list[KeyFigure]:
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
        )
    ]


def _loss_figures(study: Study) -> list[KeyFigure]:
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
        ),
        KeyFigure(
            "The same, with the plan",
            row["with"] * 1e6,
            "USD",
            "what remains of that loss",
            "C",
        ),
    ]


def _table(sheet: Sheet, rows: int | None = None) -> Table:
    """Turn a sheet into a table of the page, long ones cut with a word on where all is.

    What rows note for themselves stands below, once each.
    """
    frame, note = sheet.frame, sheet.note
    if sheet.name == "exposure":
        said = frame["Note"].drop_nulls().unique(maintain_order=True).to_list()
        note = " ".join([note, *(f"{words}." for words in said if words)])
        frame = frame.drop("Note")
    if rows is not None and frame.height > rows:
        where = f"tables/{sheet.name}.csv"
        note = f"{note} The first {rows} of {frame.height} rows; all in {where}."
        frame = frame.head(rows)
    return Table(frame, sheet.title, sheet.units, note=note.strip())


Sheets = dict[str, Sheet]


def _present(sheets: Sheets, *names: str, rows: int | None = None) -> tuple[Table, ...]:
    """Turn those of the named sheets that the study has into tables of the page."""
    return tuple(_table(sheets[name], rows) for name in names if name in sheets)


def _exposure(study: Study, sheets: Sheets) -> Section:
    """Tell where the focus place is exposed."""
    focus = study.case.name_of("places", study.case.settings.focus)
    figures = [
        exposure_map(exposure_cells(study), f"Exposure of {focus} by commodity"),
        flow_map(
            trade_arcs(study),
            f"Trade in the chain, {study.case.settings.base_year}",
            focus=focus,
            caption="Balanced quantities; flows of the focus country in colour.",
        ),
    ]
    return Section(
        "exposure",
        "Where are we exposed?",
        f"Shares, concentration and import reliance of {focus} in "
        f"{study.case.settings.base_year}, from the evidence before any balancing.",
        tuple(figures),
        (_table(sheets["exposure"]),),
    )


def _plan(study: Study, sheets: Sheets) -> Section:
    """Tell what to build, buy and agree."""
    plan = study.plan
    pictures: list[Picture] = []
    capacity = capacities(plan)
    if capacity.height:
        pictures.append(capacity_over_time(capacity, "Capacity the plan adds"))
    pictures.append(
        cost_over_time(
            bills(plan),
            "What the chain costs the focus country a year, with the plan",
            caption="Imports at border prices less exports; the projects' own cost.",
        )
    )
    pictures.append(
        demand_met(served(plan, final_goods(plan)), "Use met, with the plan")
    )
    pictures.append(
        price_over_time(
            focus_prices(plan),
            "Prices at the focus country, base year = 1",
            unit="× base year",
        )
    )
    return Section(
        "plan",
        "What should we build, buy and agree?",
        "Each plan tried is answered by the whole world market; the one shown gains "
        "the focus country most within its budgets.",
        tuple(pictures),
        _present(sheets, "projects", "costs"),
    )


def _supply(study: Study, sheets: Sheets) -> Section:
    """Tell who supplies whom, before and after."""
    plan = study.plan
    links = chain_links(plan)
    last = study.case.settings.end
    figures = [
        share_bars(supplier_shares(plan), f"Who supplies, {last}, before and after"),
        sankey(
            links,
            f"The chain at home in the last period, to {last}, with the plan",
            caption="Tonnes of the contained element a year; what is lost in "
            "processing leaves the picture.",
        ),
    ]
    tables = [
        _table(sheets["supply_end"]),
        _table(_last_supply(plan, sheets["supply"])),
    ]
    return Section(
        "supply",
        "Who supplies us, before and after?",
        "",
        tuple(figures),
        tuple(tables),
    )


def _last_supply(plan: Plan, sheet: Sheet) -> Sheet:
    """Return the rows of the supply sheet for the last period."""
    moments = plan.program.network.moments
    last = moments.label[int(moments.stem[-1])]
    return replace(
        sheet,
        title=f"{sheet.title}, {last}",
        frame=sheet.frame.filter(pl.col("Years") == last).drop("Years"),
        note="All periods and disrupted years stand in tables/supply.csv.",
    )


def _stress(study: Study, sheets: Sheets) -> Section | None:
    """Tell whether it holds when the world breaks."""
    if "disruptions" not in sheets:
        return None
    return Section(
        "stress",
        "Does it hold when the world breaks?",
        f"Each recorded disruption strikes in {study.case.settings.shock_year}, alone "
        "and unforeseen; shipments grow no faster than trade relations do.",
        (stress_bars(strike_bars(study), "Disruptions, before and after the plan"),),
        (
            *_present(sheets, "disruptions"),
            *_present(sheets, "suppliers", rows=_LONG),
        ),
    )


def _venture(study: Study, sheets: Sheets) -> Section | None:
    """Tell whether the venture pays, and by which way."""
    if study.venture is None:
        return None
    routes = study.venture.routes
    name = study.case.name_of("projects", study.venture.project)
    bars = routes.rename({"route": "label"}).with_columns(
        measure=pl.when(pl.col("label") == "fob")
        .then(pl.lit("fob"))
        .otherwise(pl.lit("delivered"))
    )
    figures = [range_bars(bars, f"{name}: margin at the gate and delivered")]
    tables = [_table(sheets["venture"]), _table(sheets["venture_lines"])]
    if study.corridors.height:
        figures.append(
            corridor_map(
                corridor_legs(study),
                "Corridors",
                focus=study.case.name_of("places", study.case.settings.focus),
                caption="The cheapest one is drawn strong.",
            )
        )
        tables.append(_table(sheets["corridors"]))
    return Section(
        "venture",
        "Is the venture worth it, and by which way?",
        "",
        tuple(figures),
        tuple(tables),
    )


def _gainers(_: Study, sheets: Sheets) -> Section:
    """Tell who gains and who loses."""
    return Section(
        "gainers",
        "Who gains and who loses?",
        "",
        (),
        _present(sheets, "surplus", rows=_LONG),
    )


def _doubt(study: Study, sheets: Sheets) -> Section:
    """Tell how sure the numbers are."""
    labels = {
        "quantity": "Quantities",
        "price": "Prices",
        "both": "The worse of the two",
    }
    grades = study.grades.with_columns(label=study.grades["what"].replace(labels))
    return Section(
        "doubt",
        "How sure are we of the numbers?",
        "The observations contradict each other; the base year is the nearest balanced "
        "one. Every figure moved is listed, worst first.",
        (grade_bars(grades, "What the result rests on"),),
        (
            _table(sheets["grades"]),
            *_present(sheets, "calibration", rows=_LONG),
            _table(sheets["prices"], _LONG),
            _table(sheets["audit"]),
        ),
        "Grade A is official or primary, B secondary, C an estimate or assumption.",
    )


def _inputs(_: Study, sheets: Sheets) -> Section:
    """Tell what goes in, each number with its source."""
    names = [name for name in sheets if name.startswith("inputs_")]
    return Section(
        "inputs",
        "What goes in?",
        "The case's own rows that touch the focus country. Each links to its source "
        "below; the rows of all other places stand in the case's tables.",
        (),
        tuple(_table(sheets[name], _MOST) for name in names),
    )


def _short(study: Study, _: Sheets) -> Section:
    """Tell what was found, one paragraph a finding."""
    return Section("in-short", "In short", "\n\n".join(headlines(study)))


SECTIONS = (
    _short,
    _exposure,
    _plan,
    _supply,
    _stress,
    _venture,
    _gainers,
    _doubt,
    _inputs,
)
