"""Reported trade: one report a flow, and no total beside its parts."""

import json

import pytest

from orepath.errors import InputError
from orepath.evidence.importer.aside import kept_aside
from orepath.evidence.importer.catalogue import import_file
from orepath.evidence.library import Library, library

NAMES = (
    "freqCode", "refYear", "reporterISO", "flowCode", "partnerISO", "partner2Code",
    "classificationCode", "cmdCode", "motCode", "netWgt", "primaryValue",
)  # fmt: skip
HEAD = ",".join(NAMES)


def row(reporter, flow, partner, *, kilograms="572000", dollars="7000000", part="0"):
    tail = f"H6,810820,0,{kilograms},{dollars}"
    return f"A,2024,{reporter},{flow},{partner},{part},{tail}"


def test_kilograms_become_tonnes_and_a_zero_weight_is_unknown(taken, own):
    weightless = row("KOR", "M", "KAZ", kilograms="0")
    told = taken("comtrade", HEAD, row("IND", "M", "KAZ"), weightless)
    flows = Library(own).trade()
    assert told.rows == 2
    assert flows.select("exporter", "importer", "tonnes", "edition").rows() == [
        ("KAZ", "IND", 572.0, "HS2022"),
        ("KAZ", "KOR", None, "HS2022"),
    ]
    assert library(own).row("comtrade/810820/KAZ-IND/2024")["value_usd"] == 7_000_000
    assert (
        library(own).cite("comtrade/810820/KAZ-IND/2024").startswith("United Nations")
    )


def test_of_two_reports_the_importers_stands(taken, own):
    told = taken(
        "comtrade",
        HEAD,
        row("KAZ", "X", "IND", kilograms="600000"),
        row("IND", "M", "KAZ"),
        row("KAZ", "X", "FRA"),
    )
    flows = Library(own).trade(importer="IND")
    assert flows["tonnes"].to_list() == [572.0]
    assert (told.rows, told.kept_aside) == (2, 1)
    assert kept_aside(own)["line"].to_list() == [2]


def test_totals_parts_and_unknown_countries_are_kept_aside(taken, own):
    told = taken(
        "comtrade",
        HEAD,
        row("IND", "M", "KAZ"),
        row("IND", "M", "W00"),
        row("IND", "M", "KAZ", part="643"),
        row("IND", "M", "KAS"),
        row("IND", "RM", "KAZ"),
        row("IND", "M", "RUS"),
        row("IND", "M", "JPN", dollars='"7,5"'),
        row("IND", "M", "CHN", kilograms="-1"),
    )
    assert told.rows == 2
    assert kept_aside(own)["line"].to_list() == [3, 4, 5, 6, 8, 9]


def test_a_recorded_answer_of_the_service_is_read_like_an_export(own, tmp_path):
    cells = dict(zip(NAMES, row("IND", "M", "KAZ").split(","), strict=True))
    cells |= {"netWgt": 572000.0, "refYear": 2024, "motCode": 0.0}
    answer = {"elapsedTime": "0.1", "count": 1, "error": "", "data": [cells]}
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(answer), encoding="utf-8")
    assert import_file("comtrade", file, own).rows == 1
    assert Library(own).trade()["tonnes"].to_list() == [572.0]


@pytest.mark.parametrize(
    ("text", "match"),
    [("{", "Expecting"), ('{"count": 0}', "no list of rows"), ("[{}]", "missing")],
)
def test_an_answer_without_rows_is_refused(tmp_path, own, text, match):
    file = tmp_path / "answer.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=match):
        import_file("comtrade", file, own)
    assert not own.exists()
