"""Labels, buttons, gauges, listings, search, toast, work off the window's thread."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from perfview.findings.finding import Example
from perfview.ui.theme import theme
from perfview.ui.widgets.background import Background
from perfview.ui.widgets.button import Segmented, button, chip
from perfview.ui.widgets.code import CodeListing, changed_lines
from perfview.ui.widgets.empty import Empty
from perfview.ui.widgets.gauges import Bullet, Meter, SavingBar, SavingWords
from perfview.ui.widgets.label import Elided, breakable, label, set_role
from perfview.ui.widgets.search_field import FilterField, SearchField
from perfview.ui.widgets.syntax import tokens
from perfview.ui.widgets.toast import Toast, toast


@pytest.fixture(autouse=True)
def _dark(qapp):
    theme.set_theme("dark")


def pixels(widget: QWidget) -> list[list[str]]:
    image = widget.grab().toImage()
    return [
        [image.pixelColor(x, y).name() for x in range(image.width())] for y in range(image.height())
    ]


# -- what a file says is never markup


@pytest.mark.parametrize("kind", [label, Elided])
def test_markup_in_a_recording_is_shown_as_it_is(qtbot, kind) -> None:
    made = kind("<h1>SELECT</h1>")
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText
    if made.toolTip():
        assert "<h1>" not in made.toolTip()
        assert "&lt;h1&gt;" in made.toolTip()


def test_a_role_changed_on_screen_is_seen(qtbot) -> None:
    made = label("x", "2")
    qtbot.addWidget(made)
    made.show()
    set_role(made, "bad")
    made.ensurePolished()
    assert made.palette().windowText().color() == QColor(theme.current().bad)


# -- buttons


def test_a_button_without_words_has_a_name_for_those_who_cannot_see_it(qtbot) -> None:
    made = button("", "copy", "flat", tip="Copy the verdict")
    qtbot.addWidget(made)
    assert made.accessibleName() == "Copy the verdict"


def test_segmented_is_always_exactly_one(qtbot) -> None:
    made = Segmented(["One", "of", "few"], on=1)
    qtbot.addWidget(made)
    assert made.index == 1
    with qtbot.waitSignal(made.chosen) as told:
        made.findChildren(type(button()))[2].click()
    assert told.args == [2]
    with qtbot.assertNotEmitted(made.chosen):
        made.choose(0)
    assert made.index == 0


def test_a_chip_keeps_its_width_when_it_is_turned_on(qtbot) -> None:
    made = chip("Errors only", "funnel")
    qtbot.addWidget(made)
    before = made.sizeHint().boundedTo(made.maximumSize()).width()
    made.setChecked(True)
    assert made.sizeHint().boundedTo(made.maximumSize()).width() == before


# -- gauges


@pytest.mark.parametrize(("value", "full"), [(0.0, 0), (0.09, 0), (0.1, 1), (0.74, 4), (1.0, 5)])
def test_confidence_fills_squares_and_is_said_in_words(qtbot, value: float, full: int) -> None:
    made = Meter(value)
    qtbot.addWidget(made)
    made.resize(46, 14)
    row = pixels(made)[7]
    step = 48 / 5
    middles = [row[int(square * step + 3)] for square in range(5)]
    assert middles.count(theme.current().text2) == full
    assert f"{value:.2f}" in made.accessibleName()


@pytest.mark.parametrize(
    ("value", "limit", "red"), [(214, 10, True), (5, 10, False), (10, 10, False)]
)
def test_only_what_lies_beyond_the_limit_is_red(qtbot, value, limit, red) -> None:
    made = Bullet(value, limit, "words")
    qtbot.addWidget(made)
    made.resize(200, 16)
    row = pixels(made)[8]
    assert (theme.current().bad_fill in row) is red
    assert theme.current().ink in row
    if red:
        assert row.index(theme.current().bad_fill) > row.index(theme.current().ink) - 2


def test_a_limit_of_zero_can_be_drawn(qtbot) -> None:
    made = Bullet(0, 0)
    qtbot.addWidget(made)
    assert pixels(made)


def test_a_saving_larger_than_the_whole_stays_inside(qtbot) -> None:
    made = SavingBar(900, 100, 2000, 755, SavingWords("0 ms", "−100 to −2 s", "755 ms"))
    qtbot.addWidget(made)
    made.resize(300, 36)
    assert pixels(made)
    assert "755 ms" in made.accessibleName()


# -- code


def coloured(line: str, language: str) -> list[tuple[str, str]]:
    return [(line[at : at + length], role) for at, length, role in tokens(line, language)]


def test_sql_inside_a_text_is_coloured_there() -> None:
    found = coloured('await db.query("SELECT * FROM a where x")', "ts")
    assert found == [("await", "accent"), ("SELECT", "accent"), ("FROM", "accent")]


def test_comments_recede_and_hide_the_words_in_them() -> None:
    assert coloured("x = 1  # for now", "python") == [("# for now", "text3")]
    assert coloured("select 1 -- from", "sql") == [("select", "accent"), ("-- from", "text3")]


def test_an_unclosed_text_and_an_unknown_language_are_no_trouble() -> None:
    assert coloured('return "abc', "klingon") == [("return", "accent")]


def test_a_listing_shows_before_and_after_with_signs(qtbot) -> None:
    made = CodeListing(changed_lines(Example("a\nb", "c\n", "python")), "python")
    qtbot.addWidget(made)
    assert made.toPlainText() == "− a\n− b\n+ c"
    made.resize(300, made.sizeHint().height())
    seen = {name for row in pixels(made) for name in row}
    assert {theme.current().bad_tint, theme.current().save_tint} <= seen
    theme.set_theme("light")
    seen = {name for row in pixels(made) for name in row}
    assert theme.current().save_tint in seen


# -- search


def test_a_filter_speaks_once_typing_pauses_and_at_once_when_emptied(qtbot) -> None:
    made = FilterField()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.filtered) as told:
        qtbot.keyClicks(made, "ord")
    assert told.args == ["ord"]
    with qtbot.waitSignal(made.filtered) as told:
        qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert told.args == [""]


def test_search_walks_with_enter_and_tells_where_it_is(qtbot) -> None:
    made = SearchField()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.searched):
        qtbot.keyClicks(made.field, "ord")
    made.show_count(12, 3)
    assert "4 of 12" in [part.text() for part in made.findChildren(type(label()))]
    with qtbot.waitSignal(made.stepped) as told:
        qtbot.keyClick(made.field, Qt.Key.Key_Return)
    assert told.args == [1]
    with qtbot.waitSignal(made.stepped) as told:
        qtbot.keyClick(made.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told.args == [-1]


# -- empty, toast


def test_an_empty_place_offers_its_one_action(qtbot) -> None:
    done = []
    made = Empty("Nothing is chosen", "Click a span.", "Show all", lambda: done.append(1))
    qtbot.addWidget(made)
    (press,) = made.findChildren(type(button()))
    press.click()
    assert done == [1]


def test_a_toast_undoes_and_goes_and_only_one_is_there(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    undone = []
    toast(window, "First.")
    second = toast(window, "Dismissed.", "Undo", lambda: undone.append(1))
    qtbot.waitUntil(lambda: len(window.findChildren(Toast)) == 1)
    assert window.rect().contains(second.geometry())
    second.findChildren(type(button()))[0].click()
    assert undone == [1]
    qtbot.waitUntil(lambda: not window.findChildren(Toast))


# -- background


def test_work_runs_elsewhere_and_answers_here(qtbot) -> None:
    answers: list[tuple[int, int]] = []
    asker = Background()
    here = threading.get_ident()
    asker.ask(threading.get_ident, lambda there: answers.append((there, threading.get_ident())))
    assert asker.is_busy
    qtbot.waitUntil(lambda: bool(answers))
    there, back = answers[0]
    assert there != here
    assert back == here
    assert not asker.is_busy


def test_a_failure_is_told_and_logged(qtbot, caplog, monkeypatch) -> None:
    monkeypatch.setattr("perfview.ui.widgets.background._LOG.propagate", True)
    failures: list[str] = []
    asker = Background()
    asker.ask(lambda: 1 / 0, lambda _: failures.append("no"), lambda: failures.append("yes"))
    qtbot.waitUntil(lambda: bool(failures))
    assert failures == ["yes"]
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_nobody_wants_any_more_is_dropped(qtbot) -> None:
    gate = threading.Event()
    answers: list[int] = []
    asker = Background()
    asker.ask(lambda: gate.wait(5) and 1, answers.append)
    asker.forget()
    gate.set()
    asker.ask(lambda: 2, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [2]


def test_long_names_may_break_after_a_dot_and_paths_stay_with_their_slash() -> None:
    assert breakable("N+1 in List") == "N+1 in List"
    assert breakable("calls in CheckoutService.place") == "calls in CheckoutService.\u200bplace"
    assert breakable("in GET /users") == "in GET /\u2060users"
