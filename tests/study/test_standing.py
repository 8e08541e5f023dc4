"""Where a place stands, and why it stands nowhere."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.form import chosen
from orepath.study.question import question
from orepath.study.standing import ranked


def test_central_asia_ranks_among_the_first_in_chromite_and_its_members_are_named():
    table = ranked(question("Central Asia", minerals="chromium,titanium"), 20).table
    row = table.row(by_predicate=pl.col("commodity") == "chromite", named=True)
    assert row["members"] == "KAZ"
    assert row["rank"] <= 3
    assert row["rank_low"] <= row["rank"] <= row["rank_high"]


def test_a_rank_beyond_the_asked_is_counted():
    asked = question("KAZ", minerals="copper,chromium,titanium")
    kept, whole = ranked(asked, 3), ranked(asked)
    assert 0 < kept.table.height < whole.table.height
    assert kept.beyond == whole.table.height - kept.table.height
    assert (kept.table["rank_low"] <= 3).all()


def test_every_form_asked_for_is_ranked_or_told_why_not():
    found = ranked(question("KAZ", minerals="titanium,cobalt,cobold"))
    asked = set(chosen(["titanium", "cobalt"])["commodity"])
    ranks, others = set(found.table["commodity"]), set(found.unranked["commodity"])
    assert ranks | others == asked | {"cobold"}
    assert not ranks & others
    assert found.unranked["reason"].str.len_chars().min() > 0


def test_output_that_is_withheld_is_no_rank_and_is_told():
    found = ranked(question("USA", minerals="titanium,copper", stage="refine"))
    row = found.unranked.filter(commodity="titanium sponge")
    assert "withheld" in row["reason"][0]


def test_shares_of_a_group_are_added():
    found = ranked(question("Central Asia", minerals="antimony"))
    assert {"antimony ore", "antimony metal"} <= set(found.table["commodity"])


def test_a_place_that_no_source_names_as_a_maker_is_told():
    with pytest.raises(InputError) as raised:
        ranked(question("MDV", minerals="copper"))
    assert "Maldives" in str(raised.value)
