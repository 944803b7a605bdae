"""Functions that allocated much of what is still alive."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Detector, Limits, Threshold
from perfview.findings.finding import Effort, Finding, Measure, Severity
from perfview.findings.quantities import percent, plural, size
from perfview.heaps.measures.allocations import Allocations, by_function
from perfview.heaps.patterns.saving import bytes_saved, evidence_of
from perfview.heaps.study import Study

_ENGINE = ("(root)", "(V8 API)")
_CALLED_BY = "Only the function on top of the stack is charged; callers are in the profile."


class LivingAllocations(Detector):
    """A function whose allocations stay, in a recording that tracked who allocated.

    What it looks for: of heap timelines with stacks, the functions that allocated most of what
    was made while it was recorded and is alive at its end: at least `bytes` and `share` of all
    that was tracked, of which at least `kept` of their own is alive (a function that makes much
    and keeps little is no matter of memory but of garbage collection). At most `most` are told.

    Why it matters: what is made again and again and stays is how a heap grows; the line that makes
    it is where to look for who keeps it.

    How sure it is: stacks and sizes are exact for what was allocated while it was recorded. That
    it is still alive does not say that it is kept for good.

    How to fix it: see what keeps the objects (Retainers, `perfview why`) and let go of it where
    their work is done; bound caches; make one where many are alike.

    Learnt from: DevTools' Allocation view (live and total by function, `AllocationProfile`).
    """

    name = "living-allocations"
    title = "Allocations that stay"
    scopes = ("memory",)
    cost = 1
    prominence = 3
    thresholds = (
        Threshold("bytes", 1_000_000, "bytes", "alive of what it allocated, at least"),
        Threshold("share", 0.2, "ratio", "of all that is alive and was tracked, at least"),
        Threshold("kept", 0.5, "ratio", "of what it allocated is alive, at least"),
        Threshold("most", 3, "count", "functions that are told"),
    )

    def concerns(self, study: Study) -> bool:
        """Recordings that tracked who allocated."""
        return len(study.graph.stacks) > 0 and len(study.graph.nodes.trace) > 0

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding for each function, the one with most alive first."""
        found = by_function(study)
        least = max(limits["bytes"], limits["share"] * int(found.alive_bytes.sum()))
        named = np.array([_name(study, row) not in ("", *_ENGINE) for row in range(len(found))])
        stays = found.alive_bytes >= np.maximum(limits["kept"] * found.made_bytes, max(least, 1))
        rows = np.flatnonzero(named & stays) if len(found) else np.zeros(0, np.int64)
        ranked = rows[np.argsort(-found.alive_bytes[rows], kind="stable")]
        for row in ranked[: int(limits["most"])].tolist():
            yield _finding(study, found, row, limits)


def _finding(study: Study, found: Allocations, row: int, limits: Limits) -> Finding:
    name, where = _name(study, row), _place(study, row)
    alive, made = int(found.alive_bytes[row]), int(found.made_bytes[row])
    whole = int(found.alive_bytes.sum())
    objects = int(found.alive_count[row])
    return Finding(
        detector=LivingAllocations.name,
        severity=Severity.INFO,
        title=f"{size(alive)} that {name} allocated stay",
        where=where,
        why=f"`{name}` allocated {size(made)} while it was recorded; {size(alive)} in "
        f"{plural(objects, 'object')} are still alive, {percent(alive / whole)} of all that was "
        "tracked and stayed.",
        verdict=f"{name} allocated {size(alive)} that are still alive",
        entity=name,
        measures=(
            Measure("alive", alive, "bytes", limits["bytes"]),
            Measure("of all that stayed", alive / whole, "ratio", limits["share"]),
            Measure("of what it allocated", alive / made if made else 1.0, "ratio", limits["kept"]),
        ),
        evidence=evidence_of(study, _objects(study, row)),
        confidence=0.5,
        scopes=LivingAllocations.scopes,
        saving=bytes_saved(
            study, float(alive), "All of it let go; how much is needed is unknown.", low=0.0
        ),
        how=f"See what keeps the objects that `{name}` makes, and let go of it there. {_CALLED_BY}",
        effort=Effort.MEDIUM,
        wrong_if="They are meant to stay, or were about to be let go when the recording ended.",
        cause=f"memory\n{name}",
    )


def _objects(study: Study, function: int) -> NDArray[np.int32]:
    """The objects a function made that are alive, those that keep most first."""
    graph = study.graph
    trace = graph.nodes.trace
    made = np.flatnonzero(trace >= 0)
    mine = made[graph.stacks.function[trace[made]] == function].astype(np.int32)
    ranked: NDArray[np.int32] = mine[np.argsort(-study.retained_bytes[mine], kind="stable")]
    return ranked


def _name(study: Study, function: int) -> str:
    return study.model.strings[int(study.graph.stacks.name[function])]


def _place(study: Study, function: int) -> str:
    stacks = study.graph.stacks
    script, line = study.model.strings[int(stacks.script[function])], int(stacks.line[function])
    name = script.rsplit("/", 1)[-1][-60:]
    return f"{name}:{line}" if name and line else _name(study, function)
