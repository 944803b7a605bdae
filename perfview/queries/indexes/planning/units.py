"""A shape becomes units of relations with what their conditions leave."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from perfview.queries.indexes.estimating.selectivity import Selectivities
from perfview.queries.indexes.estimating.sizes import Sizes, TableSize
from perfview.queries.indexes.planning.pulling import Pulled
from perfview.queries.indexes.planning.relations import Filter, Link, Relation, Unit
from perfview.queries.sql import shapes
from perfview.queries.sql.shapes import Block, Join, Predicate, Shape

_SERVED = frozenset(
    {shapes.EQUAL, shapes.IN, shapes.RANGE, shapes.PREFIX, shapes.IS_NULL, shapes.NOT_NULL}
)
_EQUAL = frozenset({shapes.EQUAL, shapes.IN, shapes.IS_NULL})
_ROWS_OF_SUBQUERY = 1000.0
_TIMESTAMP_UNKNOWN_LIMIT = 100


class UnitBuilder:
    """Builds the units of one shape."""

    def __init__(self, shape: Shape, sizes: Sizes, shares: Selectivities) -> None:
        self._shape, self._sizes, self._shares = shape, sizes, shares
        self._pulled = Pulled(shape)
        self._place: dict[int, tuple[int, int]] = {}
        self._units: dict[int, Unit] = {}

    def build(self) -> list[Unit]:
        """All units that read a table, outer ones before inner ones."""
        for row in range(len(self._shape.blocks)):
            root = self._pulled.unit_of[row]
            unit = self._units.setdefault(root, Unit(root))
            self._add_relations(unit, row)
        for row, block in enumerate(self._shape.blocks):
            for join in block.joins:
                self._add_link(join, row)
        for unit in self._units.values():
            self._propagate(unit)
            self._finish(unit)
        return list(self._units.values())

    def _add_relations(self, unit: Unit, row: int) -> None:
        block = self._shape.blocks[row]
        outer = _outer_kinds(block)
        for use in block.uses:
            if self._pulled.is_pulled(use):
                continue
            table = self._shape.uses[use].table
            if table and not self._sizes.can_have_indexes(table):
                table = ""
            size = self._sizes.table(table) if table else TableSize(_ROWS_OF_SUBQUERY, 10, False)
            kind = self._pulled.kind_of[row]
            kind = outer.get(use, kind) if kind == "inner" else kind
            needed = None if use in block.selects_all else block.columns.get(use, frozenset())
            relation = Relation(len(unit.relations), table, size, kind, needed, uses=(use,))
            relation.named_once = block.named_once.get(use, frozenset())
            self._place[use] = (unit.block, relation.number)
            unit.relations.append(relation)

    def _predicates_of(self, use: int, block: Block) -> Iterable[Predicate]:
        """Conditions on a use, also those on a subquery that was pulled up."""
        for row, other in enumerate(self._shape.blocks):
            if self._pulled.unit_of[row] != self._pulled.unit_of[self._shape.uses[use].block]:
                continue
            for each in other.predicates:
                if each.clause == "having":
                    continue
                if each.use == use:
                    yield each
                elif each.column and self._pulled.is_pulled(each.use):
                    found, column = self._pulled.follow(each.use, each.column)
                    if found == use:
                        yield _renamed(each, use, column)

    def _finish(self, unit: Unit) -> None:
        for relation in unit.relations:
            use = relation.uses[0]
            block = self._shape.blocks[self._shape.uses[use].block]
            own = [each for each in self._predicates_of(use, block) if relation.table]
            self._filter(relation, own)
        self._demand(unit)
        unit.links = [self._weighed(unit, link) for link in _closed(unit.links)]

    def _filter(self, relation: Relation, predicates: list[Predicate]) -> None:
        table = relation.table
        sure = [each for each in predicates if not each.is_optional]
        known = {each.column for each in relation.filters}
        relation.conditions += len(sure)
        relation.is_guessed |= any(self._shares.is_guessed(table, each) for each in sure)
        relation.share *= self._shares.several(table, sure) if sure else 1.0
        filters = [self._filter_of(table, each) for each in sure if _is_served(each)]
        relation.filters += tuple(each for each in filters if each.column not in known)
        relation.choices = tuple(self._choices(table, predicates))
        for share, _ in relation.choices:
            relation.share *= share
            relation.conditions += 1

    def _filter_of(self, table: str, each: Predicate) -> Filter:
        share = self._shares.of(table, each)
        is_equal = each.operator in _EQUAL
        is_prefix = each.operator == shapes.PREFIX
        values = max(1, len(each.values)) if each.operator == shapes.IN else 1
        return Filter(each.column, each.expression, is_equal, is_prefix, values, share, each)

    def _choices(
        self, table: str, predicates: list[Predicate]
    ) -> Iterable[tuple[float, tuple[tuple[Filter, ...], ...]]]:
        """ORs all of whose branches are about this table."""
        groups: dict[int, dict[int, list[Predicate]]] = {}
        for each in predicates:
            if each.is_optional and each.group >= 0:
                groups.setdefault(each.group, {}).setdefault(each.branch, []).append(each)
        for branches in groups.values():
            if set(branches) != set(range(len(branches))) or len(branches) < 2:
                continue
            shares = [self._shares.several(table, members) for members in branches.values()]
            yield (
                min(1.0, sum(shares)),
                tuple(
                    tuple(self._filter_of(table, each) for each in members if _is_served(each))
                    for members in branches.values()
                ),
            )

    def _end(self, use: int, column: str) -> tuple[int, int, str] | None:
        if self._pulled.is_pulled(use):
            use, column = self._pulled.follow(use, column)
        place = self._place.get(use)
        return None if place is None else (*place, column)

    def _add_link(self, join: Join, row: int) -> None:
        left, right = (
            self._end(join.left, join.left_column),
            self._end(join.right, join.right_column),
        )
        if left is None or right is None or join.operator == "not in":
            return
        if left[0] == right[0]:
            kind = join.kind if join.kind in ("left", "semi", "anti") else "inner"
            unit = self._units[left[0]]
            is_equal = join.operator == "="
            if left[1] != right[1]:
                unit.links.append(Link(left[1], left[2], right[1], right[2], kind, is_equal, 1.0))
            return
        inner, outer = (left, right) if left[0] == self._pulled.unit_of[row] else (right, left)
        if join.operator != "=" or not inner[2]:
            return
        unit = self._units[inner[0]]
        unit.outer = outer[0]
        unit.bound[inner[1]] = unit.bound.get(inner[1], frozenset()) | {inner[2]}

    def _propagate(self, unit: Unit) -> None:
        """``a.x = b.y AND a.x = 5`` asks ``b.y = 5`` as well."""
        known: dict[tuple[int, str], Predicate] = {}
        for relation in unit.relations:
            use = relation.uses[0]
            for each in self._predicates_of(use, self._shape.blocks[self._shape.uses[use].block]):
                if each.operator == shapes.EQUAL and not each.is_optional and each.column:
                    known.setdefault((relation.number, each.column), each)
        for link in _closed(unit.links):
            ends = ((link.left, link.left_column), (link.right, link.right_column))
            for one, other in (ends, ends[::-1]):
                relation = unit.relations[other[0]]
                blocked = link.kind == "left" and other == ends[0]
                if not link.is_equal or one not in known or other in known or blocked:
                    continue
                if not relation.table or not other[1]:
                    continue
                predicate = _renamed(known[one], relation.uses[0], other[1])
                added = self._filter_of(relation.table, predicate)
                relation.filters += (added,)
                relation.share *= added.share
                known[other] = predicate

    def _weighed(self, unit: Unit, link: Link) -> Link:
        """Share of pairs that are equal: one over the greater number of distinct values
        (PostgreSQL's eqjoinsel without common values)."""
        if not link.is_equal:
            return link._replace(share=0.3333)
        counts = []
        for number, column in ((link.left, link.left_column), (link.right, link.right_column)):
            relation = unit.relations[number]
            if not relation.table:
                counts.append(relation.size.rows)
            elif column:
                counts.append(self._shares.distinct(relation.table, column))
            else:
                counts.append(200.0)
        return link._replace(share=1.0 / max(1.0, *counts))

    def _demand(self, unit: Unit) -> None:
        """What the unit's main block asks of order and number."""
        block = self._shape.blocks[unit.block]
        unit.is_aggregate = block.is_aggregate or block.is_distinct
        unit.groups = tuple(
            (end[1], end[2])
            for use, column in block.group
            if use >= 0 and (end := self._end(use, column)) is not None and end[0] == unit.block
        )
        extreme = _extremes(block)
        if extreme is not None and len(unit.relations) == 1:
            unit.extremes, columns = extreme
            unit.order_relation, unit.order_columns, unit.limit = 0, ((columns, False),), 1
            return
        unit.is_sorted = bool(block.order)
        if block.limit is not None:
            limit = block.limit if block.limit >= 0 else _TIMESTAMP_UNKNOWN_LIMIT
            unit.limit = limit + max(0, block.offset or 0)
        if block.is_aggregate or not block.order:
            return
        ends = [self._end(each.use, each.column) if each.use >= 0 else None for each in block.order]
        first = ends[0]
        if first is None or first[0] != unit.block or not unit.relations[first[1]].table:
            return
        columns_found: list[tuple[str, bool]] = []
        for end, each in zip(ends, block.order, strict=True):
            if end is None or end[:2] != first[:2]:
                break
            columns_found.append((end[2], each.is_descending))
        unit.order = block.order
        unit.order_relation, unit.order_columns = first[1], tuple(columns_found)


def _outer_kinds(block: Block) -> dict[int, str]:
    """Uses that an outer join may leave without a row."""
    found: dict[int, str] = {}
    strict = {
        each.use
        for each in block.predicates
        if each.clause == "where" and each.operator != shapes.IS_NULL and not each.is_optional
    }
    for join in block.joins:
        use = {"left": join.right, "right": join.left, "anti": join.right}.get(join.kind)
        if join.kind in ("left", "right") and use is not None and use not in strict:
            found[use] = "left"
    return found


def _is_served(each: Predicate) -> bool:
    if each.operand in ("ILIKE", "<=>") or each.operator not in _SERVED:
        return False
    return bool(each.column or each.expression)


def _renamed(each: Predicate, use: int, column: str) -> Predicate:
    return Predicate(
        use, column, "", each.operator, each.operand, each.values, each.clause,
        each.is_optional, each.node, each.group, each.branch,
    )  # fmt: skip


def _extremes(block: Block) -> tuple[int, str] | None:
    """How many MIN and MAX of one plain column a block asks, if nothing else."""
    node = block.node
    if not isinstance(node, exp.Select) or block.group or not block.is_aggregate:
        return None
    columns = set()
    for each in node.expressions:
        inner = each.unalias()
        if not isinstance(inner, (exp.Min, exp.Max)) or not isinstance(inner.this, exp.Column):
            return None
        columns.add(inner.this.name.lower())
    return (len(node.expressions), columns.pop()) if len(columns) == 1 else None


def _closed(links: list[Link]) -> list[Link]:
    """Links and those that follow from them: a = b and b = c tell a = c. Source: PostgreSQL's
    equivalence classes (equivclass.c)."""
    parent: dict[tuple[int, str], tuple[int, str]] = {}

    def find(end: tuple[int, str]) -> tuple[int, str]:
        parent.setdefault(end, end)
        while parent[end] != end:
            parent[end] = parent[parent[end]]
            end = parent[end]
        return end

    found: dict[tuple[tuple[int, str], tuple[int, str]], Link] = {}
    for link in links:
        ends = (link.left, link.left_column), (link.right, link.right_column)
        found.setdefault(ends, link)
        if link.is_equal and link.kind == "inner" and link.left_column and link.right_column:
            parent[find(ends[0])] = find(ends[1])
    classes: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for end in list(parent):
        classes.setdefault(find(end), []).append(end)
    for members in classes.values():
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                if one[0] != other[0] and (one, other) not in found and (other, one) not in found:
                    found[one, other] = Link(*one, *other, "inner", True, 1.0)
    return list(found.values())
