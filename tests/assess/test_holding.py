"""Who owns a country's output, as far as anybody says."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.assess.control import control, touched
from orepath.assess.holding import holdings, owned_sites, owners
from orepath.errors import InputError
from orepath.evidence.form import forms
from orepath.evidence.library import library
from orepath.evidence.supply import supply

KEY = {"commodity": "Co", "stage": "mine", "year": 2024}


def made(**tonnes):
    return pl.DataFrame(
        [{"place": place, "value": value} | KEY for place, value in tonnes.items()]
    )


def shares(*rows):
    return pl.DataFrame(
        [(*row, row[-1], row[-1]) if len(row) == 3 else row for row in rows],
        schema=["site", "owner", "share", "share_low", "share_high"],
        orient="row",
    )


def sites(*rows):
    return pl.DataFrame(
        [(site, place, "Co", part, part, part) for site, place, part in rows],
        schema={
            "site": pl.String,
            "place": pl.String,
            "commodity": pl.String,
            "part": pl.Float64,
            "part_low": pl.Float64,
            "part_high": pl.Float64,
        },
        orient="row",
    )


SUPPLY = made(COD=80.0, AUS=15.0, OTH=5.0)
OWNERS = shares(("a", "CHN", 0.8), ("a", "COD", 0.2), ("b", "CHE", 0.75))
SITES = sites(("a", "COD", 0.5), ("b", "COD", 0.25), ("c", "COD", None))


def by_place(table, column):
    return dict(table.select("place", column).rows())


def test_output_is_shared_out_by_hand():
    table = holdings(SUPPLY, OWNERS, SITES)
    assert by_place(table, "owned") == pytest.approx(
        {"CHN": 32.0, "CHE": 15.0, "COD": 8.0, "AUS": 0.0, "OTH": 0.0, "unknown": 45.0}
    )
    assert by_place(table, "located")["COD"] == 80.0
    assert table["place"].to_list()[-1] == "unknown"


def test_the_unknown_could_be_any_owners():
    table = holdings(SUPPLY, OWNERS, SITES)
    assert by_place(table, "owned_share_low")["CHN"] == pytest.approx(0.32)
    assert by_place(table, "owned_share_high")["CHN"] == pytest.approx(1 - 0.15 - 0.08)
    assert by_place(table, "owned_share_high")["AUS"] == pytest.approx(0.45)


def test_a_range_of_shares_moves_only_the_ends():
    wide = shares(("a", "CHN", 0.8, 0.7, 0.9))
    table = holdings(SUPPLY, wide, SITES)
    assert by_place(table, "owned_share")["CHN"] == pytest.approx(0.32)
    assert by_place(table, "owned_share_low")["CHN"] == pytest.approx(0.28)
    assert by_place(table, "owned_share_low")["unknown"] == pytest.approx(0.64)
    assert by_place(table, "owned_share_high")["unknown"] == pytest.approx(0.72)


def test_control_by_one_owner_and_the_bounds_of_concentration():
    row = control(holdings(SUPPLY, OWNERS, SITES)).row(0, named=True)
    assert (row["owner"], row["note"]) == ("CHN", "known for 55.0 % of output")
    low = 0.32**2 + 0.15**2 + 0.08**2
    assert row["hhi_owned_low"] == pytest.approx(low)
    assert row["hhi_owned_high"] == pytest.approx(low - 0.32**2 + 0.77**2)
    assert row["hhi_located"] == pytest.approx(0.8**2 + 0.15**2)


def test_who_owns_nothing_known_may_own_all_that_is_not():
    row = control(holdings(SUPPLY, OWNERS, SITES), "RUS").row(0, named=True)
    assert (row["owner"], row["share"], row["share_low"]) == ("RUS", 0.0, 0.0)
    assert row["share_high"] == pytest.approx(0.45)


def test_without_any_owner_everything_is_unknown():
    table = holdings(SUPPLY, OWNERS.clear(), SITES.clear())
    assert by_place(table, "owned_share")["unknown"] == 1.0
    row = control(table).row(0, named=True)
    assert (row["known"], row["hhi_owned_low"], row["hhi_owned_high"]) == (
        0.0,
        0.0,
        1.0,
    )


def test_places_with_a_named_site_are_told_apart_from_known_output():
    row = touched(SUPPLY, SITES).row(0, named=True)
    assert (row["touched"], row["sites"]) == (0.8, "c")


def test_shares_of_the_world_leave_their_rest_unknown():
    table = holdings(made(COD=0.6).with_columns(unit=pl.lit("fraction")), OWNERS, SITES)
    assert by_place(table, "owned_share")["unknown"] == pytest.approx(1 - 0.6 * 0.6875)


@settings(max_examples=40)
@given(
    st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2),
    st.floats(0.0, 0.5),
    st.floats(1.0, 1e6),
)
def test_shares_sum_to_one_and_lie_between_their_ends(held, part, tonnes):
    table = holdings(
        made(COD=tonnes, AUS=1.0),
        shares(("a", "CHN", held[0]), ("b", "CHE", held[1])),
        sites(("a", "COD", part), ("b", "COD", part)),
    )
    assert table["owned_share"].sum() == pytest.approx(1)
    assert table["located_share"].sum() == pytest.approx(1)
    ends = table.select("owned_share_low", "owned_share", "owned_share_high").rows()
    assert all(-1e-9 <= low <= at + 1e-9 <= high + 2e-9 for low, at, high in ends)


def test_the_librarys_sites_fit_its_owners_and_forms():
    known = set(owners()["site"])
    assert set(owned_sites()["site"]) <= known
    assert set(owned_sites()["commodity"]) <= set(forms()["commodity"])
    for key in owned_sites()["source"].drop_nulls():
        assert library().row(key)


def test_chinese_control_of_congolese_cobalt_is_read_from_the_library():
    row = control(
        holdings(supply("cobalt", 2024, stages="mine"), owners(), owned_sites()), "CHN"
    ).row(0, named=True)
    # 47 % of the Congo's output, which is about four fifths of the world's.
    assert row["share_low"] == pytest.approx(0.47 * row["hhi_located"] ** 0.5, rel=0.05)
    assert row["share_low"] < 0.5 < row["share_high"] < 0.7


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError) as caught:
        holdings(
            SUPPLY,
            shares(("a", "CHN", 0.8), ("a", "COD", 0.3), ("b", "CHE", 0.5, 0.6, 0.7)),
            sites(("a", "COD", 0.7), ("b", "COD", 0.7)),
        )
    told = str(caught.value)
    assert "owners of a — shares sum to 1.1" in told
    assert "sites of COD Co — parts sum to 1.4" in told
    assert "range 0.6 – 0.5 – 0.7" in told
    with pytest.raises(InputError, match="sites:1:part_low"):
        holdings(SUPPLY, OWNERS, SITES.drop("part_low"))
