"""Lines whose text says what their time is for."""

from __future__ import annotations

import pytest

from perfview.profiles.patterns.telling_lines import COMPILES, LOCKS, WAITS


@pytest.mark.parametrize(
    "line",
    [
        "exec(compile(TEXT, '<t>', 'exec'), ns)",
        "value = eval(rule)",
        "return new Function('x', body)(x)",
        "const script = new vm.Script(source);",
        "vm.runInNewContext(code, sandbox)",
    ],
)
def test_making_code(line: str) -> None:
    assert COMPILES.search(line)


@pytest.mark.parametrize(
    "line", ["pattern = re.compile(text)", "model.eval()", "evaluate(x)", "execute(query)"]
)
def test_what_makes_no_code(line: str) -> None:
    assert not COMPILES.search(line)


@pytest.mark.parametrize(
    "line",
    [
        "with lock:",
        "with self._lock:",
        "async with self.cache_lock:",
        "lock.acquire()",
        "synchronized (this.queue) {",
        "writeLock.lock();",
    ],
)
def test_taking_locks(line: str) -> None:
    assert LOCKS.search(line)


@pytest.mark.parametrize(
    "line", ["with open(lockfile) as f:", "block(x)", "unlock()", "with clock.running():"]
)
def test_what_takes_none(line: str) -> None:
    assert not LOCKS.search(line)


@pytest.mark.parametrize(
    "line", ["time.sleep(0.01)", "thread.join()", "sock.recv(4096)", "jobs.get(timeout=t)"]
)
def test_waits(line: str) -> None:
    assert WAITS.search(line)


@pytest.mark.parametrize(
    "line", ["', '.join(parts)", "cache.get(key)", "asleep(x)", "frame.select(it)"]
)
def test_no_waits(line: str) -> None:
    assert not WAITS.search(line)
