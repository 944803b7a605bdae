"""Where a trouble seen on some spans is at home: the endpoint it costs most, whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.measures.requests import requests_of, time_share
from perfview.traces.patterns.naming import endpoint_name
from perfview.traces.study import Study


@dataclass(frozen=True)
class Occurrence:
    """Spans of one trouble. rows: all of them; own: those of the endpoint (any integer rows).

    `affected` are the endpoint's requests that have one, `concerned` those a saving is told of
    (`Requests.concerned`), int32 traces. `frequency` is the affected part (0-1) of its requests.
    """

    endpoint: int
    rows: NDArray[np.integer]
    own: NDArray[np.integer]
    affected: NDArray[np.int32]
    concerned: NDArray[np.int32]
    frequency: float
    request: str
    reach: float

    def per_request(self, study: Study, spent: NDArray[np.integer]) -> tuple[float, float]:
        """`spent` (ns, by `rows`) per affected request of the endpoint, and its share of them."""
        mine = requests_of(study).of_span[self.rows] == self.endpoint
        total = float(spent[mine].astype(np.float64).sum())
        whole = float(requests_of(study).duration_ns[self.affected].astype(np.float64).sum())
        return total / max(1, len(self.affected)), min(1.0, total / max(1.0, whole))


def traces_of(study: Study, rows: NDArray[np.integer]) -> NDArray[np.int32]:
    """The traces these spans belong to, each once: int32."""
    present = np.zeros(study.structure.traces, np.bool_)
    present[study.structure.trace[rows]] = True
    return np.flatnonzero(present).astype(np.int32)


def occurrence_of(
    study: Study, rows: NDArray[np.integer], cost: NDArray[np.integer] | None = None
) -> Occurrence | None:
    """The endpoint where these spans cost most (`cost` ns by row; their durations by default).

    None when none of them belongs to a request with a root.
    """
    requests = requests_of(study)
    endpoint = requests.of_span[rows]
    if not len(rows) or endpoint.max() < 0:
        return None
    spent = np.maximum(study.model.duration_ns[rows] if cost is None else cost, 0)
    weight = np.bincount(endpoint + 1, spent.astype(np.float64) + 1)
    weight[0] = 0
    most = int(weight.argmax()) - 1
    own = rows[endpoint == most]
    affected = traces_of(study, own)
    concerned = requests.concerned(most, affected)
    return Occurrence(
        endpoint=most,
        rows=rows,
        own=own,
        affected=affected,
        concerned=concerned,
        frequency=len(affected) / max(1, len(requests.of(most))),
        request=endpoint_name(study, most),
        reach=time_share(study, concerned),
    )
