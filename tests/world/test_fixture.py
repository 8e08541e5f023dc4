"""Tests of lengths at sea against published ones, and of the line through fixtures."""

import numpy as np
import pytest

from orepath.errors import InputError
from orepath.world.atlas import read_atlas
from orepath.world.chart import read_chart
from orepath.world.fixture import fitted, sea_km

PUBLISHED = [
    ("Mumbai(JNPT)", "Rotterdam", 11_700),
    ("Shanghai", "Rotterdam", 19_500),
    ("Santos", "Shanghai", 20_300),
    ("Durban", "Mumbai(JNPT)", 7_200),
    ("Fremantle", "Shanghai", 7_850),
    ("New York", "Rotterdam", 6_200),
    ("Yokohama", "Los Angeles", 9_000),
    ("Houston", "Shanghai", 18_600),
    ("Singapore Port", "Rotterdam", 15_400),
    ("Singapore Port", "Yokohama", 5_370),
    ("Callao", "Shanghai", 17_100),
    ("Vancouver", "Yokohama", 7_900),
    ("New Orleans", "Rotterdam", 8_900),
]
"""km, as tables of sea distances give them, rounded."""


def between(one: str, other: str, *closed: str) -> float:
    return float(sea_km((one, other), read_chart().closed(closed))[0, 1])


@pytest.mark.parametrize(("one", "other", "km"), PUBLISHED)
def test_lengths_are_near_published_ones(one: str, other: str, km: float) -> None:
    assert between(one, other) == pytest.approx(km, rel=0.05)


def test_lengths_are_near_those_of_the_corridors() -> None:
    legs = read_atlas().tables["legs"].filter(mode="sea")
    ports = tuple(dict.fromkeys([*legs["from"], *legs["to"]]))
    km = sea_km(ports)
    for row in legs.to_dicts():
        found = km[ports.index(row["from"]), ports.index(row["to"])]
        assert found == pytest.approx(row["km"], rel=0.03), row["from"]


def test_lengths_are_the_same_both_ways_and_keep_the_triangle() -> None:
    ports = ("Santos", "Rotterdam", "Durban", "Shanghai", "Houston", "Fremantle")
    km = sea_km(ports)
    assert np.allclose(km, km.T)
    assert (km[:, None, :] <= km[:, :, None] + km[None, :, :] + 1e-6).all()


@pytest.mark.parametrize(
    ("one", "other", "strait", "more"),
    [
        ("Mumbai(JNPT)", "Rotterdam", "Suez", (7_500, 9_500)),
        ("Shanghai", "Rotterdam", "Bab-el-Mandeb", (4_500, 7_500)),
        ("Mumbai(JNPT)", "Shanghai", "Malacca", (500, 2_000)),
        ("Houston", "Shanghai", "Panama", (5_000, 8_500)),
        ("Shanghai", "Guangzhou", "Taiwan-Strait", (200, 900)),
        ("Port Kembla", "Fremantle", "Bass", (200, 900)),
        ("Gladstone", "Visakhapatnam", "Torres", (1_500, 4_000)),
    ],
)
def test_a_closed_strait_lengthens_the_way(
    one: str, other: str, strait: str, more: tuple[float, float]
) -> None:
    extra = between(one, other, strait) - between(one, other)
    assert more[0] < extra < more[1]


@pytest.mark.parametrize(
    ("one", "other", "strait"),
    [
        ("Shuaiba", "Mumbai(JNPT)", "Hormuz"),
        ("Mesaieed", "Mumbai(JNPT)", "Hormuz"),
        ("Khalifa bin Salman", "Rotterdam", "Hormuz"),
        ("Novorossiysk", "Rotterdam", "Bosporus"),
        ("Odesa", "Genoa", "Dardanelles"),
        ("Aqaba", "Jeddah", "Tiran"),
        ("Koper", "Alexandria", "Otranto"),
    ],
)
def test_a_closed_strait_cuts_a_sea_off(one: str, other: str, strait: str) -> None:
    assert between(one, other) < np.inf
    assert between(one, other, strait) == np.inf


def test_no_ship_sails_through_a_port() -> None:
    # Kiel's canal and the Danish straits are the only ways out of the Baltic.
    assert between("Gdansk", "Rotterdam", "Kiel", "Danish-Straits") == np.inf


def test_bulk_freight_is_the_corridors_own_line() -> None:
    fit = fitted("bulk")
    rates = read_atlas().tables["rates"].filter(mode="sea", region="")
    for figure, found in (("cost", fit.cost), ("fee", fit.fee)):
        row = rates.filter(figure=figure).to_dicts()[0]
        assert found[1] == pytest.approx(row["value"], rel=0.05)
        assert found[0] == pytest.approx(row["value_low"], rel=0.08)
        assert found[2] == pytest.approx(row["value_high"], rel=0.08)
    assert fit.residuals.height == 10
    assert fit.residuals["residual"].sum() == pytest.approx(0.0, abs=1e-9)
    assert fit.residuals["residual"].abs().max() < 5.0


def test_container_freight_goes_through_the_origin_and_its_range_is_wide() -> None:
    fit = fitted("container")
    assert fit.fee[:2] == (0.0, 0.0)
    km, paid = fit.residuals["km"].to_numpy(), fit.residuals["paid"].to_numpy()
    assert fit.cost[1] == pytest.approx(float(km @ paid / (km @ km)))
    assert fit.fee[2] > 2_000


def test_an_unknown_port_is_told_with_one_that_is_near() -> None:
    with pytest.raises(InputError, match=r"Roterdam.*Rotterdam"):
        sea_km(("Roterdam", "Mumbai(JNPT)"))
