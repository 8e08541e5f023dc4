"""The journal keeps the cuts on disk, so that a run that was killed goes on from them.

A cut holds for ever, whoever found it; so a journal can be read by a run with other
workers, another gap or after a change of anything but the program.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepath.errors import EngineError, InputError, Problem
from orepath.plan.decompose.cut import Cut
from orepath.plan.decompose.part import Split

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """Hold how far a run has come.

    Parameters
    ----------
    cuts : tuple of (part, Cut)
        All cuts in force.
    best : ndarray (K,) or None
        Best linking columns tried.
    """

    cuts: tuple[tuple[int, Cut], ...] = ()
    best: Floats | None = None


class Journal:
    """Keep the state of a run in one file.

    Parameters
    ----------
    path : Path
        The file; its folder must be there. Or a folder: then the file is named after
        the program, and removed when the run has ended.
    split : Split
        The program taken apart, by which the journal is known again.
    """

    def __init__(self, path: Path, split: Split) -> None:
        self._mark = mark_of(split)
        self._passing = path.is_dir()
        self._path = path / f"plan-{self._mark}.npz" if self._passing else path

    def read(self) -> State:
        """Return the state of the run before; an empty one where there is none.

        Raises
        ------
        InputError
            The journal is of another program, or no journal at all.
        """
        if not self._path.exists():
            return State()
        try:
            with np.load(self._path, allow_pickle=False) as held:
                kept = {name: held[name] for name in held.files}
            if kept["mark"].item() != self._mark:
                raise self._strange("it belongs to another program")
        except (ValueError, KeyError, OSError) as fault:
            if isinstance(fault, InputError):
                raise
            raise self._strange("it cannot be read") from fault
        ends = np.append(0, np.cumsum(kept["size"]))
        cuts = tuple(
            (
                int(kept["part"][i]),
                Cut(
                    bool(kept["cost"][i]),
                    float(kept["intercept"][i]),
                    kept["gradient"][ends[i] : ends[i + 1]],
                ),
            )
            for i in range(kept["part"].size)
        )
        best = kept["best"] if kept["best"].size else None
        return State(cuts, best)

    def write(self, state: State) -> None:
        """Keep a state, whole or not at all.

        Parameters
        ----------
        state : State
            It takes the place of the one before.

        Raises
        ------
        EngineError
            The disk is full or the folder is gone; the state before is still there.
        """
        cuts: Sequence[Cut] = [cut for _, cut in state.cuts]
        aside = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        try:
            with aside.open("wb") as out:
                np.savez(
                    out,
                    mark=np.array(self._mark),
                    part=np.array([part for part, _ in state.cuts], dtype=np.int64),
                    cost=np.array([cut.cost for cut in cuts], dtype=bool),
                    intercept=np.array([cut.intercept for cut in cuts]),
                    size=np.array([cut.gradient.size for cut in cuts], dtype=np.int64),
                    gradient=np.concatenate(
                        [np.zeros(0), *(cut.gradient for cut in cuts)]
                    ),
                    best=np.zeros(0) if state.best is None else state.best,
                )
            aside.replace(self._path)
        except OSError as fault:
            aside.unlink(missing_ok=True)
            raise EngineError(
                f"the journal {self._path.name} cannot be written ({fault.strerror}); "
                "what it held before is still there: make room and run again"
            ) from fault

    def done(self) -> None:
        """Let go a journal that was named by a folder alone: its run has ended."""
        if self._passing:
            self._path.unlink(missing_ok=True)

    def _strange(self, why: str) -> InputError:
        """Return the error for a file that is no journal of this run."""
        return InputError(
            Problem(
                str(self._path),
                f"a journal of a decomposed run was expected; {why}",
                "remove the file, or name another",
            )
        )


def mark_of(split: Split) -> str:
    """Return a fingerprint of a program taken apart.

    Parameters
    ----------
    split : Split
        Every number of it counts.
    """
    mark = hashlib.blake2b(digest_size=16)
    programs = [split.master, *(part.lp for part in split.parts)]
    for lp in programs:
        for values in (lp.cost, lp.row_lower, lp.row_upper, lp.lower, lp.upper):
            mark.update(np.ascontiguousarray(values).tobytes())
    for structure in split.structures:
        for matrix in (structure.matrix, structure.link):
            mark.update(matrix.indices.tobytes())
            mark.update(matrix.data.tobytes())
    return mark.hexdigest()
