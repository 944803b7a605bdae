"""What the main thread was busy with: kinds of work, by the names Chrome gives its slices.

https://chromium.googlesource.com/devtools/devtools-frontend front_end/models/trace/Styles.ts sorts
the same names into categories.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from perfview.recording.strings import StringTable
from perfview.traces.browser.enclosing import nearest
from perfview.traces.study import Study


class Work(IntEnum):
    """A kind of work."""

    OTHER = 0
    SCRIPT = 1
    COMPILE = 2
    LAYOUT = 3
    """Style and layout."""
    PAINT = 4
    PARSE = 5
    COLLECT = 6
    """Garbage collection."""
    DECODE = 7


WORDS: dict[Work, str] = {
    Work.OTHER: "work of the browser itself",
    Work.SCRIPT: "script",
    Work.COMPILE: "compiling script",
    Work.LAYOUT: "style and layout",
    Work.PAINT: "painting",
    Work.PARSE: "parsing HTML and CSS",
    Work.COLLECT: "garbage collection",
    Work.DECODE: "decoding images",
}

ENTRIES = ("FunctionCall", "EvaluateScript", "v8.evaluateModule", "v8.run")
"""Slices in which a page's script runs and that say which."""

NAMES: dict[Work, tuple[str, ...]] = {
    Work.SCRIPT: (
        *ENTRIES,
        "EventDispatch",
        "TimerFire",
        "FireAnimationFrame",
        "FireIdleCallback",
        "RunMicrotasks",
        "XHRReadyStateChange",
        "XHRLoad",
        "HandlePostMessage",
        "v8.callFunction",
        "V8.Execute",
        "WebSocketReceive",
    ),
    Work.COMPILE: (
        "v8.compile",
        "v8.compileModule",
        "V8.CompileCode",
        "V8.CompileScript",
        "V8.Compile",
        "V8.CompileIgnition",
        "V8.PreParse",
        "V8.ParseProgram",
        "V8.ParseFunction",
        "v8.produceCache",
        "v8.produceModuleCache",
    ),
    Work.LAYOUT: ("UpdateLayoutTree", "RecalculateStyles", "Layout", "ScheduleStyleRecalculation"),
    Work.PAINT: (
        "PrePaint",
        "UpdateLayerTree",
        "Paint",
        "PaintImage",
        "Layerize",
        "UpdateLayer",
        "Commit",
        "CompositeLayers",
        "HitTest",
    ),
    Work.PARSE: ("ParseHTML", "ParseAuthorStyleSheet"),
    Work.COLLECT: ("MinorGC", "MajorGC", "GCEvent", "BlinkGC.AtomicPhase"),
    Work.DECODE: ("Decode Image", "Decode LazyPixelRef", "ImageDecodeTask"),
}


COLLECTOR = b"V8.GC"
"""How the names of the many phases of V8's collector begin."""


def work_of(study: Study) -> NDArray[np.uint8]:
    """Per slice its `Work`, uint8 (n): its own, else that of the slice around it."""
    return study.once("browser.work", lambda: _work(study))


def own_work(study: Study) -> NDArray[np.uint8]:
    """Per slice the `Work` its own name stands for, uint8 (n); `OTHER` when for none."""
    return study.once("browser.own_work", lambda: _own(study))


def _work(study: Study) -> NDArray[np.uint8]:
    own = own_work(study)
    around = nearest(study, own > 0)
    return np.where(around >= 0, own[around], np.uint8(0)).astype(np.uint8)


def _own(study: Study) -> NDArray[np.uint8]:
    strings = study.model.strings
    by_text = np.zeros(len(strings) + 1, np.uint8)
    for work, names in NAMES.items():
        for name in names:
            text = strings.find(name)
            if text >= 0:
                by_text[text] = work
    by_text[_starting(strings, COLLECTOR)] = Work.COLLECT
    own: NDArray[np.uint8] = by_text[study.model.name]
    return own


def _starting(strings: StringTable, prefix: bytes) -> NDArray[np.intp]:
    """The indices of the texts that begin with these bytes."""
    at = np.flatnonzero(np.diff(strings.offsets) >= len(prefix))
    for place, byte in enumerate(prefix):
        at = at[strings.arena[strings.offsets[at] + place] == byte]
    return at
