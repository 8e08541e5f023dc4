"""Every room stays small, and the face stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import orepath

HOME = Path(__file__).parents[2]
SOURCE = HOME / "src" / "orepath"
ROOMS = sorted(SOURCE.rglob("*.py"))
WINGS = sorted(path for path in SOURCE.glob("*/__init__.py"))
HEAVY = (
    "altair",
    "dask",
    "highspy",
    "jinja2",
    "numpy",
    "pint",
    "polars",
    "pydantic",
    "rich",
    "scipy",
    "typer",
    "xlsxwriter",
)
VAGUE = {"base", "common", "helper", "helpers", "manager", "misc", "util", "utils"}


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_no_room_is_longer_than_400_lines(room: Path) -> None:
    assert len(room.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_every_room_opens_with_its_idea_and_bears_a_noun(room: Path) -> None:
    idea = ast.get_docstring(ast.parse(room.read_text(encoding="utf-8"))) or ""
    assert idea.partition("\n\n")[0].rstrip().endswith((".", ":"))
    assert room.stem not in VAGUE


@pytest.mark.parametrize("wing", WINGS, ids=_name)
def test_a_wing_says_what_it_is_and_loads_nothing(wing: Path) -> None:
    statements = ast.parse(wing.read_text(encoding="utf-8")).body
    assert len(statements) == 1
    assert isinstance(statements[0], ast.Expr)


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_no_room_hides_a_name_behind_a_module_getattr(room: Path) -> None:
    statements = ast.parse(room.read_text(encoding="utf-8")).body
    functions = [one.name for one in statements if isinstance(one, ast.FunctionDef)]
    assert "__getattr__" not in functions


def test_the_face_loads_no_heavy_library() -> None:
    words = f"import sys, orepath; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_public_names_are_sorted_present_and_documented() -> None:
    names = list(orepath.__all__)
    assert names == sorted(names)
    for name in names:
        assert hasattr(orepath, name)
        if name != "__version__":
            assert (getattr(orepath, name).__doc__ or "").strip()


def test_no_public_name_is_hidden_by_a_room_of_the_same_name() -> None:
    # Importing orepath.plan sets orepath.plan: a function of that name would be lost.
    rooms = {path.stem for path in SOURCE.glob("*.py")}
    wings = {path.parent.name for path in WINGS}
    assert not set(orepath.__all__) & (rooms | wings)
