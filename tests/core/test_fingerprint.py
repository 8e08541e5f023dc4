"""A fingerprint: it moves with anything inside, and with nothing else."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest
from scipy import sparse

from orepath.core.fingerprint import fingerprint


@dataclass(frozen=True)
class Ore:
    """A thing with a grade that remembers what was worked out."""

    name: str
    grade: float

    @cached_property
    def double(self) -> float:
        """Return twice the grade."""
        return 2.0 * self.grade


class Mine:
    """A plain object that holds things."""

    def __init__(self, *ores: Ore) -> None:
        self.ores = ores
        self.years = np.arange(3)


def test_it_moves_with_everything_inside() -> None:
    matrix = sparse.csc_array(np.eye(2))
    other = sparse.csc_array(np.diag([1.0, 2.0]))
    things: list[object] = [
        None, 1, 1.0, True, "1", b"1", ("a",), ["a"], {"a"}, {"a": 1}, {"a": 2},
        ("ab", "c"), ("a", "bc"), (("a",), "b"), ("a", ("b",)),
        np.zeros(2), np.zeros((2, 1)), np.zeros(2, dtype=np.float32),
        np.array(["a", None], dtype=object), matrix, other,
        Ore("tin", 1.0), Ore("tin", 2.0), Mine(Ore("tin", 1.0)), Mine(),
    ]  # fmt: skip
    assert len({fingerprint(thing) for thing in things}) == len(things)


def test_it_does_not_move_with_what_changes_nothing() -> None:
    ore = Ore("tin", 1.0)
    before = fingerprint(ore)
    assert ore.double == 2.0
    assert fingerprint(ore) == before
    sorted_, loose = (sparse.csc_array(np.ones((3, 2))) for _ in range(2))
    loose.indices[:3], loose.has_sorted_indices = [2, 1, 0], False
    assert fingerprint(loose) == fingerprint(sorted_)
    assert not loose.has_sorted_indices, "what is looked at stays as it is"
    assert fingerprint({"b", "a"}) == fingerprint({"a", "b"})


def test_what_has_nothing_inside_to_look_at_is_refused() -> None:
    with pytest.raises(TypeError):
        fingerprint(iter([1]))
