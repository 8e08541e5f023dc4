"""A case: frozen, complete, and changed only by making another."""

import polars as pl
import pytest
from pydantic import ValidationError

from orepath.errors import InputError
from orepath.world.case import Case
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
