"""Fixtures of the build: one small order, filled once."""

import pytest

from orepath.world.build.case import built
from orepath.world.build.order import ordered
from orepath.world.calibrate import calibrate


@pytest.fixture(scope="session")
def made():
    """Titanium for Japan with ten places."""
    return built(ordered("JPN", "titanium", ["AUS", "KAZ"], most=10))


@pytest.fixture(scope="session")
def base(made):
    """Its calibrated base year."""
    return calibrate(made.case)
