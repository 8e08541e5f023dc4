"""A made case as a folder: what must stand in it, even when it holds nothing."""

import pytest

from orepath.study.draft import readme, tables_written
from orepath.world.build.case import built
from orepath.world.build.order import ordered
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME


def test_a_table_that_a_case_must_have_is_written_without_rows(small, tmp_path):
    # A mine alone has no recipes; the folder without their file would be refused.
    tables = {**small.tables, "recipes": small.table("recipes").clear()}
    tables_written(Case(small.settings, tables), tmp_path)
    heading = (tmp_path / "recipes.csv").read_text(encoding="utf8")
    columns = [column.name for column in BY_NAME["recipes"].columns]
    assert heading.strip().split(",") == columns


def test_a_table_that_may_be_missing_is_left_out_without_rows(small, tmp_path):
    tables = {**small.tables, "shocks": small.table("shocks").clear()}
    tables_written(Case(small.settings, tables), tmp_path)
    assert BY_NAME["shocks"].optional
    assert not (tmp_path / "shocks.csv").exists()


@pytest.fixture(scope="module")
def lone():
    return readme(built(ordered("IND", "uranium", ["KAZ"], most=4)), "mine")


@pytest.fixture(scope="module")
def weak():
    return readme(built(ordered("IND", "antimony", ["TJK"], most=20)), "mine")


def test_a_mineral_of_one_known_maker_is_warned_of(lone, weak):
    assert "the library knows one maker only" in lone
    assert "the library knows one maker only" not in weak


def test_a_chain_that_keeps_little_of_its_trade_says_what_moves(weak):
    assert "Of antimony only 9" in weak
    assert "most moves: antimony" in weak


def test_the_title_names_minerals_with_an_and():
    order = ordered("JPN", ["tin", "zinc"])
    assert readme(built(order), "mine").startswith("# Tin and zinc for Japan")


def test_trade_that_is_not_seen_is_warned_of(lone, weak):
    assert "Not all trade in antimony metal is seen" in weak
    assert "Not all trade" not in lone


def test_published_use_far_off_what_is_left_over_is_told():
    told = readme(built(ordered("USA", "gallium", most=8)), "mine")
    assert "primary gallium in United States 19 t (" in told
