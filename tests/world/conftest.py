"""The small invented case, copied into a folder of its own to be edited."""

import shutil
from pathlib import Path

import pytest

from orepath.errors import InputError, Problem
from orepath.world.case import Case
from orepath.world.load import load_case

SMALL = Path(__file__).parents[1] / "cases" / "small"


class Folder:
    """A case folder whose lines a test may change."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def swap(self, file: str, old: str, new: str) -> None:
        """Write ``new`` for the one place where ``old`` stands."""
        text = (self.path / file).read_text(encoding="utf8")
        assert text.count(old) == 1, (file, old, text.count(old))
        (self.path / file).write_text(text.replace(old, new), encoding="utf8")

    def add(self, file: str, *lines: str) -> None:
        """Append lines."""
        text = (self.path / file).read_text(encoding="utf8").rstrip("\n")
        body = "\n".join([text, *lines]) + "\n"
        (self.path / file).write_text(body, encoding="utf8")

    def write(self, file: str, *lines: str) -> None:
        """Write a file anew."""
        (self.path / file).write_text("\n".join(lines) + "\n", encoding="utf8")

    def turn(self, file: str) -> None:
        """Put the rows of a file in the opposite order."""
        head, *rows = (self.path / file).read_text(encoding="utf8").splitlines()
        self.write(file, head, *reversed(rows))

    def load(self) -> Case:
        """Load the case as it stands."""
        return load_case(self.path)

    def problems(self) -> list[Problem]:
        """Return what the reader tells of the case as it stands."""
        with pytest.raises(InputError) as caught:
            load_case(self.path)
        return list(caught.value.problems)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    shutil.copytree(SMALL, tmp_path / "small")
    return Folder(tmp_path / "small")


@pytest.fixture(scope="session")
def small() -> Case:
    return load_case(SMALL)
