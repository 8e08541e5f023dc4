"""Trials: a fixed plan against disruptions that nobody has foreseen."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from orepath.plan.branch import Branch
from orepath.plan.program import Program
from orepath.plan.single import Market
from orepath.plan.table import Part
from orepath.stress.shocks import CONTROL, branches_of
from orepath.stress.trial import strike, strikes, suppliers, trial
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]

PLANS: list[dict[str, int]] = [
    {},
    {"smelter": 2025, "contract": 2025},
    {"stock": 2027},
]
# Prices are fitted to a thousandth or so: a loss is known to this part of the import
# bill of some USD 70 million.
TOLERANCE = 0.5


@pytest.fixture(scope="module")
def branches(small: Case, calibration: Calibration) -> tuple[Branch, ...]:
    return branches_of(small, calibration)


def names_of(found: pl.DataFrame) -> set[str]:
    return set(found["shock"])


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: "+".join(p) or "nothing")
def test_a_trial_is_sorted_and_tells_every_shock_but_the_control(
    small: Case,
    calibration: Calibration,
    branches: tuple[Branch, ...],
    plan: dict[str, int],
) -> None:
    found = trial(small, calibration, plan, branches)
    assert found.columns == ["shock", "short_worst", "loss"]
    assert found["loss"].is_sorted(descending=True)
    assert names_of(found) == {b.name for b in branches} - {CONTROL}


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: "+".join(p) or "nothing")
def test_losing_a_supplier_never_helps_users(
    small: Case, calibration: Calibration, plan: dict[str, int]
) -> None:
    what = suppliers(small, calibration)
    found = trial(small, calibration, plan, what)
    assert found.height == len(what)
    assert found["loss"].min() >= -TOLERANCE
    assert found["short_worst"].min() >= 0.0


def test_what_hits_nothing_costs_nothing(
    small: Case, calibration: Calibration, branches: tuple[Branch, ...]
) -> None:
    nothing = replace(branches[0], name="nothing at all")
    found = trial(small, calibration, {}, [nothing])
    assert found["short_worst"].to_list() == pytest.approx([0.0], abs=1.0)
    assert found["loss"].to_list() == pytest.approx([0.0], abs=1e-3)


def test_a_shocks_probability_does_not_change_its_trial(
    small: Case, calibration: Calibration, branches: tuple[Branch, ...]
) -> None:
    likely = [replace(b, probability=min(9 * b.probability, 0.9)) for b in branches]
    plan = PLANS[1]
    assert trial(small, calibration, plan, branches).equals(
        trial(small, calibration, plan, likely)
    )


def test_the_order_of_shocks_does_not_change_their_trial(
    small: Case, calibration: Calibration, branches: tuple[Branch, ...]
) -> None:
    one = trial(small, calibration, {}, branches).sort("shock")
    other = trial(small, calibration, {}, branches[::-1]).sort("shock")
    assert one["shock"].equals(other["shock"])
    assert one["loss"].to_list() == pytest.approx(
        other["loss"].to_list(), abs=TOLERANCE
    )


def test_a_shock_is_tried_alone(
    small: Case, calibration: Calibration, branches: tuple[Branch, ...]
) -> None:
    together = trial(small, calibration, {}, branches)
    for branch in branches[1:]:
        alone = trial(small, calibration, {}, [branch])
        same = together.filter(shock=branch.name)["loss"][0]
        assert alone["loss"][0] == pytest.approx(same, abs=TOLERANCE)


@pytest.mark.parametrize("protector", ["smelter", "stock"])
def test_what_protects_lowers_the_shortage_of_a_stop(
    small: Case, calibration: Calibration, protector: str
) -> None:
    [stop] = suppliers(small, calibration)
    bare, safe = (
        trial(small, calibration, plan, [stop]) for plan in ({}, {protector: 2025})
    )
    assert safe["short_worst"][0] < 0.95 * bare["short_worst"][0]


def test_a_stop_leaves_users_with_little_more_than_new_relations(
    small: Case, calibration: Calibration
) -> None:
    """All of India's slag comes from China: 62.2 kt, grown by 6 % for 8 years."""
    found = trial(small, calibration, {}, suppliers(small, calibration))
    wanted = 62_174.0 * 1.06**8
    assert 0.8 * wanted < found["short_worst"][0] < wanted


def test_suppliers_are_the_foreign_origins_of_imports(
    small: Case, calibration: Calibration
) -> None:
    [only] = suppliers(small, calibration)
    assert only.name == "Slag from China"
    pairs = small.table("trade").select("commodity", "origin", "destination")
    barred = pairs.filter(only.pair_left == 0.0)
    assert barred.rows() == [("slag", "CHN", "IND")]
    assert (only.site_left == 1.0).all()
    assert (only.project_left == 1.0).all()


def test_a_contract_with_a_lost_supplier_is_lost_too(small: Case, edited: Edit) -> None:
    case = edited(small, "projects", {"project": "contract"}, place="CHN")
    [only] = suppliers(case, calibrate(case))
    assert only.project_left.tolist() == [1.0, 0.0, 1.0]


def test_a_strike_counts_what_is_given_up_and_what_is_dearer(program: Program) -> None:
    """Loss by hand: worth of use less its bill, quiet year against disrupted year."""
    n = program.network
    b = n.calibration.balance
    outcome = Market(program).outcome(())
    slot = [branch.name for branch in n.branches].index("chn_stop")
    hit = strike(program, (outcome.answer, outcome.price), slot, b.places.at("IND"))
    block = n.blocks["use"]
    surplus = []
    for label in (CONTROL, "chn_stop"):
        moment = n.moments.label.index(label)
        total = 0.0
        for column in range(block.size):
            item = block.item[column]
            if block.moment[column] != moment or b.use_place[item] != 0:
                continue
            tonnes = outcome.answer.value[block.start + column] * 1e3
            row = b.row_index(b.use_commodity[[item]], b.use_place[[item]])[0]
            worth = -block.cost[column] * 1e3
            total += tonnes * (worth - outcome.price[row, moment]) * 1e-6
        surplus.append(total)
    assert hit.loss == pytest.approx(surplus[0] - surplus[1])
    assert hit.loss > 0.0
    at_home = b.use_place == b.places.at("IND")
    assert (hit.short[~at_home] == 0.0).all()
    slag = np.flatnonzero(at_home & (b.use_commodity == 1))[0]
    assert hit.price[slag] > 2.0


def test_strikes_tell_both_sides_of_every_recorded_shock(
    small: Case, program: Program
) -> None:
    market = Market(program)
    part = Part(
        program,
        market.outcome((("smelter", 2025), ("stock", 2027))),
        market.outcome(()),
    )
    found = strikes(small, [part])
    assert names_of(found) == {"chn_stop", "chn_outage", "hormuz"}
    assert found.filter(shock="hormuz")["name"][0] == "Hormuz closes"
    keys = found.select("shock", "side", "commodity")
    assert keys.is_unique().all()
    assert keys.height == 3 * 2 * 2, "slag, and pig iron sold outside the chain"
    stop = found.filter(shock="chn_stop", commodity="slag")
    short = dict(stop.select("side", "short").iter_rows())
    assert short["with"] < 0.6 * short["without"]
    quiet = found.filter(shock="hormuz", side="without", commodity="slag")
    assert quiet["price"][0] == pytest.approx(1.0, abs=0.02)
