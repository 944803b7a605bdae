"""The answer of `perfview compare` for two recordings of memory."""

from __future__ import annotations

from perfview.findings.comparison import Comparing, Comparison
from perfview.findings.forecast import UnanswerableError
from perfview.heaps.comparing.heap_answer import compare_heaps
from perfview.heaps.comparing.series_answer import compare_series
from perfview.heaps.study import Study


def answer(before: Study, after: Study, wanted: Comparing) -> Comparison:
    """Compare two snapshots class by class, or two recordings over time series by series.

    Raises UnanswerableError when one is a snapshot and the other is not, and for a metric that
    there is not.
    """
    are_heaps = [len(study.graph) > 0 for study in (before, after)]
    if all(are_heaps):
        return compare_heaps(before, after, wanted)
    if any(are_heaps):
        first, second = ("a snapshot", "memory over time")[:: 1 if are_heaps[0] else -1]
        said = f"The first is {first}, the second {second}: they have no number in common."
        raise UnanswerableError(said, "AFTER")
    return compare_series(before, after, wanted)
