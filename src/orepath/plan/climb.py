"""The climb: one change of the plan after another, each confirmed in the market.

A project that brought little yesterday hardly brings most today. So changes are tried
in the order of what they brought when last tried, and the first that beats all that
the others brought is taken. Before the climb ends every single change has been tried
again on the plan it ends with.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from orepath.plan.market import Markets
from orepath.plan.requirement import requirements
from orepath.plan.single import Market
from orepath.plan.worth import Starts, Worth

# A change must gain this much, USD million, to be told from the grain of the stairs.
WORTH = 0.5
# Swaps, and couples that do not serve each other, tried at the end of a climb, as a
# multiple of the number of projects.
_TRIED = 4

Options = Mapping[str, list[int]]


@dataclass
class Climb:
    """Climb from a plan to one that no single change improves.

    Parameters
    ----------
    market : Markets
        The world that answers every plan.
    options : mapping of str to list of int
        Years in which each project may start.
    """

    market: Markets
    options: Options
    _brought: dict[tuple[str, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the projects that may help each other."""
        self._couples = couples(self.market)
        self._bundles = bundles(self.market, self.options)

    def up(self, at: Worth) -> Worth:
        """Return the end of the climb from a plan.

        Parameters
        ----------
        at : Worth
            Where it begins; what was learnt on earlier climbs is used again. Plans
            under which no flows keep all rules are passed over.

        Returns
        -------
        Worth
            A plan that no addition, removal or shift of a project improves, none of
            the likeliest swaps of one for another, no two additions of projects that
            serve each other and none of the likeliest other two.
        """
        while True:
            best = (
                self._single(at)
                or self._first_better(self._swaps(at), at)
                or self._best_of(self._together(at), at)
            )
            if best is None:
                return at
            at = best

    def _gain(self, plan: Starts, at: Worth) -> tuple[float, Worth]:
        """Return what a plan gains against another, and its worth."""
        one = self.market.worth(plan)
        return self.market.value(one) - self.market.value(at), one

    def _single(self, at: Worth) -> Worth | None:
        """Return a plan one change away that is better; None where none is."""
        built = dict(at.starts)
        best: tuple[float, Worth] | None = None
        for hope, name, year in self._changes(built):
            if best is not None and hope <= best[0]:
                break
            plan = _changed(built, name, year)
            if not self.market.allowed(plan):
                continue
            gain, one = self._gain(plan, at)
            self._learn(built, name, year, gain)
            if gain > WORTH and (best is None or gain > best[0]):
                best = (gain, one)
        return best[1] if best else None

    def _changes(self, built: Mapping[str, int]) -> list[tuple[float, str, int | None]]:
        """Return single changes with what they promise, the most promising first.

        What was never tried comes first, but for one year only: other years of a
        project promise what that year brought.
        """
        found: list[tuple[float, str, int | None]] = []
        for name, years in self.options.items():
            now = built.get(name)
            known = [
                self._brought[name, y] for y in years if (name, y) in self._brought
            ]
            held = 0.0 if now is None else self._brought.get((name, now), 0.0)
            for year in years:
                if year == now:
                    continue
                if (name, year) in self._brought:
                    hope = self._brought[name, year] - held
                elif known:
                    hope = max(known) - held
                else:
                    hope = np.inf if year == years[0] else -np.inf
                found.append((hope, name, year))
            if now is not None:
                found.append((-held, name, None))
        return sorted(found, key=lambda change: -change[0])

    def _learn(
        self, built: Mapping[str, int], name: str, year: int | None, gain: float
    ) -> None:
        """Remember what a project brings in a year, against not having it."""
        now = built.get(name)
        if year is None and now is not None:
            self._brought[name, now] = -gain
        elif year is not None:
            held = 0.0 if now is None else self._brought.get((name, now), 0.0)
            self._brought[name, year] = held + gain

    def _best_year(self, name: str) -> int:
        """Return the year in which a project brought most, or the first it may."""
        years = self.options[name]
        return max(years, key=lambda y: self._brought.get((name, y), -np.inf))

    def _swaps(self, at: Worth) -> Iterator[tuple[float, Starts]]:
        """Yield swaps of one project for another, the most promising first."""
        built = dict(at.starts)
        found = []
        for name in self._free(built):
            year = self._best_year(name)
            hope = self._brought.get((name, year), 0.0)
            for out, then in built.items():
                # Projects of two markets are rivals for the budget alone.
                apart = self.market.home(out) != self.market.home(name)
                if apart and self.market.affordable(_changed(built, name, year)):
                    continue
                plan = _changed(_without(built, out), name, year)
                found.append((hope - self._brought.get((out, then), 0.0), plan))
        return self._likeliest(found)

    def _free(self, built: Mapping[str, int]) -> list[str]:
        """Return the projects that could be added."""
        return [name for name, y in self.options.items() if y and name not in built]

    def _likeliest(
        self, plans: list[tuple[float, Starts]]
    ) -> Iterator[tuple[float, Starts]]:
        """Yield the affordable ones of plans, the most promising first, not all."""
        plans.sort(key=lambda plan: -plan[0])
        kept = (plan for plan in plans if self.market.affordable(plan[1]))
        return itertools.islice(kept, _TRIED * len(self.options))

    def _first_better(
        self, plans: Iterable[tuple[float, Starts]], at: Worth
    ) -> Worth | None:
        """Return the best of plans until what was gained beats what others promise."""
        best: tuple[float, Worth] | None = None
        for hope, plan in plans:
            if best is not None and hope <= best[0]:
                break
            if not self.market.allowed(plan):
                continue
            gain, one = self._gain(plan, at)
            if gain > WORTH and (best is None or gain > best[0]):
                best = (gain, one)
        return best[1] if best else None

    def _together(self, at: Worth) -> Iterator[Starts]:
        """Yield plans with two projects more, or one and all that it requires."""
        built = dict(at.starts)
        others = []
        for couple in itertools.combinations(self._free(built), 2):
            years = {name: self._best_year(name) for name in couple}
            plan = _merged(built, years)
            if couple in self._couples:
                yield plan
            elif self.market.home(couple[0]) == self.market.home(couple[1]):
                hope = sum(self._brought.get(s, 0.0) for s in years.items())
                others.append((hope, plan))
        for _, plan in self._likeliest(others):
            yield plan
        for bundle in self._bundles:
            if any(name not in built for name in bundle):
                yield _merged(bundle, built)

    def _best_of(self, plans: Iterable[Starts], at: Worth) -> Worth | None:
        """Return the best affordable plan that gains; None where none does."""
        best: tuple[float, Worth] | None = None
        for plan in plans:
            if not self.market.allowed(plan):
                continue
            gain, one = self._gain(plan, at)
            if gain > WORTH and (best is None or gain > best[0]):
                best = (gain, one)
        return best[1] if best else None


def _changed(built: Mapping[str, int], name: str, year: int | None) -> Starts:
    """Return a plan with one project started in a year, or left out."""
    rest = _without(built, name)
    return tuple(sorted((rest if year is None else {**rest, name: year}).items()))


def _without(built: Mapping[str, int] | Starts, name: str) -> dict[str, int]:
    """Return a plan without one project."""
    return {k: v for k, v in dict(built).items() if k != name}


def _merged(first: Mapping[str, int], second: Mapping[str, int]) -> Starts:
    """Return two plans as one; the second has the last word."""
    return tuple(sorted({**first, **second}.items()))


def couples(market: Markets) -> set[tuple[str, str]]:
    """Return pairs of projects of which one brings what the other takes.

    Such pairs are often worth more together than apart: a plant and its contract, a
    mine and its plant. A project that neither brings nor takes goods (an upgrade, a
    training) is paired with every other of its market.

    Parameters
    ----------
    market : Markets
        With its programs.
    """
    found = set()
    for part in market.parts:
        names = part.program.network.projects["project"].to_list()
        brings, takes = _sides(part)
        for i, j in itertools.combinations(range(len(names)), 2):
            serve = brings[i] & takes[j] or brings[j] & takes[i]
            idle = [not (brings[k] or takes[k]) for k in (i, j)]
            if serve or any(idle):
                found.add((names[i], names[j]))
    return found


def _sides(part: Market) -> tuple[list[set[int]], list[set[int]]]:
    """Return the base-year rows that each project brings to, and takes from."""
    n = part.program.network
    rows = n.calibration.balance.row_place.size
    balance = sparse.csc_array(part.program.matrix[part.program.group("balance").rows])
    brings: list[set[int]] = [set() for _ in range(n.projects.height)]
    takes: list[set[int]] = [set() for _ in range(n.projects.height)]
    for name in ("run", "haul", "release"):
        block = n.blocks[name]
        entries = sparse.coo_array(balance[:, block.columns])
        for row, column, value in zip(
            entries.row % rows, entries.col, entries.data, strict=True
        ):
            side = brings if value > 0 else takes
            side[block.item[column]].add(int(row))
    return brings, takes


def bundles(market: Markets, options: Options) -> list[dict[str, int]]:
    """Return each project that requires others, in every year, with all of them.

    What is required starts as early as it can.

    Parameters
    ----------
    market : Markets
        With its projects.
    options : mapping of str to list of int
        Years in which each may start.
    """
    found: list[dict[str, int]] = []
    for part in market.parts:
        projects = part.program.network.projects
        names, lead = projects["project"].to_list(), projects["lead"].to_list()
        needs: dict[str, list[tuple[str, float]]] = {}
        for j, i in requirements(projects).tolist():
            needs.setdefault(names[j], []).append((names[i], lead[i]))
        for name in needs:
            bundle: dict[str, int] = {}
            if _scheduled(name, needs, options, bundle):
                first = bundle[name]
                later = [year for year in options[name] if year >= first]
                found.extend({**bundle, name: year} for year in later)
    return found


def _scheduled(
    name: str,
    needs: Mapping[str, list[tuple[str, float]]],
    options: Options,
    bundle: dict[str, int],
) -> bool:
    """Put a project and what it requires into a bundle; tell whether that can be."""
    ready = -np.inf
    for other, lead in needs.get(name, []):
        if not _scheduled(other, needs, options, bundle):
            return False
        ready = max(ready, bundle[other] + lead)
    years = [year for year in options[name] if year >= ready]
    if years:
        bundle[name] = years[0]
    return bool(years)
