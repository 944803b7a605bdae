"""A recording of queries on its way to its model and to ranked findings, as both faces go it."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Opening:
    """Seconds by the clock until the file was read and until all findings were there; what all
    threads worked for it; how many calls, statements and findings there are."""

    read_s: float
    findings_s: float
    worked_s: float
    calls: int
    statements: int
    findings: int


def opening(path: Path, given: tuple[Path, ...] = ()) -> Opening:
    """Open a recording, with files that tell of its database, without the cache."""
    from perfview.engine.job import Job, Options, Watcher
    from perfview.engine.opened import Opened

    moments: dict[str, float] = {}

    def read(_opened: Opened) -> None:
        moments["read"] = time.perf_counter() - began

    began, worked = time.perf_counter(), time.process_time()
    opened = Job(path, Options(use_cache=False, given=given), Watcher(read=read)).run()
    found = time.perf_counter() - began
    worked = time.process_time() - worked
    model = opened.study.model
    sizes = (len(model.calls), len(model.statements), len(opened.findings))
    return Opening(moments["read"], found, worked, *sizes)


def ready() -> None:
    """Have kernels compiled and sqlglot imported, as in a window that runs; like the window's, what
    is loaded by then is not looked through for garbage again."""
    import sqlglot  # noqa: F401

    from perfview.engine.memory import keep_columns_apart
    from perfview.kernels.warming import warm

    warm()
    keep_columns_apart()
    gc.freeze()
