"""Every table a reader sees, defined once: terminal, page and workbook show the same.

Each sheet is a function from a study to a :class:`Sheet`; ``SHEETS`` lists them in the
order in which a reader asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from orepath.plan.result import Plan
from orepath.study.analysis import Study
from orepath.study.exposure import sources_after
from orepath.world.case import Case


@dataclass(frozen=True)
class Sheet:
    """Hold one table for readers.

    Parameters
    ----------
    name : str
        File stem and tab name.
    title : str
        One line above it.
    frame : polars.DataFrame
        Cells, with headings for readers.
    units : dict of str to str
        Unit by heading.
    note : str
        How to read it, in plain words.
    terminal : tuple of str
        Headings shown in the terminal; empty shows all.
    """

    name: str
    title: str
    frame: pl.DataFrame
    units: dict[str, str] = field(default_factory=dict)
    note: str = ""
    terminal: tuple[str, ...] = ()


Make = Callable[[Study], Sheet]


def named(case: Case, table: str, column: str, alias: str) -> pl.Expr:
    """Return an expression that replaces keys by names for readers."""
    frame = case.table(table)
    names = dict(frame.select(frame.columns[0], "name").iter_rows())
    return pl.col(column).replace(names).alias(alias)


def exposure_sheet(case: Case, table: pl.DataFrame) -> Sheet:
    """Return the exposure of the focus place in the base year."""
    focus = case.name_of("places", case.settings.focus)
    frame = table.select(
        pl.col("name").alias("Commodity"),
        pl.col("hhi").alias("HHI"),
        named(case, "places", "top_supplier", "Top producer"),
        pl.col("top_share").alias("Share"),
        pl.col("reliance").alias("Reliance"),
        pl.col("reliance_low").alias("Low"),
        pl.col("reliance_high").alias("High"),
        named(case, "places", "top_origin", "Top origin"),
        pl.col("import_top_share").alias("Of imports"),
        pl.col("geopolrisk").alias("GeoPolRisk"),
        pl.col("n1_embargo").alias("N-1"),
        pl.col("n1").alias("N-1 outage"),
        pl.col("note").alias("Note"),
    )
    parts = ("Share", "Reliance", "Low", "High", "Of imports", "N-1", "N-1 outage")
    return Sheet(
        "exposure",
        f"How exposed {focus} is, {case.settings.base_year}",
        frame,
        dict.fromkeys(parts, "fraction"),
        "HHI: sum of squared shares of world output, 1 is a monopoly. Share: the top "
        "producer's. Reliance: net imports over use; below zero the place exports more "
        "than it imports. N-1: part of the other places' needs met if the largest "
        "producer sells nothing abroad; N-1 outage: if it makes nothing and its own "
        "users buy abroad first. Low and high are the 10th and 90th percentile of draws "
        "from the ranges of the evidence.",
        ("Commodity", "HHI", "Top producer", "Share", "Reliance", "Top origin", "N-1"),
    )


def _exposure(study: Study) -> Sheet:
    return exposure_sheet(study.case, study.exposure)


def _projects(study: Study) -> Sheet:
    return projects_sheet(study.plan)


def projects_sheet(plan: Plan) -> Sheet:
    """Return what is built when, for how much, and what it is worth."""
    frame = plan.projects.sort(
        ["built", "focus_gain"], descending=[True, True], nulls_last=True
    )
    return Sheet(
        "projects",
        "What the plan builds, buys and agrees",
        frame.select(
            pl.col("name").alias("Project"),
            pl.when("built")
            .then(pl.lit("yes"))
            .otherwise(pl.lit("no"))
            .alias("In plan"),
            pl.col("start").alias("Start"),
            pl.col("ready").alias("Output from"),
            pl.col("size").alias("Size"),
            (pl.col("capital") * 1e6).alias("Capital"),
            (pl.col("committed") * 1e6).alias("From budget"),
            (pl.col("focus_gain") * 1e6).alias("Worth to focus"),
            (pl.col("world_gain") * 1e6).alias("Worth to world"),
            pl.when("affordable")
            .then(pl.lit("yes"))
            .otherwise(pl.lit("no"))
            .alias("Affordable"),
            pl.col("grade").alias("Grade"),
        ),
        {
            "Size": "t/a",
            "Capital": "USD",
            "From budget": "USD",
            "Worth to focus": "USD",
            "Worth to world": "USD",
        },
        "Worth: what the plan gains by having the project, or would gain by adding it, "
        "discounted over the horizon. A negative worth is why a project stays out. Stock "
        "sizes are tonnes, contract sizes tonnes a year.",
        ("Project", "In plan", "Start", "Size", "Capital", "Worth to focus"),
    )


def _supply(study: Study) -> Sheet:
    return supply_sheet(study.plan)


def supply_sheet(plan: Plan) -> Sheet:
    """Return who supplies the focus place in every period."""
    case = plan.case
    frame = plan.supply.filter((pl.col("with") > 1) | (pl.col("without") > 1)).select(
        named(case, "commodities", "commodity", "Commodity"),
        pl.col("moment").alias("Years"),
        named(case, "places", "origin", "From"),
        pl.col("without").alias("Without plan"),
        pl.col("with").alias("With plan"),
        (pl.col("with") - pl.col("without")).alias("Change"),
    )
    return Sheet(
        "supply",
        f"Who supplies {case.name_of('places', case.settings.focus)}, "
        "without and with the plan",
        frame,
        dict.fromkeys(("Without plan", "With plan", "Change"), "t/a"),
        "Rows from the focus place itself are its own output. Years named after a "
        "disruption show the disrupted year.",
    )


def _sources(study: Study) -> Sheet:
    return sources_sheet(study.case, study.sources)


def sources_sheet(case: Case, sources: pl.DataFrame) -> Sheet:
    """Return how the focus place is supplied at the end of the horizon."""
    frame = sources.select(
        pl.col("name").alias("Commodity"),
        pl.col("side").alias("Plan"),
        pl.col("total").alias("Supply"),
        pl.col("home").alias("Made at home"),
        named(case, "places", "top", "Top origin"),
        pl.col("top_share").alias("Of imports"),
        pl.col("hhi").alias("HHI of imports"),
    )
    return Sheet(
        "sources",
        f"How the supply looks in {case.settings.end}, without and with the plan",
        frame,
        {"Supply": "t/a", "Made at home": "fraction", "Of imports": "fraction"},
        "HHI of imports: 1 means a single origin.",
    )


def _strikes(study: Study) -> Sheet:
    return strike_sheet(study.case, study.strikes)


def strike_sheet(case: Case, strikes: pl.DataFrame) -> Sheet:
    """Return what each disruption does, without and with the plan."""
    by = (
        strikes.group_by("shock", "name", "side", maintain_order=True)
        .agg(
            pl.col("loss").first(),
            pl.col("short").sum(),
            pl.col("price").max(),
            pl.col("commodity")
            .sort_by("price", descending=True)
            .first()
            .alias("worst"),
            pl.col("probability").first(),
        )
        .pivot(
            "side",
            index=["shock", "name", "probability"],
            values=["loss", "short", "price"],
        )
    )
    frame = by.select(
        pl.col("name").alias("Disruption"),
        pl.col("probability").alias("Chance"),
        (pl.col("loss_without") * 1e6).alias("Loss without"),
        (pl.col("loss_with") * 1e6).alias("Loss with"),
        pl.col("short_without").alias("Short without"),
        pl.col("short_with").alias("Short with"),
        pl.col("price_without").alias("Price without"),
        pl.col("price_with").alias("Price with"),
    )
    return Sheet(
        "disruptions",
        f"What a disruption in {case.settings.shock_year} does, without and with the plan",
        frame,
        {
            "Chance": "fraction",
            "Loss without": "USD",
            "Loss with": "USD",
            "Short without": "t",
            "Short with": "t",
            "Price without": "× normal",
            "Price with": "× normal",
        },
        "Loss: what users at the focus place lose in that year, dearer purchases and use "
        "given up. Short: use given up. Price: the worst of all goods.",
        ("Disruption", "Loss without", "Loss with", "Short without", "Short with"),
    )


def _suppliers(study: Study) -> Sheet:
    return suppliers_sheet(study.suppliers)


def suppliers_sheet(suppliers: pl.DataFrame) -> Sheet:
    """Return what losing each supplier costs."""
    frame = suppliers.select(
        pl.col("shock").alias("Lost supplier"),
        (pl.col("loss_without") * 1e6).alias("Loss without"),
        (pl.col("loss_with") * 1e6).alias("Loss with"),
        pl.col("short_without").alias("Short without"),
        pl.col("short_with").alias("Short with"),
    )
    return Sheet(
        "suppliers",
        "What losing one supplier for a year costs (N-1)",
        frame,
        {
            "Loss without": "USD",
            "Loss with": "USD",
            "Short without": "t",
            "Short with": "t",
        },
        "Each row stops all exports of one commodity from one place for a year and lets "
        "the market answer.",
    )


def _venture(study: Study) -> Sheet:
    venture = study.venture
    frame = pl.DataFrame() if venture is None else venture.routes
    if frame.is_empty():
        return Sheet("venture", "Venture margin", pl.DataFrame())
    name = study.case.name_of(
        "projects", study.venture.project if study.venture else ""
    )
    return Sheet(
        "venture",
        f"{name}: margin at the gate and delivered",
        frame.select(
            pl.col("route").alias("Delivered over"),
            pl.col("freight").alias("Freight"),
            pl.col("value").alias("Margin"),
            pl.col("low").alias("Low"),
            pl.col("high").alias("High"),
            pl.col("positive").alias("Chance above zero"),
        ),
        {
            "Freight": "USD/t",
            "Margin": "USD/t",
            "Low": "USD/t",
            "High": "USD/t",
            "Chance above zero": "fraction",
        },
        "USD per tonne of product, after by-products, inputs, power, operating cost and "
        "capital. The buyer pays the published price; freight comes out of the margin. "
        "Low and high: 10th and 90th percentile.",
    )


def _venture_lines(study: Study) -> Sheet:
    if study.venture is None:
        return Sheet("venture_lines", "Venture lines", pl.DataFrame())
    return Sheet(
        "venture_lines",
        "What a tonne of the venture's product earns and costs at the gate",
        study.venture.lines.select(
            pl.col("line").alias("Line"),
            pl.col("value").alias("Middle"),
            pl.col("low").alias("Low"),
            pl.col("high").alias("High"),
            pl.col("grade").alias("Grade"),
        ),
        dict.fromkeys(("Middle", "Low", "High"), "USD/t"),
        "; ".join(
            f"nothing is left when {name} is at {value:,.0f} USD per "
            f"{'MWh' if name == 'Power' else 't'}"
            for name, value in study.venture.break_even.items()
        ),
    )


def _corridors(study: Study) -> Sheet:
    frame = study.corridors
    if frame.is_empty():
        return Sheet("corridors", "Corridors", frame)
    return Sheet(
        "corridors",
        "Corridors compared",
        frame.select(
            pl.col("title").alias("Corridor"),
            pl.col("km").alias("Length"),
            pl.col("cost").alias("Cost"),
            pl.col("cost_low").alias("Cost low"),
            pl.col("cost_high").alias("Cost high"),
            pl.col("days").alias("Days"),
            pl.col("days_low").alias("Days low"),
            pl.col("days_high").alias("Days high"),
            pl.col("weakest").alias("Weakest leg"),
            pl.col("grade").alias("Grade"),
        ),
        {
            "Length": "km",
            "Cost": "USD/t",
            "Cost low": "USD/t",
            "Cost high": "USD/t",
        },
        "Distances from open map data, rates with ranges; see rates.csv of the study.",
        ("Corridor", "Length", "Cost", "Cost low", "Cost high", "Days"),
    )


def _grades(study: Study) -> Sheet:
    frame = study.grades.pivot("grade", index="what", values="share").select(
        pl.col("what")
        .replace(
            {
                "quantity": "Quantities",
                "price": "Prices",
                "both": "The worse of the two",
            }
        )
        .alias("Rests on"),
        pl.col("A").alias("A official"),
        pl.col("B").alias("B secondary"),
        pl.col("C").alias("C estimate"),
    )
    return Sheet(
        "grades",
        "How much of the result rests on which evidence",
        frame,
        dict.fromkeys(("A official", "B secondary", "C estimate"), "fraction"),
        "Shares of the money that passes through the focus place's sites, trade and use "
        "over the horizon, by the grade of the row that sets it.",
    )


def _costs(study: Study) -> Sheet:
    return Sheet(
        "costs",
        "Cost lines of the whole market",
        study.plan.costs.select(
            pl.col("line").str.to_titlecase().alias("Line"),
            (pl.col("without") * 1e6).alias("Without plan"),
            (pl.col("with") * 1e6).alias("With plan"),
            ((pl.col("with") - pl.col("without")) * 1e6).alias("Change"),
        ),
        dict.fromkeys(("Without plan", "With plan", "Change"), "USD"),
        "Discounted over the horizon; worth of use is what users would pay at most, "
        "written as a negative cost. The lines sum to the objective.",
    )


def _surplus(study: Study) -> Sheet:
    case = study.case
    names = dict(case.table("places").select("place", "name").iter_rows())
    names |= dict(case.table("projects").select("project", "name").iter_rows())
    frame = (
        study.plan.surplus.filter(pl.col("change").abs() > 0.05)
        .sort(pl.col("change").abs(), descending=True)
        .select(
            pl.col("actor").replace(names).alias("Actor"),
            pl.col("part").alias("Part"),
            (pl.col("change") * 1e6).alias("Change by plan"),
        )
    )
    return Sheet(
        "surplus",
        "Who gains and who loses by the plan",
        frame,
        {"Change by plan": "USD"},
        "Discounted over the horizon; the rows of all actors sum to the world's gain. "
        "Rents of trade relations are shown with the importer.",
    )


def _adjustments(study: Study) -> Sheet:
    frame = study.calibration.adjustments.select(
        pl.col("column").alias("Figure"),
        pl.col("observed").alias("Observed"),
        pl.col("settled").alias("Settled"),
        pl.col("deviations").alias("Deviations"),
        pl.col("grade").alias("Grade"),
        pl.col("source"),
        pl.col("note").alias("Note"),
    )
    return Sheet(
        "calibration",
        "What had to be changed to make the base year balance, worst first",
        frame,
        {"Observed": "t/a", "Settled": "t/a", "Deviations": "σ"},
        "Deviations: changes over the standard deviation of the figure.",
        ("Figure", "Observed", "Settled", "Deviations", "Grade"),
    )


def _prices(study: Study) -> Sheet:
    case = study.case
    frame = study.calibration.prices.select(
        named(case, "commodities", "commodity", "Commodity"),
        named(case, "places", "place", "Place"),
        pl.col("price").alias("Price"),
        pl.col("anchor").alias("Published"),
        pl.col("low").alias("Low"),
        pl.col("high").alias("High"),
        pl.col("why").alias("Why outside"),
    )
    return Sheet(
        "prices",
        "Prices of the calibrated base year",
        frame,
        dict.fromkeys(("Price", "Published", "Low", "High"), "USD/t"),
        "Fitted near the published band and consistent with freight and processing cost.",
    )


def _audit(study: Study) -> Sheet:
    return Sheet(
        "audit",
        "Every rule, recomputed from the answer",
        study.plan.audit.select(
            pl.col("rule").alias("Rule"),
            pl.col("rows").alias("Rows"),
            pl.col("binding").alias("Binding"),
            (pl.col("largest_breach") * 1e3).alias("Largest breach"),
        ),
        {"Largest breach": "t/a"},
        "A plan is trusted only while the largest breach is rounding.",
    )


def plan_sheets(plan: Plan) -> list[Sheet]:
    """Return the sheets that tell a plan by itself."""
    after = sources_sheet(plan.case, sources_after(plan))
    return [projects_sheet(plan), after]


SHEETS: tuple[Make, ...] = (
    _exposure,
    _projects,
    _sources,
    _supply,
    _strikes,
    _suppliers,
    _venture,
    _venture_lines,
    _corridors,
    _grades,
    _costs,
    _surplus,
    _adjustments,
    _prices,
    _audit,
)


def sheets_of(study: Study) -> dict[str, Sheet]:
    """Return every sheet of a study by name; empty ones are left out."""
    made = [make(study) for make in SHEETS]
    return {sheet.name: sheet for sheet in made if not sheet.frame.is_empty()}
