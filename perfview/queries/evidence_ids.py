"""Evidence under names that mean the same in every recording: statements, places in the file."""

from __future__ import annotations

from perfview.findings.finding import Evidence
from perfview.queries.study import Study


def evidence_ids(study: Study, evidence: Evidence) -> list[dict[str, str]]:
    """Statements by fingerprint, ``{"type": "statement", "id": "00f067aa0ba902b7"}``, then calls by
    the byte at which the file tells them, ``{"type": "call", "id": "byte 18211"}``, else by their
    number from 0.

    Evidence of queries has statements as its groups and calls as its rows.
    """
    model = study.model
    told = [
        {"type": "statement", "id": f"{int(model.statements.fingerprint[int(group)]):016x}"}
        for group in evidence.groups
    ]
    for row in evidence.rows:
        place = int(model.calls.place[int(row)])
        told.append({"type": "call", "id": f"byte {place}" if place >= 0 else str(int(row))})
    return told
