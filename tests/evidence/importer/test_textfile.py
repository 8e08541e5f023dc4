"""What a file is before it is read: text, its encoding, and what only looks so."""

import gzip

import pytest

from orepath.errors import InputError
from orepath.evidence.importer.textfile import blocks, encoding_of

ENCODINGS = ("utf-8-sig", "cp1252")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a\n".encode("utf-16"), "utf-16"),
        ("a,b\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b\n".encode("utf-16-be"), "utf-16-be"),
        (b"a\xe9\n", "cp1252"),
        (gzip.compress(b"a,b\n"), "utf-8-sig"),
    ],
)
def test_an_encoding_is_known_by_its_mark_or_by_trying(tmp_path, content, found):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    assert encoding_of(file, ENCODINGS) == found


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"PK\x03\x04", "zip archive or a workbook"),
        (b"\xd0\xcf\x11\xe0", "old workbook"),
        (b"\n <!DOCTYPE html>", "a web page"),
        (b'{"error": 1}', "JSON"),
        (gzip.compress(b"a,b\n1,2\n" * 99)[:30], "cannot be read"),
        (bytes(range(128, 256)), "not utf-8-sig nor cp1252"),
    ],
)
def test_what_is_no_text_is_told_by_its_kind(tmp_path, content, match):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=match):
        encoding_of(file, ENCODINGS)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="a folder, not a file"):
        encoding_of(tmp_path, ENCODINGS)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_blocks_are_whole_lines_in_utf8(tmp_path, monkeypatch, encoding):
    monkeypatch.setattr("orepath.evidence.importer.textfile.CHUNK", 3)
    file = tmp_path / "x.csv"
    file.write_bytes("é,ö\r\nlonger,line\nend".encode(encoding))
    found = list(blocks(file, encoding))
    assert b"".join(text for text, _ in found).decode() == "é,ö\r\nlonger,line\nend\n"
    assert all(text.endswith(b"\n") for text, _ in found if text)
    assert [last for _, last in found][-1]
    assert sum(last for _, last in found) == 1


def test_a_line_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("orepath.evidence.importer.textfile.CHUNK", 10)
    monkeypatch.setattr("orepath.evidence.importer.textfile.LONGEST", 20)
    file = tmp_path / "x.csv"
    file.write_bytes(b"x" * 100)
    with pytest.raises(InputError, match="a line has no end"):
        list(blocks(file, "utf-8"))
