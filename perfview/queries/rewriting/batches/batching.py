"""The batched form of a looped statement, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from perfview.queries.loops.roles import role_of
from perfview.queries.model import DELETE, INSERT, SELECT, UPDATE
from perfview.queries.rewriting.batches.batch import Batch, Refused, Row
from perfview.queries.rewriting.batches.joined import joined
from perfview.queries.rewriting.batches.selects import batched_select
from perfview.queries.rewriting.batches.varying import Varying, is_unique, varying
from perfview.queries.rewriting.batches.writes import (
    batched_delete,
    batched_insert,
    batched_update,
)
from perfview.queries.rewriting.rewrite import own_shape
from perfview.queries.sql.parsing import parsed
from perfview.queries.sql.shapes import Shape
from perfview.queries.study import Study

_GUESSED = "This assumes that only {key} changes from call to call."
_UNREAD = Refused("The statement could not be parsed.")


def batch_of(
    study: Study,
    statement: int,
    fed: str = "",
    rows: Sequence[Row] = (),
    *,
    with_literals: bool = False,
) -> Batch | Refused:
    """One statement for all calls of a loop. `fed`: the key that its source feeds; `rows`: values
    of the keys, placeholders where none are given; `with_literals`: what does not change stays as
    it was written (to be run, never to be shown)."""
    kind = int(study.model.statements.kind[statement])
    shape = own_shape(study, statement, with_literals=with_literals)
    if shape is None:
        return _UNREAD
    dialect = study.dialect_of(statement)
    if kind == INSERT:
        tree = shape.tree
        return batched_insert(tree, rows, dialect) if isinstance(tree, exp.Insert) else _UNREAD
    if not shape.blocks:
        return _UNREAD
    changing = varying(study, statement, fed)
    if not changing.keys:
        return Refused("It looks rows up by no key that changes from call to call.")
    if changing.others:
        return Refused("More than its key changes from call to call.")
    found = _of_kind(study, statement, shape, changing, rows, kind, dialect)
    if isinstance(found, Batch) and not changing.is_seen:
        note = _GUESSED.format(key=" and ".join(changing.keys))
        found = replace(found, notes=(*found.notes, note))
    return found


def _of_kind(
    study: Study,
    statement: int,
    shape: Shape,
    changing: Varying,
    rows: Sequence[Row],
    kind: int,
    dialect: str,
) -> Batch | Refused:
    keys = changing.keys
    if kind == DELETE:
        return batched_delete(shape, keys, rows, dialect)
    if kind == UPDATE:
        return batched_update(
            shape, keys, rows, dialect, sets_differ=_sets_differ(study, statement)
        )
    if kind != SELECT:
        return Refused("It is no statement that takes a list of keys.")
    known = study.shape_of(statement)
    limit = known.blocks[0].limit if known is not None and known.blocks else None
    unique = is_unique(study, role_of(study, statement).key_table, keys)
    return batched_select(shape, keys, rows, dialect, limit, unique)


def _sets_differ(study: Study, statement: int) -> bool:
    """Whether an UPDATE sets values of its own each time: parameters, or literals that differ."""
    seen = set()
    for row in study.samples_of(statement).tolist():
        shape = _parsed(study, row, statement)
        if shape is None:
            continue
        sets = [term.expression for term in shape.expressions if isinstance(term, exp.EQ)]
        if any(one.find(exp.Placeholder, exp.Parameter) for one in sets):
            return True
        seen.add(tuple(one.sql() for one in sets))
    return len(seen) > 1


def _parsed(study: Study, row: int, statement: int) -> exp.Update | None:
    text = study.model.strings[study.model.samples.text[row]]
    tree = parsed(text, study.dialect_of(statement))
    return tree if isinstance(tree, exp.Update) else None


def join_of(
    study: Study,
    source: int,
    statement: int,
    column: str,
    key: str,
    *,
    with_literals: bool = False,
) -> Batch | Refused:
    """The source and the lookup that its `column` feeds as one statement. Only for a source that
    runs once in a request: whoever asks has to see to that."""
    if varying(study, statement, key).keys != (key,):
        return Refused("More than one key changes from call to call.")
    above = own_shape(study, source, with_literals=with_literals)
    lookup = own_shape(study, statement, with_literals=with_literals)
    if above is None or lookup is None or not above.blocks or not lookup.blocks:
        return _UNREAD
    unique = is_unique(study, role_of(study, statement).key_table, (key,))
    return joined(above, lookup, column, key, is_unique=unique)
