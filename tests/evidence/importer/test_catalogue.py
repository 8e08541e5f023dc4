"""One door for all publishers."""

from pathlib import Path

import pytest

from orepath.errors import InputError
from orepath.evidence.importer.catalogue import IMPORTERS, import_file, options_of


@pytest.mark.parametrize("publisher", IMPORTERS)
def test_every_importer_refuses_a_file_that_is_not_there(publisher, tmp_path):
    options = {"mapping": tmp_path / "no.toml"} if publisher == "mapping" else {}
    with pytest.raises(InputError):
        import_file(publisher, tmp_path / "no.csv", tmp_path / "own", **options)
    assert not (tmp_path / "own").exists()


def test_unknown_publishers_and_options_are_refused_with_a_near_word():
    with pytest.raises(InputError, match="did you mean 'usgs'"):
        import_file("usg", Path("x.csv"), Path("own"))
    with pytest.raises(InputError, match="did you mean 'edition'"):
        import_file("wgi", Path("x.csv"), Path("own"), editon="2025")
    with pytest.raises(InputError, match="the option is missing"):
        import_file("mapping", Path("x.csv"), Path("own"))


def test_the_options_of_an_importer_are_its_words():
    assert options_of("wmd") == ("sheet", "edition")
