"""Everything can be done by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from perfview.ui.shell.commands import shown_keys
from perfview.ui.shell.shortcut_sheet import ShortcutSheet
from perfview.ui.theme import theme
from tests.ui.shell.conftest import Second

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_a_view_is_made_when_its_tab_is_first_shown(qtbot, opened) -> None:
    assert opened.views.view.name == "first"
    assert Second.made == 0
    qtbot.keyClick(opened, Qt.Key.Key_2, CTRL)
    assert opened.views.view.name == "second"
    qtbot.keyClick(opened, Qt.Key.Key_1, CTRL)
    qtbot.keyClick(opened, Qt.Key.Key_2, CTRL)
    assert Second.made == 1


def test_back_and_forward_through_what_was_selected(qtbot, opened) -> None:
    selection = opened.documents.current.selection
    selection.change(row=1)
    selection.change(row=2)
    qtbot.keyClick(opened, Qt.Key.Key_Left, ALT)
    assert selection.focus.row == 1
    qtbot.keyClick(opened, Qt.Key.Key_Left, ALT)
    assert selection.focus.row == -1
    qtbot.keyClick(opened, Qt.Key.Key_Right, ALT)
    assert selection.focus.row == 1


def test_escape_steps_out_one_thing_at_a_time(qtbot, opened) -> None:
    selection = opened.documents.current.selection
    selection.change(start_ns=5, end_ns=9)
    selection.change(row=2)
    qtbot.keyClick(opened, Qt.Key.Key_F, CTRL)
    field = opened.focusWidget()
    qtbot.keyClicks(field, "query")
    qtbot.waitUntil(lambda: opened.views.view.searched == "query")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert selection.focus.row == 2
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert (selection.focus.row, selection.focus.start_ns) == (-1, 5)
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert selection.focus.start_ns is None


def test_f_fits_and_types_an_f_in_a_field(qtbot, opened) -> None:
    view = opened.views.view
    qtbot.keyClick(opened, Qt.Key.Key_F)
    assert view.fitted == 1
    qtbot.keyClick(opened, Qt.Key.Key_F, CTRL)
    qtbot.keyClick(opened.focusWidget(), Qt.Key.Key_F)
    assert opened.focusWidget().text() == "f"
    assert view.fitted == 1


def test_the_sheet_lists_every_key(qtbot, opened) -> None:
    qtbot.keyClick(opened, "?")
    sheet = opened.findChild(ShortcutSheet)
    assert sheet.isVisible()
    texts = [w.text() for w in sheet.findChildren(QWidget) if hasattr(w, "text")]
    for command in opened.commands:
        if command.keys and command.group:
            assert command.title in texts
            assert any(shown_keys(command.keys[0]) in text for text in texts)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_no_two_commands_share_a_key(window) -> None:
    keys = [key for command in window.commands for key in command.keys]
    assert len(keys) == len(set(keys))


def test_next_document_and_close(qtbot, opened, recording) -> None:
    first = opened.documents.current
    second = opened.documents.open(recording(name="b.json"))
    qtbot.keyClick(opened, Qt.Key.Key_Tab, CTRL)
    assert opened.documents.current is first
    qtbot.keyClick(opened, Qt.Key.Key_W, CTRL)
    assert list(opened.documents) == [second]


def test_the_theme_switches_and_is_remembered(qtbot, opened) -> None:
    qtbot.keyClick(opened, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert theme.current().name == "light"
    assert opened.settings.choice("theme") == "light"


@pytest.mark.parametrize("name", ["explorer", "advice", "details"])
def test_panels_hide_and_come_back(opened, name) -> None:
    dock = opened.panels.dock(name)
    assert dock.isVisible()
    opened.panels.toggle(name)
    assert not dock.isVisible()
    opened.panels.toggle(name)
    assert dock.isVisible()


def test_the_layout_is_remembered(qtbot, opened, make_window, recording) -> None:
    opened.panels.toggle("advice")
    opened.resize(1234, 777)
    opened.close()
    fresh = make_window()
    document = fresh.documents.open(recording(name="b.json"))
    qtbot.waitUntil(lambda: document.state.value == "ready")
    assert not fresh.panels.dock("advice").isVisible()
    assert fresh.panels.dock("explorer").isVisible()


def test_every_control_has_a_name(opened) -> None:
    opened.session.show_keys()
    for press in opened.findChildren(QPushButton):
        assert press.text() or press.accessibleName(), press.toolTip()


def test_the_explorer_folds_to_a_rail(opened) -> None:
    row = opened.explorer.row(opened.documents.current)
    opened.explorer.resize(60, 600)
    assert opened.explorer.is_rail
    assert row.accessibleName().startswith("a.otlp.json")
    opened.explorer.resize(236, 600)
    assert not opened.explorer.is_rail


def test_the_sheet_shows_the_keys_of_the_kind_of_document_that_is_open(qtbot, window) -> None:
    sheet = ShortcutSheet(window, window.commands, ("CPU profiles", (("Shift F", "Focus on it"),)))
    qtbot.addWidget(sheet)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"CPU profiles", "Shift F", "Focus on it"} <= words
