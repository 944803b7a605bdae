"""A recording whose advice a real planner was asked about."""

from __future__ import annotations

from dataclasses import replace

from perfview.findings.quantities import plural
from perfview.queries.checking.asking import check
from perfview.queries.checking.verdicts import RIGHT
from perfview.queries.furnished import Checked
from perfview.queries.study import Study


def checked(study: Study, connection: str) -> Study:
    """The study with what the PostgreSQL at `connection` says of each suggested index, as its
    report tells. Nothing that was measured before is asked for again. Raises UnanswerableError."""
    found = check(study, connection)
    study.furnished = replace(study.furnished, checked=found)
    _tell(study, found)
    return study


def _tell(study: Study, found: Checked) -> None:
    asked = {statement for _, statement in (*found.costs, *found.scans)}
    words = f"{found.server} was asked about {plural(len(asked), 'statement')}"
    told = {ddl for ddl, _ in found.costs}
    helpful = {ddl for (ddl, _), costs in found.costs.items() if costs[1] <= RIGHT * costs[0]}
    used = f"; it would use {len(helpful)} of {plural(len(told), 'index', 'indexes')}"
    words += f"{used}." if told else "."
    study.report.note("checked", max(1, len(asked)), words)
    first = next(iter(found.failed.values()), "")
    failed = f"{found.server} could not plan {plural(len(found.failed), 'statement')}: {first}"
    study.report.note("not-checked", len(found.failed), failed)
