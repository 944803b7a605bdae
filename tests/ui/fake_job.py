"""An engine job for tests of the window: the file's first line says what is to happen.

`ok N` is a recording of N spans, `bad` cannot be read, `slow` waits to be cancelled, `cut` ends
early, `crash` fails as only a mistake of our own does.
"""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from perfview.advice.recommendation import Advice, Recommendation
from perfview.engine.job import Options, Watcher
from perfview.engine.opened import Identity, Opened, Timing
from perfview.findings.finding import Effort, Evidence, Finding, Saving, Severity
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.traces.study import Study
from tests.traces.building import Recording

SLOW_STARTED = threading.Event()


class FakeJob:
    """Stands where `perfview.engine.job.Job` stands."""

    def __init__(
        self, path: Path, options: Options | None = None, watcher: Watcher | None = None
    ) -> None:
        self.path = Path(path)
        self.watcher = watcher or Watcher()
        self.options = options or Options()
        self.progress = Progress(self.watcher.progress)

    def cancel(self) -> None:
        self.progress.cancel()

    def run(self) -> Opened:
        try:
            what, _, count = self.path.read_text().strip().partition(" ")
        except OSError as error:
            raise UnreadableInput("There is no such file", remedy="Check the path.") from error
        self.progress.report("Looking at the file", fraction=0.0)
        if what == "bad":
            raise UnreadableInput("This is no recording", offset=1, remedy="Record it again.")
        if what == "crash":
            raise ZeroDivisionError
        identity = Identity("traces", "fake", "Fake traces", "begins with ok")
        self.watcher.identified(identity)
        while what == "slow":
            SLOW_STARTED.set()
            threading.Event().wait(0.005)
            self.progress.report("Reading", fraction=0.4, bytes_done=4, bytes_total=10)
        return self._opened(identity, int(count or 8), cut=what == "cut")

    def _opened(self, identity: Identity, spans: int, *, cut: bool) -> Opened:
        study, report = Study(_model(spans)), ImportReport(rows=spans)
        if cut:
            report.complete, report.read_bytes, report.total_bytes = False, 66, 100
            report.note("truncated", 1, "The file ends in the middle of a span.")
        if self.options.correct_clocks and self.path.stem.startswith("skewed"):
            report.note("clocks-corrected", spans, "Spans were moved in time.")
        source: Any = SimpleNamespace(on_disk=self.path.stat().st_size, path=self.path)
        opened = Opened(self.path, source, identity, report, study, timing=Timing(0.1, 0.1, 0.2))
        self.watcher.read(opened)
        opened.findings = [_finding()]
        self.watcher.found(opened.findings[0])
        opened.advice = Advice("`GET /` waits for `query`", (_recommendation(opened.findings[0]),))
        self.watcher.advised(opened.advice)
        return opened


def _model(spans: int) -> Any:
    recording = Recording()
    root = recording.span(0, 10 * spans, "GET /", service="gateway")
    for at in range(1, spans):
        recording.span(10 * at, 10 * at + 8, f"query {at % 5}", parent=root, service="orders")
    return recording.model()


def _finding() -> Finding:
    rows = np.array([1, 2], np.int32)
    return Finding(
        detector="n-plus-one",
        severity=Severity.WARNING,
        title="The same query again and again",
        where="gateway → orders",
        why="Each waits for the one before.",
        verdict="`GET /` waits for `query`",
        entity="orders",
        measures=(),
        evidence=Evidence(rows, np.array([0], np.int32), total=2),
        confidence=0.9,
        saving=Saving(5e7, 4e7, 6e7, "ns", "re-timed", of="GET /", before=9e7),
    )


def _recommendation(finding: Finding) -> Recommendation:
    return Recommendation(
        rank=1,
        severity=finding.severity,
        title=finding.title,
        where=finding.where,
        why=finding.why,
        how="Ask once.",
        example=None,
        findings=(finding,),
        saving=finding.saving,
        confidence=finding.confidence,
        effort=Effort.SMALL,
    )
