"""What lies around the best plan: plans with a project forced in or out, and mended.

All clusters but one stay as the best plan has them, so every plan tried in a cluster is
a plan of the whole, and what the search has tried already costs nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from orepath.plan.market import Markets
from orepath.plan.requirement import requirements, unready
from orepath.plan.worth import Starts, Worth

GRAIN = 0.5
"""USD million below which two plans cannot be told apart."""

FAR = 5.0
"""A project whose change alone costs so many times the limit is not mended around."""


@dataclass
class Around:
    """Look around the best plan, cluster by cluster, the others staying as they are."""

    markets: Markets
    best: Worth
    limit: float
    _losses: dict[Starts, float] = field(default_factory=dict)
    _sound: dict[Starts, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Choose the year in which each project is tried."""
        # As the search saw it: solved again, a plan may end in another equal corner.
        self.best = self.markets.worth(self.best.starts)
        table = self.table = self.markets.case.table("projects")
        capital = table["capex"] * table["size"] * 1e-6
        self.costs = dict(zip(table["project"], capital, strict=True))
        self.options = self.markets.options()
        self.parts = range(len(self.markets.parts))
        self.home = {name: self.markets.home(name) for name in self.options}
        self.built = dict(self.best.starts)
        self.years = {
            name: self._year(name, years)
            for name, years in self.options.items()
            if years
        }

    def _year(self, name: str, years: Sequence[int]) -> int:
        """Return a project's year: the plan's, or that of the best plan that has it."""
        if name in self.built:
            return self.built[name]
        held = [
            (self.markets.value(one), dict(one.starts)[name])
            for one in self.markets.parts[self.home[name]].known
            if name in dict(one.starts)
        ]
        return max(held)[1] if held else years[0]

    def full(self, at: int, own: Starts) -> Starts:
        """Return the best plan with one cluster's part exchanged."""
        rest = [s for s in self.best.starts if self.home[s[0]] != at]
        return tuple(sorted([*rest, *own]))

    def loss(self, starts: Starts) -> float:
        """Return what a plan gives up against the best, USD million; all if barred."""
        if starts not in self._losses:
            value, kept = self.markets.value, self.markets.feasible(starts)
            other = value(self.markets.worth(starts)) if kept else -np.inf
            self._losses[starts] = value(self.best) - other
        return self._losses[starts]

    def plans(self, at: int) -> Iterator[tuple[float, Starts]]:
        """Yield the plans tried in a cluster that could stand by themselves."""
        for one in self.markets.parts[at].known:
            if self.sound(one.starts):
                yield self.loss(self.full(at, one.starts)), one.starts

    def near(self, at: int) -> int:
        """Return how many plans tried in a cluster are nearly as good as the best."""
        return sum(
            loss <= self.limit and self.sound(self.full(at, own))
            for loss, own in self.plans(at)
        )

    def enumerated(self, at: int) -> bool:
        """Return whether every plan of a cluster was tried, and settles it alone."""
        if self.markets.attitude.aversion and len(self.markets.parts) > 1:
            return False  # risk is that of all clusters together
        own = [len(self.options[n]) for n in self.options if self.home[n] == at]
        count = np.prod([1 + years for years in own], dtype=float)
        return bool(self.markets.parts[at].tried >= count)

    def sound(self, starts: Starts) -> bool:
        """Return whether a plan keeps the budgets and what its projects require."""
        # Every project asks it of all plans tried.
        if starts not in self._sound:
            self._sound[starts] = self.markets.affordable(starts)
        return self._sound[starts]

    def ready(self, plan: Mapping[str, int]) -> Starts:
        """Return a plan without the projects that lack what they require."""
        late = unready(self.table, plan)
        return tuple(sorted((n, y) for n, y in plan.items() if n not in late))

    def with_needs(self, plan: Mapping[str, int], name: str) -> dict[str, int]:
        """Return a plan with a project and all that it requires, each in good time."""
        names, lead = self.table["project"], self.table["lead"]
        found = {**plan, name: self.years[name]}
        queue = [name]
        while queue:
            child = queue.pop()
            for j, i in requirements(self.table).tolist():
                years = [
                    y for y in self.options[names[i]] if y + lead[i] <= found[child]
                ]
                if names[j] == child and names[i] not in found and years:
                    found[names[i]] = years[-1]
                    queue.append(names[i])
        return found

    def force(self, name: str) -> None:
        """Toggle a project in the best plan and mend the plan around it."""
        if self.enumerated(self.home[name]):
            return
        if name in self.built:
            plan = {k: v for k, v in self.built.items() if k != name}
        else:
            plan = self.with_needs(self.built, name)
        now = self._afforded(plan, name)
        while now is not None and self.limit < self.loss(now) <= FAR * self.limit:
            better = min(self._changes(now, name), key=self.loss, default=now)
            if self.loss(better) > self.loss(now) - GRAIN:
                return
            now = better

    def _afforded(self, plan: Mapping[str, int], forced: str) -> Starts | None:
        """Return the plan, less what the budget bars; the cheapest losses go first."""
        now = self.ready(plan)
        while not self.markets.affordable(now):
            fewer = [
                self.ready({n: y for n, y in now if n != out})
                for out, _ in now
                if out != forced
            ]
            kept = [one for one in fewer if self.markets.affordable(one)] or fewer
            if not kept:
                return None
            now = min(kept, key=self.loss)
        return now

    def _changes(self, now: Starts, forced: str) -> Iterator[Starts]:
        """Yield affordable plans one step away in the cluster of the forced project."""
        plan = dict(now)
        for name, year in self.years.items():
            if name == forced or self.home[name] != self.home[forced]:
                continue
            other = {k: v for k, v in plan.items() if k != name}
            if name not in plan:
                other[name] = year
            starts = self.ready(other)
            if (forced in dict(starts)) is (forced in plan) and self.sound(starts):
                yield starts

    def stretch(self, members: Sequence[str], *, more: bool) -> None:
        """Add, or drop, members of a group while the plan stays nearly as good."""
        for weigh in (lambda _: 1.0, self.costs.__getitem__):
            now = self.best.starts
            while True:
                steps = [
                    (self.loss(starts) / max(weigh(name), 1e-3), starts)
                    for name, starts in self._steps(now, members, more=more)
                    if self.loss(starts) <= self.limit
                ]
                if not steps:
                    break
                now = min(steps)[1]

    def _steps(
        self, now: Starts, members: Sequence[str], *, more: bool
    ) -> Iterator[tuple[str, Starts]]:
        """Yield what adding, or dropping, each member alone makes of a plan."""
        plan = dict(now)
        for name in members:
            if (name in plan) is more:
                continue
            if self._alone(name) > self.limit + GRAIN:
                continue
            other = {k: v for k, v in plan.items() if k != name}
            if more:
                other[name] = self.years[name]
            starts = self.ready(other)
            if starts != now and self.sound(starts):
                yield name, starts

    def _alone(self, name: str) -> float:
        """Return what toggling a project alone gives up, whatever the budget."""
        other = {k: v for k, v in self.built.items() if k != name}
        if name not in self.built:
            other[name] = self.years[name]
        return self.loss(tuple(sorted(other.items())))
