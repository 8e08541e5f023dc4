"""Duties: the newest that is in force, by the codes of the good."""

from orepath.world.build.case import build_case
from orepath.world.build.duty import duties
from orepath.world.bundle import joined


def test_indias_duty_on_graphite_holds_for_graphite_from_everywhere():
    rows = build_case("IND", "graphite", most=6).table("tariffs")
    row = rows.filter(commodity="natural graphite").row(0, named=True)
    assert (row["origin"], row["destination"], row["rate"]) == ("*", "IND", 0.025)
    assert (row["rate_low"], row["rate_high"]) == (0.025, 0.05)
    assert row["source"] == "tariff/IND/2504"


def test_a_rate_that_came_later_does_not_hold_yet(made):
    bundle = joined(["graphite"])
    assert duties(bundle, made.places, 2023).is_empty()


def test_goods_of_which_no_duty_is_told_have_none(made):
    assert made.case.table("tariffs").is_empty()
