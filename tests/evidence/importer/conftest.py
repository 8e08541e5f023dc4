"""Files typed for the tests, and the evidence that comes of them."""

import pytest

from orepath.evidence.importer.catalogue import import_file


@pytest.fixture
def taken(tmp_path):
    """Return a function that imports lines of text as a publisher's file."""

    def take(publisher, *lines, name="file.csv", encoding="utf-8", **options):
        file = tmp_path / name
        file.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return import_file(publisher, file, tmp_path / "own", **options)

    return take


@pytest.fixture
def own(tmp_path):
    """Return the user's evidence folder."""
    return tmp_path / "own"
