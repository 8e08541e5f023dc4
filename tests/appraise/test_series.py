"""What a price series promises."""

import numpy as np
import pytest

from orepath.appraise.series import deflated, names, series, told
from orepath.errors import InputError


def test_real_prices_stay_in_their_publishers_deflator():
    assert "World Bank" in told("copper")[0]
    assert "USGS" in told("cobalt")[0]
    years, prices = series("cobalt")
    assert (years[0], years[-1]) == (1990, 2021)
    assert prices[-1] == 26900.0


def test_one_deflator_gives_back_the_prices_it_was_read_from():
    years, prices = series("zinc")
    again, same = deflated("zinc")
    assert again == years
    # Nominal and real come from two editions, hence the tolerance.
    np.testing.assert_allclose(same, prices, rtol=0.02)


def test_years_beyond_the_deflator_are_left_out():
    assert deflated("gold")[0][-1] == 2024


def test_an_unknown_series_is_refused_with_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'copper'"):
        series("coper")


def test_every_series_has_a_source_and_money_of_one_year():
    for name in names():
        unit, source = told(name)
        assert "real" in unit
        assert source
