"""Shocks of one's own, read from a file and refused like those of a case."""

from pathlib import Path

import pytest

from orepath.errors import InputError
from orepath.stress.given import with_shocks
from orepath.world.case import Case

HEAD = "shock,name,kind,place,commodity,severity,months,probability,year,source,grade"


def written(folder: Path, *rows: str) -> Path:
    path = folder / "own.csv"
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf8")
    return path


def test_a_file_of_shocks_stands_in_place_of_the_cases_own(
    small: Case, tmp_path: Path
) -> None:
    row = "none_left,No slag,export_ban,CHN,slag,0.8,6,0.1,2030,mine,C"
    case = with_shocks(small, written(tmp_path, row))
    table = case.table("shocks")
    assert table["shock"].to_list() == ["none_left"]
    assert table["around"].to_list() == [True]
    # Grade C fills the ends of ranges, and none goes beyond what can be.
    assert table["severity_low"][0] < 0.8 < table["severity_high"][0] <= 1.0
    assert case.table("trade").equals(small.table("trade"))


def test_every_fault_of_the_file_is_told_at_once_by_its_own_name(
    small: Case, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        "a,A,export_ban,CHN,slag,1.2,6,0.1,2030,mine,C",
        "b,B,export_ban,CHN,slag,1,6,1.5,2030,mine,C",
        "c,C,export_ban,CNH,slag,1,6,0.1,2030,mine,C",
        "d,D,embargo,CHN,slag,1,6,0.1,2030,mine,C",
        "e,E,export_ban,,slag,1,6,0.1,2030,mine,C",
    )
    with pytest.raises(InputError) as caught:
        with_shocks(small, path)
    told = {p.where: f"{p.what}; {p.fix}" for p in caught.value.problems}
    assert len(told) == len(caught.value.problems) == 5, "one fault is told once"
    assert "expected 1 or less" in told["own.csv:2:severity"]
    assert "expected 1 or less" in told["own.csv:3:probability"]
    assert "did you mean 'CHN'" in told["own.csv:4:place"]
    assert "export_ban" in told["own.csv:5:kind"]
    assert "export ban of what?" in told["own.csv:6:place"]


def test_the_same_shock_twice_is_refused(small: Case, tmp_path: Path) -> None:
    rows = [f"{x},{x},export_ban,CHN,slag,1,6,0.1,2030,mine,C" for x in ("a", "b")]
    with pytest.raises(InputError, match="does the same as a while that one lasts"):
        with_shocks(small, written(tmp_path, *rows))


def test_a_file_that_is_not_there_or_holds_nothing_is_refused(
    small: Case, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        with_shocks(small, tmp_path / "none.csv")
    with pytest.raises(InputError, match="holds no shock"):
        with_shocks(small, written(tmp_path))
