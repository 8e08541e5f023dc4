"""An auction told: blocks found, sentences and tables, refusals."""

from dataclasses import replace

import pytest

from orepath.errors import InputError
from orepath.study.auctioning import (
    auction_block,
    bids_sheet,
    blocks,
    find_block,
    fit_sheet,
    premia_sheet,
    sales_sheet,
    words,
)


@pytest.fixture(scope="module")
def found():
    return auction_block(find_block("tungsten"), premia=[0.45])


def test_a_block_is_found_by_name_and_by_file():
    assert find_block("tungsten") == find_block(str(blocks()["tungsten"]))
    with pytest.raises(InputError, match="nothing is called 'tungstn'") as told:
        find_block("tungstn")
    assert "tungsten" in told.value.problems[0].fix


def test_it_is_offered_as_it_is_and_better_explored(found):
    assert [one.level for one in found.offers] == ["G3", "G2", "G1"]
    frame = sales_sheet(found).frame
    assert frame["Level"].to_list() == ["G3", "G2", "G1"]
    assert frame["In all"].to_list() == [one.sales[-1].sold for one in found.offers]
    # What is better known is feared less and sells more often.
    assert frame["In all"][1] > frame["In all"][0]


def test_a_level_asked_for_stands_beside_its_own():
    asked = auction_block(find_block("tungsten"), levels=["G1"])
    assert [one.level for one in asked.offers] == ["G3", "G1"]


def test_words_tell_the_sale_the_premium_and_what_exploring_brings(found):
    told = " ".join(words(found))
    first, _, either = found.offers[0].sales
    assert f"{100 * first.sold:.0f} of 100" in told
    assert f"{100 * either.sold:.0f} of 100 in all" in told
    assert "where 3 are needed" in told
    assert "the premium is" in told


def test_words_say_when_exploring_pays_when_not_and_when_nothing_is_left(found):
    cheap = replace(found.offers[1], spent=-1e9)
    assert (
        f"Explored to {cheap.level} first"
        in words(replace(found, offers=(found.offers[0], cheap)))[-1]
    )
    dear = replace(found.offers[1], spent=1e9)
    assert (
        "more than bidders" in words(replace(found, offers=(found.offers[0], dear)))[-1]
    )
    assert "as far as blocks are" in words(replace(found, offers=found.offers[:1]))[-1]


def test_ground_that_nobody_buys_has_no_premium_to_tell():
    block = find_block("tungsten")
    cost = block.cost.model_copy(update={"low": 900, "value": 900, "high": 900})
    poor = auction_block(block.model_copy(update={"cost": cost}), levels=["G3"])
    told = " ".join(words(poor))
    assert "100 of 100 draw nobody" in told
    assert "premium is" not in told
    assert sales_sheet(poor).frame["Premium"].to_list() == [None]


def test_bids_above_the_whole_value_are_marked_with_their_loss(found):
    frame = bids_sheet(found).frame
    assert "45 %" in frame["Bid"].to_list()
    marked = frame.filter(frame["Bid"].str.ends_with("!"))
    assert marked["Bid"].to_list() == ["200 % !", "400 % !"]
    assert (marked["Gain"] < 0).all()
    assert (marked["Must earn"] > 2).all()


def test_the_fit_and_published_premia_are_told():
    fit = fit_sheet()
    assert fit.frame.height == 13
    assert fit.frame["What"][0] == "Part sold, tranche I"
    premia = premia_sheet().frame
    assert premia["Premium"][0] == 4.0
    assert premia["Mind"].to_list().count("more than the whole value") == 4
