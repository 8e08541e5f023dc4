"""Lay out a chain in columns: who stands where, how high, and where each link runs.

Labels go to the column after their farthest source, columns are ordered to cross few
links, and every link keeps its width from end to end.

References
----------
Sugiyama, K., Tagawa, S., Toda, M. (1981). Methods for visual understanding of
hierarchical system structures. IEEE Trans. Systems, Man, Cybernetics 11(2), 109-125,
doi:10.1109/TSMC.1981.4308636 (layers and barycentres).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Link = tuple[str, str, float, str]
_SWEEPS = 16
_VIA = "\x00via "


@dataclass(frozen=True, slots=True)
class Block:
    """Hold one label's box: its column, its value and its top and height in pixels."""

    label: str
    column: int
    value: float
    top: float
    height: float

    @property
    def passing(self) -> bool:
        """Say whether a long band only passes here, so that no box is drawn."""
        return self.label.startswith(_VIA)


@dataclass(frozen=True, slots=True)
class Band:
    """Hold one link: its ends, value, group, width and the heights it runs between."""

    source: str
    target: str
    value: float
    group: str
    width: float
    start: float
    end: float


def unrolled(
    links: Sequence[Link], stage: Mapping[str, int] | None = None
) -> list[Link]:
    """Cut links that lead back, so that the chain runs one way.

    A link that closes a circle, or does not lead to a later stage, becomes two: to
    ``back to X`` at its end and from ``returned from Y`` at its beginning. Nothing is
    lost.

    Examples
    --------
    >>> unrolled([("ore", "metal", 5.0, "t"), ("metal", "ore", 1.0, "t")])
    ... # doctest: +NORMALIZE_WHITESPACE
    [('ore', 'metal', 5.0, 't'), ('metal', 'back to ore', 1.0, 't'),
     ('returned from metal', 'ore', 1.0, 't')]
    """
    onward: dict[str, list[str]] = defaultdict(list)
    kept: list[Link] = []
    for source, target, value, group in links:
        behind = stage is not None and stage[target] <= stage[source]
        if target == source or behind or _reaches(target, source, onward):
            kept.append((source, f"back to {target}", value, group))
            kept.append((f"returned from {source}", target, value, group))
        else:
            onward[source].append(target)
            kept.append((source, target, value, group))
    return kept


def columns_of(
    links: Sequence[Link], stage: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Return the column of each label, counted from 0 at the left.

    A label stands at its stage, where stages are given. Else it stands one past its
    farthest source; one that only receives stands in the last column, one that only
    sends right before its first receiver.

    Examples
    --------
    >>> columns_of([("ore", "slag", 1.0, "t"), ("slag", "metal", 1.0, "t")])
    {'ore': 0, 'slag': 1, 'metal': 2}
    """
    labels = list(dict.fromkeys(label for link in links for label in link[:2]))
    known = dict(stage or {})
    column = {label: known.get(label, 0) for label in labels}
    for _ in labels:
        for source, target, *_rest in links:
            if target not in known:
                column[target] = max(column[target], column[source] + 1)
    receives, sends = {link[1] for link in links}, {link[0] for link in links}
    last = max(column.values())
    for label in [x for x in labels if x not in known]:
        if label not in receives:
            column[label] = min(column[t] for s, t, *_ in links if s == label) - 1
        elif label not in sends and not known:
            column[label] = last
    least = min(column.values())
    return {label: at - least for label, at in column.items()}


def routed(
    links: Sequence[Link], column: Mapping[str, int]
) -> tuple[list[Link], dict[str, int]]:
    """Cut links over several columns into one stretch a column.

    Returns
    -------
    list of Link
        The stretches; their inner ends are labels at which nothing is drawn.
    dict of str to int
        The columns, with those of the inner ends.
    """
    stretches: list[Link] = []
    found = dict(column)
    for source, target, size, group in links:
        here = source
        for at in range(column[source] + 1, column[target]):
            there = f"{_VIA}{source} → {target}, {group}, {at}"
            found[there] = at
            stretches.append((here, there, size, group))
            here = there
        stretches.append((here, target, size, group))
    return stretches, found


def merged(
    links: Sequence[Link], column: Mapping[str, int], least: float
) -> tuple[list[Link], dict[str, int]]:
    """Join labels of a column that carry less than a part of the largest column.

    Two or more small labels become ``Other (n)``; a single one stays as it is.

    Parameters
    ----------
    links : sequence of Link
        Source, target, value and group.
    column : mapping of str to int
        Each label's column.
    least : float
        The part of the largest column's value below which a label is small.

    Returns
    -------
    list of Link
        The links between the joined labels.
    dict of str to int
        Their columns.
    """
    value = values_of(links)
    total: dict[int, float] = defaultdict(float)
    for label, size in value.items():
        total[column[label]] += size
    limit = least * max(total.values())
    small: dict[int, list[str]] = defaultdict(list)
    for label, size in value.items():
        if size < limit:
            small[column[label]].append(label)
    renamed = {
        label: f"Other ({len(labels)})" + "\u200b" * at
        for at, labels in small.items()
        if len(labels) > 1
        for label in labels
    }
    joined: dict[tuple[str, str, str], float] = defaultdict(float)
    for source, target, size, group in links:
        key = (renamed.get(source, source), renamed.get(target, target), group)
        joined[key] += size
    flows = [(s, t, size, group) for (s, t, group), size in joined.items()]
    return flows, {renamed.get(label, label): at for label, at in column.items()}


def values_of(links: Sequence[Link]) -> dict[str, float]:
    """Return each label's value: the larger of what comes in and what goes out."""
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    labels = dict.fromkeys(label for link in links for label in link[:2])
    for source, target, size, _ in links:
        out[source] += size
        into[target] += size
    return {label: max(into[label], out[label]) for label in labels}


def blocks_of(
    links: Sequence[Link], column: Mapping[str, int], height: float, gap: float
) -> list[Block]:
    """Return the boxes of all labels, ordered so that few links cross.

    Parameters
    ----------
    links : sequence of Link
        Source, target, value and group.
    column : mapping of str to int
        Each label's column.
    height : float
        The drawing's height in pixels.
    gap : float
        Least distance between boxes of a column in pixels.
    """
    value = values_of(links)
    order = _ordered(links, column, value)
    totals = [sum(value[x] for x in labels) for labels in order]
    room = [height - gap * (len(labels) - 1) for labels in order]
    unit = min(space / total for space, total in zip(room, totals, strict=True))
    tall = {label: max(1.0, unit * value[label]) for label in value}
    centre: dict[str, float] = {}
    for labels in order:
        used = sum(tall[x] for x in labels) + gap * (len(labels) - 1)
        at = (height - used) / 2
        for label in labels:
            centre[label] = at + tall[label] / 2
            at += tall[label] + gap
    for _ in range(_SWEEPS):
        for labels in order:
            wish = _wishes(labels, links, centre)
            _settle(labels, wish, tall, centre, (height, gap))
    return [
        Block(x, at, value[x], centre[x] - tall[x] / 2, tall[x])
        for at, labels in enumerate(order)
        for x in labels
    ]


def bands_of(links: Sequence[Link], blocks: Sequence[Block]) -> list[Band]:
    """Return the links with their widths, stacked along both boxes without overlap."""
    box = {block.label: block for block in blocks}
    unit = max(b.height / b.value for b in blocks if b.value == _largest(blocks))
    start: dict[int, float] = {}
    end: dict[int, float] = {}
    by_target = sorted(range(len(links)), key=lambda i: _middle(box[links[i][1]]))
    by_source = sorted(range(len(links)), key=lambda i: _middle(box[links[i][0]]))
    sources, targets = [link[0] for link in links], [link[1] for link in links]
    for ends, order, found in ((sources, by_target, start), (targets, by_source, end)):
        used: dict[str, float] = defaultdict(float)
        for i in order:
            label = ends[i]
            width = unit * links[i][2]
            found[i] = box[label].top + used[label] + width / 2
            used[label] += width
    return [
        Band(s, t, size, group, unit * size, start[i], end[i])
        for i, (s, t, size, group) in enumerate(links)
    ]


def _reaches(begin: str, goal: str, onward: Mapping[str, list[str]]) -> bool:
    """Say whether a way leads from one label to another."""
    open_labels, seen = [begin], {begin}
    while open_labels:
        label = open_labels.pop()
        if label == goal:
            return True
        fresh = [x for x in onward.get(label, ()) if x not in seen]
        seen.update(fresh)
        open_labels += fresh
    return False


def _ordered(
    links: Sequence[Link], column: Mapping[str, int], value: Mapping[str, float]
) -> list[list[str]]:
    """Return the labels of each column, ordered by barycentre in both directions."""
    last = max(column[label] for label in value)
    order: list[list[str]] = [[] for _ in range(last + 1)]
    for label in sorted(value, key=lambda x: (-value[x], x)):
        order[column[label]].append(label)
    rank = {x: float(i) for labels in order for i, x in enumerate(labels)}
    for sweep in range(_SWEEPS):
        for labels in order if sweep % 2 else order[::-1]:
            wish = _wishes(labels, links, rank)
            labels.sort(key=lambda x: (wish[x], x))
            rank |= {x: float(i) for i, x in enumerate(labels)}
    return [labels for labels in order if labels]


def _wishes(
    labels: Sequence[str], links: Sequence[Link], at: Mapping[str, float]
) -> dict[str, float]:
    """Return where each label would like to be: the mean of its neighbours."""
    weight: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    own = set(labels)
    for source, target, size, _ in links:
        for label, other in ((source, target), (target, source)):
            if label in own:
                weight[label] += size
                total[label] += size * at[other]
    return {x: total[x] / weight[x] if weight[x] else at[x] for x in labels}


def _settle(
    labels: Sequence[str],
    wish: Mapping[str, float],
    tall: Mapping[str, float],
    centre: dict[str, float],
    frame: tuple[float, float],
) -> None:
    """Move a column's boxes towards their wishes, keeping order, gaps and frame."""
    height, gap = frame
    floor = 0.0
    for label in labels:
        top = max(floor, wish[label] - tall[label] / 2)
        centre[label] = top + tall[label] / 2
        floor = top + tall[label] + gap
    ceiling = height
    for label in reversed(labels):
        bottom = min(ceiling, centre[label] + tall[label] / 2)
        centre[label] = bottom - tall[label] / 2
        ceiling = bottom - tall[label] - gap


def _middle(block: Block) -> float:
    """Return the middle height of a box."""
    return block.top + block.height / 2


def _largest(blocks: Sequence[Block]) -> float:
    """Return the largest value of a box."""
    return max(block.value for block in blocks)
