"""Fiscal regimes: each is whole, sourced or a range, and goes with its place."""

import re

import pytest
from tests.appraise.ventures import smelter

from orepath.appraise.file import venture_from
from orepath.appraise.fiscal import known, regime_at, regime_of, written
from orepath.appraise.reader import Reader
from orepath.appraise.regime import Regime
from orepath.evidence.library import library

A = {"source": "assumption", "grade": "C"}


@pytest.fixture(params=known())
def name(request):
    return request.param


def read(name, *minerals):
    reader = Reader(f"{name}.toml")
    found = regime_of(name, {}, reader, minerals)
    assert reader.problems == []
    return found


def figures(terms):
    return [getattr(terms, key) for key in ("income_tax", "dividend_tax", "fee_tax")]


def test_every_regime_of_the_package_can_be_read(name):
    assert isinstance(read(name), Regime)


def test_what_the_library_does_not_hold_is_a_range_of_grade_c(name):
    for figure in figures(read(name)):
        assert figure.grade == "C"
        assert figure.low < figure.high


def test_facts_that_notes_name_are_in_the_library(name):
    cited = re.findall(r"fact/F\d+", str(written(name)))
    for key in cited:
        assert library().row(key)


def test_a_place_has_its_own_regime_or_the_general_one():
    places = {"IND": "india", "KAZ": "kazakhstan", "UZB": "uzbekistan"}
    assert {place: regime_at(place) for place in places} == places
    assert regime_at("AUS") == "general"


def test_royalty_goes_by_mineral():
    rates = read("kazakhstan", "chromium", "manganese").royalty
    assert rates["chromium"].value == 0.17
    assert rates["chromium"].source == "fact/F0563"
    assert rates["manganese"].name == "fiscal.terms.royalty.manganese"
    assert read("india", "rare earths").royalty["rare earths"].grade == "A"


def test_a_mineral_no_row_names_has_the_rate_of_its_state():
    assert read("india", "antimony").royalty["antimony"].value == 0.08


def test_a_venture_in_uzbekistan_pays_what_that_state_takes():
    raw = smelter(
        venture__place="UZB",
        product__0__mineral="copper",
        fiscal={"regime": "uzbekistan", **A},
    )
    terms = venture_from(raw).fiscal.terms
    assert terms.royalty["copper"].high == 0.15
    assert terms.losses_kept is None


def test_a_mineral_that_nobody_knows_is_refused_not_charged_the_usual_rate():
    reader = Reader("v.toml")
    regime_of("india", {}, reader, ("tungstn", "antimony"))
    (problem,) = reader.problems
    assert problem.what == "unknown mineral 'tungstn'"
    assert "'tungsten'" in problem.fix
    own = {"royalty": {"tungstn": 0.02, **A}}
    reader = Reader("v.toml")
    assert regime_of("india", own, reader, ("tungstn",)) is not None
    assert not reader.problems


def test_a_regime_of_ones_own_needs_its_own_rates():
    reader = Reader("v.toml")
    raw = {"title": "Mine", "place": "*", "income_tax": 0.2} | A
    assert regime_of("own", raw, reader, ("tin",)) is not None
    assert "no rate on tin" in str(reader.problems[0])
