"""What runs one after the other: a trace, a connection, or one way into the program."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.queries.model import NO_TIME, Calls
from perfview.queries.study import Study

SIDE_BY_SIDE = 0.2
"""The part of calls that begin before others end, from which a list is of several threads."""
_COMMON = 0.9
"""A frame in so many stack traces is the server's, not a request's."""
_LINE = re.compile(r":\d+\b|, line \d+|\(\w+\.\w+:\d+\)")


def streams(study: Study) -> NDArray[np.int32]:
    """int32 by call: one number a trace, then one a connection. Calls that tell neither share one,
    unless they overlap and tell the code that asks: then each way into the program has its own."""
    calls = study.model.calls
    traces = int(calls.trace.max(initial=-1)) + 1
    stream = np.where(calls.trace >= 0, calls.trace, calls.session + 1 + traces).astype(np.int32)
    loose = np.flatnonzero((calls.trace < 0) & (calls.session < 0) & (calls.caller >= 0))
    if len(loose) and _overlap(calls, loose):
        stream[loose] = _ways_in(study, calls.caller[loose]) + int(stream.max()) + 1
    return stream


def threads_are_mixed(calls: Calls) -> bool:
    """Whether calls that tell neither a trace, a connection nor code are of several threads."""
    loose = np.flatnonzero((calls.trace < 0) & (calls.session < 0) & (calls.caller < 0))
    return len(loose) > 0 and _overlap(calls, loose)


def _overlap(calls: Calls, rows: NDArray[np.int64]) -> bool:
    start, spent = calls.start_ns[rows], calls.duration_ns[rows]
    if (start == NO_TIME).any() or (spent < 0).any() or len(rows) < 2:
        return False
    ended = np.maximum.accumulate(start + spent)[:-1]
    return bool((start[1:] < ended).mean() >= SIDE_BY_SIDE)


def _ways_in(study: Study, caller: NDArray[np.int32]) -> NDArray[np.int32]:
    """By call, the outermost function that not all stack traces have in common."""
    different, place, counts = np.unique(caller, return_inverse=True, return_counts=True)
    stacks = [_functions(study.model.strings[k]) for k in different.tolist()]
    seen: Counter[str] = Counter()
    for stack, times in zip(stacks, counts.tolist(), strict=True):
        seen.update(dict.fromkeys(stack, times))
    common = {frame for frame, times in seen.items() if times >= _COMMON * len(caller)}
    if not common:
        return np.zeros(len(caller), np.int32)
    numbers: dict[str, int] = {}
    ways = [
        numbers.setdefault(next((f for f in stack if f not in common), ""), len(numbers))
        for stack in stacks
    ]
    return np.array(ways, np.int32)[place]


def _functions(stack: str) -> list[str]:
    """The functions of a stack trace without their lines, the outermost first."""
    lines = [line.strip() for line in stack.splitlines() if line.strip()]
    if not any(line.startswith(("File ", "Traceback")) for line in lines[:2]):
        lines.reverse()
    return [_LINE.sub("", line) for line in lines]
