"""The shelf: where it lies, and that a run can do without."""

from pathlib import Path

from orepath.core.shelf import shelf


def test_the_shelf_lies_where_the_user_says(tmp_path: Path) -> None:
    mine = tmp_path / "a" / "b"
    assert shelf({"OREPATH_CACHE": str(mine), "HOME": "/nowhere"}) == mine
    assert mine.is_dir()


def test_the_shelf_lies_among_the_caches_of_the_system(tmp_path: Path) -> None:
    caches, home = tmp_path / "caches", tmp_path / "home"
    assert shelf({"XDG_CACHE_HOME": str(caches)}) == caches / "orepath"
    assert shelf({"LOCALAPPDATA": str(caches)}) == caches / "orepath"
    assert shelf({"HOME": str(home)}) == home / ".cache" / "orepath"


def test_without_a_folder_to_write_there_is_no_shelf(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    assert shelf({"OREPATH_CACHE": str(taken)}) is None
    assert shelf({"HOME": str(taken)}) is None
