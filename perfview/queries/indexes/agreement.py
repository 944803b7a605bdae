"""What plans that were run say of an index that is not there yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from perfview.queries.model import QueryModel

MANY_REMOVED = 1000.0
"""Rows read in vain, in all loops, from which a scan speaks for an index: pg_qualstats' minimum
(github.com/powa-team/pg_qualstats)."""
_WORD = re.compile(r"[A-Za-z_][\w$]*")
_WHOLE = frozenset({"Seq Scan", "Parallel Seq Scan"})
_BY_INDEX = frozenset({"Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Index Scan Backward"})


@dataclass(frozen=True)
class Scan:
    """A table as a plan read it. is_whole: all of it; removed, kept: rows in all loops, nan where
    the plan was not run; words: names in its conditions."""

    relation: str
    is_whole: bool
    removed: float
    kept: float
    words: frozenset[str]


class Scans:
    """Scans of a recording's plans, by statement."""

    def __init__(self, model: QueryModel) -> None:
        self._by_statement: dict[int, list[Scan]] = {}
        plans = model.plans
        for plan in np.flatnonzero(plans.statement >= 0).tolist():
            first, last = int(plans.first[plan]), int(plans.first[plan + 1])
            own = self._by_statement.setdefault(int(plans.statement[plan]), [])
            own.extend(_scans(model, first, last))

    def __bool__(self) -> bool:
        return bool(self._by_statement)

    def of(self, statement: int) -> list[Scan]:
        """All scans that plans of a statement tell."""
        return self._by_statement.get(statement, [])

    def rows_read(self) -> dict[str, float]:
        """Rows of tables that were read as a whole."""
        found: dict[str, float] = {}
        for scans in self._by_statement.values():
            for scan in scans:
                rows = scan.removed + scan.kept
                if scan.is_whole and rows == rows:
                    found[scan.relation] = max(rows, found.get(scan.relation, 0.0))
        return found

    def agree(self, statement: int, table: str, columns: frozenset[str]) -> bool | None:
        """Whether plans of a statement read a table in a way that an index of these columns would
        spare; None where no plan tells."""
        name = table.rsplit(".", 1)[-1].lower()
        scans = [each for each in self.of(statement) if each.relation == name]
        if not scans:
            return None
        whole = [each for each in scans if each.is_whole]
        if any(each.removed >= MANY_REMOVED for each in whole):
            return True
        if whole:
            return True if any(each.kept >= MANY_REMOVED for each in whole) else None
        served = any(columns & each.words and not each.removed > each.kept for each in scans)
        return False if served else None


def _scans(model: QueryModel, first: int, last: int) -> Iterator[Scan]:
    nodes, strings = model.plan_nodes, model.strings
    for node in range(first, last):
        kind = strings[nodes.kind[node]] if nodes.kind[node] >= 0 else ""
        if nodes.relation[node] < 0 or not (kind in _WHOLE or kind in _BY_INDEX):
            continue
        loops = max(1, int(nodes.loops[node]))
        removed = float(np.nan_to_num(nodes.removed_rows[node])) * loops
        texts = (nodes.condition[node], nodes.filter[node])
        words = {
            word.lower() for text in texts if text >= 0 for word in _WORD.findall(strings[text])
        }
        relation = strings[nodes.relation[node]].rsplit(".", 1)[-1].strip('"').lower()
        kept = float(nodes.actual_rows[node]) * loops
        yield Scan(relation, kind in _WHOLE, removed, kept, frozenset(words))
