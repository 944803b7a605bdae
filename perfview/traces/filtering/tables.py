"""The tables a filter may be put on, by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from perfview.filtering.grammar import Expression
from perfview.traces.filtering.masks import operations_matching, spans_matching, traces_matching
from perfview.traces.study import Study

FILTERS: dict[str, Callable[[Study, Expression], NDArray[np.bool_]]] = {
    "spans": spans_matching,
    "traces": traces_matching,
    "operations": operations_matching,
}
