"""What a case folder holds, as texts: what a workbook carries out and back.

Nothing is converted here: units stay those of each row, empty cells stay empty.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from orepath.core.table import TableSpec
from orepath.world.case import Settings, declared, setting
from orepath.world.catalogue import TABLES
from orepath.world.scenario import FILE as SCENARIOS_FILE

CASE_FILE = "case.toml"
_KEY = re.compile(r"\s*([A-Za-z0-9_.-]+)\s*=")
_SECTION = re.compile(r"\s*\[([A-Za-z0-9_-]+)\]")
_WHOLE = re.compile(r"[+-]?\d+")


@dataclass(frozen=True, slots=True)
class Content:
    """Hold a case as it is written, not as it is meant.

    Parameters
    ----------
    settings : mapping of str to str
        Settings by key, as their cells show them; a list is parted by commas.
    remarks : mapping of str to str
        Comments that stand above a setting, by its name.
    tables : mapping of str to polars.DataFrame
        Text cells under all headings of the catalogue, null where empty. A table that
        the case does without is missing.
    scenarios : str
        Text of ``scenarios.toml``; empty where there is none.
    left : tuple of str
        Files of the folder that a workbook does not carry.
    """

    settings: Mapping[str, str]
    remarks: Mapping[str, str]
    tables: Mapping[str, pl.DataFrame]
    scenarios: str = ""
    left: tuple[str, ...] = field(default=())


def spelled(number: float) -> str:
    """Return the shortest text that reads back as the same number.

    Examples
    --------
    >>> spelled(2030.0), spelled(0.1 + 0.2), spelled(1e-9)
    ('2030', '0.30000000000000004', '1e-09')
    """
    return repr(float(number)).removesuffix(".0")


def content_of(folder: Path, settings: Settings) -> Content:
    """Take the content of a case folder that passed its checks.

    Parameters
    ----------
    folder : Path
        Where the case lies.
    settings : Settings
        Its settings as read.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    files = {spec: folder / f"{spec.name}.csv" for spec in TABLES}
    tables = {s.name: _as_written(p, s) for s, p in files.items() if p.is_file()}
    scenarios = folder / SCENARIOS_FILE
    known = {CASE_FILE, SCENARIOS_FILE, *(path.name for path in files.values())}
    return Content(
        {name: _shown(setting(settings, name)) for name in declared()},
        _remarks((folder / CASE_FILE).read_text(encoding="utf8")),
        tables,
        scenarios.read_text(encoding="utf8") if scenarios.is_file() else "",
        tuple(sorted(p.name for p in folder.iterdir() if p.name not in known)),
    )


def write_content(content: Content, folder: Path) -> None:
    """Write a content as the files of a case.

    Parameters
    ----------
    content : Content
        What to write.
    folder : Path
        An empty folder.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    (folder / CASE_FILE).write_bytes(settings_text(content).encode())
    for name, frame in content.tables.items():
        frame.write_csv(folder / f"{name}.csv")
    if content.scenarios:
        (folder / SCENARIOS_FILE).write_bytes(content.scenarios.encode())


def settings_text(content: Content) -> str:
    """Return ``case.toml``: each setting that is given, its remark above it.

    Words that are no number stay words, for the reader of the case to tell.
    """
    lines: list[str] = []
    for name, text in content.settings.items():
        remark = content.remarks.get(name, "")
        lines += [f"# {line}".rstrip() for line in remark.splitlines()]
        if text:
            lines.append(f"{name} = {_toml(name, text)}")
    return "\n".join(lines) + "\n"


def _as_written(path: Path, spec: TableSpec) -> pl.DataFrame:
    """Read a table as text, its headings put in the order of the catalogue."""
    raw = pl.read_csv(path, infer_schema=False, encoding="utf8")
    raw = raw.rename({name: name.strip() for name in raw.columns})
    raw = raw.with_columns(pl.all().str.strip_chars().replace("", None))
    filled = raw.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    absent = pl.lit(None, dtype=pl.String)
    return raw.head(max([0, *(filled.arg_true() + 1)])).select(
        pl.col(c.name) if c.name in raw.columns else absent.alias(c.name)
        for c in spec.columns
    )


def _shown(value: object) -> str:
    """Return a setting as its cell shows it."""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return spelled(value) if isinstance(value, float) else str(value)


def _remarks(text: str) -> dict[str, str]:
    """Return the comment lines above each setting, without their marks."""
    found: dict[str, str] = {}
    waiting: list[str] = []
    inside = ""  # the quotes that end the text of several lines we are in
    section = ""
    for line in text.splitlines():
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        if line.lstrip().startswith("#"):
            waiting.append(line.lstrip()[1:].removeprefix(" "))
            continue
        head = _SECTION.match(line)
        section = f"{head[1]}." if head else section
        key = _KEY.match(line)
        if key and waiting:
            found[section + key[1]] = "\n".join(waiting)
            waiting = []
        inside = next((q for q in ('"""', "'''") if line.count(q) % 2), "")
    return found


def _toml(name: str, text: str) -> str:
    """Return a setting's value as TOML writes it, by the kind it is declared with."""
    known = declared()
    kind = known[name].annotation if name in known else str
    if kind in (int, float):
        return _number(text.strip())
    if kind != tuple[int, ...]:
        return _quoted(text)
    parts = (part for part in re.split(r"[,;\s]+", text) if part)
    return f"[{', '.join(_number(part) for part in parts)}]"


def _number(text: str) -> str:
    """Return a number as TOML writes it, or the text in quotes if it is none."""
    if _WHOLE.fullmatch(text):
        return str(int(text))
    try:
        value = float(text)
    except ValueError:
        return _quoted(text)
    return repr(value) if math.isfinite(value) else _quoted(text)


def _quoted(text: str) -> str:
    """Return a text in quotes, several lines between three of them."""
    lines = [
        json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
        for line in text.split("\n")
    ]
    if len(lines) == 1:
        return f'"{lines[0]}"'
    return '"""\n' + "\n".join(lines) + '"""'
