"""Ways compared on the package's own tables, against published trials."""

import pytest

from orepath.errors import InputError
from orepath.study.corridor import (
    ROLES,
    best_way,
    compare_ways,
    idle,
    named_way,
    touches,
)
from orepath.world.atlas import read_atlas

TEU = 20.0
"""Tonnes in a container of bulk goods, to which CAREC's costs relate too."""


@pytest.fixture(scope="module")
def atlas():
    return read_atlas()


@pytest.fixture(scope="module")
def open_ways(atlas):
    return compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk")


def test_the_corridors_people_speak_of_are_all_travelled(open_ways):
    names = [way.name for way in open_ways.corridors]
    assert names == [
        "instc-sarakhs",
        "instc-incheh-borun",
        "chabahar",
        "trans-caspian",
        "lianyungang",
        "black-sea",
    ]
    assert all(way.path is not None for way in open_ways.corridors)
    assert {role for way in open_ways.frontier for role in way.best} <= {
        *ROLES.values(),
        "frontier",
    }


def test_no_corridor_beats_the_best_ways(open_ways):
    paths = [way.path for way in open_ways.ways]
    assert open_ways.best("cost").path.cost.value == min(p.cost.value for p in paths)
    assert open_ways.best("time").path.days.value == min(p.days.value for p in paths)
    safest = max(p.reliability.value for p in paths)
    assert open_ways.best("reliability").path.reliability.value == safest


def test_mundra_to_astana_meets_the_published_trial(atlas):
    # policy/P092: 1,585 km by sea, 4,300 km by rail, 25 to 30 days. The network says
    # 1,540 and 4,541 km.
    path = named_way(atlas, "instc-sarakhs", "Mundra", "Astana").path
    sea, rail = path.legs["km"][0], path.legs["km"][1:].sum()
    assert (sea, rail) == pytest.approx((1540, 4541), abs=1)
    assert (sea, rail) == pytest.approx((1585, 4300), rel=0.06)
    assert 25 <= path.days.value <= 30
    assert path.days.low < 25
    assert path.days.high > 30


def test_nhava_sheva_to_moscow_meets_the_published_dry_runs(atlas):
    # fact/F0536 to F0541: 3,550 to 5,765 USD/TEU and 26 to 44 days, in 2017, when Iran
    # had halved its tariff (fact/F0593): our middle lies above, our range overlaps.
    start = atlas.stop("Nhava Sheva")
    for via in (
        ["Bandar Abbas", "Rasht", "Astara", "Baku"],
        ["Bandar Abbas", "Amirabad port", "Astrakhan"],
    ):
        path = atlas.network.along(start, "Moscow", via)
        assert 26 <= path.days.value <= 44
        assert path.cost.low * TEU < 5765
        assert path.cost.high * TEU > 3550
        assert path.cost.value * TEU == pytest.approx(5765, rel=0.45)


def test_suez_to_moscow_meets_the_published_rate(atlas):
    # fact/F0543 and F0542: 3,133 USD/TEU, 32 days, which go by the Baltic.
    path = atlas.network.along(
        atlas.stop("Nhava Sheva"), atlas.stop("Moscow"), ["Novorossiysk"]
    )
    assert path.cost.value * TEU == pytest.approx(3133, rel=0.05)
    assert path.days.value == pytest.approx(32, rel=0.3)


def test_sarakhs_to_bandar_abbas_is_as_long_as_published(atlas):
    # freight/rail/sarakhs-bandar-abbas: 1,600 km.
    path = atlas.network.cheapest("Sarakhs", "Bandar Abbas")
    assert path.km == pytest.approx(1600, rel=0.07)


def test_a_corridor_runs_both_ways(atlas, open_ways):
    back = compare_ways(atlas, "Ust-Kamenogorsk", "Mumbai")
    for there, here in zip(open_ways.corridors, back.corridors, strict=True):
        assert there.path.stops == here.path.stops[::-1]
        assert there.path.cost.value == pytest.approx(here.path.cost.value)


def test_no_way_passes_a_stop_twice(atlas):
    # By Sarakhs to Moscow the cheapest of all would turn round and sail.
    for pair in (("Mumbai", "Moscow"), ("Mumbai", "Tashkent"), ("Delhi", "Osh")):
        for way in compare_ways(atlas, *pair).ways:
            if way.path is not None:
                assert len(set(way.path.stops)) == len(way.path.stops)


@pytest.mark.parametrize(
    "word", ["Bandar Abbas", "Strait of Hormuz", "Iran", "Bandar Abbas - Bafq"]
)
def test_a_closing_is_gone_round_and_never_cheaper(atlas, open_ways, word):
    after = compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk", closed=[word])
    shut = after.closed[0]
    assert not any(touches(way, shut) for way in after.ways)
    assert idle(open_ways, after.closed) == []
    assert after.best("cost").path.cost.value >= open_ways.best("cost").path.cost.value
    for old, new in zip(open_ways.corridors, after.corridors, strict=True):
        if new.path is None:
            assert touches(old, shut)
            assert new.trouble
        else:
            assert new.path.cost.value >= old.path.cost.value - 1e-9


def test_a_closed_rail_leg_sends_goods_by_road_at_a_price(atlas, open_ways):
    after = compare_ways(
        atlas, "Mumbai", "Ust-Kamenogorsk", closed=["Bandar Abbas - Bafq"]
    )
    old, new = open_ways.corridors[0].path, after.corridors[0].path
    assert "Bafq" in old.stops
    assert "Bafq" not in new.stops
    assert "road" in set(new.legs["mode"])
    assert new.cost.value > old.cost.value


def test_reasons_are_told_in_few_words(atlas):
    told = compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk", closed=["Iran", "Suez"])
    reasons = {way.name: way.trouble for way in told.corridors}
    assert reasons["instc-sarakhs"] == "Bandar Abbas lies in IRN, closed"
    assert reasons["black-sea"].startswith("a detour, 1,")
    assert reasons["lianyungang"] == ""
    shut = compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk", closed=["Poti"])
    assert {w.name: w.trouble for w in shut.corridors}["trans-caspian"] == (
        "Poti is closed"
    )


def test_more_goods_than_a_leg_carries_go_another_way(atlas):
    wide = compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk", tonnes=7e6)
    reasons = {way.name: way.trouble for way in wide.corridors}
    assert reasons["instc-incheh-borun"] == "a leg is too narrow"
    assert all(
        way.path.capacity is None or way.path.capacity.value >= 7e6
        for way in wide.frontier
    )


def test_closing_what_nobody_passes_is_said(open_ways):
    assert idle(open_ways, ["JPN", "Hormuz", "Tursunzoda"]) == ["JPN", "Tursunzoda"]


def test_what_cannot_be_reached_names_what_is_left(atlas):
    with pytest.raises(InputError, match="cannot be reached; closed or too narrow"):
        compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk", closed=["Kazakhstan"])
    with pytest.raises(InputError, match=r"joins .*Ust-Kamenogorsk to Semey"):
        compare_ways(
            atlas,
            "Mumbai",
            "Ust-Kamenogorsk",
            closed=["Semey - Aktogay", "Semey - Aksu"],
        )


def test_the_best_way_is_found_by_any_measure(atlas, open_ways):
    for by in ROLES:
        way = best_way(atlas, "Mumbai", "Ust-Kamenogorsk", by)
        assert way.path.stops == open_ways.best(by).path.stops
    with pytest.raises(InputError, match="--by"):
        best_way(atlas, "Mumbai", "Astana", "beauty")


def test_a_corridor_that_does_not_lie_between_says_so(atlas):
    told = compare_ways(atlas, "Chavara", "Kochi")
    assert all(way.path is None and way.trouble for way in told.corridors)
    with pytest.raises(InputError):
        named_way(atlas, "lianyungang", "Chavara", "Kochi")


def test_reliability_follows_from_the_causes_each_counted_once(atlas):
    path = named_way(atlas, "instc-sarakhs").path
    causes = {one.key[1]: one.amount for one in path.charges if one.unit == "1/a"}
    assert causes == {"Hormuz": 0.11, "IRN": 0.11}
    assert path.reliability.value == pytest.approx(0.8025, abs=1e-4)  # exp(-0.22)
    assert path.reliability.low < 0.8025 < path.reliability.high
