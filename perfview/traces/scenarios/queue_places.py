"""Groups of calls that may share a limited number of places: workers, connections, single steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.model import SpanKind
from perfview.traces.patterns.instances import instances_of
from perfview.traces.study import Study

Rows = NDArray[np.int32]


def places_to_queue(study: Study, fewest: int) -> Iterator[tuple[str, Rows]]:
    """What each group is called, and its calls, int32 rows by start, at least `fewest`.

    The servers of a service; its calls to one database or host of which nothing more was recorded,
    and those of all services; where spans do not say their kind, what enters a service, what it
    does in single steps, and what it does under one name. Each of a service's copies by itself
    comes before all of them together. A call may be in several groups.
    """
    strings = study.model.strings
    callee = _callee(study)
    instances = instances_of(study)
    copy = instances.of(study, np.arange(len(study.model)))
    for among, left, right, label in _kinds(study, callee):
        rows = np.flatnonzero(among).astype(np.int32)
        shared, head = number_pairs(left[rows], right[rows])
        whole = np.bincount(shared, minlength=len(head))
        groupings = [(shared, len(head), False)]
        if (copy[rows] >= 0).any():
            alone, heads = number_pairs(shared, copy[rows])
            groupings.insert(0, (alone, len(heads), True))
        for number, groups, by_copy in groupings:
            first, places = gather(number, groups)
            for k in np.flatnonzero(np.diff(first) >= fewest).tolist():
                members = rows[places[first[k] : first[k + 1]]]
                some = int(members[0])
                if by_copy and len(members) == whole[shared[places[first[k]]]]:
                    continue
                name = label.format(
                    service=strings[int(study.model.service[some])] or "unknown service",
                    callee=strings[int(callee[some])] if callee[some] >= 0 else "outgoing",
                    operation=study.operations.names[int(study.operations.of_span[some])],
                )
                by_start = np.argsort(study.model.start_ns[members], kind="stable")
                if by_copy and copy[some] >= 0:
                    name += f" on {instances.names[int(copy[some])]}"
                yield name, members[by_start]


def _kinds(study: Study, callee: Rows) -> Iterator[tuple[NDArray[np.bool_], Rows, Rows, str]]:
    """Which spans, the two numbers that tell their groups apart, and what these are called."""
    model, parent = study.model, study.structure.parent
    inner = parent >= 0
    leaf = inner & (np.diff(study.structure.child_first) == 0)
    calls, others = leaf & (model.kind == SpanKind.CLIENT), inner & (model.kind < SpanKind.SERVER)
    entered = inner & (model.service[parent] != model.service)
    same, operation = np.zeros(len(model), np.int32), study.operations.of_span
    yield model.kind == SpanKind.SERVER, model.service, same, "workers of {service}"
    yield calls, model.service, callee, "{callee} connections of {service}"
    yield calls & (callee >= 0), callee, same, "{callee}"
    yield others & entered, model.service, same, "workers of {service}"
    yield others & leaf & ~entered, model.service, same, "steps of {service}"
    yield others, operation, same, "{operation} of {service}"


def _callee(study: Study) -> Rows:
    """The database or host a span calls: text ids, int32 (n), -1 for none."""
    model = study.model
    return np.where(model.peer >= 0, model.peer, model.db_system)
