"""The page on chains is what the tables say."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from orepath.world.recipe import chain_table, chains

HOME = Path(__file__).parents[2]


def _tool() -> ModuleType:
    """Load the script that writes the page; it is no part of the package."""
    path = HOME / "tools" / "make_chains_page.py"
    spec = importlib.util.spec_from_file_location("make_chains_page", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


TOOL = _tool()
PAGE = TOOL.page()


def test_the_page_is_not_old() -> None:
    assert TOOL.PAGE.read_text(encoding="utf-8") == PAGE, (
        "run tools/make_chains_page.py"
    )


def test_every_chain_and_process_stands_on_the_page() -> None:
    for mineral in chains():
        assert f"\n## {mineral}\n" in PAGE
        for process in chain_table(mineral)["process"].drop_nulls().unique():
            assert f"| `{process}` |" in PAGE


def test_the_tool_tells_an_old_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(TOOL, "PAGE", tmp_path / "page.md")
    assert TOOL.main(["--check"]) == 1
    assert "is old" in capsys.readouterr().out
    assert TOOL.main([]) == 0
    assert TOOL.main(["--check"]) == 0
