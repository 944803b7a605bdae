"""What stands around a log's lines does not change what they tell."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.queries.readers.logs import calls_of, read, session_of, written

_PID = (4101, 4177, 4312)


def _plain() -> str:
    return written(lambda s, c, n: f"2026-03-02 10:00:{s:02d}.250 UTC [{_PID[c]}] bob@shop ")


def _entries() -> list[str]:
    """Entries, with the lines that go on."""
    return _plain().replace("\n\t", "\0").splitlines()


def _syslog(modern: bool) -> str:
    lines = []
    for number, entry in enumerate(_entries()):
        process = entry.partition("[")[2].partition("]")[0]
        inside = "bob@shop " + entry.partition("bob@shop ")[2]
        for part, text in enumerate(inside.split("\0"), 1):
            text = text if part == 1 else "#011" + text
            head = (
                f"<134>1 2026-03-02T10:00:{number % 60:02d}.250Z db1 postgres {process} - - "
                if modern
                else f"Mar  2 10:00:{number % 60:02d} db1 postgres[{process}]: "
            )
            lines.append(f"{head}[{number + 1}-{part}] {text}")
    return "\n".join(lines) + "\n"


def _containers() -> str:
    stamp = "2026-03-02T10:00:00.123456789Z"
    lines = []
    for line in _plain().splitlines():
        lines += [f"{stamp} stderr P {line[:60]}", f"{stamp} stderr F {line[60:]}"]
    return "\n".join(lines) + "\n"


def _docker() -> str:
    return "".join(
        json.dumps({"log": line + "\n", "stream": "stderr", "time": "2026-03-02T10:00:00Z"}) + "\n"
        for line in _plain().splitlines()
    )


def _cloud() -> str:
    told = [
        {"insertId": str(n), "textPayload": entry.replace("\0", "\n\t"), "logName": "postgres.log"}
        for n, entry in enumerate(_entries())
    ]
    return json.dumps(told, indent=1)


def _operator() -> str:
    """CloudNativePG: csvlog's values as `record`."""
    lines = []
    for second in range(12):
        for message, detail in (
            (f"duration: {second + 1}.500 ms  execute <unnamed>: SELECT *\nFROM t WHERE id = $1",
             f"parameters: $1 = '{second}'"),
            (f"duration: 0.250 ms  statement: UPDATE t SET a = 'it''s {second}' WHERE b > 1.5", ""),
        ):  # fmt: skip
            record = {
                "log_time": f"2026-03-02 10:00:{second:02d}.250 UTC", "user_name": "bob",
                "database_name": "shop", "process_id": str(_PID[second % 3]),
                "session_id": f"69a54f0.{_PID[second % 3]:x}", "error_severity": "LOG",
                "message": message, "detail": detail,
            }  # fmt: skip
            lines.append(json.dumps({"level": "info", "ts": 1.5, "record": record}))
    return "\n".join(lines) + "\n"


WRAPPED = {
    "syslog": lambda: _syslog(modern=False),
    "syslog-5424": lambda: _syslog(modern=True),
    "kubernetes": _containers,
    "docker": _docker,
    "docker-timestamps": lambda: "".join(
        f"2026-03-02T10:00:01.123456789Z {line}\n" for line in _plain().splitlines()
    ),
    "compose": lambda: "".join(f"db-1  | {line}\n" for line in _plain().splitlines()),
    "cloud": _cloud,
    "operator": _operator,
    "windows": lambda: _plain().replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_calls_are_the_same(name: str) -> None:
    plain, _ = read(_plain())
    model, _ = read(WRAPPED[name]())
    assert Counter(calls_of(model)) == Counter(calls_of(plain))
    assert session_of(model, 0)[1:3] == ("bob", "shop")
    assert len(model.sessions) == 3


def test_exports_with_the_newest_first_are_turned_round() -> None:
    lines = _docker().splitlines()
    model, _ = read("\n".join(reversed(lines)) + "\n")
    plain, _ = read(_plain())
    assert Counter(calls_of(model)) == Counter(calls_of(plain))


def test_messages_of_processes_that_write_at_once_are_kept_apart() -> None:
    lines = _syslog(modern=False).splitlines()
    # The second line of the first entry comes after the first line of another process's.
    other = next(k for k, line in enumerate(lines) if f"[{_PID[1]}]" in line)
    moved = [lines[0], lines[other], *lines[1:other], *lines[other + 1 :]]
    model, _ = read("\n".join(moved) + "\n")
    assert len(model.statements) == 2
