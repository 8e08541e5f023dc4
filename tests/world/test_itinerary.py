"""Tests of itineraries: the cheapest ends are chosen, and the walk adds up."""

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from orepath.world.chart import read_chart
from orepath.world.itinerary import chosen, walked
from orepath.world.passage import passages

SIDES = {
    "AUS": read_chart().places()["AUS"],
    "IND": read_chart().places()["IND"],
    "ZMB": read_chart().places()["ZMB"],
}


def test_the_walk_costs_what_the_shortest_path_says() -> None:
    net = passages("bulk")
    places = tuple(SIDES)
    walk = walked(net, chosen(net, SIDES, (places, places), frozenset()))
    cost = walk.cost @ net.cost_rates[1]
    for number, (one, other) in enumerate(
        zip(walk.pairs.origin, walk.pairs.destination, strict=True)
    ):
        starts = [net.departs[name] for name in SIDES[one]]
        ends = [net.arrives[name] for name in SIDES[other]]
        least = dijkstra(net.matrix(frozenset()), indices=starts)[:, ends].min()
        assert cost[number] == pytest.approx(least)


def test_pairs_stand_in_the_order_asked_without_a_place_and_itself() -> None:
    asked = (("ZMB", "AUS"), ("IND", "ZMB"))
    pairs = chosen(passages("bulk"), SIDES, asked, frozenset())
    told = list(zip(pairs.origin, pairs.destination, strict=True))
    assert told == [("ZMB", "IND"), ("AUS", "IND"), ("AUS", "ZMB")]


def test_where_nothing_is_open_the_walk_is_empty() -> None:
    net = passages("bulk")
    shut = frozenset({"ZMB"})
    walk = walked(net, chosen(net, SIDES, (("ZMB",), ("IND",)), shut))
    assert walk.pairs.end.tolist() == [-1]
    assert not np.any(walk.cost)
    assert walk.codes[0].size == 0
