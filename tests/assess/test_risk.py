"""Published risk indices."""

import numpy as np
import pytest

from orepath.assess.risk import (
    characterisation,
    economic_importance,
    geopolrisk,
    import_risk,
    stability_weight,
    supply_risk,
    usgs_risk,
)
from orepath.errors import InputError


@pytest.mark.parametrize(
    ("hhi", "risk", "score", "price", "factor"),
    [
        # geopolrisk-py test sheet: USA 2022, nickel (HS 260400), manganese (HS 260200).
        (0.267490, 0.001208, 0.000323, 4.806774, 0.003793),
        (0.203518, 0.545189, 0.110956, 0.400735, 0.108604),
    ],
)
def test_scores_and_factors_meet_the_published_ones(hhi, risk, score, price, factor):
    found = geopolrisk(hhi, risk)
    assert round(float(found), 6) == score
    assert float(characterisation(found, price)) == pytest.approx(factor, rel=5e-4)


@pytest.mark.parametrize(
    ("hhi", "risk", "score"),
    [(0.193566, 0.170848, 0.033070), (0.507194, 0.444406, 0.225400)],
)
def test_scores_of_india_2023_meet_the_published_ones(hhi, risk, score):
    assert float(geopolrisk(hhi, risk)) == pytest.approx(score, abs=2e-6)


def test_the_import_risk_of_manganese_into_the_usa_is_near_the_published_one():
    # CEPII BACI, t of HS 260200 in 2022 and World Bank political stability 2022
    # (2024 update) of the four main origins, 99.9 % of the tonnes; the published number
    # rests on earlier vintages of both.
    tonnes = [228317.975, 103661.561, 29363.077, 1537.5]  # GAB, ZAF, MEX, ZMB
    stability = stability_weight([0.0604, -0.6814, -0.6893, 0.1613])
    assert float(import_risk(tonnes, stability, 0.0)) == pytest.approx(
        0.545189, rel=0.01
    )


def test_home_production_dilutes_the_import_risk():
    tonnes, weights = np.array([10.0, 30.0]), np.array([1.0, 0.2])
    assert float(import_risk(tonnes, weights, 0.0)) == pytest.approx(0.4)
    assert float(import_risk(tonnes, weights, 40.0)) == pytest.approx(0.2)
    assert np.isnan(import_risk([0.0, 0.0], weights, 0.0))


def test_a_factor_without_reference_is_score_times_price():
    assert float(characterisation(0.5, 3.0, reference=1.0)) == 1.5
    with pytest.raises(InputError, match="reference"):
        characterisation(0.5, 3.0, reference=0.0)


def test_supply_risk_mixes_world_and_sourcing_by_reliance():
    assert float(supply_risk(4, 2, 1.0)) == pytest.approx(3.0)
    assert float(supply_risk(4, 2, 0.0)) == pytest.approx(2.0)
    assert float(supply_risk(4, 2, -3.0)) == pytest.approx(2.0)
    assert float(supply_risk(4, 2, 1.0, 0.25, 0.8)) == pytest.approx(3 * 0.75 * 0.8)


def test_economic_importance_weighs_sectors():
    found = economic_importance([[0.5, 0.25], [0.0, 1.0]], [8.0, 2.0], [0.9, 1.0])
    np.testing.assert_allclose(found, [4.05, 2.0])
    with pytest.raises(InputError, match=r"shares sum to 1\.2"):
        economic_importance([0.6, 0.6], [1.0, 1.0])


def test_the_usgs_index_is_a_geometric_mean():
    assert float(usgs_risk(0.2, 0.4, 0.8)) == pytest.approx(0.4)
    assert float(usgs_risk(0.0, 1.0, 1.0)) == 0.0
