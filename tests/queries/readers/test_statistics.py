"""pg_stat_statements and performance_schema, however they were exported."""

from __future__ import annotations

import json

import pytest

from perfview.queries.readers.performance_schema import PerformanceSchema
from perfview.queries.readers.pg_stat_statements import PgStatStatements
from perfview.queries.readers.statistics.rows import rows_of
from tests.queries.readers.reading import by_text, read, sample

_ALIGNED = """ userid |       query       | calls | total_exec_time | rows | shared_blks_hit
--------+-------------------+-------+-----------------+------+-----------------
     10 | SELECT *         +|  2000 |  509.5101940000 |   20 |             347
        | FROM a WHERE b=$1 |       |                 |      |
     10 | SELECT 1          |     5 |            1.25 |    5 |               0
(2 rows)
"""


def test_the_view_as_csv() -> None:
    model, report, study = read(PgStatStatements, sample("pg_stat_statements15.csv"))
    totals = study.totals
    assert report.rows == len(model.statements) == 40 or len(model.totals) == 40
    assert totals.whole_ns == pytest.approx(25_350.979191e6, abs=100)
    assert int(totals.calls.sum()) == 1336
    assert int(model.totals.hit_bytes.sum()) == 312_057 * 8192
    assert int(model.totals.unindexed.max()) == -1


def test_columns_of_every_version() -> None:
    old = {
        "query": "select a from t where b = $1",
        "calls": 4,
        "total_time": 8.5,
        "rows": 4,
        "mean_time": 2.125,
        "blk_read_time": 1.5,
        "shared_blks_read": 3,
    }
    new = {"query": "select a from t where b = $1", "calls": 4, "total_exec_time": 8.5,
           "mean_exec_time": 2.125, "shared_blk_read_time": 1, "local_blk_read_time": 0.5,
           "shared_blks_read": "3", "rows": 4}  # fmt: skip
    for row in (old, new):
        model, _, study = read(PgStatStatements, json.dumps([row]))
        assert study.totals.total_ns.tolist() == [8_500_000]
        assert model.totals.mean_ns.tolist() == [2_125_000]
        assert model.totals.io_ns.tolist() == [1_500_000]
        assert model.totals.read_bytes.tolist() == [3 * 8192]


def test_a_table_printed_by_psql() -> None:
    _, _, study = read(PgStatStatements, _ALIGNED)
    rows = by_text(study)
    assert set(rows) == {"SELECT * FROM a WHERE b=?", "SELECT ?"}
    assert study.totals.calls[rows["SELECT * FROM a WHERE b=?"]] == 2000


def test_hidden_texts_are_said() -> None:
    rows = [
        {"query": "<insufficient privilege>", "calls": 1, "total_exec_time": 1, "rows": 1},
        {"query": None, "calls": 1, "total_exec_time": 1, "rows": 1},
        {"query": "select 1", "calls": 1, "total_exec_time": "x", "rows": -4},
    ]
    model, report, _ = read(PgStatStatements, json.dumps(rows))
    assert report.find("hidden-text").count == 1
    assert report.find("row-without-text").count == 1
    assert model.totals.total_ns.tolist() == [1_000_000, -1]
    assert model.totals.rows.tolist() == [1, -1]


def test_digests_of_mariadb() -> None:
    model, _, study = read(PerformanceSchema, sample("mariadb1011_digest.tsv"))
    text = "SELECT * FROM `customers` WHERE `email` = ?"
    row = by_text(study)[text]
    assert study.totals.calls[row] == 60
    assert study.totals.rows_read[row] == 300_000
    assert model.totals.unindexed[model.totals.statement.tolist().index(row)] == 60


def test_digests_with_samples_and_short_lists() -> None:
    row = {"SCHEMA_NAME": "shop", "DIGEST_TEXT": "SELECT * FROM `a` WHERE `b` IN (...)",
           "COUNT_STAR": "2", "SUM_TIMER_WAIT": "3000000", "QUANTILE_95": "2000000",
           "SUM_LOCK_TIME": "1000", "QUERY_SAMPLE_TEXT": "SELECT * FROM a WHERE b IN (1,2)",
           "SUM_ROWS_SENT": 4, "SUM_ROWS_AFFECTED": 0}  # fmt: skip
    model, _, study = read(PerformanceSchema, json.dumps([row]))
    assert study.totals.total_ns.tolist() == [3000]
    assert model.totals.p95_ns.tolist() == [2000]
    assert study.sample_of(0) == "SELECT * FROM a WHERE b IN (1,2)"
    assert "..." not in study.text_of(0)


@pytest.mark.parametrize(
    "text",
    [
        "*** 1. row ***\n a: 1\nb: x\ny\n*** 2. row ***\na: 2\nb: z\n",
        "+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| 2 | z |\n+---+---+\n",
        "a;b\n1;x\n2;z\n",
        '[{"A":1,"b":"x"},{"a":2,"b":"z"}',
        '{"rows":[{"A":1,"b":"x"},{"a":2,"b":"z"}]}',
    ],
)
def test_rows_of_every_form(text: str) -> None:
    rows = list(rows_of(text.replace("***", "*" * 27)))
    assert [str(row["a"]) for row in rows] == ["1", "2"]
    assert rows[1]["b"] == "z"


def test_a_list_that_breaks_off_says_so() -> None:
    row = {"userid": 10, "dbid": 5, "queryid": 7, "query": "SELECT 1", "calls": 2}
    whole = json.dumps([row | {"total_exec_time": 3.0, "rows": 2}, row | {"query": "SELECT 2"}])
    model, report, _ = read(PgStatStatements, whole[:-20].encode())
    assert len(model.statements) == 1
    assert not report.complete
    assert report.find("truncated") is not None
