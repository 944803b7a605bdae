"""The canvas under hands: zoom, pan, hover, click, keys, ranges, and no needless drawing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from perfview.ui.canvas.boxes import Boxes, Layer
from perfview.ui.canvas.canvas import Canvas
from perfview.ui.canvas.scene import BoxScene
from perfview.ui.canvas.tip import Tip, TipText

EPOCH = 1_700_000_000_000_000_000
NAMES = ["load", "store", "compute everything"]


def three_rows():
    """Row 0: 0-1000; row 1: 100-300, 400-900; row 2: 450-451."""
    start = np.array([0, 100, 400, 450], np.int64) + EPOCH
    end = np.array([1000, 300, 900, 451], np.int64) + EPOCH
    zeros = np.zeros(4, np.uint8)
    label = np.array([0, 1, 2, 1], np.int32)
    first = np.array([0, 1, 3, 4], np.int64)
    item = np.array([10, 11, 12, 13], np.int32)
    boxes = Boxes(first, start, end, zeros, zeros.copy(), label, item)
    top = np.array([0, 20, 40], np.int32)
    return Layer(boxes, top, np.full(3, 18, np.int32), NAMES.__getitem__)


@pytest.fixture
def canvas(qtbot):
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(1000, 60)
    made.show_scene(BoxScene([three_rows()], 60))
    made.set_bounds(EPOCH, EPOCH + 1000)
    made.show()
    qtbot.waitExposed(made)
    return made


def wheel(canvas, x, turn, keys=Qt.KeyboardModifier.NoModifier):
    place = QPointF(x, 30)
    event = QWheelEvent(
        place,
        canvas.mapToGlobal(place),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_a_click_chooses_the_box_under_it(canvas, qtbot):
    for place, item in ((QPoint(500, 8), 10), (QPoint(200, 28), 11), (QPoint(451, 48), 13)):
        with qtbot.waitSignal(canvas.clicked) as told:
            QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
        assert told.args[0].item == item
    with qtbot.waitSignal(canvas.clicked) as told:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(350, 28))
    assert told.args[0] is None


def test_the_wheel_zooms_at_the_pointer(canvas):
    before = canvas.stretch.time_at(250, 1000)
    wheel(canvas, 250, 360)
    assert canvas.stretch.width < 600
    assert abs(canvas.stretch.time_at(250, 1000) - before) <= 1
    wheel(canvas, 250, 360, Qt.KeyboardModifier.ControlModifier)
    assert canvas.stretch.width < 350


def test_dragging_pans_by_whole_pixels_and_stops_at_the_ends(canvas):
    canvas.zoom_to(EPOCH + 400, EPOCH + 500, margin=0, animate=False)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, 30))
    QTest.mouseMove(canvas, QPoint(400, 30))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 30))
    assert canvas.stretch.start == EPOCH + 410
    canvas.pan(-100_000)
    assert canvas.stretch.start == EPOCH


def test_shift_drag_marks_a_range(canvas, qtbot):
    shift = Qt.KeyboardModifier.ShiftModifier
    told = []
    canvas.marked.connect(lambda *args: told.append(args))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, shift, QPoint(300, 30))
    QTest.mouseMove(canvas, QPoint(100, 30))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, QPoint(100, 30))
    assert told[-1] == (EPOCH + 100, EPOCH + 300, True)
    assert canvas.stretch.start == EPOCH


def test_keys_zoom_pan_and_ask(canvas, qtbot):
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_W)
    width = canvas.stretch.width
    assert width < 1000
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    QTest.keyClick(canvas, Qt.Key.Key_D)
    assert canvas.stretch.start > EPOCH
    QTest.keyClick(canvas, Qt.Key.Key_A)
    assert canvas.stretch.start == EPOCH
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.stretch.end == EPOCH + 1000
    QTest.keyClick(canvas, Qt.Key.Key_S)
    assert canvas.stretch.width > width
    signals = (
        (Qt.Key.Key_F, "fit_asked"),
        (Qt.Key.Key_M, "mark_asked"),
        (Qt.Key.Key_Escape, "escaped"),
    )
    for key, signal in signals:
        with qtbot.waitSignal(getattr(canvas, signal)):
            QTest.keyClick(canvas, key)
    with qtbot.waitSignal(canvas.walked) as told:
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert told.args == ["child"]


def test_hovering_tells_without_drawing_the_boxes_again(canvas, qtbot):
    canvas.describe = lambda hit: TipText(f"item {hit.item}", "", (("a", "1"),) * 9)
    canvas.grab()
    pixels = canvas._pixels
    canvas.scene.draw = None  # drawing again would raise
    QTest.mouseMove(canvas, QPoint(500, 8))
    canvas.grab()
    tip = canvas.window().findChild(Tip)
    assert tip is not None
    assert tip.isVisible()
    assert tip.text.title == "item 10"
    assert len(tip.text.rows) == 4
    assert canvas._pixels is pixels


def test_zooming_to_a_place_arrives_there(canvas, qtbot):
    canvas.zoom_to(EPOCH + 400, EPOCH + 600, margin=0)
    qtbot.waitUntil(lambda: canvas.stretch.start == EPOCH + 400)
    assert canvas.stretch.width == pytest.approx(200)


def test_selected_boxes_are_outlined_in_the_accent(canvas):
    plain = canvas.grab().toImage()
    canvas.select({12})
    chosen = canvas.grab().toImage()
    assert plain.pixelColor(600, 20) != chosen.pixelColor(600, 20)
    assert plain.pixelColor(200, 28) == chosen.pixelColor(200, 28)
