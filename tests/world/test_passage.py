"""Tests of passages: what a step costs, and that ports are no short cut."""

import numpy as np
import pytest

from orepath.errors import InputError
from orepath.world.fixture import fitted
from orepath.world.passage import passages


def test_both_ways_of_a_step_cost_the_same() -> None:
    net = passages("bulk")
    usd = net.cost @ net.cost_rates[1]
    for number in np.flatnonzero([way is not None for way in net.ways])[::37]:
        way = net.ways[number]
        twin = [n for n, other in enumerate(net.ways) if other is way]
        assert np.allclose(usd[twin], usd[number])


def test_loading_pays_half_the_fee_half_the_wait_and_the_port() -> None:
    net = passages("bulk")
    start = net.departs["Rotterdam"]
    steps = np.flatnonzero(net.tail == start)
    usd = sorted((net.cost @ net.cost_rates[1])[steps])
    assert usd[0] == 0
    assert usd[-1] == pytest.approx(8 + fitted("bulk").fee[1] / 2)
    assert max((net.days @ net.days_rates[1])[steps]) == pytest.approx(4 + 2 / 2)


def test_ships_leave_a_port_by_another_side_than_they_enter() -> None:
    net = passages("bulk")
    port = net.names.index("Singapore Port")
    spots = set(np.flatnonzero(net.point == port).tolist())
    entered = {
        head
        for tail, head, way in zip(net.tail, net.head, net.ways, strict=True)
        if way is not None and way.mode == "sea" and head in spots and tail not in spots
    }
    left = {
        tail
        for tail, head, way in zip(net.tail, net.head, net.ways, strict=True)
        if way is not None and way.mode == "sea" and tail in spots and head not in spots
    }
    assert len(entered) == len(left) == 1
    assert entered.isdisjoint(left)


def test_what_is_shut_has_no_cost_at_all() -> None:
    net = passages("bulk")
    assert net.matrix(frozenset({"Suez"})).nnz == net.matrix(frozenset()).nnz - 2


def test_a_leg_that_may_carry_nothing_is_no_passage() -> None:
    ends = {way.ends for way in passages("bulk").ways if way is not None}
    assert ("Delhi", "Peshawar") not in ends


def test_an_unknown_cargo_is_refused() -> None:
    with pytest.raises(InputError, match="parcel"):
        passages("parcels")
