"""A million entries of MySQL's slow log to ranked findings; pt-query-digest beside it, on a
twentieth of them, as it would take minutes."""

from __future__ import annotations

import shutil
import subprocess
import time

from benchmarks.queries.opening import opening, ready
from benchmarks.queries.slow_logs import slow_log
from benchmarks.result import Result, peak_bytes

ENTRIES = 1_000_000
PEER_ENTRIES = 50_000
LIMIT_S = 10.0
PEER_TIMES = 10.0
_ROUNDS = 3


def measure(_spans: int) -> list[Result]:
    """Seconds to the model and to findings; how many times faster than pt-query-digest."""
    ready()
    path = slow_log(ENTRIES)
    found = [opening(path) for _ in range(_ROUNDS)]
    best = min(found, key=lambda each: each.findings_s)
    size = path.stat().st_size / 1e6
    note = f"{size:.0f} MB, {best.calls:,} calls, {best.worked_s:.2f} s of work"
    name = "MySQL slow log of 1M entries"
    return [
        Result(f"{name}: file to model", min(each.read_s for each in found), "s", note=note),
        Result(f"{name}: file to findings", best.findings_s, "s", LIMIT_S,
               note=f"{best.findings} findings; six million lines"),
        Result(f"{name}: peak", peak_bytes() / 1e6, "MB"),
        *_peer(),
    ]  # fmt: skip


def _peer() -> list[Result]:
    tool = shutil.which("pt-query-digest")
    if tool is None:
        return [Result("pt-query-digest: not measured", 0.0, "s", note="not here")]
    path = slow_log(PEER_ENTRIES)
    ours = min(opening(path).findings_s for _ in range(_ROUNDS))
    began = time.perf_counter()
    subprocess.run([tool, "--type", "slowlog", str(path)], check=False, capture_output=True)
    taken = time.perf_counter() - began
    name = f"pt-query-digest, {PEER_ENTRIES:,} entries"
    return [
        Result(name, taken, "s", note="process and all"),
        Result(f"MySQL slow log: times faster than {name}", taken / ours, "×", PEER_TIMES, True,
               note=f"ours {ours:.2f} s"),
    ]  # fmt: skip
