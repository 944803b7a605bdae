"""Profiles in text: heap, growth, contention, threads, goroutines and their Java kin.

What the lines mean: https://gperftools.github.io/gperftools/heapprofile.html and the text that Go's
runtime/pprof writes with debug=1.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from perfview.profiles.readers.gperf.addresses import AddressProfile
from perfview.profiles.readers.gperf.contentions import java_contentions, native_contentions
from perfview.profiles.readers.gperf.counts import counts
from perfview.profiles.readers.gperf.dumps import is_dump, read_dump
from perfview.profiles.readers.gperf.heaps import heap, java_heap
from perfview.profiles.readers.gperf.jemalloc import HEADING, jemalloc_heap
from perfview.profiles.readers.gperf.threads import threads

_Parse = Callable[[list[str]], AddressProfile]

_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("heap", re.compile(r"heap profile: *\d+: *\d+ *\[ *\d+: *\d+ *\] *@ *(heap|growth|frag)")),
    ("counts", re.compile(r"\S+ profile: total \d+\s*$")),
    ("threads", re.compile(r"--- threadz \d+ ---|--- Thread [0-9a-fA-F]+ \(name: ")),
    ("contentions", re.compile(r"--- (contentionz |mutex:|contention:)")),
    ("jemalloc heap", HEADING),
    ("java heap", re.compile(r"--- heapz 1 ---")),
)
_PARSERS: dict[str, _Parse] = {
    "heap": heap,
    "counts": counts,
    "threads": threads,
    "contentions": native_contentions,
    "java heap": java_heap,
    "jemalloc heap": jemalloc_heap,
    "java contentions": java_contentions,
    "dump": read_dump,
}
_LONGEST_LINE = 1 << 18
"""Characters of a line that count: more than ten thousand addresses."""

_JAVA = re.compile(r"\s*format *= *java\s*$")


def kind_of(text: str) -> str:
    """Which of these formats a text is that begins so, "" for none."""
    if is_dump(text):
        return "dump"
    lines = iter(text.splitlines())
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            kind = next((kind for kind, heading in _HEADINGS if heading.match(line)), "")
            is_java = kind == "contentions" and any(_JAVA.match(next(lines, "")) for _ in range(4))
            return "java contentions" if is_java else kind
    return ""


def read_text(content: str) -> AddressProfile:
    """The profile. `kind_of` must know it."""
    lines = [line[:_LONGEST_LINE] for line in content.splitlines()]
    begins = next(
        (i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0
    )
    return _PARSERS[kind_of(content)](lines[begins:])
