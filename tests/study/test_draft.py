"""A made case as a folder: what must stand in it, even when it holds nothing."""

from orepath.study.draft import tables_written
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
