"""Plain words: what a study found, one sentence a finding, numbers for people."""

from dataclasses import dataclass

import polars as pl

from orepath.core.money import rate
from orepath.plan.result import Plan
from orepath.report.number import human
from orepath.study.analysis import Study
from orepath.study.view import fear, foresight, owners, proof, rents
from orepath.world.case import Case

_MANY, _TOLD = 10, 8
"""Of more projects than this only the most gainful are told."""


@dataclass(frozen=True)
class Finding:
    """Hold one finding in words.

    Parameters
    ----------
    head : str
        What it is about; may be empty.
    text : str
        The finding.
    rows : tuple of tuple of str
        The rows it sums up: name of a sheet, first cell of the row; an empty cell for
        the whole sheet.
    """

    head: str
    text: str
    rows: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> str:
        """Return the finding as one line of text."""
        return f"{self.head}: {self.text}" if self.head else self.text


def headlines(study: Study) -> list[str]:
    """Return the findings of a study as lines, the most important first."""
    return [finding.line for finding in findings(study)]


def plan_headlines(plan: Plan) -> list[str]:
    """Return the findings of a plan as lines."""
    return [finding.line for finding in plan_findings(plan)]


def first_words(study: Study) -> str:
    """Return what to do, how good that is and how sure, in three short sentences."""
    plan = study.plan
    focus = study.case.name_of("places", study.case.settings.focus)
    if not plan.starts:
        return f"{focus}: no project in this case pays. {proof(plan)}"
    unsure = plan.projects.filter(pl.col("built") & (pl.col("grade") == "C")).height
    some = f"{unsure} of these {len(plan.starts)} projects"
    which = "all of them" if unsure == len(plan.starts) else some
    sure = (
        f" Before money is committed, replace the estimates (grade C) behind {which}."
        if unsure
        else ""
    )
    return (
        f"{focus} should start {_projects(plan)}. "
        f"{proof(plan)} {human(_estimated(study), 'fraction')} of the money behind "
        f"this rests on an estimate.{sure}"
    )


def findings(study: Study) -> list[Finding]:
    """Return the findings of a study, the most important first."""
    return [
        *_scenario(study.case),
        *_exposed(study.case, study.exposure),
        *plan_findings(study.plan),
        *_struck(study),
        *_margin(study),
        *_doubt(study),
    ]


def _scenario(case: Case) -> list[Finding]:
    """Say that all that follows holds under a scenario, if it does."""
    title = case.scenario_title
    return [Finding("Scenario", f"{title}.")] if case.scenario else []


def _exposed(case: Case, table: pl.DataFrame) -> list[Finding]:
    """Tell the worst commodity, and the heaviest reliance."""
    found = []
    known = table.filter(pl.col("geopolrisk").is_not_null())
    if known.height:
        worst = known.sort("geopolrisk", descending=True).row(0, named=True)
        told = [f"import reliance {human(worst['reliance'], 'fraction')}"]
        if worst["reliance_low"] is not None:
            told[0] += (
                f" ({human(worst['reliance_low'], 'fraction')} to "
                f"{human(worst['reliance_high'], 'fraction')})"
            )
        if worst["top_origin"] is not None:
            told.append(
                f"{human(worst['import_top_share'], 'fraction')} of its imports come "
                f"from {case.name_of('places', worst['top_origin'])}"
            )
        text = f"{worst['name'].lower()} — {', '.join(told)}."
        found.append(Finding("Most exposed", text, (("exposure", worst["name"]),)))
    return found


def plan_findings(plan: Plan) -> list[Finding]:
    """Tell what is built, what it gains, to whom, and how far the search reached."""
    case = plan.case
    focus = case.name_of("places", case.settings.focus)
    if plan.projects.is_empty():
        return [Finding("Plan", "the case lists no projects to choose from.")]
    table = (("projects", ""),)
    if not plan.starts:
        text = (
            f"no project pays for {focus} at these prices; see what would change it in "
            "the table of projects."
        )
        found = [Finding("Plan", text, table)]
    else:
        best, without = plan.search.best, plan.search.without
        # What risk adds is nobody's gain, so the mean is told beside the world's.
        gain, world = best.mean - without.mean, best.world - without.world
        taken = gain - world
        others = f", so {_money(taken)} of it is other places' loss" * (taken > 0.5)
        text = (
            f"{_money(gain)}{_at_home(case, gain)} over the horizon, discounted; to "
            f"the world {_money(world)}{others}."
        )
        found = [
            Finding(_head(case), f"{_projects(plan)}.", table),
            Finding(f"Worth to {focus}", text, (("surplus", ""), ("costs", ""))),
        ]
    if case.settings.plan.whose == "world":
        return [*found, Finding("", proof(plan), table)]
    doubts = " ".join(part for part in (proof(plan), rents(plan), owners(plan)) if part)
    return [
        *found,
        *(Finding("Risk", text) for text in (fear(plan),) if text),
        *(
            Finding("Foresight", text, (("foresight", ""),))
            for text in (foresight(plan),)
            if text
        ),
        Finding("", doubts, table),
    ]


def _head(case: Case) -> str:
    """Return whose plan it is, where it is not the focus place's."""
    return "Plan" if case.settings.plan.whose == "focus" else "Plan of the world"


def _at_home(case: Case, millions: float) -> str:
    """Return USD million in the case's own currency, in brackets; nothing for USD."""
    code = case.settings.currency
    if code == "USD":
        return ""
    amount = millions * 1e6 * rate(code, year=case.settings.price_year).per_usd
    if code == "INR":
        return f" (INR {amount / 1e7:,.0f} crore)"
    return f" ({code} {amount / 1e6:,.0f} million)"


def _projects(plan: Plan) -> str:
    """Return what starts when, the earliest first; of many the most gainful ones."""
    # What rules ask for has no plan without it to gain against, and is told first.
    around = plan.search.neighbours.with_columns(
        pl.col("focus_gain").fill_null(float("inf"))
    )
    gain = dict(around.select("project", "focus_gain").iter_rows())
    starts = sorted(
        plan.search.best.starts, key=lambda start: gain.get(start[0], 0.0), reverse=True
    )
    kept = starts if len(starts) <= _MANY else starts[:_TOLD]
    told = "; ".join(
        f"{plan.case.name_of('projects', project)} ({year})"
        for project, year in sorted(kept, key=lambda start: start[1])
    )
    left = len(starts) - len(kept)
    return f"{told}; and {left} more of less gain" if left else told


def _money(millions: float) -> str:
    """Return USD million for people."""
    return human(millions * 1e6, "USD")


def _struck(study: Study) -> list[Finding]:
    """Tell the worst disruption and what the plan does to it."""
    table = study.strikes
    if table.is_empty():
        return []
    sides = (
        table.unique(["shock", "side"], maintain_order=True)
        .pivot("side", index=["shock", "name"], values=["loss", "country"])
        .sort("loss_without", descending=True)
    )
    worst = sides.row(0, named=True)
    focus = study.case.name_of("places", study.case.settings.focus)
    text = (
        f"{worst['name']} costs users in {focus} "
        f"{_money(worst['loss_without'])} in the year it strikes, "
        f"{_money(worst['loss_with'])} with the plan; all of {focus} together "
        f"{_money(worst['country_without'])} and {_money(worst['country_with'])}."
    )
    return [Finding("Worst disruption", text, (("disruptions", worst["name"]),))]


def _margin(study: Study) -> list[Finding]:
    """Tell the venture's margin at the gate and over the best corridor."""
    if study.venture is None:
        return []
    routes = study.venture.routes
    gate = routes.row(0, named=True)
    name = study.case.name_of("projects", study.venture.project)
    text = (
        f"{gate['value']:+,.0f} USD/t at the gate "
        f"({gate['low']:+,.0f} to {gate['high']:+,.0f})"
    )
    sent = routes.slice(1).sort("value", descending=True)
    if sent.height:
        best = sent.row(0, named=True)
        text += (
            f"; delivered, at best {best['value']:+,.0f} USD/t, {best['route']} "
            f"({best['low']:+,.0f} to {best['high']:+,.0f})"
        )
    text = f"{text}. {_buyers(study, study.venture.project)}".strip()
    return [Finding(name, text, (("venture", gate["route"]),))]


def _buyers(study: Study, project: str) -> str:
    """Tell where the product of a built project goes in the last period."""
    plan, case = study.plan, study.case
    if project not in plan.starts:
        return ""
    row = case.table("projects").row(
        by_predicate=pl.col("project") == project, named=True
    )
    heads = case.table("processes").filter(pl.col("process") == row["process"])
    product = heads["output"][0]
    now = pl.col("moment") == plan.periods[-1]
    sent = plan.flows.filter(
        now & (pl.col("commodity") == product) & (pl.col("origin") == row["place"])
    )
    made = (
        plan.output.filter(
            now & (pl.col("commodity") == product) & (pl.col("place") == row["place"])
        )["tonnes"]
        .to_numpy()
        .sum()
    )
    abroad = float(sent["tonnes"].sum())
    parts = (
        [f"{human(1 - abroad / made, 'fraction')} stays at home"]
        if made > abroad
        else []
    )
    parts += [
        f"{human(tonnes / made, 'fraction')} goes to {case.name_of('places', place)}"
        for place, tonnes in sent.sort("tonnes", descending=True)
        .select("destination", "tonnes")
        .head(3)
        .iter_rows()
    ]
    what = case.name_of("commodities", product).lower()
    home = case.name_of("places", row["place"])
    return f"Of all {what} {home} then makes, {', '.join(parts)}."


def _doubt(study: Study) -> list[Finding]:
    """Tell how much rests on estimates, and how far the base year was bent."""
    share = _estimated(study)
    moved = study.calibration.adjustments.filter(pl.col("deviations").abs() > 2)
    text = (
        f"{human(share, 'fraction')} of the money rests on a grade-C figure somewhere; "
        f"{_count(moved.height)} had to move by more than two standard deviations to "
        "balance the base year, and all that moved are listed in the report."
    )
    return [Finding("Doubt", text, (("grades", ""), ("calibration", "")))]


def _estimated(study: Study) -> float:
    """Return the share of the money that rests on a grade-C figure."""
    both = study.grades.filter((pl.col("what") == "both") & (pl.col("grade") == "C"))
    return float(both["share"][0]) if both.height else 0.0


def _count(figures: int) -> str:
    """Return how many figures, in words where there is none."""
    return f"{figures or 'no'} figure{'' if figures == 1 else 's'}"
