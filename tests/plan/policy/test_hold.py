"""Policies in a program: whose fine it is, what their values become in words."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.policy.hold import Hold
from orepath.plan.single import Market
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Under = Callable[..., Case]

NOBODY = np.zeros(0, dtype=np.int64)


def test_whoever_a_policy_binds_pays_for_breaking_it(
    small: Case, calibration: Calibration, under: Under
) -> None:
    """Kazakhstan's fine for its power is not India's."""
    limit = {"kind": "energy_limit", "value": 0.0, "excess": 1.0, "commodity": "slag"}
    case = under(small, {**limit, "place": "KAZ"})
    program = program_of(case, calibration)
    outcome = Market(program).outcome(())
    free = Market(program_of(under(small), calibration)).outcome(())
    places = calibration.balance.places
    parts = outcome.parts
    assert parts.fined[places.at("KAZ")] < -0.01
    assert parts.fined[places.at("IND")] == 0.0
    assert parts.fined.sum() == pytest.approx(parts.penalties)
    # What India loses by it is dearer slag, far less than the fine.
    assert abs(outcome.focus - free.focus) < 0.5 * abs(parts.penalties)


def hold(kind: str, value: float, **words: Any) -> Hold:
    row = {"kind": kind, "value": value, "commodity": "slag", "place": "IND"}
    row |= {"base": "imports", "by": "origin", "members": "", "name": "Fund", **words}
    return Hold({"excess": None, "policy": "p", **row}, NOBODY, (), (), NOBODY, None)


@pytest.mark.parametrize(
    ("one", "value", "words"),
    [
        (
            hold("share_cap", 0.2),
            0.3301,
            "raise the cap on slag imports from one origin from 20 % to 34 %",
        ),
        (
            hold("share_cap", 0.2, base="supply", members="CHN RUS"),
            0.33,
            "raise the cap on slag supply from CHN RUS from 20 % to 33 %",
        ),
        (
            hold("recycled_share", 0.155),
            0.109,
            "lower the recycled share of slag from 15.5 % to 10 %",
        ),
        (
            hold("reserve_days", 60.0),
            41.7,
            "lower the reserve of slag from 60 days to 41 days",
        ),
        (
            hold("budget", 5e6),
            12.344e6,
            "raise the budget “Fund” from USD 5 m to USD 12.4 m",
        ),
        (
            hold("emission_limit", 60e3),
            123_456.0,
            "raise the limit on carbon dioxide at IND from 60,000 t a year to "
            "124,000 t a year",
        ),
        (
            hold("energy_limit", 0.0),
            1e6,
            "raise the limit on power at IND from 0 MWh a year to 1,000,000 MWh a year",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Hold) else "",
)
def test_a_change_is_told_in_the_policys_own_words_and_rounded_to_what_helps(
    one: Hold, value: float, words: str
) -> None:
    assert one.words(value) == words
