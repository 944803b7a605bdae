"""What V8 writes of its collections with ``--trace-gc`` and ``--trace-gc-nvp``.

Formats: `GCTracer::Print` and `GCTracer::PrintNVP` in V8's src/heap/gc-tracer.cc, of Node 4 to 24.
Megabytes are 2^20 bytes; times count from the isolate's start and are those of a collection's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from perfview.heaps.readers.logs.rows import MIB, Row

_PREFIX = (
    r"\[(?P<pid>\d+)(?::(?P<isolate>0x[0-9a-f]+|\(nil\))(?::\d+)?)?\]\s+(?P<at>\d+(?:\.\d+)?) ms: "
)
_NUMBER = r"\d+(?:\.\d+)?"
LINE = re.compile(
    _PREFIX
    + r"(?P<kind>(?:Scavenge|Mark-[Cc]ompact|Mark-sweep|Minor [A-Z][\w-]*)(?: \([\w ,-]+\))*)"
    rf" (?P<before>{_NUMBER}) \((?P<held>{_NUMBER})\) -> (?P<after>{_NUMBER})"
    rf" \((?P<committed>{_NUMBER})\) MB,(?: pooled: {_NUMBER} MB,)?"
    rf" (?P<pause>{_NUMBER})(?: / {_NUMBER})? ms(?P<rest>.*)"
)
NAMED = re.compile(_PREFIX + r"(?P<pairs>pause=.*\bgc=\w+.*)")
DIED = re.compile(r"^(?:\S+ )?FATAL ERROR: .*(?:heap out of memory|Allocation failed)")
_PAIR = re.compile(r"(?<![\w.])([\w.]++)=(-?\d+(?:\.\d+)?|\w+)")
_MUTATOR = re.compile(rf"current mu = ({_NUMBER})")
_LIMIT = re.compile(r"--max[-_]old[-_]space[-_]size[= ](\d+)")
_LAST_FEW = "<--- Last few GCs --->"
_NAMES = {
    "s": "Scavenge",
    "mc": "Mark-Compact",
    "ms": "Mark-sweep",
    "mmc": "Minor Mark-Compact",
    "mms": "Minor Mark-Sweep",
}


class V8Log:
    """Takes lines; `rows` are the collections among them, in the order they stand there.

    `limit_bytes` is what the log says of the heap's limit, 0 for nothing; `ended_by` what ended
    the program; `repeated` counts the collections that a dying program writes once more.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.limit_bytes = 0
        self.ended_by = ""
        self.repeated = 0
        self._is_repeating = False

    def take(self, lines: Iterable[str]) -> None:
        """Look at lines of a log."""
        for line in lines:
            if "ms: " in line:
                row = _row(line)
                if row is not None:
                    self._add(row)
            elif "FATAL ERROR" in line and DIED.search(line):
                self.ended_by, self._is_repeating = "out of memory", False
            elif _LAST_FEW in line:
                self._is_repeating = True
            if "old" in line and (said := _LIMIT.search(line)):
                self.limit_bytes = int(said[1]) * MIB

    def _add(self, row: Row) -> None:
        if self._is_repeating and row in self.rows[-64:]:
            self.repeated += 1
        else:
            self.rows.append(row)


def is_line(line: str) -> bool:
    """Whether a line tells of a collection."""
    return "ms: " in line and _row(line) is not None


def _row(line: str) -> Row | None:
    found = LINE.search(line)
    if found:
        return _plain(found)
    found = NAMED.search(line)
    return _named(found) if found else None


def _began(found: re.Match[str], pause_ms: float) -> int:
    return round((float(found["at"]) - pause_ms) * 1e6)


def _owner(found: re.Match[str]) -> str:
    isolate = found["isolate"]
    return f"{found['pid']}:{isolate}" if isolate else str(found["pid"])


def _plain(found: re.Match[str]) -> Row:
    pause, rest = float(found["pause"]), found["rest"]
    mutator = _MUTATOR.search(rest)
    # NaN never equals itself: a row without a share must still equal its repetition.
    return Row(
        time_ns=_began(found, pause),
        pause_ns=round(pause * 1e6),
        kind=found["kind"].replace("Mark-compact", "Mark-Compact"),
        is_full=found["kind"].startswith("Mark"),
        before=round(float(found["before"]) * MIB),
        after=round(float(found["after"]) * MIB),
        committed=round(float(found["committed"]) * MIB),
        mutator=float(mutator[1]) if mutator else _NO_SHARE,
        reason=_reason(rest),
        owner=_owner(found),
    )


_NO_SHARE = float("nan")


def _reason(rest: str) -> str:
    """Why, in V8's words: what stands behind everything in round brackets."""
    return _words(rest[rest.rfind(")") + 1 :])


@lru_cache(maxsize=256)
def _words(text: str) -> str:
    """The reasons in a text, the oldest V8s' in square brackets."""
    squared = re.findall(r"\[([^\]]+)\]", text)
    parts = squared or [part.strip(" .") for part in text.split(";")]
    return "; ".join(part for part in parts if part)


def _named(found: re.Match[str]) -> Row | None:
    said: dict[str, str] = dict(_PAIR.findall(found["pairs"]))
    try:
        pause = float(said["pause"])
        mutator = float(said.get("mutator", "nan"))
        sizes = [int(float(said.get(f"total_size_{when}", "-1"))) for when in ("before", "after")]
        promoted = int(float(said.get("promoted", "-1")))
    except ValueError:
        return None
    kind = said["gc"]
    return Row(
        time_ns=_began(found, pause),
        pause_ns=round(pause * 1e6),
        kind=_NAMES.get(kind, kind) + (" (reduce)" if said.get("reduce_memory") == "1" else ""),
        is_full=kind in ("mc", "ms"),
        before=sizes[0],
        after=sizes[1],
        mutator=mutator / (mutator + pause) if mutator + pause > 0 else _NO_SHARE,
        promoted=promoted,
        owner=_owner(found),
    )
