"""What lies beside the code is true of the code, and fit for any machine."""

import re
from pathlib import Path

import pytest

import orepath

HOME = Path(__file__).parents[2]
FOLDERS = (".ci", "bench", "docs", "src", "studies", "tests", "tools")
# Folders of one machine, and addresses of package indexes.
MACHINE = re.compile(
    r"(?<![\w.:/])/(work|tmp|root|home|opt)/|https?://\S*(/simple\b|pythonhosted)"
)
WANTED = ("commodity", "process", "policy", "shock", "scheme", "importer")


def _papers() -> list[Path]:
    """Return every file that belongs to the project."""
    inside = [path for name in FOLDERS for path in (HOME / name).rglob("*")]
    beside = list(HOME.glob("*"))
    return sorted(
        path
        for path in inside + beside
        if path.is_file() and "__pycache__" not in path.parts
    )


def _read(path: Path) -> str:
    """Return the text of a file, nothing if it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_folder_of_one_machine_or_an_index() -> None:
    found = [
        f"{path.relative_to(HOME)}: {match.group()}"
        for path in _papers()
        for match in MACHINE.finditer(_read(path))
    ]
    assert found == []


def test_constraints_are_exact_sorted_and_bear_no_address() -> None:
    lines = _read(HOME / "constraints.txt").splitlines()
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", line) for line in lines)
    assert lines == sorted(lines, key=lambda line: line.partition("==")[0])


def test_the_release_stands_in_the_changelog_and_the_citation() -> None:
    assert f"## {orepath.__version__}" in _read(HOME / "CHANGELOG.md")
    assert f"version: {orepath.__version__}" in _read(HOME / "CITATION.cff")


def test_the_changelog_says_whether_results_changed() -> None:
    releases = _read(HOME / "CHANGELOG.md").split("\n## ")[1:]
    assert all("### Results changed" in release for release in releases)


@pytest.mark.parametrize("thing", WANTED)
def test_a_contributor_finds_where_a_thing_is_added(thing: str) -> None:
    rows = _read(HOME / "CONTRIBUTING.md").splitlines()
    assert any(row.startswith("| ") and thing in row.split("|")[1] for row in rows)


def test_every_page_stands_in_the_menu() -> None:
    menu = _read(HOME / "mkdocs.yml")
    pages = (HOME / "docs").rglob("*.md")
    names = {page.relative_to(HOME / "docs").as_posix() for page in pages}
    assert {name for name in names if name not in menu} == set()


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "docs", "lock"])
def test_the_makefile_explains_its_targets(target: str) -> None:
    makefile = _read(HOME / "Makefile")
    assert re.search(rf"^{target}:.* ## \w+", makefile, flags=re.MULTILINE)
