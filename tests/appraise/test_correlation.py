"""What the correlation of prices promises."""

import numpy as np
import pytest

from orepath.appraise.correlation import correlation, nearest, root
from orepath.appraise.fit import fitted, process_of
from orepath.appraise.process import walking
from orepath.appraise.series import deflated
from orepath.errors import InputError


def test_two_walks_correlate_as_the_steps_of_the_years_they_share():
    copper, tin = (
        dict(zip(*deflated(name), strict=True)) for name in ("copper", "tin")
    )
    years = sorted(copper.keys() & tin.keys())
    steps = [np.diff(np.log([each[year] for year in years])) for each in (copper, tin)]
    found = correlation([fitted()["copper"], fitted()["tin"]])
    assert found[0, 1] == pytest.approx(np.corrcoef(steps)[0, 1])


def test_all_fitted_processes_together_have_a_usable_matrix():
    found = correlation(list(fitted().values()))
    assert np.linalg.eigvalsh(found)[0] > -1e-8
    np.testing.assert_allclose(np.diagonal(found), 1.0)
    np.testing.assert_allclose(found, found.T)


def test_prices_of_one_series_move_as_one():
    pair = [process_of("titanium slag"), process_of("TiO2 pigment")]
    np.testing.assert_array_equal(correlation(pair), np.ones((2, 2)))


def test_a_price_without_a_series_moves_on_its_own():
    pair = [fitted()["copper"], walking("magnets", 0.2)]
    np.testing.assert_array_equal(correlation(pair), np.eye(2))


def test_series_that_share_too_few_years_are_held_apart(monkeypatch):
    monkeypatch.setattr("orepath.appraise.correlation.LEAST", 64)
    pair = [fitted()["copper"], fitted()["cobalt"]]
    np.testing.assert_array_equal(correlation(pair), np.eye(2))


def test_the_nearest_matrix_is_higham_s():
    # Higham (2002), the tridiagonal example of section 4.
    given = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    wanted = [[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]]
    np.testing.assert_allclose(nearest(given), wanted, atol=5e-5)


def test_a_matrix_of_a_close_circle_still_settles(monkeypatch):
    monkeypatch.setattr("orepath.appraise.correlation._ROUNDS", 1)
    given = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    np.testing.assert_allclose(np.diagonal(nearest(given)), 1.0)


def test_a_root_squares_to_its_matrix_also_where_that_is_singular():
    given = correlation(
        [process_of("titanium slag"), fitted()["copper"], process_of("ilmenite")]
    )
    found = root(given)
    np.testing.assert_allclose(found @ found.T, given, atol=1e-9)
    np.testing.assert_allclose(np.triu(found, 1), 0.0, atol=1e-12)


def test_what_is_no_correlation_is_refused_with_all_its_faults():
    with pytest.raises(InputError) as refused:
        nearest(np.array([[2.0, 1.5], [0.0, 1.0]]))
    assert len(refused.value.problems) == 3
