"""What the column beside the time order says of each thread."""

from __future__ import annotations

from perfview.findings.quantities import percent
from perfview.profiles.study import Study
from perfview.ui.lanes.tracks import NO_SWATCH, Track
from perfview.ui.profiles.icicle.lanes import Lane
from perfview.ui.profiles.naming import process_title, thread_title
from perfview.ui.profiles.wording import samples


def track_of(study: Study, lane: Lane, *, with_process: bool) -> Track:
    """Its name, its process when that tells threads apart, its samples and how busy it was."""
    first = study.model.samples.thread_first
    count = int(first[lane.thread + 1] - first[lane.thread])
    process = process_title(study, lane.thread) if with_process else ""
    return Track(
        key=lane.thread,
        name=thread_title(study, lane.thread),
        category=NO_SWATCH,
        top=lane.top,
        height=lane.height,
        detail=", ".join(each for each in (process, samples(count)) if each),
        value=percent(lane.activity.busy_share),
        foldable=True,
        folded=not lane.rows,
    )
