"""What Go (``GODEBUG=gctrace=1``) and Java write of their collections.

Formats: package runtime of Go, "Environment Variables" (megabytes are 2^20 bytes; the three parts
of the clock are stop-the-world, concurrent, stop-the-world); Java's unified logging (JEP 271) and
the -verbose:gc lines before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from perfview.heaps.readers.logs.rows import MIB, UNKNOWN, Row

_NUMBER = r"\d+(?:[.,]\d+)?"
GO = re.compile(
    rf"\bgc (?P<number>\d+) @(?P<at>{_NUMBER})s (?P<share>{_NUMBER})%: (?P<clock>[\d.+]+) ms clock,"
    r" .*?(?P<before>\d+)->(?P<end>\d+)->(?P<after>\d+) MB, (?P<goal>\d+) MB goal"
    r"(?P<forced>.*\(forced\))?"
)
_SIZES = (
    r"(?P<before>\d+)(?P<b>[BKMG])(?:\(\d+%\))?->(?P<after>\d+)(?P<a>[BKMG])"
    r"\((?P<held>\d+)(?P<h>[BKMG])?%?\)"
)
JAVA = re.compile(
    r"\[(?P<at>\d+(?:[.,]\d+)?)(?P<unit>s|ms|ns)\].*\[gc[^\]]*\] (?:GC\(\d+\) )"
    r"(?P<kind>Pause (?:Young|Full|Remark|Cleanup|Initial Mark|Mixed)[^()]*)"
    r"(?P<why>(?: ?\([^()]*(?:\(\))?\))*+)"
    rf" {_SIZES} (?P<pause>{_NUMBER})ms"
)
JAVA_8 = re.compile(
    rf"(?<![\d.,])(?P<at>{_NUMBER}): \[(?P<kind>Full GC|GC)(?P<why>(?: ?\([^()]*(?:\(\))?\))*+).*?"
    r"(?:\]\s*|\)\s+|[:,]\s*|\s)"
    r"(?P<before>\d+)(?P<b>[KMG])->(?P<after>\d+)(?P<a>[KMG])\((?P<held>\d+)(?P<h>[KMG])\)"
    rf"(?:,? \[Metaspace[^\]]*\])?, (?P<pause>{_NUMBER}) secs\]"
)
_UNIT = {"B": 1, "K": 1 << 10, "M": MIB, "G": 1 << 30}
_TO_NS = {"s": 1e9, "ms": 1e6, "ns": 1.0}


def go_row(line: str) -> Row | None:
    """A line of Go's gctrace. What it stops for are the first and the last part of the clock."""
    found = GO.search(line)
    if not found:
        return None
    parts = [
        float(part) for part in found["clock"].split("+") if part.replace(".", "", 1).isdigit()
    ]
    pause = parts[0] + parts[-1] if len(parts) >= 3 else sum(parts)
    return Row(
        time_ns=round(float(found["at"]) * 1e9),
        pause_ns=round(pause * 1e6),
        kind="gc",
        is_full=True,
        before=int(found["before"]) * MIB,
        after=int(found["after"]) * MIB,
        mutator=1.0 - float(found["share"]) / 100,
        reason="forced" if found["forced"] else "",
    )


def java_row(line: str) -> Row | None:
    """A line of Java's unified log (`-Xlog:gc`); parts without sizes are no collections."""
    found = JAVA.search(line)
    if not found:
        return None
    kind = found["kind"].strip()
    pause = _plain(found["pause"]) * 1e6
    return Row(
        time_ns=round(_plain(found["at"]) * _TO_NS[found["unit"]] - pause),
        pause_ns=round(pause),
        kind=kind,
        is_full=kind.startswith("Pause Full"),
        before=_bytes(found, "before", "b"),
        after=_bytes(found, "after", "a"),
        committed=_bytes(found, "held", "h"),
        reason=_why(found["why"]),
    )


def java_8_row(line: str) -> Row | None:
    """A line of `-verbose:gc -XX:+PrintGCTimeStamps`, Java 8 and before."""
    found = JAVA_8.search(line)
    if not found:
        return None
    return Row(
        time_ns=round(_plain(found["at"]) * 1e9),
        pause_ns=round(_plain(found["pause"]) * 1e9),
        kind=found["kind"],
        is_full=found["kind"] == "Full GC",
        before=_bytes(found, "before", "b"),
        after=_bytes(found, "after", "a"),
        committed=_bytes(found, "held", "h"),
        reason=_why(found["why"]),
    )


ROWS: tuple[Callable[[str], Row | None], ...] = (go_row, java_row, java_8_row)


def _plain(text: str) -> float:
    return float(text.replace(",", "."))


def _bytes(found: re.Match[str], value: str, unit: str) -> int:
    return int(found[value]) * _UNIT[found[unit]] if found[unit] else UNKNOWN


def _why(text: str) -> str:
    return text.strip().strip("()").replace(") (", "; ")
