"""Navigations of a page and the marks of their loading: first paint, LCP, load."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import Said, number_of, rows_named, said_of, text_of
from perfview.traces.study import Study

NONE_NS = -1
"""The time of a mark that is not in the recording."""

MARKS: dict[str, tuple[str, ...]] = {
    "first_paint_ns": ("firstPaint",),
    "first_contentful_paint_ns": ("firstContentfulPaint",),
    "content_loaded_ns": ("MarkDOMContent", "domContentLoadedEventEnd"),
    "load_ns": ("MarkLoad", "loadEventEnd"),
}
"""Which events set which mark: the first name that a navigation has one of."""


@dataclass(frozen=True)
class LargestPaint:
    """The last candidate of the largest contentful paint.

    https://w3.org/TR/largest-contentful-paint. `kind` is "text" or "image", `image_url` "" for
    text; `size` in square pixels; `lazy` when the image is `loading=lazy`.
    """

    row: int
    time_ns: int
    kind: str
    node: int
    node_name: str
    size: int
    image_url: str
    lazy: bool


@dataclass(frozen=True)
class Navigation:
    """One document shown in the page's main frame.

    Times int64 ns of the model's clock, `NONE_NS` where the recording has no such mark. `row` is
    its `navigationStart` (else the first event of it), -1 when the page was there before the
    recording began. `track` and `process` index the model's tracks and processes: where the
    document's main thread is.
    """

    id: str
    frame: str
    url: str
    row: int
    track: int
    process: int
    start_ns: int
    end_ns: int
    first_paint_ns: int = NONE_NS
    first_contentful_paint_ns: int = NONE_NS
    content_loaded_ns: int = NONE_NS
    load_ns: int = NONE_NS
    largest_paint: LargestPaint | None = None

    @property
    def largest_contentful_paint_ns(self) -> int:
        """When the largest content was painted, ns, or `NONE_NS`."""
        return self.largest_paint.time_ns if self.largest_paint else NONE_NS

    @property
    def is_loading(self) -> bool:
        """Whether the recording shows how the document was loaded, from its beginning."""
        return self.row >= 0


@dataclass(frozen=True)
class Started:
    """The beginning of one navigation of an outermost main frame.

    `row` is its `navigationStart`, or the first event of it that was recorded; `shown` one on the
    main thread of what shows the document.
    """

    row: int
    frame: str
    id: str
    url: str
    shown: int


def started(study: Study) -> list[Started]:
    """The navigations of all main frames to something with an address, by time.

    Where no `navigationStart` was recorded (it is of another category than most of what is said
    of a page), from what loads the documents.
    """
    return _told(study) or _committed(study)


def _told(study: Study) -> list[Started]:
    rows = rows_named(study, "navigationStart")
    rows = rows[np.argsort(study.model.start_ns[rows], kind="stable")]
    found: list[Started] = []
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        url = text_of(said, "documentLoaderURL")
        is_main = said.get("isOutermostMainFrame", said.get("isLoadingMainFrame", True))
        if url and is_main:
            identity = text_of(said, "navigationId")
            found.append(Started(row, text_of(said, "frame"), identity, url, row))
    return found


def _committed(study: Study) -> list[Started]:
    """Documents that were put into a main frame, from when they were asked for."""
    start_ns = study.model.start_ns
    commits, asks = rows_named(study, "CommitLoad"), rows_named(study, "ResourceSendRequest")
    if not len(commits):
        return []
    asked: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for row, said in zip(asks.tolist(), said_of(study, asks), strict=True):
        if text_of(said, "resourceType") == "Document":
            key = text_of(said, "frame"), text_of(said, "url")
            asked.setdefault(key, []).append((int(start_ns[row]), row, text_of(said, "requestId")))
    announced = _announced(study)
    found: list[Started] = []
    for row, said in zip(commits.tolist(), said_of(study, commits), strict=True):
        frame, url = text_of(said, "frame"), text_of(said, "url")
        if not url or not said.get("isOutermostMainFrame", said.get("isMainFrame")):
            continue
        end_ns = int(study.model.end_ns[row])
        before = [each for each in asked.get((frame, url), []) if each[0] <= end_ns]
        _, first, identity = max(before, default=(0, row, ""))
        first = announced.get(identity, first)
        found.append(Started(first, frame, identity, url, row))
    return sorted(found, key=lambda each: int(start_ns[each.row]))


def _announced(study: Study) -> dict[str, int]:
    """By request, the row in which the browser's process first says that it begins."""
    rows = rows_named(study, "ResourceWillSendRequest")
    rows = rows[np.argsort(-study.model.start_ns[rows], kind="stable")]
    return {
        text_of(said, "requestId"): row
        for row, said in zip(rows.tolist(), said_of(study, rows), strict=True)
    }


def navigations(study: Study, starts: list[Started]) -> tuple[Navigation, ...]:
    """Those navigations of one frame with their marks, by time."""
    model, tracks = study.model, study.model.threads.tracks
    begin = [int(model.start_ns[start.row]) for start in starts]
    ends = [*begin[1:], int(model.end_ns.max())] if begin else []
    found = []
    for start, start_ns, end_ns in zip(starts, begin, ends, strict=True):
        track = int(tracks.of_span[start.shown])
        process = int(tracks.process[track])
        found.append(
            Navigation(
                start.id, start.frame, start.url, start.row, track, process, start_ns, end_ns
            )
        )
    return with_marks(study, tuple(found))


def with_marks(study: Study, found: tuple[Navigation, ...]) -> tuple[Navigation, ...]:
    """The navigations with what the recording says of their loading."""
    marks = {mark: _times(study, found, names) for mark, names in MARKS.items()}
    largest = _largest_paints(study, found)
    return tuple(
        replace(
            navigation,
            largest_paint=largest[i],
            **{mark: times[i] for mark, times in marks.items()},  # type: ignore[arg-type]
        )
        for i, navigation in enumerate(found)
    )


def _times(study: Study, found: tuple[Navigation, ...], names: tuple[str, ...]) -> list[int]:
    """Per navigation, when the first event of the first of these names that it has was, ns."""
    times = [NONE_NS] * len(found)
    for name in names:
        rows = rows_named(study, name)
        for row, owner, _ in _owned(study, found, rows):
            at = int(study.model.end_ns[row])
            if times[owner] == NONE_NS and at >= found[owner].start_ns:
                times[owner] = at
    return times


def _owned(
    study: Study, found: tuple[Navigation, ...], rows: NDArray[np.int32]
) -> list[tuple[int, int, Said]]:
    """(row, place of its navigation, what it says) of the events that belong to one, by time."""
    rows = rows[np.argsort(study.model.start_ns[rows], kind="stable")]
    owned = []
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        owner = _owner(found, said, int(study.model.start_ns[row]))
        if owner >= 0:
            owned.append((row, owner, said))
    return owned


def _owner(found: tuple[Navigation, ...], said: Said, time_ns: int) -> int:
    """The navigation an event is about: the one it names, else the frame's at that time; or -1."""
    name = text_of(said, "navigationId")
    frame = text_of(said, "frame")
    for i, navigation in enumerate(found):
        if name and navigation.id:
            if name == navigation.id:
                return i
        elif frame == navigation.frame and navigation.start_ns <= time_ns <= navigation.end_ns:
            return i
    return -1


def _largest_paints(study: Study, found: tuple[Navigation, ...]) -> list[LargestPaint | None]:
    """Per navigation, its last candidate that was not taken back."""
    rows = rows_named(
        study, "largestContentfulPaint::Candidate", "largestContentfulPaint::Invalidate"
    )
    withdrawn = set(rows_named(study, "largestContentfulPaint::Invalidate").tolist())
    images = _image_urls(study) if len(rows) else {}
    largest: list[LargestPaint | None] = [None] * len(found)
    for row, owner, said in _owned(study, found, rows):
        largest[owner] = None if row in withdrawn else _largest_paint(study, row, said, images)
    return largest


def _image_urls(study: Study) -> dict[tuple[str, int], str]:
    """By frame and node, the address of an image that was the largest for a while."""
    rows = rows_named(study, "LargestImagePaint::Candidate")
    return {
        (text_of(said, "frame"), int(number_of(said, "DOMNodeId"))): text_of(said, "imageUrl")
        for said in said_of(study, rows)
    }


def _largest_paint(
    study: Study, row: int, said: Said, images: dict[tuple[str, int], str]
) -> LargestPaint:
    node = int(number_of(said, "nodeId"))
    url = text_of(said, "imageUrl") or images.get((text_of(said, "frame"), node), "")
    return LargestPaint(
        row=row,
        time_ns=int(study.model.start_ns[row]),
        kind=text_of(said, "type"),
        node=node,
        node_name=text_of(said, "nodeName"),
        size=int(number_of(said, "size")),
        image_url=url if text_of(said, "type") == "image" else "",
        lazy=text_of(said, "loadingAttr") == "lazy",
    )
