"""The journal: what it keeps, and what it refuses."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orepath.errors import EngineError, InputError
from orepath.plan.decompose.cut import Cut
from orepath.plan.decompose.journal import Journal, State
from orepath.plan.decompose.part import Split, split

CUTS = (
    (1, Cut(True, 2.0, np.array([1.0, 2.0]))),
    (0, Cut(False, -1.0, np.zeros(0))),
)


@pytest.fixture
def taken(drawn: Callable[..., Any]) -> Split:
    return split(*drawn(3))


def test_what_was_written_is_read_again(tmp_path: Path, taken: Split):
    journal = Journal(tmp_path / "cuts", taken)
    assert journal.read() == State()
    journal.write(State(CUTS, np.array([0.5])))
    state = Journal(tmp_path / "cuts", taken).read()
    assert state.best is not None
    assert state.best.tolist() == [0.5]
    for (part, cut), (kept, read) in zip(CUTS, state.cuts, strict=True):
        assert (part, cut.cost, cut.intercept) == (kept, read.cost, read.intercept)
        assert cut.gradient.tolist() == read.gradient.tolist()
    journal.write(State())
    assert journal.read() == State()
    assert [path.name for path in tmp_path.iterdir()] == ["cuts"]


def test_the_journal_of_another_program_is_refused(
    tmp_path: Path, taken: Split, drawn: Callable[..., Any]
):
    Journal(tmp_path / "cuts", taken).write(State(CUTS))
    with pytest.raises(InputError, match="another program"):
        Journal(tmp_path / "cuts", split(*drawn(4))).read()


def test_a_folder_holds_a_journal_a_program_until_the_run_has_ended(
    tmp_path: Path, taken: Split, drawn: Callable[..., Any]
):
    journal, other = Journal(tmp_path, taken), Journal(tmp_path, split(*drawn(4)))
    journal.write(State(CUTS))
    assert other.read() == State()
    assert len(Journal(tmp_path, taken).read().cuts) == len(CUTS)
    other.done()
    assert len(list(tmp_path.iterdir())) == 1
    journal.done()
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_named_stays_when_the_run_has_ended(
    tmp_path: Path, taken: Split
):
    journal = Journal(tmp_path / "cuts", taken)
    journal.write(State(CUTS))
    journal.done()
    assert len(journal.read().cuts) == len(CUTS)


def test_what_is_no_journal_is_refused(tmp_path: Path, taken: Split):
    (tmp_path / "cuts").write_text("no journal")
    with pytest.raises(InputError, match="cannot be read"):
        Journal(tmp_path / "cuts", taken).read()
    np.savez(tmp_path / "other.npz", a=np.zeros(1))
    with pytest.raises(InputError, match="cannot be read"):
        Journal(tmp_path / "other.npz", taken).read()


def test_a_full_disk_is_told_and_the_state_before_is_kept(
    tmp_path: Path, taken: Split, monkeypatch: pytest.MonkeyPatch
):
    journal = Journal(tmp_path / "cuts", taken)
    journal.write(State(CUTS))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(EngineError, match="No space left"):
        journal.write(State())
    assert len(journal.read().cuts) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["cuts"]
