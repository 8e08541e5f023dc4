"""What a buyer abroad pays at its gate: the price, the freight, and others' prices."""

import pytest

from orepath.evidence.library import library
from orepath.study.analysis import corridors_of
from orepath.study.gate import gate_prices
from orepath.study.ventures import find_venture
from orepath.world.load import load_case


@pytest.fixture(scope="module")
def found():
    return find_venture(["odisha-slag"])


def test_each_corridor_to_the_buyer_has_a_row_the_cheapest_first(found):
    case = load_case(found.case)
    frame = gate_prices(found.venture, case)
    own = frame.drop_nulls("freight")
    assert sorted(own["way"]) == sorted(corridors_of(case)["title"])
    assert own["freight"].is_sorted()
    row = own.row(0, named=True)
    assert row["price"] == found.venture.product[0].price.value
    assert row["low"] < row["price"] + row["freight"] < row["high"]


def test_what_was_bought_elsewhere_has_its_unit_value(found):
    frame = gate_prices(found.venture, found.case)
    (row,) = frame.filter(origin="NOR").to_dicts()
    held = library().row("baci/261400/NOR-KAZ/2024")
    assert row["price"] == held["value_usd"] / held["tonnes"]
    assert row["freight"] is None


def test_a_lowest_and_a_highest_price_hold_at_the_gate(found):
    deal = found.venture.offtake[0]
    floor = deal.floor.model_copy(update={"value": 1000.0, "high": 1000.0})
    bound = deal.model_copy(update={"floor": floor})
    frame = gate_prices(
        found.venture.model_copy(update={"offtake": (bound,)}), found.case
    )
    assert frame["price"][0] == 1000.0
    capped = deal.model_copy(update={"cap": floor.model_copy(update={"value": 900.0})})
    frame = gate_prices(
        found.venture.model_copy(update={"offtake": (capped,)}), found.case
    )
    assert frame["price"][0] == 900.0


def test_without_contracts_abroad_there_is_nothing_to_tell(found):
    bare = found.venture.model_copy(update={"offtake": ()})
    assert gate_prices(bare, found.case).is_empty()
    home = found.venture.offtake[0].model_copy(update={"place": "IND"})
    only = found.venture.model_copy(update={"offtake": (home,)})
    assert gate_prices(only, found.case).is_empty()


def test_a_case_without_corridors_has_only_what_was_bought_elsewhere(found):
    case = load_case("european-buyer")
    assert gate_prices(found.venture, case).drop_nulls("freight").is_empty()
