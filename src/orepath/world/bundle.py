"""A bundle is several chains together, as the tables of goods of a case.

By-products stand with their hosts: a chain whose input another chain gives off is told
which chains it needs, and :func:`with_hosts` adds them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from orepath.core.table import TableSpec
from orepath.errors import InputError, Problem
from orepath.evidence.form import codes, contents, forms
from orepath.world.entry import FIGURES
from orepath.world.recipe import EVERYWHERE, chain_table, chains, made
from orepath.world.tables.goods import COEFFICIENTS, COMMODITIES, PROCESSES, RECIPES

Row = dict[str, object]
DEFINITION = "definition"
"""The source of what a process is, as against what is known of it."""

_EVIDENCE = ("source", "grade", "note")
_RANGE = ("value", "low", "high")
_SHARES = ("process", "output", "place", *_RANGE, *_EVIDENCE)
_MARKETS = ("commodity", "figure", "place", *_RANGE, "unit", *_EVIDENCE)


@dataclass(frozen=True)
class Bundle:
    """Hold the chains of some minerals.

    Parameters
    ----------
    minerals : tuple of str
        Whose chains they are, sorted.
    commodities, processes, recipes, coefficients : polars.DataFrame
        Tables of a case, with the columns it declares for them.
    shares : polars.DataFrame
        ``process``, ``output``, ``place``, ``value``, ``low``, ``high`` (part of the
        output made this way at the place; ``*`` where no row names the place) and
        evidence. An output made in one way has no row.
    scales : polars.DataFrame
        The same columns: t/a of a typical new plant.
    markets : polars.DataFrame
        ``commodity``, ``figure`` (``demand_elasticity``, ``growth``, ``choke``,
        ``switch``, ``ramp``, ``opening``, ``price``), ``place``, ``value``, ``low``,
        ``high``, ``unit`` and evidence.
    """

    minerals: tuple[str, ...]
    commodities: pl.DataFrame
    processes: pl.DataFrame
    recipes: pl.DataFrame
    coefficients: pl.DataFrame
    shares: pl.DataFrame
    scales: pl.DataFrame
    markets: pl.DataFrame


def with_hosts(minerals: Iterable[str]) -> tuple[str, ...]:
    """Return minerals with all whose chains make something that theirs take in.

    Parameters
    ----------
    minerals : iterable of str
        Some of :func:`orepath.world.recipe.chains`.

    Returns
    -------
    tuple of str
        Sorted, each once.

    Raises
    ------
    InputError
        A mineral has no chain.

    Examples
    --------
    >>> with_hosts(["cadmium"])
    ('cadmium', 'zinc')
    """
    found: set[str] = set()
    ahead = list(minerals)
    while ahead:
        mineral = ahead.pop()
        if mineral in found:
            continue
        found.add(mineral)
        wanted = _taken(_rows(mineral)) - set(made(_rows(mineral)))
        ahead += [host for form in sorted(wanted) for host in _makers(form)]
    return tuple(sorted(found))


def joined(minerals: Iterable[str]) -> Bundle:
    """Return the chains of some minerals as tables of a case.

    A residue that no process of the bundle takes is left out.

    Parameters
    ----------
    minerals : iterable of str
        Some of :func:`orepath.world.recipe.chains`, with their hosts.

    Returns
    -------
    Bundle
        Rows in the order of the minerals, then of their files.

    Raises
    ------
    InputError
        A mineral has no chain; an input is made by no process of the bundle; a form
        has no content, or several and no row that chooses; two chains state one figure
        of one commodity. All of them at once.

    Examples
    --------
    >>> joined(["cadmium", "zinc"]).processes["process"].to_list()[-1]
    'smelt_zinc_scrap'
    """
    names = tuple(sorted(set(minerals)))
    rows = {name: _rows(name) for name in names}
    every = [row for name in names for row in rows[name]]
    problems = list(_unmade(every, names))
    left = _left(every)
    recipes = [
        row
        for row in every
        if FIGURES[str(row["figure"])].of == "recipe" and row["commodity"] not in left
    ]
    used = [form for form in made(every) if form not in left]
    market = _market(rows, used, problems)
    heads = [_head(form, market[form], problems) for form in used]
    if problems:
        raise InputError(problems)
    return Bundle(
        names,
        _frame(heads, COMMODITIES),
        _frame(_processes(every), PROCESSES),
        _frame(map(_recipe, recipes), RECIPES),
        _frame(map(_coefficient, _of_process(every)), COEFFICIENTS),
        _long(every, "share"),
        _long(every, "scale"),
        _markets(market),
    )


def _rows(mineral: str) -> list[Row]:
    """Return the rows of a chain."""
    return list(chain_table(mineral).iter_rows(named=True))


def _taken(rows: list[Row]) -> set[str]:
    """Return the forms that processes take in."""
    return {str(row["commodity"]) for row in rows if row["figure"] == "input"}


def _makers(form: str) -> tuple[str, ...]:
    """Return the minerals whose chains make a form."""
    return tuple(name for name in chains() if form in made(_rows(name)))


def _unmade(rows: list[Row], minerals: Sequence[str]) -> Iterator[Problem]:
    """Tell inputs that no process of the bundle makes."""
    here = set(made(rows))
    told: set[str] = set()
    for row in rows:
        form = str(row["commodity"])
        if row["figure"] == "input" and form not in here | told:
            told.add(form)
            hosts = [name for name in _makers(form) if name not in minerals]
            fix = f"add {' and '.join(hosts)}" if hosts else "add a process that does"
            what = f"{row['process']} takes in {form}, which no process makes"
            yield Problem(f"minerals {', '.join(minerals)}", what, fix)


def _left(rows: list[Row]) -> set[str]:
    """Return the residues that nobody takes."""
    residues = {
        str(row["output"])
        for row in rows
        if row["figure"] == "residue" and row["value"] == 1.0
    }
    return residues - _taken(rows)


def _market(
    rows: Mapping[str, list[Row]], used: Sequence[str], problems: list[Problem]
) -> dict[str, dict[tuple[str, str], Row]]:
    """Return the market rows of each form by figure and place.

    A row that names the form goes before one for every form made in the same file.
    """
    found: dict[str, dict[tuple[str, str], Row]] = {form: {} for form in used}
    for mineral, chain in rows.items():
        own = set(made(chain))
        market = [row for row in chain if FIGURES[str(row["figure"])].of == "market"]
        for row in market:
            form, key = str(row["output"]), (str(row["figure"]), str(row["place"]))
            if form in found and key in found[form]:
                what = f"{form}: {key[0]} is stated in two chains"
                problems.append(
                    Problem(f"{mineral}.csv:{row['row']}:figure", what, "keep one row")
                )
            elif form in found:
                found[form][key] = row
        for row in market:
            key = (str(row["figure"]), str(row["place"]))
            if row["output"] == EVERYWHERE:
                for form in own & set(used):
                    found[form].setdefault(key, row)
    return found


def _head(
    form: str, market: Mapping[tuple[str, str], Row], problems: list[Problem]
) -> Row:
    """Return the row of a commodity."""
    head = forms().row(by_predicate=pl.col("commodity") == form, named=True)
    flags = {
        word: market.get((word, EVERYWHERE), {}).get("value") == 1.0
        for word in ("traded", "outside", "residue")
    }
    carried = codes().filter(commodity=form)
    return {
        "commodity": form,
        "mineral": head["mineral"],
        "name": form[0].upper() + form[1:],
        "stage": head["stage"],
        "hs": " ".join(carried["hs"].unique(maintain_order=True)) or None,
        "traded": flags["traded"],
        "outside": flags["outside"] or flags["residue"],
        **_content(head, carried, market.get(("content", EVERYWHERE)), problems),
    }


def _content(
    head: Row, carried: pl.DataFrame, chosen: Row | None, problems: list[Problem]
) -> Row:
    """Return what a gross tonne of a form holds, with its evidence.

    The catalogue says it; a chain only chooses where codes or origins differ. A form
    that is counted by content and travels under no code is a tonne of its content.
    """
    form, counted = head["commodity"], head["content_of"]
    if chosen is not None:
        said = [{"content_of": counted, **_ranged("content", chosen)}]
        said[0] |= {word: chosen[word] for word in _EVIDENCE}
    elif head["basis"] == "gross":
        said = list(contents().filter(commodity=form).iter_rows(named=True))
    else:
        said = [
            {"content_of": counted, **row}
            for row in carried.unique("content").iter_rows(named=True)
        ]
        own = {"content": 1.0, "content_low": 1.0, "content_high": 1.0}
        said = said or [{"content_of": counted, **own, **head}]
    if len(said) != 1:
        several = "codes of several contents" if said else "no content"
        fix = (
            f"add a row content [t/t] of {form} to its chain"
            if said
            else "add it to form_contents.csv"
        )
        problems.append(Problem(f"form {form}", f"has {several}", fix))
        return {}
    row = said[0]
    kept = ("content_of", "content", "content_low", "content_high", *_EVIDENCE)
    return {word: row.get(word) for word in kept}


def _processes(rows: list[Row]) -> list[Row]:
    """Return the head of each process once."""
    first: dict[object, Row] = {}
    for row in rows:
        if row["process"] is not None:
            first.setdefault(row["process"], row)
    return [
        {**row, "source": DEFINITION, "grade": "A", "note": ""}
        for row in first.values()
    ]


def _recipe(row: Row) -> Row:
    """Return a row of the table of recipes."""
    way = "in" if row["figure"] == "input" else "out"
    return {**row, "direction": way, **_ranged("quantity", row)}


def _of_process(rows: list[Row]) -> Iterator[Row]:
    """Return the rows that are coefficients of a case."""
    kept = set(COEFFICIENTS.column("figure").choices)
    return (row for row in rows if row["figure"] in kept)


def _coefficient(row: Row) -> Row:
    """Return a row of the table of coefficients."""
    return {**row, **_ranged("value", row)}


def _ranged(name: str, row: Row) -> Row:
    """Return a value and its ends under the headings of a case."""
    return {name: row["value"], f"{name}_low": row["low"], f"{name}_high": row["high"]}


def _long(rows: list[Row], word: str) -> pl.DataFrame:
    """Return the rows of one figure of processes."""
    kept = [row for row in rows if row["figure"] == word]
    return _plain(kept, _SHARES)


def _markets(market: Mapping[str, Mapping[tuple[str, str], Row]]) -> pl.DataFrame:
    """Return the figures of markets, without those that the commodities' table says."""
    told = {"traded", "outside", "residue", "content"}
    rows = [
        {**row, "commodity": form}
        for form, figures in market.items()
        for (word, _), row in figures.items()
        if word not in told
    ]
    return _plain(rows, _MARKETS)


def _plain(rows: list[Row], columns: Sequence[str]) -> pl.DataFrame:
    """Return rows as a frame of text and numbers."""
    schema = {name: pl.Float64() if name in _RANGE else pl.String() for name in columns}
    return pl.DataFrame(
        {name: [row[name] for row in rows] for name in columns}, schema=schema
    )


def _frame(rows: Iterable[Row], spec: TableSpec) -> pl.DataFrame:
    """Return rows as a table of a case; cells nobody fills take their default."""
    kept = list(rows)
    return pl.DataFrame(
        {
            column.name: [
                column.default if row.get(column.name) is None else row[column.name]
                for row in kept
            ]
            for column in spec.columns
        },
        schema=spec.schema(),
    )
