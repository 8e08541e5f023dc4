"""Places: the focus and its partners first, then the largest, then everyone else."""

from dataclasses import replace

from orepath.world.build.case import built
from orepath.world.build.order import ordered
from orepath.world.build.place import REST, chosen


def test_focus_partners_and_the_rest_always_stand(made):
    codes = made.places.codes
    assert codes[:3] == ("JPN", "AUS", "KAZ")
    assert codes[-1] == REST
    assert len(codes) == len(set(codes)) == 11


def test_a_partner_of_whom_nothing_is_known_is_kept_out_and_told(made):
    order = ordered("JPN", "titanium", ["TUV", "AUS"], most=5)
    places = chosen(order, made.survey)
    assert places.unknown == ("TUV",)
    assert "TUV" not in places.codes


def test_more_places_cover_no_less(made):
    few = chosen(replace(made.order, most=6), made.survey)
    many = chosen(replace(made.order, most=20), made.survey)
    assert set(few.codes) <= set(many.codes)
    assert all(many.covered[form] >= part for form, part in few.covered.items())


def test_no_place_is_added_once_enough_is_covered(made):
    enough = chosen(replace(made.order, cover=0.3), made.survey)
    assert len(enough.codes) < 11
    assert all(part >= 0.3 for part in enough.covered.values())


def test_the_rest_has_no_governance_and_others_do(made):
    index = dict(made.places.table.select("place", "governance").iter_rows())
    assert index.pop(REST) is None
    assert all(-2.5 <= value <= 2.5 for value in index.values())


def test_the_rest_stands_at_a_country_that_was_not_chosen(made):
    assert made.places.stand_in not in made.places.codes


def test_a_group_as_focus_is_one_place_that_trades_with_others_only():
    found = built(ordered("EU27", "titanium", ["KAZ"], most=8))
    row = found.case.table("places").row(0, named=True)
    assert row["place"] == "EU27"
    assert len(row["members"].split()) == 27
    assert not set(row["members"].split()) & set(found.places.codes)
    ends = found.case.table("trade").select("origin", "destination")
    assert (ends["origin"] != ends["destination"]).all()
    routes = found.case.table("routes").filter(origin="KAZ", destination="EU27")
    assert 0 < routes["km"][0] < 12_000


def test_many_partners_do_not_crowd_out_the_large(made):
    order = ordered("IND", "titanium", ["EU27"], most=12)
    codes = chosen(order, made.survey).codes
    assert {"CHN", "ZAF", "AUS"} <= set(codes)
