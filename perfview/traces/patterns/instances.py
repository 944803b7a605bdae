"""Which copy of a service a span ran on: process, pod, container or host, from its resource."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents import attributes
from perfview.traces.model import SpanKind
from perfview.traces.study import Study

KEYS = (
    "service.instance.id",
    "faas.instance",
    "k8s.pod.name",
    "k8s.pod.uid",
    "container.id",
    "host.name",
    "host.id",
    "hostname",
    "ip",
    "process.pid",
)
"""Resource attributes that tell one copy from another, the most telling first (semantic
conventions for resources; `hostname` and `ip` are what Jaeger's clients write). `process.pid` is
read with `host.name`, as it repeats across hosts."""

_SERVING = np.zeros(256, np.bool_)
_SERVING[[SpanKind.SERVER, SpanKind.CONSUMER]] = True

TRIED = 50
"""Resources of which none names an instance before it is taken that none does."""
MOST = 2_000
"""Resources that are read; a file with more repeats them for each batch it was sent in."""


@dataclass(frozen=True)
class Instances:
    """of_resource int32 (r): the instance of each resource, -1 where it names none. names (k)."""

    of_resource: NDArray[np.int32]
    names: list[str]

    def of(self, study: Study, rows: NDArray[np.integer]) -> NDArray[np.int32]:
        """The instance of each of these spans, -1 for none."""
        padded = np.append(self.of_resource, np.int32(-1))
        found: NDArray[np.int32] = padded[study.model.resource[rows]]
        return found


def instances_of(study: Study) -> Instances:
    """The instances of a study; read once, when first asked for."""
    return study.once("instances", lambda: _read(study))


def _read(study: Study) -> Instances:
    model = study.model
    count = len(model.resource_reference)
    found = np.full(count, -1, np.int32)
    if study.source is None or count < 2:
        return Instances(found, [])
    known: dict[tuple[str, str], int] = {}
    names: list[str] = []
    rows = _one_row_each(model.resource, count)
    present = np.flatnonzero(rows >= 0)[:MOST]
    # Evenly spread ones first: files without instances are the rule.
    step = max(1, len(present) // TRIED)
    ahead = np.concatenate([present[::step], np.delete(present, np.s_[::step])])
    for tried, resource in enumerate(ahead.tolist()):
        if tried > TRIED and not names:
            break
        told = dict(attributes.resource(study, study.source, int(rows[resource])))
        name = _name({key: str(value) for key, value in told.items() if key in KEYS})
        if name:
            key = (str(told.get("service.name", "")), name)
            if key not in known:
                known[key] = len(names)
                names.append(name)
            found[resource] = known[key]
    return Instances(found, names)


def _one_row_each(resource: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    rows = np.full(count + 1, -1, np.int64)
    rows[resource] = np.arange(len(resource))
    return rows[:count]


def _name(told: dict[str, str]) -> str:
    key = next((key for key in KEYS if told.get(key)), "")
    if key == "host.name" and told.get("process.pid"):
        return f"{told[key]}:{told['process.pid']}"
    return told.get(key, "")


def entries(study: Study, operations: NDArray[np.bool_] | None = None) -> NDArray[np.int32]:
    """Spans with which a service begins to work on something: servers, consumers, roots.

    Only of the operations (bool per operation) that are wanted, all by default.
    """
    row, known = study.service_calls.row, study.service_calls.callee < study.service_calls.services
    if operations is not None:
        known &= operations[study.operations.of_span[row]]
    row = row[known]
    serving = _SERVING[study.model.kind[row]]
    kept: NDArray[np.int32] = row[serving | (study.structure.parent[row] < 0)]
    return kept.astype(np.int32)
