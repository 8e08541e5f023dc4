"""Any place's minerals from the library alone."""

import polars as pl
import pytest

from orepath.evidence.shipment import trade
from orepath.study.question import question
from orepath.study.survey import exposed, gathered, weakest

KEY = ["commodity", "stage", "year"]


def answer(place, **said):
    asked = question(place, **said)
    return exposed(asked, gathered(asked))


@pytest.fixture(scope="module")
def india():
    return answer("IND", roster="india-30", against="CHN", beside="Central Asia")


def test_every_mineral_of_the_list_has_a_row(india):
    asked = question("IND", roster="india-30")
    assert set(asked.minerals) <= set(india["mineral"])
    assert {word for word, _ in asked.unknown} <= set(india["mineral"])


def test_kazakhstan_sells_india_most_of_its_sponge_and_china_makes_most(india):
    row = india.row(by_predicate=pl.col("commodity") == "titanium sponge", named=True)
    assert row["top_origin"] == "KAZ"
    assert row["top_supplier"] == "CHN"
    # BACI 2024, HS 810820: of India's imports, from Kazakhstan and from China.
    flows = trade("titanium", 2024, stages="refine", places="IND").filter(
        destination="IND"
    )
    bought = flows["value"].sum()
    of = dict(flows.select("origin", "value").rows())
    assert row["import_top_share"] == pytest.approx(of["KAZ"] / bought)
    assert row["against_imports"] == pytest.approx(of["CHN"] / bought)
    assert row["group_imports"] == pytest.approx(of["KAZ"] / bought, abs=1e-9)


def test_what_is_not_known_is_null_with_a_reason(india):
    lacking = india.filter(pl.col("reliance").is_null())
    assert lacking.height > 0
    assert (lacking["note"].str.len_chars() > 0).all()


def test_shares_of_other_years_stand_in_and_say_so(india):
    row = india.row(by_predicate=pl.col("commodity") == "hafnium", named=True)
    assert row["top_supplier"] == "FRA"
    assert row["supply"] is None
    assert "shares of the world in 2016-2020" in row["note"]


def test_a_mineral_nobody_knows_keeps_its_row():
    table = answer("IND", minerals="titanium,cobold", stage="refine")
    assert table["commodity"].to_list()[-1] == "cobold"
    assert "titanium sponge" in table["commodity"].to_list()
    assert "cobalt" in table["note"][-1]


def test_several_places_are_one_and_their_trade_is_none():
    table = answer("EU27", minerals="titanium", stage="refine")
    row = table.filter(commodity="titanium sponge").row(0, named=True)
    flows = trade("titanium", 2024, stages="refine")
    members = question("EU27").members
    inside, outside = pl.col("origin").is_in(members), ~pl.col("origin").is_in(members)
    bought = flows.filter(pl.col("destination").is_in(members), outside)["value"].sum()
    assert flows.filter(pl.col("destination").is_in(members), inside).height > 0
    assert row["imports"] == pytest.approx(bought)


def test_a_year_before_all_pairs_are_known_tells_only_the_covered_places():
    asked = {"minerals": "titanium", "stage": "refine", "year": "2018"}
    sponge = {"commodity": "titanium sponge"}
    assert answer("KAZ", **asked).filter(**sponge)["imports"][0] is not None
    german = answer("DEU", **asked).filter(**sponge)
    assert german["imports"][0] is None
    assert "trade" in german["note"][0]


def test_a_span_of_years_has_a_row_each():
    table = answer("IND", minerals="titanium", stage="refine", year="2022-2024")
    table = table.filter(commodity="titanium sponge")
    assert table["year"].to_list() == [2022, 2023, 2024]


def test_the_same_question_gives_the_same_bytes(india):
    again = answer("IND", roster="india-30", against="CHN", beside="Central Asia")
    assert again.equals(india)


def test_the_supply_risk_is_of_the_unions_method_on_the_unions_rates():
    row = answer("EU27", minerals="tungsten", stage="mine").row(0, named=True)
    assert row["supply_risk_low"] <= row["supply_risk"] <= row["supply_risk_high"]
    # EU 2017: 42 % of tungsten is recycled and nothing substitutes it.
    least = min(row["governance_hhi"], row["supply_risk"] / (1 - 0.42))
    assert 0 < least * (1 - 0.42) <= row["supply_risk"] * (1 + 1e-9)


def test_a_form_the_union_does_not_rate_has_no_supply_risk_and_says_so():
    row = answer("IND", minerals="titanium", stage="refine").row(
        by_predicate=pl.col("commodity") == "titanium sponge", named=True
    )
    assert row["supply_risk"] is None
    assert "the European Union rates no such material" in row["note"]


def test_a_restriction_without_a_number_is_named():
    before = answer("IND", minerals="graphite", stage="mine", year="2022")["note"][0]
    after = answer("IND", minerals="graphite", stage="mine", year="2024")["note"][0]
    assert "export licence" not in before
    assert "CHN, export licence since 2023-12-01" in after


def test_the_weakest_stage_says_how_many_forms_are_known():
    asked = question("IND", minerals="titanium")
    found = gathered(asked)
    row = weakest(found, exposed(asked, found)).row(0, named=True)
    assert row["commodity"] == "titanium sponge"
    assert 0 < row["known"] < row["stages"]
