"""The report page of a study: what a reader asks, in the order in which it is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from orepath.plan.result import Plan
from orepath.report.figures.bars import range_bars, stress_bars
from orepath.report.figures.corridormap import corridor_map
from orepath.report.figures.flowmap import flow_map
from orepath.report.figures.heatmap import exposure_map
from orepath.report.figures.sankey import sankey
from orepath.report.figures.shares import grade_bars, share_bars
from orepath.report.figures.timeline import (
    capacity_over_time,
    cost_over_time,
    demand_met,
)
from orepath.report.figures.trend import price_over_time
from orepath.report.pages import Drawn, Page, Point, Section
from orepath.study.analysis import Study
from orepath.study.appraising import Appraisal
from orepath.study.appraisingpage import joined, sources_with
from orepath.study.citing import citations
from orepath.study.drawing.chain import chain_links, exposed_minerals
from orepath.study.drawing.crowd import PANELS
from orepath.study.drawing.map import corridor_legs, filled, trade_arcs
from orepath.study.drawing.risk import exposure_cells, strike_bars
from orepath.study.drawing.time import (
    additions,
    bills,
    capacities,
    final_goods,
    focus_prices,
    served,
    supplier_shares,
)
from orepath.study.firm import firm_section
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.keyfigure import key_figures
from orepath.study.sheet.tracing import Sheets, row_link, table_links
from orepath.study.sheets import sheets_of
from orepath.study.shown import drawn_of, table_on, tables_on
from orepath.study.words import Finding, findings, first_words

_CROWD = 3
"""Minerals from which on capacity is drawn by mineral; of one there may be iron."""
MOST_CHAINS = 6
"""Chains that are drawn; the tables hold all."""
_LONG = 25


def page_of(study: Study, ventures: Sequence[Appraisal] = ()) -> Page:
    """Compose the report page of a study.

    Parameters
    ----------
    study : Study
        All results.
    ventures : sequence of Appraisal
        The ventures of the case, appraised.

    Returns
    -------
    Page
        Sections, figures, tables and sources, ready to be written.
    """
    sheets = sheets_of(study)
    case = study.case
    made = [make(study, sheets) for make in SECTIONS]
    sections = joined([one for one in made if one is not None], ventures)
    title = case.settings.title
    return Page(
        f"{title}: {case.scenario_title}" if case.scenario else title,
        first_words(study),
        tuple(sections),
        sources_with(citations(case), ventures),
        key_figures(study, sheets),
        f"Made by Orepath from the case {case.settings.name}"
        + (f" under its scenario {case.scenario}. " if case.scenario else ". ")
        + f"Money is constant USD of {case.settings.price_year}. "
        "Borders on maps are indicative only.",
    )


def _exposure(study: Study, sheets: Sheets) -> Section:
    """Tell where the focus place is exposed."""
    focus = study.case.name_of("places", study.case.settings.focus)
    figures = (
        Drawn(
            exposure_map(exposure_cells(study), f"Exposure of {focus} by commodity"),
            table_links(sheets, "exposure"),
        ),
        Drawn(
            flow_map(
                trade_arcs(study),
                f"Trade in the chain, {study.case.settings.base_year}",
                focus=filled(study.case),
                caption=f"Balanced quantities; flows of {focus} in colour.",
            ),
            table_links(sheets, "inputs_trade", "calibration"),
        ),
    )
    return Section(
        "exposure",
        "Where are we exposed?",
        f"Shares, concentration and import reliance of {focus} in "
        f"{study.case.settings.base_year}, from the evidence before any balancing.",
        figures,
        tables_on(study, sheets, "exposure"),
    )


def _plan(study: Study, sheets: Sheets) -> Section:
    """Tell what to build, buy and agree."""
    plan = study.plan
    focus = study.case.name_of("places", study.case.settings.focus)
    several = study.case.table("commodities")["mineral"].n_unique() >= _CROWD
    figures = (
        *drawn_of(
            additions(plan) if several else capacities(plan),
            lambda rows: (
                capacity_over_time(
                    rows,
                    "Output the plan could add, at prices of the base year",
                    unit="USD",
                    caption="By mineral: tonnes of ore and of metal do not add up.",
                )
                if several
                else capacity_over_time(rows, "Capacity the plan adds")
            ),
            table_links(sheets, "projects"),
        ),
        *drawn_of(
            bills(plan),
            lambda rows: cost_over_time(
                rows,
                f"What the chain costs {focus} a year, with the plan",
                caption="Imports at border prices less exports; the projects' own "
                "cost.",
            ),
            table_links(sheets, "supply", "prices", "projects"),
        ),
        *drawn_of(
            served(plan, final_goods(plan)),
            lambda rows: demand_met(
                rows,
                "Use met, with the plan",
                caption=f"Of more than {PANELS} goods those that miss most are drawn; "
                "the tables hold all.",
            ),
            table_links(sheets, "supply_end", "inputs_demand"),
        ),
        *drawn_of(
            focus_prices(plan),
            lambda rows: price_over_time(
                rows,
                f"Prices in {focus}, base year = 1",
                unit="× base year",
                caption=f"Of more than {PANELS} goods those whose price moves most are "
                "drawn; the tables hold all.",
            ),
            table_links(sheets, "prices", "inputs_prices"),
        ),
    )
    return Section(
        "plan",
        "What should we build, buy and agree?",
        "Each plan tried is answered by the whole world market; the one shown gains "
        f"{focus} most within its budgets.",
        figures,
        tables_on(study, sheets, "projects", "policies", "costs"),
    )


def _supply(study: Study, sheets: Sheets) -> Section:
    """Tell who supplies whom, before and after."""
    plan = study.plan
    last = study.case.settings.end
    figures = (
        *drawn_of(
            supplier_shares(plan),
            lambda rows: share_bars(rows, f"Who supplies, {last}, before and after"),
            table_links(sheets, "supply_end", "supply"),
        ),
        *_chains(study, sheets),
    )
    tables = (
        *tables_on(study, sheets, "supply_end"),
        table_on(study, sheets, _last_supply(plan, sheets["supply"])),
    )
    return Section(
        "supply",
        "Who supplies us, before and after?",
        "",
        figures,
        tables,
    )


def _chains(study: Study, sheets: Sheets) -> Iterator[Drawn]:
    """Yield a picture of each mineral's chain, the most exposed first."""
    plan = study.plan
    for mineral in exposed_minerals(study.exposure, plan, MOST_CHAINS):
        links = chain_links(plan, mineral)
        if links.is_empty():
            continue
        yield Drawn(
            sankey(
                links,
                f"{mineral.capitalize()} at home in the last period, to "
                f"{plan.case.settings.end}, with the plan",
                caption="Tonnes of the contained element a year; what is lost in "
                "processing leaves the picture.",
            ),
            table_links(sheets, "supply", "inputs_recipes"),
        )


def _last_supply(plan: Plan, sheet: Sheet) -> Sheet:
    """Return the rows of the supply sheet for the last period."""
    last = plan.periods[-1]
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
    bars = stress_bars(strike_bars(study), "Disruptions, before and after the plan")
    return Section(
        "stress",
        "Does it hold when the world breaks?",
        f"Each recorded disruption strikes in {study.case.settings.shock_year}, alone "
        "and unforeseen; shipments grow no faster than trade relations do.",
        (Drawn(bars, table_links(sheets, "disruptions")),),
        (
            *tables_on(study, sheets, "disruptions"),
            *tables_on(study, sheets, "suppliers", rows=_LONG),
            *tables_on(study, sheets, "fixes", "fix_ranking", "foresight"),
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
    margins = range_bars(bars, f"{name}: margin at the gate and delivered")
    figures = [Drawn(margins, table_links(sheets, "venture"))]
    if study.corridors.height:
        ways = corridor_map(
            corridor_legs(study),
            "Corridors",
            focus=filled(study.case),
            caption="The cheapest one is drawn strong.",
        )
        figures.append(Drawn(ways, table_links(sheets, "corridors", "inputs_legs")))
    return Section(
        "venture",
        "Is the venture worth it, and by which way?",
        "",
        tuple(figures),
        tables_on(study, sheets, "venture", "venture_lines", "corridors"),
    )


def _gainers(study: Study, sheets: Sheets) -> Section:
    """Tell who gains and who loses."""
    return Section(
        "gainers",
        "Who gains and who loses?",
        "",
        (),
        tables_on(study, sheets, "surplus", rows=_LONG),
    )


def _doubt(study: Study, sheets: Sheets) -> Section:
    """Tell how sure the numbers are."""
    labels = {
        "quantity": "Quantities",
        "price": "Prices",
        "both": "The worse of the two",
    }
    grades = study.grades.with_columns(label=study.grades["what"].replace(labels))
    bars = grade_bars(grades, "What the result rests on")
    return Section(
        "doubt",
        "How sure are we of the numbers?",
        "The observations contradict each other; the base year is the nearest balanced "
        "one. Every figure moved is listed, worst first.",
        (Drawn(bars, table_links(sheets, "grades")),),
        (
            *tables_on(study, sheets, "grades"),
            *tables_on(study, sheets, "calibration", "prices", rows=_LONG),
            *tables_on(study, sheets, "audit", "cautions"),
        ),
        "Grade A is official or primary, B secondary, C an estimate or assumption.",
    )


def _inputs(study: Study, sheets: Sheets) -> Section:
    """Tell what goes in, each number with its source."""
    names = [name for name in sheets if name.startswith("inputs_")]
    tables = tables_on(study, sheets, *names)
    return Section(
        "inputs",
        "What goes in?",
        "The case's own rows, before any balancing; each number in brackets leads to "
        "its source. Open a table to read it; a link from a result opens it at the "
        f"right rows. {_told(study)}",
        (),
        tuple(replace(table, folded=True) for table in tables),
        "A range runs from the 10th to the 90th percentile of what is believed. "
        "″ repeats the note above.",
    )


def _told(study: Study) -> str:
    """Return what the case's maker wants a reader to know, on one line."""
    return " ".join(study.case.settings.notes.split())


def _short(study: Study, sheets: Sheets) -> Section:
    """Tell what was found, one point a finding."""
    points = [_point(finding, sheets) for finding in findings(study)]
    return Section("in-short", "In short", points=tuple(points))


def _point(finding: Finding, sheets: Sheets) -> Point:
    """Turn a finding into a point of the page that leads to the rows it sums up."""
    ways = [
        way
        for sheet, cell in finding.rows
        for way in (
            row_link(sheets, sheet, cell) if cell else table_links(sheets, sheet)
        )
    ]
    return Point(finding.head, finding.text, tuple(ways))


SECTIONS = (
    _short,
    _exposure,
    _plan,
    firm_section,
    _supply,
    _stress,
    _venture,
    _gainers,
    _doubt,
    _inputs,
)
