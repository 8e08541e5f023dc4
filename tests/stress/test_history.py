"""History on the small invented case: an event of our own, and hand values."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from orepath.errors import AxisError, InputError
from orepath.stress.history import case_of, good_of, replay, replayed
from orepath.stress.historycheck import Check, checks, multiple
from orepath.stress.historyevent import Event, events
from orepath.stress.historymarket import Market, market_of
from orepath.world.case import Case

BAN = Event(
    "slag_2025", "No slag from China", "IND", "titanium", "export_ban", "CHN", "",
    "slag", "2025-07-01", (0.25, 0.5, 1.0), (3.0, 6.0, 12.0), recorded=True,
    before=2024, base_year=2024, struck=2025, near="", why_not="", unseen="Stocks.",
    source=("invented",), grade="C", note="",
)  # fmt: skip
OUTAGE = replace(
    BAN, event="smelt_2025", kind="outage", process="smelt", commodity="",
    severity=(0.5, 0.5, 0.5),
)  # fmt: skip
ASKED = [
    ("sold", "slag", "CHN"), ("sold", "slag", "KAZ"), ("bought", "slag", "IND"),
    ("imports", "slag", "IND"), ("made", "slag", "CHN"), ("made", "slag", "KAZ"),
    ("price", "slag", "IND"), ("spot", "slag", "IND"), ("home price", "slag", "CHN"),
    ("made", "slag", "USA"), ("bought", "ore", "IND"), ("price", "iron", "IND"),
]  # fmt: skip


@pytest.fixture(scope="module")
def market(small: Case) -> Market:
    settings = small.settings.model_copy(
        update={"periods": (2025,), "end": 2025, "shock_year": 2025}
    )
    return market_of(replace(small, settings=settings), "slag")


def test_the_undisturbed_year_is_the_base_year_grown_by_one(market):
    b = market.balance
    sold = market.base.shipped[0, b.pair_origin == b.places.at("CHN")]
    assert sold.sum() > 0.0
    assert np.nanmin(market.base.price) > 0.0


def test_what_a_ban_leaves_is_the_base_quantity_less_severity_by_months(market):
    told = replayed(BAN, market, ASKED)
    # Half for six months of twelve: a quarter of the year.
    assert told.lost == pytest.approx(0.25)
    sold = told.readings["sold", "slag", "CHN"]
    steady = replayed(replace(BAN, severity=(1.0, 1.0, 1.0)), market, ASKED)
    assert steady.lost == pytest.approx(0.5)
    # Of the base year's shipments three quarters, then half, may still pass.
    whole = sold.after / 0.75
    assert steady.readings["sold", "slag", "CHN"].after == pytest.approx(0.5 * whole)
    assert sold.ratio == pytest.approx(sold.after / sold.before)


def test_a_ban_makes_goods_dearer_abroad_and_cheaper_at_home(market):
    told = replayed(BAN, market, ASKED).readings
    assert told["price", "slag", "IND"].ratio > 1.0
    assert told["spot", "slag", "IND"].ratio > told["price", "slag", "IND"].ratio
    assert told["home price", "slag", "CHN"].ratio <= 1.0
    assert told["bought", "slag", "IND"].ratio < 1.0
    assert told["imports", "slag", "IND"] == told["bought", "slag", "IND"]


def test_an_outage_cuts_what_is_made(market):
    told = replayed(OUTAGE, market, ASKED)
    assert told.good == "slag"
    assert told.readings["made", "slag", "CHN"].ratio < 1.0
    assert told.readings["made", "slag", "KAZ"].ratio >= 1.0 - 1e-9
    assert told.months[6].lost > 0.0


def test_ranges_are_ordered_and_hold_severe_and_mild(market):
    for reading in replayed(BAN, market, ASKED).readings.values():
        assert reading.low <= reading.high
    sold = replayed(BAN, market, ASKED).readings["sold", "slag", "CHN"]
    assert sold.low < sold.ratio < sold.high


def test_an_event_that_takes_nothing_changes_nothing(market):
    none = replace(BAN, severity=(0.0, 0.0, 0.0))
    for reading in replayed(none, market, ASKED).readings.values():
        assert (reading.low, reading.ratio, reading.high) == pytest.approx((1, 1, 1))


def test_what_the_case_does_not_know_is_missing(market):
    told = replayed(BAN, market, ASKED).readings
    assert ("made", "slag", "USA") not in told
    assert ("bought", "ore", "IND") not in told
    # Nobody ships iron, so it has no price abroad to speak of.
    assert ("price", "iron", "IND") not in told


def test_months_add_up_to_what_the_year_loses(market):
    told = replayed(BAN, market, ASKED)
    sold = told.readings["sold", "slag", "CHN"]
    assert [month.month for month in told.months] == list(range(1, 13))
    assert [month.lost for month in told.months[:6]] == [0.0] * 6
    assert sum(m.lost for m in told.months) == pytest.approx(0.25 * sold.before)
    assert told.months[-1].missing == pytest.approx(0.25 * sold.before)
    assert told.months[0].price == 1.0
    assert told.months[-1].price == pytest.approx(
        told.readings["spot", "slag", "IND"].ratio
    )


def test_what_is_lost_is_told_as_a_part_of_what_others_have(market):
    told = replayed(BAN, market, ASKED)
    sold = told.readings["sold", "slag", "CHN"].before
    elsewhere = told.readings["made", "slag", "KAZ"].before
    assert told.abroad == pytest.approx(0.25 * sold / (sold + elsewhere))


def test_the_same_event_tells_the_same_twice(market):
    assert replayed(BAN, market, ASKED) == replayed(BAN, market, ASKED)


def test_an_event_that_hits_nothing_is_refused(market):
    with pytest.raises(InputError, match="hits no site"):
        replayed(replace(BAN, commodity="ore", place="KAZ"), market, ASKED)


def test_a_good_that_no_cluster_holds_is_refused(small):
    with pytest.raises(AxisError, match="slag"):
        market_of(small, "slagg")


def test_a_case_of_the_year_before_has_one_period():
    event = next(one for one in events() if one.event == "tellurium_2025")
    case = case_of(event)
    s = case.settings
    assert (s.base_year, s.periods, s.end, s.shock_year) == (2024, (2025,), 2025, 2025)
    assert good_of(event, case) == "tellurium"
    assert "CHN" in case.table("places")["place"].to_list()
    told = replay(event, [("price", "tellurium", "WLD")])
    assert told.readings["price", "tellurium", "WLD"].ratio > 1.0


SEEN = pl.DataFrame(
    [
        ("price", "slag", "IND", 100.0, 150.0),
        ("home price", "slag", "CHN", 100.0, 90.0),
        ("sold", "slag", "CHN", 100.0, 74.0),
        ("made", "slag", "CHN", 0.0, 10.0),
        ("bought", "slag", "IND", 60.0, 45.0),
        ("sold", "slag", "KAZ", 1.0, 2.0),
        ("sold", "slag", "IND", 1.0, 1.0),
    ],
    schema=["what", "commodity", "place", "before", "after"],
    orient="row",
).with_columns(
    ratio=pl.when(pl.col("before") > 0).then(pl.col("after") / pl.col("before")),
    note=pl.lit(""),
)


@pytest.fixture(scope="module")
def made(market: Market) -> tuple[Check, ...]:
    asked = list(SEEN.select("what", "commodity", "place").iter_rows())
    return checks(replayed(BAN, market, asked), SEEN)


def test_numbers_are_judged_by_sign_and_size_and_places_by_order(made):
    kinds = [(one.aspect, one.what) for one in made]
    assert kinds == [
        ("direction", "price abroad, mean of the year"),
        ("size", "price abroad, mean of the year"),
        ("direction", "price at home"),
        ("size", "price at home"),
        ("direction", "sales of the place hit"),
        ("size", "sales of the place hit"),
        ("direction", "output of the place hit"),
        ("size", "output of the place hit"),
        ("rank", "order in which buyers lose"),
        ("rank", "who sells more instead"),
    ]
    verdict = {(one.aspect, one.what): one.verdict for one in made}
    assert verdict["direction", "price abroad, mean of the year"] == "hit"
    assert verdict["size", "sales of the place hit"] == "hit"


def test_what_was_nil_before_or_has_too_few_places_is_unknown(made):
    by_what = {one.what: one for one in made}
    assert by_what["output of the place hit"].verdict == "unknown"
    assert by_what["output of the place hit"].seen == "–"
    assert by_what["order in which buyers lose"].verdict == "unknown"


def test_plain_sense_is_judged_beside_the_model(made):
    guess = {(one.aspect, one.what): one.guess for one in made}
    # Dearer abroad, cheaper at home, fewer sales: all three came; nothing was still.
    for what in (
        "price abroad, mean of the year",
        "price at home",
        "sales of the place hit",
    ):
        assert guess["direction", what] == 1.0
        assert guess["size", what] == 0.0
    assert guess["rank", "order in which buyers lose"] == 0.5


def test_multiples_are_short():
    assert [multiple(ratio) for ratio in (0.5, 9.994, 12.34)] == [
        "×0.50",
        "×9.99",
        "×12.3",
    ]
