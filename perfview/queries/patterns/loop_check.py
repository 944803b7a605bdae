"""A script that shows whether a batched statement gives what the loop gave."""

from __future__ import annotations

from sqlglot import exp

from perfview.queries.loops.loop import LOOKUP, MANY_TO_MANY, Loop
from perfview.queries.rewriting.batches.batch import Batch
from perfview.queries.rewriting.batches.batching import batch_of
from perfview.queries.rewriting.rewrite import own_shape, shown
from perfview.queries.study import Study

_COMPARED = """SELECT 'only in the batch' AS difference, found.*
FROM (SELECT * FROM batch EXCEPT SELECT * FROM one_by_one) AS found
UNION ALL
SELECT 'only in the loop' AS difference, missed.*
FROM (SELECT * FROM one_by_one EXCEPT SELECT * FROM batch) AS missed;"""
LONGEST = 1_500
"""Characters from which a script would be longer than a look at both results takes."""


def check_of(study: Study, loop: Loop, fed: str) -> str:
    """SQL for two keys put in by hand: it gives no row where loop and batch say the same. "" for
    loops whose rows need no such look, or cannot be compared as sets (limits, locks, long texts).
    """
    own = own_shape(study, loop.statement)
    if loop.kind not in (LOOKUP, MANY_TO_MANY) or own is None:
        return ""
    places = [(exp.Placeholder(),), (exp.Placeholder(),)]
    batch = batch_of(study, loop.statement, fed, places)
    one = own.tree
    if not isinstance(batch, Batch) or batch.way != "list" or len(batch.keys) != 1:
        return ""
    tree = batch.tree
    if not isinstance(one, exp.Select) or any(one.args.get(k) for k in ("limit", "order", "locks")):
        return ""
    # The batch shows its key as well: then so does what it is held against.
    one.set("expressions", [term.copy() for term in tree.args["expressions"]])
    dialect = study.dialect_of(loop.statement)
    each = shown(one, dialect).rstrip(";")
    text = (
        "-- check with two keys: no row comes back where both give the same\n"
        f"WITH batch AS (\n{shown(tree, dialect).rstrip(';')}\n), one_by_one AS (\n{each}\n"
        f"UNION ALL\n{each}\n)\n{_COMPARED}"
    )
    return text if len(text) <= LONGEST else ""
