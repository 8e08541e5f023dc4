"""The map of ways compared, as page and as pictures."""

import pytest

from orepath.errors import InputError
from orepath.study.corridor import compare_ways
from orepath.study.corridorpage import kind_of, map_of, write_map
from orepath.world.atlas import read_atlas


@pytest.fixture(scope="module")
def compared():
    ends = ("Mumbai", "Ust-Kamenogorsk")
    return compare_ways(read_atlas(), *ends, closed=["Chabahar"])


@pytest.fixture(scope="module")
def picture(compared):
    return map_of(read_atlas(), compared)


def test_the_page_holds_map_tables_sources_and_the_word_on_borders(
    picture, compared, tmp_path
):
    write_map(picture, compared, tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf8")
    for words in (
        "Borders are indicative",
        "OpenStreetMap contributors",
        "Black Sea by Novorossiysk",
        "Chabahar closed",
        "<svg",
    ):
        assert words in page
    assert "<script src" not in page


@pytest.mark.parametrize(
    ("name", "begins"), [("map.svg", b"<svg"), ("map.PNG", b"\x89PNG")]
)
def test_pictures_are_written_by_their_ending(
    picture, compared, tmp_path, name, begins
):
    assert "OpenStreetMap contributors (ODbL)" in picture.svg
    assert picture.title.endswith("Chabahar closed")
    write_map(picture, compared, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_other_endings_and_missing_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"cannot draw a \.pdf"):
        kind_of(tmp_path / "map.pdf")
    with pytest.raises(InputError, match="no such folder"):
        kind_of(tmp_path / "none" / "map.svg")
