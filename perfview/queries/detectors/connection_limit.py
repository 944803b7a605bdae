"""Connections that the server refuses because there are too many."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import plural
from perfview.queries import model as m
from perfview.queries.patterns.events import EventDetector
from perfview.queries.study import Study

_REFUSED = re.compile(
    r"too many (clients|connections)|connection slots are reserved|no more connections allowed",
    re.I,
)


class ConnectionLimit(EventDetector):
    """Connections that the server refuses because there are too many.

    What it looks for: errors that tell of too many connections, from `refused` on.

    Why it matters: Who is refused gets an error at once: requests fail although the database is
    well.

    How sure it is: The server's own words.

    How to fix it: Pools with fewer connections each (a few per processor of the server), a
    pooler before it; find sessions that are idle in a transaction. Raising `max_connections`
    costs memory and seldom helps.

    Learnt from: PostgreSQL's messages (too many clients already, remaining connection slots are
    reserved), MySQL's error 1040.
    """

    name = "connection-limit"
    title = "Connections refused"
    scopes = ("database", "network")

    thresholds = (Threshold("refused", 1, "count", "connections, at least"),)

    kinds = (m.ERROR, m.OTHER_EVENT, m.CONNECTION)

    def tell_events(self, study: Study, rows: np.ndarray, limits: Limits) -> Iterator[Finding]:
        """One finding for all."""
        texts = study.model.events.text[rows]
        hits = [t for t in np.unique(texts).tolist() if _REFUSED.search(study.model.strings[t])]
        refused = rows[np.isin(texts, hits)]
        if len(refused) < limits["refused"] or not len(refused):
            return
        yield self.found(
            study,
            refused,
            -1,
            severity=Severity.CRITICAL,
            title="Connections are refused",
            why=f"The server refused {plural(len(refused), 'connection')} because there were too "
            "many.",
            verdict=f"the server refused {plural(len(refused), 'connection')}: there were too many",
            how="Make the pools smaller or put a pooler before the server, and end sessions "
            "that idle in a transaction.",
            wrong_if="It happened once, while everything started anew.",
            measures=(Measure("refused", len(refused), "count", limits["refused"]),),
            confidence=0.97,
        )
