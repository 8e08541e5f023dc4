"""Tests of voyages: hand values, laws, closures, refusals, and an oracle."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.errors import InputError
from orepath.world.atlas import read_atlas
from orepath.world.chart import read_chart
from orepath.world.fixture import fitted, sea_km
from orepath.world.voyage import SCHEMA, voyages

PLACES = tuple(read_chart().places())


def only(frame: pl.DataFrame) -> dict[str, object]:
    return frame.to_dicts()[0]


@pytest.fixture(scope="module")
def everywhere() -> pl.DataFrame:
    return voyages(PLACES, PLACES)


def test_every_pair_is_joined_in_the_order_asked(everywhere: pl.DataFrame) -> None:
    pairs = [(a, b) for a in PLACES for b in PLACES if a != b]
    assert everywhere.select("origin", "destination").rows() == pairs
    assert everywhere.schema == pl.Schema(SCHEMA)
    assert everywhere.drop("note").null_count().sum_horizontal()[0] == 0


def test_ranges_are_ordered_and_above_nothing(everywhere: pl.DataFrame) -> None:
    for name in ("cost", "days"):
        low, value, high = (everywhere[name + end] for end in ("_low", "", "_high"))
        assert ((low > 0) & (low <= value) & (value <= high)).all()


def test_a_voyage_costs_the_same_both_ways(everywhere: pl.DataFrame) -> None:
    back = everywhere.rename({"origin": "destination", "destination": "origin"})
    both = everywhere.join(back, on=["origin", "destination"])
    for name in ("cost", "km", "days"):
        assert np.allclose(both[name], both[f"{name}_right"])


def test_a_port_to_port_voyage_is_fee_haul_and_handling() -> None:
    row = only(voyages(["Tubarao"], ["Qingdao"]))
    fit = fitted("bulk")
    km = sea_km(("Tubarao", "Qingdao"))[0, 1]
    assert row["km"] == pytest.approx(km)
    assert row["cost"] == pytest.approx(fit.fee[1] + fit.cost[1] * km + 2 * 8)
    assert row["days"] == pytest.approx(km / 560 + 2 + 2 * 4)
    assert row["mode"] == "sea"
    assert row["grade"] == "C"


def test_parcels_pay_half_as_much_again_and_containers_more() -> None:
    bulk, parcel, box = (
        only(voyages(["Durban"], ["Rotterdam"], cargo=cargo))["cost"]
        for cargo in ("bulk", "parcel", "container")
    )
    assert parcel - 16 == pytest.approx(1.5 * (bulk - 16))
    assert box > parcel


def test_tolls_of_suez_and_the_red_sea_are_paid_as_in_the_corridors() -> None:
    row = only(voyages(["Mumbai(JNPT)"], ["Genoa"]))
    fit = fitted("bulk")
    toll = row["cost"] - 16 - fit.fee[1] - fit.cost[1] * row["km"]
    assert toll == pytest.approx(5.26)
    assert row["via"].split()[:2] == ["Bab-el-Mandeb", "Suez"]


def test_suez_closed_sends_ships_by_the_cape() -> None:
    open_, shut = (
        only(voyages(["IND"], ["NLD"], closed=closed)) for closed in ((), ("Suez",))
    )
    assert "Cape-of-Good-Hope" in shut["via"].split()
    assert 6_500 < shut["km"] - open_["km"] < 9_500
    assert shut["cost"] > open_["cost"]


def test_hormuz_closed_leaves_the_gulf_the_road_alone() -> None:
    rows = voyages(["KWT", "QAT", "BHR"], ["IND"], closed=["Strait of Hormuz"])
    assert set(rows["mode"]) == {"road and sea"}
    assert not rows["via"].str.contains("Hormuz").any()


def test_where_no_way_is_open_the_row_says_so() -> None:
    row = only(voyages(["MDG"], ["IND"], closed=["MDG"]))
    assert row["cost"] is None
    assert row["via"] is None
    assert row["note"] == "no way is open; closed: MDG"


@given(
    st.lists(st.sampled_from(PLACES), min_size=3, max_size=3, unique=True),
    st.sampled_from(["Suez", "Panama", "Malacca", "RUS", "Hormuz", "Gibraltar"]),
)
@settings(max_examples=15, deadline=None)
def test_a_closure_never_makes_a_voyage_cheaper(places: list[str], shut: str) -> None:
    free = voyages(places, places)["cost"]
    bound = voyages(places, places, closed=[shut])["cost"].fill_null(np.inf)
    assert (bound >= free - 1e-9).all()


def test_ports_keep_the_triangle_with_a_handling_in_between() -> None:
    ports = ["Durban", "Santos", "Shanghai", "Rotterdam", "Houston"]
    cost = {(a, b): c for a, b, c in voyages(ports, ports).select(
        "origin", "destination", "cost").rows()}  # fmt: skip
    for a in ports:
        for b in ports:
            for c in ports:
                if len({a, b, c}) == 3:
                    assert cost[a, c] <= cost[a, b] + cost[b, c]


def test_kazakhstan_reaches_india_at_what_the_corridors_tell() -> None:
    row = only(voyages(["Ust-Kamenogorsk"], ["Chhatrapur OSCOM"]))
    # Through China to the ports there; over the Black Sea it is a quarter dearer.
    assert row["cost"] == pytest.approx(327, rel=0.05)
    for dearer in (327, 425):
        assert row["cost_low"] < dearer < row["cost_high"]
    country = only(voyages(["KAZ"], ["IND"]))
    assert country["cost"] == pytest.approx(row["cost"], rel=0.1)


def test_kazakh_goods_for_japan_go_through_china_and_not_by_suez() -> None:
    for cargo in ("bulk", "parcel", "container"):
        row = only(voyages(["KAZ"], ["JPN"], cargo=cargo))
        assert row["via"].startswith("CHN"), cargo
        assert row["km"] < 8000


def test_over_land_alone_the_corridors_and_voyages_agree() -> None:
    path = read_atlas().network.cheapest("Karaganda", "Tashkent")
    row = only(voyages(["Karaganda"], ["Tashkent"]))
    assert row["cost"] == pytest.approx(path.cost.value)
    assert row["cost_low"] == pytest.approx(path.cost.low)
    assert row["cost_high"] == pytest.approx(path.cost.high)
    assert row["days"] == pytest.approx(path.days.value)
    assert row["km"] == pytest.approx(path.km)


def test_landlocked_countries_name_the_port_and_country_they_pass() -> None:
    row = only(voyages(["MNG"], ["JPN"]))
    assert row["mode"] == "rail and sea"
    assert row["via"].split()[:2] == ["CHN", "Tianjin"]
    assert row["from"] == "Ulaanbaatar"


def test_neighbours_trade_over_land() -> None:
    rows = voyages(["MNG", "KAZ"], ["CHN"])
    assert rows["mode"].to_list() == ["rail", "rail"]
    assert only(voyages(["COD"], ["ZMB"]))["km"] < 1_000


def test_goods_of_india_do_not_pass_pakistan() -> None:
    rows = voyages(["AFG", "TJK"], ["IND", "Mundra", "DEU"])
    barred = rows.filter(pl.col("destination") != "DEU")
    assert not barred["via"].str.contains("PAK").any()
    assert barred["cost"].is_not_null().all()
    assert rows.filter(destination="DEU")["via"].str.contains("PAK Karachi").all()


def test_sources_are_evidence_or_called_assumption(everywhere: pl.DataFrame) -> None:
    known = set(read_atlas().tables["rates"]["source"])
    assert set(everywhere["source"]) <= known | {"assumption"}


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        voyages(["IDN", "INDIA"], ["ATA", "CHN"], closed=["Hormus"])
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 3
    assert any("unknown place 'INDIA'" in line for line in told)
    assert any("Antarctica has neither a port" in line and "ports.csv" in line
               for line in told)  # fmt: skip
    assert any("Hormuz" in line for line in told)


def test_an_unknown_cargo_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match="bulk, parcel, container"):
        voyages(["IND"], ["CHN"], cargo="bulks")
