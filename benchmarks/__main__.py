"""Measure everything: `make bench` or `python -m benchmarks [--spans N] [NAME…]`.

Prints a table of numbers beside their limits and writes benchmarks/latest.json; of single measures
only with `--keep`, which leaves the other rows as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from benchmarks.result import Result

LATEST = Path(__file__).parent / "latest.json"
NAMES = (
    "ingest",
    "ingest_opentracing",
    "chrome",
    "perfetto",
    "peak",
    "baseline_json",
    "baseline_protobuf",
    "reopen",
    "cancel",
    "window",
    "frames",
    "latency",
    "startup",
    "what_if",
    "large",
    "profiles",
    "profiles_peak",
    "profiles_reopen",
    "profiles_lens",
    "profiles_window",
    "profiles_frames",
    "profiles_baselines",
    "heaps",
    "heaps_peak",
    "heaps_reopen",
    "heaps_growth",
    "heaps_window",
    "heaps_frames",
    "heaps_baselines",
    "bundles_accuracy",
    "bundles",
    "bundles_peak",
    "bundles_advice",
    "bundles_reopen",
    "bundles_window",
    "bundles_frames",
    "bundles_baselines",
    "queries",
    "queries_postgres",
    "queries_mysql",
    "queries_reopen",
    "queries_n_plus_one",
    "query_advice",
    "queries_window",
    "queries_frames",
)
# What we read, the usual way of reading it, and how many times faster ours has to be.
_PAIRS = (
    ("json", "orjson.loads + loop", 25.0),
    ("pb", "protobuf package + loop", 25.0),
    ("jaeger", "orjson.loads + loop, jaeger", None),
    ("zipkin", "orjson.loads + loop, zipkin", None),
    ("chrome", "orjson.loads + loop, chrome", None),
    ("perfetto", "protobuf package + loop, perfetto", None),
)


def run(name: str, spans: int) -> list[Result]:
    """One measure in a fresh process, so that none warms or fattens another."""
    command = [sys.executable, "-m", "benchmarks", "--one", name, "--spans", str(spans)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        print(f"{name} failed", file=sys.stderr)
        return []
    return [Result(**row) for row in json.loads(ran.stdout.splitlines()[-1])]


def ratios(results: list[Result]) -> list[Result]:
    """How many times faster than the usual way, from the numbers of this run."""
    by_name = {r.name: r.value for r in results}
    return [
        Result(
            f"{kind}: times faster than {usual}", by_name[usual] / by_name[ours], "×", limit, True
        )
        for kind, usual, limit in _PAIRS
        if (ours := f"{kind}: of that reading") in by_name and usual in by_name
    ]


def line(result: Result) -> str:
    """A row of the table."""
    mark = {True: "ok", False: "MISSED", None: ""}[result.passed]
    sign = "≥" if result.at_least else "≤"
    limit = "" if result.limit is None else f"{sign} {result.limit:g} {result.unit}"
    value = f"{result.value:.3g} {result.unit}"
    return f"{result.name:<52}{value:>12}  {limit:<10} {mark:<7}{result.note}"


def _write(results: list[Result], spans: int, *, among_others: bool) -> None:
    """Keep the results, in the place of those of the same names where there are others."""
    rows = {r.name: asdict(r) | {"passed": r.passed} for r in results}
    if among_others and LATEST.exists():
        known = {row["name"]: row for row in json.loads(LATEST.read_text("utf-8"))["results"]}
        rows = known | rows
    document = {"spans": spans, "results": list(rows.values())}
    LATEST.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main() -> int:
    """Run what was asked for; 1 when a limit was missed."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--spans", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="keep the rows of these measures")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measured = import_module(f"benchmarks.measures.{asked.one}").measure(asked.spans)
        print(json.dumps([asdict(r) for r in measured]))
        return 0
    results: list[Result] = []
    print(f"{asked.spans:,} spans, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name in asked.names or NAMES:
        for result in run(name, asked.spans):
            results.append(result)
            print(line(result), flush=True)
    for result in ratios(results):
        results.append(result)
        print(line(result), flush=True)
    if asked.keep or not asked.names:
        _write(results, asked.spans, among_others=bool(asked.names))
    return int(any(r.passed is False for r in results))


if __name__ == "__main__":
    sys.exit(main())
