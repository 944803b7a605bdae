"""Which spans failed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.model import SpanStatus
from perfview.traces.study import Study

SERVER_ERROR = 500
BACK_OFF = (408, 429)
"""Request timeout and too many requests: answers that ask to be tried again (RFC 9110, 6585)."""


def failing_rows(study: Study) -> NDArray[np.int64]:
    """Spans with an error status or an HTTP status of 500 and above; int64 rows."""
    return study.once("failing_rows", lambda: _failing(study))


def _failing(study: Study) -> NDArray[np.int64]:
    model = study.model
    rows: NDArray[np.int64] = np.flatnonzero(
        (model.status == SpanStatus.ERROR) | (model.http_status >= SERVER_ERROR)
    )
    return rows


def asks_again(study: Study) -> NDArray[np.int64]:
    """Failing spans and those told to come back later (`BACK_OFF`); int64 rows."""
    told = np.flatnonzero(
        (study.model.http_status == BACK_OFF[0]) | (study.model.http_status == BACK_OFF[1])
    )
    failing = failing_rows(study)
    return np.union1d(failing, told) if len(told) else failing
