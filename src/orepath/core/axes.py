"""An axis is an ordered set of labels on which tables and arrays meet exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orepath.errors import AxisError, Problem, suggest

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Axis:
    """Hold the labels of one dimension in their order.

    Parameters
    ----------
    name : str
        What a label is: ``"place"``, ``"commodity"`` …
    labels : tuple of str
        Distinct.

    Raises
    ------
    AxisError
        A label stands twice.

    Examples
    --------
    >>> axis = Axis("place", ("IND", "KAZ"))
    >>> axis.index(["KAZ", "IND"]).tolist()
    [1, 0]
    """

    name: str
    labels: tuple[str, ...]
    _position: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Give every label its position and refuse doubles."""
        position = {label: i for i, label in enumerate(self.labels)}
        if len(position) < len(self.labels):
            doubles = sorted({x for x in self.labels if self.labels.count(x) > 1})
            raise AxisError(
                Problem(self.name, f"labels stand twice: {doubles}", "keep each once")
            )
        object.__setattr__(self, "_position", position)

    def __len__(self) -> int:
        """Return the number of labels."""
        return len(self.labels)

    def index(self, labels: Iterable[str]) -> Index:
        """Return the positions of ``labels``.

        Parameters
        ----------
        labels : iterable of str
            n of them, in any order, doubles allowed.

        Returns
        -------
        ndarray (n,)
            O(n).

        Raises
        ------
        AxisError
            Unknown labels, all told at once with near ones.
        """
        words = list(labels)
        unknown = [word for word in words if word not in self._position]
        if unknown:
            raise AxisError(
                [
                    Problem(self.name, f"unknown label {w!r}", suggest(w, self.labels))
                    for w in dict.fromkeys(unknown)
                ]
            )
        return np.array([self._position[word] for word in words], dtype=np.int64)

    def at(self, label: str) -> int:
        """Return the position of one label.

        Raises
        ------
        AxisError
            The label is unknown; near ones are told.
        """
        return int(self.index([label])[0])


def aligned(name: str, left: Sequence[str], right: Sequence[str]) -> None:
    """Raise unless two label sequences are the same in the same order.

    Parameters
    ----------
    name : str
        What the labels are, for the message.
    left, right : sequence of str
        Labels of the two sides.

    Raises
    ------
    AxisError
        With the first labels missing on either side.
    """
    if list(left) == list(right):
        return
    only_left = [x for x in left if x not in set(right)][:3]
    only_right = [x for x in right if x not in set(left)][:3]
    raise AxisError(
        Problem(
            name,
            f"labels differ: only left {only_left}, only right {only_right}",
            "align both on one axis before joining them",
        )
    )
