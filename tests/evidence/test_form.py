"""The catalogue of forms: every row stands on something, and chemistry is computed."""

import polars as pl
import pytest

from orepath.core.formula import MASSES, content_factor
from orepath.errors import InputError
from orepath.evidence.form import (
    chosen,
    codes,
    forms,
    minerals,
    mixtures,
    series,
)
from orepath.evidence.importer.declared import declared
from orepath.evidence.library import library
from orepath.evidence.observation import BASES, GRADES, STAGES

LIB = library()


def _content(commodity, hs, origin=None):
    rows = codes().filter(commodity=commodity, hs=hs)
    if origin:
        rows = rows.filter(pl.col("origins").list.first().str.starts_with("!").not_())
    return rows.row(0, named=True)


def test_every_form_has_one_mineral_stage_and_basis():
    frame = forms()
    assert frame["commodity"].is_unique().all()
    assert set(frame["stage"]) <= set(STAGES)
    assert set(frame["basis"]) <= set(BASES)
    content = frame.filter(pl.col("basis") != "gross")["content_of"]
    assert content.null_count() == 0
    assert frame.filter(basis="gross")["content_of"].null_count() == (
        frame.filter(basis="gross").height
    )


@pytest.mark.parametrize("table", [forms, series, codes])
def test_every_row_has_a_grade_and_a_source_of_the_library(table):
    assert set(table()["grade"]) <= set(GRADES)
    assert set(table()["source"]) <= set(LIB.sources()["id"])


def test_every_series_is_one_that_a_publisher_has():
    words = {
        str(name["commodity"])
        for each in ("wmd", "bgs")
        for name in declared(each, "").names
    } | set(LIB.words("observations", "commodity"))
    frame = series()
    words |= set(forms()["commodity"])
    assert set(frame.filter(table="observations")["said"]) <= words
    supply = LIB.table("demand").filter(section="supply")
    projected = set(supply.select(pl.format("{}/{}", "mineral", "series")).to_series())
    assert set(frame.filter(table="demand")["said"]) == projected
    shares = LIB.table("eu_shares").select(pl.format("{}/{}", "commodity", "stage"))
    assert set(frame.filter(table="eu_shares")["said"]) <= set(shares.to_series())


@pytest.mark.parametrize(
    ("commodity", "hs", "holds", "counts"),
    [
        ("lithium chemicals", "283691", 0.99, ("Li2CO3", "Li")),
        ("lithium chemicals", "282520", 0.98, ("LiOH.H2O", "Li")),
        ("vanadium oxides", "282530", 0.98, ("V2O5", "V")),
        ("tungsten ore", "261100", 0.62, ("WO3", "W")),
        ("potash", "310420", 0.96, ("KCl", "K2O")),
    ],
)
def test_the_content_of_a_compound_follows_from_its_formula(
    commodity, hs, holds, counts
):
    expected = holds * content_factor(*counts)
    assert _content(commodity, hs)["content"] == pytest.approx(expected)


def test_lithium_in_carbonate_is_as_a_chemist_counts_it():
    # Li2CO3: 2 * 6.94 of 73.89 g/mol, of a product of 99 %.
    expected = 0.99 * 13.88 / 73.89
    assert _content("lithium chemicals", "283691")["content"] == pytest.approx(
        expected, rel=1e-4
    )


def test_the_ends_of_a_content_hold_it_and_no_tonne_holds_more_than_itself():
    frame = codes()
    assert (frame["content_low"] <= frame["content"]).all()
    assert (frame["content"] <= frame["content_high"]).all()
    assert (frame["content_high"] <= 1.0 + 1e-9).all()
    assert (frame["content_low"] > 0).all()


def test_oxide_becomes_gross_ore_by_division():
    row = series().filter(commodity="chromite", basis="oxide").row(0, named=True)
    assert row["content"] == pytest.approx(1 / 0.42)
    assert row["content_low"] == pytest.approx(1 / 0.48)
    assert row["content_high"] == pytest.approx(1 / 0.38)


def test_a_code_carries_one_form_from_any_one_origin():
    # A mixed code is shared by value; the published sum of its forms stands beside.
    mixed = mixtures()["hs"].unique()
    plain = codes().filter(~pl.col("hs").is_in(mixed.to_list()))
    frame = plain.group_by("hs").agg("commodity", "origins")
    for hs, names, origins in frame.iter_rows():
        if len(names) == 1:
            assert origins == [None], hs
            continue
        # Shared codes are split by origin: some countries, and all but these.
        inside = [place for o in origins if not o[0].startswith("!") for place in o]
        (outside,) = [o for o in origins if o[0].startswith("!")]
        assert len(set(inside)) == len(inside), hs
        assert set(inside) == {place.removeprefix("!") for place in outside}, hs


def test_no_basket_is_a_code_of_the_form_it_hides():
    frame = forms().explode("basket_hs").drop_nulls("basket_hs")
    both = frame.join(
        codes(), left_on=["commodity", "basket_hs"], right_on=["commodity", "hs"]
    )
    assert both.is_empty()


def test_every_raw_material_of_the_published_convention_with_a_code_is_a_form():
    told = LIB.table("recycling").filter(pl.col("hs").str.contains(r"^\d{6}$"))
    assert set(told["commodity"]) <= set(forms()["geopolrisk"])
    row = forms().filter(geopolrisk="Platinum").row(0, named=True)
    assert row["geopolrisk_hs"] == ["711011", "711019", "711510"]


def test_contained_forms_count_an_element_an_oxide_form_an_oxide():
    names = forms().filter(basis="contained")["content_of"].unique()
    assert {name for name in names if name not in MASSES} == {"Nd+Pr+Dy+Tb"}
    oxides = set(forms().filter(basis="oxide")["content_of"])
    assert oxides == {"TiO2", "K2O", "REO"}


# Neither diamonds nor oil in sand and shale have a code in the convention.
UNREAD = {"gem diamond", "industrial diamond", "oil sands", "oil shale"}


def test_every_series_of_world_mining_data_belongs_to_a_form():
    read = set(
        series()
        .filter(table="observations")
        .select("said", "basis", "content_of")
        .rows()
    )
    missed = {
        name["commodity"]
        for name in declared("wmd", "").names
        if (name["commodity"], name["basis"], name.get("content_of")) not in read
    }
    assert missed == UNREAD


def test_every_form_listens_to_its_own_name():
    rows = series().filter(
        pl.col("table") == "observations",
        pl.col("unit") == "t/a",
        pl.col("commodity") == pl.col("said"),
    )
    own = rows.join(forms(), on=["commodity", "basis"]).filter(
        pl.col("content_of").eq_missing(pl.col("content_of_right"))
    )
    assert set(own["commodity"]) == set(forms()["commodity"])
    assert (own["content"] == 1.0).all()


def test_forms_are_chosen_by_words_in_any_case():
    names = chosen("Titanium", "SMELT")["commodity"].to_list()
    assert names == ["synthetic rutile", "titanium slag"]
    assert chosen(commodities=["copper ore"]).height == 1
    assert "titanium" in minerals()


def test_unknown_words_are_told_at_once_with_the_nearest():
    with pytest.raises(InputError) as told:
        chosen(["titanum", "copper"], "refin")
    assert [p.where for p in told.value.problems] == ["mineral", "stage"]
    assert "did you mean 'titanium'?" in str(told.value)
    assert "did you mean 'refine'?" in str(told.value)
