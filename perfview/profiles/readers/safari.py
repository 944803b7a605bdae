"""Timeline recordings of Safari's Web Inspector."""

from __future__ import annotations

import math
import re
from typing import Any

from perfview.profiles.building import ProfileBuilder
from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_RECORDING = re.compile(rb'"recording"\s*:\s*\{')
_INSIDE = re.compile(
    rb'"(?:sampleStackTraces|sampleDurations|instrumentTypes|discontinuities)"\s*:'
)
_TYPE = re.compile(rb'"timeline-record-type-')

_IDLE_S = 0.002
"""A sample that begins this much after the last one ended: nothing ran in between. Safari samples
every millisecond or two; speedscope has the same bound."""

_MOST_S = 1e9
_MOST_LINE = 0x7FFFFFFF


class Safari(Reader):
    """Safari's timeline recordings (Web Inspector, Export): JavaScript samples.

    How long each sample lasted is recorded; where none was taken for over two milliseconds the
    thread counts as idle. Network, layout and CPU records beside the samples are not shown.
    Format: https://github.com/WebKit/WebKit, WebInspectorUI's TimelineRecording.js
    """

    name = "safari"
    title = "Safari timeline recording"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when it is a recording with timeline records or stack traces."""
        head = json_head(source)
        if "recording" not in set(own_keys(head)) and not _RECORDING.search(head):
            return Sniff(0, "it has no recording")
        if _TYPE.search(head) or _INSIDE.search(head) or _INSIDE.search(source.tail):
            return Sniff(0.95, "a recording of Safari's timelines")
        return Sniff(0, "its recording is not of Safari's timelines")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The samples. Raises `UnreadableInput` when there is not one."""
        from perfview.recording.json_views import load_json, report_of

        document = load_json(source, progress, "Reading samples")
        recording = document.root.get("recording")
        traces = recording.get("sampleStackTraces")
        found = traces.value()
        samples = found if isinstance(found, list) else [e.value() for e in traces.elements()]
        durations = recording.get("sampleDurations").numbers().tolist()
        reading = _Reading(samples, durations)
        report = report_of(source, document)
        if not reading.count:
            raise UnreadableInput(
                "There are no JavaScript samples in this Safari recording",
                offset=document.wrong_at,
                remedy="Record with the JavaScript & Events timeline switched on.",
            )
        reading.tell(report)
        title = recording.get("displayName").text()
        model = reading.builder.finish(made_by="Safari", comments=[title] if title else [])
        report.rows = len(model)
        return model, report


class _Reading:
    """Samples and their durations (seconds), taken into a builder."""

    def __init__(self, samples: list[Any], durations: list[float]) -> None:
        self.builder = ProfileBuilder([("time", "ns")])
        self.count = self.odd = self.backwards = 0
        self._thread = self.builder.thread("Main Thread")
        self._origin = self._last = math.inf
        for sample, duration in zip(samples, durations, strict=False):
            self._add(sample, duration)
        self.lengths = abs(len(samples) - len(durations))

    def tell(self, report: ImportReport) -> None:
        """Note what was odd."""
        report.note("bad-samples", self.odd, "Samples without a time or a stack were left out.")
        report.note("lengths", self.lengths, "Samples without a duration, or the other way round.")
        report.note("negative-delta", self.backwards, "Samples lie before the one above them.")

    def _add(self, sample: Any, duration: float) -> None:
        about = sample if isinstance(sample, dict) else {}
        ended: Any = about.get("timestamp")
        frames = about.get("stackFrames")
        if not _is_time(ended) or not _is_time(duration) or not isinstance(frames, list):
            self.odd += 1
            return
        began = ended - max(duration, 0.0)
        if not self.count:
            self._origin = began
        if began - self._last > _IDLE_S:
            self._sample(-1, self._last, began - self._last)
        self.backwards += self.count > 0 and ended < self._last
        path = [self._frame(frame) for frame in reversed(frames) if isinstance(frame, dict)]
        self._sample(self.builder.stack_of(path), began, duration)
        self._last = ended
        self.count += 1

    def _sample(self, stack: int, began: float, duration: float) -> None:
        at = max(0, round((began - self._origin) * 1e9))
        self.builder.sample(self._thread, stack, [duration * 1e9], at)
        self.builder.ends(self._thread, at + max(0, round(duration * 1e9)))

    def _frame(self, frame: dict[str, Any]) -> int:
        url, name = _text(frame.get("url")), _text(frame.get("name"))
        line, column = _whole(frame.get("line")), _whole(frame.get("column"))
        if not name:
            name = f"(anonymous {url.rpartition('/')[2]}:{line})" if url else "(anonymous)"
        running = frame.get("expressionLocation")
        at = _whole(running.get("line")) if isinstance(running, dict) else 0
        return self.builder.frame(self.builder.function(name, url, line, column), at)


def _is_time(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) < _MOST_S


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= _MOST_LINE else 0
