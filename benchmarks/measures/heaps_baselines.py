"""What others take for the same snapshots: DevTools' loader and MemLab, both run by Node."""

from __future__ import annotations

from benchmarks.heaps import peers, snapshots
from benchmarks.heaps.opening import openings, ready
from benchmarks.result import Result

TIMES = 10.0
"""How many times faster than they are retained sizes and suspects have to be there."""
SIZES = {"100MB": 4, "1GB": 2}
"""Sizes that have a limit, and rounds of ours beside each of theirs."""
_PEERS = {"DevTools' loader": peers.devtools_s, "MemLab object-size": peers.memlab_s}


def measure(_spans: int) -> list[Result]:
    """Seconds of each, once; ratios, which are to their harm: ours looks for leaks as well."""
    lacks = snapshots.missing() or peers.missing()
    if lacks:
        return [Result("DevTools, MemLab: not measured", 0.0, "s", note=f"not here: {lacks}")]
    ready()
    return [result for size, rounds in SIZES.items() for result in _of(size, rounds)]


def _of(size: str, rounds: int) -> list[Result]:
    path = snapshots.snapshot(size)
    found, theirs = openings(rounds, path), {}
    for name, load in _PEERS.items():
        theirs[name] = load(path)
        # On both sides of theirs, as a machine is not equally busy all the time.
        found += openings(rounds, path)
    ours = min(each.findings_s for each in found)
    results = []
    for name, taken in theirs.items():
        if taken is None:
            results.append(Result(f"{name}, heap of {size}: gave up", 0.0, "s"))
            continue
        results += [
            Result(f"{name}, heap of {size}", taken, "s"),
            Result(f"heap of {size}: times faster than {name}", taken / ours, "×", TIMES, True,
                   note=f"to retained sizes and suspects: {ours:.2f} s"),
        ]  # fmt: skip
    return results
