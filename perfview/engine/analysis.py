"""Runs a pillar's detectors side by side, cheapest first, and hands on findings as they come."""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from perfview.engine.stoppable import Stoppable
from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Finding
from perfview.recording.errors import Cancelled
from perfview.recording.progress import Progress

WORKERS = 2
"""Kernels release the GIL, so two detectors really run at once; more would cost memory."""

_LOOK_AT_CANCEL_S = 0.02


@dataclass
class Analysis:
    """What the detectors said, in the detectors' order, and which of them failed with what."""

    findings: list[Finding] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Done:
    """A detector has ended; `failure` says why when it did not end well."""

    order: int
    failure: str = ""


def analyse(
    detectors: list[type[Detector]],
    study: Any,
    thresholds: Mapping[str, float],
    progress: Progress,
    found: Callable[[Finding], None],
) -> Analysis:
    """Run all detectors; `found` is called on this thread for each finding as it comes.

    `thresholds` maps ``detector.threshold`` to values. A detector that raises is listed among the
    failures and the others go on. Raises `Cancelled`, after its threads have ended.
    """
    said: queue.SimpleQueue[tuple[int, Finding] | _Done] = queue.SimpleQueue()
    by_detector: list[list[Finding]] = [[] for _ in detectors]
    analysis = Analysis()
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="detector")
    try:
        for order, kind in enumerate(detectors):
            pool.submit(_run, order, kind, study, limits(kind, thresholds), progress, said)
        ended = 0
        while ended < len(detectors):
            message = _next(said, progress)
            if isinstance(message, _Done):
                ended += 1
                progress.report(fraction=ended / len(detectors))
                if message.failure:
                    analysis.failures.append((detectors[message.order].name, message.failure))
            else:
                by_detector[message[0]].append(message[1])
                found(message[1])
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    analysis.findings = [finding for each in by_detector for finding in each]
    return analysis


def limits(kind: type[Detector], thresholds: Mapping[str, float]) -> Limits:
    """The thresholds one detector runs with, out of all that were set."""
    prefix = f"{kind.name}."
    own = {n.removeprefix(prefix): v for n, v in thresholds.items() if n.startswith(prefix)}
    return Limits(kind(), own)


def _run(
    order: int,
    kind: type[Detector],
    study: Any,
    limit: Limits,
    progress: Progress,
    said: queue.SimpleQueue[tuple[int, Finding] | _Done],
) -> None:
    """One detector, on a thread of the pool."""
    failure = ""
    try:
        for finding in kind().detect(Stoppable(study, progress), limit):
            said.put((order, finding))
    except Cancelled:
        pass
    except Exception as error:  # a detector's mistake must not take the others' findings away
        failure = f"{type(error).__name__}: {error}"
    finally:
        said.put(_Done(order, failure))


def _next(
    said: queue.SimpleQueue[tuple[int, Finding] | _Done], progress: Progress
) -> tuple[int, Finding] | _Done:
    """The next message, looking every 20 ms whether the user wants to stop."""
    while True:
        progress.check()
        try:
            return said.get(timeout=_LOOK_AT_CANCEL_S)
        except queue.Empty:
            continue
