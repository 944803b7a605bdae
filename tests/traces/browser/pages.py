"""A page's main thread written down in tests: tasks, script, layout; times in milliseconds.

What the events carry is what Chromium 156 writes (recorded, then shortened).
"""

from __future__ import annotations

from typing import Any

from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.traces.study import Study
from perfview.traces.threads import TrackKind
from tests.traces.browser.building import ThreadRecording

URL = "http://shop.test/index.html"
APP = "http://shop.test/app.js"
FRAME = "F1"


class PageRecording(ThreadRecording):
    """A browser that shows one page from 0 ms on, painted at 40 and loaded at 50 ms."""

    def __init__(self, *, ends_ms: float = 3000) -> None:
        super().__init__()
        browser = self.thread("CrBrowserMain", process="Browser", process_id=1)
        self.main = self.thread("CrRendererMain")
        committed = {"frame": FRAME, "isOutermostMainFrame": True, "processId": 10, "url": URL}
        self.mark(1, "FrameCommittedInBrowser", browser, data=committed)
        started = {"documentLoaderURL": URL, "isOutermostMainFrame": True, "navigationId": "N1"}
        self.mark(0, "navigationStart", self.main, data=started, frame=FRAME)
        painted = {"navigationId": "N1"}
        self.mark(40, "firstContentfulPaint", self.main, data=painted, frame=FRAME)
        self.mark(50, "loadEventEnd", self.main, frame=FRAME)
        self.task(20, 30)
        self.task(ends_ms - 1, ends_ms)

    def task(self, start: float, end: float) -> int:
        """A task of the main thread."""
        return self.slice(start, end, "RunTask", self.main)

    def call(
        self, start: float, end: float, name: str = "work", *, line: int = 3, url: str = APP
    ) -> int:
        """A function the browser calls, inside a task."""
        data = {"functionName": name, "url": url, "lineNumber": line, "frame": FRAME}
        return self.slice(start, end, "FunctionCall", self.main, data=data)

    def job(self, start: float, end: float, name: str = "work", **where: Any) -> int:
        """A task in which a timer calls a function."""
        task = self.task(start, end)
        self.slice(start, end, "TimerFire", self.main, data={"timerId": 1, "frame": FRAME})
        self.call(start, end, name, **where)
        return task

    def layout(self, start: float, end: float, *, objects: int = 20, asked: str = "") -> int:
        """A layout; `asked` names the function that forced it."""
        said: dict[str, Any] = {"dirtyObjects": objects, "totalObjects": objects, "frame": FRAME}
        return self.slice(start, end, "Layout", self.main, beginData=said | stack(asked))

    def style(self, start: float, end: float, *, elements: int = 20, asked: str = "") -> int:
        """A recalculation of style."""
        begin = {"frame": FRAME} | stack(asked)
        return self.slice(
            start, end, "UpdateLayoutTree", self.main, beginData=begin, elementCount=elements
        )

    def event(self, start: float, handlers: float, end: float, kind: str, number: int = 7) -> int:
        """An interaction: input at `start`, its handlers in the middle, the next frame at `end`.

        `handlers` is how long they take, until 5 ms before the frame.
        """
        processed = end - 5
        data = {
            "type": kind,
            "interactionId": number,
            "frame": FRAME,
            "timeStamp": start,
            "processingStart": processed - handlers,
            "processingEnd": processed,
        }
        track = self.thread("EventTiming", kind=TrackKind.ASYNC)
        return self.slice(start, end, "EventTiming", track, data=data)

    def shift(self, at: float, score: float, *, by_input: bool = False) -> int:
        """A layout shift."""
        data = {"weighted_score_delta": score, "score": score, "had_recent_input": by_input}
        return self.mark(at, "LayoutShift", self.main, data=data, frame=FRAME)

    def counters(self, at: float, heap: float, nodes: int = 100, listeners: int = 5) -> int:
        """The renderer's counters; the heap in bytes."""
        data = {"jsHeapSizeUsed": round(heap), "nodes": nodes, "jsEventListeners": listeners}
        return self.mark(at, "UpdateCounters", self.main, data=data)


def stack(name: str) -> dict[str, Any]:
    """The stack trace of an event, its innermost function."""
    top = {"functionName": name, "url": APP, "lineNumber": 5, "columnNumber": 1}
    return {"stackTrace": [top]} if name else {}


def found(kind: type[Detector], recording: ThreadRecording, **limits: float) -> list[Finding]:
    """What the detector says about the recording, its limits moved by keyword (- as _)."""
    return said(kind, recording.study(), **limits)


def said(kind: type[Detector], study: Study, **limits: float) -> list[Finding]:
    """What the detector says about a study, if it concerns it."""
    overrides = {name.replace("_", "-"): value for name, value in limits.items()}
    detector = kind()
    assert not set(overrides) - {threshold.name for threshold in detector.thresholds}
    if not detector.concerns(study):
        return []
    return list(detector.detect(study, Limits(detector, overrides)))
