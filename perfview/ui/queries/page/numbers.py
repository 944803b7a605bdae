"""What is counted of a statement, in names and values."""

from __future__ import annotations

import numpy as np

from perfview.findings.quantities import duration, number
from perfview.queries.model import NO_TIME
from perfview.queries.study import Study
from perfview.ui.queries.page.clock import clock_words, is_of_calendar

Line = tuple[str, str]

_DAY = 86_400 * 10**9


def numbers_of(study: Study, row: int) -> list[Line]:
    """What is counted of a statement, in names and values; what is unknown is left out."""
    totals, model = study.totals, study.model
    lines = [
        ("Calls", _count(int(totals.calls[row]))),
        ("Total", _time(int(totals.total_ns[row]))),
        ("Mean", _time(int(totals.mean_ns[row]))),
        ("Median", _time(int(totals.p50_ns[row]))),
        ("p95", _time(int(totals.p95_ns[row]))),
        ("Slowest", _time(int(totals.max_ns[row]))),
        ("Rows", _count(int(totals.rows[row]))),
        ("Rows read", _count(int(totals.rows_read[row]))),
        ("Failed", _count(int(totals.failed[row])) if totals.failed[row] > 0 else ""),
        ("Sessions", _count(int(totals.sessions[row])) if totals.sessions[row] > 0 else ""),
        ("First", when(study, int(totals.first_ns[row]))),
        ("Last", when(study, int(totals.last_ns[row]))),
        ("Database", model.strings[int(model.statements.database[row])]),
        ("Fingerprint", f"{int(model.statements.fingerprint[row]):016x}"),
    ]
    return [line for line in lines if line[1]]


def lasts_for_days(study: Study) -> bool:
    """Whether a recording lasts beyond a day, so that a time of day does not tell a moment."""
    return study.once("ui.lasts_for_days", lambda: _span(study) > _DAY)


def _span(study: Study) -> int:
    times = np.concatenate([study.model.calls.start_ns, study.model.events.time_ns])
    known = times[times != NO_TIME]
    return int(known.max() - known.min()) if len(known) else 0


def when(study: Study, at_ns: int) -> str:
    """A moment: of day where the recording tells dates, else since its first call."""
    if at_ns == NO_TIME:
        return ""
    if is_of_calendar(at_ns):
        day = f"{clock_words(at_ns, _DAY)} " if lasts_for_days(study) else ""
        return f"{day}{clock_words(at_ns)} UTC"
    starts = study.model.calls.start_ns
    first = int(starts[0]) if len(starts) else 0
    return f"{duration(at_ns - first)} in" if at_ns > first else "at the beginning"


def _count(value: int) -> str:
    return number(value) if value >= 0 else ""


def _time(value: int) -> str:
    return duration(value) if value >= 0 else ""
