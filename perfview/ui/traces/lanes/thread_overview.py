"""A recording of threads as an overview: how busy the main thread is, and how many threads are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.findings.quantities import percent, three_figures
from perfview.traces.measures.bands import Bands, bands_of
from perfview.traces.model import SpanStatus
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind
from perfview.ui.traces.lanes.minimap import BINS, Overview


def thread_overview(study: Study, start_ns: int, end_ns: int, bins: int = BINS) -> Overview:
    """Busy is a thread while an outermost slice is open on it; failures by when they began."""
    width = max(end_ns - start_ns, bins) / bins
    edges: NDArray[np.float64] = start_ns + np.arange(bins + 1, dtype=np.float64) * width
    bands, rows = bands_of(study), _outermost(study)
    main = _main(bands)
    main_rows = rows[bands.of_span[rows] == main] if main >= 0 else rows[:0]
    # What lies in one another by mistake counts once: a thread is never busier than wholly.
    share = np.minimum(_covered(study, main_rows, edges) / width, 1.0)
    threads = _covered(study, rows, edges) / width
    failed = study.model.start_ns[study.model.status == SpanStatus.ERROR]
    at = np.clip(((failed - start_ns) / width).astype(np.int64), 0, bins - 1)
    errors = np.bincount(at, minlength=bins)
    name = bands.name[main] if main >= 0 else "Main thread"
    said = (
        (f"{name} busy", f"{percent(float(share.mean()))}"),
        ("threads busy", f"max {three_figures(float(threads.max(initial=0.0)))}"),
    )
    return Overview(start_ns, end_ns, share, threads, errors, said)


def _outermost(study: Study) -> NDArray[np.int32]:
    """Rows of outermost slices with a length, on threads."""
    tracks, roots = study.model.threads.tracks, study.structure.root
    on_thread = tracks.kind[tracks.of_span[roots]] == np.uint8(TrackKind.THREAD)
    chosen: NDArray[np.int32] = roots[on_thread & (study.model.duration_ns[roots] > 0)]
    return chosen


def _main(bands: Bands) -> int:
    """The band on top, a page's or a program's first thread, unless little goes on there."""
    if not len(bands.order):
        return -1
    first = int(bands.order[0])
    most = int(bands.order[np.argmax(bands.self_ns[bands.order])])
    return first if not bands.folded[first] else most


def _covered(
    study: Study, rows: NDArray[np.int32], edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Time of these slices between neighbouring edges, ns: what began before an edge, less what
    ended before it, each for as long as that was ago."""
    return np.diff(_elapsed(study.model.start_ns[rows], edges)) - np.diff(
        _elapsed(study.model.end_ns[rows], edges)
    )


def _elapsed(times: NDArray[np.int64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Per edge the sum of how long ago each earlier time was, ns."""
    since = np.sort(times) - edges[0]
    before = np.searchsorted(since, edges - edges[0])
    total = np.concatenate(([0.0], np.cumsum(since, dtype=np.float64)))
    result: NDArray[np.float64] = before * (edges - edges[0]) - total[before]
    return result
