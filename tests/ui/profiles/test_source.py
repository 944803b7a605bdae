"""The Source view: code beside costs, what hinders, finding, copying, what a line calls."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from perfview.engine.settings import Settings
from perfview.profiles.building import ProfileBuilder
from perfview.profiles.readers.cpuprofile import CpuProfile
from perfview.profiles.study import Study
from perfview.recording.progress import Progress
from perfview.recording.source import Source
from perfview.ui.profiles.code.line_painting import ROW, letter_width
from perfview.ui.profiles.source import SourceView
from tests.profiles.building import profile
from tests.ui.profiles.showing import document, function, study

CODE = "def work(n):\n\ttotal = 0\n\tfor i in range(n):\n\t\ttotal += step(i)\n\treturn total\n\n\n"


@pytest.fixture(autouse=True)
def _own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("PERFVIEW_CONFIG_DIR", str(tmp_path / "config"))


@pytest.fixture
def show(qtbot):
    def shown(made: Study, name: str = "work") -> SourceView:
        view = SourceView(document(made))
        qtbot.addWidget(view)
        view.resize(1200, 700)
        view.show()
        view.document.selection.change(None, operation=function(made, name))
        view.settle()
        return view

    return shown


def sampled(file: Path) -> Study:
    """`work` runs on line 3 (2 ms), and from line 4 calls `step` (6 ms) and `log` (1 ms)."""
    builder = ProfileBuilder([("cpu", "ns")])
    thread, work = builder.thread("main"), builder.function("work", str(file), 1)
    step, log = builder.function("step", "elsewhere.py", 9), builder.function("log")
    calling = builder.stack(-1, builder.frame(work, 4))
    stacks = [
        (builder.stack(-1, builder.frame(work, 3)), 2e6),
        (builder.stack(calling, builder.frame(step, 10)), 6e6),
        (builder.stack(calling, builder.frame(log)), 1e6),
    ]
    for stack, weight in stacks:
        builder.sample(thread, stack, [weight])
    return Study(builder.finish())


@pytest.fixture
def code(tmp_path) -> Path:
    path = tmp_path / "code.py"
    path.write_text(CODE * 30)
    return path


def test_lines_stand_beside_what_they_cost(show, code):
    area = show(sampled(code)).page.area
    assert [line.text for line in area.lines] == (CODE * 30).splitlines()
    assert {
        line.number: (line.own / 1e6, line.total / 1e6) for line in area.lines if line.total
    } == {3: (2, 2), 4: (0, 7)}
    assert area.words(3).replace("\u202f", " ").startswith("line 4: 7.00 ms (78 %) with what")


def test_a_line_tells_what_it_calls_and_leads_there(show, code, qtbot):
    view = show(sampled(code))
    place = QPoint(view.page.area.gutter.width + 20, 3 * ROW + 5)
    qtbot.mouseClick(view.page.area.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not view._lines.is_busy)
    assert view.page.area.row == 3
    names = [view.study.name_of(call.function) for call in view._calls.calls]
    assert names == ["step", "log"]
    assert [call.total for call in view._calls.calls] == [6e6, 1e6]
    assert not view._calls.is_whole
    view.page.facts.picked.emit(0)
    assert view.document.selection.focus.operation == function(view.study, "step")


def test_n_and_p_go_from_one_costly_line_to_the_next(show, code, qtbot):
    area = show(sampled(code)).page.area
    rows = []
    for key in (Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_P):
        qtbot.keyClick(area, key)
        rows.append(area.row)
    assert rows == [2, 3, 2, 3]


def test_code_is_chosen_with_the_pointer_and_copied(show, code, qtbot):
    area = show(sampled(code)).page.area
    letter, left = letter_width(), area.gutter.width
    begin, end = QPoint(left + int(4 * letter) + 1, 5), QPoint(left + int(8 * letter), ROW + 5)
    qtbot.mousePress(area.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(area.viewport(), end)
    area.mouseMoveEvent(moved(end))
    area.copy()
    assert QGuiApplication.clipboard().text() == "work(n):\n\ttota"


def moved(place: QPoint):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    at = QPointF(place)
    return QMouseEvent(QEvent.Type.MouseMove, at, at, left, left, none)


def test_finding_goes_from_match_to_match(show, code):
    view = show(sampled(code))
    assert view.find("RETURN") == 30
    first = view.page.area.row
    view.find_next(1)
    assert view.page.area.row - first == 7
    view.find_next(-1)
    assert view.page.area.row == first
    assert view.find("nowhere") == 0


def test_without_the_file_the_lines_that_cost_something_are_there(show, tmp_path):
    view = show(sampled(tmp_path / "gone.py"))
    assert [line.number for line in view.page.area.lines] == [3, 4]
    assert view.page._banner.isVisible()
    assert "gone.py is neither" in view.page._hindered.text()
    assert not view.page._anyway.isVisible()


def test_a_file_that_has_changed_is_shown_when_asked_for(show, code, qtbot):
    code.write_text("\n" * 50 + CODE)
    view = show(sampled(code))
    assert "has changed since: work no longer begins at line 1" in view.page._hindered.text()
    view.page.changed_asked.emit()
    qtbot.waitUntil(lambda: not view._work.is_busy)
    assert len(view.page.area.lines) == 57
    assert not view.page._banner.isVisible()


def test_a_chosen_folder_is_looked_in_and_remembered(show, tmp_path, qtbot):
    (tmp_path / "repo" / "src").mkdir(parents=True)
    (tmp_path / "repo" / "src" / "code.py").write_text(CODE)
    view = show(sampled(Path("/srv/builds/77/src/code.py")))
    view.look_in([tmp_path / "repo"])
    qtbot.waitUntil(lambda: not view._work.is_busy)
    assert view.page.area.lines[0].text == "def work(n):"
    assert Settings().source_folders == [tmp_path / "repo"]


def test_a_function_without_a_file_is_told(show):
    view = show(study("main;work 4"))
    assert "does not say in which file work is" in view.page._hindered.text()
    assert view.page.area.lines == []


def test_large_files_and_long_lines_are_scrolled(show, tmp_path):
    path = tmp_path / "code.py"
    path.write_text(CODE + f"x = '{'long ' * 500}'\n" + "pass\n" * 50_000)
    area = show(sampled(path)).page.area
    assert area.verticalScrollBar().maximum() > 50_000 * ROW - area.viewport().height()
    assert area.horizontalScrollBar().maximum() > 2_000
    area.go_to(40_000)
    assert area.verticalScrollBar().value() == (40_000 - 6) * ROW
    assert not area.grab().isNull()


def test_minified_code_asks_for_its_map(show, tmp_path):
    path = tmp_path / "bundle.js"
    path.write_text(f"function work(){{{'a+=1;' * 1000}}}\n")
    view = show(profile(f"main;work@{path}:1 5"))
    assert "bundle.js is minified" in view.page._hindered.text()
    assert view.page._banner.isVisible()
    assert not view.page._anyway.isVisible()


def test_source_maps_of_a_chosen_folder_show_the_original(qtbot, tmp_path):
    bundled = Path(__file__).parents[2] / "profiles" / "sources" / "maps" / "bundled" / "min"
    shutil.copy(bundled / "p.cpuprofile", tmp_path)
    with Source(tmp_path / "p.cpuprofile") as source:
        model, report = CpuProfile().read(source, Progress())
        made = Study(model, report, source)
    view = SourceView(document(made))
    qtbot.addWidget(view)
    view.show()
    heavy = function(made, "get heaviest")
    view.document.selection.change(None, operation=heavy)
    view.settle()
    assert view.page._banner.isVisible()
    view.look_in([bundled])
    qtbot.waitUntil(lambda: not view._work.is_busy)
    assert view.page._file.text().endswith(".ts, from its source map")
    assert view.page.area.lines[13].text == "  get heaviest(): number {"
    assert int(view.study.model.functions.line[heavy]) == 14
