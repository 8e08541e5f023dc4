"""Sentences: what is said of a plan, of none, and of figures that are nil."""

import re
from dataclasses import replace

import polars as pl

from orepath.study.analysis import analyse
from orepath.study.words import findings, first_words, headlines, plan_headlines
from orepath.world.case import Case


def test_a_plan_is_told_with_its_projects_and_years_earliest_first(study):
    (line,) = [line for line in headlines(study) if line.startswith("Plan: ")]
    starts = study.plan.starts
    assert len(starts) > 1
    for year in starts.values():
        assert f"({year})" in line
    said = [int(word[1:5]) for word in line.split() if word.startswith("(2")]
    assert said == sorted(starts.values())


def test_the_worst_disruption_is_told_on_both_sides(study):
    (line,) = [line for line in headlines(study) if line.startswith("Worst")]
    assert "China stops slag exports costs users in India USD" in line
    assert "in the year it strikes, USD" in line
    assert "with the plan; all of India together USD" in line


def test_the_venture_is_told_at_its_gate_and_where_its_product_goes(study):
    (line,) = [line for line in headlines(study) if "at the gate" in line]
    assert line.startswith("A slag smelter in Odisha: +234 USD/t at the gate (")
    assert "delivered" not in line
    assert "Of all slag India then makes, 100 % stays at home." in line


def test_a_venture_is_told_over_its_best_corridor(study):
    routes = pl.DataFrame(
        {
            "route": ["fob", "by rail", "by sea"],
            "freight": [0.0, 150.0, 90.0],
            "value": [100.0, -50.0, 10.0],
            "low": [80.0, -90.0, -20.0],
            "high": [120.0, -10.0, 40.0],
            "positive": [1.0, 0.0, 0.6],
        }
    )
    sent = replace(study, venture=replace(study.venture, routes=routes))
    (line,) = [line for line in headlines(sent) if "at the gate" in line]
    assert "+100 USD/t at the gate (+80 to +120)" in line
    assert "delivered, at best +10 USD/t, by sea (-20 to +40)" in line


def test_a_venture_not_built_has_no_buyers(dear):
    (line,) = [line for line in headlines(dear) if "at the gate" in line]
    assert "then makes" not in line


def test_where_no_project_pays_that_is_said(dear):
    first = plan_headlines(dear.plan)[0]
    assert first.startswith("Plan: no project pays for India at these prices")


def test_where_there_is_no_project_none_is_spoken_of(bare):
    assert plan_headlines(bare.plan) == [
        "Plan: the case lists no projects to choose from."
    ]
    assert not any(line.startswith("Worst") for line in headlines(bare))


def test_a_search_that_did_not_try_all_says_so(plan):
    half = replace(plan, search=replace(plan.search, proven=False, tried=12))
    last = plan_headlines(half)[-1]
    assert last.startswith("Best plan found in 12 plans solved, not proven;")


def test_a_plan_that_depends_on_who_pockets_the_margins_says_which_is_better(plan):
    other = replace(plan.search, other=(("contract", 2027),))
    last = plan_headlines(replace(plan, search=other))[-1]
    for words in (
        "pocket the margins of trade, another plan is better: ",
        "without A slag smelter in Odisha",
        "with A contract for Kazakh slag (2027)",
    ):
        assert words in last
    none = replace(plan.search, other=())
    last = plan_headlines(replace(plan, search=none))[-1]
    assert last.count("better: no project at all") == 1


def test_a_base_year_that_needed_no_bending_says_no_figures(study):
    still = replace(
        study.calibration, adjustments=study.calibration.adjustments.clear()
    )
    (line,) = [
        line
        for line in headlines(replace(study, calibration=still))
        if line.startswith("Doubt")
    ]
    assert "; no figures had to move" in line


def test_one_figure_that_moved_far_is_told_in_the_singular(study):
    (line,) = [line for line in headlines(study) if line.startswith("Doubt")]
    far = study.calibration.adjustments.filter(pl.col("deviations").abs() > 2)
    assert far.height == 1
    assert "; 1 figure had to move" in line


def test_exposure_that_nobody_can_tell_is_not_told(study):
    unknown = study.exposure.with_columns(pl.lit(None).alias("geopolrisk"))
    lines = headlines(replace(study, exposure=unknown))
    assert not any(line.startswith("Most exposed") for line in lines)


def test_a_scenario_is_named_first(study):
    case = replace(study.case, scenario="dear", scenario_title="Power is dear")
    assert headlines(replace(study, case=case))[0] == "Scenario: Power is dear."


def test_the_worth_is_told_in_the_cases_own_currency_too(small):
    rupees = Case(
        small.settings.model_copy(update={"currency": "INR"}),
        small.tables,
        small.folder,
    )
    told = " ".join(plan_headlines(analyse(rupees).plan))
    assert re.search(r"USD [0-9.]+ m \(INR [0-9,]+ crore\) over the horizon", told)


def test_the_first_words_tell_what_to_do_how_sure_and_what_next(study, dear):
    lead = first_words(study)
    assert lead.startswith("India should start ")
    for start in study.plan.starts.values():
        assert f"({start})" in lead
    assert "of the money behind this rests on an estimate" in lead
    assert "Before money is committed, replace the estimates" in lead
    assert first_words(dear).startswith("India: no project in this case pays.")


def test_every_finding_names_the_rows_it_sums_up(study):
    told = findings(study)
    assert [finding.line for finding in told] == headlines(study)
    assert all(finding.rows for finding in told)


def test_a_project_that_rules_ask_for_is_told_before_those_that_gain(plan, monkeypatch):
    around = plan.search.neighbours
    asked = around.filter("built").sort("focus_gain")["project"][0]
    none = pl.when(project=asked).then(None).otherwise("focus_gain")
    search = replace(
        plan.search, neighbours=around.with_columns(none.alias("focus_gain"))
    )
    monkeypatch.setattr("orepath.study.words._MANY", 1)
    monkeypatch.setattr("orepath.study.words._TOLD", 1)
    first = plan_headlines(replace(plan, search=search))[0]
    assert first.startswith(f"Plan: {plan.case.name_of('projects', asked)} (")
    assert "more of less gain" in first
