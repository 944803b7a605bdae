"""What is told of the chosen statement and call, in names and values."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.quantities import duration, number, percent, plural, size
from perfview.queries.model import NO_TIME, STATEMENT_KINDS
from perfview.queries.study import Study
from perfview.ui.queries.choosing import chosen_call, chosen_statement
from perfview.ui.queries.page.clock import clock_words, is_of_calendar
from perfview.ui.workspace.selection import Focus

Line = tuple[str, str]


@dataclass(frozen=True)
class Facts:
    """title: the statement without literals, "" when nothing is chosen; call: of the chosen one."""

    title: str
    place: str
    lines: tuple[Line, ...]
    call: tuple[Line, ...]


def facts_of(study: Study, focus: Focus) -> Facts:
    """Facts of what is chosen; of everything when nothing is."""
    statement, call = chosen_statement(study, focus), chosen_call(study, focus)
    if statement < 0:
        return Facts("All statements", study.model.made_by, tuple(_of_all(study)), ())
    text = " ".join(study.text_of(statement)[:400].split())
    kind = STATEMENT_KINDS[int(study.model.statements.kind[statement])]
    of_call = tuple(_of_call(study, call)) if call >= 0 else ()
    return Facts(text, kind, tuple(_of_statement(study, statement)), of_call)


def when(study: Study, at_ns: int) -> str:
    """A moment: of day where the recording tells dates, else since its first call."""
    if at_ns == NO_TIME:
        return ""
    if is_of_calendar(at_ns):
        return f"{clock_words(at_ns)} UTC"
    starts = study.model.calls.start_ns
    first = int(starts[0]) if len(starts) else 0
    return f"{duration(at_ns - first)} in" if at_ns > first else "at the beginning"


def _of_statement(study: Study, row: int) -> list[Line]:
    totals, model = study.totals, study.model
    lines = [
        ("Calls", _count(int(totals.calls[row]))),
        ("Total", _time(int(totals.total_ns[row]))),
        ("Share", percent(float(totals.share[row]))),
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


def _of_call(study: Study, row: int) -> list[Line]:
    calls, strings, sessions = study.model.calls, study.model.strings, study.model.sessions
    session = int(calls.session[row])
    lines = [
        ("Began", when(study, int(calls.start_ns[row]))),
        ("Took", _time(int(calls.duration_ns[row]))),
        ("Rows", _count(int(calls.rows[row]))),
        ("Rows read", _count(int(calls.rows_read[row]))),
        ("Result", size(int(calls.bytes[row])) if calls.bytes[row] >= 0 else ""),
        ("Request", strings[int(calls.trace_name[row])]),
        ("Asked by", strings[int(calls.caller[row])].split("\n")[0]),
        ("Session", strings[int(sessions.name[session])] if session >= 0 else ""),
        ("User", strings[int(sessions.user[session])] if session >= 0 else ""),
        ("Application", strings[int(sessions.application[session])] if session >= 0 else ""),
        ("Failed", "yes" if calls.failed[row] else ""),
    ]
    return [line for line in lines if line[1]]


def _of_all(study: Study) -> list[Line]:
    totals, model = study.totals, study.model
    lines = [
        ("Statements", number(len(model.statements))),
        ("Calls", _count(int(totals.calls.clip(min=0).sum()))),
        ("Database time", duration(totals.whole_ns) if totals.is_timed else ""),
        ("Sessions", _count(len(model.sessions)) if len(model.sessions) else ""),
        ("Plans", _count(len(model.plans)) if len(model.plans) else ""),
        ("Events", _count(len(model.events)) if len(model.events) else ""),
        ("Schema", plural(len(study.schema.tables), "table") if study.schema.tables else ""),
    ]
    return [line for line in lines if line[1]]


def _count(value: int) -> str:
    return number(value) if value >= 0 else ""


def _time(value: int) -> str:
    return duration(value) if value >= 0 else ""
