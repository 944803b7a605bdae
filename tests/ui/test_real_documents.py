"""The window with the real engine and the real views."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from perfview.recording.bundled import bundled
from perfview.ui.shell.export import proposed_name, table_of
from perfview.ui.shell.session import Session
from perfview.ui.shell.window import Window
from perfview.ui.theme import theme
from perfview.ui.workspace.document import State
from perfview.ui.workspace.worker import wait_for_all

SAMPLE = next(iter(sorted(bundled("samples").glob("*.otlp*"))))
STATM = Path("/proc/self/statm")


@pytest.fixture
def window(qtbot, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))
    theme.set_theme("dark")
    made = Window()
    made.session = Session(made)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    for document in list(made.documents):
        made.documents.close(document)
    assert wait_for_all()


def read(qtbot, window: Window, path: Path = SAMPLE):
    document = window.open_path(path, use_cache=False)
    qtbot.waitUntil(lambda: not document.is_busy, timeout=60_000)
    assert document.state is State.READY, document.error
    qtbot.waitUntil(lambda: window.views.view is not None)
    # Offscreen, a window may lose the keyboard while its first views are made.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return document


def test_every_view_opens_and_follows_the_selection(qtbot, window) -> None:
    document = read(qtbot, window)
    names = window.views.names
    assert names[0] == "timeline"
    assert {"traces", "operations"} <= set(names)
    for number, name in enumerate(names):
        qtbot.keyClick(window, Qt.Key.Key_1 + number, Qt.KeyboardModifier.ControlModifier)
        assert window.views.view is not None, name
        assert window.views.view.name == name
    document.selection.reveal(None, row=3)
    document.selection.clear()


def test_tab_walks_through_a_views_tools_and_tabs_leave_the_keyboard_with_tables(
    qtbot, window
) -> None:
    read(qtbot, window)
    window.activateWindow()
    # From the last tab on: the tools of the timeline come before its picture.
    walked, widget = [], window.views.view.keyboard
    assert window.views.view.focusProxy() is None
    for _ in range(40):
        widget = widget.previousInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            walked.append(widget.accessibleName() or getattr(widget, "text", str)())
    assert "Find a span" in walked
    assert "Critical path" in walked
    for name in ("traces", "operations"):
        window.views.show_view(name)
        assert table_of(window.views.view) is window.views.view.keyboard
        qtbot.waitUntil(lambda: window.focusWidget() is window.views.view.keyboard)


def test_a_recommendation_reached_by_palette(qtbot, window) -> None:
    document = read(qtbot, window)
    first = document.advice.recommendations[0]
    window.session.show_palette()
    palette = window.session.palette
    qtbot.keyClicks(palette.field, "#" + first.title[:12])
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    focus = document.selection.focus
    assert focus.recommendation
    assert len(focus.rows) > 0


def test_a_table_is_exported_as_csv(qtbot, window, tmp_path: Path) -> None:
    document = read(qtbot, window)
    window.views.show_view("operations")
    assert proposed_name(window.views.view).endswith("-operations.csv")
    out = tmp_path / "operations.csv"
    table = table_of(window.views.view)
    qtbot.waitUntil(lambda: table.model().rowCount() > 0)
    window.session.export_to(out)
    qtbot.waitUntil(out.exists)
    header, *rows = list(csv.reader(out.open(encoding="utf-8")))
    assert len(rows) == len(document.opened.study.operations)
    assert len(set(header)) == len(header) == len(rows[0])


def test_an_unreadable_file_beside_the_sample(qtbot, window, tmp_path: Path) -> None:
    good = read(qtbot, window)
    path = tmp_path / "broken.json"
    path.write_text('{"resourceSpans": [' + "[" * 20_000)
    bad = window.open_path(path)
    qtbot.waitUntil(lambda: not bad.is_busy, timeout=60_000)
    assert bad.state is State.FAILED
    assert good.state is State.READY
    window.documents.show(good)
    assert window.views.view.isVisible()


@pytest.mark.slow
@pytest.mark.skipif(not STATM.exists(), reason="needs /proc")
def test_opening_again_and_again_does_not_grow(qtbot, window) -> None:
    sizes = []
    for _ in range(8):
        document = read(qtbot, window)
        window.close_document(document)
        del document
        qtbot.wait(200)
        sizes.append(int(STATM.read_text().split()[1]))
    assert max(sizes[2:]) < 1.1 * sizes[1]


def test_the_timeline_is_exported_as_shapes_and_letters(qtbot, window, tmp_path: Path) -> None:
    document = read(qtbot, window)
    window.views.show_view("timeline")
    view = window.views.view
    view.settle()
    start = int(document.opened.study.structure.start_ns[0])
    view.canvas.zoom_to(start, start + 2_000_000_000, margin=0.0, animate=False)
    out = tmp_path / "timeline.svg"
    window.session.export_to(out)
    text = out.read_text()
    assert text.count("<rect") > 50
    assert "<text" in text
    assert not window.views.view.canvas.draws_shapes


def test_the_selection_is_exported_for_other_tools(qtbot, window, tmp_path: Path) -> None:
    document = read(qtbot, window)
    document.selection.change(None, row=0)
    rows = len(document.opened.study.structure.rows(int(document.opened.study.structure.trace[0])))
    out = tmp_path / "chosen.json"
    window.session.export_to(out, "otlp-json")
    qtbot.waitUntil(out.exists)
    assert out.read_text().count('"spanId"') >= rows
