"""Queries for the tests of what is shown, and documents that hold them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from perfview.queries.model import CHECKPOINT, LOCK_WAIT
from perfview.queries.study import Study
from perfview.ui.workspace.document import Document, State
from tests.queries.building import MS, QueryBuilder

DDL = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id), note text);
CREATE TABLE orphans (id bigint PRIMARY KEY);
"""
BY_USER = "SELECT id, note FROM orders WHERE user_id = {}"
USERS = "SELECT id FROM users ORDER BY id LIMIT {}"
JOINED = "SELECT u.email FROM users u JOIN orders o ON o.user_id = u.id WHERE o.note = 'secret{}'"
SCAN = {
    "Plan": {
        "Node Type": "Limit",
        "Plan Rows": 20,
        "Actual Rows": 20,
        "Actual Loops": 1,
        "Actual Total Time": 41.6,
        "Total Cost": 120.0,
        "Startup Cost": 0.0,
        "Plans": [
            {
                "Node Type": "Seq Scan",
                "Relation Name": "orders",
                "Alias": "o",
                "Filter": "(note = 'secret7'::text)",
                "Rows Removed by Filter": 1_199_612,
                "Plan Rows": 12,
                "Actual Rows": 388,
                "Actual Loops": 1,
                "Actual Total Time": 41.5,
                "Total Cost": 100.0,
                "Startup Cost": 0.0,
            }
        ],
    },
    "Execution Time": 42.0,
}


def shop() -> QueryBuilder:
    """Four requests that ask for twelve users and then for the orders of each; a join with a plan;
    a lock wait and a checkpoint."""
    made = QueryBuilder(ddl=DDL)
    for request in range(4):
        trace = f"request {request}"
        made.call(USERS.format(12), 2.0, trace=trace, session="a", rows=12)
        for user in range(12):
            asked = BY_USER.format(100 * request + user)
            made.call(asked, 5.0, trace=trace, session="a", caller="orders.py:17", rows=3)
    slow = made.call(JOINED.format(7), 42.0, session="b", rows=20, rows_read=1_200_000)
    made.plan(SCAN, slow)
    made.event(LOCK_WAIT, "process ? still waiting", time_ns=60 * MS, duration_ns=30 * MS,
               statement=1)  # fmt: skip
    made.event(CHECKPOINT, "checkpoint complete", time_ns=90 * MS, duration_ns=10 * MS)
    return made


def document_of(study: Study) -> Document:
    """A document that has been read."""
    made = Document(Path("queries.json"))
    made.opened = SimpleNamespace(
        study=study,
        report=study.report,
        advice=None,
        identity=SimpleNamespace(kind="queries"),
        baseline=None,
    )
    made.state = State.READY
    return made


def statement_like(study: Study, words: str) -> int:
    """The first statement whose text holds some words."""
    texts = [study.text_of(row) for row in range(len(study.model.statements))]
    return next(row for row, text in enumerate(texts) if words.lower() in text.lower())


def shown_texts(table, column: int = 0) -> list[str]:
    """A column of a table as it is shown, top to bottom."""
    return [table.table.columns[column].text(int(row)) for row in table.table.shown]
