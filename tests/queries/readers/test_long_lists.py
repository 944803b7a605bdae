"""Lists whose first statement is longer than what is looked at of a file, and odd moments."""

import json

from perfview.queries.model import NO_TIME
from perfview.queries.readers.lists.units import moment_ns
from perfview.queries.readers.query_list import QueryList
from perfview.recording.progress import Progress
from perfview.recording.source import Source


def test_a_list_is_known_by_rows_behind_a_long_statement() -> None:
    sql = "SELECT a FROM t WHERE b = '" + 'x\\"\u00e9' * 60_000 + "'"
    rows = [{"sql": sql, "duration": 5}, {"sql": "SELECT 1", "duration": 7, "resultSize": 3}]
    source = Source.from_bytes(json.dumps(rows).encode())
    assert QueryList().sniff(source).certainty > 0.5
    model, _ = QueryList().read(source, Progress())
    assert model.calls.duration_ns.tolist() == [5_000_000, 7_000_000]


def test_moments_that_no_ns_tells_are_unknown() -> None:
    assert moment_ns("9999-12-31T23:59:59Z") == moment_ns("0001-01-01") == NO_TIME
    assert moment_ns("1850-01-01T00:00:00Z") < 0
