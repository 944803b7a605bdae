"""Images, JSON and texts taken apart on the thread that draws."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding
from perfview.traces.concerns import RequestDetector
from perfview.traces.contents.attribute_numbers import rows_having
from perfview.traces.patterns.main_thread import BLOCKED_KEY, may_block, on_main_thread
from perfview.traces.patterns.main_thread_findings import Words, main_thread_findings
from perfview.traces.patterns.span_types import are_files, are_statements, span_types, texts_that
from perfview.traces.study import Study

_KINDS = {
    "Images decoded": re.compile(
        r"(image|bitmap|png|jpe?g|webp|heic|drawable|thumbnail).{0,24}(decod|decompress|inflat)"
        r"|decod\w*.{0,24}(image|bitmap|png|jpe?g|webp|heic|drawable)|UIImage|ImageIO",
        re.IGNORECASE,
    ),
    "JSON decoded": re.compile(
        r"json.{0,24}(decod|pars|deserial|serializ)|(decod|pars|deserial|unmarshal)\w*.{0,24}json"
        r"|\b(gson|moshi|jackson|codable|NSJSONSerialization)\b",
        re.IGNORECASE,
    ),
    "Regular expressions": re.compile(r"\bregex|regular.?expression|RegExp", re.IGNORECASE),
}


class DecodingOnMainThread(RequestDetector):
    """Images or JSON decoded, or texts searched by regular expressions, on an app's main thread.

    What it looks for: spans whose type or name tells of decoding images, of decoding JSON or of
    regular expressions and that say that they blocked the main thread (`blocked_main_thread`, or
    the thread's name in a trace of a user interface). It fires when below one span they cover at
    least `blocked` together, overlaps counted once.

    Why it matters: the main thread draws. While it decodes, no frame appears and no touch is
    answered, and what it decodes grows with what the server sends.

    How sure it is: the thread is as the file says; what the span does is read from its name, so an
    unusual name is missed. The saving is a re-timing of the trace without this work.

    How to fix it: decode on a background thread, images in the size in which they are shown;
    compile an expression once, and look at texts where they come in.

    Learnt from: Sentry's Image Decoding, JSON Decoding and Regex on Main Thread issues, which need
    a profile; here spans are enough. 16 ms is a frame at 60 Hz.
    """

    name = "decoding-on-main-thread"
    title = "Decoding on the main thread"
    scopes = ("cpu", "render")
    cost = 1
    thresholds = (
        Threshold("blocked", 16e6, "ns", "that decoding holds up the main thread, at least"),
    )

    def detect(self, study: Study, limits: Limits) -> Iterator[Finding]:
        """One finding per operation and kind of decoding, most time first."""
        if not may_block(study):
            return
        typed = np.flatnonzero(span_types(study).of_span >= 0).astype(np.int32)
        rows = np.union1d(rows_having(study, (BLOCKED_KEY,)), typed)
        rows = rows[~(are_files(study) | are_statements(study))[rows]]
        rows = rows[on_main_thread(study, rows)]
        for noun, pattern in _KINDS.items():
            words = Words(noun, _HOW[noun], "Nothing is on the screen yet that could stutter.")
            mine = rows[_named(study, rows, pattern)]
            yield from main_thread_findings(type(self), study, mine, limits, words)


_HOW = {
    "Images decoded": (
        "Decode on a background thread, in the size in which the image is shown (Android: an image "
        "loader such as Coil or Glide; iOS: `prepareForDisplay`), and keep what is shown again."
    ),
    "JSON decoded": (
        "Decode on a background thread and hand the finished objects over; ask the server only for "
        "what is shown."
    ),
    "Regular expressions": (
        "Compile the expression once, search on a background thread, and look for one that can go "
        "back endlessly (nested repeats) first."
    ),
}


def _named(study: Study, rows: NDArray[np.integer], pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Which of the rows have such a type or name."""
    types = span_types(study)
    of_type = [bool(pattern.search(re.sub(r"[._]", " ", name))) for name in types.names]
    typed = np.array([*of_type, False], np.bool_)[types.of_span[rows]]
    named: NDArray[np.bool_] = typed | texts_that(study, study.model.name[rows], pattern)
    return named
