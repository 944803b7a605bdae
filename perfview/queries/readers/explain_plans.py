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
_FORMS: tuple[tuple[tuple[bytes, ...], re.Pattern[bytes], float, str], ...] = (
    ((b"Node Type",), _POSTGRES_JSON, 0.9, "nodes of a PostgreSQL plan as JSON"),
    ((b"query_block", b"_cost", b"_ms"), _MYSQL_JSON, 0.75, "blocks of a MySQL plan as JSON"),
    ((b"(cost=",), _POSTGRES_TEXT, 0.8, "nodes of a PostgreSQL plan"),
    ((b"-> ",), _MYSQL_TREE, 0.75, "a tree of a MySQL plan"),
    ((b"(actual ",), _POSTGRES_BARE, 0.75, "nodes of a PostgreSQL plan without costs"),
    (
        (b"SCAN", b"SEARCH", b"USE TEMP", b"COMPOUND", b"CO-R", b"MULTI-"),
        _SQLITE,
        0.75,
        "steps of a SQLite plan",
    ),
    ((b"- Plan:", b"<explain"), _OTHER_FORM, 0.5, "a PostgreSQL plan as YAML or XML"),
)
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
        for words, pattern, certainty, why in _FORMS:
            # Words are found at once, a pattern is tried everywhere.
            if any(word in head for word in words) and pattern.search(head):
                within = _LOG.search(head) is not None
                return Sniff(0.3 if within else certainty, f"{why}{', in a list or log' * within}")
        return Sniff(0, "no nodes of a plan")

    def read(self, source: Source, progress: Progress) -> tuple[QueryModel, ImportReport]:
        """The plans. Raises `UnreadableInput` when there is none."""
        from perfview.queries.readers.explain.reading import read_plans

        return read_plans(source, progress)
