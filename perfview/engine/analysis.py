"""Measures a recording and runs a pillar's detectors on it, side by side.

One list of work for all threads: what much else stands on first, then the detectors, the one that
takes longest first, so that it does not end alone, then cheapest first. Nothing says what needs
what: whoever asks for a measure that another thread is computing waits for it. Findings are handed
on as they come.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping, Sequence
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
    """A piece of work has ended; `order` is the detector's, -1 for what goes before them.

    `failure` says why it did not end well.
    """

    order: int = -1
    failure: Exception | None = None


def analyse(
    detectors: list[type[Detector]],
    study: Any,
    thresholds: Mapping[str, float],
    progress: Progress,
    found: Callable[[Finding], None],
    first: Sequence[Callable[[], object]] = (),
) -> Analysis:
    """Do what goes `first`, run all detectors; `found` is called on this thread for each finding.

    `thresholds` maps ``detector.threshold`` to values. A detector that raises is listed among the
    failures and the others go on; what raises before them is raised here. Raises `Cancelled`, after
    its threads have ended.
    """
    said: queue.SimpleQueue[tuple[int, Finding] | _Done] = queue.SimpleQueue()
    by_detector: list[list[Finding]] = [[] for _ in detectors]
    analysis = Analysis()
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="analysis")
    work = len(first) + len(detectors)
    try:
        for prepare in first:
            pool.submit(_prepare, prepare, progress, said)
        for order in _begun(detectors):
            kind = detectors[order]
            pool.submit(_run, order, kind, study, limits(kind, thresholds), progress, said)
        ended = 0
        while ended < work:
            message = _next(said, progress)
            if isinstance(message, _Done):
                ended += 1
                progress.report(fraction=ended / work)
                if message.failure is not None:
                    _note(analysis, detectors, message.order, message.failure)
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


def _begun(detectors: list[type[Detector]]) -> list[int]:
    """The order in which detectors, listed cheapest first, are begun."""
    places = list(range(len(detectors)))
    longest = max(places, key=lambda place: detectors[place].cost, default=0)
    return sorted(places, key=lambda place: place != longest)


def _note(
    analysis: Analysis, detectors: list[type[Detector]], order: int, failure: Exception
) -> None:
    if order < 0:
        raise failure
    reason = f"{type(failure).__name__}: {failure}"
    analysis.failures.append((detectors[order].name, reason))


def _prepare(
    work: Callable[[], object],
    progress: Progress,
    said: queue.SimpleQueue[tuple[int, Finding] | _Done],
) -> None:
    """One piece of work that goes before the detectors, on a thread of the pool."""
    failure = None
    try:
        progress.check()
        work()
    except Cancelled:
        pass
    except Exception as error:  # raised again on the thread that asked for the analysis
        failure = error
    finally:
        said.put(_Done(failure=failure))


def _run(
    order: int,
    kind: type[Detector],
    study: Any,
    limit: Limits,
    progress: Progress,
    said: queue.SimpleQueue[tuple[int, Finding] | _Done],
) -> None:
    """One detector, on a thread of the pool."""
    failure = None
    try:
        for finding in kind().detect(Stoppable(study, progress), limit):
            said.put((order, finding))
    except Cancelled:
        pass
    except Exception as error:  # a detector's mistake must not take the others' findings away
        failure = error
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
