"""Ten thousand queries, as an application lists them, to all ranked recommendations.

Warm: in a process that runs, kernels compiled and sqlglot imported, no statement known from before.
Cold: `perfview analyze`, a process from its start to its end. pt-query-digest, where it is
installed, is given the same statements; it ranks them and advises nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.queries.advice import RECORDED
from benchmarks.queries.judging import Case, recorded
from benchmarks.queries.lists import Rows, query_rows, recorded_rows, write_rows
from benchmarks.queries.opening import opening, ready
from benchmarks.result import Result

CALLS = 10_000
LIMIT_S = 0.2
_ROUNDS = 7


def measure(_spans: int) -> list[Result]:
    """Seconds of each database's list, with and without what is known of the database."""
    ready()
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        rows = query_rows(CALLS)
        path = write_rows(Path(folder) / "made-up.json", rows)
        results.append(_warm("made-up shop, text alone", rows, Path(folder), ()))
        for case, _ in recorded(RECORDED):
            results += _of(case, Path(folder))
        results += _cold(path)
        results += _peer(path, results[0].value)
    return results


def _of(case: Case, folder: Path) -> list[Result]:
    texts = [(str(row["sql"]), float(row["ms"] or 60_000)) for row in case.rows]
    rows = recorded_rows(texts, CALLS)
    given = (folder / f"{case.name}.sql", folder / f"{case.name}.json")
    given[0].write_text(case.definitions)
    given[1].write_bytes(case.statistics)
    return [
        _warm(f"{case.name}, DDL and statistics", rows, folder, given),
        _warm(f"{case.name}, text alone", rows, folder, ()),
    ]


def _warm(name: str, rows: Rows, folder: Path, given: tuple[Path, ...]) -> Result:
    # Another remark each time, so that no statement is known from before.
    found = []
    for turn in range(_ROUNDS):
        own = folder / f"{name}-{turn}"
        own.mkdir()
        anew = [{**row, "sql": f"{row['sql']} /*{turn}{bool(given)}*/"} for row in rows]
        found.append(opening(write_rows(own / "list.json", anew), given))
    best = min(found, key=lambda each: each.findings_s)
    note = f"{best.statements} statements, {best.findings} findings, {best.worked_s:.2f} s of work"
    words = f"10K queries of {name}: to findings"
    return Result(words, best.findings_s, "s", LIMIT_S, note=note)


def _cold(path: Path) -> list[Result]:
    command = [sys.executable, "-m", "perfview", "analyze", "--no-cache", "--json", str(path)]
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return [Result("10K queries of made-up shop: the whole process, cold", min(taken), "s")]


def _peer(path: Path, ours_s: float) -> list[Result]:
    tool = shutil.which("pt-query-digest")
    if tool is None:
        return [Result("pt-query-digest: not measured", 0.0, "s", note="not here")]
    raw = path.with_suffix(".txt")
    raw.write_text("".join(f"{row['sql']}\n" for row in json.loads(path.read_text())))
    began = time.perf_counter()
    subprocess.run([tool, "--type", "rawlog", str(raw)], check=False, capture_output=True)
    taken = time.perf_counter() - began
    return [
        Result("pt-query-digest, the same 10K statements", taken, "s", note="process and all"),
        Result("10K queries: times faster than pt-query-digest", taken / ours_s, "×",
               note="it has no durations to rank by"),
    ]  # fmt: skip
