"""Projects obey rules of time and size: once, in order, no more than was started."""

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import KT, Block, Network
from orepath.plan.program import Draft, Labeller, Triplets, stacked
from orepath.plan.project import figure, passable, project_rows, under_duty
from orepath.plan.requirement import requirements

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


def once(draft: Draft) -> None:
    """Let a project start at most once."""
    block = draft.network.blocks["start"]
    rows = project_rows(draft.network)
    size = len(rows)
    draft.add(
        "once",
        (block.item, block.index, np.ones(block.size)),
        (np.full(size, -np.inf), np.ones(size)),
        lambda j: str(rows[j]["project"]),
    )


def precedence(draft: Draft) -> None:
    """Let a project start only once all that it requires is ready.

    Σ_{s ≤ t} start[j,s] - Σ_{s: s + lead_i ≤ t} start[i,s] ≤ 0 for each requirement i
    and every period t in which j may start; a period is known by its first year.
    """
    n = draft.network
    start = n.blocks["start"]
    pairs = requirements(n.projects)
    first = n.moments.first
    ready = first[start.moment] + figure(n, "lead")[start.item]
    parts: list[Triplets] = []
    rows: list[tuple[int, int, int]] = []
    for j, i in pairs.tolist():
        for t in np.unique(start.moment[start.item == j]):
            mine = np.flatnonzero((start.item == j) & (start.moment <= t))
            there = np.flatnonzero((start.item == i) & (ready <= first[t]))
            at = len(rows)
            rows.append((j, i, int(t)))
            parts.append(_entries(at, start.index[mine], 1.0))
            parts.append(_entries(at, start.index[there], -1.0))
    if not rows:
        return
    known = project_rows(n)
    draft.add(
        "precedence",
        stacked(parts),
        (np.full(len(rows), -np.inf), np.zeros(len(rows))),
        lambda r: (
            f"{known[rows[r][0]]['project']} after {known[rows[r][1]]['project']}, "
            f"{n.moments.label[rows[r][2]]}"
        ),
    )


def _entries(row: int, columns: Index, value: float) -> Triplets:
    """Return the same coefficient for some columns of one row."""
    return np.full(columns.size, row), columns, np.full(columns.size, value)


def running(draft: Draft) -> None:
    """Let a project run, ship, release or serve no more than has been started.

    x[j,m] - left[j,m] Σ_s size_j · running[j,s,t(m)] · start[j,s] ≤ 0; for a release in
    a later year of a disruption x counts what was released in its earlier years too.
    """
    n = draft.network
    left = np.ones((n.projects.height, len(n.moments)))
    for moment, branch in zip(n.moments.branches, n.branches, strict=True):
        left[:, moment] = branch.project_left
    owed = under_duty(n)
    for name in ("run", "haul", "release", "ease"):
        block = n.blocks[name]
        # What is owed follows output, by the rule of offtake.
        mine = np.flatnonzero(~np.isin(block.item, owed) | (name != "haul"))
        if name == "ease" and not mine.size:
            continue
        row, start, value = _started(n, block, mine)
        value = -value * left[block.item[mine[row]], block.moment[mine[row]]]
        some = np.flatnonzero(value)
        used, column = _used(n, block, mine)
        draft.add(
            f"started {name}",
            (
                np.concatenate([used, row[some]]),
                np.concatenate([column, start[some]]),
                np.concatenate([np.ones(used.size), value[some]]),
            ),
            (np.full(mine.size, -np.inf), np.zeros(mine.size)),
            _projects_named(n, block, mine),
        )


def _used(n: Network, block: Block, mine: Index) -> tuple[Index, Index]:
    """Return which columns count against what was started, by position in ``mine``."""
    own = np.arange(mine.size), block.index[mine]
    if block.name != "release":
        return own
    year = np.ones(len(n.moments), dtype=np.int64)
    year[n.moments.branches] = [branch.year for branch in n.branches]
    item, moment = block.item[mine], block.moment[mine]
    earlier = (
        (item[:, None] == item)
        & (moment < moment[:, None])
        & (moment > (moment - year[moment])[:, None])
    )
    row, column = np.nonzero(earlier)
    return np.append(own[0], row), np.append(own[1], block.index[mine[column]])


def _started(n: Network, block: Block, mine: Index) -> Triplets:
    """Return the capacity that each start gives to columns of a block, kt/a.

    As position among ``mine``, column of the start, and value. Contracts agreed after a
    disruption count like those started before it.
    """
    start = n.blocks["start"]
    # Every (column of the block, start of the same project) pair.
    row, begun = np.nonzero(block.item[mine][:, None] == start.item[None, :])
    j = block.item[mine[row]]
    period = n.moments.trunk[block.moment[mine[row]]]
    share = n.running[j, start.moment[begun], period]
    if block.name == "release":
        # A stock must have been filled before the period in which it is needed.
        share = (start.moment[begun] < period).astype(float)
    size = figure(n, "size") * KT
    after = n.blocks["recourse"]
    found = row, start.index[begun], size[j] * share
    if block.name != "haul" or not after.size:
        return found
    at, late = np.nonzero(
        (block.item[mine][:, None] == after.item)
        & (block.moment[mine][:, None] == after.moment)
    )
    return stacked([found, (at, after.index[late], size[after.item[late]])])


def recourse(draft: Draft) -> None:
    """Let a contract be agreed after a disruption only if it does not stand already.

    recourse[j,m] + Σ_s start[j,s] ≤ 1 over the starts that stand in the moment.
    """
    n = draft.network
    block, start = n.blocks["recourse"], n.blocks["start"]
    if not block.size:
        return
    row, begun = np.nonzero(block.item[:, None] == start.item)
    period = n.moments.trunk[block.moment[row]]
    stands = n.running[start.item[begun], start.moment[begun], period] > 0.0
    row, begun = row[stands], begun[stands]
    every = np.arange(block.size)
    draft.add(
        "recourse",
        (
            np.append(every, row),
            np.append(block.index, start.index[begun]),
            np.ones(block.size + row.size),
        ),
        (np.full(block.size, -np.inf), np.ones(block.size)),
        _projects_named(n, block, every),
    )


def _projects_named(n: Network, block: Block, mine: Index) -> Labeller:
    """Return what names some columns of a block as their project and moment."""
    rows = project_rows(n)
    item, moment = block.item[mine], block.moment[mine]
    return lambda i: f"{rows[item[i]]['project']}, {n.moments.label[moment[i]]}"


def least_use(draft: Draft) -> None:
    """Let a project that stands make its least at least, or pay for what it does not.

    run[j,t] + idle[j,t] - least_j Σ_s size_j · running[j,s,t] · start[j,s] ≥ 0 in
    undisturbed years; in a disrupted one a plant may stand still.
    """
    n = draft.network
    idle, run = n.blocks["idle"], n.blocks["run"]
    if not idle.size:
        return
    every = np.arange(idle.size)
    row, start, value = _started(n, idle, every)
    some = np.flatnonzero(value)
    least = figure(n, "least")
    # One column of the block ``run`` for each of ``idle``.
    at, mine = np.nonzero(
        (idle.item[:, None] == run.item) & (idle.moment[:, None] == run.moment)
    )
    draft.add(
        "least use",
        (
            np.concatenate([every, at, row[some]]),
            np.concatenate([idle.index, run.index[mine], start[some]]),
            np.concatenate(
                [
                    np.ones(idle.size),
                    np.ones(at.size),
                    -least[idle.item[row[some]]] * value[some],
                ]
            ),
        ),
        (np.zeros(idle.size), np.full(idle.size, np.inf)),
        _projects_named(n, idle, every),
    )


def offtake(draft: Draft) -> None:
    """Let a project that owes part of its output ship just that under the duty.

    haul[j,m] = offtake_j · left[pair,m] · run[j,m]. What a disruption bars from its way
    waits for its buyer and serves nobody in that year, so that no disruption frees a
    plant from what it owes; what is not owed goes where it pays.
    """
    n = draft.network
    haul, run = n.blocks["haul"], n.blocks["run"]
    owed = under_duty(n)
    if not owed.size:
        return
    mine = np.flatnonzero(np.isin(haul.item, owed))
    item, moment = haul.item[mine], haul.moment[mine]
    at, made = np.nonzero((item[:, None] == run.item) & (moment[:, None] == run.moment))
    share = figure(n, "offtake")[item] * passable(n)[item, moment]
    draft.add(
        "offtake",
        (
            np.concatenate([np.arange(mine.size), at]),
            np.concatenate([haul.index[mine], run.index[made]]),
            np.concatenate([np.ones(mine.size), -share[at]]),
        ),
        (np.zeros(mine.size), np.zeros(mine.size)),
        _projects_named(n, haul, mine),
    )
