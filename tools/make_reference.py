"""Write the reference pages from the code itself, so that they cannot drift from it.

``tables.md`` comes from the catalogue of tables, ``cli.md`` from the commands and their
help, ``python.md`` from the public names, ``venture.md`` from the terms of a venture.
With ``--check`` nothing is written; the exit
code is 1 if a page differs from what the code says.
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

import orepath
from orepath.appraise.book import COLUMNS
from orepath.appraise.glossary import glossary, scheduled
from orepath.cli.app import app
from orepath.core.column import Column
from orepath.core.table import TableSpec
from orepath.world.case import Settings, declared
from orepath.world.catalogue import TABLES

PAGES = Path(__file__).parents[1] / "docs" / "reference"
Command = TyperCommand | TyperGroup
MADE = "<!-- Made by tools/make_reference.py: edit the code, run make reference. -->"


def tables_page(specs: Iterable[TableSpec]) -> str:
    """Return the page of all tables: a list of them, then each with its columns."""
    specs = tuple(specs)
    lines = [
        "# Tables of a case",
        "",
        MADE,
        "",
        "A case is a folder with `case.toml` and these tables, each a UTF-8 CSV file.",
        "The first row holds the headings. A number may have a low and a high end, its",
        "10th and 90th percentile; an empty end is filled from the row's grade.",
        "",
        "| table | rows | needed |",
        "|---|---|---|",
        *(
            f"| [{spec.name}](#{spec.name}) | {_cell(spec.meaning)} "
            f"| {'no' if spec.optional else 'yes'} |"
            for spec in specs
        ),
        *_settings_section(),
    ]
    for spec in specs:
        lines += _table_section(spec)
    return "\n".join(lines) + "\n"


def _settings_section() -> Iterator[str]:
    """Yield the section of ``case.toml``."""
    yield from ("", "## case.toml", "", *_paragraphs(Settings.__doc__ or ""), "")
    yield "| key | holds | when left out | meaning |"
    yield "|---|---|---|---|"
    for name, field in declared().items():
        kind = _kind(field.annotation)
        absent = "a fault" if field.is_required() else _default(field.default)
        yield f"| `{name}` | {kind} | {absent} | {_cell(field.description or '')} |"


def _kind(annotation: object) -> str:
    """Return what a setting holds, in words."""
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(annotation))
    name = getattr(annotation, "__name__", "")
    return {"str": "text", "int": "integer", "float": "number"}.get(name, "list")


def _table_section(spec: TableSpec) -> Iterator[str]:
    """Yield the section of one table."""
    key = ", ".join(f"`{name}`" for name in spec.key)
    yield from ("", f"## {spec.name}", "", spec.meaning)
    yield from ("", f"File `{spec.name}.csv`. No two rows share {key}.", "")
    yield "| column | holds | unit | when empty | allowed | meaning |"
    yield "|---|---|---|---|---|---|"
    for column in spec.columns:
        yield (
            f"| `{column.name}` | {column.kind} | {_cell(column.unit)} "
            f"| {_when_empty(column)} | {_allowed(column)} | {_cell(column.meaning)} |"
        )


def _when_empty(column: Column) -> str:
    """Return what an empty cell stands for."""
    if column.required:
        return "a fault"
    if column.name.endswith(("_low", "_high")):
        return "by grade"
    if column.default is None:
        return "not known"
    if column.default == "":
        return "none"
    return f"{column.default}"


def _allowed(column: Column) -> str:
    """Return the limits, the words or the table a cell must keep to."""
    parts = []
    if column.choices:
        parts.append(", ".join(f"`{word}`" for word in column.choices))
    if column.least is not None:
        parts.append(f"≥ {column.least:g}")
    if column.most is not None:
        parts.append(f"≤ {column.most:g}")
    if column.refers:
        table, _, target = column.refers.partition(".")
        parts.append(f"a `{target}` of [{table}](#{table})")
    if column.wildcard:
        parts.append("`*` for all")
    if column.unit_from:
        parts.append(f"unit from `{column.unit_from}`")
    if column.basis_from:
        parts.append(f"basis from `{column.basis_from}`")
    return "; ".join(parts) or "any"


def _cell(text: str) -> str:
    """Return text fit for one cell of a table."""
    return " ".join(text.replace("|", "\\|").split())


def cli_page(root: Command) -> str:
    """Return the page of all commands with their arguments, options and examples."""
    lines = ["# Commands", "", MADE, "", *_paragraphs(root.help or "")]
    lines += [
        "",
        "Exit codes: 0 done; 1 a fault of ours; 2 a fault in the inputs or the words",
        "of the command; 3 no plan can be made; 4 the solver or a worker failed.",
    ]
    for path, command in commands(root, "orepath"):
        lines += ["", f"## {path}", "", *_paragraphs(command.help or "")]
        if command.epilog:
            lines += ["", *_paragraphs(command.epilog)]
        if command.params:
            lines += ["", "| word | when left out | meaning |", "|---|---|---|"]
            lines += [_word(word) for word in command.params]
    return "\n".join(lines) + "\n"


def venture_page() -> str:
    """Return the page of a venture's file: its sections, then its yearly schedule."""
    lines = [
        "# A venture's file",
        "",
        MADE,
        "",
        "A venture is one TOML file, or a workbook whose sheet `terms` has the columns",
        f"{_listed(COLUMNS)}.",
        "A figure is a number, or a table with `value`, `low`, `high` (10th and 90th",
        "percentile), `unit`, `source`, `grade` and `note`; the last three may stand",
        "once for a whole section. Another unit or currency is converted: `INR crore`,",
        "`kt/a`, `%`. Two brackets mark a section of which there may be several.",
    ]
    section = ""
    for entry in glossary():
        if entry.section != section:
            section = entry.section
            lines += ["", f"## {section}", ""]
            lines += ["| name | holds | when left out | allowed | meaning |"]
            lines += ["|---|---|---|---|---|"]
        cells = (entry.holds, entry.absent, entry.allowed or "any", entry.meaning)
        lines.append(f"| `{entry.name}` | {' | '.join(map(_cell, cells))} |")
    lines += ["", "## schedule.csv", ""]
    lines += ["Amounts by year stand beside the file, or in the sheet `schedule`.", ""]
    lines += ["| column | holds |", "|---|---|"]
    lines += [f"| `{name}` | {_cell(holds)} |" for name, holds in scheduled()]
    return "\n".join(lines) + "\n"


def _listed(names: Iterable[str]) -> str:
    """Return names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def root_command() -> Command:
    """Return the command line as Typer builds it."""
    root = typer.main.get_command(app)
    if not isinstance(root, TyperCommand | TyperGroup):
        raise TypeError(f"not a command of Typer: {root!r}")
    return root


def commands(root: Command, path: str) -> Iterator[tuple[str, TyperCommand]]:
    """Yield every command that does something, with the words that call it."""
    if isinstance(root, TyperCommand):
        yield path, root
        return
    for name, command in root.commands.items():
        if isinstance(command, TyperCommand | TyperGroup):
            yield from commands(command, f"{path} {name}")


def _paragraphs(text: str) -> list[str]:
    """Return help as page text; an example ``orepath …`` line becomes a code block."""
    lines: list[str] = []
    for line in inspect.cleandoc(
        text.replace("\b", "").replace("``", "`")
    ).splitlines():
        words = line.strip().removeprefix("Example: ").strip("`")
        if words.startswith("orepath "):
            lines += ["", "```console", f"$ {words}", "```", ""]
        else:
            lines.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip().splitlines()


def _word(word: object) -> str:
    """Return the row of one argument or option."""
    if not isinstance(word, TyperArgument | TyperOption):
        raise TypeError(f"neither an argument nor an option: {word!r}")
    is_argument = isinstance(word, TyperArgument)
    names = [(word.name or "").upper()] if is_argument else word.opts
    absent = "a fault" if word.required else _default(word.default)
    name = ", ".join(f"`{_cell(one)}`" for one in names)
    return f"| {name} | {absent} | {_cell(word.help or '')} |"


def _default(value: object) -> str:
    """Return how a value left out is told."""
    if value is None or callable(value) or value in ((), ""):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


def python_page() -> str:
    """Return the page of the public names, each with its first sentence."""
    lines = [
        "# Python",
        "",
        MADE,
        "",
        "`import orepath` is light: nothing heavy is loaded until a function needs it.",
        "Names not listed here may change without notice.",
        "",
        "| name | what it is |",
        "|---|---|",
    ]
    lines += [
        f"| `{name}` | {_cell(_first_sentence(name))} |" for name in orepath.__all__
    ]
    lines += ["", "## In full", "", "::: orepath"]
    return "\n".join(lines) + "\n"


def _first_sentence(name: str) -> str:
    """Return the first paragraph of a public name's docstring."""
    if name == "__version__":
        return "The release, as text."
    text = inspect.getdoc(getattr(orepath, name)) or ""
    return text.partition("\n\n")[0]


def pages() -> dict[str, str]:
    """Return every generated page by file name."""
    return {
        "tables.md": tables_page(TABLES),
        "cli.md": cli_page(root_command()),
        "python.md": python_page(),
        "venture.md": venture_page(),
    }


def main(words: list[str]) -> int:
    """Write the pages, or with ``--check`` tell which of them are old."""
    old = []
    for name, text in pages().items():
        path = PAGES / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        old.append(name)
        if "--check" not in words:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote docs/reference/{name}")
    if old and "--check" in words:
        print(f"old pages: {', '.join(old)}; run make reference")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
