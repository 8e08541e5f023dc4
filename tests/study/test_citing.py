"""Every source of a case is listed, with what the library knows of it."""

import polars as pl

from orepath.study.citing import OWN, citations, cited_ids


def cite(small, *cells):
    """Return the small case whose power prices cite what is given, all grade B."""
    row = small.table("power")
    rows = [row.with_columns(source=pl.lit(c), grade=pl.lit("B")) for c in cells]
    return small.replace(power=pl.concat(rows))


def test_a_cell_may_name_several_sources(small):
    case = cite(small, "wgi-2024; assumption ;fact/F0630", "assumption")
    assert cited_ids(case) == ["assumption", "fact/F0630", "invented", "wgi-2024"]


def test_a_row_without_source_cites_nothing(small):
    row = small.table("power").with_columns(source=pl.lit(None, dtype=pl.String))
    assert cited_ids(small.replace(power=row)) == ["invented"]


def test_a_source_of_the_library_is_cited_as_the_library_does(small):
    rows = citations(cite(small, "usgs-2026/ilmenite/price/USA/2024"))
    row = rows.filter(pl.col("id").str.starts_with("usgs")).row(0, named=True)
    assert "Geological Survey" in row["citation"]
    assert row["licence"]
    assert row["url"].startswith("https://")


def test_a_word_of_judgement_is_explained(small):
    rows = citations(cite(small, "assumption"))
    row = rows.filter(pl.col("id") == "assumption").row(0, named=True)
    assert (row["citation"], row["url"]) == (OWN["assumption"], "")


def test_a_source_nobody_knows_is_the_users_own(small):
    row = citations(small).row(0, named=True)
    assert row["id"] == "invented"
    assert row["citation"] == "invented: the case's own source."


def test_a_source_stands_under_the_best_grade_that_cites_it(small):
    assert citations(small)["grade"].to_list() == ["C"]
    assert citations(cite(small, "invented"))["grade"].to_list() == ["B"]
