"""Whose SQL a text is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from perfview.kernels.literal_free import BRACKETS, DOUBLE_TEXT, ESCAPES, HASH_COMMENTS

WAYS = {"mysql": ESCAPES | DOUBLE_TEXT | HASH_COMMENTS, "tsql": BRACKETS}
"""How a dialect quotes where it differs from the standard (`kernels.literal_free`)."""

# Marks that only one dialect has, outside of texts in quotes; each counts once a text.
_MARKS = re.compile(
    r"(?P<mysql>`\w+`|\bON\s+DUPLICATE\s+KEY\b|\bSTRAIGHT_JOIN\b|\bSQL_(?:NO_CACHE|CALC_FOUND_ROWS)\b)"
    r"|(?P<postgres>\$\d|\w::\w|'::\w|\bRETURNING\b|\bILIKE\b|@>|\bDISTINCT\s+ON\b|%\(\w+\)s)"
    r"|(?P<tsql>\[[A-Za-z_]\w*\]|\bTOP\s*\(?\d|\bNOLOCK\b|@@\w|\bGETDATE\()"
    r"|(?P<oracle>\bROWNUM\b|\bNVL\(|\bFROM\s+DUAL\b|\bSYSDATE\b|\(\+\))"
    r"|(?P<sqlite>\bPRAGMA\b|\bsqlite_\w+|\bAUTOINCREMENT\b|\bINSERT\s+OR\s)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"'[^']*'")
_ENOUGH = 50
_READ = 2048

_SYSTEMS = {
    "postgresql": "postgres", "postgres": "postgres", "redshift": "postgres",
    "aws.redshift": "postgres", "cockroachdb": "postgres", "edb": "postgres",
    "timescaledb": "postgres", "greenplum": "postgres",
    "mysql": "mysql", "mariadb": "mysql", "tidb": "mysql", "aurora": "mysql",
    "sqlite": "sqlite",
    "mssql": "tsql", "microsoft.sql_server": "tsql", "sqlserver": "tsql", "sybase": "tsql",
    "oracle": "oracle", "oracle.db": "oracle",
    "mongodb": "mongodb",
    "other_sql": "postgres", "db2": "postgres", "ibm.db2": "postgres", "h2": "postgres",
    "h2database": "postgres", "hsqldb": "postgres", "derby": "postgres", "firebird": "postgres",
    "firebirdsql": "postgres", "trino": "postgres", "presto": "postgres", "clickhouse": "postgres",
    "snowflake": "postgres", "duckdb": "postgres", "spanner": "postgres", "gcp.spanner": "postgres",
    "sap.hana": "postgres", "hanadb": "postgres", "vertica": "postgres", "teradata": "postgres",
}  # fmt: skip


def guess(texts: Iterable[str]) -> str:
    """One of `DIALECTS` by marks that only one of them has (backticks, ``$1``, ``::``, ``[x]``,
    ``TOP``, ``ROWNUM``, ``PRAGMA``); ``postgres`` where nothing tells, as it is the nearest to the
    standard. The first 50 texts are asked."""
    votes: dict[str, int] = {}
    for number, text in enumerate(texts):
        if number >= _ENOUGH:
            break
        bare = _QUOTED.sub("'?'", text[:_READ])
        for dialect in {found.lastgroup or "" for found in _MARKS.finditer(bare)}:
            votes[dialect] = votes.get(dialect, 0) + 1
    return max(votes, key=lambda each: votes[each]) if votes else "postgres"


def dialect_of_system(system: str) -> str:
    """A dialect for OpenTelemetry's ``db.system`` (``postgresql``, ``mariadb``), "" if it has no
    SQL. Systems with an SQL that sqlglot is not told of are read as PostgreSQL's."""
    return _SYSTEMS.get(system.strip().lower(), "")
