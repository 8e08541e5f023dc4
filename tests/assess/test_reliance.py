"""Import reliance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.assess.reliance import apparent_consumption, net_import_reliance

TONNES = st.floats(0, 1e9)


@pytest.mark.parametrize(
    ("made", "bought", "sold", "drawn", "reliance"),
    [
        (0, 80, 0, 0, 1.0),
        (100, 0, 0, 0, 0.0),
        (100, 20, 20, 0, 0.0),
        (60, 50, 10, 0, 0.4),
        (60, 30, 0, 10, 0.4),
        (60, 50, 0, -10, 0.4),
        (100, 0, 50, 0, -1.0),
    ],
)
def test_hand_values(made, bought, sold, drawn, reliance):
    assert float(net_import_reliance(made, bought, sold, drawn)) == pytest.approx(
        reliance
    )


@given(TONNES, TONNES, TONNES)
def test_reliance_never_exceeds_one(made, bought, sold):
    found = float(net_import_reliance(made, bought, sold))
    assert np.isnan(found) or found <= 1 + 1e-9


@given(st.floats(1, 1e6), TONNES, st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(made, bought, scale):
    one = float(net_import_reliance(made, bought, 0.0))
    other = float(net_import_reliance(made * scale, bought * scale, 0.0))
    assert other == pytest.approx(one)


def test_counts_that_contradict_each_other_give_nothing():
    assert float(apparent_consumption(0, 1, 5)) == -4.0
    assert np.isnan(net_import_reliance([0.0, 0.0], [1.0, 0.0], [5.0, 0.0])).all()


def test_what_is_hardly_used_has_no_reliance():
    """Of 100 t bought 99.9 t are sold on: the rest is an error of the counts."""
    assert np.isnan(net_import_reliance(0.0, 100.0, 99.9))
    assert net_import_reliance(0.0, 100.0, 90.0) == pytest.approx(1.0)
