"""What `perf script --header` says above the samples."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOLD = ("cmdline", "captured on", "os release", "perf version", "arch", "cpudesc")
_LINE = re.compile(r"#\s*(?P<word>[\w ]+?)\s*:\s*(?P<rest>.*)")
_FREQUENCY = re.compile(r"\{ sample_period, sample_freq \} = (\d{1,9}),.* freq = 1\b")


class PerfHeader:
    """`comments` are lines worth telling; interval_ns is the time between samples of the first
    event while its thread runs, 0 when it is not sampled by frequency, or not said."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.comments: list[str] = []
        self.interval_ns = 0
        is_first = True
        for found in map(_LINE.fullmatch, [line for line in lines if line.startswith("#")]):
            if found is None:
                continue
            if found["word"] in _TOLD:
                self.comments.append(f"{found['word']}: {found['rest'].strip()}")
            frequency = _FREQUENCY.search(found["rest"]) if found["word"] == "event" else None
            if frequency and is_first and int(frequency[1]):
                self.interval_ns = 1_000_000_000 // int(frequency[1])
            is_first = is_first and found["word"] != "event"
