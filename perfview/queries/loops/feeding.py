"""Which column of one statement's rows another statement looks its rows up with."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.queries.loops.naming import bare, is_own_key, names_a_key, points_at
from perfview.queries.loops.roles import Role, main_block
from perfview.queries.study import Study


@dataclass(frozen=True)
class Feeding:
    """column: of the source's rows, under the name they come with; key: of the looped statement;
    certainty: 1 by a foreign key of the schema, less by names, 0 for none."""

    column: str = ""
    key: str = ""
    certainty: float = 0.0


def feeding(study: Study, source: int, role: Role) -> Feeding:
    """How a source's rows would feed the keys of a looped statement."""
    best = Feeding()
    outputs = given(study, source)
    for key in role.keys:
        for name, (table, column) in outputs.items():
            found = _certainty(study, table, column, role, key)
            if found > best.certainty:
                best = Feeding(name, key, found)
    return best


def given(study: Study, statement: int) -> dict[str, tuple[str, str]]:
    """What a statement's rows hold: (table, column) by name, as far as its text and the schema
    tell; ``*`` stands for columns that are not known."""
    shape = study.shape_of(statement)
    if shape is None or not shape.blocks:
        return {}
    block = main_block(shape)
    found = {name: (shape.uses[use].table, column) for name, (use, column) in block.outputs.items()}
    for use in block.selects_all:
        table = study.schema.table(shape.uses[use].table)
        names = tuple(table.columns) if table else ("*",)
        for name in names:
            found.setdefault(name, (shape.uses[use].table, name))
    return found


def _certainty(study: Study, table: str, column: str, role: Role, key: str) -> float:
    """How surely a column of a table holds values of the key."""
    if not table or not role.key_table:
        return 0.0
    ends = {(bare(table), column.lower()), (bare(role.key_table), key.lower())}
    for foreign in study.schema.foreign_keys:
        pairs = zip(foreign.columns, foreign.target_columns, strict=False)
        for here, there in pairs:
            if {(bare(foreign.table), here.lower()), (bare(foreign.target), there.lower())} == ends:
                return 1.0
    if bare(table) == bare(role.key_table):
        return 0.9 if column.lower() == key.lower() else 0.0
    if column == "*":
        return 0.6 if points_at(key, table) or is_own_key(key, role.key_table) else 0.3
    if points_at(column, role.key_table) and is_own_key(key, role.key_table):
        return 0.9
    if points_at(key, table) and is_own_key(column, table):
        return 0.9
    is_telling = column.lower() == key.lower() and names_a_key(column)
    return 0.7 if is_telling else 0.0
