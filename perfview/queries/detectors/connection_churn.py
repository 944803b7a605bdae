"""A new connection for nearly every piece of work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import duration, number, percent, quantity
from perfview.queries import model as m
from perfview.queries.patterns.events import EventDetector
from perfview.queries.study import Study


class ConnectionChurn(EventDetector):
    """A new connection for nearly every piece of work.

    What it looks for: at least `connections` connections, on average at least `rate` a second,
    where sessions that tell how long they lasted last less than `lasts` in the middle.

    Why it matters: Opening a connection costs the server a process and both sides several round
    trips, often more than the statement it is opened for.

    How sure it is: Counted from the log. Behind a pooler of one's own they may be cheap.

    How to fix it: A pool in the application, or a pooler (PgBouncer, ProxySQL) before the
    server.

    Learnt from: pgBadger's connections and session times; PgBouncer's documentation.
    """

    name = "connection-churn"
    title = "Connections opened again and again"
    scopes = ("database", "network", "cpu")

    thresholds = (
        Threshold("connections", 100, "count", "at least"),
        Threshold("rate", 1, "per-second", "at least, on average"),
        Threshold("lasts", 10e9, "ns", "a session in the middle, at most"),
    )

    kinds = (m.CONNECTION, m.DISCONNECTION)

    def tell_events(self, study: Study, rows: np.ndarray, limits: Limits) -> Iterator[Finding]:
        """One finding for all."""
        events = study.model.events
        opened = rows[events.kind[rows] == m.CONNECTION]
        times = events.time_ns[opened]
        times = times[times != m.NO_TIME]
        if len(times) < limits["connections"]:
            return
        is_pooler = "bouncer" in study.model.made_by.lower()
        rate = len(times) / max((int(times.max()) - int(times.min())) / 1e9, 1.0)
        lasted = events.duration_ns[rows[events.kind[rows] == m.DISCONNECTION]]
        lasted = lasted[lasted >= 0]
        middle = float(np.median(lasted)) if len(lasted) else -1.0
        if rate < limits["rate"] or middle >= limits["lasts"]:
            return
        who = _who(study, opened)
        brief = f" Half of the sessions ended within {duration(middle)}." if middle >= 0 else ""
        yield self.found(
            study,
            opened,
            -1,
            severity=Severity.WARNING,
            title="Connections are opened again and again",
            why=f"{number(len(times))} connections were opened, {quantity(rate, 'per-second')} "
            f"on average{who}.{brief}",
            verdict=f"{quantity(rate, 'per-second')} new connections; a pool would keep them open",
            how="Keep connections in a pool in the application"
            + ("." if is_pooler else ", or put a pooler (PgBouncer, ProxySQL) before the server."),
            wrong_if="These are short jobs that each need only one connection.",
            measures=(
                Measure("connections a second", rate, "per-second", limits["rate"]),
                Measure("connections", len(times), "count", limits["connections"]),
            ),
            confidence=0.9 if middle >= 0 else 0.7,
        )


def _who(study: Study, opened: np.ndarray) -> str:
    """Which application opens most of them, where the log names one for at least half."""
    sessions, of = study.model.sessions, study.model.events.session[opened]
    names = sessions.application[of[of >= 0]]
    told, times = np.unique(names[names >= 0], return_counts=True)
    if not len(told) or 2 * int(times.max()) < len(opened):
        return ""
    name = study.model.strings[int(told[times.argmax()])]
    return f", {percent(float(times.max()) / len(opened))} of them by `{name}`" if name else ""
