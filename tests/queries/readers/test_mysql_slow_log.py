"""Slow query logs of MySQL, MariaDB and Percona Server."""

from __future__ import annotations

import pytest

from perfview.queries.model import NO_TIME
from perfview.queries.plans.reading import plan_as_text
from perfview.queries.readers.mysql.explained import explained
from perfview.queries.readers.mysql_slow_log import MySqlSlowLog
from perfview.recording.errors import UnreadableInput
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from tests.queries.readers.reading import by_text, read, sample

_MYSQL8 = """/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:
Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock
Time                 Id Command    Argument
# Time: 2024-03-05T10:11:12.500000Z
# User@Host: app[app] @ web-1 [10.0.0.7]  Id:    42
# Query_time: 2.000000  Lock_time: 0.000010 Rows_sent: 3  Rows_examined: 120000
use shop;
SET timestamp=1709633470;
SELECT *
FROM orders
WHERE note = 'line
# Query_time is a word here;
two';
# Time: 2024-03-05T12:11:13.000000+02:00
# User@Host: app[app] @  [10.0.0.8]  Id:    43
# Query_time: 0.500000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 9 Thread_id: 43 Errno: 1062 Killed: 0
SET timestamp=1709633472;
UPDATE orders SET note = 'x' WHERE id = 5;
# Time: 2024-03-05T10:11:14.000000Z
# User@Host: app[app] @  [10.0.0.8]  Id:    43
# Query_time: 9.000000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0
SET timestamp=1709633474;
# administrator command: Quit;
/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:
Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock
Time                 Id Command    Argument
"""  # noqa: E501


def test_totals_are_those_of_pt_query_digest() -> None:
    model, report, study = read(MySqlSlowLog, sample("mariadb1011_slow.log"))
    # What `pt-query-digest --output json --limit 100%` (3.5) says of the same file.
    assert len(model.calls) == report.rows == 152
    assert study.totals.whole_ns == 358_912_000
    assert int(model.calls.rows_read.sum()) == 775_684
    assert int(model.calls.bytes.sum()) == 34_518
    assert len(model.statements) == 15
    assert model.made_by == "MariaDB 10.11.19"
    assert model.dialect == "mysql"
    lookup = by_text(study)["select * from customers where email=?"]
    assert study.totals.calls[lookup] == 60
    assert model.strings[model.statements.database[lookup]] == "shop"
    assert len(set(model.calls.key[study.calls_of(lookup)].tolist())) > 50


def test_plans_above_statements_are_kept() -> None:
    model, _, study = read(MySqlSlowLog, sample("mariadb1011_slow.log"))
    lookup = by_text(study)["select * from customers where email=?"]
    plan = model.plans.statement.tolist().index(lookup)
    text = plan_as_text(model.strings, model.plans, model.plan_nodes, plan)
    assert text.startswith("Seq Scan on customers")
    assert bool(model.plans.is_actual[plan])
    assert model.calls.statement[model.plans.call[plan]] == lookup
    assert explained("# explain: what\n# explain: else") is None


def test_entries_of_mysql_8() -> None:
    model, report, study = read(MySqlSlowLog, _MYSQL8)
    assert len(model.calls) == 2
    assert report.find("administrator-command").count == 1
    ended = 1_709_633_472_500_000_000
    assert model.calls.start_ns.tolist() == [ended - 2_000_000_000, ended]
    assert model.calls.rows_read.tolist() == [120_000, 9]
    assert model.calls.failed.tolist() == [False, True]
    assert model.made_by == "MySQL 8.0.36"
    assert study.sample_of(0).endswith("two'")
    assert "# Query_time is a word here" in study.sample_of(0)
    names = [model.strings[name] for name in model.sessions.name]
    assert [names[row] for row in model.calls.session] == ["42", "43"]
    assert model.strings[model.sessions.user[0]] == "app"
    assert model.strings[model.sessions.host[1]] == "10.0.0.8"
    # The log tells the database only where it has changed.
    assert {model.strings[row] for row in model.statements.database} == {"shop"}
    assert _MYSQL8.encode()[model.calls.place[1] :].startswith(b"# Time: 2024-03-05T12")


def test_an_entry_without_times_of_day_is_kept() -> None:
    text = "# User@Host: a[a] @ h []\n# Query_time: 1  Lock_time: 0\nselect 1 from t;\n"
    model, _, _ = read(MySqlSlowLog, text * 2)
    assert model.calls.duration_ns.tolist() == [10**9, 10**9]
    assert model.calls.start_ns.tolist() == [NO_TIME, NO_TIME]


def test_a_log_without_statements_says_so() -> None:
    text = "# User@Host: a[a] @ h []\n# Query_time: 1\n# administrator command: Ping;\n"
    with Source.from_bytes(text.encode()) as source, pytest.raises(UnreadableInput) as refused:
        MySqlSlowLog().read(source, Progress())
    assert "long_query_time" in refused.value.remedy
