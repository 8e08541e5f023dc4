"""A gravity prior: who ships to whom when only totals are known."""

from collections.abc import Callable, Mapping

Pair = tuple[str, str]

ROUNDS = 400


def gravity(
    supply: Mapping[str, float],
    need: Mapping[str, float],
    weight: Callable[[str, str], float],
) -> dict[Pair, float]:
    """Spread supplies over needs so that both totals are met.

    Parameters
    ----------
    supply, need : mapping of str to float
        Totals by place, positive. Supplies are scaled to the sum of needs.
    weight : callable
        Pull between two places; zero bars the pair. A place never ships to itself.

    Returns
    -------
    dict
        Tonnes by pair, rows and columns summing to the totals.

    Notes
    -----
    Iterative proportional fitting, O(rounds x pairs).

    Examples
    --------
    >>> spread = gravity({"A": 2.0, "B": 2.0}, {"C": 1.0, "D": 3.0}, lambda a, b: 1.0)
    >>> round(spread["A", "D"], 6)
    1.5
    """
    scale = sum(need.values()) / sum(supply.values())
    target = {a: x * scale for a, x in supply.items()}
    flow = {
        (a, b): weight(a, b)
        for a in target
        for b in need
        if a != b and weight(a, b) > 0
    }
    for _ in range(ROUNDS):
        flow = _fit(flow, target, 0)
        flow = _fit(flow, need, 1)
    return flow


def _fit(
    flow: dict[Pair, float], totals: Mapping[str, float], side: int
) -> dict[Pair, float]:
    """Scale flows so that one side meets its totals."""
    sums: dict[str, float] = {}
    for pair, tonnes in flow.items():
        sums[pair[side]] = sums.get(pair[side], 0.0) + tonnes
    return {
        pair: tonnes * totals[pair[side]] / sums[pair[side]]
        for pair, tonnes in flow.items()
    }
