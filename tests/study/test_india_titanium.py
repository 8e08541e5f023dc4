"""The built-in study holds what its page promises: one run, seen from all sides.

The laws here are those that a reader relies on; numbers that evidence may move are not
pinned down.
"""

import re
from collections import Counter

import polars as pl
import pytest

from orepath.report.pages import write_page
from orepath.study.analysis import analyse
from orepath.study.drawing.chain import chain_links
from orepath.study.drawing.time import supplier_shares
from orepath.study.output import manifest_of
from orepath.study.pages import page_of
from orepath.study.sheets import SHEETS, sheets_of
from orepath.study.words import headlines
from orepath.world.load import load_case


@pytest.fixture(scope="module")
def case():
    return load_case("india-titanium")


@pytest.fixture(scope="module")
def titanium(case):
    return analyse(case)


@pytest.fixture(scope="module")
def page(titanium, tmp_path_factory):
    path = tmp_path_factory.mktemp("titanium") / "report.html"
    write_page(path, page_of(titanium))
    return path.read_text(encoding="utf8")


@pytest.mark.slow
def test_no_rule_is_broken_beyond_rounding(titanium):
    audit = titanium.plan.audit
    assert {"balance", "budget", "share cap"} <= set(audit["rule"])
    assert audit["largest_breach"].max() * 1e3 < 1e-3
    assert manifest_of(titanium)["largest_breach_t"] < 1e-3


@pytest.mark.slow
def test_every_traded_good_has_its_exposure(titanium):
    traded = titanium.case.table("commodities").filter("traded")
    assert titanium.exposure["commodity"].to_list() == traded["commodity"].to_list()


@pytest.mark.slow
def test_the_plan_gains_and_keeps_its_budgets(titanium):
    plan = titanium.plan
    assert plan.search.best.focus >= plan.search.without.focus
    chosen = plan.projects.filter("built")
    assert set(chosen["project"]) == set(plan.starts)
    assert (chosen["focus_gain"] >= 0).all()
    assert chosen["affordable"].all()


@pytest.mark.slow
def test_every_identifier_that_the_page_cites_stands_in_its_sources(page):
    anchors = set(re.findall(r'id="(source-[^"]+)"', page))
    cited = set(re.findall(r'href="#(source-[^"]+)"', page))
    assert cited
    assert cited <= anchors


@pytest.mark.slow
def test_no_anchor_of_the_page_is_set_twice_or_leads_nowhere(page):
    anchors = re.findall(r'<(?:section|tr|li|article)[^>]* id="([^"]+)"', page)
    assert [name for name, count in Counter(anchors).items() if count > 1] == []
    links = set(re.findall(r'href="#([^"]+)"', page))
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert links <= ids


@pytest.mark.slow
def test_every_number_is_two_clicks_from_a_source_at_most(page):
    for table in re.findall(r'<table id="t-.*?</table>', page, re.DOTALL):
        for row in re.findall(r"<tr\b.*?</tr>", table, re.DOTALL)[1:]:
            assert re.search(r'href="#(?:in|source)-', row), row
    inputs = re.findall(r'<table id="(in-[^"]+)".*?</table>', page, re.DOTALL)
    assert len(inputs) > 15
    for table in re.findall(r'<table id="in-.*?</table>', page, re.DOTALL):
        for row in re.findall(r"<tr(?! class).*?</tr>", table, re.DOTALL)[1:]:
            assert 'href="#source-' in row, row


@pytest.mark.slow
def test_the_page_stays_small(page):
    assert len(page.encode()) < 1_500_000


@pytest.mark.slow
def test_the_page_opens_without_a_network(page):
    fetched = re.findall(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="http', page)
    assert fetched == []
    assert "@import" not in page


@pytest.mark.slow
def test_all_sheets_are_filled_with_finite_numbers(titanium):
    sheets = sheets_of(titanium)
    empty = {make(titanium).name for make in SHEETS} - set(sheets)
    # The study states none of these, and its numbers lie close enough together.
    unstated = {"inputs_tiers", "inputs_lifetimes", "inputs_capacities"}
    assert empty == unstated | {"cautions"}
    for name, sheet in sheets.items():
        for column in sheet.frame.select(pl.selectors.float()).get_columns():
            assert column.drop_nulls().is_finite().all(), (name, column.name)


@pytest.mark.slow
def test_what_enters_a_good_at_home_is_not_less_than_what_leaves_it(titanium):
    links = chain_links(titanium.plan, "titanium")
    ends = {"Mined or collected", "Imported"}
    for good in set(links["source_label"]) - ends:
        enters = links.filter(pl.col("target_label") == good)["value"].sum()
        leaves = links.filter(pl.col("source_label") == good)["value"].sum()
        assert enters >= leaves - 1.0, good


@pytest.mark.slow
def test_shares_of_suppliers_sum_to_one(titanium):
    table = supplier_shares(titanium.plan)
    sums = table.group_by("label", "state").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height)


@pytest.mark.slow
def test_the_venture_earns_less_delivered_than_at_its_gate(titanium):
    gate, *sent = titanium.venture.routes["value"].to_list()
    assert len(sent) == titanium.corridors.height > 0
    assert max(sent) < gate


@pytest.mark.slow
def test_grades_share_out_all_of_the_money(titanium):
    sums = titanium.grades.group_by("what").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height)


@pytest.mark.slow
def test_the_findings_follow_the_questions(titanium):
    firsts = [line.split(":")[0] for line in headlines(titanium)]
    assert firsts[0] == "Most exposed"
    assert firsts[1] == "Plan"
    assert firsts[-1] == "Doubt"
    assert "Worst disruption" in firsts
