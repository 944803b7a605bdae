"""Firefox's profiles: as Gecko records them, as its Profiler keeps them, DevTools' recordings."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_META = re.compile(rb'"(?:preprocessedProfileVersion|gcpoison|stackwalk|asyncstack)"\s*:')
_TABLE = re.compile(rb'"(?:stackTable|funcTable|frameTable|resourceTable|markerSchema)"\s*:')
_OLD = re.compile(rb'"profile"\s*:\s*\{\s*"(?:libs|meta|threads|shared)"\s*:')
_RECORDED = re.compile(rb'"fileType"\s*:\s*"Recorded Performance Data"')
_PANEL = {"label", "duration", "markers", "frames", "memory", "ticks", "allocations", "profile"}
"""Keys of recordings of DevTools' old performance panel, before what Gecko recorded."""

_LIBS = re.compile(rb'"breakpadId"\s*:')
_BROWSERS = re.compile(r"(?i)firefox|fennec|thunderbird|geckoview")


class Gecko(Reader):
    """Firefox profiles: what profiler.firefox.com opens and saves, and DevTools' old recordings.

    Also what samply, vernier, Android's and other tools write in its processed format. Threads of
    all processes, their times, weights and, where recorded, CPU time; resources are modules. Of
    recordings of DevTools' old performance panel only scripts are shown, as it did. Markers and
    counters are not part of a profile of stacks and are left out.
    Format: https://github.com/firefox-devtools/profiler/tree/main/docs-developer
    """

    name = "gecko"
    title = "Firefox profile"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when its keys are those of Gecko's tables."""
        head = json_head(source)
        if not head.startswith(b"{"):
            return Sniff(0, "it is no JSON object")
        if _META.search(head):
            return Sniff(1, "what Gecko says of its profiles")
        if _OLD.search(head):
            return Sniff(0.9, "a profile inside a recording of DevTools")
        if len(_PANEL & set(own_keys(head))) > 2 or _RECORDED.search(head + source.tail):
            return Sniff(0.9, "a recording of DevTools' performance panel")
        if len(set(_TABLE.findall(head + source.tail))) > 1:
            return Sniff(0.9, "tables of stacks and frames as Firefox's Profiler has them")
        if _LIBS.search(head):
            return Sniff(0.7, "libraries with breakpad ids")
        return Sniff(0, "it has none of Gecko's tables")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The threads. Raises `UnreadableInput` when there is none."""
        from perfview.profiles.assembling.texts import Texts
        from perfview.profiles.readers.firefox.model import assemble
        from perfview.profiles.readers.firefox.threads import Gathered, gather
        from perfview.recording.json_views import load_json, report_of

        document = load_json(source, progress, "Reading threads")
        root = document.root
        from_devtools = root.get("profile").is_object
        profile = root.get("profile") if from_devtools else root
        gathered = Gathered()
        began_ms = gather(profile, gathered)
        progress.check()
        report = report_of(source, document)
        if not gathered.threads:
            raise UnreadableInput(
                "There is no thread in this Firefox profile",
                offset=document.wrong_at,
                remedy="Check that the file was written completely.",
            )
        report.note(
            "not-read", gathered.allocations, "Allocations beside the samples are not shown."
        )
        report.note(
            "no-weight", gathered.bad_weights, "Weights are no numbers; such samples weigh nothing."
        )
        report.note(
            "not-read", gathered.packed, "Profiles of other processes, packed in as texts, are not."
        )
        report.note("no-time", gathered.timeless, "Samples without a time were left out.")
        product = profile.get("meta", "product").text()
        model = assemble(
            gathered,
            Texts(document.texts),
            report,
            began_ms=began_ms,
            from_devtools=from_devtools,
            made_by="Firefox" if _BROWSERS.search(product) else _importer(profile, product),
        )
        report.rows = len(model)
        return model, report


def _importer(profile: object, product: str) -> str:
    from perfview.recording.json_views import JsonView

    meta = profile.get("meta") if isinstance(profile, JsonView) else None
    return (meta.get("importedFrom").text() if meta else "") or product
