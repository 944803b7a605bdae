"""Words in pills and words of code, drawn into cells."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from perfview.ui.theme.theme import current
from perfview.ui.widgets.table.inked import draw_code_words, draw_pills, pill_colours
from perfview.ui.widgets.table.lettering import Face, draw_line, line_of, width_of

WIDE, HIGH = 200, 24
CODE = Face(11, mono=True)


@pytest.fixture
def drawn(qapp):
    """What a function draws into a cell, as the set of its colours by column of pixels."""

    def draw(do):
        image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
        image.fill(QColor(current().panel))
        painter = QPainter(image)
        do(painter, QRectF(0, 0, WIDE, HIGH))
        painter.end()
        return [{image.pixelColor(x, y).name() for y in range(HIGH)} for x in range(WIDE)]

    return draw


def reach(columns, colour: str) -> int:
    """How far to the right a colour is seen, -1 for nowhere."""
    return max((x for x, seen in enumerate(columns) if colour in seen), default=-1)


def test_pills_stand_side_by_side_on_their_grounds(drawn):
    bad, warn = pill_colours("bad")[1], pill_colours("warn")[1]
    columns = drawn(lambda p, area: draw_pills(p, area, (("N+1", "bad"), ("lock", "warn"))))
    assert 0 < reach(columns, bad) < reach(columns, warn) < WIDE


def test_a_pill_without_room_is_left_out_but_for_the_first(drawn):
    long = "much too long for the place it has been given here, whatever it says"
    columns = drawn(lambda p, area: draw_pills(p, area, ((long, "bad"), ("lock", "warn"))))
    assert reach(columns, pill_colours("bad")[1]) >= WIDE - 10
    assert reach(columns, pill_colours("warn")[1]) == -1


def test_only_words_of_the_language_are_coloured(drawn):
    blank = {current().panel}
    words = drawn(lambda p, area: draw_code_words(p, area, "SELECT orders", "sql", CODE))
    written = [x for x, seen in enumerate(words) if seen != blank]
    plain = drawn(lambda p, area: draw_code_words(p, area, "orders", "sql", CODE))
    assert written
    assert max(written) < 60
    assert all(seen == blank for seen in plain)


def test_a_line_is_cut_where_its_room_ends_and_drawn_at_either_side(drawn):
    blank, text = {current().panel}, "12 calls of a statement"
    line = line_of(text, CODE, 60)
    assert line.shown.endswith("…")
    assert line.width <= 60 < width_of(text, CODE)
    assert line_of(text, CODE, 60, keeps_end=True).shown.endswith("ment")
    for align, at_left in (
        (Qt.AlignmentFlag.AlignLeft, True),
        (Qt.AlignmentFlag.AlignRight, False),
    ):
        columns = drawn(lambda p, area, align=align: draw_line(p, area, line, align))
        written = [x for x, seen in enumerate(columns) if seen != blank]
        assert (max(written) < 70) is at_left
        assert (min(written) > WIDE - 70) is not at_left
