"""A heap snapshot on its way to its classes and findings, as window and command line go it."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Opening:
    """Seconds by the clock until the file was read, until its classes had counts, sizes and
    distances, and until retained sizes and all findings were there; `worked_s` is what all threads
    worked for it, `findings` how many there are."""

    read_s: float
    classes_s: float
    findings_s: float
    worked_s: float
    findings: int


def opening(path: Path, baseline: Path | None = None, between: tuple[Path, ...] = ()) -> Opening:
    """Open a snapshot without the cache; the classes are asked for as soon as it is read."""
    from perfview.engine.job import Job, Options, Watcher
    from perfview.engine.opened import Opened

    moments: dict[str, float] = {}
    asked: list[threading.Thread] = []

    def ask(opened: Opened) -> None:
        assert len(opened.study.class_sizes.count) == len(opened.study.classes)
        moments["classes"] = time.perf_counter() - began

    def read(opened: Opened) -> None:
        moments["read"] = time.perf_counter() - began
        asked.append(threading.Thread(target=ask, args=(opened,)))
        asked[0].start()

    began, worked = time.perf_counter(), time.process_time()
    options = Options(use_cache=False, baseline=baseline, between=between)
    opened = Job(path, options, Watcher(read=read)).run()
    assert len(opened.study.class_retained) == len(opened.study.classes)
    found = time.perf_counter() - began
    asked[0].join()
    worked = time.process_time() - worked
    return Opening(moments["read"], moments["classes"], found, worked, len(opened.findings))


def openings(rounds: int, path: Path, *held_against: Path) -> list[Opening]:
    """So many openings; `held_against` are a baseline and what lies between, in their order."""
    baseline, between = (held_against[0], held_against[1:]) if held_against else (None, ())
    return [opening(path, baseline, tuple(between)) for _ in range(rounds)]


def ready() -> None:
    """Have kernels compiled and columns kept apart, as both faces have it."""
    from perfview.engine.memory import keep_columns_apart
    from perfview.kernels.warming import warm

    warm()
    keep_columns_apart()


def told(found: list[Opening]) -> str:
    """What is worth knowing beside the best of them."""
    worked = min(each.worked_s for each in found)
    return f"{worked:.2f} s of work; load {os.getloadavg()[0]:.1f}"
