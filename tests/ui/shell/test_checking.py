"""Asking a database about the advice: only on request, the address forgotten, failures told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from perfview.findings.forecast import UnanswerableError
from perfview.ui.shell.banner import Banner
from perfview.ui.shell.checking import AddressStrip
from perfview.ui.workspace.document import State
from tests.ui.fake_job import FakeJob

ADDRESS = "postgresql://reader:secret@localhost/shop"


@pytest.fixture
def asked(monkeypatch, opened) -> list[str]:
    """The addresses that jobs were given; "nowhere" does not answer."""
    found: list[str] = []

    class Asking(FakeJob):
        def run(self):
            if self.options.connection:
                found.append(self.options.connection)
            if "nowhere" in self.options.connection:
                raise UnanswerableError("The database cannot be reached.", "--check")
            if self.options.connection:
                tell = self.watcher.read
                self.watcher.read = lambda opened: tell(answered(opened))
            return super().run()

    monkeypatch.setattr("perfview.engine.job.Job", Asking)
    monkeypatch.setattr("perfview.ui.shell.checking.can_be_checked", lambda document: True)
    return found


def answered(opened):
    """With the answer in its report before anybody sees it, as the engine asks before."""
    opened.report.note("checked", 1, "PostgreSQL 15 was asked.")
    return opened


def offered(window) -> AddressStrip:
    window.session._checking.choose()
    return window.views.findChildren(AddressStrip)[-1]


def settled(qtbot, window):
    qtbot.waitUntil(lambda: window.documents.current.state is State.READY)
    qtbot.waitUntil(lambda: window.views is not None and window.views.view is not None)
    return window.documents.current


def said(window) -> str:
    banners = window.views.findChildren(Banner)
    return " ".join(each.text() for one in banners for each in one.findChildren(QLabel))


def test_it_is_said_what_is_sent_before_anything_is(asked, opened):
    strip = offered(opened)
    words = " ".join(each.text() for each in strip.findChildren(QLabel))
    assert "values" in words
    assert "nobody else" in words
    assert not strip.press.isEnabled()
    strip._give()
    assert asked == []


def test_the_address_is_handed_on_once_and_forgotten(qtbot, asked, opened):
    strip = offered(opened)
    QTest.keyClicks(strip.field, ADDRESS)
    QTest.keyClick(strip.field, Qt.Key.Key_Return)
    document = settled(qtbot, opened)
    assert asked == [ADDRESS]
    assert document.connection == ""
    qtbot.waitUntil(lambda: "was asked" in said(opened))
    opened.documents.reload(document)
    settled(qtbot, opened)
    assert asked == [ADDRESS]


def test_a_database_that_does_not_answer_changes_nothing(qtbot, asked, opened):
    strip = offered(opened)
    strip.field.setText("nowhere")
    strip.press.click()
    qtbot.waitUntil(lambda: asked == ["nowhere"])
    qtbot.waitUntil(lambda: opened.documents.current.notice != "")
    document = settled(qtbot, opened)
    assert document.notice == "Not checked. The database cannot be reached."
    assert len(opened.documents) == 1
    qtbot.waitUntil(lambda: "cannot be reached" in said(opened))


def test_escape_puts_the_strip_away_and_leaves_the_document_alone(qtbot, asked, opened):
    document, strip = opened.documents.current, offered(opened)
    QTest.keyClick(strip.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(strip))
    assert opened.documents.current is document
    assert document.state is State.READY


def test_where_nothing_can_be_checked_it_is_said(opened):
    opened.session._checking.choose()
    assert not opened.views.findChildren(AddressStrip)
