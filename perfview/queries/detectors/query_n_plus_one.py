"""One query per row of another."""

from __future__ import annotations

from typing import ClassVar

from perfview.queries.loops.loop import AGGREGATE, LOOKUP, MANY_TO_MANY
from perfview.queries.patterns.loop_detector import LoopDetector


class QueryNPlusOne(LoopDetector):
    """A query that runs again for every row of another one.

    What it looks for: one statement, at least `repeats` times in a request with different keys: a
    lookup by key, an aggregate (COUNT, SUM) by key or a lookup through a link table. Requests are
    told apart by trace or request ids, else by transactions, else by how a statement follows itself
    on its connection: more often than its share of all calls would bring about by chance. The
    calls need not be neighbours; BEGIN, SET and pool checks between them do not matter. It names
    the statement before the loop whose rows are as many and whose columns hold the keys. A loop is
    a warning from `time` in a request or `certain-repeats` calls on. Not reported here: paging,
    cursors, batches, and the same question asked again.

    Why it matters: every call costs a way to the database and back and its fixed cost there, so the
    request grows with the data: quick with ten rows, seconds with a thousand.

    How sure it is: it was judged on workloads with planted loops, recorded from nine mappers and
    drivers of Python and Node.js on PostgreSQL and MariaDB. On one the rules were not made with,
    about 95 of 100 loops named were planted where trace ids are told, and 99 of 100 planted were
    found. In servers' logs these were 90 and 76: calls made side by side over a pool, and loops
    over rows that no statement brought, are missed. In a list of several threads that tells neither
    requests nor connections fewer than half are found: it names only what a statement right before
    surely feeds. The recordings of the benchmark (`benchmarks/queries/n_plus_one.py`) are easier:
    97 and 100.

    How to fix it: ask for all keys at once (`= ANY(?)`, `IN (…)`, GROUP BY for aggregates, the
    first rows of each key by ROW_NUMBER), join, or let the ORM load eagerly. The example is such a
    statement; where none would give the same rows, it says why.

    Learnt from: Sentry's N+1 DB detector (5 repeats, 50 ms) and its blind spots (pool spans
    between, concurrent calls, cursors), Prosopite (same fingerprint and call stack), Bullet.
    """

    name = "query-n-plus-one"
    title = "N+1 queries"
    prominence = 9
    kinds: ClassVar[tuple[str, ...]] = (LOOKUP, AGGREGATE, MANY_TO_MANY)
