"""The calls of one statement where they stand among all, and what they gave up to there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.queries.loops.requests import Requests
from perfview.queries.study import Study


@dataclass(frozen=True)
class Placed:
    """m calls int32 by place; places int64 (m) in `Requests.order`; rows int64 (m + 1): given by
    all before; untold int64 (m + 1): how many of those do not tell."""

    calls: NDArray[np.int32]
    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    untold: NDArray[np.int64]


def placed(study: Study, requests: Requests, statement: int) -> Placed:
    """The calls of a statement; kept by the study."""
    known: dict[int, Placed] = study.once(f"calls by their place{requests.name}", dict)
    if statement not in known:
        known[statement] = _placed(study, requests, statement)
    return known[statement]


def _placed(study: Study, requests: Requests, statement: int) -> Placed:
    calls = study.calls_of(statement)
    places = requests.place[calls]
    calls, places = calls[places >= 0], places[places >= 0]
    if len(places) and (np.diff(places) < 0).any():
        order = np.argsort(places, kind="stable")
        calls, places = calls[order], places[order]
    rows = study.model.calls.rows[calls]
    told = np.concatenate([[0], np.cumsum(np.maximum(rows, 0))])
    untold = np.concatenate([[0], np.cumsum(rows < 0)])
    return Placed(calls, places, told, untold)
