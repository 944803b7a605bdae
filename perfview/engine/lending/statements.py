"""What is looked for among statements, looked for in the spans of a trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfview.engine.lending.spans import LentCalls, calls_of, has_statements
from perfview.engine.pillars import pillar
from perfview.findings.detector import Detector, Limits
from perfview.findings.finding import Evidence, Finding, Severity
from perfview.findings.forecast import UnanswerableError
from perfview.queries.furnishing.given import furnished, tells_more
from perfview.queries.loops.harmless import harmless_repeats
from perfview.queries.study import Study as Queries
from perfview.recording.progress import Progress
from perfview.traces.measures.request_time import request_times
from perfview.traces.patterns.evidence import evidence_of
from perfview.traces.patterns.repeats_told import JUDGE
from perfview.traces.study import Study

_LOOPS = ("query-n-plus-one", "query-write-loop", "query-duplicates")
GENERAL = 2
"""Parts of a cause that names no trouble: it joins a finding that does, about the same spans."""
_LENT, _CALLS, _GIVEN = "lent_statements", "lent_calls", "given_files"


def lent_detectors(study: Any) -> list[type[Detector]]:
    """What is looked for among statements, as detectors of traces; none where no span tells one.

    Those that traces have detectors of their own for, which know the request around, are left out;
    what is no loop among repeated statements is told to these.
    """
    if not has_statements(study.model):
        return []
    study.adopt({JUDGE: lambda: _calls(study).span[harmless_repeats(statements_of(study))]})
    return [_lent(each) for each in pillar("queries").detectors() if each.is_lent]


def statements_of(study: Study) -> Queries:
    """The statements of a trace, with what was given along with it. Computed once."""
    return study.once(_LENT, lambda: _statements(study))


def take_along(study: Study, given: Sequence[Path]) -> Study:
    """The trace, whose statements are looked at with these files: DDL, statistics. Raises
    UnanswerableError for another file, and where there are no statements."""
    if given and not has_statements(study.model):
        raise UnanswerableError("No span of this trace tells a statement.", "--with")
    for path in given:
        if not tells_more(path):
            said = f"{path.name} is neither a database's schema nor its statistics."
            raise UnanswerableError(said, "--with")
    study.adopt({_GIVEN: tuple(given)})
    return study


def _statements(study: Study) -> Queries:
    queries = Queries(_calls(study).model, study.report, study.source)
    return furnished(queries, study.once(_GIVEN, tuple))


def _calls(study: Study) -> LentCalls:
    return study.once(_CALLS, lambda: calls_of(study, Progress()))


def _lent(kind: type[Detector]) -> type[Detector]:
    """A detector of statements that takes a trace."""

    class Lent(kind):  # type: ignore[misc, valid-type]
        """The same, asked of a trace."""

        def concerns(self, study: Any) -> bool:
            """Where a span tells a statement."""
            return has_statements(study.model)

        def detect(self, study: Any, limits: Limits) -> Iterator[Finding]:
            """What is found among its statements, with spans as evidence."""
            queries = statements_of(study)
            if not super().concerns(queries):
                return
            spans, part = _calls(study).span, _part_of_requests(study, queries)
            for finding in super().detect(queries, limits):
                told = _of_loop(queries, finding) if finding.detector in _LOOPS else finding
                evidence = _in_spans(study, queries, told.evidence, spans)
                yield replace(told, evidence=evidence, reach=told.reach * part)

    Lent.__doc__, Lent.__name__ = kind.__doc__, kind.__name__
    return Lent


def _part_of_requests(study: Study, queries: Queries) -> float:
    """The part (0-1) of all request time that is database time."""
    requests = float(request_times(study.model, study.structure).sum())
    return min(1.0, queries.totals.whole_ns / requests) if requests > 0 else 1.0


def _of_loop(queries: Queries, finding: Finding) -> Finding:
    """A loop, to be taken in by what traces say of it, who look for loops themselves and know the
    request around: general and no graver, about the repeated calls without those before them."""
    rows = finding.evidence.rows
    statement = queries.model.calls.statement[rows]
    if len(rows):
        rows = rows[statement == np.bincount(np.maximum(statement, 0)).argmax()]
    grave = finding.severity is Severity.CRITICAL
    return replace(
        finding,
        evidence=replace(finding.evidence, rows=rows),
        severity=Severity.WARNING if grave else finding.severity,
        cause="\n".join(finding.cause.split("\n")[:GENERAL]),
    )


def _in_spans(
    study: Study, queries: Queries, evidence: Evidence, spans: NDArray[np.int32]
) -> Evidence:
    """Evidence among calls as evidence among spans; where only statements are named, all calls."""
    calls = evidence.rows
    if not len(calls) and len(evidence.groups):
        calls = np.concatenate([queries.calls_of(int(each)) for each in evidence.groups])
    return evidence_of(study, spans[calls])
