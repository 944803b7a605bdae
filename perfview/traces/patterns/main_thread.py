"""Work that holds up the thread which draws: which spans do, and for how long below one span."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bursts import union_lengths
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.contents.attribute_numbers import has_any
from perfview.traces.patterns.span_types import span_types
from perfview.traces.study import Study

BLOCKED_KEY = "blocked_main_thread"
"""What Sentry's mobile SDKs write on spans that ran on the main thread."""

THREAD_KEY = "thread.name"
_MAIN = frozenset({"main", "main thread", "ui", "ui thread", "com.apple.main-thread"})


@dataclass(frozen=True)
class Holdups:
    """h spans whose children hold up the main thread: parent int32 (h), -1 for none; hold-up k has
    the spans row[first[k]:first[k + 1]] by start (first int64, h + 1; row int32) and covers
    union_ns[k] (int64)."""

    parent: NDArray[np.int32]
    first: NDArray[np.int64]
    row: NDArray[np.int32]
    union_ns: NDArray[np.int64]


def may_block(study: Study) -> bool:
    """Whether the recording tells of any span that it ran on a main thread."""
    return has_any(study, (BLOCKED_KEY, THREAD_KEY)) and bool(
        has_any(study, (BLOCKED_KEY,)) or span_types(study).names
    )


def on_main_thread(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of these spans ran on the main thread of an app: bool.

    What the span says itself goes first. One that says nothing counts by its thread's name, where
    its trace begins with something of a user interface: a server's `main` draws nothing.
    """
    blocked = attribute_column(study, BLOCKED_KEY)
    told = np.zeros(len(blocked.values) + 1, np.bool_)
    told[:-1] = [str(value).lower() in ("true", "1") for value in blocked.values]
    number = blocked.of_span[rows]
    unsaid = np.flatnonzero(number < 0)
    on: NDArray[np.bool_] = told[number]
    if len(unsaid) and has_any(study, (THREAD_KEY,)):
        on[unsaid] = _by_thread(study, np.asarray(rows)[unsaid])
    return on


def _by_thread(study: Study, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
    structure = study.structure
    thread = attribute_column(study, THREAD_KEY)
    named = np.zeros(len(thread.values) + 1, np.bool_)
    named[:-1] = [str(value).lower() in _MAIN for value in thread.values]
    root = structure.root[structure.trace[rows]]
    drawn = span_types(study).begin_with("ui", "app", "navigation", "activity")
    by_thread: NDArray[np.bool_] = named[thread.of_span[rows]] & (root >= 0) & drawn[root]
    return by_thread


def holdups(study: Study, rows: NDArray[np.integer], least_ns: float) -> Holdups:
    """The spans among whose children these rows cover at least `least_ns` of the main thread.

    A row below another one of them is part of it and counts once, there.
    """
    structure, model = study.structure, study.model
    mine = np.asarray(rows, np.int32)
    among = np.zeros(len(model) + 1, np.bool_)
    among[mine] = True
    mine = mine[~among[structure.parent[mine]]]
    parent = structure.parent[mine]
    owner = np.where(parent >= 0, parent, mine)
    order = np.lexsort((model.start_ns[mine], owner))
    mine, owner = mine[order], owner[order]
    begin = np.flatnonzero(np.diff(owner, prepend=-1))
    first = np.append(begin, len(mine)).astype(np.int64)
    start = model.start_ns[mine]
    union_ns = union_lengths(first, start, start + model.duration_ns[mine])
    long = union_ns >= least_ns
    sizes = np.diff(first)
    return Holdups(
        parent=structure.parent[mine[begin[long]]],
        first=np.append(0, np.cumsum(sizes[long])).astype(np.int64),
        row=mine[np.repeat(long, sizes)],
        union_ns=union_ns[long],
    )
