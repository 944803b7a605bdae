"""What is odd about a recording of queries as a whole, said openly in its import report."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import duration, percent
from perfview.queries.model import NO_TIME, UNPARSED
from perfview.queries.study import Study
from perfview.recording.report import ImportReport

_UNPARSED = "Statements could not be parsed: they are counted and timed, but nothing is advised on."
_NO_DURATIONS = "Calls tell no duration: what they cost is unknown, and they are ranked by number."
_NO_MOMENTS = "Calls tell no time of day: they are taken in the order of the file."
_ONLY_SLOW = "The server wrote down only calls that took {limit} or more: fast ones are missing."
_SAMPLED = "The server wrote down {part} of its calls: numbers are of those."


def examine(study: Study, report: ImportReport) -> None:
    """Add what is odd to the report: statements that cannot be parsed, calls without durations or
    moments, and what a server left out."""
    model, calls = study.model, study.model.calls
    unparsed = int(np.count_nonzero(model.statements.kind == UNPARSED))
    report.note("unparsed-statement", unparsed, _UNPARSED)
    if len(calls):
        # What failed has no duration to tell.
        untimed = (calls.duration_ns < 0) & ~calls.failed
        report.note("call-without-duration", int(untimed.sum()), _NO_DURATIONS)
        report.note("call-without-time", int((calls.start_ns == NO_TIME).sum()), _NO_MOMENTS)
    if model.minimum_ns > 0:
        limit = duration(model.minimum_ns)
        report.note("only-slow-calls", 1, _ONLY_SLOW.format(limit=limit))
    if model.sample_rate < 1:
        report.note("sampled-calls", 1, _SAMPLED.format(part=percent(model.sample_rate)))
