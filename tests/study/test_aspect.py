"""Limits, gap, owners and what is known: every form asked for stands in each."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.form import chosen
from orepath.study.aspect import limited, limits, overseen, owned, processed
from orepath.study.question import question
from orepath.study.survey import gathered


def asked(place="IND", **said):
    return question(place, minerals="titanium,cobalt,cobold", **said)


def test_limits_without_a_name_are_those_of_the_union():
    assert [one.name for one in limits("")][-1] == "one third country"
    with pytest.raises(InputError) as raised:
        limits("eu-crma-2031")
    assert "eu-crma-2030" in str(raised.value)


def test_all_presets_of_a_file_are_meant_unless_one_is_named(tmp_path):
    row = '[[preset.limit]]\nname = "x"\nindicator = "hhi"\nat_most = 0.2\n'
    file = tmp_path / "own.toml"
    file.write_text(f'[[preset]]\nname = "a"\n{row}[[preset]]\nname = "b"\n{row}')
    assert len(limits("", file)) == 2
    assert len(limits("b", file)) == 1


def test_every_form_has_a_verdict_or_a_reason():
    wanted = limits("")
    table = limited(asked(), gathered(asked()), wanted)
    forms = chosen(["titanium", "cobalt"], ["mine", "smelt", "refine"])["commodity"]
    assert {*forms, "cobold"} <= set(table["commodity"])
    unknown = table.filter(verdict="not known")
    assert unknown["note"].str.len_chars().min() > 0
    assert table.filter(commodity="titanium sponge", limit="processing")[
        "verdict"
    ].to_list() == ["missed"]


def test_a_limit_of_zircon_that_an_unnamed_maker_may_hold_is_in_doubt():
    zircon = question("IND", minerals="zirconium")
    table = limited(zircon, gathered(zircon), limits(""))
    row = table.filter(commodity="zircon", limit="extraction")
    assert row["verdict"].to_list() == ["in doubt"]


def test_the_gap_of_a_mineral_of_which_nothing_is_known_says_so():
    table = processed(question("KAZ", minerals="uranium,copper,cobold", year="2024"))
    assert set(table["mineral"]) == {"uranium", "copper", "cobold"}
    assert "no production" in table.filter(mineral="uranium")["note"][0]


def test_a_stage_of_the_gap_may_be_asked_for():
    table = processed(question("KAZ", minerals="copper", stage="refine"))
    assert set(table["stage"].drop_nulls()) == {"refine"}
    assert table["gap"].drop_nulls().len() == 1


def test_owners_and_what_nobody_tells_fill_the_whole():
    table, whole = owned(asked(against="CHN"))
    sums = whole.group_by("commodity").agg(pl.col("owned_share", "located_share").sum())
    assert sums["owned_share"].to_list() == pytest.approx([1.0] * sums.height)
    row = table.filter(commodity="cobalt ore").row(0, named=True)
    assert row["owner"] == "CHN"
    assert row["share_low"] <= row["share"] <= row["share_high"]
    assert {*chosen(["titanium", "cobalt"])["commodity"], "cobold"} == set(
        table["commodity"]
    )


def test_without_a_rival_the_largest_known_owner_is_told():
    table, _ = owned(question("", minerals="cobalt", placed=False))
    assert table.filter(commodity="cobalt ore")["share"][0] > 0


def test_what_is_known_keeps_words_that_name_nothing():
    table = overseen(asked())
    assert table["commodity"].to_list()[-1] == "cobold"
    assert table["why"].to_list()[-1].startswith("not known by this name")


def test_a_bloc_owns_what_its_members_own():
    both = question("", minerals="cobalt", against="CHN", placed=False)
    alone, _ = owned(both)
    table, whole = owned(replace(both, against=("CHN", "COD")))
    one, two = (t.filter(commodity="cobalt ore") for t in (alone, table))
    assert two["owner"].to_list() == ["CHN, COD"]
    assert two["share"][0] > one["share"][0]
    assert two["located_share"][0] > 0.5
    assert two["share_high"][0] <= 1.0
    ore = whole.filter(commodity="cobalt ore")
    assert ore["owned_share"].sum() == pytest.approx(1.0)
    # The upper end leaves out what is surely others'.
    others = ore.filter(~pl.col("place").is_in(["CHN, COD", "unknown"]))
    assert two["share_high"][0] == pytest.approx(1 - others["owned_share_low"].sum())
