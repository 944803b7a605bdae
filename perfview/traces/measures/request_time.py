"""How long the caller of each trace waited, which is not always how long the trace went on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.traces.model import TraceModel
from perfview.traces.structure import Structure


def request_times(model: TraceModel, structure: Structure) -> NDArray[np.int64]:
    """What each trace's root took, int64 ns (t).

    What a queue's consumers do after the answer, or what a wrong clock moves far away, prolongs the
    trace but keeps nobody waiting. A root that took no time never ended, or was lost: there the
    extent of the whole trace stands in.
    """
    times = structure.duration_ns.copy()
    rooted = np.flatnonzero(structure.root >= 0)
    own = model.duration_ns[structure.root[rooted]]
    times[rooted[own > 0]] = own[own > 0]
    return times
