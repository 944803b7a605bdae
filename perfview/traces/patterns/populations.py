"""The slow and the quick requests of an endpoint, and what is told of each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.contents import attributes
from perfview.traces.contents.many_attributes import attributes_of
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.instances import KEYS
from perfview.traces.patterns.modes import Modes, two_modes
from perfview.traces.study import Study

EACH = 100
EACH_OF_TAIL = 50
"""Requests of either kind of which attributes are read."""
MOST_SPANS = 2_000
LOOKED_AT = 4_000
TAIL = 0.90
_OUTCOME = (
    "http.response.status_code",
    "http.status_code",
    "http.response.body.size",
    "rpc.grpc.status_code",
    "otel.status_code",
    "error",
    "error.type",
)
_NO_CAUSE = ("telemetry.", "thread.", "process.runtime", "network.peer.port", "net.peer.port",
             "client.port", "server.port", "code.", "otel.")  # fmt: skip
_TIMES = ("time", "duration", "elapsed", "latency", "timestamp", "_ms", "_ns")


@dataclass(frozen=True)
class Populations:
    """traces int32 and slow bool, as long: the requests compared. modes: None where there is only
    a tail; limit_ns: from which a request is slow; quick_ns, slow_ns: their medians; share (0-1)
    of the endpoint's requests that are slow."""

    endpoint: int
    traces: NDArray[np.int32]
    slow: NDArray[np.bool_]
    modes: Modes | None
    limit_ns: float
    quick_ns: float
    slow_ns: float
    share: float


def populations(study: Study, endpoint: int, ratio: float, least: int) -> Populations | None:
    """The requests of an endpoint in two lots: two modes if there are, else the slowest tenth and
    the quicker half, where those are `ratio` apart; None where they are not, or too few."""
    traces = requests_of(study).of(endpoint)
    traces = traces[:: max(1, len(traces) // LOOKED_AT)]
    spent = requests_of(study).duration_ns[traces]
    if len(traces) < 4 * least:
        return None
    modes = two_modes(spent, ratio, least)
    if modes is not None:
        limit, quick_limit = modes.limit_ns, modes.limit_ns
    else:
        limit, quick_limit = (float(q) for q in np.quantile(spent, (TAIL, 0.5)))
    slow, quick = np.flatnonzero(spent >= limit), np.flatnonzero(spent < quick_limit)
    if min(len(slow), len(quick)) < least:
        return None
    slow_ns, quick_ns = float(np.median(spent[slow])), float(np.median(spent[quick]))
    if slow_ns < ratio * quick_ns:
        return None
    most = EACH if modes else EACH_OF_TAIL
    chosen = [each[:: max(1, len(each) // most)][:most] for each in (slow, quick)]
    flags = np.concatenate([np.full(len(each), k == 0) for k, each in enumerate(chosen)])
    share = len(slow) / len(traces)
    places = np.concatenate(chosen)
    return Populations(endpoint, traces[places], flags, modes, limit, quick_ns, slow_ns, share)


def told_of(study: Study, compared: Populations) -> list[dict[str, object]]:
    """Per request what its root, its resource and, where modes are clear, the spans below say.

    Keys of spans below begin with the operation's name; the first span of an operation counts.
    Outcomes, times and what changes from span to span by nature are left out.
    """
    structure, names = study.structure, study.operations.names
    told: list[dict[str, object]] = [{} for _ in compared.traces]
    rows, owner = _rows(study, compared)
    resources: dict[int, dict[str, object]] = {}
    root = structure.root[compared.traces]
    own = _resources(study, resources, root)
    for place, each in enumerate(own):
        told[place].update(each)
    for place, row, said in zip(owner.tolist(), rows.tolist(), attributes_of(study, rows),
                                strict=True):  # fmt: skip
        prefix = "" if row == root[place] else f"{names[study.operations.of_span[row]]}: "
        for key, value in said.items():
            if _may_be_cause(key) and isinstance(value, str | int | float | bool):
                told[place].setdefault(prefix + key, value)
    return _without_mere_presence(told, compared.slow)


def _without_mere_presence(
    told: list[dict[str, object]], slow: NDArray[np.bool_]
) -> list[dict[str, object]]:
    """Without what is told of spans that most quick requests do not have: that slow requests do
    more is what other findings say."""
    quick = [each for each, is_slow in zip(told, slow.tolist(), strict=True) if not is_slow]
    count = Counter(key for each in quick for key in each if ": " in key)
    usual = {key for key, times in count.items() if 2 * times >= len(quick)}
    return [
        {key: value for key, value in each.items() if ": " not in key or key in usual}
        for each in told
    ]


def _rows(study: Study, compared: Populations) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Roots of all; in clear modes all spans, as many requests as `MOST_SPANS` allow."""
    structure = study.structure
    root = structure.root[compared.traces]
    places = np.arange(len(root))
    if compared.modes is None:
        return root, places
    sizes = np.diff(structure.first)[compared.traces]
    most = max(1, MOST_SPANS // max(1, len(sizes)))
    lots = [structure.rows(int(t))[:most] for t in compared.traces]
    rows = np.concatenate([root, *lots]).astype(np.int32)
    return rows, np.concatenate([places, np.repeat(places, [len(lot) for lot in lots])])


def _resources(
    study: Study, known: dict[int, dict[str, object]], rows: NDArray[np.int32]
) -> list[dict[str, object]]:
    """What the resources of these spans say, each read once."""
    found = []
    for row in rows.tolist():
        resource = int(study.model.resource[row])
        if resource not in known:
            told = attributes.resource(study, study.source, row) if study.source else []
            known[resource] = {
                key: value
                for key, value in told
                if _may_be_cause(key) and not key.startswith("service.n")
            }
        found.append(known[resource])
    return found


def _may_be_cause(key: str) -> bool:
    small = key.lower()
    # Which copy answered is what unbalanced instances are about.
    outcome = small in _OUTCOME or small in KEYS or small.startswith(_NO_CAUSE)
    return not outcome and not small.endswith(_TIMES) and not small.startswith("@")
