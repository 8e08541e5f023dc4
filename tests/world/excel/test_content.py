"""Settings and comments are written so that TOML reads them back the same."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.world.excel.content import Content, settings_text, spelled


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_spelled_so_that_it_reads_back(number: float) -> None:
    assert float(spelled(number)) == number


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_any_text_comes_back_through_toml(text: str) -> None:
    written = settings_text(Content({"notes": text}, {}, {}))
    assert tomllib.loads(written) == {"notes": text}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("seed", "007", 7),
        ("discount_rate", " 0.08 ", 0.08),
        ("discount_rate", "0,08", "0,08"),
        ("discount_rate", "inf", "inf"),
        ("periods", "2025; 2027 ,2030", [2025, 2027, 2030]),
        ("periods", "2025", [2025]),
        ("periods", "2025, soon", [2025, "soon"]),
    ],
)
def test_words_that_are_no_number_are_left_for_the_reader_to_tell(
    name: str, text: str, value: object
) -> None:
    assert tomllib.loads(settings_text(Content({name: text}, {}, {}))) == {name: value}


def test_a_setting_left_empty_is_left_out_and_its_remark_kept() -> None:
    written = settings_text(Content({"venture": ""}, {"venture": "none\n\nyet"}, {}))
    assert written == "# none\n#\n# yet\n"
