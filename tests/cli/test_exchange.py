"""Evidence in and out on the command line."""

import json

import pytest
from typer.testing import CliRunner

from orepath.cli.app import app

RELEASE = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,"
    "CAP_2023,CAP_EST_ 2024,CAP_NOTES,RESERVES_2024,RESERVE_NOTES\n"
    "MCS2025,Titanium & titanium dioxide,Kazakhstan,Sponge Metal Production,"
    "metric tons,15000,15000,,,26000,,,\n"
)


def call(*words):
    return CliRunner().invoke(app, ["evidence", *[str(word) for word in words]])


def document(*words, code=0):
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_a_table_is_exported(tmp_path):
    target = tmp_path / "titanium.csv"
    done = document("export", "observations", target, "--mineral", "titanium")
    assert target.is_file()
    assert done["rows"] > 100
    assert "Wrote" in call("export", "legs", tmp_path / "legs.csv").output


def test_a_release_file_is_imported_into_a_folder_of_ones_own(tmp_path):
    file, mine = tmp_path / "MCS2025_World_Data.csv", tmp_path / "mine"
    file.write_text(RELEASE, encoding="utf-8-sig")
    done = document("import", "usgs", file, "--folder", mine)
    assert (done["rows"], done["kept_aside"]) == (3, 0)
    found = document("series", "titanium sponge", "KAZ", "--folder", mine)["series"]
    assert 15_000 in {row["value"] for row in found}
    assert "3 rows imported" in call("import", "usgs", file, "--folder", mine).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export", "observation", "out.csv"), "did you mean 'observations'"),
        (("import", "usg", "file.csv"), "did you mean 'usgs'"),
        (("import", "baci", "file.csv", "--option", "contries"), "write name=value"),
        (("import", "baci", "f.csv", "--option", "contries=x"), "'countries'"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_nearest_word(words, told):
    done = call(*words)
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())
