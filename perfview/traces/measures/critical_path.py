"""The chain of work that decides how long a trace takes (CRISP, USENIX ATC 2022).

Zhang, Ramanathan, Raj, Parwal, Sherwood and Chabbi: from the end of a span walk back over the
children that returned last, each having begun after the one before it returned. What no child
on the path covers is the span's exclusive time. As CRISP does, children are trimmed to their
parent, dropped when they lie outside it (or stick out on both sides), and may overlap their
successor by less than 1 % of the parent when nothing else happens in between; a server span that
is its client's only child keeps its own clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.last_returning import CALLEE, CALLER, Trees, Way, walk, walk_groups
from perfview.kernels.picking import pick
from perfview.kernels.splitting import in_threads, ranges
from perfview.traces.model import SpanKind, TraceModel
from perfview.traces.structure import Structure

if TYPE_CHECKING:
    from perfview.traces.study import Study

_ROLE = np.zeros(256, np.uint8)
_ROLE[SpanKind.CLIENT] = CALLER
_ROLE[SpanKind.SERVER] = CALLEE


@dataclass(frozen=True)
class CriticalTimes:
    """Per span, 0 or False off its trace's path.

    exclusive_ns int64 (n): the span's own time on the path. inclusive_ns int64 (n): with that of
    what it called. on_path bool (n).
    """

    exclusive_ns: NDArray[np.int64]
    inclusive_ns: NDArray[np.int64]
    on_path: NDArray[np.bool_]


@dataclass(frozen=True)
class Segments:
    """Stretches of a critical path by time. row int32, from_ns and to_ns int64, one length.

    Where two spans on the path overlap slightly, so do their stretches.
    """

    row: NDArray[np.int32]
    from_ns: NDArray[np.int64]
    to_ns: NDArray[np.int64]


def trees_of(model: TraceModel, structure: Structure) -> Trees:
    """The spans as the kernels that walk and re-time them want them."""
    return Trees(
        structure.parent,
        structure.child_first,
        structure.child,
        model.start_ns,
        model.duration_ns,
        pick(_ROLE, model.kind),
    )


def critical_times(model: TraceModel, structure: Structure) -> CriticalTimes:
    """The critical paths of all traces, each that of the trace's main root."""
    trees = trees_of(model, structure)
    exclusive, inclusive = np.zeros((2, len(model)), np.int64)
    on_path = np.zeros(len(model), np.bool_)

    def work(begin: int, stop: int) -> None:
        largest = int(np.diff(structure.first[begin : stop + 1]).max(initial=0))
        walk_groups(trees, structure.root, begin, stop, largest, exclusive, inclusive, on_path)

    in_threads(work, ranges(structure.first))
    return CriticalTimes(exclusive, inclusive, on_path)


def path(study: Study, trace: int) -> NDArray[np.int32]:
    """The spans on one trace's critical path: parents first, last-returning first; int32 rows."""
    return _way(study, trace).rows


def segments(study: Study, trace: int) -> Segments:
    """The critical path of one trace cut into stretches, by time, for drawing."""
    way = _way(study, trace)
    order = np.argsort(way.begin, kind="stable")
    return Segments(way.piece[order], way.begin[order], way.end[order])


def _way(study: Study, trace: int) -> Way:
    structure = study.structure
    size = int(structure.first[trace + 1] - structure.first[trace])
    return walk(trees_of(study.model, structure), int(structure.root[trace]), size)
