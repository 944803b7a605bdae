"""The recommendations panel: cards, keys, evidence, dismissal, waiting, nothing found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from perfview.advice.recommendation import Advice
from perfview.findings.finding import Severity
from perfview.ui.advice.severity_filter import SeverityFilter
from perfview.ui.advice.waiting import GreyPlace
from perfview.ui.widgets.code import CodeListing
from perfview.ui.widgets.gauges import Bullet, SavingBar
from perfview.ui.widgets.toast import Toast
from perfview.ui.workspace.document import State
from tests.ui.advice import examples


def words(widget: QWidget) -> list[str]:
    """Every text in a widget that can be seen, once what was added is shown."""
    QApplication.processEvents()
    parts = [*widget.findChildren(QLabel), *widget.findChildren(QPushButton)]
    return [part.text() for part in parts if part.isVisibleTo(widget) and part.text()]


def press(widget: QWidget, name: str) -> None:
    """Press the visible button with this text or accessible name."""
    QApplication.processEvents()
    buttons = widget.findChildren(QPushButton)
    found = [b for b in buttons if name in (b.text(), b.accessibleName()) and b.isVisibleTo(widget)]
    found[0].click()


def test_cards_say_what_where_how_much_and_how_sure(panel) -> None:
    first = panel.cards[0]
    assert "N+1 query in OrderService.list" in words(first)
    assert "−667\u202fms" in words(first)
    assert "p95 of GET /orders" in words(first)
    assert "0.97" in words(first)
    assert first.accessibleName() == (
        "critical, N+1 query in OrderService.list, orders → postgres, GET /orders, "
        "−667\u202fms p95 of GET /orders, confidence 0.97, closed"
    )


def test_the_head_says_what_all_of_it_saves(panel) -> None:
    assert "−38\u202f%" in words(panel)
    assert any("overlaps taken out" in text for text in words(panel))


def test_a_card_inside_another_says_so(panel) -> None:
    assert {"included", "in the first"} <= set(words(panel.cards[3]))


def test_an_open_card_says_everything(qtbot, panel) -> None:
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    card = panel.cards[0]
    assert card.is_open
    assert card.accessibleName().endswith("open")
    said = words(card)
    for text in (
        "Why",
        "Seen, against the limit",
        "Fix",
        "How sure",
        "Show 214 spans",
        "3 traces",
        "limit 10",
        "right in 19 of 20 past cases",
        "About this check",
    ):
        assert text in said
    assert "Would be wrong if the items are paged on purpose." in said
    assert any("asks" in text or "same SELECT" in text for text in said)
    assert not any("`" in text for text in said)
    assert len(card.findChildren(Bullet)) == 3
    (bar,) = card.findChildren(SavingBar)
    assert "saving −641 to −694\u202fms" in bar.accessibleName()
    assert card.findChildren(CodeListing)[0].toPlainText().startswith("− for (const o of orders)")


def test_only_one_card_is_open_and_the_selection_knows_which(qtbot, panel) -> None:
    focus = panel.document.selection
    for card in panel.cards[:2]:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        assert [c for c in panel.cards if c.is_open] == [card]
        assert focus.focus.recommendation == card.recommendation.id
    qtbot.keyClick(panel.cards[1], Qt.Key.Key_Escape)
    assert not any(c.is_open for c in panel.cards)
    assert focus.focus.recommendation == ""


def test_a_card_chosen_elsewhere_opens(panel) -> None:
    panel.document.selection.change(None, recommendation=panel.cards[2].recommendation.id)
    assert [c.is_open for c in panel.cards] == [False, False, True, False]


def test_arrows_walk_and_enter_opens(qtbot, panel) -> None:
    panel.activateWindow()
    panel.cards[0].setFocus()
    qtbot.keyClick(panel.cards[0], Qt.Key.Key_Down)
    assert panel.focusWidget() is panel.cards[1]
    qtbot.keyClick(panel.cards[1], Qt.Key.Key_Return)
    assert panel.cards[1].is_open
    qtbot.keyClick(panel.cards[1], Qt.Key.Key_Up)
    assert panel.focusWidget() is panel.cards[0]
    qtbot.keyClick(panel.cards[0], Qt.Key.Key_Up)
    assert panel.focusWidget() is panel.cards[0]


def test_show_brings_the_evidence_into_sight_in_every_view(qtbot, panel) -> None:
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.document.selection.revealed) as told:
        press(panel.cards[0], "Show 214 spans")
    focus = told.args[0]
    assert focus.rows.tolist() == list(range(214))
    assert focus.groups.tolist() == [0, 1, 2]
    assert focus.row == 0
    assert focus.recommendation == panel.cards[0].recommendation.id
    assert panel.cards[0].is_open


def test_copying_a_card_gives_markdown(qtbot, panel) -> None:
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    press(panel.cards[0], "Copy this card as Markdown")
    text = QGuiApplication.clipboard().text()
    assert "N+1 query in OrderService.list" in text
    assert text.startswith("#")
    press(panel, "Copy fix")
    assert QGuiApplication.clipboard().text() == examples.AFTER
    press(panel, "Copy the place src/orders/OrderService.ts:88")
    assert QGuiApplication.clipboard().text() == "src/orders/OrderService.ts:88"


def test_dismissed_is_remembered_and_can_be_undone(qtbot, panel, settings, make_panel) -> None:
    gone = panel.cards[0].recommendation.id
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    press(panel.cards[0], "Dismiss: do not show this again")
    assert gone in settings.dismissed
    assert [c.recommendation.rank for c in panel.cards] == [2, 3, 4]
    assert "1 dismissed, show" in words(panel)
    again = make_panel(examples.advice())
    assert [c.recommendation.rank for c in again.cards] == [2, 3, 4]
    press(panel.window().findChildren(Toast)[0], "Undo")
    assert gone not in settings.dismissed
    assert [c.recommendation.rank for c in panel.cards] == [1, 2, 3, 4]


def test_what_was_dismissed_earlier_can_be_shown_again(qtbot, settings, make_panel) -> None:
    settings.dismiss(examples.recommendation().id, "N+1")
    panel = make_panel(examples.advice())
    press(panel, "1 dismissed, show")
    assert "N+1 query in OrderService.list" in words(panel)
    press(panel, "Show again")
    assert settings.dismissed == {}
    assert len(panel.cards) == 4


def test_while_it_looks_it_shows_what_was_found_so_far(qtbot, make_panel) -> None:
    panel = make_panel(None, State.ANALYSING)
    assert "Nothing so far" in words(panel)
    assert len(panel.findChildren(GreyPlace)) == 3
    panel.document.findings.append(examples.finding(severity=Severity.INFO, title="Small thing"))
    panel.document.found.emit(panel.document.findings[0])
    panel.document.findings.append(examples.finding())
    panel.document.found.emit(panel.document.findings[1])
    qtbot.waitUntil(lambda: len(panel.cards) == 2)
    assert panel.cards[0].recommendation.severity is Severity.CRITICAL
    assert "2 so far" in words(panel)
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    assert not panel.cards[0].is_open


def test_the_advice_takes_the_place_of_what_was_found_so_far(qtbot, make_panel) -> None:
    panel = make_panel(None, State.ANALYSING)
    panel.document.opened.advice = examples.advice()
    panel.document.advised.emit(panel.document.opened.advice)
    assert len(panel.cards) == 4
    assert not [g for g in panel.findChildren(GreyPlace) if g.isVisible()]


def test_less_severe_ones_can_be_left_out_and_brought_back(panel) -> None:
    panel.findChildren(SeverityFilter)[0].choose(Severity.WARNING)
    assert [c.recommendation.rank for c in panel.cards] == [1, 2, 3]
    press(panel, "1 less severe, show")
    assert len(panel.cards) == 4


def test_nothing_found_says_what_was_looked_for(make_panel) -> None:
    from perfview.engine.pillars import pillar

    panel = make_panel(Advice("Nothing stands out.", ()))
    said = words(panel)
    assert "Nothing stands out" in said
    study = panel.document.opened.study
    for detector in pillar("traces").detectors():
        assert (detector.title in said) == detector().concerns(study), detector.title


def test_oddities_of_the_file_unfold(make_panel) -> None:
    panel = make_panel(examples.advice())
    press(panel, "3 oddities in the file")
    said = words(panel)
    assert "Orphan span" in said
    assert "12 spans name a parent that is not in the file." in said
    press(panel, "3 oddities in the file")
    assert "Orphan span" not in words(panel)


def test_the_check_behind_a_card_explains_itself(qtbot, make_panel) -> None:
    from perfview.engine.pillars import pillar
    from perfview.findings.detector import document

    detector = pillar("traces").detectors()[0]
    panel = make_panel(Advice("x", (examples.recommendation(detector=detector.name),)))
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    press(panel.cards[0], "About this check")
    said = words(panel.cards[0])
    assert set(document(detector).sections) <= set(said)


def test_a_check_nobody_knows_is_no_trouble(qtbot, make_panel) -> None:
    panel = make_panel(Advice("x", (examples.recommendation(detector="from-the-future"),)))
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    press(panel.cards[0], "About this check")
    assert any("another version" in text for text in words(panel.cards[0]))


@pytest.mark.parametrize("width", [280, 384, 700])
def test_nothing_is_wider_than_the_panel(qtbot, panel, width: int) -> None:
    panel.resize(width, 700)
    qtbot.mouseClick(panel.cards[0], Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert panel._scroll.horizontalScrollBar().maximum() == 0
    assert panel.cards[0].width() <= panel.width()


def stops_after(qtbot, widget: QWidget, count: int) -> list[QWidget]:
    """Where the Tab key stops after a widget."""
    found, at = [], widget
    while len(found) < count:
        at = at.nextInFocusChain()
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisibleTo(widget.window()):
            found.append(at)
    return found


def test_the_tab_key_goes_through_an_open_card_before_the_next(qtbot, panel) -> None:
    first, second, *_ = cards = panel.cards
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    QApplication.processEvents()
    inside = [
        each
        for each in first.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(panel)
    ]
    assert len(inside) > 3
    assert stops_after(qtbot, first, len(inside)) == inside
    assert second in stops_after(qtbot, inside[-1], 3)
    # Cards that come late stand before what is below all of them.
    order = stops_after(qtbot, second, len(cards) - 2)
    assert order == cards[2:]
