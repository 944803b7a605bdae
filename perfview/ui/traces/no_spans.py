"""What the pictures of a recording without spans show."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import plural
from perfview.traces.study import Study
from perfview.ui.widgets.empty import Empty


def no_spans(study: Study, what: str = "spans") -> Empty:
    """`what` is missing; what there is instead, or what to look after, follows."""
    threads = study.model.threads
    if not threads:
        return Empty(
            f"There are no {what} in this recording.",
            "Was tracing switched on while it was recorded?",
            icon="file",
        )
    there = []
    if len(threads.states):
        tracks = len(np.unique(threads.states.track))
        there.append(f"what the scheduler did with {plural(tracks, 'thread')}")
    if len(threads.counters):
        there.append(plural(len(threads.counters), "counter"))
    words = f"There is {' and '.join(there)}." if there else "Were categories chosen to be traced?"
    return Empty("There are no slices in this recording.", words, icon="file")
