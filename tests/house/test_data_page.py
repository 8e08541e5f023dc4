"""The page on the data is what the library says."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from orepath.evidence.contents import TABLES
from orepath.evidence.library import library

HOME = Path(__file__).parents[2]


def _tool() -> ModuleType:
    """Load the script that writes the page; it is no part of the package."""
    path = HOME / "tools" / "make_data_page.py"
    spec = importlib.util.spec_from_file_location("make_data_page", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


TOOL = _tool()
PAGE = TOOL.page()


def test_the_page_is_not_old() -> None:
    assert TOOL.PAGE.read_text(encoding="utf-8") == PAGE, "run make reference"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_the_library_stands_on_the_page(name: str) -> None:
    assert f"| `{name}` |" in PAGE


def test_every_correction_stands_on_the_page_with_its_reason() -> None:
    notes = library().observations()["note"].str.extract(r"corrected: ([^:]+): ")
    for name in notes.drop_nulls().unique():
        assert f"| `{name}` |" in PAGE
    assert "its figures are thousand metric tons |" in PAGE


def test_the_tool_tells_an_old_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(TOOL, "PAGE", tmp_path / "page.md")
    assert TOOL.main(["--check"]) == 1
    assert "run make reference" in capsys.readouterr().out
    assert TOOL.main([]) == 0
    assert TOOL.main(["--check"]) == 0
