"""The built-in studies: taken apart they are what they are whole."""

import pytest

from orepath.plan.decompose.effort import Effort
from orepath.plan.decompose.world import decomposed
from orepath.study.answering import programs_of
from orepath.world.calibrate import calibrate
from orepath.world.load import load_case


@pytest.mark.slow
@pytest.mark.parametrize(
    "study",
    [
        "india-central-asia",
        "india-titanium",
        "european-buyer",
        "kazakhstan-processing",
    ],
)
def test_a_study_taken_apart_is_what_it_is_whole(study: str):
    case = load_case(study)
    programs = programs_of(case, calibrate(case))
    effort = Effort(gap=5e-7)
    parted = decomposed(programs, effort)
    together = decomposed(programs, effort, large=10**9)
    assert parted.apart > 1
    assert parted.gap <= 5e-7
    assert parted.objective == pytest.approx(together.objective, rel=1e-6)
    assert parted.bound <= together.objective + 1e-6 * abs(together.objective)
