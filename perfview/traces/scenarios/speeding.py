"""Re-timing spans each at a factor of its own, for `estimates`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.finding import Saving
from perfview.traces.patterns.occurrence import Occurrence
from perfview.traces.scenarios import what_if
from perfview.traces.scenarios.estimates import Change, Groups, Retime, estimate
from perfview.traces.study import Study

LEAST = 1e-6
"""A span scaled by this takes no time and, unlike one taken out, keeps what it called."""


def at_factors(rows: NDArray[np.integer], factor: NDArray[np.float64] | float) -> Retime:
    """Re-times the groups it is given with their own time multiplied by these rows' factors."""

    order = np.argsort(rows, kind="stable")
    known = rows[order]
    factors = np.broadcast_to(np.clip(factor, LEAST, 1.0), len(rows))[order]

    def retime(study: Study, groups: Groups) -> NDArray[np.int64]:
        scale = np.ones(len(study.model), np.float64)
        chosen = np.concatenate(groups)
        scale[chosen] = factors[np.searchsorted(known, chosen)]
        return what_if.retime(study, scale)

    return retime


def saving_at(
    study: Study,
    seen: Occurrence,
    rows: NDArray[np.integer],
    factor: NDArray[np.float64] | float,
    method: str,
) -> Saving:
    """What the concerned requests save when these spans' own time shrinks by their factors."""
    concerned = np.zeros(study.structure.traces, np.bool_)
    concerned[seen.concerned] = True
    inside = rows[concerned[study.structure.trace[rows]]].astype(np.int32)
    change = Change(seen.endpoint, [inside], seen.concerned)
    return estimate(study, [change], at_factors(rows, factor), method)[0]
