"""A schema while it is being read, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from perfview.queries.schema.model import (
    DDL,
    TEXT,
    Column,
    ForeignKey,
    Index,
    IndexColumn,
    Schema,
    Table,
)


@dataclass
class TableDraft:
    """A table: its columns by name in their order, its kind, and the query of a view."""

    columns: dict[str, Column] = field(default_factory=dict)
    kind: str = "table"
    definition: str = ""


@dataclass
class Draft:
    """What the statements so far have made. `domains`: canonical types by the names of domains;
    `home`: the schema that names without one belong to. Names of tables are looked up in any
    case."""

    dialect: str = ""
    tables: dict[str, TableDraft] = field(default_factory=dict)
    indexes: dict[str, dict[str, Index]] = field(default_factory=dict)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    domains: dict[str, str] = field(default_factory=dict)
    home: str = ""
    _stored: dict[str, str] = field(default_factory=dict)

    @property
    def folds(self) -> bool:
        """Whether names without quotes are in lower case; other servers keep what is written."""
        return self.dialect not in ("mysql", "sqlite", "tsql")

    def known(self, name: str) -> str:
        """A table's name as it was first written."""
        return name if name in self.tables else self._stored.get(name.lower(), name)

    def add_table(self, name: str, kind: str, columns: Iterable[Column] = ()) -> TableDraft:
        """A new table in place of whatever had its name."""
        self.drop_table(name)
        made = TableDraft({each.name: each for each in columns}, kind)
        self.tables[name] = made
        self._stored[name.lower()] = name
        return made

    def drop_table(self, name: str) -> None:
        """A table less, with its indexes and keys."""
        known = self.known(name)
        was_there = self.tables.pop(known, None) is not None
        if (self.indexes.pop(known, None) is None) and not was_there:
            return
        self.foreign_keys = [key for key in self.foreign_keys if key.table != known]

    def rename_table(self, old: str, new: str) -> None:
        """Another name for a table."""
        known = self.known(old)
        if known in self.tables:
            self.tables[new] = self.tables.pop(known)
            self._stored[new.lower()] = new
        moved = self.indexes.pop(known, {})
        if moved:
            self.indexes[new] = {name: replace(i, table=new) for name, i in moved.items()}
        self.foreign_keys = [
            replace(
                key,
                table=new if key.table == known else key.table,
                target=new if key.target == known else key.target,
            )
            for key in self.foreign_keys
        ]

    def set_column(self, table: str, column: Column) -> None:
        """A column of a table that is known, new or changed."""
        found = self.tables.get(self.known(table))
        if found is not None and column.name:
            found.columns[column.name] = column

    def add_index(self, index: Index) -> None:
        """An index more; one of that name on the table goes. A primary key's columns are not
        null."""
        table = self.known(index.table)
        made = replace(index, table=table)
        self.indexes.setdefault(table, {})[made.name] = made
        if made.is_primary:
            for key in made.columns:
                self._require(table, key.column)

    def _require(self, table: str, name: str) -> None:
        found = self.tables.get(table)
        if found is not None and name in found.columns:
            found.columns[name] = replace(found.columns[name], is_nullable=False)

    def indexes_of(self, table: str) -> list[Index]:
        """The indexes of a table."""
        return list(self.indexes.get(self.known(table), {}).values())

    def drop_index(self, name: str, table: str = "") -> None:
        """An index less, wherever it is."""
        short = name.rsplit(".", 1)[-1].lower()
        where = [self.known(table)] if table else list(self.indexes)
        for each in where:
            found = self.indexes.get(each, {})
            for stored in [one for one in found if one.lower() == short]:
                del found[stored]

    def drop_column(self, table: str, name: str) -> None:
        """A column less, and the indexes on it."""
        known = self.known(table)
        if known in self.tables:
            self.tables[known].columns.pop(name, None)
        self.indexes[known] = {
            each.name: each
            for each in self.indexes_of(known)
            if all(key.column != name for key in each.columns)
        }

    def rename_column(self, table: str, old: str, new: str) -> None:
        """Another name for a column, in its indexes and keys too."""
        known = self.known(table)
        found = self.tables.get(known)
        if found is None or old not in found.columns or not new or old == new:
            return
        found.columns = {
            new if name == old else name: replace(column, name=new) if name == old else column
            for name, column in found.columns.items()
        }
        for each in self.indexes_of(known):
            keys = (replace(key, column=new) if key.column == old else key for key in each.columns)
            self.indexes[known][each.name] = replace(each, columns=tuple(keys))
        self.foreign_keys = [_renamed(key, known, old, new) for key in self.foreign_keys]

    def schema(self, origin: str) -> Schema:
        """The whole."""
        keys = [self._aimed(key) for key in self.foreign_keys]
        if self.dialect == "mysql":
            self._index_keys(keys)
        indexes = {name: tuple(found.values()) for name, found in self.indexes.items() if found}
        return Schema(
            tables={
                name: Table(
                    name,
                    {c: self._typed(v) for c, v in each.columns.items()},
                    kind=each.kind,
                    definition=each.definition,
                )
                for name, each in self.tables.items()
            },
            indexes=indexes,
            foreign_keys=tuple(keys),
            level=DDL if self.tables else TEXT,
            origin=(origin,) if origin and (self.tables or indexes) else (),
            dialect=self.dialect,
        )

    def _typed(self, column: Column) -> Column:
        base = self.domains.get(column.type)
        return column if base is None else replace(column, type=base)

    def _aimed(self, key: ForeignKey) -> ForeignKey:
        """A foreign key at the primary key where it names no columns."""
        target = self.known(key.target)
        columns = key.target_columns
        if not columns:
            primary = (each for each in self.indexes_of(target) if each.is_primary)
            columns = next((tuple(k.column for k in each.columns) for each in primary), ())
        return replace(key, table=self.known(key.table), target=target, target_columns=columns)

    def _index_keys(self, keys: list[ForeignKey]) -> None:
        """InnoDB makes an index for a foreign key that has none (manual, 13.1.20.5)."""
        for key in keys:
            there = self.indexes.setdefault(key.table, {})
            wanted = list(key.columns)
            if not any(
                [k.column for k in i.columns[: len(wanted)]] == wanted for i in there.values()
            ):
                name = key.name or key.columns[0]
                columns = tuple(IndexColumn(each) for each in key.columns)
                there[name] = Index(name, key.table, columns)


def _renamed(key: ForeignKey, table: str, old: str, new: str) -> ForeignKey:
    """A foreign key after a column of the table got another name."""
    here = tuple(new if c == old else c for c in key.columns) if key.table == table else key.columns
    there = key.target_columns
    if key.target == table:
        there = tuple(new if c == old else c for c in there)
    return replace(key, columns=here, target_columns=there)
