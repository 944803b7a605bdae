"""Whatever lines begin with, time, process, user and database are found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from perfview.queries.readers.postgres.prefix import learn_prefix, prefixes_in
from tests.queries.readers.logs import calls_of, read, session_of, written

_PID = (4101, 4177, 4312)
Head = Callable[[int, int, int], str]


def _stamp(second: int) -> str:
    return f"2026-03-02 10:00:{second:02d}"


# name: (what lines begin with, user and database it tells, application, host)
PREFIXES: dict[str, tuple[Head, str, str, str, str]] = {
    "debian": (
        lambda s, c, n: f"{_stamp(s)}.250 UTC [{_PID[c]}] bob@shop ", "bob", "shop", "", "",
    ),
    "rds": (
        lambda s, c, n: f"{_stamp(s)} UTC:10.0.0.{c}(5{c}43):bob@shop:[{_PID[c]}]:",
        "bob", "shop", "", "10.0.0.0(5043)",
    ),
    "cloud-sql": (
        lambda s, c, n: f"{_stamp(s)}.250 UTC [{_PID[c]}]: [{n}-1] db=shop,user=bob ",
        "bob", "shop", "", "",
    ),
    "pgbadger": (
        lambda s, c, n: f"{_stamp(s)} UTC [{_PID[c]}]: [{n}-1] user=bob,db=shop,app=web ui,"
        f"client=10.0.0.{c} ",
        "bob", "shop", "web ui", "10.0.0.0",
    ),
    "bars": (
        lambda s, c, n: f"{_stamp(s)}.250 UTC|bob|shop|{_PID[c]}|{n}|0|00000|",
        "bob", "shop", "", "",
    ),
    "pid-first": (
        lambda s, c, n: f"<{_PID[c]}> {_stamp(s)}.250 UTC bob shop psql ",
        "bob", "shop", "psql", "",
    ),
    "epoch": (
        lambda s, c, n: f"{1772445600 + s}.250 [{_PID[c]}] {c + 3}/{s + 9} bob/shop ",
        "bob", "shop", "", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PREFIXES)
def test_fields_are_found(name: str) -> None:
    head, user, database, application, host = PREFIXES[name]
    model, _ = read(written(head))
    assert len(model.calls) == 24
    assert len(model.statements) == 2
    process, *others = session_of(model, 0)
    assert (process, *others) == (str(_PID[0]), user, database, application, host)
    assert len(model.sessions) == 3
    ends = model.calls.start_ns + model.calls.duration_ns
    assert abs(int(ends[0]) - 1772445600 * 10**9) <= 250_000_000


def test_session_ids_stand_for_processes() -> None:
    model, _ = read(written(lambda s, c, n: f"{_stamp(s)} UTC-69a5{c}4f0.{_PID[c]:x}-"))
    assert session_of(model, 0)[0] == f"69a504f0.{_PID[0]:x}"
    assert len(model.sessions) == 3


def test_processes_without_a_session_have_a_shorter_prefix() -> None:
    log = written(lambda s, c, n: f"{_stamp(s)}.250 UTC [{_PID[c]}] bob@shop ")
    log += f"{_stamp(30)}.250 UTC [7] LOG:  checkpoint starting: time\n"
    model, _ = read(log)
    assert len(model.events) == 1
    assert len(model.sessions) == 4


def test_logs_without_a_prefix_tell_no_time() -> None:
    model, _ = read(written(lambda s, c, n: ""))
    assert len(model.calls) == 24
    assert (model.calls.start_ns == np.iinfo(np.int64).min).all()


def test_zones_are_taken_off() -> None:
    for zone, hours in (("CEST", 2), ("+05:30", 5.5), ("-03", -3), ("EST", -5)):
        model, _ = read(written(lambda s, c, n, z=zone: f"{_stamp(s)} {z} [{_PID[c]}] "))
        ends = int(model.calls.start_ns[0] + model.calls.duration_ns[0])
        assert ends == (1772445600 - int(hours * 3600)) * 10**9


def test_a_user_of_another_kind_begins_a_session() -> None:
    log = written(lambda s, c, n: f"{_stamp(s)}.250 UTC [77] user{s // 6}@shop ")
    model, _ = read(log)
    assert len(model.sessions) == 2


def test_lines_of_one_kind_are_learned_whole() -> None:
    log = written(lambda s, c, n: f"{_stamp(s)}.250 UTC [{_PID[c]}] bob@shop ")
    assert learn_prefix(prefixes_in(log.encode())).matched == 1.0


def test_values_are_parameters() -> None:
    model, _ = read(written(lambda s, c, n: f"{_stamp(s)} UTC [{_PID[c]}] "))
    texts = [model.strings[int(each)] for each in model.samples.parameters if each >= 0]
    assert texts
    assert all(text.startswith("$1 = '") for text in texts)
    selects = [key for (text, _), key in zip(calls_of(model), model.calls.key, strict=True)
               if text.startswith("SELECT")]  # fmt: skip
    assert len(set(selects)) == 12
