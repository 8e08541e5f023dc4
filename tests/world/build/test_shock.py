"""Shocks: of goods that the focus place buys, and few enough for one year."""

from orepath.world.build.case import build_case


def test_the_largest_seller_of_what_is_bought_may_stop(made):
    rows = made.case.table("shocks")
    assert "no_titanium_sponge_from_CHN" in rows["shock"].to_list()
    assert rows.height <= 6
    assert rows["probability"].sum() < 0.6


def test_a_recorded_ban_comes_again():
    rows = build_case("KOR", "cobalt", ["COD"], most=8).table("shocks")
    row = rows.filter(place="COD", kind="export_ban")
    assert row["source"].str.starts_with("restriction/COD/cobalt").any()
    assert 2025 in row["year"].to_list()
    # The quota that came after the ban caps the sum, at half of what was sold.
    cap = rows.filter(place="COD", kind="quota")
    assert cap["severity"].to_list() == [0.5]


def test_no_strait_is_closed_that_ships_go_around(made):
    stops = made.case.table("shocks")["stop"]
    assert "Luzon" not in stops.to_list()
