"""PgBouncer's log."""

from __future__ import annotations

from perfview.queries.model import CONNECTION, DISCONNECTION, ERROR, OTHER_EVENT
from perfview.queries.readers.pgbouncer_log import PgBouncerLog
from tests.queries.readers.reading import read

LOG = """2018-09-12 16:08:54.778 3394 LOG process up: pgbouncer 1.9.0, libevent 2.1.8-stable
2018-09-12 16:09:05.313 3394 LOG C-0x562376c014e0: shop/app@127.0.0.1:43866 login attempt: db=shop user=app tls=no
2018-09-12 16:09:05.350 UTC [3394] LOG C-0x562376c014e0: shop/app@127.0.0.1:43866 closing because: client close request (age=0)
2018-09-12 16:09:54.778 3394 LOG stats: 3 xacts/s, 12 queries/s, in 5 B/s, out 7 B/s, xact 9 us, query 210 us, wait time 0 us
2018-09-12 16:09:55.000 3394 ERROR C-0x1: shop/app@127.0.0.1:4 pooler error: no more connections allowed
else
"""  # noqa: E501


def test_connections_come_and_go() -> None:
    model, report, _ = read(PgBouncerLog, LOG)
    kinds = [OTHER_EVENT, CONNECTION, DISCONNECTION, OTHER_EVENT, ERROR]
    assert model.events.kind.tolist() == kinds
    assert report.find("strange-line").count == 1
    assert report.find("no-statements") is not None
    assert model.strings[model.sessions.user[0]] == "app"
    assert model.strings[model.sessions.database[0]] == "shop"
    assert model.events.session.tolist() == [-1, 0, 0, -1, 1]
    assert "12 queries" not in model.strings[model.events.text[3]]
    assert "12 queries" in model.strings[model.events.detail[3]]
