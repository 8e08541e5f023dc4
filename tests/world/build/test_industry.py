"""Industry: the key of use adds up; who smelts much has more skill."""

import pytest

from orepath.world.build.grid import gridded
from orepath.world.build.industry import industry
from orepath.world.bundle import joined


def test_use_adds_up_and_the_largest_user_is_the_largest(made):
    grid = gridded(joined(["titanium"]), made.places)
    key = industry(grid, made.places, 2024)
    assert key.use.sum() == pytest.approx(1.0)
    assert grid.places[int(key.use.argmax())] == "CHN"
    assert ((key.skill >= 0) & (key.skill < 1)).all()
    at = {place: i for i, place in enumerate(grid.places)}
    assert key.skill[at["CHN"]] > key.skill[at["KAZ"]] > key.skill[at["MOZ"]]
