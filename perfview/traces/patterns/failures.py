"""Where failures begin, what they are, and which of them one cause explains."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents import attributes
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.model import EVENTS_KEY, SpanKind
from perfview.traces.patterns.calls import callee
from perfview.traces.patterns.failing import failing_rows
from perfview.traces.patterns.naming import operation_path, service_name, shortened
from perfview.traces.study import Study

MOST_LEVELS = 64
"""How far up a failure is followed."""

_PROCEDURE = re.compile(r"(?:grpc\.)?/?([A-Za-z_][\w.]*[A-Za-z_]\w*)/[A-Za-z_]\w*$")
"""``package.Service/Method`` (OpenTelemetry's conventions for the names of RPC spans)."""

ASKED = 12
"""Failing spans of an operation whose exception is read; they mostly agree."""

_TYPES = ("exception.type", "error.type", "error.kind", "error.object")
_MESSAGES = ("exception.message", "error.message", "error.msg", "message")
_VARYING = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}(-[0-9a-f]{4,})*|\d+|'[^']*'|\"[^\"]*\"", re.I)
_LONGEST = 120


def failure_origins(study: Study) -> NDArray[np.int64]:
    """Failing spans with no failing span anywhere below them, as rows."""
    rows, parent = failing_rows(study), study.structure.parent
    passed_on = np.zeros(len(study.model), np.bool_)
    above = parent[rows]
    while len(above):
        above = np.unique(above[above >= 0])
        above = above[~passed_on[above]]
        passed_on[above] = True
        above = parent[above]
    origins: NDArray[np.int64] = rows[~passed_on[rows]]
    return origins


def deciding(study: Study, origins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each trace's origins the one that ended last: what came before, the request survived."""
    trace = study.structure.trace[origins]
    end = study.model.start_ns[origins] + study.model.duration_ns[origins]
    order = np.lexsort((end, trace))
    last = np.flatnonzero(np.diff(trace[order], append=-1))
    found: NDArray[np.int64] = origins[order[last]]
    return found


def beyond(study: Study, rows: NDArray[np.integer]) -> str:
    """What most of these spans failed to reach, when it recorded no spans below them; else "".

    The service of a remote procedure by its name, else the callee in the service graph.
    """
    model, child_first = study.model, study.structure.child_first
    leaves = rows[
        (model.kind[rows] == SpanKind.CLIENT) & (child_first[rows + 1] == child_first[rows])
    ]
    if not len(leaves) or 2 * len(leaves) <= len(rows):
        return ""
    procedure = _PROCEDURE.match(model.strings[model.name[leaves[0]]])
    if procedure:
        return procedure[1].rpartition(".")[2]
    graph = study.graph
    edge = graph.edge_of_span[leaves]
    edge = edge[edge >= 0]
    edge = edge[graph.caller[edge] >= 0]
    if 2 * len(edge) > len(leaves):
        name: str = graph.name[graph.callee[np.bincount(edge).argmax()]]
        return name
    return model.strings[model.peer[leaves[0]]]


def explained_by(study: Study, origins: NDArray[np.int64]) -> dict[int, int]:
    """Of operations that failed because of another one below them, that operation, mostly.

    Where such an operation fails with nothing recorded below, it is likely for the same reason.
    """
    failing = np.zeros(len(study.model), np.bool_)
    failing[failing_rows(study)] = True
    operation, parent = study.operations.of_span, study.structure.parent
    seen: Counter[tuple[int, int]] = Counter()
    at, why = parent[origins], operation[origins]
    for _ in range(MOST_LEVELS):
        why, at = why[at >= 0], at[at >= 0]
        if not len(at):
            break
        passed = failing[at] & (operation[at] != why)
        seen.update(zip(operation[at[passed]].tolist(), why[passed].tolist(), strict=True))
        at = parent[at]
    found: dict[int, int] = {}
    for (above, below), _ in seen.most_common():
        found.setdefault(above, below)
    return found


def exception_of(study: Study, rows: NDArray[np.integer]) -> str:
    """`TypeError: message` as most of these spans recorded it, "" where they did not.

    Read from a few of them: exception events first, then attributes.
    """
    if study.source is None:
        return ""
    chosen = rows[:: max(1, len(rows) // ASKED)][:ASKED]
    told = [_from_events(study, int(row)) for row in chosen]
    if not any(told):
        said = attributes_of(study, chosen, (*_TYPES, *_MESSAGES))
        told = [_sentence({key: str(value) for key, value in each.items()}) for each in said]
    known = Counter(alike(text) for text in told if text)
    if not known:
        return ""
    commonest, times = known.most_common(1)[0]
    if 2 * times < len(chosen):
        return ""
    return next(text for text in told if text and alike(text) == commonest)


def alike(text: str) -> str:
    """The text without what varies from one failure to the next: numbers, ids, quoted words."""
    return _VARYING.sub("?", text)


def cause_of_failure(study: Study, operation: int, rows: NDArray[np.integer], said: str) -> str:
    """What is at fault, so that operations that fail because of the same have the same cause.

    What could not be reached; for a refused request the operation that refused it; else the
    exception within its service; else the operation itself.
    """
    unreached = beyond(study, rows)
    if unreached:
        return f"failures\nreaching {unreached.lower()}"
    arrives = callee(study, rows)
    elsewhere = arrives[arrives != operation]
    if 2 * len(elsewhere) > len(rows):
        return f"failures\n{operation_path(study, int(np.bincount(elsewhere).argmax()))}"
    if said:
        return f"failures\n{service_name(study, operation)} {alike(said)}"
    return f"failures\n{operation_path(study, operation)}"


def _from_events(study: Study, row: int) -> str:
    if study.source is None or study.model.attributes.keys.find(EVENTS_KEY) < 0:
        return ""
    for event in attributes.events(study, study.source, row):
        told = {key: str(value) for key, value in event.attributes if value is not None}
        if event.name.lower() in ("exception", "error") or any(key in told for key in _TYPES):
            return _sentence(told)
    return ""


def _sentence(told: dict[str, str]) -> str:
    kind = next((told[key] for key in _TYPES if told.get(key)), "")
    text = next((told[key] for key in _MESSAGES if told.get(key)), "")
    kind = kind.rpartition(".")[2] if "." in kind and " " not in kind else kind
    if kind.isdigit():
        kind = f"status {kind}"
    return shortened(": ".join(part for part in (kind, text) if part and part != "None"), _LONGEST)
