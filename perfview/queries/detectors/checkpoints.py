"""Checkpoints that come too often or take too long."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import duration, plural
from perfview.queries import model as m
from perfview.queries.patterns.events import EventDetector
from perfview.queries.study import Study


class Checkpoints(EventDetector):
    """Checkpoints that come too often or take too long.

    What it looks for: the server's own warning that checkpoints come too frequently, or at
    least three of them less than `apart` apart in the middle.

    Why it matters: After each checkpoint the first change of a page writes the whole page to
    the log, so writes double just when the disk is busy.

    How sure it is: The server's own times.

    How to fix it: Raise `max_wal_size` until checkpoints come by time, spread them
    (`checkpoint_completion_target` 0.9), `checkpoint_timeout` 15 minutes or more.

    Learnt from: PostgreSQL's documentation of WAL configuration; pgBadger's checkpoints.
    """

    name = "checkpoints"
    title = "Checkpoints"
    scopes = ("database", "io")

    thresholds = (
        Threshold(
            "apart", 60e9, "ns", "between checkpoints in the middle, below which they are too many"
        ),
    )

    kinds = (m.CHECKPOINT,)

    def tell_events(self, study: Study, rows: np.ndarray, limits: Limits) -> Iterator[Finding]:
        """One finding for all."""
        events = study.model.events
        texts = [study.model.strings[events.text[row]].lower() for row in rows.tolist()]
        warned = sum("too frequently" in text for text in texts)
        begun = np.array([t.startswith("checkpoint starting") for t in texts], np.bool_)
        times = np.sort(events.time_ns[rows[begun if begun.any() else ~begun]])
        times = times[times != m.NO_TIME]
        apart = float(np.median(np.diff(times))) if len(times) >= 4 else np.inf
        if not warned and apart >= limits["apart"]:
            return
        often = (
            f" Half of them came within {duration(apart)} of the one before."
            if np.isfinite(apart)
            else ""
        )
        said = (
            f"The server warned {plural(warned, 'time')} that checkpoints come too often."
            if warned
            else f"There were {plural(len(times), 'checkpoint')}."
        )
        yield self.found(
            study,
            rows,
            -1,
            severity=Severity.WARNING,
            title="Checkpoints come too often",
            why=f"{said}{often}",
            verdict="checkpoints come too often, so every page is written twice",
            how="Raise max_wal_size, and set checkpoint_timeout to 15 minutes and "
            "checkpoint_completion_target to 0.9.",
            wrong_if="It was a single load of much data.",
            measures=(
                Measure(
                    "between checkpoints",
                    apart if np.isfinite(apart) else 0.0,
                    "ns",
                    limits["apart"],
                ),
            ),
            confidence=0.9 if warned else 0.8,
        )
