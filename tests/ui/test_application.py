"""The application around the window: failures, warming up, the start."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from perfview.ui.shell import failures
from perfview.ui.shell.failures import Failures
from perfview.ui.shell.start_trace import seconds_since_start
from perfview.ui.shell.warm_up import WarmUp


def test_a_mistake_in_a_slot_is_told_and_logged(qtbot, monkeypatch, caplog) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(logging.getLogger("perfview"), "propagate", True)
    caught = Failures()
    caught.install()

    def broken() -> None:
        raise ZeroDivisionError("in a slot")

    with (
        qtbot.captureExceptions(),
        caplog.at_level("ERROR", "perfview"),
        qtbot.waitSignal(caught.happened) as told,
    ):
        # pytest-qt takes the hook for itself while it captures: call ours as Qt would.
        QTimer.singleShot(0, lambda: _pass_on(caught, broken))
    assert "ZeroDivisionError" in told.args[0]
    assert "in a slot" in caplog.text


def _pass_on(caught: Failures, broken) -> None:
    caught.install()
    try:
        broken()
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())


def test_the_log_goes_to_a_file(tmp_path: Path, monkeypatch) -> None:
    log = logging.getLogger("perfview")
    monkeypatch.setattr(failures, "log_path", lambda: tmp_path / "deep" / "perfview.log")
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "propagate", log.propagate)
    failures.log_to_file()
    log.error("written down")
    log.handlers[0].close()
    assert "written down" in (tmp_path / "deep" / "perfview.log").read_text()


def test_a_long_log_is_put_aside(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "perfview.log"
    path.write_bytes(b"x" * 1_000_001)
    log = logging.getLogger("perfview")
    monkeypatch.setattr(failures, "log_path", lambda: path)
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "propagate", log.propagate)
    failures.log_to_file()
    assert not path.exists()
    assert path.with_suffix(".old.log").stat().st_size == 1_000_001


@pytest.mark.parametrize("compiles", [True, False])
def test_only_compiling_is_told(qtbot, monkeypatch, compiles: bool) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("perfview.kernels.warming.stale", lambda: compiles)
    monkeypatch.setattr("perfview.kernels.warming.warm", lambda tell: tell("json", 3, 9))
    warming = WarmUp()
    warming.compiling.connect(lambda done, total: told.append((done, total)))
    with qtbot.waitSignal(warming.finished, timeout=60_000):
        warming.start()
    assert "perfview.engine.job" in sys.modules
    qtbot.waitUntil(lambda: told == ([(3, 9)] if compiles else []))


def test_warming_up_stops_when_asked(qtbot, monkeypatch) -> None:
    reached: list[str] = []

    def warm(tell) -> None:
        warming.requestInterruption()
        tell("json", 0, 9)
        reached.append("after")

    monkeypatch.setattr("perfview.kernels.warming.warm", warm)
    monkeypatch.setattr("perfview.kernels.warming.stale", lambda: False)
    warming = WarmUp()
    with qtbot.waitSignal(warming.finished, timeout=60_000):
        warming.start()
    assert reached == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_the_clock_starts_with_the_process() -> None:
    first = seconds_since_start()
    assert 0 < first < 24 * 3600
    assert seconds_since_start() >= first
