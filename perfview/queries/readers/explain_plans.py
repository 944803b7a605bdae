"""Plans that EXPLAIN gives, saved to a file."""

from __future__ import annotations

import re

from perfview.queries.model import QueryModel
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_POSTGRES_JSON = re.compile(rb'\\?"+Node Type\\?"+\s*:\s*\\?"+\w')
_POSTGRES_TEXT = re.compile(rb"\(cost=[0-9.]+\.\.[0-9.]+ rows=[0-9]+ width=[0-9]+\)")
_POSTGRES_BARE = re.compile(
    rb"^\W*\w[\w ]+\(actual (?:time=[0-9.]+\.\.[0-9.]+ )?rows=", re.MULTILINE
)
_MYSQL_JSON = re.compile(
    rb'"query_block"\s*:\s*\{|"(?:estimated_total_cost|actual_last_row_ms)"\s*:'
)
_MYSQL_TREE = re.compile(rb"^[|\s]*(?:EXPLAIN: *)?-> \w.*\((?:cost=|actual time=)", re.MULTILINE)
_SQLITE = re.compile(
    rb"^(?:\(\d+, \d+, \d+, '|[`|]--|\d+\|\d+\|\d+\|)(?:SCAN|SEARCH|USE TEMP|COMPOUND|CO-R|MULTI-)",
    re.MULTILINE,
)
_OTHER_FORM = re.compile(rb"^\s*- Plan:\s*\n\s+Node Type:|<explain xmlns=", re.MULTILINE)
_LOG = re.compile(
    rb"^[^\n]{0,300}(?:LOG: |duration: [0-9.]+ ms|Query_time: )|"
    rb"\"(?:duration\w*|stack_?[tT]race)\" *:",
    re.MULTILINE,
)


class ExplainPlans(Reader):
    """Plans of PostgreSQL (JSON and text, also as psql and pgAdmin save them), MySQL (JSON, trees
    of EXPLAIN ANALYZE), MariaDB (ANALYZE FORMAT=JSON) and SQLite (EXPLAIN QUERY PLAN).

    One plan or many in a file. A statement above a plan, or as a member beside it, is taken for
    its statement. `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)` tells most.
    """

    name = "explain"
    title = "EXPLAIN plans"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when nodes are written as a server writes them; less so within a log."""
        head = source.head
        for pattern, certainty, why in (
            (_POSTGRES_JSON, 0.9, "nodes of a PostgreSQL plan as JSON"),
            (_MYSQL_JSON, 0.75, "blocks of a MySQL plan as JSON"),
            (_POSTGRES_TEXT, 0.8, "nodes of a PostgreSQL plan"),
            (_MYSQL_TREE, 0.75, "a tree of a MySQL plan"),
            (_POSTGRES_BARE, 0.75, "nodes of a PostgreSQL plan without costs"),
            (_SQLITE, 0.75, "steps of a SQLite plan"),
            (_OTHER_FORM, 0.5, "a PostgreSQL plan as YAML or XML"),
        ):
            if pattern.search(head):
                within = _LOG.search(head) is not None
                return Sniff(0.3 if within else certainty, f"{why}{', in a list or log' * within}")
        return Sniff(0, "no nodes of a plan")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The plans. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.explain.reading import read_plans

        return read_plans(source, progress)
