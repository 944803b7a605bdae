"""Which values of a statement change from call to call."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.queries.loops.naming import is_own_key
from perfview.queries.loops.roles import is_key, main_block
from perfview.queries.sql.parsing import parsed
from perfview.queries.sql.shapes import Shape, shape_of
from perfview.queries.study import Study

_ID_LIKE = ("id", "uuid", "key", "sku", "code", "slug", "email")


@dataclass(frozen=True)
class Varying:
    """keys: columns whose value changes; others: whether samples differ elsewhere too; is_seen:
    whether samples show it, or names only suggest it."""

    keys: tuple[str, ...]
    others: bool
    is_seen: bool


def varying(study: Study, statement: int, fed: str = "") -> Varying:
    """What changes, by the samples kept of a statement; `fed` is the key that its source feeds.

    Parameters that were written down as places may all change: then the key that is fed is taken,
    else one that is named like a key.
    """
    shapes = _shapes(study, statement)
    if not shapes:
        return Varying((), False, False)
    seen = [_keys(shape) for shape in shapes]
    names = [key for key in seen[0] if all(key in each for each in seen)]
    differ = [key for key in names if len({each[key] for each in seen}) > 1]
    open_ones = [key for key in names if any(each[key] is None for each in seen)]
    others = len({_rest(shape) for shape in shapes}) > 1
    if differ:
        return Varying(tuple(differ), others, True)
    candidates = open_ones if open_ones else names
    if fed in candidates:
        return Varying((fed,), others, len(candidates) == 1)
    if not candidates:
        return Varying((), others, False)
    alike = [key for key in candidates if key.lower().endswith(_ID_LIKE)]
    best = alike[-1] if alike else candidates[0]
    return Varying((best,), others, len(candidates) == 1)


def _shapes(study: Study, statement: int) -> list[Shape]:
    dialect = study.dialect_of(statement)
    found = []
    for row in study.samples_of(statement).tolist():
        tree = parsed(study.model.strings[study.model.samples.text[row]], dialect)
        if tree is not None:
            found.append(shape_of(tree, dialect, study.schema))
    first = study.shape_of(statement)
    found = found or ([first] if first is not None else [])
    return [shape for shape in found if shape.blocks]


def _keys(shape: Shape) -> dict[str, str | None]:
    """The value of each key of the block that asks; None for a parameter."""
    found: dict[str, str | None] = {}
    for predicate in main_block(shape).predicates:
        if is_key(predicate) and predicate.column:
            found[predicate.column] = predicate.values[0] if predicate.values else None
    return found


def _rest(shape: Shape) -> tuple[tuple[str, ...], ...]:
    """All conditions but those on keys, with their values."""
    block = main_block(shape)
    return tuple(
        (p.column, p.operand, *[value or "" for value in p.values])
        for p in block.predicates
        if not (is_key(p) and p.column)
    )


def is_unique(study: Study, table: str, keys: tuple[str, ...]) -> bool:
    """Whether no two rows of a table share the keys: by its unique indexes, else by its name."""
    indexes = study.schema.indexes.get(table) or study.schema.indexes.get(table.lower()) or ()
    for index in indexes:
        columns = {column.column for column in index.columns}
        if index.is_unique and not index.where and columns and columns <= set(keys):
            return True
    known = study.schema.table(table)
    return known is None and any(key.lower() == "id" and is_own_key(key, table) for key in keys)
