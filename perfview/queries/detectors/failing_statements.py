"""Statements that fail again and again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import number
from perfview.queries import model as m
from perfview.queries.patterns.events import EventDetector
from perfview.queries.patterns.naming import shortened, statement_name
from perfview.queries.sql.masking import masked_message
from perfview.queries.study import Study


class FailingStatements(EventDetector):
    """Statements that fail again and again.

    What it looks for: errors in a server's log that come at least `times` times in the same
    words and about the same statement.

    Why it matters: Each failure ends its transaction and throws away what it did; and somebody
    may see it.

    How sure it is: Counted from the log.

    How to fix it: Read the message. ON CONFLICT for what may be there already; a retry for
    serialisation failures; a change of code for the rest.

    Learnt from: pgBadger's most frequent errors.
    """

    name = "failing-statements"
    title = "Failing statements"
    scopes = ("database",)
    is_lent = False

    thresholds = (
        Threshold("times", 20, "count", "in the same words, at least"),
        Threshold("warning", 100, "count", "from which it is a warning"),
    )

    kinds = (m.ERROR,)

    def tell_events(self, study: Study, rows: np.ndarray, limits: Limits) -> Iterator[Finding]:
        """One finding a message and statement, most frequent first."""
        events = study.model.events
        groups: dict[tuple[int, int], list[int]] = {}
        for row in rows.tolist():
            groups.setdefault((int(events.text[row]), int(events.statement[row])), []).append(row)
        for (text, statement), mine in sorted(groups.items(), key=lambda item: -len(item[1]))[:8]:
            if len(mine) < limits["times"]:
                return
            message = shortened(masked_message(study.model.strings[text]))
            name = statement_name(study, statement)
            yield self.found(
                study,
                np.array(mine),
                statement,
                severity=Severity.WARNING if len(mine) >= limits["warning"] else Severity.INFO,
                title=f"{number(len(mine))} times: {shortened(message, 60)}",
                why=f"{number(len(mine))} calls of {name} failed: “{message}”.",
                verdict=f"{number(len(mine))} calls of {name} failed: {message}",
                how="Read the message at its statement: a constraint that is hit on purpose is "
                "better asked with ON CONFLICT; a serialisation failure wants a retry.",
                wrong_if="The error is expected and handled.",
                measures=(Measure("times", len(mine), "count", limits["times"]),),
                confidence=0.85,
                entity=f"{message} {study.text_of(statement) if statement >= 0 else ''}",
            )
