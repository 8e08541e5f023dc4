"""The layout of a chain."""

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.report.figures.layering import (
    bands_of,
    blocks_of,
    columns_of,
    merged,
    routed,
    unrolled,
    values_of,
)

LINKS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from("abcdef"),
        st.floats(1.0, 1e6),
        st.just("t"),
    ),
    min_size=1,
    max_size=15,
)


def laid(links):
    flows = unrolled(links)
    column = columns_of(flows)
    flows, column = merged(flows, column, 0.01)
    flows, column = routed(flows, column)
    blocks = blocks_of(flows, column, 500.0, 12.0)
    return flows, column, blocks, bands_of(flows, blocks)


@given(LINKS)
def test_every_link_leads_to_the_next_column_and_none_is_lost(links):
    flows, column, _, bands = laid(links)
    assert all(column[target] == column[source] + 1 for source, target, *_ in flows)
    assert len(bands) == len(flows)
    assert min(column.values()) == 0


@given(LINKS)
def test_bands_fill_a_box_up_to_its_height_and_never_more(links):
    _, _, blocks, bands = laid(links)
    into, out = defaultdict(float), defaultdict(float)
    for band in bands:
        out[band.source] += band.width
        into[band.target] += band.width
    unit = bands[0].width / bands[0].value
    for block in blocks:
        fullest = max(into[block.label], out[block.label])
        assert fullest == pytest.approx(unit * block.value)
        assert block.height == pytest.approx(max(1.0, fullest))


@given(LINKS)
def test_boxes_of_a_column_keep_their_distance_and_the_frame(links):
    _, _, blocks, _ = laid(links)
    by_column = defaultdict(list)
    for block in blocks:
        by_column[block.column].append(block)
    for column in by_column.values():
        column.sort(key=lambda b: b.top)
        assert column[0].top >= -40.0  # boxes below one pixel are drawn as one pixel
        assert column[-1].top + column[-1].height <= 500.0 + 1e-6
        for upper, lower in pairwise(column):
            assert lower.top - upper.top - upper.height >= 12.0 - 1e-6


def test_goods_that_return_are_named_at_both_ends():
    flows = unrolled([("ore", "metal", 5.0, "t"), ("metal", "ore", 1.0, "t")])
    assert values_of(flows) == {
        "ore": 5.0,
        "metal": 5.0,
        "back to ore": 1.0,
        "returned from metal": 1.0,
    }


def test_a_link_against_the_stages_counts_as_returned():
    flows = unrolled([("a", "b", 1.0, "t")], {"a": 1, "b": 0})
    assert flows[0][1] == "back to b"


def test_small_labels_of_a_column_become_one_and_nothing_is_lost():
    links = [("big", "x", 1000.0, "t"), ("s1", "x", 4.0, "t"), ("s2", "x", 5.0, "t")]
    flows, column = merged(links, columns_of(links), 0.01)
    assert {link[0] for link in flows} == {"big", "Other (2)"}
    assert sum(link[2] for link in flows) == 1009.0
    assert column["Other (2)"] == 0


def test_crossings_that_can_be_avoided_are_avoided():
    links = [("a", "x", 5.0, "t"), ("b", "y", 4.0, "t"), ("c", "z", 3.0, "t")]
    blocks = blocks_of(links, columns_of(links), 300.0, 10.0)
    top = {block.label: block.top for block in blocks}
    left = sorted("abc", key=top.__getitem__)
    right = sorted("xyz", key=top.__getitem__)
    assert ["abc".index(x) for x in left] == ["xyz".index(x) for x in right]
