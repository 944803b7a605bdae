"""Lists of queries as JSON and CSV."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from perfview.queries.model import NO_TIME, QueryModel
from perfview.queries.readers.lists.units import moment_ns, span_ns
from perfview.queries.readers.query_list import QueryList
from perfview.queries.readers.query_table import QueryTable
from perfview.queries.soundness import is_sound_model
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

_MS = 1_000_000


def _rows(count: int = 3) -> list[dict[str, Any]]:
    return [
        {
            "sql": f"SELECT a FROM t\nWHERE \"b\" = {n} -- é",
            "duration": 1.5 + n,
            "stackTrace": ["app.py:1 view", f"db.py:{n % 2} run"],
            "resultSize": n,
            "params": {"b": n},
            "traceId": f"t{n // 2}",
            "pid": 7,
            "ts": 1_700_000_000.25 + n,
        }
        for n in range(count)
    ]  # fmt: skip


def _read(text: str | bytes) -> tuple[QueryModel, ImportReport]:
    data = text.encode() if isinstance(text, str) else text
    model, report = QueryList().read(Source.from_bytes(data), Progress())
    assert is_sound_model(model)
    return model, report


@pytest.mark.parametrize(
    "write",
    [
        json.dumps,
        lambda rows: json.dumps(rows, indent=2, ensure_ascii=False),
        lambda rows: "\n".join(map(json.dumps, rows)),
        lambda rows: json.dumps({"tool": "x", "queries": rows}),
    ],
)
def test_reads_the_same_from_every_shape(write: Any) -> None:
    text = write(_rows())
    assert QueryList().sniff(Source.from_bytes(text.encode())).certainty >= 0.5
    model, report = _read(text)
    calls = model.calls
    assert report.complete
    assert len(calls) == 3
    assert model.strings[model.statements.text[0]] == 'SELECT a FROM t WHERE "b" = ?'
    assert calls.duration_ns.tolist() == [round((1.5 + n) * _MS) for n in range(3)]
    assert calls.rows.tolist() == [0, 1, 2]
    assert calls.start_ns[0] == 1_700_000_000_250_000_000
    assert calls.trace.tolist() == [0, 0, 1]
    assert model.strings[calls.caller[1]] == "app.py:1 view\ndb.py:1 run"
    assert len(set(calls.key.tolist())) == 3
    data = text.encode()
    assert [data[place : place + 1] for place in calls.place.tolist()] == [b"{"] * 3


@pytest.mark.parametrize(
    ("row", "duration_ms"),
    [
        ({"sql": "select 1", "time": "0.012"}, 12),  # Django's connection.queries
        ({"query": "select ?", "bindings": [1], "time": 1.23}, 1.23),  # Laravel
        ({"timestamp": "2024-01-02T03:04:05Z", "query": "SELECT 1", "params": "[1]", "duration": 3,
          "target": "quaint::connector::metrics"}, 3),  # Prisma
        ({"statement": "select 1", "duration_us": 1500}, 1.5),
        ({"sql": "select 1", "duration": "0.5 s"}, 500),
        ({"sql": "select 1", "elapsed": "12ms", "rowCount": 4}, 12),
        ({"sql": "select 1", "start_time": 1.7e12, "end_time": 1.7e12 + 8}, 8),
    ],
)  # fmt: skip
def test_knows_the_names_and_units_of_tools(row: dict[str, Any], duration_ms: float) -> None:
    model, _ = _read(json.dumps([row, row]))
    assert model.calls.duration_ns.tolist() == [round(duration_ms * _MS)] * 2


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "x", "cat": "y", "ph": "X", "ts": 1}]',
        '[{"query": "SELECT 1", "calls": 5, "total_exec_time": 3}]',
        '{"error_severity": "LOG", "message": "x", "statement": "select 1"}',
        '[{"query": "cats and dogs", "duration": 3}]',
        '[{"text": "select your seat"}]',
        "[1, 2]",
        "{}",
        "sql,duration\nselect 1,2\n",
    ],
)
def test_leaves_other_json_to_others(text: str) -> None:
    assert QueryList().sniff(Source.from_bytes(text.encode())).certainty < 0.5


def test_calls_are_put_in_the_order_they_began() -> None:
    model, _ = _read(json.dumps(_rows()[::-1]))
    assert model.calls.rows.tolist() == [0, 1, 2]


def test_comments_tell_the_request_where_the_list_does_not() -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    text = f"select 1 /*action='show',traceparent='00-{trace}-b7ad6b7169203331-01'*/"
    model, _ = _read(json.dumps([{"sql": text, "duration": 1}, {"sql": "select 2", "duration": 1}]))
    assert model.strings[model.calls.trace_name[0]] == trace
    assert model.strings[model.calls.caller[0]] == "action show"
    assert model.calls.trace.tolist() == [0, -1]


def test_what_breaks_off_is_read_as_far_as_it_goes() -> None:
    whole = json.dumps(_rows(40)).encode()
    model, report = _read(whole[: len(whole) // 2])
    assert 10 < len(model) < 30
    assert not report.complete
    lines = "\n".join(map(json.dumps, _rows(9))).replace('"sql"', '"sql" !', 5)
    with pytest.raises(UnreadableInput):
        _read('[{"sql": ')
    assert len(_read(lines.replace('"sql" !', '"sql"', 1))[0]) >= 4


def test_no_damage_brings_a_traceback() -> None:
    """Whatever is changed, the file is read in part or refused in words."""
    whole, chance = json.dumps(_rows(6)).encode(), random.Random(8)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.choice(b'{}[]",:0\\n\xff\0')
        source = Source.from_bytes(bytes(data))
        try:
            if QueryList().sniff(source).certainty:
                assert is_sound_model(QueryList().read(source, Progress())[0])
        except UnreadableInput:
            pass


def _read_table(text: str) -> QueryModel:
    source = Source.from_bytes(text.encode())
    assert QueryTable().sniff(source).certainty >= 0.5
    model, _ = QueryTable().read(source, Progress())
    assert is_sound_model(model)
    return model


def test_reads_tables() -> None:
    model = _read_table(
        "ts;sql;duration_ms;rows;stack\r\n"
        '2024-01-02 03:04:05;"select a,\n b from t where c = ""x;y""";1.5;3;app.py:3\r\n'
        "2024-01-02 03:04:06;select d from t;;;\r\n"
    )
    assert model.calls.duration_ns.tolist() == [1_500_000, -1]
    assert model.calls.rows.tolist() == [3, -1]
    assert model.calls.start_ns[1] - model.calls.start_ns[0] == 1_000_000_000
    assert model.strings[model.calls.caller[0]] == "app.py:3"
    assert len(model.statements) == 2


def test_a_statement_may_be_longer_than_a_block() -> None:
    huge = "insert into t values " + ",".join(f"({n})" for n in range(120_000))
    model = _read_table(f'sql,duration\nselect 1,2\n"{huge}",3\nselect 2,4\n')
    assert model.calls.statement.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("word", "ns"), [("12ms", 12 * _MS), ("1m 3.5s", 63_500 * _MS), ("7", 7 * _MS), ("soon", -1)]
)
def test_reads_lengths_of_time(word: str, ns: int) -> None:
    assert span_ns(word, 6) == ns


def test_reads_moments() -> None:
    assert moment_ns("2024-01-02 03:04:05.5") == moment_ns("2024-01-02T04:04:05.5+01:00")
    assert moment_ns("1704164645500") == moment_ns("1704164645.5") == 1_704_164_645_500_000_000
    assert moment_ns("yesterday") == NO_TIME
