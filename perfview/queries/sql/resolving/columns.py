"""Which use a column belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from perfview.queries.schema.model import Schema
from perfview.queries.sql.resolving.scopes import Scope, Scopes

_DEEPEST = 32
"""Blocks around a block that are asked for a name, and subqueries within subqueries."""


@dataclass(frozen=True)
class Resolved:
    """use: row among `Scopes.uses`; column: its name there; is_outer: of a block around."""

    use: int
    column: str
    is_outer: bool


class Columns:
    """Resolves column names of a statement's scopes; what cannot be told is None."""

    def __init__(self, scopes: Scopes, schema: Schema) -> None:
        self._scopes, self._schema = scopes, schema
        self._aliases = [self._named_uses(scope) for scope in scopes.scopes]
        self._known: dict[tuple[int, str, str], Resolved | None] = {}
        self._names: dict[int, Mapping[str, str]] = {}
        self._stored: dict[str, Mapping[str, str]] = {}

    def _named_uses(self, scope: Scope) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in scope.uses:
            use = self._scopes.uses[row]
            found.setdefault(use.alias.lower(), row)
            if use.table:
                found.setdefault(use.table.lower(), row)
        return found

    def resolve(self, column: exp.Column, scope: int) -> Resolved | None:
        """The use a column of that scope belongs to."""
        identifier = column.this
        name = identifier.name if identifier.quoted else identifier.name.lower()
        key = (scope, column.table.lower(), name)
        if key not in self._known:
            self._known[key] = self._look_up(*key)
        return self._known[key]

    def _look_up(self, scope: int, qualifier: str, name: str) -> Resolved | None:
        at, is_outer = scope, False
        for _ in range(_DEEPEST):
            if at < 0:
                break
            use = self._of_scope(at, qualifier, name)
            if use is not None:
                return Resolved(use, self.names_of(use).get(name.lower(), name), is_outer)
            around = self._scopes.scopes[at]
            if around.role in ("cte", "derived") and not around.is_lateral:
                break
            at, is_outer = around.parent, True
        return None

    def _of_scope(self, scope: int, qualifier: str, name: str) -> int | None:
        if qualifier:
            return self._aliases[scope].get(qualifier)
        uses = self._scopes.scopes[scope].uses
        lower = name.lower()
        for row in uses:
            if lower in self.names_of(row):
                return row
        return uses[0] if len(uses) == 1 and not self.names_of(uses[0]) else None

    def names_of(self, use: int) -> Mapping[str, str]:
        """Columns that a use is known to have, of the schema or given by its subquery: by their
        names in lower case, as they are stored."""
        if use not in self._names:
            self._names[use] = {}
            self._names[use] = self._told_names(use)
        return self._names[use]

    def _stored_names(self, table: str) -> Mapping[str, str]:
        if table not in self._stored:
            known = self._schema.table(table)
            names = known.columns if known is not None else ()
            self._stored[table] = {name.lower(): name for name in names}
        return self._stored[table]

    def _told_names(self, row: int) -> Mapping[str, str]:
        use = self._scopes.uses[row]
        if use.table:
            return self._stored_names(use.table)
        waiting, seen, names = list(use.sources[:1]), set[int](), set[str]()
        while waiting:
            block = waiting.pop()
            if block in seen or len(seen) > _DEEPEST:
                continue
            seen.add(block)
            scope = self._scopes.scopes[block]
            for each in scope.node.expressions:
                if each.alias_or_name and each.alias_or_name != "*":
                    names.add(each.alias_or_name.lower())
            for inner in scope.uses if scope.stars else ():
                source = self._scopes.uses[inner]
                names.update(self._stored_names(source.table) if source.table else ())
                waiting.extend(source.sources[:1])
        return {name: name for name in names}
