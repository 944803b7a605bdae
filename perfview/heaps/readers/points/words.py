"""What measurements of memory are called, by whom, and in which unit.

Words: Node's `process.memoryUsage()` and `v8.getHeapStatistics()`, browsers' `performance.memory`,
Python's psutil and memory_profiler, Go's `runtime.MemStats`, Java's `MemoryUsage`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LIMIT = "limit"

_SERIES = {
    "rss": "rss rsssize residentset residentsetsize resident workingset workingsetsize maxrss "
    "memoryrss heaprss residentmemory",
    "heapUsed": "heapused usedheapsize usedjsheapsize jsheapsizeused jsheapusedsize heapsizeused "
    "heapalloc heapsize usedheap jsheapused heapusage heapinuse",
    "heapTotal": "heaptotal totalheapsize totaljsheapsize jsheapsizetotal jsheaptotalsize "
    "heapsizetotal heapcommitted heapsys totalheap",
    "external": "external externalmemory externalmem",
    "arrayBuffers": "arraybuffers arraybuffer arraybufferbytes",
    "vms": "vms virtual virtualsize vsz vmsize virtualmemory",
    "uss": "uss",
    "pss": "pss",
    "swap": "swap",
    "malloced": "mallocedmemory",
    "physical": "totalphysicalsize",
    LIMIT: "heapsizelimit jsheapsizelimit heaplimit maxheap heapmax",
}
ORDER = tuple(_SERIES)
"""Series as they are listed."""

BESIDE = {"external", "arrayBuffers", "vms", "swap", "malloced", "physical"}
"""Series that are measured beside others. Alone their words mean something else: bundlers call a
module that is not bundled external."""

_MEANS = {word: name for name, words in _SERIES.items() for word in words.split()}
_UNITS = {
    "bytes": 1.0,
    "byte": 1.0,
    "b": 1.0,
    "kb": 1e3,
    "mb": 1e6,
    "gb": 1e9,
    "kib": 1024.0,
    "mib": 1024.0**2,
    "gib": 1024.0**3,
}
_UNIT = re.compile(r"^(?P<word>.*?)(?P<unit>bytes|byte|kib|mib|gib|kb|mb|gb|b)$")
_BEFORE = re.compile(r"^(?:process|nodejs|node|memoryusage|memory|mem|performance|usage|v8|js)+")

_TIMES = [
    "time",
    "timestamp",
    "ts",
    "t",
    "at",
    "date",
    "datetime",
    "when",
    "created",
    "createdat",
    "atime",
    "clock",
    "now",
    "walltime",
    "wall",
    "elapsed",
    "uptime",
    "sincestart",
    "performancenow",
    "x",
    "seconds",
    "secs",
    "sec",
    "millis",
]
_TIME_UNITS = {
    "ns": 1.0,
    "nanos": 1.0,
    "nanoseconds": 1.0,
    "us": 1e3,
    "µs": 1e3,
    "micros": 1e3,
    "microseconds": 1e3,
    "ms": 1e6,
    "msec": 1e6,
    "millis": 1e6,
    "milliseconds": 1e6,
    "s": 1e9,
    "sec": 1e9,
    "secs": 1e9,
    "seconds": 1e9,
}
_TIME_UNIT = re.compile(rf"^(?P<word>.*?)(?P<unit>{'|'.join(sorted(_TIME_UNITS, key=len)[::-1])})$")


@dataclass(frozen=True)
class Measured:
    """What a key measures: which series, and bytes a unit (0 when the key does not say)."""

    series: str
    scale: float


@dataclass(frozen=True)
class Timed:
    """A key that tells time: the lower `rank`, the likelier; ns a unit (0 when it does not say)."""

    rank: int
    scale: float


def measured(key: str) -> Measured | None:
    """What a key measures, None for something else than memory."""
    word = _plain(key)
    for candidate in (word, _BEFORE.sub("", word)):
        if candidate in _MEANS:
            return Measured(_MEANS[candidate], 0.0)
        found = _UNIT.match(candidate)
        if found and found["word"] in _MEANS:
            return Measured(_MEANS[found["word"]], _UNITS[found["unit"]])
    return None


def timed(key: str) -> Timed | None:
    """Whether and how a key tells time."""
    word = _plain(key)
    if word in _TIMES:
        return Timed(_TIMES.index(word), 1e9 if word in ("seconds", "secs", "sec") else 0.0)
    found = _TIME_UNIT.match(word)
    if found and found["word"] in _TIMES:
        return Timed(_TIMES.index(found["word"]), _TIME_UNITS[found["unit"]])
    return None


def _plain(key: str) -> str:
    return "".join(letter for letter in key.lower() if letter.isalnum())
