"""A case: frozen, complete, and changed only by making another."""

import polars as pl
import pytest
from pydantic import ValidationError

from orepath.errors import InputError
from orepath.world.case import SAMPLES, Case, Risk, declared, setting
from orepath.world.catalogue import TABLES


def test_a_case_holds_every_table_of_the_catalogue(small):
    assert list(small.tables) == [spec.name for spec in TABLES]
    bare = Case(small.settings, {})
    assert all(bare.table(spec.name).is_empty() for spec in TABLES)


def test_an_unknown_table_is_answered_with_a_near_one(small):
    with pytest.raises(InputError, match="did you mean 'sites'"):
        small.table("site")


def test_replacing_a_table_leaves_the_first_case_as_it_was(small):
    other = small.replace(sites=small.table("sites").head(1))
    assert other.table("sites").height == 1
    assert small.table("sites").height == 4
    assert other.settings == small.settings


def test_a_case_cannot_be_changed_in_place(small):
    with pytest.raises(TypeError):
        small.tables["sites"] = pl.DataFrame()
    with pytest.raises(ValidationError, match="frozen"):
        small.settings.focus = "CHN"


@pytest.mark.parametrize(
    ("table", "fix"), [("sites", "give ['site', 'place'"), ("site", "'sites'?")]
)
def test_a_table_that_does_not_fit_the_catalogue_is_refused(small, table, fix):
    with pytest.raises(InputError) as caught:
        small.replace(**{table: pl.DataFrame({"x": [1]})})
    (problem,) = caught.value.problems
    assert problem.where == table
    assert fix in problem.fix


def test_a_reader_sees_names_and_a_key_without_a_name_itself(small):
    assert small.name_of("places", "IND") == "India"
    assert small.name_of("places", "USA") == "USA"


def test_risk_is_nothing_until_a_case_asks_for_it(small):
    assert small.settings.risk == Risk(aversion=0.0, tail=0.9, samples=0)
    assert small.settings.plan.whose == "focus"


@pytest.mark.parametrize(
    ("given", "samples"),
    [
        ({}, 0),
        ({"aversion": 0.2}, SAMPLES),
        ({"aversion": 0.2, "samples": 7}, 7),
        ({"aversion": 0.0, "tail": 0.5}, 0),
        ({"samples": 20}, 20),
    ],
)
def test_whoever_fears_the_worst_years_gets_states_of_them(given, samples):
    assert Risk.model_validate(given).samples == samples


@pytest.mark.parametrize(
    "given", [{"aversion": 1.5}, {"tail": 1.0}, {"samples": -1}, {"averse": 0.1}]
)
def test_a_risk_that_means_nothing_is_refused(given):
    with pytest.raises(ValidationError):
        Risk.model_validate(given)


def test_the_world_s_plan_takes_no_fear_that_it_would_leave_aside(small):
    given = small.settings.model_dump() | {"plan": {"whose": "world"}}
    assert type(small.settings).model_validate(given).plan.whose == "world"
    with pytest.raises(ValidationError, match=r"leave out .risk. aversion"):
        type(small.settings).model_validate(given | {"risk": {"aversion": 0.2}})


def test_every_setting_has_a_key_and_can_be_read_by_it(small):
    keys = declared()
    assert {"seed", "risk.aversion", "risk.tail", "plan.whose"} <= set(keys)
    assert "risk" not in keys
    assert setting(small.settings, "risk.tail") == 0.9
    assert setting(small.settings, "focus") == "IND"
