"""Which recordings a trace detector is for: it subclasses one of these."""

from __future__ import annotations

from perfview.findings.detector import Detector
from perfview.traces.study import Study


class RequestDetector(Detector):
    """For recordings of requests (OpenTelemetry, Jaeger, Zipkin): services and their calls."""

    def concerns(self, study: Study) -> bool:
        """Whether this is no recording of threads."""
        return not study.model.threads


class ThreadDetector(Detector):
    """For recordings of threads (Chrome, Perfetto): slices on tracks."""

    def concerns(self, study: Study) -> bool:
        """Whether this is a recording of threads."""
        return bool(study.model.threads)
