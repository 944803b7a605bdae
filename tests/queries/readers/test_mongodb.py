"""Logs and profiler documents of MongoDB."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview.queries.model import CONNECTION, CURSOR, SELECT, UPDATE
from perfview.queries.readers.mongodb.documents import Made, read_document
from perfview.queries.readers.mongodb_log import MongoDbLog
from perfview.queries.readers.mongodb_profiler import MongoDbProfiler
from tests.queries.readers.reading import by_text, read

_CORPUS = Path(__file__).parents[4] / "shared/corpus/queries/mongo"
_FIND = {
    "op": "query", "ns": "shop.orders", "keysExamined": 0, "docsExamined": 120000,
    "command": {"find": "orders", "filter": {"status": "paid"}, "sort": {"at": -1}, "limit": 20},
    "nreturned": {"$numberInt": "20"}, "responseLength": 4012, "millis": 184,
    "planSummary": "COLLSCAN", "ts": {"$date": "2024-03-05T10:11:12.345Z"}, "client": "10.0.0.7",
}  # fmt: skip
_UPDATE = {
    "op": "update", "ns": "shop.orders", "command": {"q": {"_id": 7}, "u": {"$set": {"a": 1}}},
    "keysExamined": 1, "docsExamined": 1, "nModified": 1, "millis": 2, "planSummary": "IDHACK",
    "ts": {"$date": {"$numberLong": "1709633474000"}},
}  # fmt: skip
_SLOW = {
    "t": {"$date": "2024-03-05T10:11:12.345+00:00"}, "s": "I", "c": "COMMAND", "id": 51803,
    "ctx": "conn281", "msg": "Slow query",
    "attr": {
        "type": "command", "ns": "shop.orders", "appName": "web",
        "command": {"aggregate": "orders", "pipeline": [{"$match": {"a": {"$in": [1, 2]}}}]},
        "planSummary": "IXSCAN { a: 1 }", "keysExamined": 9, "docsExamined": 9, "nreturned": 3,
        "reslen": 50, "durationMillis": 120,
    },
}  # fmt: skip
_ACCEPTED = {
    "t": {"$date": "2024-03-05T10:11:10.000+00:00"}, "s": "I", "c": "NETWORK", "ctx": "listener",
    "msg": "Connection accepted", "attr": {"remote": "127.0.0.1:5000", "connectionId": 5},
}  # fmt: skip
OLD_LOG = """2019-06-18T11:58:58.386+0100 I CONTROL  [initandlisten] db version v4.0.10
2019-06-18T11:59:20.977+0100 I COMMAND  [conn1] command shop.orders appName: "web" command: find { find: "orders", filter: { customer: 5.0, _id: ObjectId('5f1d') }, sort: { at: -1.0 }, $db: "shop" } planSummary: COLLSCAN keysExamined:0 docsExamined:5000 cursorExhausted:1 numYields:0 nreturned:2 reslen:68 locks:{} protocol:op_msg 29ms
2019-06-18T11:59:21.000+0100 I WRITE    [conn2] update shop.orders command: { q: { _id: 1 }, u: { $set: { a: 2 } }, multi: false } planSummary: IDHACK keysExamined:1 docsExamined:1 nMatched:1 nModified:1 numYields:0 locks:{} 1ms
2019-06-18T11:59:22.000+0100 I QUERY    [conn3] getmore shop.orders query: { a: null } cursorid:47 ntoreturn:0 keysExamined:5 docsExamined:5 nreturned:5 reslen:19 locks:{} 220ms
2019-06-18T11:59:23.000+0100 I COMMAND  [conn4] command shop.orders command: find { find: "orders", filter: { a: { $in: [ 1, 2, ... ] } planSummary: COLLSCAN docsExamined:7 nreturned:0 9ms
2019-06-18T11:59:24.000+0100 I NETWORK  [listener] connection accepted from 127.0.0.1:5 #9 (1 connection now open)
"""  # noqa: E501


def test_documents_of_the_profiler() -> None:
    lines = f"{json.dumps(_FIND)}\n{json.dumps(_UPDATE)}\n"
    for content in (lines, json.dumps([_FIND, _UPDATE])):
        model, _, study = read(MongoDbProfiler, content)
        rows = by_text(study)
        find = rows['db.orders.find({status: ?}).sort({"at": desc}).limit(?)']
        assert model.statements.kind[find] == SELECT
        assert model.strings[model.statements.database[find]] == "shop"
        assert (study.totals.rows[find], study.totals.rows_read[find]) == (20, 120_000)
        assert model.calls.duration_ns[0] == 184_000_000
        assert model.calls.start_ns[0] == 1_709_633_472_345_000_000 - 184_000_000
        assert model.statements.kind[rows["db.orders.update({_id: ?}, {$set: {a: ?}})"]] == UPDATE
        assert model.dialect == "mongodb"
        kinds = [model.strings[kind] for kind in model.plan_nodes.kind]
        assert kinds == ["Seq Scan", "Index Scan"]
        assert model.strings[model.plan_nodes.relation[0]] == "orders"
        assert model.plan_nodes.removed_rows[0] == 119_980


def test_documents_as_the_shell_prints_them() -> None:
    text = """{
\t"op" : "query", "ns" : "shop.a", "millis" : 5, "planSummary" : "IXSCAN { b: 1 }",
\t"command" : { "find" : "a", "filter" : { "b" : NumberLong(5), "c" : ISODate("2020-01-01") } },
\t"ts" : ISODate("2024-03-05T10:11:12.345Z"), "nreturned" : 1, "docsExamined" : 1 }"""
    model, _, study = read(MongoDbProfiler, text)
    assert study.text_of(0) == "db.a.find({b: ?, c: ?})"
    assert model.calls.start_ns[0] == 1_709_633_472_340_000_000


def test_structured_log() -> None:
    lines = "\n".join(json.dumps(each, separators=(",", ":")) for each in (_ACCEPTED, _SLOW))
    model, _, study = read(MongoDbLog, lines + "\n{broken Slow query\n")
    assert len(model.calls) == 1
    assert study.text_of(0) == "db.orders.aggregate([{$match: {a: {$in: [?]}}}])"
    assert model.events.kind.tolist() == [CONNECTION]
    assert model.strings[model.sessions.application[0]] == "web"
    assert model.strings[model.plan_nodes.index[0]] == "{ a: 1 }"


def test_lines_up_to_4_2() -> None:
    model, _, study = read(MongoDbLog, OLD_LOG)
    texts = [study.text_of(int(row)) for row in model.calls.statement]
    assert sorted(texts) == [
        'db.orders.find({"…": null})',
        'db.orders.find({customer: ?, _id: ?}).sort({"at": desc})',
        "db.orders.getMore()",
        "db.orders.update({_id: ?}, {$set: {a: ?}})",
    ]  # fmt: skip
    assert model.made_by == "MongoDB 4.0.10"
    assert CURSOR in model.statements.kind.tolist()
    assert int(model.calls.rows_read.sum()) == 5013
    assert model.events.kind.tolist() == [CONNECTION]


def test_documents_nest_as_deep_as_they_like() -> None:
    deep = "{ a: " * 20_000 + "1" + " }" * 20_000
    document, stop = read_document(deep)
    assert stop == len(deep)
    assert isinstance(document, dict)
    assert read_document("{ a: [ 1, ... ")[0] is None
    assert read_document("{a: /x\\/y/i, b: new Date(5)}")[0] == {
        "a": Made("/x\\/y/i"),
        "b": Made("new Date(5)"),
    }


@pytest.mark.skipif(not _CORPUS.exists(), reason="the shared corpus is not here")
def test_scans_of_the_corpus() -> None:
    _, _, study = read(MongoDbLog, (_CORPUS / "collscans.log").read_bytes())
    row = by_text(study)['db.docs.find({foo: ?}).sort({"foo": desc})']
    assert study.totals.rows_read[row] == 100_000
    assert len(study.model.calls) == 687
