"""What Ruby's stackprof dumps, as JSON or as it is."""

from __future__ import annotations

import re

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_TOTAL = re.compile(rb'"total_samples"\s*:')
_MARSHAL = b"\x04\x08{"
_MARSHAL_KEYS = (b":\x09mode", b":\x0dinterval", b":\x0cversion")
"""Marshal's version 4.8 and a hash of symbols, each with its length and 5."""

_KEYS = {"mode", "interval", "samples", "gc_samples", "missed_samples", "frames"}


class Stackprof(Reader):
    """stackprof's dumps, of Ruby, as they are or as JSON (``stackprof --json``), modes cpu, wall,
    object and custom.

    With raw stacks every sample is known, with its time where it was written; without, self and
    total of every function are exact and flame graphs are estimated from who called whom. The
    garbage collector stands on what it interrupted.
    Format: https://github.com/tmm1/stackprof
    """

    name = "stackprof"
    title = "stackprof dump"
    version = 2

    def sniff(self, source: Source) -> Sniff:
        """Sure when it has stackprof's keys and its sums by frame."""
        if source.head.startswith(_MARSHAL):
            is_dump = all(key in source.head for key in _MARSHAL_KEYS)
            return Sniff(0.95 if is_dump else 0, "a marshalled hash with stackprof's keys")
        head = json_head(source)
        if not head.startswith(b"{"):
            return Sniff(0, "it is no JSON object")
        keys = set(own_keys(head))
        if len(keys & _KEYS) > 3 and "mode" in keys and _TOTAL.search(head):
            return Sniff(1, "frames with total_samples, and stackprof's mode and interval")
        if keys >= {"mode", "interval", "gc_samples"}:
            return Sniff(0.9, "stackprof's mode, interval and gc_samples")
        return Sniff(0, "it has none of stackprof's keys")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The samples. Raises `UnreadableInput` when there is not one frame."""
        from perfview.profiles.readers.ruby.dump import read_dump
        from perfview.profiles.readers.ruby.marshalled import load_marshalled
        from perfview.profiles.readers.ruby.model import model_of_counts, model_of_raw
        from perfview.recording.json_views import load_json, report_of

        if source.head.startswith(_MARSHAL):
            document, report = load_marshalled(source, progress)
        else:
            document = load_json(source, progress, "Reading frames")
            report = report_of(source, document)
        dump = read_dump(document.root)
        progress.check()
        if not dump.frames:
            raise UnreadableInput(
                "There is not one frame in this stackprof dump",
                offset=document.wrong_at,
                remedy="Record with more samples, or check that the file was written completely.",
            )
        report.note("bad-frames", dump.odd, "Frames that are no objects were left out.")
        report.note(
            "missed-samples", dump.missed, "stackprof could not take these samples; they are lost."
        )
        raw = dump.raw
        model = model_of_raw(dump, raw, report) if raw is not None else model_of_counts(dump)
        report.rows = len(model)
        return model, report
