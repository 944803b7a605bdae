"""Statements that are ended before they are done."""

from __future__ import annotations

from perfview.queries.model import CANCELLED
from perfview.queries.patterns.repeated_messages import RepeatedMessages, thresholds


class CancelledStatements(RepeatedMessages):
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
    thresholds = thresholds(5)
    kinds = (CANCELLED,)
    happened = "were cancelled"
    remedy = (
        "Look at its plan: what is cancelled at a limit took that long in vain. A higher "
        "limit only makes it fail later."
    )
    unless = "Somebody cancelled it by hand."
