"""What every test stands on: one seed for drawn examples, and the pages' code run."""

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

# The same examples on every machine; a slow machine is no fault of the code.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


def _enter(names: dict[str, Any]) -> None:
    """Run a page's code in a folder of its own, so that it may write files."""
    names["_home"] = Path.cwd()
    names["_room"] = tempfile.TemporaryDirectory()
    os.chdir(names["_room"].name)


def _leave(names: dict[str, Any]) -> None:
    """Go back and remove what the page's code wrote."""
    os.chdir(names["_home"])
    names["_room"].cleanup()


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
    setup=_enter,
    teardown=_leave,
).pytest()
