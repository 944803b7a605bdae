"""What others take for the same stats: webpack-bundle-analyzer and statoscope, both run by Node."""

from __future__ import annotations

from benchmarks.bundles import peers
from benchmarks.bundles.opening import openings, ready
from benchmarks.bundles.stats import stats_file
from benchmarks.measures.bundles import LIMITS_S
from benchmarks.result import Result

_ROUNDS = 3
_PEERS = {
    "webpack-bundle-analyzer (sizes)": peers.analyzer_s,
    "statoscope (duplicates)": peers.statoscope_s,
}


def measure(_spans: int) -> list[Result]:
    """The quickest of some rounds of each, a process of its own each time as they are used, and how
    many times faster tables and treemap are there."""
    if lacks := peers.missing():
        return [Result("bundle analysers: not measured", 0.0, "s", note=f"not here: {lacks}")]
    ready()
    return [result for size in LIMITS_S for result in _of(size)]


def _of(size: int) -> list[Result]:
    path, results = stats_file(size), []
    for name, run in _PEERS.items():
        found = openings(path, _ROUNDS)
        taken = [seconds for _ in range(_ROUNDS) if (seconds := run(path)) is not None]
        # On both sides of theirs, as a machine is not equally busy all the time.
        found += openings(path, _ROUNDS)
        if not taken:
            results.append(Result(f"{name}, {size} MB: gave up", 0.0, "s"))
            continue
        ours = min(each.treemap_s for each in found)
        note = f"tables and treemap: {ours:.2f} s"
        results += [
            Result(f"{name}, {size} MB", min(taken), "s", note="process and all"),
            Result(f"stats of {size} MB: times faster than {name}", min(taken) / ours, "×",
                   note=note),
        ]  # fmt: skip
    return results
