"""Grids: chains as matrices, shares that add up, goods after all made of them."""

import numpy as np
import polars as pl
import pytest

from orepath.world.build.grid import gridded
from orepath.world.bundle import joined, with_hosts


@pytest.fixture(scope="module")
def grid(made):
    return gridded(joined(["titanium"]), made.places)


def test_shares_of_a_good_add_up_to_one_or_nought(grid):
    total = np.zeros((len(grid.commodities), len(grid.places)))
    np.add.at(total, grid.output, grid.share)
    assert np.all(np.isclose(total, 1.0) | np.isclose(total, 0.0))


def test_a_place_of_its_own_share_goes_before_everywhere(grid):
    share = grid.share[grid.processes.index("pigment_sulphate")]
    assert share[grid.places.index("CHN")] == pytest.approx(0.83)
    assert share[grid.places.index("ROW")] == pytest.approx(0.45)


def test_a_good_comes_after_everything_made_of_it(grid):
    rank = {g: i for i, g in enumerate(grid.order)}
    for k, made in enumerate(grid.output):
        for feed in np.flatnonzero(grid.taken[:, k]):
            assert rank[feed] > rank[made]


@pytest.mark.parametrize("mineral", ["germanium", "cadmium", "cobalt", "gallium"])
def test_what_is_won_from_a_residue_comes_after_its_host(mineral, made):
    grid = gridded(joined(with_hosts([mineral])), made.places)
    rank = {g: i for i, g in enumerate(grid.order)}
    for k, won in enumerate(grid.output):
        for residue in np.flatnonzero(grid.taken[:, k]):
            for host in grid.output[grid.given[residue] > 0]:
                assert rank[won] > rank[host]


def test_numbers_of_a_good_and_place_are_summed(grid):
    rows = pl.DataFrame(
        {"commodity": ["titanium slag"] * 3, "place": ["JPN", "JPN", "AUS"],
         "t": [1.0, 2.0, None]}
    )  # fmt: skip
    found = grid.spread(rows, "t")
    assert found.sum() == 3.0
    at = grid.commodities.index("titanium slag"), grid.places.index("JPN")
    assert found[at] == 3.0
