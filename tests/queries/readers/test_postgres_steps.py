"""Runs told in several entries are one call; what belongs to a call is given to it."""

from __future__ import annotations

import numpy as np

from perfview.queries import model as m
from tests.queries.readers.logs import calls_of, read

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def _log(*messages: str, process: int = 9) -> str:
    lines = [
        f"2026-03-02 10:00:{second:02d}.000 UTC [{process}] bob@shop {message}"
        for second, message in enumerate(messages)
    ]
    return "\n".join(lines) + "\n"


def test_parse_bind_and_execute_are_one_call() -> None:
    model, _ = read(
        _log(
            "LOG:  duration: 1.000 ms  parse q1: SELECT a FROM t WHERE b = $1",
            "LOG:  duration: 0.500 ms  bind q1: SELECT a FROM t WHERE b = $1",
            "DETAIL:  parameters: $1 = '7'",
            "LOG:  duration: 4.000 ms  execute q1: SELECT a FROM t WHERE b = $1",
            "DETAIL:  parameters: $1 = '7'",
            "LOG:  duration: 2.000 ms  execute fetch from q1/c1: SELECT a FROM t WHERE b = $1",
        )
    )
    assert calls_of(model) == [("SELECT a FROM t WHERE b = ?", 7.5)]


def test_samples_have_the_values_that_only_the_last_step_tells() -> None:
    asked = "SELECT a FROM t ORDER BY a LIMIT $1 OFFSET $2"
    lines = []
    for page in range(3):
        values = f"DETAIL:  parameters: $1 = '20', $2 = '{20 * page}'"
        lines += [
            f"LOG:  duration: 9.000 ms  parse <unnamed>: {asked}",
            f"LOG:  duration: 0.100 ms  bind <unnamed>: {asked}",
            values,
            f"LOG:  duration: 1.000 ms  execute <unnamed>: {asked}",
            values,
        ]
    samples = (model := read(_log(*lines))[0]).samples
    told = [model.strings[k] for k in samples.parameters.tolist() if k >= 0]
    assert len(told) == len(samples.parameters)
    assert told[0].startswith("$1 = '20', $2 = '0'")
    assert len(set(told)) >= 2


def test_an_insert_tells_how_many_rows_it_lists() -> None:
    model, _ = read(
        _log(
            "LOG:  duration: 1.000 ms  statement: INSERT INTO t (a, b) VALUES (1, 'x')",
            "LOG:  duration: 1.000 ms  statement: INSERT INTO t (a, b) VALUES (1, 'x'), (2, ')')",
            "LOG:  duration: 1.000 ms  statement: INSERT INTO t SELECT a, b FROM u",
            "LOG:  duration: 1.000 ms  statement: SELECT a FROM t",
        )
    )
    assert model.calls.rows.tolist() == [1, 2, -1, -1]


def test_a_parse_whose_run_was_too_quick_to_be_told_is_a_call() -> None:
    model, _ = read(
        _log(
            "LOG:  duration: 90.000 ms  parse <unnamed>: SELECT a FROM t",
            "LOG:  duration: 80.000 ms  statement: SELECT c FROM d",
        )
    )
    assert sorted(calls_of(model)) == [("SELECT a FROM t", 90.0), ("SELECT c FROM d", 80.0)]


def test_statement_and_duration_on_lines_of_their_own_are_one_call() -> None:
    first = _log("LOG:  statement: SELECT 1 FROM a", process=9).splitlines()
    other = _log("LOG:  statement: SELECT 2 FROM b", "LOG:  duration: 3.000 ms", process=8)
    last = _log("x", "LOG:  duration: 5.000 ms", process=9).splitlines()[1:]
    model, report = read("\n".join([*first, *other.splitlines(), *last]) + "\n")
    assert sorted(calls_of(model)) == [("SELECT ? FROM a", 5.0), ("SELECT ? FROM b", 3.0)]
    assert report.find("loose-duration") is None


def test_a_statement_that_failed_is_no_second_call() -> None:
    model, _ = read(
        _log(
            "LOG:  statement: SELECT * FROM missing",
            'ERROR:  relation "missing" does not exist at character 15',
            "STATEMENT:  SELECT * FROM missing",
        )
    )
    assert len(model.calls) == 1
    assert model.calls.failed[0]
    assert model.events.kind.tolist() == [m.ERROR]
    assert model.events.call[0] == 0
    assert model.strings[int(model.events.text[0])] == ("relation ? does not exist at character ?")


def test_transactions_are_told_by_virtual_ids_else_by_begin_and_commit() -> None:
    messages = [
        "LOG:  duration: 1.0 ms  statement: SELECT 0",
        "LOG:  duration: 1.0 ms  statement: BEGIN",
        "LOG:  duration: 1.0 ms  statement: SELECT 1",
        "LOG:  duration: 1.0 ms  statement: COMMIT",
        "LOG:  duration: 1.0 ms  statement: SELECT 2",
    ]
    told = read(_log(*messages))[0].calls.transaction
    assert told[0] == told[4] == -1
    assert told[1] == told[2] == told[3] >= 0
    ids = ["3/7", "3/8", "3/8", "3/0", "3/9"]
    log = "".join(
        f"2026-03-02 10:00:{k:02d}.000 UTC [9] vxid={ids[k]} {text}\n"
        for k, text in enumerate(messages)
    )
    named = read(log)[0].calls.transaction
    assert named[3] == -1
    assert named[1] == named[2]
    assert len(np.unique(named)) == 4


def test_the_trace_of_a_comment_is_the_calls_trace() -> None:
    comment = f"/*traceparent='00-{_TRACE}-00f067aa0ba902b7-01'*/"
    model, _ = read(
        _log(
            f"LOG:  duration: 1.0 ms  statement: SELECT 1 {comment}",
            f"LOG:  duration: 1.0 ms  statement: SELECT 2 {comment}",
            "LOG:  duration: 1.0 ms  statement: SELECT 3",
        )
    )
    assert model.calls.trace.tolist() == [0, 0, -1]
    assert model.strings[int(model.calls.trace_name[0])] == _TRACE
    assert len(model.statements) == 1


def test_what_the_server_was_told_to_leave_out_is_known() -> None:
    model, _ = read(
        _log(
            'LOG:  parameter "log_min_duration_statement" changed to "250ms"',
            "LOG:  duration: 300.0 ms  statement: SELECT 1",
        )
    )
    assert model.minimum_ns == 250_000_000


def test_prepared_statements_are_what_they_run() -> None:
    model, _ = read(
        _log(
            "LOG:  duration: 1.0 ms  statement: EXECUTE q(17, 'x')",
            "DETAIL:  prepare: PREPARE q (int, text) AS SELECT * FROM t WHERE a = $1 AND b = $2",
            "LOG:  duration: 2.0 ms  statement: EXECUTE q(18, 'x')",
            "DETAIL:  prepare: PREPARE q (int, text) AS SELECT * FROM t WHERE a = $1 AND b = $2",
        )
    )
    text = "SELECT * FROM t WHERE a = ? AND b = ?"
    assert calls_of(model) == [(text, 1.0), (text, 2.0)]
    assert len(set(model.calls.key.tolist())) == 2


def test_plans_alone_tell_calls() -> None:
    node = "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)"
    model, report = read(
        _log(
            f"LOG:  duration: 4.000 ms  plan:\n\tQuery Text: SELECT a\n\tFROM t\n\t{node}",
            'LOG:  duration: 5.000 ms  plan:\n\t{\n\t  "Query Text": "SELECT \\"b\\" FROM t",\n'
            '\t  "Plan": {"Node Type": "Seq Scan", "Relation Name": "t"}\n\t}',
            "LOG:  duration: 6.000 ms  plan:\n\t<explain>\n\t  <Query-Text>SELECT c FROM t WHERE d"
            " &lt; 5</Query-Text>\n\t  <Plan>\n\t  </Plan>\n\t</explain>",
            'LOG:  duration: 7.000 ms  plan:\n\tQuery Text: "SELECT \\"e\\" FROM t"\n\tPlan:\n'
            '\t  Node Type: "Seq Scan"',
        )
    )
    assert sorted(calls_of(model)) == [
        ('SELECT "b" FROM t', 5.0), ('SELECT "e" FROM t', 7.0), ("SELECT a FROM t", 4.0),
        ("SELECT c FROM t WHERE d < ?", 6.0),
    ]  # fmt: skip
    assert len(model.plans) == 2
    assert (model.plans.call >= 0).all()
    unread = report.find("plan-unread")
    assert unread is not None
    assert unread.count == 2


def test_definitions_are_kept() -> None:
    model, _ = read(
        _log("LOG:  duration: 1.0 ms  statement: CREATE TABLE t (id bigint PRIMARY KEY)")
    )
    assert [model.strings[int(each)] for each in model.definitions] == [
        "CREATE TABLE t (id bigint PRIMARY KEY)"
    ]
