"""The page on exposure names every indicator."""

from pathlib import Path

import pytest

from orepath.assess.indicator import INDICATORS

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "exposure.md"


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_every_indicator_is_explained(indicator):
    assert f"`{indicator.name}`" in PAGE.read_text(encoding="utf-8")
