"""Orders: what they complete, how they step through the years, what they refuse."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.errors import InputError
from orepath.world.build.case import built
from orepath.world.build.order import Order, ordered
from orepath.world.build.vintage import base_years


def refused(*words, **more):
    with pytest.raises(InputError) as caught:
        ordered(*words, **more)
    return caught.value.problems


def test_countries_and_groups_may_be_named_in_words():
    order = ordered("Japan", ["titanium"], ["Central Asia", "Australia"])
    assert order.focus == "JPN"
    assert order.partners == ("KAZ", "KGZ", "TJK", "TKM", "UZB", "AUS")


def test_hosts_of_by_products_come_with_what_is_asked():
    order = ordered("IND", "cadmium")
    assert order.asked == ("cadmium",)
    assert order.minerals == ("cadmium", "zinc")


def test_the_focus_is_not_its_own_partner():
    assert ordered("JPN", "titanium", ["JPN", "AUS"]).partners == ("AUS",)


def test_every_fault_of_an_order_is_told_at_once():
    problems = refused("Japn", ["titanum", "cobblt"], ["AUX"], 2020, 2019, most=1)
    where = [problem.where for problem in problems]
    assert where == ["place", "mineral", "mineral", "place", "from", "to", "most"]
    assert "titanium" in problems[1].fix


def test_a_mineral_without_a_chain_is_told_with_those_that_have_one():
    (problem,) = refused("JPN", "helium")
    assert problem.what == "no chain says how it is made"
    assert "titanium" in problem.fix
    assert "helium.csv" in problem.fix


def test_a_group_is_planned_for_as_one_place():
    order = ordered("eu", "titanium", ["DEU", "KAZ"])
    assert (order.focus, order.title, order.currency) == ("EU27", "EU27", "EUR")
    assert len(order.members) == 27
    # Its members are no partners of it.
    assert order.partners == ("KAZ",)
    assert ordered("Central Asia", "titanium").focus == "CENTRALASIA"


def test_an_order_of_nothing_is_refused():
    (problem,) = refused("JPN", [])
    assert problem.where == "minerals"


@pytest.mark.parametrize(
    ("name", "value"),
    [("base_year", 2019), ("cover", 1.1), ("fold", 0.5), ("most", 999)],
)
def test_limits_are_kept(name, value):
    (problem,) = refused("JPN", "titanium", **{name: value})
    assert problem.where == name


@pytest.mark.parametrize("year", [2019, 2022, 2025, 2023.5])
def test_a_base_year_without_output_or_trade_is_refused_in_words(year):
    (problem,) = refused("USA", ["titanium", "uranium"], base_year=year)
    assert problem.where == "base_year"
    assert "titanium (mine): 2023 to 2025" in problem.what
    assert "uranium (mine of few places): 2019, 2022" in problem.what
    assert problem.fix == "give 2023 or 2024"


def test_a_base_year_is_refused_beside_other_faults():
    problems = refused("USA", "titanum", base_year=2022)
    assert [one.where for one in problems] == ["mineral", "base_year"]


@pytest.mark.parametrize("year", base_years())
def test_every_base_year_that_is_allowed_has_users(year):
    made = built(ordered("JPN", "tin", base_year=year, most=6))
    assert made.case.table("demand")["quantity"].sum() > 0


def test_an_unknown_option_is_told_with_the_nearest():
    (problem,) = refused("JPN", "titanium", covers=0.5)
    assert "cover" in problem.fix


@given(st.integers(2025, 2060), st.integers(0, 39))
def test_steps_rise_from_the_first_year_and_leave_no_last_year_alone(start, more):
    end = start + more
    order = Order("JPN", ("tin",), ("tin",), (), start, end)
    years = (*order.periods, end + 1)
    assert years[0] == start
    assert list(years) == sorted(set(years))
    assert all(b - a >= 2 for a, b in pairwise(years)) or more == 0
    assert start <= order.shock_year <= end


def test_a_place_whose_currency_has_no_rate_is_told_in_dollars():
    assert ordered("CHL", "copper").currency == "USD"
    assert ordered("DEU", "copper").currency == "EUR"
