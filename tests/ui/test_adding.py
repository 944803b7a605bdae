"""Files that tell more of a build, dropped onto a window with the real engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from perfview.ui.shell.banner import Banner
from perfview.ui.shell.session import Session
from perfview.ui.shell.window import Window
from perfview.ui.workspace.document import State
from perfview.ui.workspace.worker import wait_for_all

SAMPLE = Path(__file__).parents[1] / "bundles/detectors/samples/library.metafile.json.gz"
BUDGETS = [{"name": "all of it", "path": "**/*.js", "limit": "1 B"}]


@pytest.fixture
def window(qtbot, tmp_path: Path, monkeypatch) -> Iterator[Window]:
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))
    made = Window()
    made.documents.use_cache = False
    made.session = Session(made)
    qtbot.addWidget(made)
    made.resize(1400, 900)
    made.show()
    yield made
    for document in list(made.documents):
        made.documents.close(document)
    assert wait_for_all()


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "meta.json.gz"))


def written(tmp_path: Path, name: str, value: object) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(value))
    return path


def read(qtbot, window: Window, path: Path) -> None:
    window.opening.open_paths([path])
    at_rest(qtbot, window)
    assert window.documents.current.state is State.READY


def at_rest(qtbot, window: Window) -> None:
    qtbot.waitUntil(lambda: not any(each.is_busy for each in window.documents), timeout=60_000)
    qtbot.waitUntil(lambda: window.views is not None and window.views.view is not None)


def offers(window: Window) -> list[QPushButton]:
    banners = window.page.findChildren(Banner) if window.page is not None else []
    return [b for each in banners for b in each.findChildren(QPushButton) if b.text()[:3] == "Add"]


def test_budgets_that_are_dropped_are_offered_to_the_build(qtbot, window, build, tmp_path) -> None:
    read(qtbot, window, build)
    window.opening.open_paths([written(tmp_path, "budgets.json", BUDGETS)])
    qtbot.waitUntil(lambda: bool(offers(window)))
    assert [each.path for each in window.documents] == [build]
    offers(window)[0].click()
    at_rest(qtbot, window)
    document = window.documents.current
    assert document.given == (tmp_path / "budgets.json",)
    assert len(document.opened.study.furnished.budgets) == 1
    window.session.reload()
    at_rest(qtbot, window)
    assert len(window.documents.current.opened.study.furnished.budgets) == 1


def test_what_comes_together_with_the_build_is_offered_too(qtbot, window, build, tmp_path) -> None:
    coverage = [{"url": "http://localhost/index.js", "ranges": [{"start": 0, "end": 9}]}]
    window.opening.open_paths([written(tmp_path, "coverage.json", coverage), build])
    qtbot.waitUntil(lambda: bool(offers(window)), timeout=60_000)
    assert [each.path for each in window.documents] == [build]


def test_what_tells_nothing_stays_a_file_that_cannot_be_read(
    qtbot, window, build, tmp_path
) -> None:
    read(qtbot, window, build)
    with qtbot.waitSignal(window.documents.added) as added:
        window.opening.open_paths([written(tmp_path, "notes.json", {"x": 1})])
    document = added.args[0]
    qtbot.waitUntil(lambda: document.state is State.FAILED)
    assert window.documents.current is document
    assert len(window.documents) == 2


def test_a_given_file_that_tells_nothing_leaves_the_build_as_it_was(
    qtbot, window, build, tmp_path
) -> None:
    read(qtbot, window, build)
    wrong = written(tmp_path, "notes.json", {"x": 1})
    window.documents.furnish(window.documents.current, [wrong])
    at_rest(qtbot, window)
    qtbot.waitUntil(lambda: window.documents.current.state is State.READY)
    assert window.documents.current.given == ()
    assert window.documents.current.notice.startswith("Not added. notes.json is none of")


def test_a_build_that_changes_is_offered_to_be_read_again(qtbot, window, build) -> None:
    read(qtbot, window, build)
    document = window.documents.current
    name = document.opened.study.name_of(3)
    window.views.show_view("modules")
    document.selection.change(None, row=3)
    build.write_bytes(SAMPLE.read_bytes() + b"\0")
    qtbot.waitUntil(
        lambda: any("has changed" in b.accessibleName() for b in window.page.findChildren(Banner))
    )
    window.page.reload_asked.emit()
    at_rest(qtbot, window)
    fresh = window.documents.current
    assert fresh is not document
    assert window.views.view.name == "modules"
    qtbot.waitUntil(lambda: fresh.selection.focus.row >= 0)
    assert fresh.opened.study.name_of(fresh.selection.focus.row) == name


def test_a_build_can_be_held_against_a_folder(qtbot, window, build) -> None:
    read(qtbot, window, build)
    offered = [words for words, _ in window.session._comparing.choices(window.documents.current)]
    assert "With a folder from before…" in offered


def test_a_schema_and_another_are_added_to_a_log_together(qtbot, window, tmp_path) -> None:
    log = tmp_path / "queries.jsonl"
    calls = [{"sql": f"SELECT * FROM orders WHERE user_id = {n}", "ms": 9} for n in range(9)]
    log.write_text("\n".join(json.dumps(call) for call in calls))
    read(qtbot, window, log)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    given = [folder / "orders.sql", folder / "users.sql"]
    for path in given:
        path.write_text(f"CREATE TABLE {path.stem} (id int PRIMARY KEY, user_id int);")
    window.opening.open_paths(given)
    qtbot.waitUntil(lambda: any(each.text() == "Add them" for each in offers(window)))
    assert len(window.documents) == 1
    next(each for each in offers(window) if each.text() == "Add them").click()
    at_rest(qtbot, window)
    document = window.documents.current
    assert set(document.given) == set(given)
    assert set(document.opened.study.schema.tables) == {"orders", "users"}
    qtbot.waitUntil(lambda: bool(window.page.findChildren(Banner)))
    said = [each.accessibleName() for each in window.page.findChildren(Banner)]
    assert any("orders.sql" in each for each in said)
