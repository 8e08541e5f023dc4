"""Exports: a table as a file, whole or of one mineral; nothing is overwritten."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.contents import TABLES
from orepath.evidence.export import write_table
from orepath.evidence.library import library

LIB = library()


def test_an_exported_table_reads_back_the_same(tmp_path):
    rows = write_table(LIB, "observations", tmp_path / "a.parquet", "titanium")
    back = pl.read_parquet(tmp_path / "a.parquet")
    assert back.equals(LIB.observations(mineral="titanium"))
    assert rows == back.height


@pytest.mark.parametrize("name", ["sources", "legs", "leg_lines", "facts"])
def test_every_row_of_a_csv_bears_its_identifier(tmp_path, name):
    write_table(LIB, name, tmp_path / "a.csv")
    back = pl.read_csv(tmp_path / "a.csv", infer_schema=False)
    assert back["id"].null_count() == 0


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        write_table(LIB, "observation", tmp_path / "none" / "a.xls")
    told = "\n".join(str(p) for p in caught.value.problems)
    assert "cannot write '.xls' files" in told
    assert "no such folder" in told
    assert "did you mean 'observations'" in told


def test_a_file_that_is_there_is_kept(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is already there"):
        write_table(LIB, "facts", target)
    assert target.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "told"), [("facts", "did you mean"), ("legs", "names no minerals")]
)
def test_a_mineral_that_is_not_there_is_refused(tmp_path, name, told):
    with pytest.raises(InputError, match=told):
        write_table(LIB, name, tmp_path / "a.csv", "titanum")


def test_there_is_no_table_called_sources():
    # The name stands for the list of sources, beside the tables.
    assert "sources" not in TABLES
