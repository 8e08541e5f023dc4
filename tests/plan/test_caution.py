"""Cautions: prices that miss what they are for; they stop nothing."""

from collections.abc import Callable

import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.caution import cautions_of, price_cautions
from orepath.plan.policy.supply import intake
from orepath.plan.solve import Solver
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Under = Callable[..., Case]


def told(case: Case) -> list[tuple[str, str]]:
    return [(one.where, one.what.split(":")[0]) for one in price_cautions(case)]


@pytest.mark.parametrize("excess", [None, 0.1, 0.2, 1.0, 1.99])
def test_a_price_between_a_tenth_and_what_users_bear_is_fine(
    small: Case, under: Under, excess: float | None
) -> None:
    cap = {"kind": "share_cap", "value": 0.8, "excess": excess}
    assert told(under(small, cap)) == []


def test_a_price_below_a_tenth_is_told_to_be_ignored(small: Case, under: Under) -> None:
    case = under(small, {"kind": "domestic_share", "value": 0.3, "excess": 0.05})
    (problem,) = price_cautions(case)
    assert problem.where == "policies.csv:domestic_share:excess"
    assert "paid for, not kept" in problem.what


def test_a_price_users_do_not_bear_is_told_with_the_choke(
    small: Case, under: Under
) -> None:
    # Users of slag in India give up at three times the price.
    case = under(small, {"kind": "share_cap", "value": 0.8, "excess": 2.0})
    (problem,) = price_cautions(case)
    assert "give up at 3 times the price" in problem.what
    assert problem.fix == "give less than 2"


def test_the_first_tier_of_shortage_counts_where_it_lies_lower(
    small: Case, under: Under
) -> None:
    case = under(small, {"kind": "share_cap", "value": 0.8, "excess": 0.6})
    assert told(case) == []
    tiers = case.table("tiers")
    row = {
        **dict.fromkeys(tiers.columns),
        "tier": "first",
        "commodity": "slag",
        "place": "*",
        "share": 0.1,
        "multiple": 1.5,
    }
    tiered = case.replace(tiers=pl.DataFrame([row], schema=tiers.schema))
    assert len(told(tiered)) == 1


def test_no_use_no_patience(small: Case, under: Under) -> None:
    cap = {"kind": "share_cap", "value": 1.0, "excess": 9.0, "commodity": "ore"}
    assert told(under(small, {**cap, "place": "CHN"})) == []


def test_limits_reserves_and_budgets_have_no_such_price(
    small: Case, under: Under
) -> None:
    case = under(
        small,
        {"kind": "budget", "value": 1.0},
        {"kind": "emission_limit", "value": 1.0, "excess": 0.01},
        {"kind": "reserve_days", "value": 1.0, "excess": 0.01},
    )
    assert told(case) == []


def test_what_a_caution_says_is_what_happens(
    small: Case, calibration: Calibration, under: Under
) -> None:
    """A dear price starves users, a cheap one changes nothing, one between builds."""
    used = []
    for excess in (0.001, 0.3, 5.0):
        share = {"kind": "domestic_share", "value": 0.5, "excess": excess}
        program = program_of(under(small, share), calibration)
        answer = Solver(program).solve(program.network.starts({}))
        taken = intake(program.network, "slag", "IND")
        used.append(float(taken.tonnes @ answer.value[taken.column]))
    free = program_of(under(small), calibration)
    plain = Solver(free).solve(free.network.starts({}))
    taken = intake(free.network, "slag", "IND")
    whole = float(taken.tonnes @ plain.value[taken.column])
    assert used[0] == pytest.approx(whole, rel=0.01)
    assert used[0] > used[1] > 3 * used[2]


def test_cautions_of_numbers_and_of_prices_stand_together(
    small: Case, calibration: Calibration, under: Under, edited: Callable[..., Case]
) -> None:
    case = under(small, {"kind": "share_cap", "value": 0.8, "excess": 0.01})
    far = edited(case, "projects", {"project": "smelter"}, capex=1e15)
    found = cautions_of(far, [program_of(far, calibration)])
    assert found[0].where == "policies.csv:share_cap:excess"
    assert any("start smelter" in one.where for one in found[1:])
