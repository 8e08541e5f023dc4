"""A text file is opened once its kind, its encoding and its line ends are known."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from orepath.errors import InputError, Problem

CHUNK = 1 << 22
"""Bytes of a file that are read at once."""

LONGEST = 1 << 20
"""A line of more bytes is none: the file is no text."""

_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_GZIP = b"\x1f\x8b"
_UNPACK = "unpack it and import the file inside, a workbook under its own suffix"
_OTHERS = {
    b"PK\x03\x04": ("the file is a zip archive or a workbook", _UNPACK),
    b"\xd0\xcf\x11\xe0": ("the file is an old workbook", "name it .xls"),
    b"PAR1": ("the file is Parquet", "export it as CSV"),
    b"%PDF": ("the file is a PDF", "ask the publisher for a table"),
    b"<": ("the file is a web page", "download the file, not the page about it"),
    b"{": ("the file is JSON", "name it .json, or export it as CSV"),
}
"""What begins with these bytes is no table of text."""


def encoding_of(path: Path, encodings: tuple[str, ...]) -> str:
    """Return the first encoding in which all of a text file can be read.

    Parameters
    ----------
    path : pathlib.Path
        The file; it may be packed by gzip.
    encodings : tuple of str
        Encodings to try. UTF-16 is known by its mark or by its empty bytes.

    Raises
    ------
    InputError
        When there is no such file, it is a folder, cannot be read, is something else
        than text, or is in none of the encodings.

    Notes
    -----
    One pass over the file for each encoding tried, in constant memory.
    """
    if path.is_dir():
        fix = "name the file in it"
        raise InputError(Problem(str(path), "a folder, not a file", fix))
    if not path.is_file():
        raise InputError(Problem(str(path), "no such file", "check the path"))
    try:
        return _found(path, encodings)
    except (OSError, EOFError, zlib.error) as error:
        what = f"the file cannot be read: {error}"
        raise InputError(Problem(path.name, what, "fetch it again")) from error


def blocks(path: Path, encoding: str) -> Iterator[tuple[bytes, bool]]:
    """Yield a file as UTF-8, some whole lines at a time, and whether it ends there.

    Parameters
    ----------
    path : pathlib.Path
        The file, which :func:`encoding_of` has seen.
    encoding : str
        Its encoding.

    Yields
    ------
    tuple of bytes and bool
        Without a byte-order mark; every line ends, the last one too.

    Raises
    ------
    InputError
        When a line is longer than :data:`LONGEST`.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    plain = encoding in {"utf-8", "utf-8-sig"}
    rest = b""
    with _bytes(path) as file:
        raw = file.read(CHUNK)
        if plain:
            raw = raw.removeprefix(codecs.BOM_UTF8) or file.read(CHUNK)
        while raw:
            after = file.read(CHUNK)
            text = raw if plain else decoder.decode(raw, final=not after).encode()
            raw, whole = after, rest + text
            if not raw and whole and not whole.endswith(b"\n"):
                whole += b"\n"
            cut = whole.rfind(b"\n") + 1
            rest = whole[cut:]
            if len(rest) > LONGEST:
                what, fix = "a line has no end", "save the file again as text"
                raise InputError(Problem(path.name, what, fix))
            if cut or not raw:
                yield whole[:cut], not raw


def _found(path: Path, encodings: tuple[str, ...]) -> str:
    """Return the encoding of a file that is there."""
    with _bytes(path) as file:
        start = file.read(1 << 12)
    for mark, (what, fix) in _OTHERS.items():
        if start.lstrip().startswith(mark):
            raise InputError(Problem(path.name, what, fix))
    for encoding in _sorts(start[:2], encodings):
        if _undecodable(path, encoding) is None:
            return encoding
    line = _undecodable(path, encodings[0])
    where, names = f"{path.name}:{line}", " nor ".join(encodings)
    raise InputError(
        Problem(where, f"the line is not {names}", "save the file as UTF-8")
    )


def _sorts(start: bytes, encodings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the encodings a file may have by its first two bytes."""
    if start in _MARKS:
        return (_MARKS[start],)
    if len(start) == 2 and 0 in start:
        return ("utf-16-le" if start[1] == 0 else "utf-16-be",)
    return encodings


def _bytes(path: Path) -> IO[bytes]:
    """Open a file, unpacking it if it is packed by gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    if packed:
        return cast("IO[bytes]", gzip.open(path))
    return path.open("rb")


def _undecodable(path: Path, encoding: str) -> int | None:
    """Return the first line that cannot be read, in constant memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with _bytes(path) as file:
        while chunk := file.read(CHUNK):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + chunk[: error.start].count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None
