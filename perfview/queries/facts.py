"""What a recording of queries holds beyond the rows of its tables, for `perfview info`."""

from __future__ import annotations

from perfview.findings.quantities import plural
from perfview.queries.study import Study
from perfview.recording.fact import Fact


def facts(study: Study) -> list[Fact]:
    """How much of everything there is."""
    model = study.model
    counts = {
        "calls": (len(model.calls), "call"),
        "statements": (len(model.statements), "statement"),
        "sessions": (len(model.sessions), "session"),
        "plans": (len(model.plans), "plan"),
        "events": (len(model.events), "event"),
        "tables": (len(study.schema.tables), "table"),
    }
    return [Fact(name, n, plural(n, word)) for name, (n, word) in counts.items() if n]
