"""Pictures of the real window, drawn without a display (`QT_QPA_PLATFORM=offscreen`)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from perfview.engine.settings import Settings
from perfview.recording.errors import UnreadableInput
from perfview.ui.shell.session import Session
from perfview.ui.shell.window import Window
from perfview.ui.theme import theme as themes

_PATIENCE_S = 120.0
_QUIET_TURNS = 8
"""Of 20 ms each: longer than the window takes to bring its details."""


class PrivateSettings(Settings):
    """Read, never written: a picture leaves no trace and shows the first layout."""

    def blob(self, name: str) -> bytes:
        """No remembered layout."""
        return b""

    def keep_blob(self, name: str, data: bytes) -> None:
        """Not kept."""

    def choose(self, name: str, value: str) -> None:
        """Not kept."""

    def remember(self, file: Any) -> None:
        """Not kept."""


def render_screenshot(
    path: str | Path | None,
    out: str | Path,
    view: str = "",
    theme: str = "dark",
    size: tuple[int, int] = (1600, 1000),
    select: str = "",
    use_cache: bool = True,
    kind: str = "",
    baseline: str = "",
    between: Sequence[str] = (),
    prepare: Callable[[Window], None] = lambda window: None,
) -> None:
    """Open a file (None: the start page), show `view` (the first when ""), write the window as PNG.

    `select` is a span or trace id in hex, a function's name, the id of a recommendation or its
    rank; `kind` the pillar to open it as; `baseline` what it is held against, `between` what was
    recorded between the two; `prepare` is called with the window before the picture is taken.
    Raises `UnreadableInput` when the file cannot be read, ValueError for a view or a selection that
    is not there, OSError when the picture cannot be written.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    themes.set_theme(theme)
    window = Window(PrivateSettings())
    Session(window)
    window.documents.use_cache = use_cache
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    window.show()
    try:
        if path is not None:
            _open(window, Path(path), kind, baseline, between)
            _show(window, view, select)
        prepare(window)
        _settle(window)
        if not window.grab().save(str(out), "PNG"):
            raise OSError(f"{out} could not be written")
    finally:
        _put_away(window)


def _open(window: Window, path: Path, kind: str, baseline: str, between: Sequence[str]) -> None:
    from perfview.ui.workspace.document import State

    document = window.documents.open(path, kind)
    _wait(lambda: not document.is_busy)
    if baseline and document.state is State.READY:
        taken = [Path(each) for each in between]
        document = window.documents.compare(document, Path(baseline), between=taken)
        _wait(lambda: not document.is_busy)
    if document.state is State.FAILED:
        raise document.error
    if document.state is not State.READY or window.views is None:
        raise UnreadableInput(f"{path.name} was not read in time")


def _show(window: Window, view: str, select: str) -> None:
    document = window.documents.current
    if window.views is not None and view:
        if view not in window.views.names:
            there = ", ".join(window.views.names)
            raise ValueError(f"there is no view “{view}”; there are {there}")
        window.views.show_view(view)
    _settle(window)
    if select and document is not None:
        _select(document, select)


def _select(document: Any, select: str) -> None:
    from perfview.ui.advice.evidence import show_rows
    from perfview.ui.shell.guides import guide_of

    for advised in document.advice.recommendations if document.advice else ():
        if select in (advised.id, str(advised.rank)):
            show_rows(document, advised, None)
            return
    parts = guide_of(document.opened.identity.kind).find(document, select)
    if parts is None:
        raise ValueError(f"nothing in {document.path.name} has the id “{select}”")
    document.selection.reveal(None, **parts)


def _settle(window: Window) -> None:
    """Let layouts, paints and background work come to rest."""
    from perfview.ui.widgets.background import Background

    quiet = 0

    def at_rest() -> bool:
        nonlocal quiet
        busy = any(work.is_busy for work in window.findChildren(Background))
        quiet = 0 if busy else quiet + 1
        return quiet >= _QUIET_TURNS

    _wait(at_rest)


def _wait(done: Callable[[], bool]) -> None:
    """Turn the event loop until `done`; a loop of processEvents would starve worker threads."""
    loop = QEventLoop()
    until = time.monotonic() + _PATIENCE_S
    look = QTimer(interval=20)

    def check() -> None:
        if done() or time.monotonic() > until:
            loop.quit()

    look.timeout.connect(check)
    look.start()
    loop.exec()
    look.stop()


def _put_away(window: Window) -> None:
    from perfview.ui.workspace.worker import wait_for_all

    for document in list(window.documents):
        window.documents.close(document)
    wait_for_all()
    window.close()
    window.deleteLater()
