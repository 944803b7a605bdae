"""V8's .heapprofile: what `node --heap-prof` and DevTools' allocation sampling write."""

from __future__ import annotations

from perfview.profiles.model import ProfileModel
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source


class HeapProfile(Reader):
    """V8's sampling heap profile: bytes by the call path that allocated them.

    Written by `node --heap-prof`, Chrome DevTools (Allocation sampling) and
    `HeapProfiler.stopSampling` of the DevTools protocol, whose answer wraps it into “profile”.
    Counts objects that were alive when it was written, scaled up from a sample of them; newer files
    list the samples, whose number is shown beside the bytes (V8 does not write how many objects a
    sample stands for). `(root)` is no frame.
    Format: https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/
    """

    name = "heapprofile"
    title = "V8 allocation profile"
    version = 2

    def sniff(self, source: Source) -> Sniff:
        """Sure when it has a tree of nodes with a size of their own under “head”."""
        text = json_head(source)
        if not text.startswith(b"{") or b'"head"' not in text:
            return Sniff(0, "it has no tree under “head”")
        keys = set(own_keys(text))
        if keys & {"head", "profile"} and b'"selfSize"' in text and b'"callFrame"' in text:
            return Sniff(0.97, "a tree of functions with a selfSize under “head”")
        return Sniff(0, "the nodes under “head” have no selfSize")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The allocations. Raises `UnreadableInput` when not one node could be read."""
        from perfview.profiles.readers.v8.allocations import read_allocations

        return read_allocations(source, progress)
