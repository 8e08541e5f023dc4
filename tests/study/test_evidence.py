"""The evidence of a case: every row that names a source, with its money."""

import pytest

from orepath.evidence.audit import audit, by_grade
from orepath.study.evidence import cited_rows
from orepath.world.case import Case


def money(case: Case, table: str, row: str) -> float:
    found = cited_rows(case).filter(table=table).filter(row=row)
    return float(found["usd"].item())


def test_trade_is_worth_a_year_at_the_price_of_the_place_or_of_all(small):
    # 150 kt of ore at 330 USD/t.
    assert money(small, "trade", "ore IND CHN") == pytest.approx(150e3 * 330)


def test_a_site_is_worth_its_output_of_the_process(small):
    # 20 kt of slag at 970 USD/t.
    assert money(small, "sites", "kaz_smelt") == pytest.approx(20e3 * 970)


def test_a_project_is_worth_its_outlay(small):
    # 50 kt/a at 800 USD/(t/a).
    assert money(small, "projects", "smelter") == pytest.approx(50e3 * 800)


def test_a_price_is_worth_the_demand_it_holds_for(small):
    slag = small.table("demand").filter(commodity="slag")["quantity"].sum()
    assert money(small, "prices", "slag *") == pytest.approx(slag * 970)


def test_no_row_with_a_source_is_left_out(small):
    rows = sum(
        table.height for table in small.tables.values() if "source" in table.columns
    )
    assert cited_rows(small).height == rows


def test_the_audit_of_an_invented_case_finds_only_its_own_sources(small):
    rows = cited_rows(small)
    assert set(audit(rows)["stands"]) == {"own"}
    assert by_grade(rows)["share"].sum() == pytest.approx(1)


def test_a_case_without_rows_cites_nothing(small):
    empty = {name: table.clear() for name, table in small.tables.items()}
    assert cited_rows(Case(small.settings, empty)).is_empty()
