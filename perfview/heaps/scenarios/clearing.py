"""What would be freed were references of a program cleared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perfview.findings.forecast import UnanswerableError
from perfview.findings.quantities import plural
from perfview.findings.resizing import Shrunk, SizeChange, SizeForecast
from perfview.heaps.retention.choosing import references
from perfview.heaps.retention.freeing import Freed, freed
from perfview.heaps.study import Study

CUT = "cut"
"""The one change of a heap: a reference is cleared, as if set to null."""

_METHOD = (
    "what the roots reach with and without these references, V8's copies of them left out as well"
)
_ASSUMES = (
    "nothing else is kept instead, and what the program allocates afterwards is not counted",
    "texts that only V8's own table lists are freed, as that table is weak",
)


def answer(study: Study, changes: Sequence[SizeChange]) -> SizeForecast:
    """What clearing all of these references at once frees. Raises UnanswerableError."""
    if not len(study.graph):
        raise UnanswerableError("The file holds no objects, only numbers over time.", "FILE")
    for change in changes:
        if change.kind != CUT:
            raise UnanswerableError("Of a heap only references can be cut.", f"--{change.kind}")
    found = [references(study, change.what, "--cut") for change in changes]
    edges = np.unique(np.concatenate(found))
    gone = freed(study, edges)
    names = [change.what for change in changes]
    told = {
        "cut": [{"reference": n, "edges": len(e)} for n, e in zip(names, found, strict=True)],
    }
    return SizeForecast(
        subject=f"{' and '.join(names)} cleared",
        overall=_overall(study, gone),
        parts=_parts(study, gone),
        method=_METHOD,
        assumes=_ASSUMES,
        notes=_notes(names, [len(each) for each in found], gone),
        told=told,
    )


def _overall(study: Study, gone: Freed) -> Shrunk:
    total = int(study.self_bytes.sum()) + study.graph.extra_native_bytes
    return Shrunk("everything", len(study.graph), len(gone.nodes), total, gone.total_bytes)


def _parts(study: Study, gone: Freed) -> tuple[Shrunk, ...]:
    rows = np.flatnonzero(gone.class_count)
    rows = rows[np.lexsort((rows, -gone.class_bytes[rows]))]
    sizes = study.class_sizes
    return tuple(
        Shrunk(
            study.classes.name[row],
            max(int(sizes.count[row]), int(gone.class_count[row])),
            int(gone.class_count[row]),
            int(sizes.self_bytes[row]),
            int(gone.class_bytes[row]),
        )
        for row in rows.tolist()
    )


def _notes(names: list[str], counts: list[int], gone: Freed) -> tuple[str, ...]:
    found = [
        f"{name} stands for {plural(edges, 'reference')}, all of which are cleared."
        for name, edges in zip(names, counts, strict=True)
        if edges > 1
    ]
    if not len(gone.nodes):
        found.append("All that these references lead to is kept alive by others as well.")
    return tuple(found)
