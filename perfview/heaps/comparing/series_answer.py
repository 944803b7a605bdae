"""Two recordings of memory over time compared, series by series."""

from __future__ import annotations

from perfview.findings.comparison import Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.heaps.study import Study


def compare_series(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """What changed from one recording to another."""
    raise UnanswerableError("Recordings of memory over time cannot be compared yet.", "BEFORE")
