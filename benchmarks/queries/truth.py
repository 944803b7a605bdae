"""What the best indexes would bring each statement, found by trying all of them at once.

    python -m benchmarks.queries.truth DATABASE WORKLOAD.sql OUT.json [--server DSN]

Every index of one to three of the columns that a statement names, every expression over one table,
prefix and covering ones are pretended to be there, and PostgreSQL picks. Knows nothing of the
adviser. The statements are run once as well (and rolled back): their times and plans are kept.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import re
from pathlib import Path

import psycopg
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from benchmarks.queries.planner import Planner

_WORD = re.compile(r"[a-z_][a-z0-9_]*")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_NOT_ORDERED = ("json", "xml", "point", "box", "circle", "polygon", "tsvector")
_COLUMNS = """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
  AND attnum > 0 AND NOT attisdropped ORDER BY 1, attnum"""

_VIEWS = "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'"


def statements_of(path: Path) -> list[str]:
    """Statements of a workload, one after the other, each ended by ``;`` at the end of a line."""
    return [part.strip() for part in re.split(r";\s*(?:\n|$)", path.read_text()) if part.strip()]


def candidates(
    sql: str, columns: dict[str, dict[str, str]], views: dict[str, str]
) -> tuple[list[str], list[str]]:
    """Definitions of indexes without, and of those with INCLUDE. views: their queries by name."""
    words = set(_WORD.findall(_LITERAL.sub("", sql.lower())))
    for view in words & set(views):
        words |= set(_WORD.findall(_LITERAL.sub("", views[view].lower())))
    plain: list[str] = []
    covering: list[str] = []
    for table in (name for name in columns if name in words):
        own = [c for c, kind in columns[table].items() if c in words]
        own = [c for c in own if not columns[table][c].startswith(_NOT_ORDERED)]
        sets = [(c,) for c in own]
        sets += itertools.permutations(own, 2) if len(own) <= 9 else []
        sets += itertools.permutations(own, 3) if len(own) <= 5 else []
        head = f"CREATE INDEX ON {table}"
        plain += [f"{head} ({', '.join(keys)})" for keys in sets]
        if re.search(r"\blike\b", sql, re.I):
            texts = [c for c in own if columns[table][c].startswith(("text", "character"))]
            plain += [f"{head} ({c} text_pattern_ops)" for c in texts]
        for keys in [(c,) for c in own] + (
            list(itertools.permutations(own, 2)) if len(own) <= 6 else []
        ):
            rest = [c for c in own if c not in keys]
            if rest:
                covering.append(f"{head} ({', '.join(keys)}) INCLUDE ({', '.join(rest)})")
        plain += [f"{head} ((({each})))" for each in _expressions(sql, set(columns[table]))]
    return plain, covering


def _expressions(sql: str, names: set[str]) -> list[str]:
    try:
        tree = parse_one(sql, read="postgres")
    except SqlglotError:
        return []
    found = []
    kinds = (exp.Func, exp.Cast, exp.JSONExtractScalar, exp.Mul)
    for clause in tree.find_all(exp.Where, exp.Order, exp.Group):
        for node in clause.find_all(*kinds):
            columns = list(node.find_all(exp.Column))
            if isinstance(node, (exp.AggFunc, exp.Connector)) or node.find(exp.Subquery):
                continue
            if columns and all(column.name in names for column in columns):
                copied = node.copy()
                for column in copied.find_all(exp.Column):
                    column.set("table", None)
                found.append(copied.sql("postgres"))
    return list(dict.fromkeys(found))


def truth_of(
    planner: Planner, sql: str, columns: dict[str, dict[str, str]], views: dict[str, str]
) -> dict[str, object]:
    """Costs of a statement: as it is, with the best key columns, with covering ones too; its time
    in ms (none where it took over a minute) and its plan."""
    plain, covering = candidates(sql, columns, views)
    found: dict[str, object] = {"sql": sql, "before": planner.cost(sql)}
    found["best"] = planner.cost(sql, plain)
    found["best_covering"] = planner.cost(sql, plain + covering)
    planner.with_indexes(())
    try:
        ran = planner.run(sql)
    except psycopg.errors.QueryCanceled:
        ran = {"Plan": planner.plan(sql)}
    found["ms"] = ran.get("Execution Time")
    found["plan"] = ran
    return found


def main() -> int:
    """Writes the truth of a workload."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("workload", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--server", default="host=127.0.0.1 port=55432 user=postgres")
    asked = parser.parse_args()
    planner = Planner(f"{asked.server} dbname={asked.database}")
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in planner.connection.execute(_COLUMNS).fetchall():
        columns.setdefault(table, {})[column] = kind
    views = dict(planner.connection.execute(_VIEWS).fetchall())
    rows = [truth_of(planner, sql, columns, views) for sql in statements_of(asked.workload)]
    content = json.dumps(rows).encode()
    asked.out.write_bytes(gzip.compress(content, mtime=0) if asked.out.suffix == ".gz" else content)
    helpable = sum(is_helpable(row) for row in rows)
    print(f"{asked.database}: {len(rows)} statements, {helpable} can be helped by a fifth or more")
    return 0


def is_helpable(row: dict[str, object]) -> bool:
    """Whether an index makes it a fifth cheaper and it is worth asking."""
    before, best = float(str(row["before"])), float(str(row["best"]))
    return before >= 100 and best <= 0.8 * before


def needs_nothing(row: dict[str, object]) -> bool:
    """Whether no index would help, not even one that holds all columns, or it is done at once
    anyway."""
    before = float(str(row["before"]))
    best = min(float(str(row["best"])), float(str(row["best_covering"])))
    return before < 50 or best > 0.95 * before


if __name__ == "__main__":
    raise SystemExit(main())
