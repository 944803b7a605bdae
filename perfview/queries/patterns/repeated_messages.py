"""The same message about the same statement, again and again in a server's log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from perfview.findings.detector import Limits, Threshold
from perfview.findings.finding import Finding, Measure, Severity
from perfview.findings.quantities import number
from perfview.queries.patterns.events import EventDetector
from perfview.queries.patterns.naming import shortened, statement_name
from perfview.queries.sql.masking import masked_message
from perfview.queries.study import Study

MOST = 8
"""Messages told of; who has seen to those records anew."""


def thresholds(times: int) -> tuple[Threshold, ...]:
    """From how many times on a message is told of, and from how many it is a warning."""
    return (
        Threshold("times", times, "count", "in the same words, at least"),
        Threshold("warning", 100, "count", "from which it is a warning"),
    )


class RepeatedMessages(EventDetector):
    """Looks at messages that come again and again. `happened` is what calls did, ``failed``;
    `remedy` and `unless` are its `how` and `wrong_if`."""

    happened: ClassVar[str] = ""
    remedy: ClassVar[str] = ""
    unless: ClassVar[str] = ""

    def tell_events(
        self, study: Study, rows: NDArray[np.int64], limits: Limits
    ) -> Iterator[Finding]:
        """One finding a message and statement, most frequent first."""
        events = study.model.events
        groups: dict[tuple[int, int], list[int]] = {}
        for row in rows.tolist():
            groups.setdefault((int(events.text[row]), int(events.statement[row])), []).append(row)
        for (text, statement), mine in sorted(groups.items(), key=lambda g: -len(g[1]))[:MOST]:
            if len(mine) >= limits["times"]:
                yield self._told(study, text, statement, np.array(mine), limits)

    def _told(
        self, study: Study, text: int, statement: int, mine: NDArray[np.int64], limits: Limits
    ) -> Finding:
        message = shortened(masked_message(study.model.strings[text]))
        said = f"{number(len(mine))} calls of {statement_name(study, statement)} {self.happened}"
        return self.found(
            study,
            mine,
            statement,
            severity=Severity.WARNING if len(mine) >= limits["warning"] else Severity.INFO,
            title=f"{number(len(mine))} times: {shortened(message, 60)}",
            why=f"{said}: “{message}”.",
            verdict=f"{said}: {message}",
            how=self.remedy,
            wrong_if=self.unless,
            measures=(Measure("times", len(mine), "count", limits["times"]),),
            confidence=0.85,
            entity=f"{message} {study.text_of(statement) if statement >= 0 else ''}",
        )
