"""Sheets of alternatives: verdicts, what then changes, and how sure that is."""

from dataclasses import replace

import polars as pl

from orepath.study.sheet.alternative import (
    alternative_words,
    alternatives_sheet,
    groups_sheet,
)


def test_verdicts_are_words_for_whoever_decides(study):
    frame = alternatives_sheet(study.case, study.near).frame
    words = dict(frame.select("Project", "It is a").iter_rows())
    assert words["A slag smelter in Odisha"] == "must"
    assert words["A contract for Kazakh slag"] == "choice"
    assert set(frame["How sure"]) == {"proven"}


def test_what_then_changes_bears_names(study):
    rows = study.near.projects.with_columns(instead=pl.lit("+contract -stock"))
    near = replace(study.near, projects=rows)
    frame = alternatives_sheet(study.case, near).frame
    assert frame["What then changes"][0] == (
        "with A contract for Kazakh slag, without A slag reserve"
    )


def test_groups_of_one_are_left_out(study):
    frame = groups_sheet(study.case, study.near).frame
    assert (frame["Projects"] > 1).all()
    assert frame["Group"][0] == "all projects"
    assert "India" in frame["Group"].to_list()


def test_a_kind_that_holds_all_projects_is_not_told_twice(study):
    groups = study.near.groups
    whole = groups.filter(by="all")
    twice = pl.concat([whole, whole.with_columns(by=pl.lit("mineral"))])
    near = replace(study.near, groups=twice)
    frame = groups_sheet(study.case, near).frame
    assert frame["Group"].to_list() == ["all projects"]


def test_words_say_when_looking_around_found_a_better_plan(study):
    rows = study.near.projects.with_columns(loss_with=pl.lit(-3.0))
    told = alternative_words(study.case, replace(study.near, projects=rows))
    assert "USD 3 m better than the plan; search again" in told[-1]
    calm = alternative_words(study.case, study.near)
    assert calm[0].startswith("Must have: A slag smelter in Odisha")
    assert not any("search again" in line for line in calm)
