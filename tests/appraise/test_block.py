"""Blocks and sales: files read, ground drawn, offers and bids reckoned."""

from pathlib import Path

import numpy as np
import pytest

from orepath.appraise.bidding import right
from orepath.appraise.block import grounds, read_block
from orepath.appraise.sale import bid_at, offer
from orepath.appraise.tender import Tender, tender
from orepath.errors import InputError

SURE = """
[block]
name = "sure"
title = "A sure block"
place = "IND"
mineral = "lithium"
level = "G2"
tonnes = 1e6
content = 0.02
price = 10000
capital = {value = 30, unit = "MUSD"}
cost = 40
years = 10
wait = 2
discount = 0.10
source = "assumption"
grade = "C"
"""


def block(tmp_path: Path, text: str = SURE):
    path = tmp_path / "sure.toml"
    path.write_text(text, encoding="utf-8")
    return read_block(path)


def test_ground_is_present_worth_by_hand(tmp_path):
    ground = grounds(block(tmp_path), "G2", 0, tender())
    explored = 1.1 ** -tender().level["G2"].years
    each = (1 - 1.1**-10) / 0.1 / 10 * explored * 1.1**-2
    assert ground.base == pytest.approx(1e6 * 0.02 * 10_000 * each)
    assert ground.cost == pytest.approx(30e6 * explored + 40e6 * each)
    assert ground.take == pytest.approx(0.03 * 1.12)
    error = tender().level["G2"].error.value
    assert ground.faith == pytest.approx(np.exp(-tender().crowd.fear.value * error))


def test_exploring_before_the_sale_tells_without_gaining_on_average(tmp_path):
    known = grounds(block(tmp_path), "G2", 0, tender())
    told = grounds(block(tmp_path), "G1", 0, tender())
    ratio = told.base / known.base
    sooner = 1.1 ** (tender().level["G2"].years - tender().level["G1"].years)
    assert ratio.mean() == pytest.approx(sooner, rel=0.05)
    assert ratio.std() > 0.2
    assert (told.chance > known.chance).all()


def test_an_offer_adds_up_over_both_attempts(tmp_path):
    found = offer(block(tmp_path))
    first, second, either = found.sales
    assert [sale.attempt for sale in found.sales] == ["first", "second", "either"]
    assert either.sold == pytest.approx(first.sold + (1 - first.sold) * second.sold)
    for sale in found.sales:
        assert sale.none + sale.few + sale.sold == pytest.approx(1.0)
    assert either.revenue == pytest.approx(
        first.revenue + (1 - first.sold) * second.revenue
    )
    assert found.found == 1.0
    assert found.spent == 0.0
    assert found.revenue == either.revenue
    assert either.premium_low <= either.premium <= either.premium_high


def test_exploring_first_costs_and_may_fail(tmp_path):
    found = offer(block(tmp_path), "G1")
    two, one = tender().level["G2"], tender().level["G1"]
    assert found.found == pytest.approx(two.chance.value / one.chance.value)
    assert found.spent == pytest.approx(two.left.value - one.left.value)
    assert found.revenue == pytest.approx(
        found.found * found.sales[-1].revenue - found.spent
    )


def test_ground_not_worth_a_look_finds_nobody(tmp_path):
    poor = block(tmp_path, SURE.replace("cost = 40", "cost = 4000"))
    either = offer(poor).sales[-1]
    assert either.sold == 0
    assert either.none == pytest.approx(1.0)
    assert either.premium_low is None
    assert either.revenue == 0


def test_the_same_seed_draws_the_same_and_another_one_other_firms(tmp_path):
    assert offer(block(tmp_path)) == offer(block(tmp_path))
    assert offer(block(tmp_path), seed=1) != offer(block(tmp_path))


def test_a_bid_is_reckoned_by_hand(tmp_path):
    ground = grounds(block(tmp_path), "G2", 0, tender())
    told = bid_at(block(tmp_path), 0.2)
    held = 1 - 0.03 * 1.12 - 0.2
    base, cost = ground.base[0], ground.cost[0]
    worth, _ = right(held * ground.base, ground.cost, ground.error)
    level = tender().level["G2"]
    assert told.gain == pytest.approx(level.chance.value * worth[0] - level.left.value)
    assert told.forced == pytest.approx(held * base - cost - level.left.value)
    assert told.needed == pytest.approx(0.2 + 0.03 * 1.12 + cost / base)


def test_who_bids_more_than_the_whole_value_loses_what_it_explores_for(tmp_path):
    told = bid_at(block(tmp_path), 4.0)
    assert told.gain == pytest.approx(-tender().level["G2"].left.value)
    assert told.worked == 0
    assert told.forced < -3 * grounds(block(tmp_path), "G2", 0, tender()).base[0]


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    broken = (
        SURE.replace('level = "G2"', 'level = "G7"')
        .replace("tonnes = 1e6", "tonnes = -1")
        .replace("price = 10000", "")
        + "\n[blocks]\n"
    )
    with pytest.raises(InputError) as told:
        block(tmp_path, broken)
    where = {problem.where for problem in told.value.problems}
    assert where == {
        "sure.toml:blocks",
        "sure.toml:block.level",
        "sure.toml:block.tonnes",
        "sure.toml:block.price",
    }


def test_a_place_or_mineral_that_nobody_knows_is_refused_with_a_suggestion(tmp_path):
    slips = SURE.replace('"lithium"', '"lithum"').replace('"IND"', '"INX"')
    with pytest.raises(InputError) as told:
        block(tmp_path, slips)
    place, mineral = told.value.problems
    assert place.what == "unknown place 'INX'"
    assert mineral.what == "unknown mineral 'lithum'"
    assert "'lithium'" in mineral.fix


def test_a_file_that_is_none_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_block(tmp_path / "none.toml")
    with pytest.raises(InputError, match="is no TOML"):
        block(tmp_path, "[block")
    with pytest.raises(InputError, match="is no section"):
        block(tmp_path, "")


def test_a_level_that_is_none_or_less_than_known_is_refused(tmp_path):
    with pytest.raises(InputError, match="'G9' is none"):
        offer(block(tmp_path), "G9")
    with pytest.raises(InputError, match="explored up to G2; G4 is less"):
        offer(block(tmp_path), "G4")
    with pytest.raises(InputError, match="below nil"):
        bid_at(block(tmp_path), -0.1)


def test_a_tender_of_ones_own_may_be_given(tmp_path):
    given: Tender = tender()
    rule = given.rule.model_copy(update={"first": 1})
    lenient = given.model_copy(update={"rule": rule})
    assert (
        offer(block(tmp_path), given=lenient).sales[0].sold
        > offer(block(tmp_path)).sales[0].sold
    )


def test_a_broken_tender_is_refused_with_every_fault(monkeypatch):
    import tomllib

    raw = {
        "source": "assumption",
        "grade": "C",
        "rule": {"first": 3},
        "level": {"G1": {}},
    }
    monkeypatch.setattr(tomllib, "loads", lambda _: raw)
    tender.cache_clear()
    try:
        with pytest.raises(InputError) as told:
            tender()
    finally:
        tender.cache_clear()
    where = {problem.where for problem in told.value.problems}
    assert {"auction.toml:rule.reserve", "auction.toml:level.G1.error"} <= where
