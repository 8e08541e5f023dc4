"""Sources: citations and refusals."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.source import SCHEMA, Source, sources_of, unknown_sources

ROW = {
    "id": "usgs",
    "title": "Ores",
    "publisher": None,
    "year": None,
    "licence": "public domain",
    "url": None,
    "note": None,
}


def test_a_citation_leaves_out_what_is_not_known():
    source = sources_of(pl.DataFrame([ROW], schema=dict(SCHEMA)))["usgs"]
    assert source.citation() == "Unnamed publisher: Ores. public domain"


def test_a_source_that_stands_twice_is_refused():
    with pytest.raises(InputError, match="'usgs' stands twice"):
        sources_of(pl.DataFrame([ROW, ROW], schema=dict(SCHEMA)))


def test_a_missing_column_is_refused():
    with pytest.raises(InputError, match="sources:1:licence"):
        sources_of(pl.DataFrame([ROW], schema=dict(SCHEMA)).drop("licence"))


def test_an_unknown_source_is_told_with_a_suggestion():
    known = {"usgs-2026": Source("usgs-2026", "t", "p", 2026, "l", "", "")}
    (problem,) = unknown_sources(["usgs-2026", "usgs-2062"], known, "sites.csv")
    assert problem.where == "sites.csv:source"
    assert problem.fix == "did you mean 'usgs-2026'?"
