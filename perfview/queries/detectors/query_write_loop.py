"""One write per row."""

from __future__ import annotations

from typing import ClassVar

from perfview.queries.loops.loop import INSERT, WRITE
from perfview.queries.patterns.loop_detector import LoopDetector


class QueryWriteLoop(LoopDetector):
    """Rows that are inserted, changed or deleted one statement each.

    What it looks for: one INSERT of a single row, or one UPDATE or DELETE by key, at least
    `repeats` times in a request (a trace, a transaction, or a stretch of a connection). Statements
    that were sent together without waiting for answers (executemany in a pipeline) are left alone.
    It is a warning from `time` in a request or `certain-repeats` calls on.

    Why it matters: each statement waits for the way to the database and back, and without a
    transaction around them each also waits for the disk. Locks are held all that time.

    How sure it is: as sure as that the calls belong together: very with traces and transactions.
    Whether the rows may be written together is for you to say.

    How to fix it: one INSERT with many rows (or COPY), one UPDATE … FROM (VALUES …), one DELETE
    with a list of keys; the bulk calls of the ORM do the same.

    Learnt from: Sentry's N+1 DB detector (5 repeats), the manuals of PostgreSQL ("Populating a
    Database") and MySQL ("Optimizing INSERT Statements"). Prosopite looks at SELECT only.
    """

    name = "query-write-loop"
    title = "One write per row"
    prominence = 6
    kinds: ClassVar[tuple[str, ...]] = (INSERT, WRITE)
