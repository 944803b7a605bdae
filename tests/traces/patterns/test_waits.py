"""Which names say that a span waits."""

from __future__ import annotations

import pytest

from perfview.traces.patterns.waits import waiting_operations
from perfview.traces.study import Study
from tests.traces.building import Recording


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("HikariPool.getConnection", "connection"),
        ("pool.acquire", "connection"),
        ("DataSource.getConnection", "connection"),
        ("pg-pool.connect wait pool", "connection"),
        ("acquire lock", "lock"),
        ("ReentrantLock.lock", "lock"),
        ("acquireMutex", "lock"),
        ("semaphore wait", "lock"),
        ("queue.wait", "queue"),
        ("rate limit", "queue"),
    ],
)
def test_what_waits(name: str, kind: str) -> None:
    assert _kinds(name) == [kind]


@pytest.mark.parametrize(
    "name",
    [
        "unlock", "release lock", "returnConnection", "clock.now", "blockchain.sync", "GET /locker",
        "POST /queue", "SELECT pools", "carpool", "render block", "flocks", "liverpool.score",
    ],
)  # fmt: skip
def test_what_does_not(name: str) -> None:
    assert _kinds(name) == []


def _kinds(name: str) -> list[str]:
    recording = Recording()
    recording.span(0, 10, name)
    return list(waiting_operations(Study(recording.model())).values())
