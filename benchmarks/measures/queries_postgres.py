"""A million lines of PostgreSQL's log to a model and to ranked findings; pgBadger beside it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.queries.opening import opening, ready
from benchmarks.queries.postgres_logs import FORMS, postgres_log
from benchmarks.result import Result, peak_bytes

LINES = 1_000_000
FINDINGS_LIMIT_S = 5.0
READ_LIMITS_S = {"stderr": 3.5, "csvlog": 5.0, "jsonlog": 5.0}
PEAK_LIMIT_MB = 1200
PGBADGER_TIMES = 10.0
_ROUNDS = 3
_PREFIX = "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h,vxid=%v "


def measure(_spans: int) -> list[Result]:
    """Seconds to the model and to findings of each form; how many times faster than pgBadger."""
    ready()
    results: list[Result] = []
    for form in FORMS:
        results += _of(form, postgres_log(form, LINES))
        if form == "stderr":
            peak = peak_bytes() / 1e6
            results.append(Result("PostgreSQL log: peak", peak, "MB", PEAK_LIMIT_MB))
    return results + _badger(postgres_log("stderr", LINES), results[1].value)


def _of(form: str, path: Path) -> list[Result]:
    found = [opening(path) for _ in range(_ROUNDS)]
    best = min(found, key=lambda each: each.findings_s)
    size = path.stat().st_size / 1e6
    note = f"{size:.0f} MB, {best.calls:,} calls, {best.worked_s:.2f} s of work"
    limit = FINDINGS_LIMIT_S if form == "stderr" else None
    return [
        Result(f"PostgreSQL {form} of 1M lines: file to model", min(f.read_s for f in found), "s",
               READ_LIMITS_S[form], note=note),
        Result(f"PostgreSQL {form} of 1M lines: file to findings", best.findings_s, "s", limit,
               note=f"{best.findings} findings"),
    ]  # fmt: skip


def _badger(path: Path, ours_s: float) -> list[Result]:
    """pgBadger on one process and on two, its report thrown away."""
    if shutil.which("pgbadger") is None:
        return [Result("pgBadger: not measured", 0.0, "s", note="not here: pgbadger")]
    results = []
    for jobs in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            command = ["pgbadger", "-q", "-j", str(jobs), "-f", "stderr", "-p", _PREFIX,
                       "-x", "json", "-o", f"{folder}/out.json", str(path)]  # fmt: skip
            began = time.perf_counter()
            subprocess.run(command, check=False, capture_output=True)
            taken = time.perf_counter() - began
        name = f"pgBadger -j{jobs}, 1M lines"
        results += [
            Result(name, taken, "s", note="process and all"),
            Result(f"PostgreSQL log: times faster than {name}", taken / ours_s, "×",
                   PGBADGER_TIMES if jobs == 1 else None, True),
        ]  # fmt: skip
    return results
