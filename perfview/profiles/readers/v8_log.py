"""V8's tick logs: what `node --prof` writes, preprocessed or not."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.json_reports import note_converted
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source
from perfview.recording.transcoding import as_utf8

_RAW = re.compile(rb"\s*v8-version,\d+,\d+|\s*shared-library,[^\n]*,0x|\s*code-creation,\w+,")
_CODE = re.compile(rb'"code"\s*:\s*\[')
_TYPE = re.compile(rb'"type"\s*:\s*"(?:CODE|CPP|JS|SHARED_LIB)"')
_TICKS = re.compile(rb'"ticks"\s*:\s*\[|"vm"\s*:\s*-?\d')


class V8Log(Reader):
    """V8's tick log after `node --prof-process --preprocess`: code, functions and ticks as JSON.

    Functions are those of JavaScript and, where the log knows them, of V8 and of libraries; code of
    a function counts as that function, interpreted or optimised. The label `state` says what
    the engine was doing (JS, GC, parser, compiler ...). A raw `isolate-….log` has to be
    preprocessed first, since only Node can look up what its addresses mean.
    Format: `JsonProfile` in https://github.com/v8/v8/blob/main/tools/profile.mjs
    """

    name = "v8-log"
    title = "V8 tick log"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when it begins with pieces of code, or as the raw log does."""
        if _RAW.match(source.head):
            return Sniff(0.9, "a raw V8 log")
        text = json_head(source)
        if not text.startswith(b"{") or not _CODE.search(text[:4096]):
            return Sniff(0, "it does not begin with a list of code")
        if "code" in set(own_keys(text[:4096])) and _TYPE.search(text):
            return Sniff(0.9, "a JSON object with code of V8")
        if _TICKS.search(text) or _TICKS.search(source.tail):
            return Sniff(0.8, "a JSON object with code and ticks")
        return Sniff(0, "its code has no type that V8 knows")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The ticks. Raises `UnreadableInput` for a raw log and when there is neither code nor
        tick."""
        if _RAW.match(source.head):
            raise UnreadableInput(
                "This is V8's raw tick log; what its addresses mean only Node can tell",
                remedy="Run: node --prof-process --preprocess isolate….log > profile.json, with "
                "the same Node on the same computer, and open profile.json.",
            )
        from perfview.profiles.readers.v8.log_file import read_log

        content = as_utf8(source)
        model, report = read_log(content, progress)
        note_converted(content, source, report)
        if not len(model) and not report.complete:
            raise UnreadableInput(
                "Not one tick could be read",
                offset=report.read_bytes,
                remedy="Check that node --prof-process ended without an error.",
            )
        return model, report
