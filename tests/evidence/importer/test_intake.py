"""Whole or not at all: what stays when an import fails."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.importer.aside import cells_of, kept_aside
from orepath.evidence.importer.intake import Intake, Rule
from orepath.evidence.source import Source

SOURCE = Source("s", "Title", "Publisher", 2025, "CC BY 4.0", "", "")
NEGATIVE = Rule("value", "a negative value", "give 0 or more", pl.col("value") < 0)


def table(*values):
    lines = range(2, 2 + len(values))
    return pl.DataFrame(
        {"line": lines, "id": [f"s/{n}" for n in lines], "year": 2024, "value": values},
        schema_overrides={"value": pl.Float64},
    )


def run(tmp_path, frame, name="one", *, broken=False):
    with Intake(tmp_path / "file.csv", tmp_path / "own", "observations", name) as one:
        one.headings = ("id", "year", "value")
        one.write(one.take(frame, [NEGATIVE]).drop("line"))
        if broken:
            raise KeyboardInterrupt
        text = frame.with_columns(pl.exclude("line").cast(pl.String))
        return one.close([SOURCE], cells_of(text))


def test_rows_sources_and_what_was_kept_aside_are_written(tmp_path):
    told = run(tmp_path, table(1, -2, 3))
    assert (told.rows, told.kept_aside) == (2, 1)
    assert all(path.is_file() for path in told.written)
    assert kept_aside(tmp_path / "own").row(0) == (
        "file.csv", 3, "value", "-2.0", "a negative value", "give 0 or more",
        "s/3,2024,-2.0",
    )  # fmt: skip


def test_nothing_is_seen_of_an_import_that_was_broken_off(tmp_path):
    run(tmp_path, table(1, 2))
    before = sorted(tmp_path.rglob("*.parquet"))
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, table(7, 8), broken=True)
    assert sorted(tmp_path.rglob("*.parquet")) == before
    assert not list((tmp_path / "own").glob(".importing-*"))


@pytest.mark.parametrize(
    ("frame", "match"),
    [
        (table(), "the file has no rows"),
        (table(-1), "no row could be imported"),
        (table(-1, -2, 3), "2 of 3 rows: a negative value"),
    ],
)
def test_a_file_that_is_mostly_faulty_is_refused_whole(tmp_path, frame, match):
    with pytest.raises(InputError, match=match):
        run(tmp_path, frame)
    assert list(tmp_path.rglob("*.*")) == []


def test_more_faulty_rows_than_anybody_would_mend_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("orepath.evidence.importer.intake.MOST_ASIDE", 1)
    with pytest.raises(InputError, match="2 of 6 rows"):
        run(tmp_path, table(-1, -2, 3, 4, 5, 6))


def test_another_import_of_the_same_thing_is_refused_by_name(tmp_path):
    run(tmp_path, table(1))
    with pytest.raises(InputError, match="'s/2' stands already in the import 'one'"):
        run(tmp_path, table(2), name="two")


def test_what_another_file_left_aside_stays(tmp_path):
    run(tmp_path, table(1, -2, 3))
    file = tmp_path / "own" / "kept-aside.csv"
    file.write_text(file.read_text().replace("file.csv", "other.csv"))
    run(tmp_path, table(1, 2, -3))
    assert kept_aside(tmp_path / "own")["file"].to_list() == ["other.csv", "file.csv"]
