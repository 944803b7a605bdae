"""Vacuums that take very long."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.queries import model as m
from perfview.queries.patterns.events import EventDetector
from perfview.queries.study import Study


class LongVacuum(EventDetector):
    """Vacuums that take very long.

    What it looks for: vacuums that took at least `lasts` together with others alike.

    Why it matters: It reads and writes along with everybody else, and while it takes, dead rows
    make every scan longer.

    How sure it is: The server's own times.

    How to fix it: Smaller and more frequent ones; a higher cost limit; fewer indexes; no old
    transactions.

    Learnt from: pgBadger's vacuums; PostgreSQL's documentation of routine vacuuming.
    """

    name = "long-vacuum"
    title = "Long vacuums"
    scopes = ("database",)

    thresholds = (Threshold("lasts", 60e9, "ns", "of one vacuum, at least"),)

    kinds = (m.VACUUM,)

    def tell_events(self, study: Study, rows: np.ndarray, limits: Limits) -> Iterator[Finding]:
        """One finding in all."""
        events = study.model.events
        long = rows[events.duration_ns[rows] >= limits["lasts"]]
        if not len(long):
            return
        most = float(events.duration_ns[long].max())
        yield self.found(
            study,
            long,
            -1,
            severity=Severity.INFO,
            title=f"{plural(len(long), 'long vacuum')}",
            why=f"{plural(len(long), 'vacuum')} took {duration(limits['lasts'])} or more, the "
            f"longest {duration(most)}.",
            verdict=f"a vacuum took {duration(most)}",
            how="Let it come more often, so that each has less to do "
            "(autovacuum_vacuum_scale_factor of the table), and faster "
            "(autovacuum_vacuum_cost_limit). End old transactions, which keep it from removing "
            "anything.",
            wrong_if="It was the first after a large load.",
            measures=(Measure("longest", most, "ns", limits["lasts"]),),
            confidence=0.8,
        )
