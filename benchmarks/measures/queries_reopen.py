"""The second opening of a million lines of PostgreSQL's log, from the column cache: until its
statements can be shown, and until all findings are there."""

from __future__ import annotations

import time

from benchmarks.queries.opening import ready
from benchmarks.queries.postgres_logs import postgres_log
from benchmarks.result import Result

LINES = 1_000_000
LIMIT_S = 0.3
_ROUNDS = 4


def measure(_spans: int) -> list[Result]:
    """Seconds from asking for the file."""
    from perfview.engine.job import Job, Options, Watcher
    from perfview.engine.opened import Opened

    ready()
    path = postgres_log("stderr", LINES)
    Job(path, Options(analyse=False)).run()
    shown, found = [], []
    for _ in range(_ROUNDS):
        moments: list[float] = []

        def listed(opened: Opened, moments: list[float] = moments) -> None:
            assert len(opened.study.totals.total_ns)
            moments.append(time.perf_counter())

        began = time.perf_counter()
        opened = Job(path, Options(), Watcher(read=listed)).run()
        if not opened.timing.from_cache:
            raise SystemExit("the second opening did not come from the cache")
        shown.append(moments[0] - began)
        found.append(time.perf_counter() - began)
        del opened
    name = "PostgreSQL log of 1M lines, second opening"
    return [
        Result(f"{name}: to statements", min(shown), "s", LIMIT_S),
        Result(f"{name}: to findings", min(found), "s"),
    ]
