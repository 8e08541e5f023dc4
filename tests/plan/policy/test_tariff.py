"""Duties that change: cheaper to ship, less for the treasury, nothing from the sum."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.policy.supply import pairs_of
from orepath.plan.policy.tariff import duty_change, taxed
from orepath.plan.single import Market
from orepath.plan.unfold import unfold
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Under = Callable[..., Case]

CUT: dict[str, Any] = {"kind": "duty", "value": 0.0, "members": "KAZ", "start": 2027}


def test_a_cut_takes_the_old_rate_off_the_price_at_the_origin(
    small: Case, calibration: Calibration, under: Under
) -> None:
    change = duty_change(unfold(under(small, CUT), calibration))
    b = calibration.balance
    pair = b.labels[b.pairs].index("slag · KAZ to IND")
    price = calibration.price[b.row("slag", "KAZ")]
    assert change[pair].tolist() == pytest.approx([0.0, -0.05 * price, -0.05 * price])
    assert not np.delete(change, pair, axis=0).any()


def test_the_last_of_two_duties_holds(
    small: Case, calibration: Calibration, under: Under
) -> None:
    late = {**CUT, "policy": "late", "start": 2030, "value": 0.1}
    change = duty_change(unfold(under(small, CUT, late), calibration))
    price = calibration.price[calibration.balance.row("slag", "KAZ")]
    assert change.sum(axis=0).tolist() == pytest.approx(
        [0.0, -0.05 * price, 0.05 * price]
    )


def test_a_duty_on_everything_hits_every_pair_into_the_place(
    small: Case, calibration: Calibration, under: Under
) -> None:
    case = under(
        small, {"kind": "duty", "value": 0.2, "commodity": None, "place": "CHN"}
    )
    change = duty_change(unfold(case, calibration))
    hit = np.flatnonzero(change.any(axis=1))
    b = calibration.balance
    assert [b.labels[b.pairs][f] for f in hit] == ["ore · IND to CHN"]


def test_the_new_duty_is_a_cost_of_freight_and_no_margin(
    small: Case, calibration: Calibration, under: Under
) -> None:
    old, new = (program_of(c, calibration) for c in (under(small), under(small, CUT)))
    change = {name: new.lines[name] - old.lines[name] for name in old.lines}
    assert change["freight and duty"].min() < 0.0
    for name, line in change.items():
        if name != "freight and duty":
            assert line == pytest.approx(0.0, abs=1e-9)


def test_no_change_leaves_the_blocks_as_they_are(
    small: Case, calibration: Calibration, under: Under
) -> None:
    assert taxed(unfold(under(small), calibration)) == {}
    same = {**CUT, "value": 0.05}
    assert taxed(unfold(under(small, same), calibration)) == {}


@pytest.mark.parametrize("value", [0.0, 0.3])
def test_the_treasury_gets_the_new_rate_and_the_parts_still_sum_to_the_whole(
    small: Case, calibration: Calibration, under: Under, value: float
) -> None:
    case = under(small, {**CUT, "value": value, "members": "CHN", "start": 2025})
    program = program_of(case, calibration)
    outcome = Market(program).outcome((("contract", 2025),))
    n, b = program.network, calibration.balance
    parts = outcome.parts
    rate = {
        "slag · CHN to IND": value * calibration.price[b.row("slag", "CHN")],
        "slag · KAZ to IND": 0.05 * calibration.price[b.row("slag", "KAZ")],
    }
    paid = 0.0
    for name in ("ship", "open", "haul"):
        block = n.blocks[name]
        duty = [rate.get(b.labels[b.pairs][f], 0.0) for f in pairs_of(n, name)]
        tonnes = outcome.answer.value[block.columns] * 1e-3
        paid += float((tonnes * duty) @ n.moments.weight[block.moment])
    assert parts.duties[b.places.at("IND")] == pytest.approx(paid)
    total = -outcome.answer.objective + parts.duties.sum()
    assert parts.total == pytest.approx(total)
    assert parts.total == pytest.approx(
        parts.users.sum()
        + parts.makers.sum()
        + parts.importers.sum()
        + parts.duties.sum()
        + parts.projects.sum()
        + np.sum(parts.penalties)
    )


def test_a_cut_brings_more_of_it(
    small: Case, calibration: Calibration, under: Under
) -> None:
    found = []
    for value in (0.3, 0.0):
        words = {**CUT, "value": value, "members": "CHN", "start": 2025}
        program = program_of(under(small, words), calibration)
        answer = Market(program).outcome(()).answer
        block = program.network.blocks["ship"]
        b = calibration.balance
        mine = np.array(b.labels[b.pairs])[block.item] == "slag · CHN to IND"
        found.append(answer.value[block.columns][mine].sum())
    assert found[1] > found[0]
