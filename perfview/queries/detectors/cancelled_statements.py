"""Statements that are ended before they are done."""

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


class CancelledStatements(EventDetector):
    """Statements that are ended before they are done.

    What it looks for: statements that a timeout or a user ended, from `times` on for one
    statement.

    Why it matters: All the work until then is lost, and mostly it is tried again.

    How sure it is: The server's own words; why it was slow is another question.

    How to fix it: Make the statement faster, ask for less, or give jobs a limit of their own.

    Learnt from: PostgreSQL's statement_timeout; pgBadger's cancelled queries.
    """

    name = "cancelled-statements"
    title = "Statements cancelled"
    scopes = ("database",)

    thresholds = (
        Threshold("times", 5, "count", "in the same words, at least"),
        Threshold("warning", 100, "count", "from which it is a warning"),
    )

    kinds = (m.CANCELLED,)

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
                why=f"{number(len(mine))} calls of {name} were cancelled: “{message}”.",
                verdict=f"{number(len(mine))} calls of {name} were cancelled: {message}",
                how="Look at its plan: what is cancelled at a limit took that long in vain. A "
                "higher limit only makes it fail later.",
                wrong_if="Somebody cancelled it by hand.",
                measures=(Measure("times", len(mine), "count", limits["times"]),),
                confidence=0.85,
                entity=f"{message} {study.text_of(statement) if statement >= 0 else ''}",
            )
