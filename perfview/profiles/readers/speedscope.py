"""speedscope's own format: what it exports, and what py-spy, rbspy and many others write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_keys import json_head
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

if TYPE_CHECKING:
    from perfview.recording.json_views import JsonView

_SCHEMA = re.compile(rb"speedscope\.app\\?/file-format-schema")
_PROFILE = re.compile(rb'"type"\s*:\s*"(?:sampled|evented)"')
_BESIDE = re.compile(rb'"(?:startValue|endValue|unit|weights|events|samples)"\s*:')
_SHARED = re.compile(rb'"shared"\s*:\s*\{\s*"frames"\s*:\s*\[')


class Speedscope(Reader):
    """speedscope JSON: sampled and evented profiles over one list of frames.

    Written by speedscope itself, py-spy, rbspy, async-profiler, pprof converters and many more.
    Every profile of the file becomes a thread. Times, sizes and plain counts in one file become
    metrics beside each other. Where py-spy and rbspy write the line that was running, a function
    is one function and its lines are kept with its frames.
    Format: https://www.speedscope.app/file-format-schema.json
    """

    name = "speedscope"
    title = "speedscope JSON"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when it names speedscope's schema."""
        head = json_head(source)
        if not head.startswith(b"{"):
            return Sniff(0, "it is no JSON object")
        if _SCHEMA.search(head) or _SCHEMA.search(source.tail):
            return Sniff(1, "it names speedscope's schema")
        if _PROFILE.search(head) and _BESIDE.search(head):
            return Sniff(0.9, "profiles that are “sampled” or “evented”")
        if _SHARED.search(head):
            return Sniff(0.8, "shared frames, as speedscope writes them")
        return Sniff(0, "it has neither speedscope's schema nor its profiles")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The profiles. Raises `UnreadableInput` when there is not one."""
        from perfview.kernels.frame_lists import Ways
        from perfview.profiles.readers.speedscope_file.frames import read_frames
        from perfview.profiles.readers.speedscope_file.model import assemble
        from perfview.profiles.readers.speedscope_file.profiles import Oddities, read_profile
        from perfview.recording.json_views import load_json, report_of

        document = load_json(source, progress, "Reading profiles")
        root = document.root
        shared = root.get("shared", "frames") or root.get("frames")
        rows, ways, odd = read_frames(shared), Ways(), Oddities()
        views = root.get("profiles").elements() or _single(root)
        is_listed = bool(shared) and not _is_cut(shared)
        count = len(rows) if is_listed else _MOST_FRAMES
        profiles = []
        for view in views:
            progress.check()
            found = read_profile(view, count, ways, odd) if view.is_object else None
            profiles += [found] if found else []
        report = report_of(source, document)
        if not profiles:
            raise UnreadableInput(
                "There is no profile in this speedscope file",
                offset=document.wrong_at,
                remedy="Check that the file was written completely.",
            )
        odd.tell(report)
        about = root.get("exporter").text(), root.get("name").text()
        model = assemble(profiles, rows, ways, document.texts, about)
        if not is_listed:
            report.note("no-names", 1, "The list of frames is missing or cut off: “(frame 7)”.")
        report.rows = len(model)
        return model, report


_MOST_FRAMES = 1 << 24
"""Where the list of frames is cut off, indices below this count as frames without a name."""


def _is_cut(view: JsonView) -> bool:
    """Whether the document breaks off, or stops making sense, in this value."""
    document = view.document
    if document.broken < 0:
        return False
    return view.stop >= document.length or view.start <= document.broken < view.stop


def _single(root: JsonView) -> list[JsonView]:
    """The document itself where it is one profile, as the format's first drafts had it."""
    return [root] if root.get("type") and not root.get("profiles") else []
