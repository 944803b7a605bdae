"""Evidence under the names the file itself gives its rows."""

from __future__ import annotations

from perfview.findings.finding import Evidence
from perfview.traces.study import Study


def evidence_ids(study: Study, evidence: Evidence) -> list[dict[str, str]]:
    """Spans, then traces, each as ``{"type": "span", "id": hex}``, in the evidence's order."""
    model, structure = study.model, study.structure
    spans = [{"type": "span", "id": model.span_hex(int(row))} for row in evidence.rows]
    firsts = (int(structure.rows(int(trace))[0]) for trace in evidence.groups)
    return spans + [{"type": "trace", "id": model.trace_hex(row)} for row in firsts]
