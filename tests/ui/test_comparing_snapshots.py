"""Snapshots of one process opened in the window and held against each other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from perfview.recording.bundled import bundled
from perfview.ui.shell.banner import Banner
from perfview.ui.shell.comparing import can_be_compared
from perfview.ui.shell.explorer_row import one_line
from perfview.ui.shell.samples import earlier_of
from perfview.ui.shell.session import Session
from perfview.ui.shell.status_words import facts_of
from perfview.ui.shell.window import Window
from perfview.ui.theme import theme
from perfview.ui.workspace.document import State
from perfview.ui.workspace.worker import wait_for_all

LAST = bundled("samples") / "leaking-sessions.heapsnapshot.zst"
FIRST, MIDDLE = earlier_of(LAST)
LOG = Path(__file__).parents[1] / "heaps" / "over_time_samples" / "node20_leak.log.gz"
OTHER_PROCESS = Path(__file__).parents[1] / "heaps" / "samples" / "node-24.heapsnapshot.gz"


@pytest.fixture
def window(qtbot, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))
    theme.set_theme("dark")
    made = Window()
    made.session = Session(made)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    yield made
    for document in list(made.documents):
        made.documents.close(document)
    assert wait_for_all()


@pytest.fixture
def settle(qtbot, window):
    def until_quiet():
        def is_quiet():
            return not any(each.is_busy for each in window.documents)

        qtbot.waitUntil(is_quiet, timeout=60_000)

    return until_quiet


@pytest.fixture
def opened(window, settle):
    def open_all(*paths):
        window.opening.open_paths(list(paths))
        settle()
        assert all(each.state is State.READY for each in window.documents)
        return [next(d for d in window.documents if d.path == path) for path in paths]

    return open_all


def said_on(window, document) -> list[str]:
    views = window.views_of(document)
    return [each.accessibleName() for each in views.findChildren(Banner)] if views else []


def choices(window, document) -> dict[str, object]:
    return dict(window.session._comparing.choices(document))


def names(document) -> list[str]:
    before = [document.baseline, *document.between] if document.baseline else []
    return [path.name for path in (*before, document.path)]


def test_the_latest_is_offered_to_be_held_against_those_before(qtbot, window, opened, settle):
    latest, first, middle = opened(LAST, FIRST, MIDDLE)
    qtbot.waitUntil(lambda: bool(said_on(window, latest)), timeout=20_000)
    assert said_on(window, latest)[0].startswith("2 earlier snapshots of this process are open")
    assert not said_on(window, first)
    assert said_on(window, middle)[0].endswith("a later snapshot is open: leaking-sessions.")
    (banner,) = window.views_of(latest).findChildren(Banner)
    presses = {each.text(): each for each in banner.findChildren(QPushButton)}
    qtbot.mouseClick(presses["Hold it against the 2"], Qt.MouseButton.LeftButton)
    settle()
    held = window.documents.current
    assert names(held) == [FIRST.name, MIDDLE.name, LAST.name]
    qtbot.waitUntil(lambda: not said_on(window, middle))
    assert f"against {FIRST.name} and 1 in between" in facts_of(held)
    assert "EventBus.listeners" in one_line(held)
    assert "comparison" in window.views.names
    told = [window.explorer.row(each).accessibleName() for each in window.documents]
    assert "against leaking-sessions-1 and 1 in between" in told[0]
    assert "baseline of leaking-sessions" in told[1]
    assert "in between, for leaking-sessions" in told[2]


def test_the_menu_knows_which_was_taken_later_whatever_the_files_say(
    qtbot, window, opened, settle, tmp_path
):
    copies = []
    for at, path in enumerate((LAST, FIRST, MIDDLE)):
        copies.append(tmp_path / path.name)
        copies[-1].write_bytes(path.read_bytes())
        os.utime(copies[-1], (1e9 + at, 1e9 + at))
    _last, first, _middle = opened(*copies)
    qtbot.waitUntil(lambda: bool(window.session._comparing.runs.known), timeout=20_000)
    found = choices(window, first)
    assert [words for words in found if words] == [
        "leaking-sessions, the latest, against the other 2",
        "leaking-sessions, taken later, against this one",
        "leaking-sessions-2, taken later, against this one",
        "With a file from before…",
    ]
    found["leaking-sessions, the latest, against the other 2"]()
    settle()
    assert names(window.documents.current) == [FIRST.name, MIDDLE.name, LAST.name]
    stop = "Stop comparing with leaking-sessions-1 and 1 in between"
    found = choices(window, window.documents.current)
    assert stop in found
    assert "Swap before and after" not in found
    assert not any("other 2" in words for words in found)
    found[stop]()
    settle()
    assert names(window.documents.current) == [LAST.name]


def test_the_view_in_front_stays_and_closing_the_baseline_changes_nothing(
    qtbot, window, opened, settle
):
    latest, first = opened(LAST, FIRST)
    window.documents.show(latest)
    qtbot.waitUntil(lambda: window.views is not None and window.views.view is not None)
    window.views.show_view("strings")
    choices(window, latest)["With leaking-sessions-1 from before"]()
    settle()
    held = window.documents.current
    qtbot.waitUntil(lambda: window.views.view is not None)
    assert window.views.view.name == "strings"
    window.documents.close(first)
    fresh = window.documents.reload(held, "comparison")
    settle()
    assert names(fresh) == [FIRST.name, LAST.name]
    assert fresh.opened.study.baseline is not None


def test_snapshots_in_the_wrong_order_can_be_put_right(qtbot, window, opened, settle):
    (first,) = opened(FIRST)
    held = window.documents.compare(first, LAST)
    settle()
    qtbot.waitUntil(lambda: bool(said_on(window, held)), timeout=20_000)
    assert said_on(window, held)[0].endswith(f"{LAST.name} is the latest.")
    (banner,) = window.views_of(held).findChildren(Banner)
    press = next(b for b in banner.findChildren(QPushButton) if b.text() == "Put them in order")
    qtbot.mouseClick(press, Qt.MouseButton.LeftButton)
    settle()
    assert names(window.documents.current) == [FIRST.name, LAST.name]


def test_another_process_is_told(qtbot, window, opened, settle):
    (latest,) = opened(LAST)
    held = window.documents.compare(latest, OTHER_PROCESS)
    settle()
    qtbot.waitUntil(lambda: bool(said_on(window, held)), timeout=20_000)
    assert said_on(window, held)[0].startswith(f"{OTHER_PROCESS.name}: not of the process")


@pytest.mark.parametrize("content", [b"no snapshot at all", LAST.read_bytes()[:2000], None])
def test_a_baseline_that_cannot_be_read_leaves_the_document(
    qtbot, window, opened, settle, tmp_path, content
):
    broken = tmp_path / "broken.heapsnapshot.zst"
    if content is not None:
        broken.write_bytes(content)
    (latest,) = opened(LAST)
    window.session._comparing.hold_against(latest, [broken])
    qtbot.waitUntil(lambda: window.documents.current.baseline is None, timeout=20_000)
    settle()
    document = window.documents.current
    assert document.state is State.READY
    qtbot.waitUntil(lambda: bool(said_on(window, document)))
    assert said_on(window, document)[0].startswith(f"Not compared. The baseline {broken.name}")


def test_a_baseline_that_is_gone_leaves_the_document_when_it_is_read_again(
    qtbot, window, opened, settle, tmp_path
):
    before = tmp_path / FIRST.name
    before.write_bytes(FIRST.read_bytes())
    (latest,) = opened(LAST)
    held = window.documents.compare(latest, before)
    settle()
    assert held.state is State.READY
    before.unlink()
    window.documents.reload(held)
    qtbot.waitUntil(lambda: window.documents.current.baseline is None, timeout=20_000)
    settle()
    assert window.documents.current.state is State.READY
    qtbot.waitUntil(lambda: bool(said_on(window, window.documents.current)))


def test_cancelling_a_comparison_leaves_the_document(qtbot, window, opened, settle):
    (latest,) = opened(LAST)
    window.documents.compare(latest, FIRST).cancel()
    qtbot.waitUntil(lambda: window.documents.current.baseline is None, timeout=20_000)
    settle()
    assert window.documents.current.state is State.READY
    assert len(window.documents) == 1


def test_what_holds_no_objects_is_compared_with_nothing(window, opened):
    log, latest = opened(LOG, LAST)
    assert can_be_compared(latest)
    assert not can_be_compared(log)
    assert [words for words in choices(window, latest) if words] == ["With a file from before…"]


def test_the_sample_opens_with_its_leak_in_sight(window, settle):
    window.start_page.sample_asked.emit(LAST)
    settle()
    assert names(window.documents.current) == [FIRST.name, MIDDLE.name, LAST.name]
    assert "EventBus.listeners" in one_line(window.documents.current)
