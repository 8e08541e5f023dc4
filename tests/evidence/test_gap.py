"""Gaps: what somebody looked for and nobody states."""

import pytest

from orepath.errors import InputError
from orepath.evidence.gap import gaps


def test_gaps_name_what_was_looked_for_and_not_found():
    found = gaps("titanium")
    assert {"withheld", "unknown", "not found"} <= set(found["why"])
    assert set(found["mineral"]) == {"titanium"}


def test_gaps_of_all_minerals_hold_those_of_one():
    assert set(gaps("titanium")["id"]) <= set(gaps()["id"])


def test_an_unknown_mineral_is_refused():
    with pytest.raises(InputError, match="did you mean 'titanium'"):
        gaps("titanum")
