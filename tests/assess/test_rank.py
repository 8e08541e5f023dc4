"""Where a place stands among the world's producers."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.assess.rank import ranks
from orepath.errors import InputError
from orepath.evidence.library import library

ROWS = {"ZAF": 20.0, "KAZ": 6.0, "TUR": 8.0, "IND": 4.0, "UZB": 3.0, "OTH": 4.0}


def supply(tonnes, spread=0.0, **key):
    words = {"commodity": "chromite", "stage": "mine", "year": 2024} | key
    return pl.DataFrame(
        {"place": list(tonnes), "value": list(tonnes.values())},
        schema={"place": pl.String, "value": pl.Float64},
    ).with_columns(
        *[pl.lit(word).alias(name) for name, word in words.items()],
        low=pl.col("value") * (1 - spread),
        high=pl.col("value") * (1 + spread),
    )


def one(table, *args, **words):
    return ranks(table, *args, **words).row(0, named=True)


def test_a_place_is_ranked_by_hand():
    row = one(supply(ROWS), "KAZ")
    assert (row["rank"], row["rank_low"], row["rank_high"]) == (3, 3, 3)
    assert row["share"] == pytest.approx(6 / 45)
    assert row["unnamed"] == pytest.approx(4 / 45)
    assert (row["producers"], row["tied"], row["note"]) == (5, 0, "")


def test_the_unnamed_are_never_ranked_but_may_hide_a_bigger_one():
    row = one(supply(ROWS | {"OTH": 30.0}), "KAZ")
    # Thirty tonnes can hide four that make more than six each, never five.
    assert (row["rank"], row["rank_low"], row["rank_high"]) == (3, 3, 7)


def test_a_remainder_of_exactly_ones_own_tonnes_hides_nobody_bigger():
    assert one(supply(ROWS | {"OTH": 6.0}), "KAZ")["rank_high"] == 3


def test_equal_tonnes_share_the_better_rank():
    table = supply({"A": 5.0, "B": 5.0, "C": 1.0})
    assert [one(table, place)["rank"] for place in "ABC"] == [1, 1, 3]
    assert [one(table, place)["tied"] for place in "ABC"] == [1, 1, 0]


def test_a_group_is_ranked_as_if_it_were_one():
    row = one(supply(ROWS), ["KAZ", "UZB", "TKM"], name="Central Asia")
    assert (row["place"], row["members"]) == ("Central Asia", "KAZ, UZB")
    assert (row["value"], row["rank"], row["producers"]) == (9.0, 2, 4)
    assert row["note"] == "TKM may be among the unnamed"


def test_overlapping_ranges_make_a_rank_uncertain():
    row = one(supply({"A": 10.0, "B": 9.0, "C": 1.0}, 0.3), "B", draws=500)
    assert (row["rank"], row["rank_low"], row["rank_high"]) == (2, 1, 2)
    assert row["share_low"] < row["share"] < row["share_high"]


def test_ranges_that_do_not_touch_leave_a_rank_sure():
    row = one(supply({"A": 10.0, "B": 5.0}, 0.1), "B", draws=500)
    assert (row["rank_low"], row["rank_high"]) == (2, 2)


def test_a_producer_without_a_figure_worsens_only_the_worst_rank():
    table = supply({"A": 10.0, "B": 5.0, "USA": None})
    row = one(table, "B")
    assert (row["rank"], row["rank_low"], row["rank_high"]) == (2, 2, 3)
    assert row["note"] == "no figure for USA"


def test_a_member_without_a_figure_makes_any_better_rank_possible():
    row = one(supply({"A": 10.0, "B": 5.0, "C": None}), ["B", "C"])
    assert (row["rank"], row["rank_low"]) == (2, 1)


def test_a_place_that_is_not_named_keeps_its_row_and_says_why():
    table = pl.concat(
        [
            supply({"A": 10.0, "OTH": 5.0}, commodity="a"),
            supply({"A": 10.0}, commodity="b"),
            supply({"A": 10.0, "B": 0.0}, commodity="c"),
            supply({"A": 10.0, "B": 1.0}, commodity="d"),
        ]
    )
    found = ranks(table, "B")
    assert found["rank"].to_list() == [None, None, None, 2]
    assert found["note"].to_list() == [
        "B may be among the unnamed",
        "nothing reported",
        "no output",
        "",
    ]


def test_the_first_so_many_hold_the_sure_and_the_doubtful():
    found = ranks(supply(ROWS | {"OTH": 30.0}), "KAZ", top=3)
    assert found["within"].to_list() == ["in doubt"]
    assert ranks(supply(ROWS), "KAZ", top=3)["within"].to_list() == ["yes"]
    assert ranks(supply(ROWS), "KAZ", top=2).height == 0


def test_shares_of_the_world_leave_a_remainder_nobody_names():
    table = supply({"A": 0.5, "B": 0.2}).with_columns(unit=pl.lit("fraction"))
    row = one(table, "B")
    assert (row["share"], row["unnamed"]) == pytest.approx((0.2, 0.3))
    assert (row["rank"], row["rank_high"]) == (2, 3)


def test_measures_are_ranked_apart():
    table = pl.concat(
        [
            supply(ROWS, measure="production"),
            supply({"KAZ": 9.0, "ZAF": 5.0}, measure="reserves"),
        ]
    )
    found = dict(ranks(table, "KAZ").select("measure", "rank").rows())
    assert found == {"production": 3, "reserves": 1}


def test_without_draws_the_ends_are_the_value():
    row = one(supply(ROWS, 0.3), "KAZ", draws=0)
    assert row["low"] == row["value"] == row["high"]


TONNES = st.dictionaries(
    st.sampled_from([*"ABCDEFGH", "OTH"]),
    st.floats(0.5, 1e6).map(lambda tonnes: round(tonnes, 3)),
    min_size=2,
).filter(lambda tonnes: set(tonnes) - {"OTH"})


@settings(max_examples=30)
@given(TONNES, st.floats(1e-3, 1e3))
def test_another_unit_changes_no_rank(tonnes, factor):
    place = next(place for place in tonnes if place != "OTH")
    scaled = {name: value * factor for name, value in tonnes.items()}
    first = one(supply(tonnes), place, draws=0)
    second = one(supply(scaled), place, draws=0)
    assert first["rank"] == second["rank"]
    assert first["share"] == pytest.approx(second["share"])


@settings(max_examples=30)
@given(TONNES)
def test_ends_hold_the_rank_and_more_tonnes_never_worsen_it(tonnes):
    place = next(place for place in tonnes if place != "OTH")
    row = one(supply(tonnes, 0.2), place, draws=50)
    assert 1 <= row["rank_low"] <= row["rank"] <= row["rank_high"]
    assert 0 <= row["share_low"] <= row["share"] <= row["share_high"] <= 1
    more = one(supply(tonnes | {place: tonnes[place] * 2}), place, draws=0)
    assert more["rank"] <= row["rank"]


@settings(max_examples=30)
@given(TONNES)
def test_the_order_of_rows_changes_nothing(tonnes):
    place = next(place for place in tonnes if place != "OTH")
    table = supply(tonnes, 0.2)
    assert ranks(table, place, draws=20).equals(ranks(table.reverse(), place, draws=20))


def test_published_sponge_ranks_follow_from_the_library():
    # USGS 2026, sponge in 2024: China 256 kt, Japan 57, Russia 33, Kazakhstan 19.
    made = library().observations(
        commodity="titanium sponge", measure="production", year=2024
    )
    table = (
        made.filter(pl.col("source") == "usgs-2026", pl.col("place") != "WLD")
        .unique("place")
        .with_columns(low="value", high="value")
    )
    row = one(table, "KAZ", draws=0)
    assert (row["rank"], row["value"]) == (4, 19_000.0)


def test_all_faults_are_told_at_once():
    table = pl.concat([supply(ROWS), supply({"KAZ": -1.0})])
    with pytest.raises(InputError) as caught:
        ranks(table, "KAX", top=0)
    told = str(caught.value)
    assert "no row names 'KAX'" in told
    assert "KAZ" in told
    assert "the first 0" in told
    assert "stands 2 times" in told
    assert "range -1.0 – -1.0 – -1.0" in told


def test_a_missing_column_and_no_place_are_refused():
    with pytest.raises(InputError, match="supply:1:low"):
        ranks(supply(ROWS).drop("low"), "KAZ")
    with pytest.raises(InputError, match="none given"):
        ranks(supply(ROWS), [])
