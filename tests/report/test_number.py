"""Numbers for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.errors import InputError
from orepath.report.number import Scale, human, scale_for


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (12_345.0, "t", "12.3 kt"),
        (12_345.0, "t/a", "12.3 kt/a"),
        (1.4e6, "USD", "USD 1.4 m"),
        (-2.5e9, "USD/a", "USD −2.5 bn/a"),
        (970.0, "USD/t", "USD 970/t"),
        (0.051, "fraction", "5.1 %"),
        (0.0, "t", "0 t"),
        (2031, "year", "2031"),
        (1540.0, "km", "1,540 km"),
        (0.35, "", "0.35"),
        (float("inf"), "t", "no limit"),
        ("as found", "t", "as found"),
        (None, "t", "not known"),
    ],
)
def test_a_number_reads_as_a_person_would_write_it(value, unit, shown):
    assert human(value, unit) == shown


def test_a_number_that_is_none_is_refused():
    with pytest.raises(InputError, match="NaN"):
        human(float("nan"), "t")


def test_the_median_chooses_the_unit_of_a_column():
    scale = scale_for([300.0, 500.0, 2_000_000.0], "t")
    assert scale.label == "t"
    assert scale.text(2_000_000.0) == "2,000,000"


def test_a_column_without_a_known_number_keeps_its_plain_unit():
    assert scale_for([None, 0.0], "t") == Scale(1.0, "t", 0)


def test_a_trace_is_not_shown_as_zero():
    scale = Scale(1e6, "USD m", 1)
    assert scale.text(1_000.0) == "<0.1"
    assert scale.text(0.0) == "0.0"
    assert scale.text(-1_000.0) == "−0"
    assert scale.text(float("inf")) == "no limit"
    assert scale.text(float("-inf")) == "−no limit"


@given(st.floats(1.0, 1e12), st.sampled_from(["t", "USD", "MWh", "t/a"]))
def test_what_is_shown_is_the_number_within_its_digits(value, unit):
    scale = scale_for([value], unit)
    shown = float(scale.text(value).replace(",", "")) * scale.factor
    assert shown == pytest.approx(value, rel=0.006)
