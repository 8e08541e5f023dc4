"""What is known at a glance, and in words what is not."""

import pytest

from orepath.errors import InputError
from orepath.evidence.form import forms
from orepath.evidence.overview import overview

ALL = overview(year=2023)


def _row(commodity, frame=ALL):
    return frame.filter(commodity=commodity).row(0, named=True)


def test_every_form_stands_in_the_overview():
    assert ALL["commodity"].to_list() == forms()["commodity"].to_list()
    assert ALL["why"].null_count() == 0


@pytest.mark.parametrize(
    ("commodity", "production", "trade", "why"),
    [
        ("copper ore", "by place, in tonnes", "all places", ""),
        ("cobalt ore", "by place, in tonnes", "not known",
         "trade: HS 260500 is not in the library, import it"),
        ("indium", "by place, in tonnes", "not known",
         "trade: HS 811292 holds other goods, too"),
        ("hafnium", "shares of the world only", "not known",
         "production: shares of 2016-2020, no tonnes; "
         "trade: HS 811292 holds other goods, too"),
        ("TiO2 pigment", "of some places only", "not known",
         "production: not published for the world; "
         "trade: HS 320611 is not in the library, import it"),
        ("lithium chemicals", "shares of the world only", "all places",
         "production of 2023: known for 2024-2024"),
        ("rare earth compounds", "not known", "all places",
         "production: not published by place"),
    ],
)  # fmt: skip
def test_what_is_not_known_has_its_reason(commodity, production, trade, why):
    row = _row(commodity)
    assert (row["production"], row["trade"], row["why"]) == (production, trade, why)


def test_a_year_with_few_places_is_known_in_part():
    row = _row("titanium sponge", overview("titanium", 2018))
    assert row["trade"] == "some places"
    assert "only of 14 places" in row["why"]
    assert "production of 2018: known for 2023-2025" in row["why"]


def test_without_a_year_any_year_counts():
    row = _row("lithium chemicals", overview("lithium"))
    assert row["production"] == "by place, in tonnes"
    assert row["why"] == ""


def test_an_unknown_mineral_is_refused():
    with pytest.raises(InputError, match="did you mean 'indium'"):
        overview("indum")
