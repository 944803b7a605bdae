"""Files read or written on the thread that draws."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.attribute_columns import attribute_column
from perfview.traces.patterns.main_thread import may_block, on_main_thread
from perfview.traces.patterns.main_thread_findings import Words, main_thread_findings
from perfview.traces.patterns.span_types import are_files, texts_that
from perfview.traces.study import Study

PATH_KEYS = ("file.path", "file_path", "file.name")
_OF_THE_SYSTEM = re.compile(r"\.(nib|plist)\b|kblayout", re.IGNORECASE)
"""Files that the system's own frameworks read for an app, which cannot help it."""

WORDS = Words(
    noun="Files read or written",
    how=(
        "Do it on a background thread (Kotlin: `withContext(Dispatchers.IO)`; Swift: an `actor` or "
        "`Task.detached`; JavaScript: the asynchronous calls) and show the result when it comes. "
        "Keep in memory what is read again and again."
    ),
    wrong_if="Nothing is on the screen yet, or the user has to wait for this file anyway.",
)


class FileIoOnMainThread(RequestDetector):
    """Files read or written on an app's main thread.

    What it looks for: spans that read or write files (`sentry.op` of `file`) and that say that they
    blocked the main thread (`blocked_main_thread`, or the thread's name in a trace of a user
    interface). It fires when below one span they cover at least `blocked` together, overlaps
    counted once. Files that the system's frameworks read by themselves (.nib, .plist, keyboard
    layouts) are left out.

    Why it matters: the main thread draws. While it waits for the disk, no frame appears and no
    touch is answered, and how long a disk takes differs by a factor of a hundred between phones.

    How sure it is: very, because the file says which thread it was. The saving is a re-timing of
    the trace without this work; what then runs beside it may slow it down a little.

    How to fix it: read and write on a background thread, and show the result when it is there.

    Learnt from: Sentry's File IO on Main Thread detector (16 ms, a frame at 60 Hz); Android's
    StrictMode, which forbids the same.
    """

    name = "file-io-on-main-thread"
    title = "File work on the main thread"
    scopes = ("io", "render")
    cost = 1
    thresholds = (Threshold("blocked", 16e6, "ns", "that files hold up the main thread, at least"),)

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation that does it, most time first."""
        if not may_block(study):
            return
        rows = np.flatnonzero(are_files(study))
        rows = rows[on_main_thread(study, rows)]
        yield from main_thread_findings(type(self), study, _own(study, rows), limits, WORDS)


def _own(study: Study, rows: NDArray[np.integer]) -> NDArray[np.integer]:
    """The rows without those of files that the system reads."""
    system: NDArray[np.bool_] = texts_that(study, study.model.name[rows], _OF_THE_SYSTEM)
    for key in PATH_KEYS:
        column = attribute_column(study, key)
        hit = [bool(_OF_THE_SYSTEM.search(str(value))) for value in column.values]
        system |= np.array([*hit, False], np.bool_)[column.of_span[rows]]
    kept: NDArray[np.integer] = rows[~system]
    return kept
