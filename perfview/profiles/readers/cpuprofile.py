"""V8's .cpuprofile: what `node --cpu-prof`, Chrome DevTools, Deno and Bun write."""

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

_NODES = re.compile(rb'"nodes"\s*:\s*\[\s*\{')
_FRAME = re.compile(rb'"callFrame"\s*:')
_TREE = re.compile(rb'"head"\s*:\s*\{')
_BESIDE = {"samples", "timeDeltas", "startTime", "endTime"}


class CpuProfile(Reader):
    """V8's CPU profile: nodes of a call tree, which of them was sampled, and the time in between.

    Written by `node --cpu-prof`, `Profiler.stop` of the DevTools protocol, Chrome DevTools
    (JavaScript Profiler), Deno and Bun. The old layout (Node before 12, Chrome before 58) has one
    nested tree under `head` and `timestamps`. Self and total times are wall time; `(root)` and
    `(idle)` are no frames; garbage collections and `(program)` stand on top of the stack they
    interrupted, as in speedscope.
    Format: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile
    """

    name = "cpuprofile"
    title = "V8 CPU profile"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when the object itself has nodes with call frames."""
        text = json_head(source)
        if not text.startswith(b"{"):
            return Sniff(0, "it does not start with a JSON object")
        keys = set(own_keys(text))
        if "profile" in keys and _NODES.search(text) and _FRAME.search(text):
            return Sniff(0.8, "a JSON object with a profile of nodes that have a callFrame")
        if "nodes" in keys and _NODES.search(text) and _FRAME.search(text):
            return Sniff(0.97, "a JSON object with nodes that have a callFrame")
        if "head" in keys and b'"functionName"' in text and b'"selfSize"' not in text:
            return Sniff(0.9, "a JSON object with a tree of functions under “head”")
        if keys & _BESIDE and keys <= _BESIDE | {"nodes", "title", "typeId", "uid"}:
            return Sniff(0.8, "a JSON object with samples and the times between them")
        return Sniff(0, "its JSON object has neither nodes with a callFrame nor a tree under head")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The profile. Raises `UnreadableInput` when not one node could be read."""
        content = as_utf8(source)
        if _TREE.search(content.head) and not _NODES.search(content.head):
            from perfview.profiles.readers.v8.old_layout import read_old

            model, report = read_old(content, progress)
        else:
            from perfview.profiles.readers.v8.profile_file import read_profile

            model, report = read_profile(content, progress)
        note_converted(content, source, report)
        if not len(model.functions):
            raise UnreadableInput(
                "No node of the call tree could be read",
                offset=report.read_bytes or None,
                remedy="Check that the file was written completely.",
            )
        return model, report
