"""The atlas: stops, legs, rates and named corridors, the package's or a user's own.

People write "Mumbai" or "Iran"; the atlas knows which stop, leg, strait or country is
meant.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

import polars as pl

from orepath.core.table import read_table
from orepath.errors import InputError, Problem, suggest
from orepath.world.catalogue import BY_NAME
from orepath.world.corridor import Corridors
from orepath.world.path import via_of
from orepath.world.search import few

NAMES = ("stops", "legs", "rates", "corridors")
"""The tables of an atlas, as the catalogue declares them."""

_BETWEEN = re.compile(r"\s+[>–-]\s+")
_FORMAL = re.compile(r"^(the )?(strait|gulf|canal|sea) of |\b(strait|canal|sea)$")
_MODE = re.compile(r"\s*\((rail|road|sea|ferry|water)\)$")


@dataclass(frozen=True)
class Atlas:
    """Hold the four tables and the network that they make.

    Parameters
    ----------
    tables : mapping of str to polars.DataFrame
        By name, as :data:`NAMES`.
    """

    tables: Mapping[str, pl.DataFrame]

    @cached_property
    def network(self) -> Corridors:
        """The legs at their rates.

        Raises
        ------
        InputError
            As :class:`orepath.world.corridor.Corridors`.
        """
        return Corridors(self.tables["legs"], self.tables["rates"])

    @cached_property
    def _stops(self) -> dict[str, str]:
        """Every name of a stop, plain, and the stop that bears it."""
        found: dict[str, str] = {}
        for stop, also in self.tables["stops"].select("stop", "also").iter_rows():
            for name in (*(also or "").split(";"), stop):
                if _plain(name):
                    found[_plain(name)] = stop
        return found

    @property
    def _names(self) -> list[str]:
        """Every name of a stop, as written."""
        frame = self.tables["stops"]
        also = [name for names in frame["also"] for name in (names or "").split(";")]
        return sorted({*frame["stop"], *filter(None, also)})

    def stop(self, word: str) -> str:
        """Return the stop that a word means.

        Parameters
        ----------
        word : str
            A stop, one of its other names, or the beginning of a single stop's name,
            in any case.

        Raises
        ------
        InputError
            No stop, or several, bear such a name.
        """
        known = self._stops
        if _plain(word) in known:
            return known[_plain(word)]
        begun = {s for name, s in known.items() if _plain(word) and
                 name.startswith(_plain(word))}  # fmt: skip
        if len(begun) == 1:
            return begun.pop()
        if begun:
            what, fix = f"{word!r} may be {few(sorted(begun))}", "say which"
        else:
            what = f"unknown stop {word!r}"
            fix = f"{suggest(word, self._names)}; or add it and its legs to tables of"
            fix += " your own: orepath corridor tables DIR, then --case DIR"
        raise InputError(Problem("stop", what, fix))

    def closed(self, word: str) -> str:
        """Return what a word says is closed, as :class:`Corridors` takes it.

        Parameters
        ----------
        word : str
            A strait or sea (``Strait of Hormuz``), a country (name or code), a leg
            (``A - B``), or a stop.

        Raises
        ------
        InputError
            It is none of these. A country that no leg passes is none the less one.
        """
        parts = _BETWEEN.split(word)
        if len(parts) == 2:
            return self._leg(word, parts)
        passed = {w for leg in self.network.legs for w in leg.passes}
        waters = {_plain(name): name for name in passed}
        sought = _FORMAL.sub("", _plain(word)).strip()
        if sought in waters:
            return waters[sought]
        if _plain(word) in self._stops:
            return self.stop(word)
        code = _country(word)
        if code:
            return code
        try:
            return self.stop(word)
        except InputError as fault:
            near = suggest(word, [*sorted(passed), *self._names])
            what = f"no leg ends at or passes {word!r}"
            raise InputError(
                Problem(
                    "closed", what, f"name a stop, a leg, a strait, a country; {near}"
                )
            ) from fault

    def _leg(self, word: str, parts: list[str]) -> str:
        """Return a leg as the network names it."""
        mode = _MODE.search(parts[1])
        ends = (self.stop(parts[0]), self.stop(_MODE.sub("", parts[1])))
        said = " > ".join(ends) + (f" ({mode[1]})" if mode else "")
        if any(leg.named(said) for leg in self.network.legs):
            return said
        fix = f"legs from there: {few([*self._beside(ends[0])])}"
        raise InputError(Problem("closed", f"no leg {word!r}", fix))

    def _beside(self, stop: str) -> Iterator[str]:
        """Yield the labels of the legs at a stop."""
        return (leg.label for leg in self.network.legs if stop in leg.ends)

    def corridor(self, word: str) -> dict[str, str]:
        """Return the row of a named corridor, by its short name or its title.

        Raises
        ------
        InputError
            No such corridor.
        """
        rows = self.tables["corridors"].to_dicts()
        for row in rows:
            if _plain(word) in {_plain(row["corridor"]), _plain(row["title"])}:
                return row
        names = [row["corridor"] for row in rows]
        fix = f"{suggest(word, names)} (corridors: {', '.join(names)})"
        raise InputError(Problem("corridor", f"unknown corridor {word!r}", fix))


def read_atlas(folder: Path | None = None) -> Atlas:
    """Read an atlas.

    Parameters
    ----------
    folder : pathlib.Path, optional
        A folder with any of ``stops.csv``, ``legs.csv``, ``rates.csv`` and
        ``corridors.csv``, such as a case; what it lacks is the package's.

    Raises
    ------
    InputError
        The folder holds none of them, a table has faults, or a leg or a corridor names
        a stop that is not there; all told at once.
    """
    problems: list[Problem] = []
    with resources.as_file(resources.files("orepath") / "data" / "corridors") as home:
        own = {n for n in NAMES if folder and (folder / f"{n}.csv").is_file()}
        if folder and not own:
            what = "holds neither stops.csv, legs.csv, rates.csv nor corridors.csv"
            raise InputError(Problem(str(folder), what, "add one of them"))
        tables = {
            name: read_table(
                (folder if folder and name in own else home) / f"{name}.csv",
                BY_NAME[name],
                problems,
            )
            for name in NAMES
        }
    if own:
        tables = _filled(tables, problems)
    problems += _strangers(tables)
    if problems:
        raise InputError(problems)
    return Atlas(tables)


def write_atlas(folder: Path) -> list[Path]:
    """Write the package's four tables into a folder, to be edited there.

    Raises
    ------
    InputError
        One of them is there already, or the folder's parent is missing.
    """
    there = [folder / f"{n}.csv" for n in NAMES if (folder / f"{n}.csv").exists()]
    if there or not folder.resolve().parent.is_dir():
        what = f"{there[0].name} is there already" if there else "has no parent folder"
        raise InputError(Problem(str(folder), what, "choose a new folder"))
    folder.mkdir(exist_ok=True)
    home = resources.files("orepath") / "data" / "corridors"
    written = []
    for name in NAMES:
        target = folder / f"{name}.csv"
        target.write_bytes((home / f"{name}.csv").read_bytes())
        written.append(target)
    return written


def _filled(
    tables: dict[str, pl.DataFrame], problems: list[Problem]
) -> dict[str, pl.DataFrame]:
    """Fill the ends of ranges that a user left empty, by grade."""
    from orepath.world.load import fill_ranges

    return {name: fill_ranges(name, frame, problems) for name, frame in tables.items()}


def _strangers(tables: Mapping[str, pl.DataFrame]) -> Iterator[Problem]:
    """Tell the stops that legs and corridors name but that are not there."""
    known = set(tables["stops"]["stop"])
    for table in ("legs", "corridors"):
        for number, row in enumerate(tables[table].to_dicts(), start=2):
            named = [row["from"], row["to"], *(via_of(row) if "via" in row else ())]
            for stop in named:
                if stop is not None and stop not in known:
                    what = f"unknown stop {stop!r}"
                    fix = f"add it to stops.csv; {suggest(stop, sorted(known))}"
                    yield Problem(f"{table}.csv:{number}", what, fix)


def _plain(word: str) -> str:
    """Return a word as it is compared: small letters, single blanks, no brackets."""
    return " ".join(re.sub(r"[()]", " ", word.casefold()).split())


def _country(word: str) -> str:
    """Return the code of a country named in any way, empty where none is."""
    from orepath.evidence.importer.country import coded

    return coded(word) or ""
