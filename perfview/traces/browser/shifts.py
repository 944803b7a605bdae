"""Layout shifts: session windows, and what moved the page.

CLS is the largest sum over a window of shifts without input before them, at most a second apart and
five seconds long together (https://web.dev/articles/cls).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import Said, number_of, rows_named, said_of, text_of
from perfview.traces.browser.page import Page
from perfview.traces.browser.scripts import Function, caller_of
from perfview.traces.browser.tasks import on_main_thread
from perfview.traces.study import Study

GAP_NS, WINDOW_NS = 1_000_000_000, 5_000_000_000
BEFORE_NS = 500_000_000
"""How long before a shift its cause is looked for, as in DevTools."""
JUST_BEFORE_NS = 100_000_000
"""In here, what script changed counts as the cause: the frame that shifts follows at once."""
AFTER_NS = 100_000_000
"""An image is painted, and only then told of, right after the shift it made."""


@dataclass(frozen=True)
class Shift:
    """One layout shift: `score` as weighted for CLS, ns of the model's clock."""

    row: int
    time_ns: int
    score: float


@dataclass(frozen=True)
class Culprit:
    """What moved the page: a kind, what it is called, and the slice that shows it.

    `kind` is one of "image", "font", "iframe", "animation", "content", "style"; `function` is the
    script that did it, if one did.
    """

    kind: str
    name: str
    row: int
    function: Function | None = None


def shifts_of(study: Study, page: Page) -> list[Shift]:
    """The page's shifts that count (no input before them), by time."""
    rows = rows_named(study, "LayoutShift")
    rows = rows[on_main_thread(study, page)[rows]]
    rows = rows[np.argsort(study.model.start_ns[rows], kind="stable")]
    found = []
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        frame = text_of(said, "frame")
        score = number_of(said, "weighted_score_delta", number_of(said, "score", 0.0))
        is_ours = not frame or not page.frames or frame in page.frames
        if score > 0 and not said.get("had_recent_input") and is_ours:
            found.append(Shift(row, int(study.model.start_ns[row]), score))
    return found


def worst_window(shifts: list[Shift]) -> list[Shift]:
    """The session window with the largest sum: its shifts by time, empty when there are none."""
    windows: list[list[Shift]] = []
    for shift in shifts:
        window = windows[-1] if windows else []
        fits = (
            bool(window)
            and shift.time_ns - window[-1].time_ns <= GAP_NS
            and shift.time_ns - window[0].time_ns <= WINDOW_NS
        )
        if fits:
            window.append(shift)
        else:
            windows.append([shift])
    return max(windows, key=lambda window: sum(shift.score for shift in window), default=[])


class Culprits:
    """What the recording tells about causes of shifts, read once."""

    def __init__(self, study: Study, page: Page, shifts: list[Shift]) -> None:
        self._study, self._page = study, page
        self._times = np.sort(np.array([shift.time_ns for shift in shifts], np.int64))
        self._unsized = {
            (text_of(said, "frameId") or text_of(said, "frame"), number_of(said, "nodeId"))
            for _, said in self._read("LayoutImageUnsized", near=False)
        }
        self._images = self._first_paints()
        self._fonts = self._read("RemoteFontLoaded")
        self._frames = self._read("RenderFrameImpl::createChildFrame")
        self._invalidations = self._read("LayoutInvalidationTracking")
        self._scheduled = self._read("ScheduleStyleRecalculation", "InvalidateLayout")
        self._animations = self._animated()

    def of(self, shift: Shift) -> list[Culprit]:
        """What may have moved the page at this shift, the surest first; empty when unknown."""
        found = [*self._image(shift), *self._font(shift), *self._iframe(shift)]
        return found or [*self._animation(shift), *self._script(shift)][:1]

    def _read(self, *names: str, near: bool = True) -> list[tuple[int, Said]]:
        """Events of the main thread with these names; only those near a shift, if `near`."""
        rows = rows_named(self._study, *names)
        rows = rows[on_main_thread(self._study, self._page)[rows]]
        if near:
            start = self._study.model.start_ns[rows]
            following = np.searchsorted(self._times, start - AFTER_NS)
            shift = self._times[np.minimum(following, len(self._times) - 1)]
            rows = rows[(start >= shift - BEFORE_NS) & (start <= shift + AFTER_NS)]
        return self._said(rows)

    def _animated(self) -> list[tuple[int, Said]]:
        return self._said(rows_named(self._study, "Animation"))

    def _said(self, rows: NDArray[np.int32]) -> list[tuple[int, Said]]:
        return list(zip(rows.tolist(), said_of(self._study, rows), strict=True))

    def _first_paints(self) -> list[tuple[int, Said]]:
        """The first time each unsized image was painted."""
        seen: dict[tuple[str, float], tuple[int, Said]] = {}
        if self._unsized:
            for row, said in self._read("PaintImage", near=False):
                key = (text_of(said, "frame"), number_of(said, "nodeId"))
                if key in self._unsized and text_of(said, "url"):
                    seen.setdefault(key, (row, said))
        return list(seen.values())

    def _within(
        self, found: list[tuple[int, Said]], shift: Shift, before: int = BEFORE_NS, after: int = 0
    ) -> list[tuple[int, Said]]:
        start = self._study.model.start_ns
        return [
            (row, said)
            for row, said in found
            if shift.time_ns - before <= start[row] <= shift.time_ns + after
        ]

    def _image(self, shift: Shift) -> list[Culprit]:
        near = self._within(self._images, shift, after=AFTER_NS)
        return [Culprit("image", text_of(said, "url"), row) for row, said in near]

    def _font(self, shift: Shift) -> list[Culprit]:
        near = self._within(self._fonts, shift)
        return [
            Culprit("font", text_of(said, "url") or text_of(said, "name"), row)
            for row, said in near[-1:]
        ]

    def _iframe(self, shift: Shift) -> list[Culprit]:
        added = [
            (row, said)
            for row, said in self._added(shift)
            if text_of(said, "nodeName").startswith("IFRAME")
        ]
        if not added and not self._within(self._frames, shift, JUST_BEFORE_NS):
            return []
        row = (added or self._within(self._frames, shift, JUST_BEFORE_NS))[-1][0]
        return [Culprit("iframe", "", row, self._function(shift))]

    def _animation(self, shift: Shift) -> list[Culprit]:
        """Animations of properties that lay out anew, running at that time."""
        model = self._study.model
        track = model.threads.tracks.of_span
        failed = {
            int(track[row]): ", ".join(str(each) for each in properties)
            for row, said in self._animations
            if isinstance(properties := said.get("unsupportedProperties"), list)
        }
        for row, said in self._animations:
            changed = failed.get(int(track[row]), "")
            runs = model.start_ns[row] <= shift.time_ns <= model.end_ns[row]
            if changed and runs and model.duration_ns[row] > 0:
                name = text_of(said, "displayName") or text_of(said, "name")
                return [Culprit("animation", f"{name} ({changed})" if name else changed, row)]
        return []

    def _added(self, shift: Shift) -> list[tuple[int, Said]]:
        near = self._within(self._invalidations, shift, JUST_BEFORE_NS)
        return [each for each in near if text_of(each[1], "reason") == "Added to layout"]

    def _script(self, shift: Shift) -> list[Culprit]:
        added = [
            (row, said)
            for row, said in self._added(shift)
            if not text_of(said, "nodeName").startswith("#")
        ]
        function = self._function(shift)
        if added:
            row, said = added[0]
            return [Culprit("content", text_of(said, "nodeName"), row, function)]
        near = self._within(self._scheduled, shift, JUST_BEFORE_NS)
        return [Culprit("style", "", near[-1][0], function)] if near and function else []

    def _function(self, shift: Shift) -> Function | None:
        """The script that changed something last before the shift."""
        for _, said in reversed(self._within(self._scheduled, shift, JUST_BEFORE_NS)):
            if (function := caller_of(said)) is not None:
                return function
        return None
