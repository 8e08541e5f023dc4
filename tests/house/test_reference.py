"""The reference pages are what the code says, and the code says all that is needed."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import orepath
from orepath.core.column import Column
from orepath.core.table import TableSpec
from orepath.world.catalogue import TABLES

HOME = Path(__file__).parents[2]
PAGES = HOME / "docs" / "reference"
COLUMNS = [(spec, column) for spec in TABLES for column in spec.columns]


def _tool() -> ModuleType:
    """Load the script that writes the pages; it is no part of the package."""
    path = HOME / "tools" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


TOOL = _tool()
COMMANDS = dict(TOOL.commands(TOOL.root_command(), "orepath"))


def _page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["cli.md", "python.md", "tables.md", "venture.md"])
def test_a_generated_page_is_not_old(name: str) -> None:
    assert _page(name) == TOOL.pages()[name], "run make reference"


@pytest.mark.parametrize(
    ("spec", "column"), COLUMNS, ids=[f"{s.name}.{c.name}" for s, c in COLUMNS]
)
def test_every_column_has_a_unit_and_a_meaning_and_is_documented(
    spec: TableSpec, column: Column
) -> None:
    section = _page("tables.md").partition(f"\n## {spec.name}\n")[2].partition("\n## ")
    assert column.unit
    assert column.meaning.strip()
    assert f"| `{column.name}` |" in section[0]


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_every_table_says_what_a_row_is_and_what_names_it(spec: TableSpec) -> None:
    names = {column.name for column in spec.columns}
    assert spec.meaning.endswith(".")
    assert set(spec.key) <= names


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_documented_with_an_example(path: str) -> None:
    section = _page("cli.md").partition(f"\n## {path}\n")[2].partition("\n## ")[0]
    assert section.strip()
    assert f"$ {path}" in section


@pytest.mark.parametrize("path", COMMANDS)
def test_every_word_of_a_command_has_a_meaning(path: str) -> None:
    assert all((word.help or "").strip() for word in COMMANDS[path].params)


@pytest.mark.parametrize("name", orepath.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    assert f"| `{name}` |" in _page("python.md")


def test_the_tool_tells_an_old_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(TOOL, "PAGES", tmp_path)
    assert TOOL.main(["--check"]) == 1
    assert "run make reference" in capsys.readouterr().out
    assert TOOL.main([]) == 0
    assert TOOL.main(["--check"]) == 0
