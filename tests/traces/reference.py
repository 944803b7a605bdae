"""The measures once more, in plain Python, as slow and plain as their definitions."""

from __future__ import annotations

import math
from collections import defaultdict

from perfview.traces.model import SpanKind, TraceModel

Span = tuple[int, int]


def times(model: TraceModel, row: int) -> Span:
    start = int(model.start_ns[row])
    return start, start + int(model.duration_ns[row])


def trace_of(model: TraceModel, row: int) -> tuple[int, int]:
    return int(model.trace_id_high[row]), int(model.trace_id_low[row])


def by_start(model: TraceModel, row: int) -> tuple[int, int, int]:
    return int(model.start_ns[row]), -int(model.duration_ns[row]), row


def _choose(model: TraceModel, row: int, candidates: list[int]) -> int:
    """The narrowest that encloses, else the last to start before, else the first to start."""
    start, end = times(model, row)

    def misfit(other: int) -> tuple[int, int]:
        low, high = times(model, other)
        if low <= start and high >= end:
            return 0, high - low
        return (1, start - low) if low <= start else (2, low - start)

    ranked = sorted(candidates, key=lambda other: by_start(model, other))
    return min(ranked, key=misfit, default=-1)


def parents(model: TraceModel) -> list[int]:
    """Row of each span's parent or -1, rings cut at their earliest span, orphans adopted."""
    rows = range(len(model))
    homes: dict[tuple[tuple[int, int], int], list[int]] = defaultdict(list)
    for row in rows:
        homes[trace_of(model, row), int(model.span_id[row])].append(row)
    found = []
    for row in rows:
        own, above = int(model.span_id[row]), int(model.parent_id[row])
        same = [r for r in homes[trace_of(model, row), own] if r != row]
        callers = [r for r in same if model.kind[r] == SpanKind.CLIENT]
        parent = -1
        if model.kind[row] == SpanKind.SERVER:
            parent = _choose(model, row, callers)
        if parent < 0 and above not in (0, own):
            parent = _choose(model, row, homes[trace_of(model, row), above])
        found.append(parent)
    for row in rows:
        seen: list[int] = []
        at = row
        while at >= 0 and at not in seen:
            seen.append(at)
            at = found[at]
        if at >= 0:
            ring = seen[seen.index(at) :]
            found[min(ring, key=lambda r: by_start(model, r))] = -1
    orphans = [
        row
        for row in rows
        if found[row] < 0
        and int(model.parent_id[row]) not in (0, int(model.span_id[row]))
        and not homes[trace_of(model, row), int(model.parent_id[row])]
    ]
    return _adopted(model, found, orphans)


def _adopted(model: TraceModel, found: list[int], orphans: list[int]) -> list[int]:
    """Orphans below the narrowest span of their service that encloses them, else the root."""
    tops = [row for row in range(len(found)) if found[row] < 0]
    for row in sorted(orphans, key=lambda r: by_start(model, r)):
        mates = [r for r in range(len(found)) if trace_of(model, r) == trace_of(model, row)]
        own_tops = [r for r in tops if r in mates]
        nameless = [r for r in own_tops if not model.parent_id[r]]
        root = min(nameless or own_tops, key=lambda r: by_start(model, r))
        start, end = times(model, row)
        enclosing = [
            r
            for r in mates
            if by_start(model, r) < by_start(model, row)
            and times(model, r)[1] >= end
            and row not in _way_up(found, r)
        ]
        kin = [r for r in enclosing if model.service[r] == model.service[row]]
        low, high = times(model, root)
        if root != row and kin:
            width = min(int(model.duration_ns[r]) for r in kin)
            same = [r for r in kin if int(model.duration_ns[r]) == width]
            found[row] = max(same, key=lambda r: by_start(model, r))
        elif root != row and low <= start and high >= end and row not in _way_up(found, root):
            found[row] = root
    return found


def _way_up(parent: list[int], row: int) -> list[int]:
    way = []
    while row >= 0:
        way.append(row)
        row = parent[row]
    return way


def children(model: TraceModel, parent: list[int]) -> dict[int, list[int]]:
    below: dict[int, list[int]] = defaultdict(list)
    for row in sorted(range(len(parent)), key=lambda r: by_start(model, r)):
        below[parent[row]].append(row)
    return below


def self_times(model: TraceModel, below: dict[int, list[int]]) -> list[int]:
    """Counted millisecond by millisecond."""
    found = []
    for row in range(len(model)):
        start, end = times(model, row)
        covered: set[int] = set()
        for child in below[row]:
            low, high = times(model, child)
            covered |= set(range(max(low, start), min(high, end), 1_000_000))
        found.append(end - start - 1_000_000 * len(covered))
    return found


def percentile(values: list[int], percent: int) -> int:
    return sorted(values)[max(1, math.ceil(percent * len(values) / 100)) - 1]


class Walk:
    """The critical path by CRISP's rules, recursively. exclusive holds ns by row, in path order."""

    def __init__(self, model: TraceModel, parent: list[int], root: int) -> None:
        self.model, self.parent = model, parent
        self.below = children(model, parent)
        self.path: list[int] = []
        self.exclusive: dict[int, int] = {}
        start, end = times(model, root)
        self._visit(root, start, end, end - start)

    def _own_clock(self, row: int, child: int, length: int, long: int) -> bool:
        kind, above = self.model.kind, self.parent[row]
        if len(self.below[row]) != 1 or kind[child] != SpanKind.SERVER or length > 1.01 * long:
            return False
        if kind[row] == SpanKind.CLIENT:
            return True
        return bool(kind[row] != SpanKind.SERVER and above >= 0 and kind[above] == SpanKind.SERVER)

    def _kept(self, row: int, start: int, end: int, long: int) -> list[tuple[int, int, int, int]]:
        """(end, row, start, length) of the children, trimmed."""
        kept = []
        for child in self.below[row]:
            low, high = times(self.model, child)
            if self._own_clock(row, child, high - low, long):
                kept.append((high, child, low, min(high - low, long)))
            elif start <= low and high <= end:
                kept.append((high, child, low, high - low))
            elif low < start < high <= end:
                kept.append((high, child, start, high - start))
            elif start <= low < end < high:
                kept.append((end, child, low, end - low))
        return kept

    def _visit(self, row: int, start: int, end: int, long: int) -> None:
        self.path.append(row)
        kept = sorted(self._kept(row, start, end, long), reverse=True)
        self.exclusive[row] = long
        later = None
        for child in kept:
            if later is None or _before(child, later, kept, long):
                later = child
                self.exclusive[row] -= child[3]
                self._visit(child[1], child[2], child[0], child[3])
        self.exclusive[row] = max(0, self.exclusive[row])


def _before(
    one: tuple[int, int, int, int],
    later: tuple[int, int, int, int],
    kept: list[tuple[int, int, int, int]],
    long: int,
) -> bool:
    end, start = one[0], later[2]
    if end < start:
        return True
    if not (end < later[0] and one[2] < start and 100 * (end - start) < long):
        return False
    events = [t for child in kept for t in (child[0], child[2]) if start <= t <= end]
    return len(events) == 2
