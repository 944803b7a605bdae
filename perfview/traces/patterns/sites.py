"""Spans with one trouble, gathered by what one fix would settle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_pairs
from perfview.traces.measures.requests import requests_of
from perfview.traces.patterns.naming import (
    endpoint_name,
    endpoint_path,
    operation_path,
    service_name,
)
from perfview.traces.patterns.occurrence import occurrence_of
from perfview.traces.patterns.questions import alike_addresses
from perfview.traces.scenarios.estimates import Change, Groups
from perfview.traces.scenarios.savings import percentile_rank
from perfview.traces.study import Study

MOST = 20
"""Places told of by one detector; those that take most time."""


@dataclass(frozen=True)
class Site:
    """The spans of one place: `all_rows` int32, and those of the endpoint that has most of it,
    `rows` int32. requests: traces of that endpoint with it; frequency: their part of its requests.
    concerned int32: the traces a saving is told of; reach as in `Finding`.
    """

    endpoint: int
    operation: int
    all_rows: NDArray[np.int32]
    rows: NDArray[np.int32]
    requests: int
    frequency: float
    concerned: NDArray[np.int32]
    reach: float

    @property
    def change(self) -> Change:
        """All spans of the endpoint treated together."""
        return Change(self.endpoint, [self.rows], self.concerned)

    def names(self, study: Study) -> tuple[str, str]:
        """The service and the request, as sentences name them."""
        return service_name(study, self.operation), endpoint_name(study, self.endpoint)

    def cause(self, study: Study, about: str) -> str:
        """The path of a cause: request, operation, and what is wrong there."""
        paths = endpoint_path(study, self.endpoint), operation_path(study, self.operation)
        return "\n".join((*paths, about))

    def p95(self, values: NDArray[np.generic]) -> float:
        """The 95th percentile by nearest rank of one value per row of `all_rows`."""
        return float(np.sort(values)[percentile_rank(len(values), 0.95)])


def gather_sites(
    study: Study, rows: NDArray[np.integer], key: NDArray[np.int32], most: int = MOST
) -> list[Site]:
    """The rows (any integers) by key (int32 per row), those that take most time first.

    Spans of traces without a root belong to no request and are left out.
    """
    known = np.flatnonzero(requests_of(study).of_span[rows] >= 0)
    rows, key = np.asarray(rows, np.int32)[known], key[known]
    group, head = number_pairs(key, np.zeros(len(key), np.int32))
    first, order = gather(group, len(head))
    spent = np.bincount(group, study.model.duration_ns[rows].astype(np.float64), len(head))
    chosen = np.argsort(-spent, kind="stable")[:most].tolist()
    return [_site(study, rows[order[first[k] : first[k + 1]]]) for k in chosen]


def by_address(study: Study, rows: NDArray[np.integer]) -> NDArray[np.int32]:
    """Numbers of these spans, the same for those of one operation and one address but for ids."""
    address = alike_addresses(study, study.model.url[rows])
    number, _ = number_pairs(study.operations.of_span[rows], address)
    return number


def shortened_by(study: Study, groups: Groups, scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Factors for `what_if.retime`: `scale` (float64 per span of the model) where the groups are,
    1 elsewhere."""
    factors = np.ones(len(study.model))
    rows = np.concatenate(groups)
    factors[rows] = scale[rows]
    return factors


def _site(study: Study, rows: NDArray[np.int32]) -> Site:
    found = occurrence_of(study, rows)
    assert found is not None, "spans without a request are left out before"
    return Site(
        endpoint=found.endpoint,
        operation=int(study.operations.of_span[found.own[0]]),
        all_rows=rows,
        rows=np.asarray(found.own, np.int32),
        requests=len(found.affected),
        frequency=found.frequency,
        concerned=found.concerned,
        reach=found.reach,
    )
