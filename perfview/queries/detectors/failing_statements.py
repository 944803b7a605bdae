"""Statements that fail again and again."""

from __future__ import annotations

from perfview.queries.model import ERROR
from perfview.queries.patterns.repeated_messages import RepeatedMessages, thresholds


class FailingStatements(RepeatedMessages):
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
    thresholds = thresholds(20)
    kinds = (ERROR,)
    happened = "failed"
    remedy = (
        "Read the message at its statement: a constraint that is hit on purpose is better "
        "asked with ON CONFLICT; a serialisation failure wants a retry."
    )
    unless = "The error is expected and handled."
