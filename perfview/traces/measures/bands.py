"""What a timeline's rows are grouped by: the services of requests, the threads of processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import count_where, sum_by
from perfview.kernels.quantiles import percentiles_by
from perfview.recording.errors import UnreadableInput
from perfview.traces.measures.service_graph import ServiceGraph
from perfview.traces.model import SpanStatus
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind, Tracks

if TYPE_CHECKING:
    from perfview.traces.browser.page import Page

_LITTLE = 0.01
"""Bands with less than this share of all self time are folded at first."""

ASYNC_WORK = "Async work"
"""The band of what a process does on no thread in particular."""


@dataclass(frozen=True)
class Bands:
    """b bands, n spans.

    of_span int32 (n). name, place: texts (b), `place` the process a thread belongs to. spans,
    errors, self_ns, p95_ns int64 (b). order int32: from top to bottom, bands without spans left
    out. folded bool (b): little goes on there. by_thread: rows are threads' depths.
    """

    of_span: NDArray[np.int32]
    name: list[str]
    place: list[str]
    spans: NDArray[np.int64]
    errors: NDArray[np.int64]
    self_ns: NDArray[np.int64]
    p95_ns: NDArray[np.int64]
    order: NDArray[np.int32]
    folded: NDArray[np.bool_]
    by_thread: bool

    def __len__(self) -> int:
        return len(self.name)


def bands_of(study: Study) -> Bands:
    """By thread in recordings of threads, else by service; made once."""
    by_thread = len(study.model.threads.tracks) > 0
    make = _threads if by_thread else _services
    return study.once("bands", lambda: make(study))


def _services(study: Study) -> Bands:
    """Where requests enter first, then by own time."""
    graph: ServiceGraph = study.graph
    entered = np.zeros(len(graph.name), np.bool_)
    entered[graph.callee[graph.caller < 0]] = True
    order = np.lexsort((-graph.self_ns, ~entered))
    present = np.bincount(graph.of_span, minlength=len(graph.name)) > 0
    return Bands(
        of_span=graph.of_span,
        name=graph.name,
        place=[""] * len(graph.name),
        spans=graph.spans,
        errors=graph.errors,
        self_ns=graph.self_ns,
        p95_ns=graph.p95_ns,
        order=order[present[order]].astype(np.int32),
        folded=np.zeros(len(graph.name), np.bool_),
        by_thread=False,
    )


def _threads(study: Study) -> Bands:
    """The page's process first, then as the file orders processes; in each its threads in the
    file's order, then what runs on none."""
    model, tracks = study.model, study.model.threads.tracks
    band, first = _bands_of_tracks(tracks)
    of_span = band[tracks.of_span]
    count = len(first)
    process = tracks.process[first]
    spans = np.bincount(of_span, minlength=count)
    own = sum_by(of_span, study.self_ns, count)
    page = _page(study)
    foremost = process == (page.process if page else -2)
    is_main = np.zeros(count, np.bool_)
    if page:
        is_main[band[np.array(page.tracks)]] = True
    on_none = tracks.kind[first] != np.uint8(TrackKind.THREAD)
    place = np.where(process >= 0, process, len(tracks.process_id))
    order = np.lexsort((tracks.position[first], on_none, ~is_main, place, ~foremost))
    return Bands(
        of_span=of_span,
        name=[_name(study, int(track)) for track in first],
        place=[_place(study, int(each)) for each in process],
        spans=spans,
        errors=count_where(of_span, model.status, int(SpanStatus.ERROR), count),
        self_ns=own,
        p95_ns=percentiles_by(of_span, count, model.duration_ns, 95)[0],
        order=order[spans[order] > 0].astype(np.int32),
        folded=(own < _LITTLE * max(1, int(own.sum()))) & ~is_main,
        by_thread=True,
    )


def _page(study: Study) -> Page | None:
    """The page; without the file one cannot tell which it is, and all processes are alike."""
    # Loaded with all that reads pages only where threads were recorded.
    from perfview.traces.browser.page import page_of

    try:
        return page_of(study)
    except UnreadableInput:
        return None


def _bands_of_tracks(tracks: Tracks) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The band of each track, and each band's first track: threads are bands of their own."""
    number = np.arange(len(tracks), dtype=np.int64)
    shared = np.where(tracks.process >= 0, tracks.process, len(tracks.process_id)).astype(np.int64)
    key = np.where(
        tracks.kind == np.uint8(TrackKind.THREAD), len(tracks.process_id) + 1 + number, shared
    )
    by_place = np.argsort(tracks.position, kind="stable")
    _, some, band = np.unique(key[by_place], return_index=True, return_inverse=True)
    of_track = np.empty(len(tracks), np.int32)
    of_track[by_place] = band
    return of_track, by_place[some]


def _name(study: Study, track: int) -> str:
    tracks, strings = study.model.threads.tracks, study.model.strings
    if tracks.kind[track] != np.uint8(TrackKind.THREAD):
        return ASYNC_WORK
    name = strings[int(tracks.name[track])]
    return name or f"Thread {int(tracks.thread_id[track])}"


def _place(study: Study, process: int) -> str:
    tracks = study.model.threads.tracks
    return study.model.strings[int(tracks.process_name[process])] if process >= 0 else ""
