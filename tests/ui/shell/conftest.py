"""A window with a pretended engine and two plain views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from perfview.engine.settings import Settings
from perfview.ui.shell.session import Session
from perfview.ui.shell.window import Window
from perfview.ui.theme import theme
from perfview.ui.workspace.view import View
from perfview.ui.workspace.worker import wait_for_all
from tests.ui.fake_job import SLOW_STARTED, FakeJob


class First(View):
    name, title, kind = "first", "First", "traces"
    searched = ""
    fitted = 0

    def find(self, text: str) -> int:
        self.searched = text
        return 3 if text else 0

    def fit(self) -> None:
        self.fitted += 1


class Second(View):
    name, title, kind = "second", "Second", "traces"
    made = 0

    def __init__(self, document: object, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        Second.made += 1


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))
    return Settings()


@pytest.fixture
def make_window(
    qtbot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Window]]:
    monkeypatch.setattr("perfview.engine.job.Job", FakeJob)
    monkeypatch.setattr("perfview.ui.shell.views_page.views_of", lambda kind: [First, Second])
    monkeypatch.setattr("perfview.ui.traces.guide.TraceGuide.details", lambda self, d: QWidget())
    Second.made = 0
    SLOW_STARTED.clear()
    theme.set_theme("dark")
    windows: list[Window] = []

    def make() -> Window:
        window = Window(settings)
        window.session = Session(window)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1400, 900)
        with qtbot.waitSignal(window.painted):
            window.show()
        return window

    yield make
    for window in windows:
        for document in list(window.documents):
            window.documents.close(document)
    assert wait_for_all()


@pytest.fixture
def window(make_window: Callable[[], Window]) -> Window:
    return make_window()


@pytest.fixture
def recording(tmp_path: Path) -> Callable[..., Path]:
    def write(words: str = "ok 8", name: str = "a.otlp.json") -> Path:
        path = tmp_path / name
        path.write_text(words)
        return path

    return write


@pytest.fixture
def opened(qtbot, window: Window, recording: Callable[..., Path]) -> Window:
    """A window with one document, read and analysed."""
    document = window.documents.open(recording())
    qtbot.waitUntil(lambda: document.state.value == "ready" and window.views.view is not None)
    qtbot.waitUntil(window.panels.dock("details").isVisible)
    return window
