"""What a shock hits, what it leaves, and that one that hits nothing is told."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.program import Program
from orepath.stress.shocks import CONTROL, branch_of, branches_of, course_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Edit = Callable[..., Case]


@pytest.mark.parametrize(
    ("severity", "months", "left"),
    [
        (1.0, 12.0, 0.0),
        (0.5, 9.0, 0.625),
        (1.0, 6.0, 0.5),
        (1.0, 24.0, 0.0),
        (0, 12, 1),
    ],
)
def test_what_is_left_is_one_less_severity_times_months(
    small: Case, edited: Edit, severity: float, months: float, left: float
) -> None:
    case = edited(
        small, "shocks", {"shock": "chn_outage"}, severity=severity, months=months
    )
    row = case.table("shocks").filter(shock="chn_outage").row(0, named=True)
    branch = branch_of(case, row)
    assert branch.site_left.tolist() == [1.0, 1.0, pytest.approx(left), 1.0]
    assert (branch.pair_left == 1.0).all()


def test_the_control_comes_first_and_leaves_everything(
    small: Case, calibration: Calibration
) -> None:
    first, *rest = branches_of(small, calibration)
    assert first.name == CONTROL
    for part in (first.site_left, first.pair_left, first.project_left):
        assert (part == 1.0).all()
    assert [b.name for b in rest] == small.table("shocks")["shock"].to_list()


def test_every_shock_that_hits_nothing_is_told_at_once(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    case = edited(small, "shocks", {"shock": "chn_stop"}, commodity="iron")
    case = edited(case, "shocks", {"shock": "hormuz"}, stop="Suez")
    with pytest.raises(InputError) as told:
        branches_of(case, calibration)
    assert [p.where for p in told.value.problems] == [
        "shocks.csv:chn_stop",
        "shocks.csv:hormuz",
    ]
    assert "Hormuz closes hits no site, trade, use or project" in str(told.value)


def test_an_outage_of_a_plant_yet_to_be_built_is_a_shock(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    case = edited(small, "shocks", {"shock": "chn_outage"}, place="IND")
    branch = branches_of(case, calibration)[2]
    assert branch.project_left.tolist() == [0.625, 1.0, 1.0]
    assert (branch.site_left == 1.0).all()


def room_left(program: Program, block: str, item: int, moment: str) -> float:
    """Return the room of all steps of an item in a moment, kt/a."""
    n = program.network
    part = n.blocks[block]
    when = n.moments.label.index(moment)
    return float(part.upper[(part.item == item) & (part.moment == when)].sum())


def test_the_columns_of_what_is_hit_lose_their_room(
    small: Case, program: Program, calibration: Calibration
) -> None:
    pairs = list(
        small.table("trade").select("commodity", "origin", "destination").rows()
    )
    stopped = pairs.index(("slag", "CHN", "IND"))
    assert room_left(program, "ship", stopped, "chn_stop") == 0.0
    quiet = room_left(program, "ship", stopped, CONTROL)
    assert quiet > 1.0
    assert room_left(program, "ship", stopped, "chn_outage") == quiet
    # Hormuz is shut for half a year: half of the new relation is left.
    relation = pairs.index(("slag", "KAZ", "IND"))
    assert room_left(program, "open", relation, "hormuz") == pytest.approx(
        0.5 * room_left(program, "open", relation, CONTROL)
    )
    made = calibration.year.quantity[2] * 1e-3 * 1.02**8
    assert room_left(program, "make", 2, "chn_outage") == pytest.approx(0.625 * made)


def test_a_hit_changes_the_columns_of_its_own_branch_only(
    program: Program,
) -> None:
    n = program.network
    names = [label for label in n.moments.label if label != CONTROL][3:]
    for block in ("make", "ship", "open"):
        for item in np.unique(n.blocks[block].item):
            quiet = room_left(program, block, int(item), CONTROL)
            changed = [
                name
                for name in names
                if room_left(program, block, int(item), name) != pytest.approx(quiet)
            ]
            assert len(changed) <= 1, pl.Series(changed)


@pytest.mark.parametrize(
    ("months", "lost"),
    [
        (0.0, [0.0]),
        (9.0, [0.6]),
        (12.0, [0.8]),
        (15.0, [0.8, 0.2]),
        (36.0, [0.8, 0.8, 0.8]),
        (90.0, [0.8, 0.8, 0.8]),
    ],
)
def test_a_shock_has_a_branch_for_each_year_it_lasts_three_at_most(
    small: Case, months: float, lost: list[float]
) -> None:
    row = small.table("shocks").row(0, named=True)
    course = course_of(small, row | {"months": months, "severity": 0.8})
    assert [1.0 - b.pair_left.min() for b in course] == pytest.approx(lost)
    assert [b.year for b in course] == list(range(1, len(lost) + 1))
    assert [b.name for b in course[:2]] == ["chn_stop", "chn_stop, year 2"][: len(lost)]


def test_a_strait_that_is_gone_round_for_nothing_is_a_shock_that_costs_nothing(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    # On the chart goods for Kazakhstan go by China, at less than the route's cost.
    case = edited(small, "shocks", {"shock": "hormuz"}, around=True)
    branch = branches_of(case, calibration)[-1]
    assert branch.name == "hormuz"
    assert branch.calm


def test_a_leg_that_nothing_goes_along_is_refused_with_those_there_are(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    case = edited(small, "shocks", {"shock": "hormuz"}, stop="", leg="Hormuz - KAS")
    with pytest.raises(InputError, match="did you mean 'Hormuz - KAZ'"):
        branches_of(case, calibration)


def test_a_later_start_leaves_less_of_the_first_year_and_more_of_the_second(
    small: Case,
) -> None:
    row = small.table("shocks").row(0, named=True)
    course = course_of(small, row | {"months": 12.0, "severity": 1.0, "start": 10})
    assert [1.0 - b.pair_left.min() for b in course] == pytest.approx([0.25, 0.75])


def test_quotas_are_counted_alike_in_all_branches_and_free_in_the_control(
    small: Case, calibration: Calibration, edited: Edit, added: Edit
) -> None:
    case = edited(small, "shocks", {"shock": "chn_stop"}, kind="quota", severity=0.7)
    cap = {"shock": "ore_quota", "name": "Ore", "kind": "quota", "place": "IND",
           "severity": 0.5, "months": 6.0, "probability": 0.01, "year": 2026,
           }  # fmt: skip
    control, *found = branches_of(added(case, "shocks", cap), calibration)
    quota = {b.name: b.pressure.quota.tolist() for b in found if b.pressure}
    assert quota["chn_stop"] == [pytest.approx(0.3), np.inf]
    assert quota["ore_quota"] == [np.inf, pytest.approx(0.75)]
    assert control.pressure is not None
    assert np.isinf(control.pressure.quota).all()
    assert control.calm
