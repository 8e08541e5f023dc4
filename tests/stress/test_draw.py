"""Drawn years: by chance, by bloc, and the same whoever draws them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepath.errors import InputError
from orepath.stress.draw import BLOCK, Hazards, Years, hazards_of, reach_of, years_of
from orepath.world.case import Case

BLOCKS = 40

HAZARDS = Hazards(
    ("first", "second", "other", "never"),
    ("CHN", "CHN", "Suez", "CHN"),
    np.array([0.1, 0.2, 0.1, 0.0]),
    np.array([[0.5, 0.8, 1.0], [0.2, 0.2, 0.2], [0.0, 0.5, 1.0], [1.0, 1.0, 1.0]]),
    np.array([[6.0, 12.0, 24.0], [6.0, 6.0, 6.0], [1.0, 2.0, 3.0], [12.0] * 3]),
    seed=7,
)


def many(hazards: Hazards) -> Years:
    blocks = [years_of(hazards, block) for block in range(BLOCKS)]
    return Years(
        np.concatenate([one.struck for one in blocks]),
        np.concatenate([one.lost for one in blocks]),
        np.concatenate([one.months for one in blocks]),
    )


@pytest.fixture(scope="module")
def years() -> Years:
    return many(HAZARDS)


def together(years: Years, one: int, other: int) -> float:
    return float((years.struck[:, one] & years.struck[:, other]).mean())


def test_a_disruption_strikes_by_its_yearly_chance(years: Years) -> None:
    share = years.struck.mean(axis=0)
    assert share == pytest.approx(HAZARDS.chance, abs=0.015)
    assert share[3] == 0.0


def test_disruptions_of_one_bloc_meet_more_often_than_by_chance(years: Years) -> None:
    assert together(years, 0, 1) > 1.5 * 0.1 * 0.2
    assert together(years, 0, 2) == pytest.approx(0.01, abs=0.005)


def test_without_correlation_disruptions_meet_by_chance_alone() -> None:
    apart = many(replace(HAZARDS, correlation=0.0))
    assert together(apart, 0, 1) == pytest.approx(0.02, abs=0.005)


def test_what_is_lost_is_severity_times_the_part_of_the_year(years: Years) -> None:
    second = years.lost[years.struck[:, 1], 1]
    assert second == pytest.approx(0.1)
    assert (years.lost[~years.struck] == 0.0).all()
    assert years.lost.max() <= 1.0
    assert years.months[:, 0].max() > 12.0


def test_the_same_years_come_out_whoever_draws_them() -> None:
    alone, again = years_of(HAZARDS, 5), years_of(HAZARDS, 5)
    short = years_of(HAZARDS, 5, 10)
    assert np.array_equal(alone.lost, again.lost)
    assert np.array_equal(alone.lost[:10], short.lost)
    assert len(alone) == BLOCK
    assert not np.array_equal(alone.lost, years_of(HAZARDS, 6).lost)


def test_a_disruption_more_does_not_change_the_others() -> None:
    more = replace(
        HAZARDS,
        names=(*HAZARDS.names, "more"),
        blocs=(*HAZARDS.blocs, "RUS"),
        chance=np.append(HAZARDS.chance, 0.5),
        severity=np.vstack([HAZARDS.severity, HAZARDS.severity[:1]]),
        months=np.vstack([HAZARDS.months, HAZARDS.months[:1]]),
    )
    assert np.array_equal(years_of(more, 0).lost[:, :4], years_of(HAZARDS, 0).lost)


def test_hazards_of_a_case_know_bloc_and_stop(small: Case) -> None:
    found = hazards_of(small, 7)
    kinds = dict(small.table("shocks").select("shock", "kind").iter_rows())
    stops = dict(small.table("shocks").select("shock", "stop").iter_rows())
    for name, bloc in zip(found.names, found.blocs, strict=True):
        assert bloc
        assert kinds[name] != "closure" or bloc == stops[name]


def test_disruptions_that_meet_leave_the_product(small: Case) -> None:
    reach = reach_of(small)
    count = small.table("shocks").height
    lost = np.zeros((3, count))
    lost[0, 0], lost[1, 1], lost[2, :2] = 0.4, 0.5, (0.4, 0.5)
    left = reach.left(Years(lost > 0.0, lost, lost))
    for what in ("site", "pair", "project"):
        first, second, both = getattr(left, what)
        assert both == pytest.approx(first * second)


@pytest.mark.parametrize("correlation", [-0.1, 1.0])
def test_a_correlation_outside_its_range_is_refused(
    small: Case, correlation: float
) -> None:
    with pytest.raises(InputError, match="correlation"):
        hazards_of(small, 7, correlation)


def test_a_shock_shares_its_cause_with_the_bloc_that_brings_it(
    small: Case, edited: Callable[..., Case], added: Callable[..., Case]
) -> None:
    case = edited(small, "places", {"place": "CHN"}, bloc="East")
    shared = {"name": "x", "severity": 1.0, "months": 6.0, "probability": 0.1,
              "year": 2026}  # fmt: skip
    rows: tuple[dict[str, object], ...] = (
        {"kind": "tariff", "place": "CHN", "destination": "IND", "rate": 0.2},
        {"kind": "tariff", "destination": "CHN", "rate": 0.2},
        {"kind": "quota", "place": "CHN", "destination": "IND"},
        {"kind": "outage", "bloc": "East"},
        {"kind": "outage", "owner": "REU"},
        {"kind": "price", "commodity": "ore", "rate": 0.5},
        {"kind": "closure", "leg": "IND - Hormuz"},
    )
    case = added(
        case, "shocks",
        *({"shock": f"s{i}"} | shared | row for i, row in enumerate(rows)),
    )  # fmt: skip
    found = hazards_of(case, 7).blocs[small.table("shocks").height :]
    assert found == ("IND", "East", "East", "East", "REU", "s5", "IND - Hormuz")


def test_what_begins_late_takes_less_of_its_first_year(
    small: Case, edited: Callable[..., Case]
) -> None:
    late = hazards_of(edited(small, "shocks", {}, start=10), 7)
    early, drawn = years_of(hazards_of(small, 7), 0), years_of(late, 0)
    assert np.array_equal(early.struck, drawn.struck)
    most = np.where(early.months > 0.0, 3.0 / np.maximum(early.months, 3.0), 0.0)
    within = early.months <= 12.0
    assert drawn.lost[within] == pytest.approx((early.lost * most)[within])
