"""A venture appraised: everything gathered, the same for the same seed."""

import pytest
from tests.appraise.ventures import smelter

from orepath.appraise.file import venture_from
from orepath.errors import InputError
from orepath.study.appraising import (
    BRIEF,
    Asked,
    actor_names,
    appraise,
    appraised_in,
    paths_for,
)
from orepath.study.termtable import tables_of
from orepath.study.ventures import find_venture, ventures
from orepath.world.load import studies


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    venture = venture_from(smelter())
    first, same, other = (
        appraise(venture, Asked(draws=1000, seed=seed, paths=0)) for seed in (1, 1, 2)
    )
    assert first.outlooks["MINE"] == same.outlooks["MINE"]
    assert first.outlooks["MINE"] != other.outlooks["MINE"]


def test_nothing_asked_draws_a_hundred_thousand_times():
    found = appraise(venture_from(smelter(operation__life=2)))
    assert found.outlooks["project"].draws == 100_000
    assert len(found.options) == 3


def test_each_partner_breaks_even_somewhere_else():
    found = appraise(find_venture(["odisha-slag"]).venture, Asked(draws=0, paths=0))
    assert set(found.breaks) == {"project", "IREL", "UKTMP"}
    prices = {actor: each[0].values[0] for actor, each in found.breaks.items()}
    assert len(set(prices.values())) == 3
    assert found.unit_cost < found.venture.product[0].price.value
    assert found.gate.is_empty()


def test_only_a_partner_can_look_for_itself():
    venture = venture_from(smelter())
    assert appraise(venture, Asked(0, 7, "MINE", 0)).side == "MINE"
    with pytest.raises(InputError, match="is no partner"):
        appraise(venture, Asked(0, 7, "host", 0))


def test_an_owner_named_by_its_country_bears_the_countrys_name():
    venture = find_venture(["india-titanium", "ireuk_slag"]).venture
    assert actor_names(venture)["IND"] == "India"
    assert actor_names(venture)["others"] == "others"


def test_the_ventures_of_a_case_are_appraised_with_fewer_draws():
    told = []
    (found,) = appraised_in(studies()["india-titanium"], told.append)
    assert told == [f"Appraising {found.venture.title}"]
    assert found.outlooks["project"].draws == BRIEF.draws
    assert found.gate.height > 0
    assert appraised_in(studies()["european-buyer"]) == ()
    assert ventures()["odisha-slag"].name == found.venture.name


def test_tables_hold_keys_and_units_for_those_who_compute_on():
    found = appraise(venture_from(smelter()), Asked(draws=1000, paths=1000))
    tables = tables_of(found)
    assert tables["cover"].is_empty()
    assert tables["concession"].is_empty()
    cash = tables["cash"]
    assert set(cash["of"]) == {"line", "actor", "country"}
    whole = cash.filter(of="line")["cash"].sum()
    project = cash.filter(of="actor", name="project")["cash"].sum()
    assert whole == pytest.approx(project)
    assert tables["actors"].filter(actor="host")["irr"].to_list() == [None]
    assert tables["chance"].height > 0


def test_paths_follow_the_draws():
    assert [paths_for(x) for x in (0, 40, 5001, 10**6)] == [0, 1000, 5000, 20_000]
