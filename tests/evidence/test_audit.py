"""Audits: rows and money by source and grade, worst first."""

import polars as pl
import pytest

from orepath.evidence.audit import CITED, audit, by_grade, weighed
from orepath.evidence.library import library
from orepath.evidence.source import SCHEMA as SOURCES

SPONGE = "usgs-2026/titanium-sponge/production/KAZ/2024"
ROWS = pl.DataFrame(
    [
        ("sites", "a", SPONGE, "A", 60.0),
        ("trade", "b", f"{SPONGE}; assumption", "C", 30.0),
        ("trade", "c", "assumption", "C", 10.0),
        ("trade", "d", "my notebook", "B", 0.0),
        ("prices", "e", "usgs-2026/ilmenite/price/USA/2024", "A", 0.0),
    ],
    schema=CITED,
    orient="row",
)


def test_a_row_with_two_sources_counts_for_both():
    found = {key: (rows, usd) for key, rows, usd in weighed(ROWS).iter_rows()}
    assert found[SPONGE] == (2, 90.0)
    assert found["assumption"] == (2, 40.0)


def test_the_worst_grade_with_most_money_comes_first():
    found = audit(ROWS)
    assert found.select("grade", "id").row(0) == ("C", "assumption")
    assert found["grade"].to_list() == sorted(found["grade"], reverse=True)
    assert found["share"][0] == pytest.approx(0.4)


def test_each_source_is_assumed_own_disputed_or_cited():
    stands = dict(audit(ROWS).select("id", "stands").iter_rows())
    assert stands == {
        "assumption": "assumed",
        "my notebook": "own",
        SPONGE: "disputed",
        "usgs-2026/ilmenite/price/USA/2024": "cited",
    }


def test_a_disputed_source_shows_how_far_the_numbers_lie_apart():
    found = audit(ROWS).filter(id=SPONGE, grade="A").row(0, named=True)
    assert found["spread"] == pytest.approx(19 / 14)
    assert found["citation"].startswith("U.S. Geological Survey (2026)")
    assert found["first"] == "sites: a"


def test_grades_share_out_all_money_once():
    found = by_grade(ROWS)
    assert found.select("grade", "rows", "assumed").rows() == [
        ("C", 2, 2),
        ("B", 1, 0),
        ("A", 2, 0),
    ]
    assert found["share"].sum() == pytest.approx(1)


def test_nothing_cited_gives_an_empty_audit():
    assert audit(ROWS.clear()).is_empty()
    assert by_grade(ROWS.clear()).is_empty()


def test_a_users_own_evidence_is_cited_like_the_embedded(tmp_path):
    own = library().observations(commodity="titanium slag").head(1)
    own = own.with_columns(id=pl.lit("mine/1"), source=pl.lit("mine"))
    (tmp_path / "observations" / "mine").mkdir(parents=True)
    (tmp_path / "sources" / "mine").mkdir(parents=True)
    own.write_parquet(tmp_path / "observations" / "mine" / "1.parquet")
    row = dict.fromkeys(SOURCES) | {"id": "mine", "title": "T", "licence": "L"}
    pl.DataFrame([row], schema=dict(SOURCES)).write_parquet(
        tmp_path / "sources" / "mine" / "1.parquet"
    )
    rows = ROWS.with_columns(source=pl.lit("mine/1"))
    found = audit(rows, library(tmp_path))
    assert set(found["stands"]) == {"cited"}
    assert found["citation"][0] == "Unnamed publisher: T. L"
