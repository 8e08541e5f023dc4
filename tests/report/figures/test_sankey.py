"""The chain as a Sankey diagram."""

import re

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.sankey import sankey


def test_every_label_and_value_is_written(links):
    picture = sankey(links, "Chain", stages=("Ore", "Next"), least=0.0)
    for label in {*links["source_label"], *links["target_label"]}:
        assert label in picture.svg
    assert "1.03 Mt" in picture.svg
    assert ">Ore<" in picture.svg
    labels = {*links["source_label"], *links["target_label"]}
    assert picture.svg.count('class="block"') == len(labels)


def test_band_widths_are_in_proportion_to_values(links):
    picture = sankey(links.head(2), "Chain")
    found = re.findall(r'class="band".*?stroke-width="([\d.]+)"', picture.svg)
    widths = sorted(map(float, found))
    assert widths[1] / widths[0] == pytest.approx(60 / 55, rel=1e-3)


def test_small_labels_become_one(links):
    picture = sankey(links, "Chain")
    assert "Other (2)" in picture.svg
    assert "Ilmenite, Kenya" not in picture.svg


def test_stages_put_labels_in_their_columns(links):
    staged = links.head(1).with_columns(source_stage=pl.lit(0), target_stage=pl.lit(2))
    beyond = links.slice(1, 1).with_columns(
        source_stage=pl.lit(0), target_stage=pl.lit(1)
    )
    picture = sankey(pl.concat([staged, beyond]), "Chain")
    lefts = set(re.findall(r'class="block" x="([\d.]+)"', picture.svg))
    assert len(lefts) == 3


def test_a_label_at_two_stages_is_refused_with_its_row(links):
    two = links.head(2).with_columns(
        source_stage=pl.Series([0, 1]), target_stage=pl.Series([2, None])
    )
    with pytest.raises(InputError) as caught:
        sankey(two, "Chain")
    wheres = [problem.where for problem in caught.value.problems]
    assert wheres == ["links:3:source_stage", "links:3:target_stage"]


def test_a_chain_without_a_flow_is_refused(links):
    with pytest.raises(InputError, match="every value is zero"):
        sankey(links.with_columns(value=pl.lit(0.0)), "Chain")


def test_the_same_links_give_the_same_bytes(links):
    assert sankey(links, "Chain") == sankey(links, "Chain")
