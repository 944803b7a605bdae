"""Files come and go in the window."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton

from perfview.ui.shell.banner import Banner
from perfview.ui.shell.opening import pasted_paths
from perfview.ui.shell.problem_page import ProblemPage
from perfview.ui.workspace.document import State
from tests.ui.fake_job import SLOW_STARTED


def drop(window, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy = Qt.DropAction.CopyAction
    left, no = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(200, 200), copy, data, left, no))


def words_of(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_two_dropped_files_open_beside_each_other(qtbot, window, recording) -> None:
    drop(window, recording(name="a.json"), recording(name="b.json"))
    qtbot.waitUntil(lambda: all(d.state is State.READY for d in window.documents))
    assert [d.path.name for d in window.documents] == ["a.json", "b.json"]
    assert window.documents.current.path.name == "b.json"
    rows = [window.explorer.row(d) for d in window.documents]
    assert all("The same query again and again" in row.accessibleName() for row in rows)


def test_a_file_that_fails_leaves_the_others_alone(qtbot, window, recording) -> None:
    drop(window, recording(name="good.json"), recording("bad", name="bad.json"))
    good, bad = list(window.documents)
    qtbot.waitUntil(lambda: good.state is State.READY and bad.state is State.FAILED)
    assert isinstance(window.page.currentWidget(), ProblemPage)
    assert "This is no recording" in words_of(window.page.currentWidget())
    assert "Record it again." in words_of(window.page.currentWidget())
    assert "at byte 1" in window.page.currentWidget().report()
    window.documents.show(good)
    assert window.views.view.isVisible()


def test_a_mistake_of_our_own_is_one_sentence(qtbot, window, recording) -> None:
    document = window.documents.open(recording("crash"))
    qtbot.waitUntil(lambda: document.state is State.FAILED)
    assert "ZeroDivisionError" in document.error.reason
    assert document.error.remedy


def test_a_missing_file_says_so(qtbot, window, tmp_path) -> None:
    document = window.documents.open(tmp_path / "gone.json")
    qtbot.waitUntil(lambda: document.state is State.FAILED)
    assert "no such file" in words_of(window.page.currentWidget())


def test_escape_cancels_reading_and_offers_to_start_again(qtbot, window, recording) -> None:
    path = recording("slow")
    document = window.documents.open(path)
    assert SLOW_STARTED.wait(5)
    with qtbot.waitSignal(document.cancelled):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert document.state is State.CANCELLED
    path.write_text("ok 3")
    again = [b for b in window.page.findChildren(QPushButton) if b.text() == "Read it again"]
    again[0].click()
    qtbot.waitUntil(lambda: window.documents.current.state is State.READY)
    assert len(window.documents) == 1


def test_the_same_file_is_opened_once(qtbot, opened, recording) -> None:
    first = opened.documents.current
    assert opened.documents.open(first.path) is first
    assert len(opened.documents) == 1


def look_around_and_close(qtbot, window, path: Path) -> weakref.ref:
    document = window.documents.open(path)
    qtbot.waitUntil(lambda: document.state is State.READY)
    window.session.palette.appear()
    window.session.palette.dismiss()
    window.documents.step()
    study = weakref.ref(document.opened.study)
    window.documents.close(document)
    return study


def test_closing_lets_go_of_everything_read(qtbot, window, recording) -> None:
    study = look_around_and_close(qtbot, window, recording("ok 50"))

    def freed() -> bool:
        gc.collect()
        return study() is None

    qtbot.waitUntil(freed)
    assert window.centre.currentWidget() is window.start_page


def test_closing_while_reading_is_quiet(qtbot, window, recording) -> None:
    document = window.documents.open(recording("slow"))
    assert SLOW_STARTED.wait(5)
    window.documents.close(document)
    assert len(window.documents) == 0


def test_a_file_that_breaks_off_opens_with_a_banner(qtbot, window, recording) -> None:
    document = window.documents.open(recording("cut 5"))
    qtbot.waitUntil(lambda: bool(window.page.findChildren(Banner)))
    assert document.state is State.READY
    texts = [banner.accessibleName() for banner in window.page.findChildren(Banner)]
    assert texts == [
        "Only the first 66\u202f% of this file could be read. What came before is fine."
    ]
    window.page.show_import_report()
    assert "middle of a span" in words_of(window)


def test_a_changed_file_offers_to_reload(qtbot, window, recording) -> None:
    path = recording("ok 4")
    document = window.documents.open(path)
    qtbot.waitUntil(lambda: document.state is State.READY)
    path.write_text("ok 11")
    qtbot.waitUntil(lambda: bool(window.page.findChildren(Banner)))
    banner = window.page.findChild(Banner)
    assert "changed on disk" in banner.accessibleName()
    reload = next(b for b in banner.findChildren(QPushButton) if b.text() == "Reload")
    reload.click()
    qtbot.waitUntil(lambda: window.documents.current.state is State.READY)
    assert len(window.documents.current.opened.study.model) == 11


def test_a_deleted_file_keeps_what_was_read(qtbot, window, recording) -> None:
    path = recording("ok 4")
    document = window.documents.open(path)
    qtbot.waitUntil(lambda: document.state is State.READY)
    path.unlink()
    qtbot.waitUntil(lambda: bool(window.page.findChildren(Banner)))
    assert "no longer on disk" in window.page.findChild(Banner).accessibleName()
    assert document.opened is not None


def test_what_is_told_of_the_disk_is_told_once(qtbot, window, recording) -> None:
    path = recording("ok 4")
    document = window.documents.open(path)
    qtbot.waitUntil(lambda: document.state is State.READY)
    path.unlink()
    qtbot.waitUntil(lambda: banner_with(window, "no longer on disk") is not None)
    path.write_text("ok 12")
    qtbot.waitUntil(lambda: banner_with(window, "changed on disk") is not None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(window.page.findChildren(Banner)) == 1


def test_a_file_that_is_empty_while_it_is_written_is_waited_for(qtbot, window, recording) -> None:
    path = recording("ok 4")
    document = window.documents.open(path)
    qtbot.waitUntil(lambda: document.state is State.READY)
    path.write_text("")
    with qtbot.assertNotEmitted(window._watch.changed, wait=1500):
        pass
    path.write_text("ok 12")
    qtbot.waitUntil(lambda: banner_with(window, "changed on disk") is not None)


def test_a_file_that_was_half_written_is_read_again_by_itself(qtbot, window, recording) -> None:
    path = recording("bad")
    document = window.documents.open(path)
    qtbot.waitUntil(lambda: document.state is State.FAILED)
    path.write_text("ok 12")
    qtbot.waitUntil(lambda: window.documents.current.state is State.READY)
    assert len(window.documents.current.opened.study.model) == 12


def test_what_is_built_beside_a_file_is_watched_too(
    qtbot, window, recording, tmp_path, monkeypatch
) -> None:
    built = tmp_path / "dist" / "main.js"
    built.parent.mkdir()
    built.write_text("1")
    along = [built.parent, built]
    monkeypatch.setattr("perfview.ui.traces.guide.TraceGuide.along", lambda *_: along)
    window.documents.open(recording("ok 4"))

    def is_read() -> bool:
        return window.documents.current.state is State.READY and not window._watch.is_looking

    qtbot.waitUntil(is_read)
    built.write_text("12")
    qtbot.waitUntil(lambda: banner_with(window, "changed on disk") is not None)
    window.page.reload_asked.emit()
    qtbot.waitUntil(is_read)
    # While it is built anew, its files are gone for a while.
    monkeypatch.setattr("perfview.ui.traces.guide.TraceGuide.along", lambda *_: [])
    built.unlink()
    qtbot.waitUntil(lambda: banner_with(window, "changed on disk") is not None)
    window.page.reload_asked.emit()
    qtbot.waitUntil(is_read)
    built.with_name("main.2.js").write_text("new")
    qtbot.waitUntil(lambda: banner_with(window, "changed on disk") is not None)


def test_reading_again_keeps_the_view_and_what_is_chosen(
    qtbot, window, recording, monkeypatch
) -> None:
    monkeypatch.setattr(
        "perfview.ui.traces.guide.TraceGuide.identifier",
        lambda _, document: f"row {document.selection.focus.row}",
    )
    monkeypatch.setattr(
        "perfview.ui.traces.guide.TraceGuide.find",
        lambda _self, _document, wanted: {"row": int(wanted.split()[1])},
    )
    path = recording("ok 8")
    document = window.documents.open(path)
    qtbot.waitUntil(lambda: document.state is State.READY and window.views.view is not None)
    window.views.show_view("second")
    document.selection.change(None, row=3)
    path.write_text("bad")
    window.session.reload()
    qtbot.waitUntil(lambda: window.documents.current.state is State.FAILED)
    path.write_text("ok 8")
    window.session.reload()
    qtbot.waitUntil(lambda: window.views is not None and window.views.view is not None)
    assert window.views.view.name == "second"
    qtbot.waitUntil(lambda: window.documents.current.selection.focus.row == 3)


def test_recent_files_are_remembered_with_their_verdict(qtbot, opened) -> None:
    (entry,) = opened.settings.recent
    assert entry.verdict == "The same query again and again"
    assert entry.saving == "−50.0\u202fms"
    assert entry.severity == "warning"
    assert "8 spans" in entry.extent
    opened.session.close()
    assert "a.otlp.json" in words_of(opened.start_page)


def test_pasted_paths(tmp_path) -> None:
    path = tmp_path / "with space.json"
    path.write_text("x")
    text = f'"{path}"\nnonsense\n{QUrl.fromLocalFile(str(path)).toString()}\n\n'
    assert pasted_paths(text) == [path, path]


def test_what_a_worker_said_before_closing_is_not_heard_after(qtbot, window, recording) -> None:
    document = window.documents.open(recording("slow"))
    assert SLOW_STARTED.wait(5)
    other = window.documents.open(recording("ok 3", name="b.json"))
    qtbot.waitUntil(lambda: other.state is State.READY)
    heard: list[object] = []
    document.read.connect(heard.append)
    document.dispose()
    # A queued signal arrives even when it was disconnected meanwhile.
    document._on_read(other.opened)
    assert heard == []
    assert document.opened is None


def banner_with(window, words: str) -> Banner | None:
    banners = window.page.findChildren(Banner)
    return next((each for each in banners if words in each.accessibleName()), None)


def test_corrected_clocks_are_told_of_and_taken_back_with_one_click(
    qtbot, window, recording
) -> None:
    document = window.documents.open(recording("ok 8", "skewed.otlp.json"))
    qtbot.waitUntil(lambda: banner_with(window, "8 spans moved in time") is not None)
    window.views.show_view("second")
    document.selection.change(None, row=3, start_ns=5, end_ns=9)
    banner = banner_with(window, "8 spans moved in time")
    next(b for b in banner.findChildren(QPushButton) if b.text() == "Times as recorded").click()
    raw = window.documents.current
    assert raw is not document
    qtbot.waitUntil(lambda: banner_with(window, "as recorded") is not None)
    assert not raw.correct_clocks
    assert banner_with(window, "moved in time") is None
    # The same is looked at as before.
    assert window.views.view.name == "second"
    focus = raw.selection.focus
    assert (focus.row, focus.start_ns, focus.end_ns) == (3, 5, 9)
    banner = banner_with(window, "as recorded")
    next(b for b in banner.findChildren(QPushButton) if b.text() == "Correct the clocks").click()
    qtbot.waitUntil(lambda: banner_with(window, "8 spans moved in time") is not None)
    assert window.documents.current.correct_clocks


def test_reloading_begins_with_the_view_in_front(qtbot, opened) -> None:
    opened.views.show_view("second")
    opened.page.reload_asked.emit()
    qtbot.waitUntil(lambda: opened.views is not None and opened.views.view is not None)
    assert opened.views.view.name == "second"


def test_an_analysis_that_is_cancelled_leaves_the_views(qtbot, opened) -> None:
    document = opened.documents.current
    # The page that showed the progress is gone by then.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.captureExceptions() as raised:
        document.cancelled.emit()
    assert raised == []
    assert banner_with(opened, "The analysis was cancelled.") is not None
    assert opened.views.view.isVisible()
