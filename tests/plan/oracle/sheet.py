"""A sheet is a linear program in words: columns and rows go by keys, not by numbers."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from scipy import sparse
from scipy.optimize import linprog

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass
class Sheet:
    """Hold a linear program in words: columns by key, rows ≤ a limit."""

    cost: dict[Key, float] = field(default_factory=dict)
    upper: dict[Key, float] = field(default_factory=dict)
    rows: dict[Key, dict[Key, float]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(float))
    )
    limit: dict[Key, float] = field(default_factory=lambda: defaultdict(float))

    def column(self, key: Key, cost: float, upper: float) -> None:
        self.cost[key], self.upper[key] = cost, upper

    def put(self, row: Key, key: Key, value: float) -> None:
        self.rows[row][key] += value

    def least(self, fixed: dict[Key, float]) -> float:
        """Solve with some columns fixed; return the objective."""
        keys = list(self.cost)
        number = {key: i for i, key in enumerate(keys)}
        at, column, value = [], [], []
        for i, terms in enumerate(self.rows.values()):
            for key, amount in terms.items():
                at.append(i)
                column.append(number[key])
                value.append(amount)
        shape = (len(self.rows), len(keys))
        answer = linprog(
            [self.cost[k] for k in keys],
            A_ub=sparse.csr_array((value, (at, column)), shape=shape),
            b_ub=[self.limit[row] for row in self.rows],
            bounds=[(fixed.get(k, 0.0), fixed.get(k, self.upper[k])) for k in keys],
            method="highs-ipm",
        )
        assert answer.status == 0, answer.message
        return float(answer.fun)
